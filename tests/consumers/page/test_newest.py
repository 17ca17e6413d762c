"""The newest item, in a browser: before a viewer's eyes it slides in, and where it is out of sight a button tells."""

import pytest
from playwright.async_api import Page, expect

from sweepcast.turns import TurnData
from tests.consumers.page.conftest import DESKTOP, PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of, until
from tests.consumers.page.seeing import drawn

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOP = "(row) => row.getBoundingClientRect().top"
SCROLLERS = {PHONE: "html", DESKTOP: "#happened"}


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def scroll(page: Page, size: tuple[int, int], by: int) -> None:
    """Scroll what happened by so many pixels from its top."""
    await page.locator(SCROLLERS[size]).evaluate("(scroller, by) => { scroller.scrollTop = by; }", by)


async def scrolled(page: Page, size: tuple[int, int]) -> float:
    """Return how far what happened is scrolled."""
    return float(await page.locator(SCROLLERS[size]).evaluate("(scroller) => scroller.scrollTop"))


async def above(page: Page, size: tuple[int, int], selector: str) -> int:
    """Return by how many pixels a page at its top has to be scrolled until an element is the first that is seen."""
    edge = await page.locator("nav.sections" if size == PHONE else "main").bounding_box()
    assert edge is not None
    return int(await page.locator(selector).evaluate(TOP) - (edge["height"] if size == PHONE else edge["y"]))


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("mark", ["#up-next", "#shown"])
async def test_who_sees_the_newest_sees_what_comes(
    opened: Open, night: tuple[TurnData, ...], size: tuple[int, int], mark: str
) -> None:
    """A few pixels further down, too: it slides in as at the top, nothing else moves, and nothing is told as new."""
    turns = until(night, "supporting-actress")
    async with night_gateway(turns[:-1]) as gateway:
        page = await opened(gateway, size)
        await drawn(page, len(turns) - 1)
        await expect(page.locator("#up-next h3")).to_be_visible()
        await scroll(page, size, await above(page, size, mark) - 4)
        before = await page.locator(mark).evaluate(TOP)
        await gateway.say(turns[-1])
        await drawn(page, len(turns))
        assert abs(await page.locator(mark).evaluate(TOP) - before) <= 0.75
        await expect(page.locator("#stream .outcome .lead").first).to_have_text("Viola Davis")
        await expect(page.locator("#stream .outcome .lead").first).to_be_in_viewport()
        await expect(page.locator("#news")).to_be_hidden()
        assert not (await page.title()).startswith("(")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_who_has_scrolled_the_newest_away_is_told(
    opened: Open, night: tuple[TurnData, ...], size: tuple[int, int]
) -> None:
    """By however little: the next row stays where it is, button and title tell, until what is new is in sight."""
    start, end = len(until(night, "song")), len(until(night, "supporting-actress"))
    async with night_gateway(night[:start]) as gateway:
        page = await opened(gateway, size)
        await drawn(page, start)
        await scroll(page, size, await above(page, size, "#stream > li:first-child") + 8)
        read = page.locator("#stream .outcome", has_text="Tracee Ellis Ross")
        before = await read.evaluate(TOP)
        await gateway.say(*night[start:end])
        await drawn(page, end)
        assert abs(await read.evaluate(TOP) - before) <= 0.75
        await expect(page.locator("#news")).to_be_in_viewport()
        assert (await page.title()).startswith("(")
        await scroll(page, size, 0)
        await expect(page.locator("#news")).to_be_hidden()
        assert not (await page.title()).startswith("(")


async def test_what_comes_below_the_pins_of_a_phone_is_told(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Pins that fill the screen stay where they are; a button on them tells, and leads to the newest."""
    start, end = len(until(night, "song")), len(until(night, "supporting-actress"))
    async with night_gateway(night[:start]) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, start)
        for pin in (await page.locator("#stream .outcome .pin").all())[:7]:
            await pin.click()
        await expect(page.locator("#pinned > li")).to_have_count(7)
        await expect(page.locator("#stream > li").first).not_to_be_in_viewport()
        await scroll(page, PHONE, 6)
        await gateway.say(*night[start:end])
        await drawn(page, end)
        assert await scrolled(page, PHONE) == 6
        await expect(page.locator("#news")).to_be_in_viewport()
        assert (await page.title()).startswith("(")
        await page.locator("#news").click()
        await expect(page.locator("#stream .lead").first).to_have_text("Viola Davis")
        await expect(page.locator("#stream .lead").first).to_be_in_viewport()
        await expect(page.locator("#news")).to_be_hidden()
        assert not (await page.title()).startswith("(")
