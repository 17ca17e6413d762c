"""A whole gateway in memory that keeps to docs/protocol.md, and that tests can make break it in one place.

It serves the kit's own model of a feed, over websocket, SSE and HTTP. Whatever a fault may be is an attribute of
`Conduct`, whose defaults do everything right.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import msgspec
from aiohttp import web
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame as WebsocketFrame
from websockets.frames import Opcode
from websockets.http11 import Request, Response
from websockets.protocol import Event, State
from websockets.typing import Subprotocol

from sweepcast.board import Milestone
from sweepcast.close_codes import CloseCode
from sweepcast.conformance.asking import Asked, Refusal, checked_ceremony, read_query
from sweepcast.conformance.gateway import Address
from sweepcast.conformance.model import LIMITS, Feed, Session
from sweepcast.conformance.night import night
from sweepcast.filters import Filter
from sweepcast.frames import FEED_PATH, FRAMES, SUBPROTOCOL, AnyFrame, ResumeReason

HEARTBEAT_SECONDS = 0.1
TICK_SECONDS = 0.005
"""How often a connection looks for what is due: a delay ends without anything happening."""
TURN_EVERY_SECONDS = 0.02
LONG_AGO = -1000.0
LONGEST_PAGE = 500

Frame = dict[str, Any]
Tell = Callable[[Frame], list[Frame]]


class HttpAnswer(msgspec.Struct):
    """What HTTP answers, for faults to change."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes


def _honest(_: Asked) -> Tell:
    return lambda frame: [frame]


class Conduct(msgspec.Struct, kw_only=True):
    """How the gateway behaves; each fault is another value of one of these.

    Attributes:
        tell: for what a client asked, a function from each frame to what is sent instead.
        tell_events: the same over SSE alone, with the id of the event beside the frame.
        answer: changes an HTTP answer in its place.
        read_query: reads the query of the feed's address.
        session: what keeps a subscriber's place.
        subprotocol: chooses among those offered.
        beats: whether a client that asked this gets heartbeats.
        pongs: whether pings are answered.
        most_messages, most_pings: after more of them, a client is sent away.
        open_paths: those that ask for no token.
        authenticate: what WWW-Authenticate says with 401.
        message_bytes: the largest message that is taken.
        compression: the library's own setting.
        unasked: an extension that it says was agreed upon, whatever was offered.
        last_event_id: whether that header is heard.
        token, origins, connections: who is let in; none: everybody.
        crowd_refusal: how one connection too many is refused.
        codes: with which code those without a token or of another origin are refused, by status.
    """

    tell: Callable[[Asked], Tell] = _honest
    tell_events: Callable[[str, Frame], tuple[str, Frame]] = lambda event_id, frame: (event_id, frame)
    answer: Callable[[HttpAnswer], None] = lambda _: None
    read_query: Callable[[str], Asked] = read_query
    session: type[Session] = Session
    subprotocol: Callable[[list[str]], str | None] = lambda offered: SUBPROTOCOL if SUBPROTOCOL in offered else None
    beats: Callable[[Asked], bool] = lambda _: True
    pongs: bool = True
    most_messages: int = LIMITS.messages_per_minute
    most_pings: int = LIMITS.messages_per_minute
    open_paths: tuple[str, ...] = ("/v1/config", "/healthz")
    authenticate: str | None = "Bearer"
    message_bytes: int | None = LIMITS.message_bytes
    compression: str | None = None
    unasked: str | None = None
    last_event_id: bool = True
    token: str | None = None
    origins: tuple[str, ...] | None = None
    connections: int | None = None
    crowd_refusal: Refusal = Refusal(429, "too-many-connections", "close some", 1)
    codes: dict[int, str] = {}


class OldFeed(Feed):
    """A feed that no longer holds its first turn."""

    def standing(self, cursor: str | None, wanted: Filter) -> ResumeReason:
        """Return what becomes of a cursor; the oldest is too old."""
        reason = super().standing(cursor, wanted)
        return "cursor-too-old" if reason == "resumed" and cursor is not None and ".0" in cursor else reason


