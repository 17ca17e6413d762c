"""What a test looks at on the page: until which turn it has drawn, what its stream tells, what it announces."""

from playwright.async_api import Page, expect

_HEARD = "(sequence) => 'sweepcast' in window && sweepcast.sequence() >= sequence && sweepcast.isDrawn()"
_TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def drawn(page: Page, sequence: int) -> None:
    """Wait until the page has drawn the turn with that number."""
    await page.wait_for_function(_HEARD, arg=sequence)
    await page.evaluate(_TWO_FRAMES)


async def told(page: Page, selector: str = "#stream .outcome .lead") -> list[str]:
    """Return the texts of all elements of a kind, from top to bottom."""
    texts = await page.locator(selector).all_inner_texts()
    return [" ".join(text.split()) for text in texts]


async def spoken(page: Page, lines: int = 0) -> list[str]:
    """Return what the live region holds, a line a turn, once it holds so many: it gathers what comes together."""
    await expect(page.locator("#spoken p")).to_have_count(lines)
    return await told(page, "#spoken p")


async def board_of(page: Page) -> bytes:
    """Return the page's board as JSON."""
    return str(await page.evaluate("sweepcast.boardJson()")).encode()
