"""One client of the websocket feed: its connection, and its way through the log."""

import asyncio
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.protocol import Event, State

from consumers.gateway.core.options import FeedOptions
from consumers.gateway.core.subscription import Subscription
from consumers.gateway.door.door import Admitted
from consumers.gateway.door.message_rate import Bucket, MessageRate
from consumers.gateway.websocket.deflate import Deflate
from consumers.gateway.websocket.fan_out import cut_off, fan_out

SLICE = 1024
"""Bytes of what a client sends that are read before it is asked whether that was too much: some 170 pings."""


class FeedConnection(ServerConnection):
    """A connection that tells when its socket is clogged, and lets one wait until it is not; and when it says too much.

    Attributes:
        admitted: its place, which it gives back at its end.
        on_clogged: called when its socket is clogged.
        on_flood: called when the client has said more than it may; nothing more is heard of it then.
    """

    admitted: Admitted | None = None
    on_clogged: Callable[[], None] | None = None
    on_flood: Callable[[], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # the library's own signature
        """Make a connection whose socket takes what is written."""
        super().__init__(*args, **kwargs)
        self.options = FeedOptions()
        self._rate: MessageRate | None = None
        self._bucket = Bucket(0.0, 0.0)
        self._shut_out = False
        self._writable: asyncio.Event | None = None
        """There while the socket is clogged."""

    @property
    def clogged(self) -> bool:
        """Whether more than the limit waits to be written."""
        return self._writable is not None

    @property
    def waiting_bytes(self) -> int:
        """What has been written and not yet been taken by the kernel."""
        return self.transport.get_write_buffer_size()

    @property
    def takes_compressed(self) -> bool:
        """Whether compressed messages were agreed upon."""
        return self._deflate is not None

    @property
    def _deflate(self) -> Deflate | None:
        return next((each for each in self.protocol.extensions if isinstance(each, Deflate)), None)

    @property
    def closed_with(self) -> int | None:
        """The code with which the connection was closed, whether or not the client agreed; none if it was cut off."""
        close = self.protocol.close_sent or self.protocol.close_rcvd
        return None if close is None else close.code

    async def writable(self) -> bool:
        """Wait until the socket takes more, or is gone; return whether it takes more."""
        if self._writable is not None:
            await self._writable.wait()
        return self.state is State.OPEN

    def hold(self, admitted: Admitted) -> None:
        """Hold a place until the end of the connection, which may have come already."""
        self.admitted = admitted
        if self.connection_lost_waiter.done():
            admitted.ticket.release()

    def listen_at(self, rate: MessageRate) -> None:
        """Let the client say so much from now on, and no more."""
        self._rate = rate
        self._bucket = rate.full(self.loop.time())

    def data_received(self, data: bytes) -> None:
        """Hear what the client says, as long as it does not say too much.

        The library answers each ping at once, and handles everything that came at once before it lets anybody look: in
        the largest read of a socket there is room for 40,000 pings.

        One that says anything before it has been let in is cut off. If it also breaks the rules, the library has ended
        the connection by then, and would fail at answering the handshake, and log a traceback.
        """
        for start in range(0, len(data), SLICE):
            if self._shut_out:
                return
            super().data_received(data[start : start + SLICE])
            if self._waits_to_be_let_in and self.protocol.eof_sent:
                self._shut()

    @property
    def _waits_to_be_let_in(self) -> bool:
        return self.request is not None and self.response is None

    def process_event(self, event: Event) -> None:
        """Count each frame that the client sends, whatever it is."""
        if self._waits_to_be_let_in:
            self._shut()
        if self._rate is not None and not self._shut_out:
            bucket = self._bucket.take(self._rate, self.loop.time())
            if bucket is None:
                self._shut()
            else:
                self._bucket = bucket
        deflate = self._deflate
        if deflate is not None and deflate.floods:
            self._shut()
        if not self._shut_out:
            super().process_event(event)

    def heard(self, message: str | bytes) -> None:
        """Make room for more: a message of the client has been dealt with."""
        deflate = self._deflate
        if deflate is not None:
            deflate.heard(message)

    def _shut(self) -> None:
        """Hear nothing more: what the client goes on sending stays with it."""
        if self._shut_out:
            return
        self._shut_out = True
        self.transport.pause_reading()
        if self.on_flood is None:
            cut_off(self.transport)
        else:
            self.on_flood()

    def pause_writing(self) -> None:
        """Be told by the transport that more waits to be written than the limit."""
        super().pause_writing()
        self._writable = asyncio.Event()
        if self.on_clogged is not None:
            self.on_clogged()

    def resume_writing(self) -> None:
        """Be told by the transport that little waits any more."""
        super().resume_writing()
        self._release()

    def connection_lost(self, exc: Exception | None) -> None:
        """Be told by the transport that it is over."""
        super().connection_lost(exc)
        self._release()
        if self.admitted is not None:
            self.admitted.ticket.release()

    def _release(self) -> None:
        if self._writable is not None:
            self._writable.set()
            self._writable = None


class Viewer:
    """One client: its connection, and its place in the log, which counts while it is not level with its audience."""

    __slots__ = ("_taken", "_taken_at", "_written", "connection", "dismissed", "subscription")

    def __init__(self, connection: FeedConnection, subscription: Subscription) -> None:
        """Start as one who has got nothing."""
        self.connection = connection
        self.subscription = subscription
        self.dismissed = False
        """Whether it has been told goodbye: nothing comes behind that."""
        self._written = 0
        self._taken = -1
        self._taken_at = 0.0

    def fall_behind(self) -> None:
        """Watch from now on how much the client takes."""
        self._written = self.connection.waiting_bytes
        self._taken = -1

    def write(self, data: bytes) -> None:
        """Send the client its next frame, as it is on the wire."""
        self._written += len(data)
        fan_out((self.connection,), data)

    def stalled_for(self, now: float) -> float:
        """Return the seconds up to `now` in which the client took not one byte, as far back as this was asked."""
        taken = self._written - self.connection.waiting_bytes
        if taken > self._taken:
            self._taken, self._taken_at = taken, now
        return now - self._taken_at
