"""The websocket shell: serves subscriptions over the websockets library.

A viewer is level with its audience, or it is behind. All who are level have got the same, and what is new goes to them
as the same bytes. One whose socket is clogged falls behind: nothing more is written for it until it has read, then it
is pulled along from the log until it is level again. So nothing waits for a slow client but a place in the log.
"""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from consumers.gateway.core.log import Entry, FeedLog
from consumers.gateway.core.options import Refused, parse_options, refusal_headers
from consumers.gateway.core.said import NewFilter, Said, Unusable, read_request
from consumers.gateway.core.subscription import FellBehind, subscribe
from consumers.gateway.door.door import Admitted, Caller, Door
from consumers.gateway.door.message_rate import rate_of
from consumers.gateway.feed import Feed
from consumers.gateway.leaving import leave_in_turn
from consumers.gateway.limits import Limits
from consumers.gateway.listening import let_wait
from consumers.gateway.metrics import Metrics
from consumers.gateway.opening import prepared
from consumers.gateway.past import Past
from consumers.gateway.places import Places
from consumers.gateway.websocket.audience import Audience, Audiences
from consumers.gateway.websocket.conversation import Conversation
from consumers.gateway.websocket.deflate import DeflateFactory, LargeFrames
from consumers.gateway.websocket.fan_out import cut_off, fan_out, forget_handshake, text_frame
from consumers.gateway.websocket.viewer import FeedConnection, Viewer
from sweepcast.close_codes import CloseCode
from sweepcast.frames import FEED_PATH, SUBPROTOCOL
from sweepcast.requests import Acknowledge, ChangeDelay

log = logging.getLogger(__name__)

EVICTION_SECONDS = 0.001
"""From one eviction to the next; one takes some 0.15 ms."""


