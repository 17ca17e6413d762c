"""A small gateway for the page's tests: serves the page's files, remembers turns, resumes by cursor, and misbehaves.

It speaks the contract's frames. What it is told to say goes out at once; connections can be cut, fall silent, be sent
away, or find the log begun anew.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from sweepcast.board import Board, CeremonyInfo
from sweepcast.frames import (
    FEED_SUBJECT,
    FRAMES,
    SOURCE,
    SUBPROTOCOL,
    AnyFrame,
    Delayed,
    DelayedData,
    Filtered,
    FilteredData,
    Heartbeat,
    HeartbeatData,
    Hello,
    HelloData,
    ResumeReason,
    Snapshot,
    SnapshotData,
)
from sweepcast.requests import REQUESTS, AnyRequest, ChangeDelay, ChangeFilter
from sweepcast.turns import TurnData
from tests.consumers.page.nights import board_after
from tests.fake_gateway import NOW, goodbye, turn_frame

PAGE = Path(__file__).parents[3] / "consumers" / "page"
ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}


class Asked(msgspec.Struct, frozen=True):
    """What a connection asked for in its address, or with a request."""

    ceremony: str | None
    cursor: str | None
    delay: float = 0.0


class Follower:
    """Somebody who follows: what they are told, how much later, and how many turns of the log they were told."""

    def __init__(self, asked: Asked, place: int) -> None:
        """Follow from a place in the log on."""
        self.ceremony = asked.ceremony
        self.delay = asked.delay
        self.place = place


class EventStream:
    """One who follows over Server-Sent Events."""

    def __init__(self, response: web.StreamResponse) -> None:
        """Write to an answer that has been prepared."""
        self._response = response

    async def send(self, text: str) -> None:
        """Send a frame as an event."""
        await self._response.write(f"data: {text}\n\n".encode())


Line = ServerConnection | EventStream
"""How somebody follows."""


class NightGateway:
    """One or more nights, and everybody who follows them.

    Attributes:
        asked: what each connection asked for at its beginning, in order.
        requested: the filters that were asked for by a request, in order.
        delays: the delays that were asked for by a request, in order.
        time: seconds that have passed, for those who are told everything later.
        turns_away: while true, every new connection is closed at once.
        asks_for_tokens: while true, nobody is let in, since nobody brings a token.
        heartbeat_seconds: what `hello` promises.
    """

    def __init__(self, heartbeat_seconds: float) -> None:
        """Begin without any ceremony."""
        self.turns: list[TurnData] = []
        self.asked: list[Asked] = []
        self.requested: list[ChangeFilter] = []
        self.delays: list[float] = []
        self.time = 0.0
        self._told_at: list[float] = []
        self.turns_away = False
        self.asks_for_tokens = False
        self.heartbeat_seconds = heartbeat_seconds
        self.epoch = "a"
        self.page_url = ""
        self.feed_url = ""
        self.connected = asyncio.Condition()
        self._connections: dict[ServerConnection, Follower] = {}
        self._streams: dict[EventStream, Follower] = {}
        self._silent: set[Line] = set()

    def ceremonies(self) -> tuple[str, ...]:
        """Return the ids of all ceremonies of which something was said."""
        return tuple(dict.fromkeys(turn.ceremony for turn in self.turns))

    async def say(self, *turns: TurnData) -> None:
        """Add turns to the log and send them to everyone who follows their ceremony without a delay."""
        for turn in turns:
            self._add(turn)
            await self._tell()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, and tell those who are told later what is due to them."""
        self.time += seconds
        await self._tell()

    def _add(self, turn: TurnData) -> None:
        self.turns.append(turn)
        self._told_at.append(self.time)

    async def _tell(self) -> None:
        """Send everybody what is due."""
        for line, follower in list(self._followers()):
            due = self._due(follower.delay)
            first, follower.place = follower.place, max(follower.place, due)
            for number in range(first + 1, due + 1):
                if follower.ceremony in {None, self.turns[number - 1].ceremony}:
                    await self._send(line, self._framed(number))

    def _due(self, delay: float) -> int:
        """Return how many turns may be told with a delay."""
        return sum(told_at + delay <= self.time for told_at in self._told_at)

    def _followers(self) -> Iterator[tuple[Line, Follower]]:
        yield from self._connections.items()
        yield from self._streams.items()

    def remember(self, *turns: TurnData) -> None:
        """Add turns to the log, but keep them from those who are connected: a gap for them."""
        for turn in turns:
            self._add(turn)
        for _, follower in self._followers():
            follower.place = len(self.turns)

    def begin_anew(self, turns: Iterable[TurnData]) -> None:
        """Forget the log, and have another one with these turns."""
        self.epoch += "b"
        self.turns = list(turns)
        self._told_at = [self.time] * len(self.turns)

    async def repeat(self, turn: TurnData) -> None:
        """Send a turn once more to everybody."""
        for connection in list(self._connections):
            await self._send(connection, self._framed(1 + self.turns.index(turn)))

    async def beat(self, *, stale: bool = False) -> None:
        """Send a heartbeat to everybody."""
        cursor = self._cursor(len(self.turns))
        data = HeartbeatData(stale=stale)
        beat = Heartbeat(id="beat", source=SOURCE, subject=FEED_SUBJECT, time=NOW, cursor=cursor, data=data)
        for connection in list(self._connections):
            await self._send(connection, beat)

    def fall_silent(self) -> None:
        """Say nothing more to those who are connected now: the peer seems dead to them."""
        self._silent.update(self._connections)

    def cut(self) -> None:
        """Break all connections without a word."""
        for connection in self._connections:
            connection.transport.abort()

    async def send_away(self, code: int, reason: str) -> None:
        """Say goodbye to everybody and close."""
        farewell = msgspec.structs.replace(goodbye(code, reason), cursor=self._cursor(len(self.turns)))
        for connection in list(self._connections):
            await self._send(connection, farewell)
            await connection.close(code, reason)

    async def connections(self, number: int) -> None:
        """Wait until so many connections in all have been greeted."""
        async with self.connected:
            await self.connected.wait_for(lambda: len(self.asked) >= number)

    async def serve_feed(self, connection: ServerConnection) -> None:
        """Greet, give snapshots or what was missed, and keep the connection until it ends."""
        if self.turns_away:
            await connection.close(4001, "no room")
            return
        request = connection.request
        assert request is not None
        query = parse_qs(urlsplit(request.path).query)
        ceremony, cursor, delay = (next(iter(query.get(name, ())), None) for name in ("ceremony", "cursor", "delay"))
        asked = Asked(ceremony, cursor, float(delay or 0))
        try:
            self._connections[connection] = Follower(asked, await self._greet(connection, asked))
            await self._note(asked)
            async for message in connection:
                assert isinstance(message, str)
                await self._answer(connection, REQUESTS.decode(message.encode()))
        except ConnectionClosed:
            pass
        finally:
            self._connections.pop(connection, None)

    async def stream_feed(self, request: web.Request) -> web.StreamResponse:
        """Do the same over Server-Sent Events."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **ANY_ORIGIN})
        await response.prepare(request)
        asked = Asked(request.query.get("ceremony"), request.query.get("cursor"))
        stream = EventStream(response)
        self._streams[stream] = Follower(asked, await self._greet(stream, asked))
        await self._note(asked)
        try:
            await asyncio.Event().wait()
        finally:
            self._streams.pop(stream, None)
        return response

    async def _note(self, asked: Asked) -> None:
        async with self.connected:
            self.asked.append(asked)
            self.connected.notify_all()

    async def _greet(self, line: Line, asked: Asked) -> int:
        """Return how many turns were told with it."""
        due = self._due(asked.delay)
        reason, place = self._place_of(asked.cursor, due)
        resumed = reason == "resumed"
        data = HelloData(
            version="1",
            heartbeat_seconds=self.heartbeat_seconds,
            resumed=resumed,
            reason=reason,
            ceremonies=self.ceremonies(),
            delay_seconds=asked.delay,
        )
        cursor = self._cursor(place)
        await self._send(
            line, Hello(id="hello", source=SOURCE, subject=FEED_SUBJECT, time=NOW, cursor=cursor, data=data)
        )
        wanted = [each for each in self.ceremonies() if asked.ceremony in {None, each}]
        if resumed:
            for number in range(place + 1, due + 1):
                if self.turns[number - 1].ceremony in wanted:
                    await self._send(line, self._framed(number))
        else:
            for ceremony in wanted:
                await self._send(line, self._snapshot(ceremony, due))
        return max(place, due)

    async def _answer(self, connection: ServerConnection, request: AnyRequest) -> None:
        """Change the delay, or the filter: to one ceremony, which is all that the page asks for."""
        if isinstance(request, ChangeDelay):
            await self._delay(connection, request)
            return
        assert isinstance(request, ChangeFilter)
        async with self.connected:
            self.requested.append(request)
            self.connected.notify_all()
        (ceremony,) = request.filter.ceremonies
        self._connections[connection].ceremony = ceremony
        cursor = self._cursor(len(self.turns))
        data = FilteredData(request=request.id, filter=request.filter, ceremonies=(ceremony,), holds_from=cursor)
        answer = Filtered(id="filtered", source=SOURCE, subject=FEED_SUBJECT, time=NOW, cursor=cursor, data=data)
        await self._send(connection, answer)
        await self._send(connection, self._snapshot(ceremony, len(self.turns)))

    async def _delay(self, connection: ServerConnection, request: ChangeDelay) -> None:
        self.delays.append(request.seconds)
        follower = self._connections[connection]
        follower.delay = request.seconds
        cursor = self._cursor(follower.place)
        data = DelayedData(request=request.id, delay_seconds=request.seconds)
        await self._send(
            connection, Delayed(id="delayed", source=SOURCE, subject=FEED_SUBJECT, time=NOW, cursor=cursor, data=data)
        )
        async with self.connected:
            self.connected.notify_all()
        await self._tell()

    async def delayed_by(self, seconds: float) -> None:
        """Wait until somebody has asked to be told so much later."""
        async with self.connected:
            await self.connected.wait_for(lambda: self.delays[-1:] == [seconds])

    async def filtered(self) -> None:
        """Wait until somebody has asked for another filter."""
        async with self.connected:
            await self.connected.wait_for(lambda: bool(self.requested))

    def _snapshot(self, ceremony: str, due: int) -> Snapshot:
        turns = [turn for turn in self.turns[:due] if turn.ceremony == ceremony]
        data = SnapshotData(ceremony=ceremony, sequence=turns[-1].sequence, board=board_after(turns))
        return Snapshot(id="snapshot", source=SOURCE, subject=ceremony, time=NOW, cursor=self._cursor(due), data=data)

    def _framed(self, number: int) -> AnyFrame:
        return msgspec.structs.replace(turn_frame(self.turns[number - 1]), cursor=self._cursor(number))

    def _cursor(self, place: int) -> str:
        return f"{self.epoch}-{place}"

    def _place_of(self, cursor: str | None, due: int) -> tuple[ResumeReason, int]:
        if cursor is None:
            return "no-cursor", due
        epoch, _, place = cursor.partition("-")
        return ("resumed", int(place)) if epoch == self.epoch else ("cursor-of-another-log", due)

    async def _send(self, line: Line, frame: AnyFrame) -> None:
        if line in self._silent:
            return
        try:
            await line.send(FRAMES.encode(frame).decode())
        except (ConnectionClosed, ConnectionResetError):
            if isinstance(line, EventStream):
                self._streams.pop(line, None)
            else:
                self._connections.pop(line, None)

    def board(self, ceremony: str) -> Board:
        """Return the board of a ceremony after all its turns."""
        return board_after(turn for turn in self.turns if turn.ceremony == ceremony)

    def http(self) -> web.Application:
        """Return the HTTP side: the page's files, where the feed is, which ceremonies there are."""
        app = web.Application(middlewares=[self._let_in])
        app.router.add_get("/v1/config", self._config)
        app.router.add_get("/v1/feed", self.stream_feed)
        app.router.add_get("/v1/ceremonies", self._ceremonies)
        app.router.add_get("/", _file)
        app.router.add_get("/{file:.+}", _file)
        return app

    def feed_answer(self, connection: ServerConnection, _: Request) -> Response | None:
        """Answer a handshake that is not to become a connection."""
        return connection.respond(HTTPStatus.UNAUTHORIZED, "no-token\n") if self.asks_for_tokens else None

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.asks_for_tokens and request.path.startswith("/v1/"):
            return web.json_response({"error": "no-token", "detail": "bring a token"}, status=HTTPStatus.UNAUTHORIZED)
        return await handler(request)

    async def _config(self, _: web.Request) -> web.Response:
        return web.json_response({"feed_url": self.feed_url})

    async def _ceremonies(self, _: web.Request) -> web.Response:
        return web.json_response({"ceremonies": [self._entry(each) for each in self.ceremonies()]})

    def _entry(self, ceremony: str) -> dict[str, str]:
        about = self.board(ceremony)["ceremony"]
        assert isinstance(about, CeremonyInfo)
        return {"id": ceremony, "name": about.name, "date": about.date.isoformat()}


async def _file(request: web.Request) -> web.FileResponse:
    name = request.match_info.get("file", "index.html")
    if not (PAGE / name).is_file():
        raise web.HTTPNotFound
    response = web.FileResponse(PAGE / name, headers={"Cache-Control": "no-cache", **ANY_ORIGIN})
    # Of an answer that has no body aiohttp would compress none.
    if not {"If-None-Match", "If-Modified-Since"} & set(request.headers):
        response.enable_compression()
    return response


@asynccontextmanager
async def night_gateway(turns: Iterable[TurnData] = (), heartbeat_seconds: float = 30.0) -> AsyncIterator[NightGateway]:
    """Serve the page and a feed on free ports of this machine; `turns` have been said already."""
    gateway = NightGateway(heartbeat_seconds)
    gateway.remember(*turns)
    runner = web.AppRunner(gateway.http(), shutdown_timeout=0.1)
    await runner.setup()
    feed = serve(
        gateway.serve_feed,
        "127.0.0.1",
        0,
        process_request=gateway.feed_answer,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        ping_interval=None,
        close_timeout=0.2,
    )
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        async with feed as server:
            gateway.page_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            gateway.feed_url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/feed"
            yield gateway
    finally:
        await runner.cleanup()
