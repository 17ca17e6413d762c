"""Where the night stands, and why: the race, who can still sweep, the running order, and what opens to what."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest
from playwright.async_api import Locator, Page, expect

from sweepcast.board import encode_board
from sweepcast.programme import Person, Work
from sweepcast.turns import TurnData
from tests.consumers.page.conftest import DESKTOP, PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import board_of, drawn, told
from tests.streams.nights import Teller, category, programme

pytestmark = pytest.mark.asyncio(loop_scope="module")

ARABIC = "\u0645\u062f\u064a\u0646\u0629 \u0627\u0644\u0646\u062c\u0648\u0645"
KOREAN = "\uc544\uac00\uc528 \uc774\uc57c\uae30"
MARKUP = "<b>Bold</b> & <script>document.title = 'broken'</script>"


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_race_is_drawn_and_said(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The race names its leader in a sentence, a line for each of the six that won most, and the record to reach."""
    async with night_gateway(until(night, "director")) as gateway:
        page = await opened(gateway)
        race = page.locator("#films .race")
        await expect(race.locator("figcaption")).to_contain_text(
            "La La Land leads, with 5 wins: alone in front since 9:07"
        )
        await expect(race.locator(".race-plot")).to_have_attribute("aria-hidden", "true")
        await expect(race.locator(".race-name").first).to_have_text("La La Land5")
        await expect(race.locator(".race-name")).to_have_count(5)
        assert await race.locator(".lane-0 .gain").count() == 5 + 1
        await expect(race.locator(".record-word")).to_have_text("Record: 6")
        await expect(race.locator(".race-note")).to_have_text("5 of their categories are still to come.")


async def test_race_is_told_without_colour(opened: Open, night: tuple[TurnData, ...]) -> None:
    """No two lines have the same dash, and no two the same mark: nobody has to tell colours apart."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway)
        lines = page.locator("#films .race g.lane .line")
        await expect(lines).to_have_count(6)
        dashes = await lines.evaluate_all("(lines) => lines.map((line) => getComputedStyle(line).strokeDasharray)")
        marks = await page.locator("#films .race-name path").evaluate_all(
            "(all) => all.map((mark) => mark.getAttribute('d'))"
        )
        assert len(set(dashes)) == len(dashes)
        assert len(set(marks)) == len(marks) == 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_race_stands_out(opened: Open, night: tuple[TurnData, ...], scheme: str) -> None:
    """Every line and mark has a contrast of at least 3 to the page behind it (WCAG 1.4.11), in light and dark."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway, color_scheme=scheme)
        await expect(page.locator("#films .race g.lane")).to_have_count(6)
        ratios = await page.evaluate(_CONTRASTS)
        assert len(ratios) == 6
        assert min(ratios) >= 3


_CONTRASTS = """() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = luminance(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("#films .race g.lane .line")]
    .map((line) => luminance(getComputedStyle(line).stroke))
    .map((own) => (Math.max(own, behind) + 0.05) / (Math.min(own, behind) + 0.05));
}"""


