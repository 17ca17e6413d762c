"""The network is cut, between the page and the feed and between the desk and its server, and comes back."""

import pytest
from playwright.async_api import Page, expect

from sweepcast.ceremony_file import CeremonyFile
from tests.consumers.page.seeing import board_of, drawn, spoken, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import begun, choose, label, of_body, out, send
from tests.stack.desk_and_page.whole import Whole, folded_board
from tests.streams.nights import category, programme

pytestmark = pytest.mark.asyncio(loop_scope="package")

BREAK_SECONDS = 30
CATEGORIES = ("picture", "director", "score", "song", "sound")


def _night(body: str) -> CeremonyFile:
    return CeremonyFile(programme=of_body(body, programme(*(category(each, "mill", "pond") for each in CATEGORIES))))


async def _pass(page: Page, seconds: int) -> None:
    """Let time pass on the page: each of its timers that is due goes off, and what it asks the network is asked."""
    for _ in range(seconds):
        await page.clock.run_for(1000)
        await page.evaluate("fetch('v1/config').then(() => 0)")


async def test_the_page_catches_up_after_a_break(whole: Whole, come: Come, opened: Open) -> None:
    """Nothing comes through for 30 s of the page's own clock; then every turn is there once, without a reload.

    The page notices by the feed's silence, since nobody tells it of the break, and says so. Its clock is moved on,
    so that nobody waits for it; the gateway and the desk go on meanwhile as ever.
    """
    night = _night("river").programme
    await whole.say(begun(_night("river"), up_next="picture"))
    page = await opened(f"{whole.page}?ceremony={night.ceremony}", clock=True)
    await drawn(page, 3)
    await page.evaluate("window.loadedOnce = true")
    desk = await come("Ann", night.ceremony)
    whole.feed.cut()
    await choose(desk, "1")
    await send(desk)
    for name in ("Director", "Score"):
        await label(desk, f"On to {name}")
        await desk.keyboard.press("Enter")
        await expect(desk.locator("#category-status")).to_have_text("On air")
        await choose(desk, "2")
        await send(desk)
    await out(desk)
    await _pass(page, BREAK_SECONDS)
    await expect(page.locator("#banner")).to_be_visible()
    assert await page.evaluate("sweepcast.sequence()") == 3
    whole.feed.mend()
    await _pass(page, BREAK_SECONDS)
    await drawn(page, 8)
    await expect(page.locator("#light-text")).to_have_text("Live")
    await expect(page.locator("#banner")).to_be_hidden()
    assert await page.evaluate("window.loadedOnce")
    assert await told(page) == ["POND", "POND", "MILL"]
    assert await board_of(page) == folded_board(await whole.said(night.ceremony))
    (line, *more) = await spoken(page, 3)
    assert (line.split(":")[0], len(more)) == ("Picture", 2)


async def test_the_outbox_sends_when_the_line_is_back(whole: Whole, come: Come, opened: Open) -> None:
    """What is entered without a network waits in the outbox, and goes out in order when the network is back, once.

    Of the first one only the answer was lost: it is on the page already, and is sent again with the same id. Of
    the others nobody could say what they would make, so that the desk asks for a second key press.
    """
    file = _night("meadow")
    night = file.programme
    await whole.say(begun(file, up_next="picture"))
    page = await opened(f"{whole.page}?ceremony={night.ceremony}")
    desk = await come("Ann", night.ceremony, far=True)
    await expect(desk.locator("#line-text")).to_have_text("All is out")
    await choose(desk, "1")
    whole.line.cut(answers_alone=True)
    await send(desk)
    await drawn(page, 4)
    await out(desk, "1 not out yet")
    whole.line.break_off()
    for key in ("2", "1"):
        await label(desk, "On to Director" if key == "2" else "On to Score")
        await desk.keyboard.press("Enter")
        await desk.keyboard.press(key)
        await _send_unseen(desk)
    await out(desk, "5 not out yet")
    whole.line.mend()
    await out(desk)
    await drawn(page, 8)
    assert await told(page) == ["MILL", "POND", "MILL"]
    said = await whole.said(night.ceremony)
    assert len({each.id for each in said}) == len(said) == 8
    assert await board_of(page) == folded_board(said)


async def _send_unseen(desk: Page) -> None:
    """Send what nobody could say the effect of: the desk asks for a second key press."""
    await expect(desk.locator("#forecast .wrong")).to_contain_text("Nobody can say what this changes")
    await send(desk)
