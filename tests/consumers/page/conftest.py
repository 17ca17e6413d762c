"""A browser for the page's tests, and viewers in it; whatever a page complains of fails its test."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright

from tests.consumers.page.night_gateway import NightGateway

WITHOUT = (
    # With each window Chromium draws a page for the list below its address bar, and one for that list's questions: more
    # work than our own page is. No test types an address.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # Chromium hears only the last list of features, ours: so here is what Playwright's own list names for this browser.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = (1440, 900)
PHONE = (390, 844)

GONE = ("WebSocket connection to", "Failed to load resource: net::ERR_")
"""How the browser tells that a gateway is gone."""

Open = Callable[..., Awaitable[Page]]


def chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium for all tests of a file; they are skipped where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("THE PAGE IS NOT TESTED IN A BROWSER: there is no Chromium; install the package chromium")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture
def complaints() -> list[str]:
    """What pages have complained of; a test that expects some takes them out."""
    return []


@pytest_asyncio.fixture(loop_scope="module")
async def opened(browser: Browser, complaints: list[str]) -> AsyncIterator[Open]:
    """How a viewer opens a gateway's page: with a size, a query, and what else a browser's context takes."""
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        # That is told by the browser, not by the page; and gateways end before their viewers do.
        if message.type in {"error", "warning"} and not message.text.startswith(GONE):
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    async def open_page(
        gateway: NightGateway | str, size: tuple[int, int] = DESKTOP, query: str = "", **options: object
    ) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = await browser.new_context(viewport=viewport, reduced_motion="reduce", **options)  # type: ignore[arg-type]  # Playwright's own names, passed on
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = await context.new_page()
        page.on("console", hear)
        page.on("pageerror", fail)
        await page.goto((gateway if isinstance(gateway, str) else gateway.page_url) + query)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []
