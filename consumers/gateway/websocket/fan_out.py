"""Sends one frame to many connections as cheaply as can be, and keeps what a connection holds small.

A server's websocket frames are not masked, and no connection has a context of its own that they depend on: the frame is
the same bytes for everyone. So they are made once, and handed to each transport; the library's `broadcast` makes them
anew for each connection.
"""

import asyncio
import socket
import struct
import sys
from collections.abc import Iterable

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import State

DARWIN_CONNECTION_DROP_SECONDS = 0x80
"""macOS's TCP_RXT_CONNDROPTIME of <netinet/tcp.h>, which Python does not name."""


def text_frame(text: bytes) -> bytes:
    """Return the bytes on the wire of a server's text message, in UTF-8."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)


def fan_out(connections: Iterable[ServerConnection], data: bytes) -> int:
    """Send a message, as it is on the wire, to all connections that are open; return how many those are.

    What a socket does not take at once waits in its transport, which says so by `pause_writing`. A connection that
    cannot be written to is passed over; its own end is told to its handler.

    The connections must have no extension that changes all messages (`compression=None`), and must never send a message
    in fragments, that is, never `send` an iterable: the frame would come between them.
    """
    sent = 0
    for connection in connections:
        # The library writes out whatever it has queued before it yields, so that nothing is overtaken. It hears of a
        # connection's end a little later than the transport, which would log a warning for each frame in between.
        transport = connection.transport
        if connection.protocol.state is State.OPEN and not transport.is_closing():
            try:
                transport.write(data)
            except Exception:  # noqa: BLE001  # one bad connection must not keep the news from all others
                transport.abort()
            else:
                sent += 1
    return sent


def forget_handshake(connection: ServerConnection) -> None:
    """Let go of the headers of request and response, about 4 KiB, once the connection is open.

    They are emptied in place, because the library's parser holds on to the request too.
    """
    for message in (connection.request, connection.response):
        if message is not None:
            message.headers.clear()


def cut_off(transport: asyncio.Transport) -> None:
    """End a connection at once, and drop what waits for it in the kernel as well.

    After a mere `abort`, the kernel keeps what a client does not read for minutes, in the hope that it will: 64 KiB for
    each client that was evicted for just that.
    """
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def end_dead_connections(listening: socket.socket, seconds: int) -> None:
    """Let the kernel end accepted connections whose peer has confirmed nothing of what was sent for so many seconds.

    Heartbeats are sent to everyone anyway, so this finds dead peers without the library's pings, which take a task and
    a timer for each connection, and wait where a client does not read. Accepted sockets inherit it. Where the system
    has no such option (it is Linux's TCP_USER_TIMEOUT, RFC 5482), its retransmissions decide.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)
    elif sys.platform == "darwin":
        listening.setsockopt(socket.IPPROTO_TCP, DARWIN_CONNECTION_DROP_SECONDS, seconds)
