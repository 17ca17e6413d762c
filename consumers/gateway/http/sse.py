"""The feed over Server-Sent Events: the same frames as over websockets, with the cursor as each event's id.

A stream pulls from the feed's log what its subscription gives, and waits while its client does not read: so nothing
waits for a slow client but a place in the log. There is a handler for each stream, as aiohttp has it; bots and scripts
that come this way are fewer than pages, which come over websockets.
"""

import asyncio
import logging
import random
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Final

import msgspec
from aiohttp import web

import sweepcast
from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.options import FeedOptions, Refused, parse_options
from consumers.gateway.core.subscription import FellBehind, Subscription, subscribe
from consumers.gateway.door.door import Admitted
from consumers.gateway.feed import Feed
from consumers.gateway.leaving import leave_in_turn
from consumers.gateway.limits import Limits
from consumers.gateway.metrics import Metrics
from consumers.gateway.opening import RETRY_SECONDS, whole_log
from consumers.gateway.websocket.fan_out import cut_off
from sweepcast.close_codes import CloseCode
from sweepcast.frames import FEED_PATH

HEADERS: Final = {
    "Content-Type": "text/event-stream",
    # A cache that kept it, or a proxy that gathered or compressed it, would hold back what is live.
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}
RECONNECT_SECONDS: Final = (1.0, 5.0)
"""After how long browsers come back by themselves: each is told another pause in between, so that few come at once."""
REMEMBERED_EVENTS = 16
"""Events that are kept for the next stream to which the same frame goes."""

Prepare = Callable[[FeedOptions], Awaitable[FeedOptions]]
"""Sees to what a subscription with these options needs; see opening.prepared."""
Admit = Callable[[web.Request, FeedOptions], AbstractContextManager[Admitted | None]]
"""Lets a request in for as long as the context, or raises Refused; the context says until when, if that is bounded."""

log = logging.getLogger(__name__)


def everybody(_: web.Request, __: FeedOptions) -> AbstractContextManager[None]:
    """Let everybody in."""
    return nullcontext()


