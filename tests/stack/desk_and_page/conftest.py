"""One run of everything for all tests of this folder, and browsers in which people sit at the desk and watch."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright

from producers.desk.answers import Role
from stack.broker import Kafka
from tests.consumers.page.conftest import ARGUMENTS, DESKTOP, chromium
from tests.stack.desk_and_page.whole import Whole, everything

Open = Callable[..., Awaitable[Page]]
EXPECTED = ("WebSocket connection to", "Failed to load resource: ")
"""What Chromium itself says of a network that is cut, and of an answer that is a refusal."""


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def whole(kafka_program: Kafka) -> AsyncIterator[Whole]:
    """Everything, running; each test has a ceremony of its own in it."""
    if chromium() is None:
        pytest.skip("DESK AND PAGE ARE NOT TESTED TOGETHER: there is no Chromium; install the package chromium")
    with tempfile.TemporaryDirectory(prefix="sweepcast-test-") as folder:
        async with everything(kafka_program, Path(folder)) as run:
            yield run


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser(whole: Whole) -> AsyncIterator[Browser]:
    """A headless Chromium, in which everybody has a context of their own: other cookies, another storage."""
    assert whole.page
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="package")
async def opened(whole: Whole, browser: Browser) -> AsyncIterator[Open]:
    """How somebody opens an address: with a size, a script to be run first, and what else a browser's context takes."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    async def open_page(
        url: str, size: tuple[int, int] = DESKTOP, *, first: str = "", clock: bool = False, **options: object
    ) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = await browser.new_context(viewport=viewport, reduced_motion="reduce", **options)  # type: ignore[arg-type]  # Playwright's own names, passed on
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = await context.new_page()
        page.on("console", hear)
        page.on("pageerror", fail)
        if clock:
            await page.clock.install()
        if first:
            await page.add_init_script(first)
        await page.goto(url)
        return page

    yield open_page
    for network in (whole.feed, whole.line):
        network.mend()
    for context in contexts:
        await context.close()
    assert complaints == []


Come = Callable[..., Awaitable[Page]]


@pytest.fixture
def come(whole: Whole, opened: Open) -> Come:
    """How somebody comes to the desk of a ceremony: with a name, by a token that they type."""

    async def come_to_desk(
        name: str, ceremony: str, *, role: Role = "enter", far: bool = False, **options: object
    ) -> Page:
        address = whole.far_desk if far else whole.desk
        page = await opened(f"{address}#ceremony={ceremony}", **options)
        await page.locator("#token").wait_for()
        await page.keyboard.type(whole.token(name, role))
        await page.keyboard.press("Enter")
        # Keys that come before the night is there are nobody's.
        await page.locator("#nominees:focus, body[data-phase='waiting']").wait_for()
        return page

    return come_to_desk
