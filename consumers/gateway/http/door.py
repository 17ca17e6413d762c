"""The door for those who come over HTTP: what aiohttp knows of a caller, and what is open without asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from aiohttp import web

from consumers.gateway.core.options import FeedOptions
from consumers.gateway.door.door import Admitted, Caller, Door
from sweepcast.frames import FEED_PATH

ASKED: Final = "/v1/"
OPEN: Final = frozenset({"/v1/config", FEED_PATH})
"""The page needs its configuration before it can ask for anything; the feed asks for itself, since it also takes a
place."""


class HttpDoor:
    """Lets requests in, or refuses them."""

    def __init__(self, door: Door) -> None:
        """Stand before a gateway's door."""
        self._door = door

    def check(self, request: web.Request) -> None:
        """Return if a request may be answered that takes no place.

        Raises:
            Refused: its origin or its token is not let in.
        """
        if request.path.startswith(ASKED) and request.path not in OPEN:
            self._door.ask(_caller(request, request.query.get("token")))

    @contextmanager
    def admit(self, request: web.Request, options: FeedOptions) -> Iterator[Admitted]:
        """Hold a place for a stream as long as the context.

        Raises:
            Refused: it may not have one.
        """
        admitted = self._door.enter(_caller(request, options.token))
        with admitted.ticket:
            yield admitted


def _caller(request: web.Request, token: str | None) -> Caller:
    return Caller(
        peer=request.remote or "",
        forwarded=request.headers.getall("X-Forwarded-For", ()),
        origin=request.headers.get("Origin"),
        authorization=request.headers.get("Authorization"),
        token=token,
    )