class _Stream:
    """One client: its connection, and its way through the log."""

    def __init__(self, request: web.Request, response: web.StreamResponse, subscription: Subscription) -> None:
        self.subscription = subscription
        self.woken = asyncio.Event()
        self.code: CloseCode | None = None
        """Why it is to be ended, if it is."""
        self.remote = request.remote
        self._transport = request.transport
        self._response = response
        self._written = 0
        self._taken = -1
        self._taken_at = 0.0

    @property
    def waiting_bytes(self) -> int:
        """What has been written and not yet been taken by the kernel."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    @property
    def is_gone(self) -> bool:
        """Whether the client cannot be reached any more."""
        return self._transport is None or self._transport.is_closing()

    async def write(self, event: bytes) -> None:
        """Send an event, and wait while the client does not read.

        Raises:
            ConnectionError: the client is gone.
        """
        self._written += len(event)
        await self._response.write(event)

    def end(self, code: CloseCode) -> None:
        """Say goodbye next."""
        self.code = self.code or code
        self.woken.set()

    def stalled_for(self, now: float) -> float:
        """Return the seconds up to `now` in which the client took not one byte, as far back as this was asked."""
        waiting = self.waiting_bytes
        taken = self._written - waiting
        if not waiting or taken > self._taken:
            self._taken, self._taken_at = taken, now
        return now - self._taken_at

    def cut_off(self) -> None:
        """End the connection at once, and drop what waits for it in the kernel as well."""
        if self._transport is None:
            return
        cut_off(self._transport)
        self.woken.set()

    def bound(self, limits: Limits) -> None:
        """Let kernel and process keep no more for a client that does not read than for one over a websocket."""
        if self._transport is None:
            return
        self._transport.set_write_buffer_limits(high=limits.clogged_bytes)
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.send_buffer_bytes)


class EventStreams:
    """The feed over Server-Sent Events."""

    def __init__(  # noqa: PLR0913  # what tests replace, each by its name
        self,
        feed: Feed,
        limits: Limits,
        prepare: Prepare,
        *,
        heartbeat_seconds: float,
        clock: Callable[[], float],
        admit: Admit = everybody,
        metrics: Metrics | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Serve the feed's log as soon as it is whole.

        `clock` gives the seconds since the epoch, `jitter` numbers from 0 to 1 that differ from client to client.
        """
        self.evicted: Counter[str] = Counter()
        """Streams that the gateway ended for their slowness, by reason."""
        self._feed = feed
        self._limits = limits
        self._prepare = prepare
        self._admit = admit
        self._metrics = metrics or Metrics(sweepcast.__version__)
        self._heartbeat_seconds = heartbeat_seconds
        self._clock = clock
        self._jitter = jitter
        self._streams: set[_Stream] = set()
        self._events = _Events()
        self._stopping = False

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get(FEED_PATH, self.serve)]

    @property
    def connections(self) -> int:
        """How many clients there are."""
        return len(self._streams)

    @property
    def behind(self) -> int:
        """How many clients do not take what they are sent."""
        return sum(each.waiting_bytes > 0 for each in self._streams)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Send the feed until the client goes away, or the gateway ends it.

        Raises:
            Refused: what is asked for cannot be served.
        """
        if self._stopping:
            raise Refused("not-ready", CloseCode.STOPPING.reason, 503, retry_after=RETRY_SECONDS)
        options = options_of(request.raw_path.partition("?")[2], request.headers.get("Last-Event-ID"))
        with self._admit(request, options) as admitted:
            options = await self._prepare(options)
            if request.method == "HEAD":
                return web.Response(headers=HEADERS)
            return await self._stream(request, options, None if admitted is None else admitted.expires_at)

    async def pass_on_news(self) -> None:
        """Wake the streams whenever there is something new, for ever."""
        while True:
            await self._feed.news()
            for each in self._streams:
                each.woken.set()

    def evict_slow(self, now: float) -> None:
        """Cut off those who take nothing, or for whom too much waits; call it about once a second.

        `now` is of a clock that only grows. There is no goodbye: it would wait behind what they do not read.
        """
        for each in tuple(self._streams):
            waiting = each.waiting_bytes
            if each.stalled_for(now) >= self._limits.stalled_seconds:
                self._evict(each, "stalled", f"it took nothing for {self._limits.stalled_seconds:g} s")
            elif waiting and waiting + each.subscription.waiting_bytes(self._clock()) > self._limits.waiting_bytes:
                self._evict(each, "too-far-behind", f"no more than {self._limits.waiting_bytes} bytes may wait")

    def dismiss_all(self, code: CloseCode) -> None:
        """Say goodbye to all clients; their streams end by themselves."""
        for each in self._streams:
            each.end(code)

    async def drain(self, hurry: asyncio.Event) -> None:
        """Accept nobody any more, and say goodbye to all one after the other; all at once as soon as `hurry` is set."""
        self._stopping = True
        await leave_in_turn(self._streams, _say_goodbye, self._limits.drain_seconds, hurry)

    async def stop(self) -> None:
        """Accept nobody any more, and say goodbye to those who are left."""
        self._stopping = True
        for each in self._streams:
            _say_goodbye(each)

    async def _stream(self, request: web.Request, options: FeedOptions, expires_at: float | None) -> web.StreamResponse:
        # No waiting between what was prepared and this: boards could be let go again.
        current, stale = whole_log(self._feed), self._feed.stale
        subscription = subscribe(current, options, self._clock(), stale=stale)
        response = web.StreamResponse(headers=HEADERS)
        response.force_close()
        stream = _Stream(request, response, subscription)
        stream.bound(self._limits)
        self._streams.add(stream)
        self._metrics.connected("sse")
        expiry = self._end_at(stream, expires_at)
        try:
            await response.prepare(request)
            await self._tell(stream, current, stale=stale)
        except ConnectionError:
            pass  # the client is gone, as clients go
        finally:
            if expiry is not None:
                expiry.cancel()
            self._streams.discard(stream)
            self._metrics.disconnected("sse")
        return response

    def _end_at(self, stream: _Stream, expires_at: float | None) -> asyncio.TimerHandle | None:
        """Let a client stay no longer than its token holds."""
        if expires_at is None:
            return None
        left = expires_at - self._clock()
        return asyncio.get_running_loop().call_later(left, stream.end, CloseCode.TOKEN_EXPIRED)

    async def _send(self, stream: _Stream, frame: bytes) -> None:
        event = self._events.of(frame)
        await stream.write(event)
        self._metrics.sent(frame, 1, len(event))

    async def _tell(self, stream: _Stream, current: FeedLog, *, stale: bool) -> None:
        """Send everything to a client as it is due, until its end."""
        least, most = RECONNECT_SECONDS
        await stream.write(b"retry: %d\n\n" % round(1000 * (least + (most - least) * self._jitter())))
        loop = asyncio.get_running_loop()
        beat_at = loop.time() + self._heartbeat_seconds
        while not stream.is_gone:
            stream.woken.clear()
            await self._send_due(stream)
            if stream.code is not None:
                await self._send(stream, stream.subscription.goodbye(stream.code, stream.code.reason))
                return
            if loop.time() >= beat_at or stale != self._feed.stale:
                stale, beat_at = self._feed.stale, loop.time() + self._heartbeat_seconds
                beat = current.frames.heartbeat(stream.subscription.cursor, stale=stale)
                await self._send(stream, beat)
            with suppress(TimeoutError):
                async with asyncio.timeout(min(beat_at - loop.time(), stream.subscription.next_due(self._clock()))):
                    await stream.woken.wait()

    async def _send_due(self, stream: _Stream) -> None:
        """Send what is due now; note where the stream cannot go on."""
        while stream.code is None and not stream.is_gone:
            if stream.subscription.log is not self._feed.log:
                stream.end(CloseCode.LOG_RENEWED)
                return
            try:
                frame = stream.subscription.next_frame(self._clock(), conflated=stream.waiting_bytes > 0)
            except FellBehind:
                self._count_evicted("too-slow")
                stream.end(CloseCode.TOO_SLOW)
                return
            if frame is None:
                return
            await self._send(stream, frame)

    def _evict(self, stream: _Stream, reason: str, why: str) -> None:
        log.info("evicting %s: %s", stream.remote, why)
        self._count_evicted(reason)
        stream.cut_off()

    def _count_evicted(self, reason: str) -> None:
        self.evicted[reason] += 1
        self._metrics.evicted(reason)


def _say_goodbye(stream: _Stream) -> None:
    stream.end(CloseCode.STOPPING)
    if stream.waiting_bytes:
        stream.cut_off()


class _Framed(msgspec.Struct):
    cursor: str


_CURSORS = msgspec.json.Decoder(_Framed)


class _Events:
    """Makes events of frames, once for all streams to which the same frame goes."""

    def __init__(self) -> None:
        self._events: dict[bytes, bytes] = {}

    def of(self, frame: bytes) -> bytes:
        """Return a frame's event."""
        event = self._events.get(frame)
        if event is None:
            if len(self._events) >= REMEMBERED_EVENTS:
                del self._events[next(iter(self._events))]
            event = self._events[frame] = event_of(frame)
        return event


def options_of(query: str, last_event_id: str | None) -> FeedOptions:
    """Return the options that a query names; the id of the last event stands above its cursor.

    Raises:
        Refused: an option is unknown, is given twice and must not, or has a value that cannot be used.
    """
    options = parse_options(query)
    return msgspec.structs.replace(options, cursor=last_event_id) if last_event_id else options


def event_of(frame: bytes) -> bytes:
    """Return the event that carries a frame: JSON has its line ends between values, where SSE may have its own."""
    lines = b"\ndata: ".join(frame.splitlines())
    return b"id: %b\ndata: %b\n\n" % (_CURSORS.decode(frame).cursor.encode(), lines)