class FeedServer:
    """The feed over websockets."""

    def __init__(  # noqa: PLR0913  # all that a shell of the gateway shares with the others
        self,
        feed: Feed,
        limits: Limits,
        past: Past,
        places: Places,
        *,
        clock: Callable[[], float],
        door: Door,
        metrics: Metrics,
    ) -> None:
        """Serve the feed's log as soon as it is whole; `clock` gives the seconds since the epoch."""
        self.evicted: Counter[str] = Counter()
        """Connections that the gateway ended for their slowness, by reason."""
        self._feed = feed
        self._limits = limits
        self._past = past
        self._places = places
        self._door = door
        self._metrics = metrics
        self._clock = clock
        self._viewers: dict[FeedConnection, Viewer] = {}
        self._conversation = Conversation(past, places, self._change)
        self._audiences = Audiences()
        self._large_frames = LargeFrames()
        self._behind: set[Viewer] = set()
        self._clogged: list[Viewer] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: Server | None = None

    @property
    def connections(self) -> int:
        """How many clients there are."""
        return len(self._viewers)

    @property
    def viewers_behind(self) -> list[Viewer]:
        """The clients that have not got everything yet."""
        return list(self._behind)

    async def start(self, listening: socket.socket) -> None:
        """Accept clients on a listening socket."""
        self._server = await serve(
            self._handle,
            sock=listening,
            process_request=self._admit,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            select_subprotocol=_select_subprotocol,
            create_connection=FeedConnection,
            compression=None,  # the library's own would compress every frame anew for each connection
            extensions=[DeflateFactory(self._limits.client_message_bytes)],
            max_size=self._limits.client_message_bytes,
            write_limit=self._limits.clogged_bytes,
            open_timeout=self._limits.handshake_seconds,
            close_timeout=self._limits.close_seconds,
            # Heartbeats go to everyone, and the kernel ends connections whose peer confirms none of them.
            ping_interval=None,
            server_header="sweepcast",
        )
        let_wait(listening)

    def publish(self, _: Entry) -> None:
        """Send what is new in the log to all who may be told now."""
        self.tell()

    def tell(self) -> None:
        """Send everyone what is due; call it a few times a second, for those who watch with a delay."""
        now = self._clock()
        for audience in self._audiences:
            self._tell(audience, now)
        self._demote_clogged()

    def _send_due(self, audience: Audience, now: float) -> None:
        try:
            for frame in audience.due(now):
                self._send_all(audience, frame)
        except FellBehind:
            for viewer in (*audience.level.values(), *audience.waiting):
                self._too_slow(viewer)

    def _send_all(self, audience: Audience, frame: bytes) -> None:
        """Send a frame to all who are level, as the same bytes."""
        data = text_frame(frame)
        self._metrics.sent(frame, fan_out(audience.level, data), len(data))

    def _tell(self, audience: Audience, now: float) -> None:
        self._send_due(audience, now)
        for viewer in tuple(audience.waiting):
            audience.waiting.discard(viewer)
            self._pull(viewer, now)

    def heartbeat(self) -> None:
        """Tell all who have everything that they have."""
        current = self._feed.current
        if current is None:
            return
        stale = self._feed.stale
        self.tell()
        for audience in self._audiences:
            beat = current.frames.heartbeat(audience.cursor, stale=stale)
            self._send_all(audience, beat)
            for viewer in audience.waiting:
                self._write(viewer, current.frames.heartbeat(viewer.subscription.cursor, stale=stale))
        self._demote_clogged()

    def evict_slow(self, now: float) -> None:
        """Cut off those behind who take nothing, or for whom too much waits; call it about once a second.

        `now` is of a clock that only grows. There is no goodbye: it would wait behind what they do not read. They
        go one by one: a thousand at once would keep everybody else waiting for a sixth of a second.
        """
        call_later = asyncio.get_running_loop().call_later
        for number, (viewer, reason, why) in enumerate(self._slow(now)):
            if number == 0:
                self._evict(viewer, reason, why)
            else:
                call_later(number * EVICTION_SECONDS, self._evict, viewer, reason, why)

    def _slow(self, now: float) -> Iterator[tuple[Viewer, str, str]]:
        """Yield whom to evict, with the reason for programs and for people."""
        limits = self._limits
        for viewer in tuple(self._behind):
            waiting = viewer.connection.waiting_bytes + viewer.subscription.waiting_bytes(self._clock())
            if viewer.stalled_for(now) >= limits.stalled_seconds:
                yield viewer, "stalled", f"it took nothing for {limits.stalled_seconds:g} s; {waiting} bytes wait"
            elif waiting > limits.waiting_bytes:
                yield viewer, "too-far-behind", f"{waiting} bytes wait for it, no more than {limits.waiting_bytes} may"

    def _evict(self, viewer: Viewer, reason: str, why: str) -> None:
        if viewer not in self._behind:
            return
        log.info("evicting %s: %s", viewer.connection.remote_address, why)
        self._count_evicted(reason)
        self._take_off(viewer)
        cut_off(viewer.connection.transport)

    def _count_evicted(self, reason: str) -> None:
        self.evicted[reason] += 1
        self._metrics.evicted(reason)

    def dismiss_all(self, code: CloseCode) -> None:
        """Say goodbye to all clients, and close their connections in the background."""
        for viewer in list(self._viewers.values()):
            self._dismiss(viewer, code)

    async def drain(self, hurry: asyncio.Event) -> None:
        """Accept nobody any more, and say goodbye to all one after the other; all at once as soon as `hurry` is set.

        Meanwhile everybody else goes on being told what is new.
        """
        if self._server is None:
            return
        self._server.close(close_connections=False)
        await leave_in_turn(self._viewers.values(), self._say_goodbye, self._limits.drain_seconds, hurry)

    def _say_goodbye(self, viewer: Viewer) -> None:
        if viewer.connection in self._viewers:
            self._dismiss(viewer, CloseCode.STOPPING)

    async def stop(self) -> None:
        """Stop accepting, say goodbye to all, and return when they are gone, within a second of `close_seconds`."""
        if self._server is None:
            return
        self._server.close(close_connections=False)
        self.dismiss_all(CloseCode.STOPPING)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._limits.close_seconds + 0.5)
        for connection in self._viewers:
            connection.transport.abort()
        try:
            async with asyncio.timeout(0.5):
                await self._server.wait_closed()
        except TimeoutError:
            log.info("left connections that had not asked for anything")

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse what cannot be served, in words, before the connection is one."""
        refusal = await self._let_in(_connection(connection), request)
        if connection.protocol.eof_sent:
            # The client has gone or broken the rules meanwhile. The library has said its last on this connection, would
            # fail at answering, and log a traceback.
            connection.transport.abort()
            await connection.wait_closed()
        return refusal

    async def _let_in(self, connection: FeedConnection, request: Request) -> Response | None:
        connection.listen_at(rate_of(self._limits.messages_per_minute))
        path, _, query = request.path.partition("?")
        try:
            if path != FEED_PATH:
                raise Refused("not-found", f"there is nothing at {path[:200]!r}; the feed is at {FEED_PATH}", 404)  # noqa: TRY301
            options = parse_options(query)
            connection.hold(self._door.enter(_caller(connection, request, options.token)))
            options = msgspec.structs.replace(options, token=None)  # it has been looked at, and is nobody's business
            connection.options = await prepared(self._feed, options, self._past, self._places)
        except Refused as refused:
            if connection.admitted is not None:
                connection.admitted.ticket.release()
            self._metrics.refused(refused.code)
            return _refusal(connection, refused)
        return None

    async def _handle(self, connection: ServerConnection) -> None:
        feed_connection = _connection(connection)
        current = self._feed.current
        if current is None or current.absent(feed_connection.options.filter):
            # The feed was renewed, or boards were let go, in the moment since the client was admitted.
            await connection.close(CloseCode.LOG_RENEWED, CloseCode.LOG_RENEWED.reason)
            return
        forget_handshake(connection)
        viewer = self._welcome(feed_connection, current)
        expiry = self._dismiss_at_expiry(viewer, feed_connection.admitted)
        try:
            async for message in connection:
                await self._hear(viewer, message)
                feed_connection.heard(message)
        except ConnectionClosed:
            pass
        finally:
            if expiry is not None:
                expiry.cancel()
            self._forget(viewer)

    def _dismiss_at_expiry(self, viewer: Viewer, admitted: Admitted | None) -> asyncio.TimerHandle | None:
        """Let a viewer stay no longer than its token holds."""
        if admitted is None or admitted.expires_at is None:
            return None
        left = admitted.expires_at - self._clock()
        return asyncio.get_running_loop().call_later(left, self._dismiss, viewer, CloseCode.TOKEN_EXPIRED)

    def _welcome(self, connection: FeedConnection, current: FeedLog) -> Viewer:
        now = self._clock()
        viewer = Viewer(connection, subscribe(current, connection.options, now, stale=self._feed.stale))
        self._viewers[connection] = viewer
        connection.on_flood = partial(self._dismiss, viewer, CloseCode.TOO_MANY_MESSAGES)
        self._metrics.connected("websocket")
        self._pull(viewer, now)
        return viewer

    async def _hear(self, viewer: Viewer, message: str | bytes) -> None:
        """Carry out what a client says, and answer."""
        said = read_request(message)
        self._metrics.requested(_kind_of(said))
        await self._conversation.hear(viewer, said)

    def _change(self, viewer: Viewer, change: Callable[[], None]) -> None:
        """Change what a viewer is told, and go on telling it."""
        if viewer.dismissed or viewer.connection not in self._viewers:
            return
        if viewer not in self._behind:
            self._take_off(viewer)
        try:
            change()
        except FellBehind:
            self._too_slow(viewer)
            return
        if viewer not in self._behind:
            self._pull(viewer, self._clock())

    def _forget(self, viewer: Viewer) -> None:
        self._take_off(viewer)
        if self._viewers.pop(viewer.connection, None) is not None:
            viewer.connection.on_flood = None
            self._metrics.disconnected("websocket")
            self._metrics.closed(viewer.connection.closed_with)

    def _write(self, viewer: Viewer, frame: bytes) -> None:
        data = self._large_frames.wire(frame) if viewer.connection.takes_compressed else text_frame(frame)
        viewer.write(data)
        self._metrics.sent(frame, 1, len(data))

    def _take_off(self, viewer: Viewer) -> None:
        """Send nothing more to a viewer by itself."""
        viewer.connection.on_clogged = None
        self._behind.discard(viewer)
        self._audiences.leave(viewer)

    def _pull(self, viewer: Viewer, now: float, *, conflated: bool = False) -> None:
        """Send a viewer what it lacks, until it has all that is due or its socket takes no more."""
        while not viewer.connection.clogged:
            try:
                frame = viewer.subscription.next_frame(now, conflated=conflated)
            except FellBehind:
                self._too_slow(viewer)
                return
            if frame is None:
                self._join(viewer, now)
                return
            self._write(viewer, frame)
        if viewer not in self._behind:
            self._let_behind(viewer)

    def _join(self, viewer: Viewer, now: float) -> None:
        self._behind.discard(viewer)
        audience = self._audiences.of(viewer.subscription, now)
        self._send_due(audience, now)
        viewer.connection.on_clogged = partial(self._clogged.append, viewer)
        audience.join(viewer)

    def _let_behind(self, viewer: Viewer) -> None:
        viewer.connection.on_clogged = None
        viewer.fall_behind()
        self._behind.add(viewer)
        self._in_background(self._pull_along(viewer))

    def _demote_clogged(self) -> None:
        """Let those fall behind whose sockets are clogged; they have got everything that their audience has."""
        for viewer in self._clogged:
            if viewer.connection in self._viewers and viewer not in self._behind and viewer.connection.clogged:
                self._take_off(viewer)
                self._let_behind(viewer)
        self._clogged.clear()

    async def _pull_along(self, viewer: Viewer) -> None:
        while viewer in self._behind and await viewer.connection.writable():
            if viewer in self._behind:
                self._pull(viewer, self._clock(), conflated=True)

    def _too_slow(self, viewer: Viewer) -> None:
        self._count_evicted("too-slow")
        self._dismiss(viewer, CloseCode.TOO_SLOW)

    def _dismiss(self, viewer: Viewer, code: CloseCode) -> None:
        """Say goodbye and close; one who does not read is cut off instead."""
        if viewer.dismissed:
            return
        viewer.dismissed = True
        self._take_off(viewer)
        if viewer.connection.clogged:
            cut_off(viewer.connection.transport)
            return
        self._write(viewer, viewer.subscription.goodbye(code, code.reason))
        self._in_background(viewer.connection.close(code, code.reason))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _kind_of(said: Said) -> str:
    match said:
        case NewFilter():
            return "filter"
        case ChangeDelay():
            return "delay"
        case Acknowledge():
            return "ack"
        case Unusable():
            return "unusable"


def _caller(connection: ServerConnection, request: Request, token: str | None) -> Caller:
    headers = request.headers
    return Caller(
        peer=str(connection.remote_address[0]) if connection.remote_address else "",
        forwarded=headers.get_all("X-Forwarded-For"),
        origin=headers.get("Origin"),
        authorization=next(iter(headers.get_all("Authorization")), None),
        token=token,
    )


def _refusal(connection: ServerConnection, refused: Refused) -> Response:
    response = connection.respond(HTTPStatus(refused.status), f"{refused.code}: {refused.detail}\n")
    response.headers.update(refusal_headers(refused))
    return response


def _connection(connection: ServerConnection) -> FeedConnection:
    if not isinstance(connection, FeedConnection):
        raise TypeError(f"the server was started with connections of {FeedConnection}, not {type(connection)}")
    return connection


def _select_subprotocol(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """Take our subprotocol when it is offered; who offers none gets the same frames."""
    return next((each for each in offered if each == SUBPROTOCOL), None)