class _Connection(ServerConnection):
    """A connection that can be made not to answer pings."""

    pongs = True
    pings = 0

    def process_event(self, event: Event) -> None:
        """Count pings."""
        self.pings += isinstance(event, WebsocketFrame) and event.opcode is Opcode.PING
        super().process_event(event)

    def send_data(self) -> None:
        """Write what the protocol has to say."""
        if self.pongs:
            super().send_data()
            return
        for data in self.protocol.data_to_send():
            if data and data[0] != 0x8A:
                self.transport.write(data)


class Reference:
    """The gateway."""

    def __init__(self, conduct: Conduct) -> None:
        """Have one night behind, and one that is going on."""
        self.address = Address(feed="", http="")
        self.feed = OldFeed(long_over=night(2015))
        self._conduct = conduct
        self._connections = 0
        self._coming = (turn for year in range(2020, 2100) for turn in night(year))
        for turn in night(2019):
            self.feed.say(turn, LONG_AGO)
        for _ in range(10):
            self.say(LONG_AGO)

    def say(self, at: float) -> None:
        """Say the next turn."""
        self.feed.say(next(self._coming), at)

    async def go_on(self) -> None:
        """Say turn after turn."""
        while True:
            await asyncio.sleep(TURN_EVERY_SECONDS)
            self.say(time.monotonic())

    def let_in(self, headers: Mapping[str, str], path: str, query: str) -> Asked:
        """Return what is asked for.

        Raises:
            Refusal: it is not served.
        """
        conduct = self._conduct
        if path != FEED_PATH:
            raise Refusal(404, "not-found", f"the feed is at {FEED_PATH}")
        if conduct.origins is not None and headers.get("Origin") not in (None, *conduct.origins):
            raise Refusal(403, conduct.codes.get(403, "origin-not-allowed"), "pages of your origin are not served")
        self._ask_for_token(headers)
        if conduct.connections is not None and self._connections >= conduct.connections:
            raise conduct.crowd_refusal
        return conduct.read_query(query)

    def _ask_for_token(self, headers: Mapping[str, str]) -> None:
        given = headers.get("Authorization", "").removeprefix("Bearer ")
        if self._conduct.token is not None and given != self._conduct.token:
            code = "malformed-token" if given else self._conduct.codes.get(401, "no-token")
            raise Refusal(401, code, "give a token")

    def _authenticate(self, refusal: Refusal, headers: MutableMapping[str, str]) -> None:
        if refusal.status == 401 and self._conduct.authenticate is not None:
            headers["WWW-Authenticate"] = self._conduct.authenticate

    # Over the websocket.

    def admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse what cannot be served."""
        path, _, query = request.path.partition("?")
        try:
            connection.asked = self.let_in(request.headers, path, query)  # type: ignore[attr-defined]  # kept with it
        except Refusal as refusal:
            response = connection.respond(refusal.status, f"{refusal}\n")
            if refusal.retry_after is not None:
                response.headers["Retry-After"] = str(refusal.retry_after)
            self._authenticate(refusal, response.headers)
            return response
        if isinstance(connection, _Connection):
            connection.pongs = self._conduct.pongs
        return None

    def answer_handshake(self, connection: ServerConnection, request: Request, response: Response) -> None:
        """Say that something was agreed upon, where that is the fault."""
        del connection, request
        if self._conduct.unasked is not None:
            response.headers["Sec-WebSocket-Extensions"] = self._conduct.unasked

    async def serve(self, connection: ServerConnection) -> None:
        """Serve one client."""
        asked: Asked = connection.asked  # type: ignore[attr-defined]  # see `admit`
        session = self._conduct.session(self.feed, asked, time.monotonic(), HEARTBEAT_SECONDS)
        tell = self._conduct.tell(asked)
        self._connections += 1
        listening = asyncio.create_task(self._listen(connection, session, tell))
        try:
            async for frame in self._frames(session, asked):
                if frame is not None:
                    await _send(connection, tell, frame)
                elif connection.state is not State.OPEN:
                    break
                elif getattr(connection, "pings", 0) > self._conduct.most_pings:
                    await self._send_away(connection, session, tell)
        except ConnectionClosed:
            pass
        finally:
            self._connections -= 1
            listening.cancel()

    async def _frames(self, session: Session, asked: Asked) -> AsyncIterator[AnyFrame | None]:
        """Yield what is due, and now and then nothing, so that one can look whether the client is still there."""
        for frame in session.opening():
            yield frame
        beat_at = time.monotonic() + HEARTBEAT_SECONDS
        while True:
            for frame in session.due(time.monotonic()):
                yield frame
            if time.monotonic() >= beat_at:
                beat_at += HEARTBEAT_SECONDS
                if self._conduct.beats(asked):
                    yield session.heartbeat()
            yield None
            await asyncio.sleep(TICK_SECONDS)

    async def _listen(self, connection: ServerConnection, session: Session, tell: Tell) -> None:
        heard = 0
        with suppress(ConnectionClosed):
            async for message in connection:
                heard += 1
                if heard > self._conduct.most_messages:
                    await self._send_away(connection, session, tell)
                    return
                for frame in session.answer(message if isinstance(message, bytes) else message.encode()):
                    await _send(connection, tell, frame)

    async def _send_away(self, connection: ServerConnection, session: Session, tell: Tell) -> None:
        code = CloseCode.TOO_MANY_MESSAGES
        await _send(connection, tell, session.goodbye(code, code.reason))
        await connection.close(code, code.reason)

    # Over HTTP.

    def application(self) -> web.Application:
        """Return the HTTP side."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._http)
        return application

    async def _http(self, request: web.Request) -> web.StreamResponse:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        answer, conduct = HttpAnswer(request.path, 200, headers, b""), self._conduct
        try:
            if request.method != "GET":
                raise Refusal(405, "method-not-allowed", "everything is read with GET")  # noqa: TRY301
            if request.path == FEED_PATH:
                return await self._events(request)
            if request.path.startswith("/v1/") and request.path not in conduct.open_paths:
                self._ask_for_token(request.headers)
            answer.body = self._read(request, answer.headers)
        except Refusal as refusal:
            answer.status = refusal.status
            self._authenticate(refusal, answer.headers)
            answer.body = msgspec.json.encode({"error": refusal.code, "detail": refusal.detail})
        else:
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            answer.headers["ETag"] = tag
            if request.headers.get("If-None-Match") == tag:
                answer.status, answer.body = 304, b""
        self._conduct.answer(answer)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    def _read(self, request: web.Request, headers: dict[str, str]) -> bytes:
        match request.path.split("/")[1:]:
            case ["v1", "ceremonies"]:
                return self._ceremonies()
            case ["v1", "ceremonies", ceremony, what]:
                checked_ceremony(ceremony)
                if what == "turns":
                    after, limit = _number(request, "after", 0), _number(request, "limit", 100)
                    return self._turns(self._known(ceremony), after, limit)
                if what == "board":
                    return self._board(self._known(ceremony))
                headers["Content-Type"] = "application/atom+xml"
                return self._atom(self._known(ceremony))
            case ["v1", "config"]:
                return msgspec.json.encode({"feed_url": self.address.feed})
            case ["healthz"]:
                return msgspec.json.encode({"status": "ok"})
        raise Refusal(404, "not-found", "there is nothing")

    def _known(self, ceremony: str) -> str:
        if ceremony not in self.feed.nights(self.feed.end):
            raise Refusal(404, "unknown-ceremony", "no such night")
        return ceremony

    def _ceremonies(self) -> bytes:
        nights = self.feed.nights(self.feed.end)
        told = []
        for ceremony, at in nights.items():
            about = msgspec.to_builtins(at.board["ceremony"])
            about |= {"id": ceremony, "sequence": at.sequence, "stage": at.board["stage"]}
            told.append(about)
        told.sort(key=lambda each: str(each["date"]), reverse=True)
        return msgspec.json.encode({"cursor": "unused", "ceremonies": told})

    def _board(self, ceremony: str) -> bytes:
        at = self.feed.nights(self.feed.end)[ceremony]
        cursor = self.feed.cursor(self.feed.end, Filter(ceremonies=(ceremony,)))
        return msgspec.json.encode({"ceremony": ceremony, "sequence": at.sequence, "cursor": cursor, "board": at.board})

    def _turns(self, ceremony: str, after: int, limit: int) -> bytes:
        places = [
            place
            for place, entry in enumerate(self.feed.entries, 1)
            if entry.data.ceremony == ceremony and entry.data.sequence > after
        ]
        page = [self.feed.turn_frame(place) for place in places[: min(limit, LONGEST_PAGE)]]
        following = page[-1].data.sequence if len(places) > len(page) and page else None
        turns = [msgspec.Raw(FRAMES.encode(each)) for each in page]
        return msgspec.json.encode({"ceremony": ceremony, "turns": turns, "next": following})

    def _atom(self, ceremony: str) -> bytes:
        board = self.feed.nights(self.feed.end)[ceremony].board
        milestones = [each for each in board.values() if isinstance(each, Milestone)]
        entries = "".join(
            f"<entry><id>{number}</id><title>{escape(each.headline)}</title>"
            f"<updated>{each.since_time.isoformat()}</updated></entry>"
            for number, each in enumerate(sorted(milestones, key=lambda each: each.since_time, reverse=True))
        )
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><id>{ceremony}</id><title>{ceremony}</title>'
            f"<updated>2020-02-01T20:00:00Z</updated>{entries}</feed>"
        ).encode()

    async def _events(self, request: web.Request) -> web.StreamResponse:
        asked = self.let_in(request.headers, request.path, urlsplit(str(request.rel_url)).query)
        last = request.headers.get("Last-Event-ID")
        if last is not None and self._conduct.last_event_id:
            asked = msgspec.structs.replace(asked, cursor=last)
        session = self._conduct.session(self.feed, asked, time.monotonic(), HEARTBEAT_SECONDS)
        tell = self._conduct.tell(asked)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionResetError):
            async for frame in self._frames(session, asked):
                if request.transport is None:
                    break
                if frame is None:
                    continue
                for told in tell(msgspec.json.decode(FRAMES.encode(frame))):
                    event_id, changed = self._conduct.tell_events(str(told["cursor"]), told)
                    text = msgspec.json.encode(changed).decode()
                    await response.write(f"id: {event_id}\ndata: {text}\n\n".encode())
        return response


