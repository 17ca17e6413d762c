"""The websocket shell: serves subscriptions over the websockets library.

A viewer is either live or behind. All live viewers have got the whole log, and the next turn goes to them in one
broadcast. One whose socket is clogged falls behind: nothing more is written for it until it has read, then it is
pulled along from the log until it is live again. So nothing waits for a slow client but a place in the log.
"""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from consumers.gateway.feed import Feed
from consumers.gateway.limits import Limits
from consumers.gateway.log import Entry, FeedLog
from consumers.gateway.options import FeedOptions, Refused, parse_options
from consumers.gateway.subscription import FellBehind, Subscription, subscribe
from sweepcast.close_codes import CloseCode
from sweepcast.frames import FEED_PATH, SUBPROTOCOL

log = logging.getLogger(__name__)


class FeedConnection(ServerConnection):
    """A connection that tells when its socket is clogged, and lets one wait until it is not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # the library's own signature
        """Make a connection whose socket takes what is written."""
        super().__init__(*args, **kwargs)
        self.options = FeedOptions()
        self.on_clogged: Callable[[], None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def clogged(self) -> bool:
        """Whether more than the limit waits to be written."""
        return not self._writable.is_set()

    @property
    def waiting_bytes(self) -> int:
        """What has been written and not yet been taken by the kernel."""
        return self.transport.get_write_buffer_size()

    async def writable(self) -> bool:
        """Wait until the socket takes more, or is gone; return whether it takes more."""
        await self._writable.wait()
        return self.state is State.OPEN

    def pause_writing(self) -> None:
        """Be told by the transport that more waits to be written than the limit."""
        super().pause_writing()
        self._writable.clear()
        if self.on_clogged is not None:
            self.on_clogged()

    def resume_writing(self) -> None:
        """Be told by the transport that little waits any more."""
        super().resume_writing()
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Be told by the transport that it is over."""
        super().connection_lost(exc)
        self._writable.set()


class Viewer:
    """One client of the feed: its connection, and its place in the log, which counts while it is behind."""

    def __init__(self, connection: FeedConnection, subscription: Subscription) -> None:
        """Start as one who has got nothing."""
        self.connection = connection
        self.subscription = subscription
        self._written = 0
        self._taken = -1
        self._taken_at = 0.0

    def fall_behind(self) -> None:
        """Watch from now on how much the client takes."""
        self._written = self.connection.waiting_bytes
        self._taken = -1

    def write(self, frame: bytes) -> None:
        """Send the client its next frame."""
        self._written += len(frame)
        broadcast((self.connection,), frame, text=True)

    def stalled_for(self, now: float) -> float:
        """Return the seconds up to `now` in which the client took not one byte, as far back as this was asked."""
        taken = self._written - self.connection.waiting_bytes
        if taken > self._taken:
            self._taken, self._taken_at = taken, now
        return now - self._taken_at


