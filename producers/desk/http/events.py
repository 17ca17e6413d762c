"""The desk's events over HTTP, as server-sent events; each browser has a place in the one log, and no queue."""

import asyncio
import re
import socket
from collections import Counter
from contextlib import suppress

import msgspec
from aiohttp import web

from producers.desk.answers import ResetEvent
from producers.desk.desk import Desk
from producers.desk.events import Event
from producers.desk.http.access import Access
from producers.desk.http.answers import PERSON
from producers.desk.people import Person
from producers.desk.refusal import Refusal

BEAT_SECONDS = 5.0
"""After so long without an event a beat shows that the line is open, and the token is looked at again."""
BEAT = b"event: beat\ndata: {}\n\n"
"""It has no id: the place of who hears it stays."""
UNHEARD_SECONDS = 15.0
"""So long may what was sent stay unacknowledged before the line counts as cut. A laptop that is closed says no goodbye,
and without this it would be there, and hold the desk, for a quarter of an hour."""
MOST_STREAMS = 50
"""Streams at a time by one token: windows of a person, however many they forget, and no flood of them."""
_BROWSER = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Type": "text/event-stream; charset=utf-8"}


class EventRoutes:
    """Serves the events."""

    def __init__(self, desk: Desk, access: Access, leaving: asyncio.Event, beat_seconds: float = BEAT_SECONDS) -> None:
        """Serve this desk's events until `leaving` is set."""
        self._desk = desk
        self._access = access
        self._leaving = leaving
        self._beat_seconds = beat_seconds
        self._open: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/v1/desk/events", self.events)]

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send events until the browser goes, its token ends, or the desk does."""
        person, browser = request[PERSON], request.query.get("browser")
        if browser is not None and _BROWSER.fullmatch(browser) is None:
            raise Refusal("bad-request", "?browser= has 8 to 64 letters, digits, _ and -", 400)
        if self._open[person.token] >= MOST_STREAMS:
            raise Refusal("too-many", f"{MOST_STREAMS} streams are open by your token: close some windows", 429)
        response = web.StreamResponse(headers=_HEADERS)
        holders, clock = self._desk.holders, self._desk.clocks.monotonic
        self._open[person.token] += 1
        if browser is not None:
            holders.came(person.name, browser)
        try:
            with suppress(ConnectionError):
                await response.prepare(request)
                cut_where_unheard(request.transport)
                await self._send(response, person, request.headers.get("Last-Event-ID") or request.query.get("after"))
        finally:
            self._open[person.token] -= 1
            if browser is not None:
                holders.left(person.name, browser, clock())
        return response

    async def _send(self, response: web.StreamResponse, person: Person, after: str | None) -> None:
        log = self._desk.events
        place = log.last
        if after is not None:
            known = log.place(after)
            if known is None:
                await response.write(self._reset("what came after your last event is not known any more"))
            else:
                place = known
        await response.write(b"retry: 1000\n\n")
        while not self._leaving.is_set() and self._access.holds(person):
            if not log.knows(place):
                place = log.last
                await response.write(self._reset("you fell too far behind"))
            events = log.after(place)
            for event in events:
                await response.write(_written(event, log.id_of(event.number)))
                place = event.number
            if not events:
                await log.wait(place, self._beat_seconds)
                if log.last == place:
                    await response.write(BEAT)

    def _reset(self, why: str) -> bytes:
        last = self._desk.events.last
        return _written(Event(last, "reset", msgspec.json.encode(ResetEvent(why=why))), self._desk.events.id_of(last))


def cut_where_unheard(transport: asyncio.BaseTransport | None) -> None:
    """Have the system end a line whose other end is gone without a word; only Linux can do that."""
    line = None if transport is None else transport.get_extra_info("socket")
    if line is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNHEARD_SECONDS * 1000))


def _written(event: Event, id_: str) -> bytes:
    return f"id: {id_}\nevent: {event.name}\ndata: ".encode() + event.data + b"\n\n"
