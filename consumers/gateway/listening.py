"""Opens the listening sockets, before anything else is started, so that a taken port ends the start at once."""

import errno
import resource
import socket
from typing import Final

BACKLOG: Final = 4096
"""Connections that may wait to be accepted, when all come back at once; the kernel bounds it as well (somaxconn)."""


class CannotListen(Exception):
    """A port cannot be listened on; the message says why, and which setting to change."""


def listen(
    host: str, port: int, setting: str, send_buffer_bytes: int | None = None, *, shared: bool = False
) -> socket.socket:
    """Return a socket that listens on `host` and `port` (0: a free one).

    `send_buffer_bytes` bounds what the kernel keeps for each accepted connection that does not read; accepted sockets
    inherit it. `setting` is the prefix of the settings to name in an error, such as `SWEEPCAST_FEED`. Where the port is
    `shared`, other processes of this user may listen on it as well, and the kernel spreads connections (Linux).

    Raises:
        CannotListen: the port is taken, or the address is not one of this machine.
    """
    try:
        family, address = _resolved(host, port)
        listening = socket.create_server(address, family=family, backlog=BACKLOG, reuse_port=shared)
    except UnicodeError:
        raise CannotListen(f"{host!r} is no host: correct {setting}_HOST") from None
    except OSError as error:
        raise CannotListen(_explain(error, host, port, setting)) from error
    # Without it a small frame waits until the one before it is confirmed, for which clients take up to 40 ms. asyncio
    # sets it only on what is accepted by sockets that it has made itself; others inherit it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if send_buffer_bytes is not None:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
    return listening


def let_wait(listening: socket.socket) -> None:
    """Let as many connections wait as `listen` did, once asyncio serves the socket.

    It lets only as many wait as it accepts at a time, a hundred. Of a crowd that comes back at once the others would
    have to knock again, after 1, 3 and 7 seconds; while accepting thousands at a time would keep everybody waiting.
    """
    listening.listen(BACKLOG)


def reserve(host: str, port: int, setting: str) -> socket.socket:
    """Return a socket that keeps a port (0: a free one) for processes that will share it, without listening itself.

    A shared port is given to anybody of the same user who asks for it as shared, so that two gateways by mistake would
    each get half of the viewers: so it is first taken alone, for a moment.

    Raises:
        CannotListen: as of `listen`.
    """
    with listen(host, port, setting) as alone:
        family, address = alone.family, alone.getsockname()
    kept = socket.socket(family, socket.SOCK_STREAM)
    try:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections may linger at the port
        if family == socket.AF_INET6:
            kept.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # as create_server does
        kept.bind(address)
    except OSError as error:
        kept.close()
        raise CannotListen(_explain(error, host, port, setting)) from error
    return kept


def allow_open_files(wanted: int) -> int:
    """Raise this process's bound of open files to `wanted` where it is lower and may be raised; return what it is now.

    Each connection is an open file, and systems often begin with 1,024 of them.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    except (OSError, ValueError):  # macOS names no hard bound and has one
        return soft
    return allowed


def port_of(listening: socket.socket) -> int:
    """Return the port that a socket listens on."""
    port: int = listening.getsockname()[1]
    return port


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    return family, (str(address[0]), int(address[1]))


def _explain(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: stop what listens there, or set {setting}_PORT (0: any free one)"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is not allowed for this user: set {setting}_PORT to one above 1023"
    return f"cannot listen on {host}, port {port} ({error.strerror or error}): check {setting}_HOST and {setting}_PORT"
