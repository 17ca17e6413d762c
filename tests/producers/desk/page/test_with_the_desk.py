"""The page against the desk's own server: a whole night by keyboard, a collision, the wrong envelope, a rehearsal."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from sweepcast.announcements import CategoryUpNext, CeremonyClosed, WinnerAnnounced
from sweepcast.retelling import retold
from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.line import Line, to
from tests.producers.desk.page.nights import forecast, label
from tests.producers.desk.world import CEREMONIES, GLOBES, OSCARS, TheDesk, ceremony, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIGHT = f"/v1/desk/nights/{GLOBES}"


@pytest_asyncio.fixture(loop_scope="module")
async def the_desk(tmp_path: Path) -> AsyncIterator[TheDesk]:
    """A desk with its page, and a Kafka that holds nothing yet."""
    async with running(tmp_path) as desk:
        yield desk


async def come(
    opened: Open, desk: TheDesk, name: str, role: str = "enter", at: str = "#nominees", line: Line | None = None
) -> Page:
    """Return the page of somebody who has logged in, with the focus where it is then."""
    token, _ = desk.tokens.make(name, role, 12, desk.time.now)  # type: ignore[arg-type]  # one of the roles
    page = await opened(desk.url + "/", line=line)
    await page.locator("#token").fill(token)
    await page.keyboard.press("Enter")
    await expect(page.locator(at)).to_be_focused()
    return page


async def send(page: Page) -> None:
    """Press Enter, once more where that is asked for, until the receipt is there."""
    await page.keyboard.press("Enter")
    if await page.locator("#forecast .ask").count() == 1:
        await page.keyboard.press("Enter")
    await expect(page.locator("#outbox-count")).to_have_text("all out")


async def test_no_ceremony_yet(opened: Open, the_desk: TheDesk) -> None:
    """Where nothing is published, whoever may publish is led there by one key, the others are told who can."""
    chief = await come(opened, the_desk, "Chief", "admin", at="#begin")
    await expect(chief.locator("#menu-open")).to_be_visible()
    await chief.keyboard.press("Enter")
    await expect(chief.locator("#programme-file")).to_be_focused()
    await chief.keyboard.press("Escape")
    anna = await come(opened, the_desk, "Anna", at="body")
    await expect(anna.locator("#waiting")).to_contain_text("Somebody with the role confirm publishes its programme.")
    await expect(anna.locator("#begin")).to_be_hidden()
    await chief.keyboard.press("Enter")
    await chief.locator("#programme-file").set_input_files(CEREMONIES / f"{GLOBES}.json")
    await expect(chief.locator("#rehearse-part")).to_be_hidden()
    await chief.get_by_role("button", name=f"Publish {GLOBES}").click()
    await expect(chief.get_by_role("button", name="Rehearse this night")).to_be_visible()
    await expect(chief.locator("#programme-file")).to_be_focused()
    for page in (chief, anna):
        await label(page, "Open the ceremony")
        await expect(page.locator("#begin")).to_be_hidden()


async def test_a_whole_night(opened: Open, the_desk: TheDesk) -> None:
    """The Golden Globes of 2017 are entered by keyboard alone, as they were, from the opening to the closing."""
    await the_desk.publish()
    page = await come(opened, the_desk, "Anna")
    await label(page, "Open the ceremony")
    await send(page)
    globes = ceremony(GLOBES)
    nominees = {each.id: [nomination.id for nomination in each.nominations] for each in globes.programme.categories}
    names = {each.id: each.name.replace(" - ", "\u00a0– ") for each in globes.programme.categories}
    for said in retold(globes, "test"):
        if isinstance(said, WinnerAnnounced):
            await expect(page.locator("#category")).to_have_text(names[said.data.category])
            if said.data.recipients:
                await page.locator("#recipient").fill(said.data.recipients[0].name)
            for at, nomination in enumerate(said.data.nominations):
                place = nominees[said.data.category].index(nomination) + 1
                await page.keyboard.press(f"Shift+Digit{place}" if at else str(place))
            await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
            await send(page)
        elif isinstance(said, CategoryUpNext):
            await page.keyboard.press("/")
            await page.locator("#find-text").fill(names[said.data.category])
            await page.keyboard.press("Enter")
            await expect(page.locator("#category")).to_have_text(names[said.data.category])
            await send(page)
        elif isinstance(said, CeremonyClosed):
            await page.keyboard.press("Enter")
            await forecast(page, "Close the ceremony")
            await send(page)
    await label(page, "The night is over")
    await expect(page.locator("#progress")).to_have_text("25 of 25 decided")
    answer = await the_desk.caller().get(NIGHT)
    winners = {each: answer.body["board"][f"category/{each}"]["winners"] for each in nominees}
    told = {each.data.category: each.data for each in retold(globes, "test") if isinstance(each, WinnerAnnounced)}
    assert winners == {each: list(told[each].nominations) for each in nominees}
    assert answer.body["board"]["milestone/sweep/la-la-land"]["status"] == "strict"


async def test_the_wrong_envelope(opened: Open, the_desk: TheDesk) -> None:
    """Picture of the 89th Oscars is said wrong, and put right with one number and Enter; what stood on it is ended."""
    await the_desk.publish(OSCARS)
    picture = next(each for each in ceremony(OSCARS).programme.categories if each.id == "picture")
    works = [nomination.works for nomination in picture.nominations]
    titles = {each.id: each.title for each in ceremony(OSCARS).programme.works}
    page = await come(opened, the_desk, "Anna")
    await send(page)
    await page.keyboard.press("/")
    await page.locator("#find-text").fill("best picture")
    await page.keyboard.press("Enter")
    for winner in ("La La Land", "Moonlight"):
        await page.keyboard.press(str(1 + next(at for at, each in enumerate(works) if titles[each[0]] == winner)))
        await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
        await send(page)
        await expect(page.locator("#category-status")).to_contain_text(winner)
    await expect(page.locator("#first-said")).to_contain_text("First said: ")
    await expect(page.locator("#undo-label")).to_contain_text("Take back")
    await page.keyboard.press("Control+z")
    await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
    await send(page)
    await expect(page.locator("#category-status")).to_contain_text("La La Land")


async def test_two_collide(opened: Open, the_desk: TheDesk) -> None:
    """Of two who press Enter at the same moment, the second is stopped, and told who said what."""
    await the_desk.publish()
    line = Line()
    anna, ben = await come(opened, the_desk, "Anna"), await come(opened, the_desk, "Ben", line=line)
    await send(anna)
    for page, key in ((anna, "1"), (ben, "2")):
        await expect(page.locator("#category-status")).to_have_text("To come")
        await page.keyboard.press(key)
        await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
    line.hold(to("/entries"))
    await ben.keyboard.press("Enter")
    await expect(ben.locator("#outbox .how")).to_have_text("On its way")
    await send(anna)
    line.let_go()
    stopped = ben.locator("#outbox .stopped")
    await expect(stopped.locator(".meanwhile")).to_contain_text("Anna: Best Performance by an Actor")
    await expect(ben.locator("#category-status")).to_contain_text("Aaron Taylor-Johnson")
    await expect(ben.locator("#line")).to_contain_text("1 stopped")
    await ben.keyboard.press("=")
    await ben.keyboard.press("Tab")
    await ben.keyboard.press("Enter")
    await expect(ben.locator("#outbox-count")).to_have_text("all out")
    await expect(ben.locator("#nominees")).to_be_focused()
    answer = await the_desk.caller().get(NIGHT)
    assert answer.body["board"]["category/supporting-actor"]["winners"] == ["aaron-taylor-johnson"]


async def test_rehearsal(opened: Open, the_desk: TheDesk) -> None:
    """A rehearsal is entered like a night, and Kafka never hears of it."""
    await the_desk.publish()
    page = await come(opened, the_desk, "Chief", "admin")
    before = len(the_desk.kafka.log)
    await page.locator("#menu-open").click()
    await page.get_by_role("button", name="Rehearse this night").click()
    await expect(page.locator("#rehearsal")).to_be_visible()
    await label(page, "Open the ceremony")
    await send(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#category-status")).to_have_text("On air")
    await page.keyboard.press("1")
    await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
    await send(page)
    await expect(page.locator("#progress")).to_have_text("1 of 25 decided")
    assert len(the_desk.kafka.log) == before
    await page.locator("#menu-open").click()
    await page.get_by_role("button", name="End this rehearsal").click()
    await expect(page.locator("#rehearsal")).to_be_hidden()
    await expect(page.locator("#progress")).to_have_text("0 of 25 decided")


async def test_press_release(opened: Open, the_desk: TheDesk) -> None:
    """What is pasted is matched by the server, and each line goes out when it is sent."""
    await the_desk.publish()
    page = await come(opened, the_desk, "Anna")
    await send(page)
    await page.locator("#menu-open").click()
    await page.locator("#paste-text").fill("Best Director - Motion Picture: Damien Chazelle, La La Land\nGood night")
    await page.get_by_role("button", name="Find the winners in it").click()
    await expect(page.locator("#drafts .draft")).to_have_count(1)
    await page.keyboard.press("Enter")
    await forecast(page, "Send: Damien Chazelle, La La Land")
    await send(page)
    await expect(page.locator("#category-status")).to_contain_text("Decided: Damien Chazelle")


async def test_a_second_person(opened: Open, tmp_path: Path) -> None:
    """With two people, a tie that one enters waits on the other's page, and goes out when she confirms it there."""
    async with running(tmp_path, confirm="two-people") as desk:
        await desk.publish()
        anna, clara = await come(opened, desk, "Anna"), await come(opened, desk, "Clara", "confirm")
        await send(anna)
        await anna.keyboard.press("1")
        await anna.keyboard.press("Shift+Digit2")
        await expect(anna.locator("#forecast")).to_contain_text("A second person has to confirm it.")
        await anna.keyboard.press("Enter")
        await expect(anna.locator("#outbox .how").first).to_have_text("Waits for a second person")
        await expect(clara.locator("#confirms .how")).to_have_text("Entered by Anna")
        await clara.keyboard.press("=")
        await clara.keyboard.press("Enter")
        await expect(clara.locator("#category-status")).to_contain_text("Decided")
        await expect(anna.locator("#outbox-count")).to_have_text("all out")
        answer = await desk.caller().get(NIGHT)
        winners = answer.body["board"]["category/supporting-actor"]["winners"]
        assert winners == ["aaron-taylor-johnson", "mahershala-ali"]


async def test_the_line_comes_back(opened: Open, the_desk: TheDesk) -> None:
    """While Kafka is away the desk says so, what is entered waits, and it goes out once when Kafka is back."""
    await the_desk.publish()
    page = await come(opened, the_desk, "Anna")
    await send(page)
    await page.keyboard.press("1")
    await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
    the_desk.kafka.go("no broker answers")
    await expect(page.locator("#line-text")).to_have_text("Kafka is away")
    await page.keyboard.press("Enter")
    await expect(page.locator("#outbox .how").first).to_have_text("Waits for the line")
    said = len(the_desk.kafka.log)
    the_desk.kafka.come_back()
    await expect(page.locator("#outbox-count")).to_have_text("all out")
    await expect(page.locator("#category-status")).to_contain_text("Aaron Taylor-Johnson")
    assert len(the_desk.kafka.log) == said + 1
