"""Several nights at one desk: a key never reaches another one than its person sees, and a new one is a key away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.line import Line, to
from tests.producers.desk.page.nights import forecast, label
from tests.producers.desk.page.test_with_the_desk import come, send
from tests.producers.desk.steps import enter, sequence
from tests.producers.desk.test_programmes import TABLE
from tests.producers.desk.world import CEREMONIES, GLOBES, OSCARS, TheDesk, entry, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

GLOBES_NAME, OSCARS_NAME = "74th Golden Globe Awards", "89th Academy Awards"


@pytest_asyncio.fixture(loop_scope="module")
async def the_desk(tmp_path: Path) -> AsyncIterator[TheDesk]:
    """A desk with its page, at which the Golden Globes are published."""
    async with running(tmp_path) as desk:
        await desk.publish()
        yield desk


async def test_a_second_programme_is_brought_to_the_desk(opened: Open, the_desk: TheDesk) -> None:
    """Who has published it is offered it, and nothing moves before they say so; a reload stays with it."""
    page = await come(opened, the_desk, "Chief", "admin")
    await page.keyboard.press(",")
    await page.locator("#programme-file").set_input_files(CEREMONIES / f"{OSCARS}.json")
    await page.get_by_role("button", name=f"Publish {OSCARS}").click()
    await expect(page.get_by_role("button", name=f"Bring {OSCARS} to the desk")).to_be_focused()
    await expect(page).to_have_title(f"{GLOBES_NAME} · Sweepcast")
    await page.keyboard.press("Enter")
    await expect(page).to_have_title(f"{OSCARS_NAME} · Sweepcast")
    await expect(page.locator("#nominees")).to_be_focused()
    await page.reload()
    await expect(page).to_have_title(f"{OSCARS_NAME} · Sweepcast")


async def test_a_revised_programme_stays_at_the_desk(opened: Open, the_desk: TheDesk) -> None:
    """It is the night that is there already: nothing is offered, and the next file can be chosen."""
    page = await come(opened, the_desk, "Chief", "admin")
    await page.keyboard.press(",")
    await page.locator("#programme-file").set_input_files(CEREMONIES / f"{GLOBES}.json")
    await page.get_by_role("button", name=f"Publish the revised {GLOBES}").click()
    await expect(page.locator("#programme-check")).to_have_text(f"{GLOBES} is published.")
    await expect(page.locator("#programme-file")).to_be_focused()


async def test_a_table_in_another_encoding_is_refused(opened: Open, the_desk: TheDesk) -> None:
    """Its letters are not lost on the way: what is wrong is told by the line; the same file, mended, is looked at."""
    page = await come(opened, the_desk, "Chief", "admin")
    await page.keyboard.press(",")
    file = page.locator("#programme-file")
    table = {"name": "village.csv", "mimeType": "text/csv", "buffer": TABLE.replace("Pond", "Étang").encode("cp1252")}
    await file.set_input_files(table)  # type: ignore[arg-type]  # Playwright's own description of a file
    await expect(page.locator("#programme-check .problems")).to_contain_text("is not UTF-8: save the file in this")
    async with page.expect_file_chooser() as asked:
        await file.click()
    assert await file.input_value() == ""
    table["buffer"] = TABLE.encode()
    await (await asked.value).set_files(table)  # type: ignore[arg-type]  # as above
    await expect(page.get_by_role("button", name="Publish village-awards-2020")).to_be_visible()


async def test_the_night_that_was_chosen_last_is_at_the_desk(opened: Open, the_desk: TheDesk) -> None:
    """Whichever answer comes first: the one to an earlier choice comes too late."""
    await the_desk.publish(OSCARS)
    line = Line()
    page = await come(opened, the_desk, "Anna", line=line)
    nights = page.locator("#nights")
    await nights.select_option(OSCARS)
    await expect(page).to_have_title(f"{OSCARS_NAME} · Sweepcast")
    line.hold(to(f"/nights/{GLOBES}"))
    async with page.expect_response(lambda response: response.url.endswith(f"/nights/{GLOBES}")) as late:
        await nights.select_option(GLOBES)
        await nights.select_option(OSCARS)
        await label(page, "Open the ceremony")
        line.let_go()
    await (await late.value).finished()
    await send(page)
    answer = await the_desk.caller().get("/v1/desk")
    assert {each["ceremony"]: each["status"] for each in answer.body["nights"]} == {GLOBES: "published", OSCARS: "open"}


async def test_what_was_stopped_in_another_night_moves_nobody(opened: Open, the_desk: TheDesk) -> None:
    """It says where it belongs, and is sent again from there, in sight of what happened."""
    await the_desk.publish(OSCARS)
    line = Line()
    page = await come(opened, the_desk, "Anna", line=line)
    await page.locator("#nights").select_option(GLOBES)
    await expect(page).to_have_title(f"{GLOBES_NAME} · Sweepcast")
    line.cut(to("/entries"))
    await page.keyboard.press("1")
    await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
    await page.keyboard.press("Enter")
    await expect(page.locator("#outbox-count")).to_have_text("1 not out yet")
    await page.locator("#nights").select_option(OSCARS)
    await expect(page).to_have_title(f"(1) {OSCARS_NAME} · Sweepcast")
    ben = the_desk.caller("Ben")
    await enter(ben, entry("b", await sequence(ben), "ceremony-opened"))
    line.mend()
    await expect(page.locator("#outbox .stopped .how")).to_contain_text(GLOBES)
    await page.keyboard.press("=")
    await expect(page.get_by_role("button", name=f"Go to {GLOBES}: ")).to_be_focused()
    await expect(page).to_have_title(f"(1) {OSCARS_NAME} · Sweepcast")
    await page.keyboard.press("Enter")
    await expect(page).to_have_title(f"(1) {GLOBES_NAME} · Sweepcast")
    await page.keyboard.press("=")
    await page.keyboard.press("Enter")
    await expect(page.locator("#outbox-count")).to_have_text("all out")
    answer = await the_desk.caller().get(f"/v1/desk/nights/{GLOBES}")
    assert answer.body["board"]["category/supporting-actor"]["winners"] == ["aaron-taylor-johnson"]


async def test_a_desk_that_was_started_anew(opened: Open, the_desk: TheDesk) -> None:
    """Before it has read all of Kafka no other night takes the place of this one, nothing is offered, nothing lost."""
    await the_desk.publish(OSCARS)
    page = await come(opened, the_desk, "Chief", "admin")
    await page.locator("#nights").select_option(GLOBES)
    await expect(page).to_have_title(f"{GLOBES_NAME} · Sweepcast")
    await label(page, "Open the ceremony")
    the_desk.kafka.begin_anew()
    await expect(page.locator("#line-text")).to_have_text("Kafka is catching up")
    await page.keyboard.press("Enter")
    await expect(page.locator("#outbox .how")).to_have_text("Waits for the line")
    await page.reload()
    await expect(page.locator("#waiting")).to_contain_text("The desk is not ready yet: reading what Kafka holds")
    await expect(page.locator("#begin")).to_be_hidden()
    the_desk.kafka.be_read()
    await expect(page.locator("#outbox .how")).to_have_text("Out as turn 3")
    await expect(page).to_have_title(f"{GLOBES_NAME} · Sweepcast")
    await label(page, "Up next: Best Performance by an Actor in a Supporting Role in any Motion Picture")


async def test_a_press_release_says_that_nobody_won(opened: Open, the_desk: TheDesk) -> None:
    """Its draft is sent like any other, and is no word about what is up next."""
    page = await come(opened, the_desk, "Anna")
    await send(page)
    await page.keyboard.press(",")
    await page.locator("#paste-text").fill("Best Director - Motion Picture: no award was given")
    await page.get_by_role("button", name="Find the winners in it").click()
    await expect(page.locator("#drafts .draft")).to_have_count(1)
    await page.keyboard.press("Enter")
    await forecast(page, "Send: no award")
    await send(page)
    await expect(page.locator("#category-status")).to_contain_text("Decided: No award")
