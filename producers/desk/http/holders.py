"""Who holds the desk of a night, over HTTP."""

from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from producers.desk.desk import Desk
from producers.desk.http.answers import NIGHT, PERSON, answered, body_of, ceremony_of

Browser = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$(?!\n)")]
"""A browser's own id, which it makes once."""


class HolderRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants to hold the desk."""

    browser: Browser
    take_over: bool = False


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom the desk is to be given."""

    to: str


class HolderRoutes:
    """Serves who holds the desk."""

    def __init__(self, desk: Desk) -> None:
        """Serve this desk."""
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.put(f"{NIGHT}/holder", self.hold),
            web.delete(f"{NIGHT}/holder", self.release),
            web.post(f"{NIGHT}/holder/hand-over", self.hand_over),
        ]

    async def hold(self, request: web.Request) -> web.StreamResponse:
        """Give the desk to who asks."""
        wanted = await body_of(request, HolderRequest)
        event = self._desk.hold(request[PERSON], ceremony_of(request), wanted.browser, take_over=wanted.take_over)
        return answered(event)

    async def release(self, request: web.Request) -> web.StreamResponse:
        """Let the desk go."""
        return answered(self._desk.release(request[PERSON], ceremony_of(request)))

    async def hand_over(self, request: web.Request) -> web.StreamResponse:
        """Give the desk to somebody else."""
        wanted = await body_of(request, HandOver)
        return answered(self._desk.hand_over(request[PERSON], ceremony_of(request), wanted.to))