async def test_race_as_a_table(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The race is there as a table, by keyboard: each category with its time, and the wins that it made."""
    async with night_gateway(until(night, "director")) as gateway:
        page = await opened(gateway, PHONE)
        await page.locator("#tab-standings").click()
        await expect(page.locator("#films .race-table summary")).to_be_visible()
        await page.locator("#films .race-table summary").press("Enter")
        rows = page.locator("#films .race-table tbody tr")
        await expect(rows).to_have_count(9)
        await expect(rows.last).to_contain_text("10:23")
        await expect(rows.last.get_by_role("rowheader")).to_have_text("Best Director\u00a0– Motion Picture")
        await expect(rows.last.get_by_role("cell").last).to_have_text("La La Land 5")
        await gateway.say(*night[len(gateway.turns) : len(until(night, "picture-musical-or-comedy"))])
        await expect(rows.last).to_contain_text("La La Land 7")


async def test_race_takes_a_correction_back(opened: Open) -> None:
    """A correction falls in the chart, is marked there, and stands in the table beside what was said first."""
    turns = corrected_turns()
    async with night_gateway(until(turns, "picture")) as gateway:
        page = await opened(gateway)
        await expect(page.locator("#films .race-name").first).to_have_text("A4")
        await gateway.say(*turns[len(gateway.turns) :])
        await expect(page.locator("#films figcaption")).to_contain_text("A and B won most, with 2 wins each.")
        await expect(page.locator("#films .race .correction")).to_have_count(2)
        await page.locator("#films .race-table summary").click()
        table = page.locator("#films .race-table")
        await expect(table.get_by_role("rowheader", name="Correction: Picture")).to_have_count(1)
        await expect(table.locator("tr", has_text="Correction: Picture")).to_contain_text(
            "B 2A 3", use_inner_text=False
        )


async def test_what_stands_on_a_category(opened: Open) -> None:
    """A category tells which claims stand on its outcome: not those of who lost it, nor those of nominations alone."""
    async with night_gateway(corrected_turns()) as gateway:
        page = await opened(gateway, query="#category/picture")
        await expect(page.locator("#details .nominee.won")).to_contain_text("B")
        await expect(page.locator("#details .first-said")).to_contain_text("First said at")
        assert await told(page, "#details .claims li > span") == [
            "B ties the Test Awards film record of 2 wins, set by Old (2012)"
        ]


async def test_race_fits_the_screen(opened: Open, night: tuple[TurnData, ...]) -> None:
    """On a phone no name lies over another or beyond the edge; when the window changes, the chart does too."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway, PHONE)
        await page.locator("#tab-standings").click()
        names = page.locator("#films .race-name")
        await expect(names).to_have_count(6)
        boxes = sorted([await _box(each) for each in await names.all()], key=lambda box: box["y"])
        assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(boxes))
        assert all(box["x"] + box["width"] <= PHONE[0] for box in boxes)
        narrow = (await _box(page.locator("#films .race-plot > svg")))["width"]
        await page.set_viewport_size({"width": 700, "height": 844})
        await page.wait_for_function(_WIDER, arg=narrow)


_WIDER = "(narrow) => document.querySelector('#films .race-plot > svg')?.getBoundingClientRect().width > narrow"


async def _box(locator: Locator) -> dict[str, float]:
    box = await locator.bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


async def test_without_a_win(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Those that lost three or more and won nothing are told, with what they can still hope for."""
    async with night_gateway(until(night, "director")) as gateway:
        page = await opened(gateway)
        winless = page.get_by_role("region", name="Without a win so far")
        await expect(winless.locator(".reach-row").first).to_contain_text("Moonlight")
        await expect(winless.locator(".reach-row").first).to_contain_text("0 of 6 won, 1 to come")
        await gateway.say(*night[len(gateway.turns) :])
        over = page.get_by_role("region", name="Without a win", exact=True)
        await expect(over.locator(".reach-row").first).to_contain_text("Florence Foster Jenkins")
        await expect(over).not_to_contain_text("Moonlight")
        await expect(over).to_contain_text("Westworld")


async def test_shutout_is_named(opened: Open) -> None:
    """A work of many nominations that lost them all is called a shutout, and says why."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{each}", "a", "b") for each in range(5))))
    for each in range(5):
        teller.win(f"c{each}", "a")
    async with night_gateway(teller.turns) as gateway:
        page = await opened(gateway)
        row = page.get_by_role("region", name="Without a win so far").locator(".reach-row")
        await expect(row).to_contain_text("B")
        await row.locator(".why").click()
        await expect(page.locator("#details h2")).to_contain_text("goes home empty-handed")


