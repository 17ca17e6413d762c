"""The line between a desk's page and its server, in the hands of a test.

A route that is made while a page is there takes force only when its renderer has heard of it, which a key press may
overtake. So this one stands before the page does, and what becomes of a request is decided when it comes.
"""

import asyncio
from collections.abc import Callable

from playwright.async_api import BrowserContext, Page, Request, Route

Which = Callable[[Request], bool]


def of(page: Page) -> Which:
    """Return what picks the requests of one window."""
    return lambda request: request.frame.page == page


def to(end: str) -> Which:
    """Return what picks the requests to addresses that end so, whatever they ask there."""
    return lambda request: request.url.partition("?")[0].endswith(end)


class Line:
    """Lets everything through, until it is cut or held."""

    def __init__(self) -> None:
        """Be whole."""
        self._cut: Which = lambda _: False
        self._held: Which = lambda _: False
        self._let_go = asyncio.Event()

    async def lead(self, context: BrowserContext) -> None:
        """Lead the requests of a browser's windows that are still to be opened."""
        await context.route("**/v1/**", self._pass)

    def cut(self, which: Which = lambda _: True) -> None:
        """Break off these requests, all of them unless told otherwise; streams that are there already go on."""
        self._cut = which

    def mend(self) -> None:
        """Let everything through again."""
        self._cut = lambda _: False

    def hold(self, which: Which) -> None:
        """Keep these requests until they are let go."""
        self._held = which

    def let_go(self) -> None:
        """Let what was held go on its way."""
        self._let_go.set()

    async def _pass(self, route: Route) -> None:
        if self._cut(route.request):
            await route.abort()
            return
        if self._held(route.request):
            await self._let_go.wait()
        await route.continue_()
