"""Opens the listening sockets, before anything else is started, so that a taken port ends the start at once."""

import errno
import socket


class CannotListen(Exception):
    """A port cannot be listened on; the message says why, and which setting to change."""


def listen(host: str, port: int, setting: str, send_buffer_bytes: int | None = None) -> socket.socket:
    """Return a socket that listens on `host` and `port` (0: a free one).

    `send_buffer_bytes` bounds what the kernel keeps for each accepted connection that does not read; accepted sockets
    inherit it. `setting` is the prefix of the settings to name in an error, such as `SWEEPCAST_FEED`.

    Raises:
        CannotListen: the port is taken, or the address is not one of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family, backlog=1024)
    except UnicodeError:
        raise CannotListen(f"{host!r} is no host: correct {setting}_HOST") from None
    except OSError as error:
        raise CannotListen(_explain(error, host, port, setting)) from error
    if send_buffer_bytes is not None:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
    return listening


def port_of(listening: socket.socket) -> int:
    """Return the port that a socket listens on."""
    port: int = listening.getsockname()[1]
    return port


def _explain(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: stop what listens there, or set {setting}_PORT (0: any free one)"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is not allowed for this user: set {setting}_PORT to one above 1023"
    return f"cannot listen on {host}, port {port} ({error.strerror or error}): check {setting}_HOST and {setting}_PORT"