async def test_running_order(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The running order unfolds to a line a category: who won and when, what is up next, and what is to come."""
    turns = night[: len(until(night, "director")) + 1]
    async with night_gateway(turns) as gateway:
        page = await opened(gateway)
        await expect(page.locator("#order-summary")).to_have_text("Running order: 26 categories, up next is number 21")
        await page.locator("#order-summary").click()
        rows = page.locator("#order-list > li")
        await expect(rows).to_have_count(26)
        await expect(rows.nth(19)).to_contain_text("Damien Chazelle, La La Land")
        await expect(rows.nth(19).locator(".fate")).to_have_text("10:23 PM", use_inner_text=True)
        await expect(rows.nth(20)).to_have_attribute("aria-current", "step")
        await expect(rows.nth(20).locator(".fate")).to_have_text("Up next")
        await expect(rows.nth(25).locator(".fate")).to_have_text("To come")
        await rows.nth(19).locator(".name").click()
        await expect(page.locator("#details h2")).to_have_text("Best Director\u00a0– Motion Picture")
        await gateway.say(night[len(turns)])
        await page.keyboard.press("Escape")
        await expect(rows.nth(20)).not_to_have_attribute("aria-current", "step")


async def test_from_a_record_to_everything(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A record leads to its categories, they to their winners, on to films and distributors, and Back the same way."""
    async with night_gateway(until(night, "picture-musical-or-comedy")) as gateway:
        page = await opened(gateway)
        title = page.locator("#details-title")
        await page.locator("#stream .milestone", has_text="breaks the Golden Globe").locator(".why").click()
        await expect(page.locator("#details")).to_contain_text("Who held it until tonight")
        await expect(page.locator("#details")).to_contain_text("Lawrence of Arabia (1963, for 1962)")
        await expect(page.locator("#details")).to_contain_text("20th ceremony")
        await expect(page.locator("#details-back")).to_be_hidden()
        way = ["Best Director\u00a0– Motion Picture", "Damien Chazelle", "La La Land", "Lionsgate", "Hacksaw Ridge"]
        for name in way:
            await page.locator("#details-body .name", has_text=re.compile(f"^{re.escape(name)}$")).first.click()
            await expect(title).to_have_text(name)
            await expect(title).to_be_focused()
        await expect(page).to_have_url(re.compile("#work/hacksaw-ridge$"))
        for name in reversed(way[:-1]):
            await page.locator("#details-back").click()
            await expect(title).to_have_text(name)
        await page.go_back()
        await expect(title).to_contain_text("breaks the Golden Globe Awards film record")
        await page.go_back()
        await expect(page.locator("#details")).to_be_hidden()
        await expect(page).not_to_have_url(re.compile("#"))


async def test_closing_leaves_no_steps_behind(opened: Open, night: tuple[TurnData, ...]) -> None:
    """However deep one went, closing the dialog takes all its steps out of the way of the next Back."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        before = await page.evaluate("history.state")
        for _ in range(2):
            await page.locator("#films .name", has_text="La La Land").click()
            await page.locator("#details-body .name", has_text="Lionsgate").click()
            await expect(page.locator("#details-title")).to_have_text("Lionsgate")
            await page.keyboard.press("Escape")
            await expect(page.locator("#details")).to_be_hidden()
            await page.wait_for_function("() => location.hash === ''")
        assert await page.evaluate("history.state") == before
        await page.go_forward()
        await expect(page.locator("#details-title")).to_have_text("La La Land")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("work/la-la-land", "La La Land"),
        ("person/emma-stone", "Emma Stone"),
        ("standing/person/emma-stone", "Emma Stone"),
        ("person/meryl-streep", "Meryl Streep"),
        ("distributor/lionsgate", "Lionsgate"),
        ("category/director", "Best Director\u00a0– Motion Picture"),
        ("milestone/sweep/la-la-land", "Clean sweep: La La Land wins all 7 of its nominations"),
    ],
)
async def test_links(opened: Open, night: tuple[TurnData, ...], address: str, title: str) -> None:
    """A link with an address of the board behind the # opens what stands there; closing takes it out of the address."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway, query=f"#{address}")
        await expect(page.locator("#details-title")).to_have_text(title)
        await expect(page.locator("#details-title")).to_be_focused()
        await page.locator("#details-close").click()
        await expect(page.locator("#details")).to_be_hidden()
        await expect(page).not_to_have_url(re.compile("#"))


@pytest.mark.parametrize("address", ["work/no-such-film", "milestone/sweep/moonlit", "elsewhere/x", "category/"])
async def test_unknown_links(opened: Open, night: tuple[TurnData, ...], address: str) -> None:
    """A link to what is not on the board says so, names it, and goes no further."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway, query=f"#{address}")
        await expect(page.locator("#details-title")).to_have_text("Not on the board")
        await expect(page.locator("#details-body")).to_contain_text(
            f"74th Golden Globe Awards has nothing at {address}."
        )


async def test_places_of_the_page_are_no_links(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The skip link's address opens nothing, and takes what is open away as any step back does."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway, query="#main")
        await drawn(page, 6)
        await expect(page.locator("#details")).to_be_hidden()


async def test_a_link_waits_for_its_night(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A link that is opened before the night is known opens as soon as it is; what is unknown then may come true."""
    async with night_gateway() as gateway:
        page = await opened(gateway, query="#milestone/lead/film")
        await gateway.connections(1)
        await expect(page.locator("#details")).to_be_hidden()
        await gateway.say(night[0])
        await expect(page.locator("#details-title")).to_have_text("Not on the board")
        await gateway.say(*night[1 : len(until(night, "director"))])
        await expect(page.locator("#details-title")).to_have_text("La La Land clinches the film lead with 5 wins")


async def test_a_link_to_a_claim_that_has_gone_on(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Who opens a claim of an earlier turn, and was not there, sees what stands in its place, and is told so."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway, query="#milestone/record-wins/la-la-land@3")
        await expect(page.locator("#details-title")).to_contain_text("breaks the Golden Globe Awards film record")
        await expect(page.locator(".gone-on")).to_contain_text("no longer stands")


async def test_another_link_on_the_same_page(opened: Open, night: tuple[TurnData, ...]) -> None:
    """An address that is written into an open page opens there, without loading it anew."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await drawn(page, 6)
        await page.evaluate("location.hash = '#work/moonlight'")
        await expect(page.locator("#details-title")).to_have_text("Moonlight")
        await page.evaluate("location.hash = '#work/lion'")
        await expect(page.locator("#details-title")).to_have_text("Lion")
        await page.go_back()
        await expect(page.locator("#details-title")).to_have_text("Moonlight")
        assert len(gateway.asked) == 1


def _of_all_scripts() -> Sequence[TurnData]:
    """Return a night of one category with twenty nominees, of several scripts, one of them withdrawn."""
    plain = programme(
        category("picture", *(f"a{each:02}/p{each:02}" for each in range(20))), category("song", "a00", "a01")
    )
    names = {"a00": ARABIC, "a01": KOREAN, "a02": MARKUP}
    people = {"p00": ARABIC, "p01": KOREAN, "p02": MARKUP}
    works = tuple(
        Work(id=each.id, title=names.get(each.id, each.title), distributor=each.distributor) for each in plain.works
    )
    persons = tuple(Person(id=each.id, name=people.get(each.id, each.name)) for each in plain.people)
    teller = Teller()
    teller.publish(msgspec.structs.replace(plain, works=works, people=persons))
    teller.withdraw("picture", "a19.p19")
    teller.up_next("picture")
    teller.win("picture", "a00.p00")
    teller.win("song", "a00")
    return teller.turns


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_twenty_nominees_of_all_scripts(opened: Open, size: tuple[int, int]) -> None:
    """All twenty are shown, each name as it is written and in its own direction, and none as markup."""
    async with night_gateway(_of_all_scripts()) as gateway:
        page = await opened(gateway, size)
        await drawn(page, 5)
        if size == PHONE:
            await page.locator("#tab-categories").click()
        nominees = page.locator("#board .category").first.locator(".nominee")
        await expect(nominees).to_have_count(20)
        await expect(nominees.nth(0).locator(".fate")).to_have_text("Won")
        await expect(nominees.nth(19).locator(".fate")).to_have_text("Withdrawn")
        await expect(nominees.nth(2).locator(".lead")).to_have_text(MARKUP)
        assert await page.locator("b", has_text="Bold").count() == 0
        directions = await nominees.locator(".lead .name").evaluate_all(
            "(all) => all.map((each) => getComputedStyle(each).direction)"
        )
        assert directions[:3] == ["rtl", "ltr", "ltr"]
        if size == PHONE:
            await page.locator("#tab-standings").click()
        await expect(page.locator("#films .race-name span").first).to_have_text(ARABIC)
        await page.locator("#films .standing .name").first.click()
        await expect(page.locator("#details-title")).to_have_text(ARABIC)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _sixty_categories() -> Sequence[TurnData]:
    """Return a night of sixty categories of twenty nominees each, of 130 films; forty are decided."""
    teller = Teller()
    films = [f"f{each:03}" for each in range(130)]
    teller.publish(programme(*(category(f"c{at:02}", *(films * 2)[at : at + 20]) for at in range(60))))
    for at in range(40):
        teller.win(f"c{at:02}", films[at])
    return teller.turns


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_sixty_categories(opened: Open, size: tuple[int, int]) -> None:
    """In a night of sixty categories all are there with all their nominees, and the next one is a click away."""
    async with night_gateway(_sixty_categories()) as gateway:
        page = await opened(gateway, size)
        await drawn(page, len(gateway.turns))
        if size == PHONE:
            await page.locator("#tab-categories").click()
        await page.locator("#to-next").click()
        await expect(page.locator("#board > li").nth(40)).to_be_focused()
        await expect(page.locator("#board > li").nth(40)).to_be_in_viewport()
        await expect(page.locator("#board > li")).to_have_count(60)
        await expect(page.locator("#board .nominee")).to_have_count(1200)
        if size == PHONE:
            await page.locator("#tab-standings").click()
        await expect(page.locator("#films .standing")).to_have_count(24)
        await page.locator("#films .more").click()
        await expect(page.locator("#films .standing")).to_have_count(79)


async def test_what_did_not_change_is_not_drawn(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A turn that decides a series' category touches no other category, no film's row, and not the films' race."""
    turns = until(night, "tv-series-drama")
    async with night_gateway(turns[:-1]) as gateway:
        page = await opened(gateway)
        await drawn(page, len(turns) - 1)
        await expect(page.locator("#board > li")).to_have_count(26)
        await page.evaluate(_WATCH)
        await gateway.say(turns[-1])
        await drawn(page, len(turns))
        changed = await page.evaluate("changed")
        assert changed == ["board:tv-series-drama"]
        assert await board_of(page) == encode_board(gateway.board("golden-globes-2017"))


_WATCH = """() => {
  window.changed = [];
  const watch = (id) => new MutationObserver((seen) => {
    const elements = seen.map(({ target }) => (target instanceof Element ? target : target.parentElement));
    const keys = elements.map((each) => `${id}:${each.closest("[data-key]")?.dataset.key}`);
    window.changed = [...new Set([...window.changed, ...keys])];
  }).observe(document.getElementById(id), { attributes: true, characterData: true, childList: true, subtree: true });
  watch("board");
  watch("films");
}"""


async def test_what_is_not_seen_waits(opened: Open, night: tuple[TurnData, ...]) -> None:
    """On a phone a section is drawn when it is shown, as the night stands then, and all of them for paper."""
    turns = until(night, "director")
    async with night_gateway(turns[:10]) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, 10)
        assert await _rows(page) == [0, 0, 0]
        await gateway.say(*turns[10:])
        await drawn(page, len(turns))
        await page.locator("#tab-standings").click()
        await expect(page.locator("#films .standing").first).to_contain_text("5 of 7 won")
        await page.locator("#tab-happened").click()
        await gateway.say(*night[len(turns) :])
        await drawn(page, len(night))
        await page.locator("#tab-standings").click()
        await expect(page.locator("#films .standing").first).to_contain_text("7 of 7 won")
        await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert all(await _rows(page))


async def _rows(page: Page) -> list[int]:
    return [await page.locator(each).count() for each in ("#films .standing", "#reach .reach-row", "#board > li")]
