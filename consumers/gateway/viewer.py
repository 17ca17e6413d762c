"""One client of the websocket feed: its connection, and its way through the log."""

import asyncio
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from consumers.gateway.fan_out import fan_out
from consumers.gateway.options import FeedOptions
from consumers.gateway.subscription import Subscription


class FeedConnection(ServerConnection):
    """A connection that tells when its socket is clogged, and lets one wait until it is not."""

    on_clogged: Callable[[], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # the library's own signature
        """Make a connection whose socket takes what is written."""
        super().__init__(*args, **kwargs)
        self.options = FeedOptions()
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

    async def writable(self) -> bool:
        """Wait until the socket takes more, or is gone; return whether it takes more."""
        if self._writable is not None:
            await self._writable.wait()
        return self.state is State.OPEN

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

    def data_received(self, data: bytes) -> None:
        """Be handed what the client sends.

        One that breaks the rules before it has been let in is cut off: the library, which has ended the connection by
        then, would fail at answering the handshake, and log a traceback.
        """
        super().data_received(data)
        answered = self.request is None or self.response is not None
        if not answered and self.protocol.eof_sent:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Be told by the transport that it is over."""
        super().connection_lost(exc)
        self._release()

    def _release(self) -> None:
        if self._writable is not None:
            self._writable.set()
            self._writable = None


class Viewer:
    """One client: its connection, and its place in the log, which counts while it is not level with its audience."""

    __slots__ = ("_taken", "_taken_at", "_written", "connection", "subscription")

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
        fan_out((self.connection,), frame)

    def stalled_for(self, now: float) -> float:
        """Return the seconds up to `now` in which the client took not one byte, as far back as this was asked."""
        taken = self._written - self.connection.waiting_bytes
        if taken > self._taken:
            self._taken, self._taken_at = taken, now
        return now - self._taken_at