@asynccontextmanager
async def reference_gateway(conduct: Conduct | None = None, *, live: bool = False) -> AsyncIterator[Reference]:
    """Serve the gateway on free ports; `live`: while turn after turn comes in."""
    conduct = conduct or Conduct()
    reference = Reference(conduct)
    runner = web.AppRunner(reference.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    going = asyncio.create_task(reference.go_on()) if live else None
    try:
        async with serve(
            reference.serve,
            "127.0.0.1",
            0,
            process_request=reference.admit,
            process_response=reference.answer_handshake,
            select_subprotocol=lambda _, offered: _chosen(conduct, offered),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            create_connection=_Connection,
            compression=conduct.compression,
            max_size=conduct.message_bytes,
            ping_interval=None,
            close_timeout=0.2,
        ) as server:
            port = server.sockets[0].getsockname()[1]
            http_port = runner.addresses[0][1]
            reference.address = Address(feed=f"ws://127.0.0.1:{port}", http=f"http://127.0.0.1:{http_port}")
            yield reference
    finally:
        if going is not None:
            going.cancel()
        await runner.cleanup()


def _chosen(conduct: Conduct, offered: Iterable[str]) -> Subprotocol | None:
    chosen = conduct.subprotocol(list(offered))
    return None if chosen is None else Subprotocol(chosen)


async def _send(connection: ServerConnection, tell: Tell, frame: AnyFrame) -> None:
    if connection.state is not State.OPEN:
        raise ConnectionClosed(None, None)
    for told in tell(msgspec.json.decode(FRAMES.encode(frame))):
        await connection.send(msgspec.json.encode(told).decode())


def _number(request: web.Request, name: str, default: int) -> int:
    try:
        return int(request.query.get(name, default))
    except ValueError:
        raise Refusal(400, "malformed-number", f"{name} is a number") from None
