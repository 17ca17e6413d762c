"""A night that is watched again, in a browser, from the real gateway's turns."""

import re

import pytest
from playwright.async_api import Page, expect

from sweepcast.board import encode_board
from sweepcast.turns import TurnData
from tests.consumers.page.clock import opened_with_clock, stop_clock
from tests.consumers.page.conftest import PHONE, Open
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, board_after, corrected_turns, turns_of, until
from tests.consumers.page.seeing import board_of, drawn, told
from tests.consumers.page.served import served

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGAIN = "?ceremony=golden-globes-2017&again"
SLIDER = "#again-place"


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_nothing_of_the_end_is_drawn_before_its_time(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It begins at the opening; title, header, stream, standings and timeline know nothing of what comes after."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=AGAIN)
        await expect(page.locator(".again-where")).to_have_text("The ceremony opens, 8:00\u202fPM")
        await expect(page.locator("#progress-text")).to_have_text("0 of 25 decided")
        assert await told(page) == []
        assert await page.locator(".standing.has-won").count() == 0
        assert await page.locator(".again-marks i").count() == 0
        assert "over" not in await page.title()
        seen = await page.evaluate("document.documentElement.outerHTML")
        for headline in ("Clean sweep: La La Land", "breaks the Golden Globe Awards film record", 'class="wins">7'):
            assert headline not in seen
        await expect(page.locator("#light")).to_be_hidden()


async def test_scrubbing_by_keyboard(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Arrows step, End and Home leap; the slider says what it is behind; every board is that of its time."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=AGAIN)
        slider = page.locator(SLIDER)
        await slider.focus()
        await page.keyboard.press("End")
        await expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^The night is over, 11:05\sPM$"))
        await drawn(page, len(night))
        assert await board_of(page) == encode_board(board_after(night))
        assert len(await told(page)) == 26
        await page.keyboard.press("Home")
        await expect(slider).to_have_attribute("aria-valuetext", re.compile("^The programme, "))
        for _ in range(len(until(night, "director")) - 1):
            await page.keyboard.press("ArrowRight")
        await expect(page.locator(".again-where")).to_contain_text(
            "After Best Director\u00a0\u2013 Motion Picture, 10:23"
        )
        director = len(until(night, "director"))
        await at_turn(page, director)
        assert await board_of(page) == encode_board(board_after(night[:director]))
        assert page.url.endswith(f"again={director}")


async def test_the_address_says_where_it_is(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A link or a reload goes on at the same turn; leaving leads to the night as it stands."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=f"{AGAIN}=30")
        await at_turn(page, 30)
        await page.locator("body").press("ArrowRight")
        await at_turn(page, 31)
        await page.reload()
        await at_turn(page, 31)
        await page.get_by_role("link", name="Back to the night as it stands").click()
        await drawn(page, len(night))
        await expect(page.locator("#light-text")).to_have_text("Live")
        assert await page.locator(".again").count() == 0
        await page.get_by_role("link", name="Watch the night again").click()
        await expect(page.locator("#progress-text")).to_have_text("0 of 25 decided")


async def test_playing_at_a_pace(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Space plays and pauses; 60 times as fast, two minutes take two seconds; what happens is read aloud."""
    async with served(night) as gateway:
        page = await opened_with_clock(opened, gateway.page_url + AGAIN)
        await page.locator(".again").wait_for()
        await drawn(page, 0)
        await stop_clock(page)
        first = await sequence(page)
        winner = len(until(night, "supporting-actor")) - 1
        seconds = (night[winner].cause.time - night[first - 1].cause.time).total_seconds()
        await page.locator(SLIDER).focus()
        await page.keyboard.press(" ")
        await expect(page.get_by_role("button", name="Pause")).to_be_visible()
        for _ in range(winner - first + 1):
            at = await sequence(page)
            pause = (night[at].cause.time - night[at - 1].cause.time).total_seconds() / 60
            await page.clock.run_for(int(max(pause, 0.25) * 1000) + 50)
        assert await sequence(page) == winner + 1
        assert seconds > 60
        await page.keyboard.press(" ")
        await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
        await page.clock.run_for(3_600_000)
        assert await sequence(page) == winner + 1
        await expect(page.locator("#spoken p").last).to_contain_text("Aaron Taylor-Johnson")


async def at_turn(page: Page, number: int) -> None:
    """Wait until the page shows the night after that turn, and not after any later one."""
    await page.wait_for_function("(number) => 'sweepcast' in window && sweepcast.sequence() === number", arg=number)


async def sequence(page: Page) -> int:
    """Return the turn that the slider stands at; without holes its place is the turn's number."""
    return int(await page.locator(SLIDER).input_value())


async def test_step_by_step_and_from_milestone_to_milestone(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Without a pace Space is a step; Next milestone leaps to what stands out, and marks show what has been passed."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=AGAIN)
        await page.get_by_label("Pace").select_option("0")
        await expect(page.get_by_role("button", name="Play", exact=True)).to_be_hidden()
        before = await sequence(page)
        await page.locator(SLIDER).focus()
        await page.keyboard.press(" ")
        assert await sequence(page) == before + 1
        where = page.locator(".again-where")
        for _ in range(20):
            await page.get_by_role("button", name="Next milestone").click()
            if "After Best Motion Picture\u00a0\u2013 Musical or Comedy" in await where.inner_text():
                break
        await drawn(page, len(until(night, "picture-musical-or-comedy")))
        assert "Clean sweep: La La Land wins all 7 of its nominations" in await told(page, ".milestone.major .headline")
        seen = await page.locator(".again-marks .milestone").count()
        assert seen > 0
        await page.keyboard.press("Home")
        await page.get_by_label("Mark what is ahead").check()
        assert await page.locator(".again-marks .milestone").count() == seen
        titles = await page.locator(".again-marks .ahead").evaluate_all("(all) => all.map(({ title }) => title)")
        assert set(titles) <= {""}


async def test_turns_that_are_no_longer_held_are_missing(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A log that begins in the middle shows what it has, says what is missing, and never fills it from the end."""
    middle = len(until(night, "director"))
    async with served(night[middle:]) as gateway:
        page = await opened(gateway.page_url, query=AGAIN)
        await expect(page.locator(".again-missing")).to_contain_text(
            f"The turns before number {middle + 1} are no longer held"
        )
        await page.locator(SLIDER).focus()
        await page.keyboard.press("End")
        await drawn(page, len(night))
        winners = await told(page)
        assert "Moonlight" in winners
        assert "Damien Chazelle" not in winners


async def test_a_correction_is_seen_as_it_was(opened: Open) -> None:
    """Before the correction the wrong winner stands, as it was said; after it, both."""
    turns = corrected_turns()
    async with served(turns) as gateway:
        ceremony = turns[0].ceremony
        page = await opened(gateway.page_url, query=f"?ceremony={ceremony}&again")
        await page.get_by_role("button", name="Next milestone").click()
        while await page.locator(".again-marks .correction").count() == 0:
            await drawn(page, 0)
            before = await told(page)
            await page.get_by_role("button", name="Step on").click()
        assert "B" not in before[0]
        await expect(page.locator("#stream .correction")).to_have_count(1)


async def test_a_night_without_turns_says_so(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Where the gateway refuses, its words are shown, and it is asked again."""
    async with served(night[:1]) as gateway:
        page = await opened(gateway.page_url, query="summary.html")
        turns = "**/turns?*"
        body = '{"ceremony": "golden-globes-2017", "turns": [], "next": null}'
        await page.route(turns, lambda route: route.fulfill(body=body, content_type="application/json"))
        await page.goto(gateway.page_url + AGAIN)
        await expect(page.locator("#waiting")).to_contain_text("None of the turns of this night are held any more")


async def test_on_a_phone_the_bar_hides_nothing_for_good(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It stands at the lower edge, within the screen's width, and the end of the page can be scrolled above it."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, PHONE, query=f"{AGAIN}={len(night)}")
        await drawn(page, len(night))
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        bar = await page.locator(".again").bounding_box()
        last = await page.locator("#night-links").bounding_box()
        assert bar is not None
        assert last is not None
        assert bar["x"] >= 0
        assert bar["x"] + bar["width"] <= PHONE[0]
        assert bar["height"] < PHONE[1] / 4
        assert last["y"] + last["height"] <= bar["y"]
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


async def test_the_first_view_does_not_load_what_is_not_asked_for(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The live page loads neither the player nor the embed's modules."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url)
        await drawn(page, len(night))
        loaded = await page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
        assert not any("again" in each or "embed" in each for each in loaded)
