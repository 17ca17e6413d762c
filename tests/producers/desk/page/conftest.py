"""A browser for the desk's tests, and people in it; whatever a page complains of fails its test."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright, expect

from tests.consumers.page.conftest import ARGUMENTS, DESKTOP, chromium
from tests.producers.desk.page.fake_desk import FakeDesk
from tests.producers.desk.page.line import Line

Open = Callable[..., Awaitable[Page]]
EXPECTED = ("Failed to load resource: ",)
"""What Chromium itself says of a network that is cut and of an answer that is a refusal."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium for all tests of a file; they are skipped where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("THE DESK IS NOT TESTED IN A BROWSER: there is no Chromium; install the package chromium")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def opened(browser: Browser) -> AsyncIterator[Open]:
    """How a person comes to the desk: with a size, an address' end, a line, and what else a browser's context takes."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    async def open_desk(
        desk: FakeDesk | str,
        size: tuple[int, int] = DESKTOP,
        rest: str = "",
        line: Line | None = None,
        **options: object,
    ) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = await browser.new_context(viewport=viewport, reduced_motion="reduce", **options)  # type: ignore[arg-type]  # Playwright's own names, passed on
        context.set_default_timeout(20_000)
        contexts.append(context)
        if line is not None:
            await line.lead(context)
        page = await context.new_page()
        page.on("console", hear)
        page.on("pageerror", fail)
        await page.goto((desk if isinstance(desk, str) else desk.url) + rest)
        await expect(page.locator("body")).not_to_have_attribute("data-phase", "starting")
        return page

    yield open_desk
    for context in contexts:
        await context.close()
    assert complaints == []
