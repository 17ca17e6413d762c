"""A page's own clock in the hand of a test: its timers go off when the test lets time pass, and not while it looks."""

from playwright.async_api import Page

from tests.consumers.page.conftest import Open

_BEYOND_ANY_STALL_MS = 60_000
"""So far a clock is moved on to stand still: no busy machine rests for so long, and it cannot be put back."""


async def opened_with_clock(opened: Open, url: str) -> Page:
    """Open an address on a page whose clock goes as any, until it is stopped."""
    page = await opened("about:blank")
    await page.clock.install()
    await page.goto(url)
    return page


async def stop_clock(page: Page) -> None:
    """Let no time pass on the page any more, but what the test lets pass with `page.clock.run_for`.

    Nothing is drawn meanwhile, either: pictures come with time. The clock has been moved on by a minute.
    """
    now = await page.evaluate("Date.now()")
    await page.clock.pause_at((now + _BEYOND_ANY_STALL_MS) / 1000)