class FeedServer:
    """The feed over websockets."""

    def __init__(self, feed: Feed, limits: Limits) -> None:
        """Serve the feed's log as soon as it is whole."""
        self.evicted: Counter[str] = Counter()
        """Connections that the gateway ended for their slowness, by reason."""
        self._feed = feed
        self._limits = limits
        self._viewers: dict[FeedConnection, Viewer] = {}
        self._live: dict[str | None, set[FeedConnection]] = {}
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
            compression=None,
            max_size=self._limits.client_message_bytes,
            write_limit=self._limits.clogged_bytes,
            open_timeout=self._limits.handshake_seconds,
            close_timeout=self._limits.close_seconds,
            server_header="sweepcast",
        )

    def publish(self, entry: Entry) -> None:
        """Send a new entry of the log to all who have everything before it."""
        for ceremony in (None, entry.ceremony):
            broadcast(self._live.get(ceremony, ()), entry.frame, text=True)
        self._demote_clogged()

    def heartbeat(self) -> None:
        """Tell all who have everything that they have."""
        current = self._feed.current
        if current is None:
            return
        frame = current.frames.heartbeat(current.cursor)
        for audience in self._live.values():
            broadcast(audience, frame, text=True)
        self._demote_clogged()

    def evict_stalled(self, now: float) -> None:
        """Cut off those behind who have taken nothing for too long; call it about once a second.

        There is no goodbye: it would wait behind what they do not read.
        """
        stalled = [each for each in self._behind if each.stalled_for(now) >= self._limits.stalled_seconds]
        for viewer in stalled:
            log.info(
                "evicting %s: it took nothing for %g s, and %d bytes wait for it",
                viewer.connection.remote_address,
                self._limits.stalled_seconds,
                viewer.connection.waiting_bytes,
            )
            self.evicted["stalled"] += 1
            self._take_off(viewer)
            viewer.connection.transport.abort()

    def dismiss_all(self, code: CloseCode) -> None:
        """Say goodbye to all clients, and close their connections in the background."""
        for viewer in list(self._viewers.values()):
            self._dismiss(viewer, code)

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

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse what cannot be served, in words, before the connection is one."""
        path, _, query = request.path.partition("?")
        try:
            if path != FEED_PATH:
                raise Refused("not-found", f"there is nothing at {path[:200]!r}; the feed is at {FEED_PATH}", 404)  # noqa: TRY301
            _connection(connection).options = parse_options(query)
            if self._feed.current is None:
                raise Refused("not-ready", "the feed is still being read from Kafka: try again in a moment", 503)  # noqa: TRY301
        except Refused as refused:
            return connection.respond(HTTPStatus(refused.status), f"{refused.code}: {refused.detail}\n")
        return None

    async def _handle(self, connection: ServerConnection) -> None:
        current = self._feed.current
        if current is None:
            await connection.close(CloseCode.LOG_RENEWED, CloseCode.LOG_RENEWED.reason)
            return
        viewer = self._welcome(_connection(connection), current)
        try:
            # What clients send means nothing yet; but one who is not listened to is not heard to answer pings either.
            async for _ in connection:
                pass
        except ConnectionClosed:
            pass
        finally:
            self._forget(viewer)

    def _welcome(self, connection: FeedConnection, current: FeedLog) -> Viewer:
        viewer = Viewer(connection, subscribe(current, connection.options))
        self._viewers[connection] = viewer
        self._pull(viewer)
        if connection.clogged:
            self._let_behind(viewer)
        return viewer

    def _forget(self, viewer: Viewer) -> None:
        self._take_off(viewer)
        self._viewers.pop(viewer.connection, None)

    def _take_off(self, viewer: Viewer) -> None:
        """Send nothing more to a viewer by itself."""
        viewer.connection.on_clogged = None
        self._behind.discard(viewer)
        ceremony = viewer.subscription.ceremony
        audience = self._live.get(ceremony)
        if audience is not None and viewer.connection in audience:
            viewer.subscription.skip_to_end()
            audience.discard(viewer.connection)
            if not audience:
                del self._live[ceremony]

    def _pull(self, viewer: Viewer) -> None:
        """Send a viewer what it lacks, until it is live or its socket takes no more."""
        while not viewer.connection.clogged:
            try:
                frame = viewer.subscription.next_frame()
            except FellBehind:
                self.evicted["too-slow"] += 1
                self._dismiss(viewer, CloseCode.TOO_SLOW)
                return
            if frame is None:
                self._let_live(viewer)
                return
            viewer.write(frame)

    def _let_live(self, viewer: Viewer) -> None:
        self._behind.discard(viewer)
        viewer.connection.on_clogged = partial(self._clogged.append, viewer)
        self._live.setdefault(viewer.subscription.ceremony, set()).add(viewer.connection)

    def _let_behind(self, viewer: Viewer) -> None:
        viewer.fall_behind()
        self._behind.add(viewer)
        self._in_background(self._pull_along(viewer))

    def _demote_clogged(self) -> None:
        """Let those fall behind whose sockets are clogged; they have got everything up to the log's end."""
        for viewer in self._clogged:
            if viewer.connection in self._live.get(viewer.subscription.ceremony, ()):
                self._take_off(viewer)
                self._let_behind(viewer)
        self._clogged.clear()

    async def _pull_along(self, viewer: Viewer) -> None:
        while viewer in self._behind and await viewer.connection.writable():
            self._pull(viewer)

    def _dismiss(self, viewer: Viewer, code: CloseCode) -> None:
        """Say goodbye and close; one who does not read is cut off instead."""
        self._take_off(viewer)
        if viewer.connection.clogged:
            viewer.connection.transport.abort()
            return
        viewer.write(viewer.subscription.goodbye(code, code.reason))
        self._in_background(viewer.connection.close(code, code.reason))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _connection(connection: ServerConnection) -> FeedConnection:
    if not isinstance(connection, FeedConnection):
        raise TypeError(f"the server was started with connections of {FeedConnection}, not {type(connection)}")
    return connection


def _select_subprotocol(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """Take our subprotocol when it is offered; who offers none gets the same frames."""
    return next((each for each in offered if each == SUBPROTOCOL), None)
