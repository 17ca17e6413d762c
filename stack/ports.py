"""Finds TCP ports that nobody uses."""

import random
import socket
from collections.abc import Collection

from stack.errors import StackError

LOWEST, HIGHEST = 20_000, 32_000
"""Free ports come from below the range that systems give to outgoing connections (32768 and up on Linux, 49152 and up
on macOS): a connection to a port of that range can meet itself while nobody listens there yet, and then holds it."""


class PortTakenError(StackError):
    """A port that was asked for is in use."""


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return whether a server could listen on this port of `host` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(1)
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1", taken: Collection[int] = ()) -> int:
    """Return a port that is free on `host` and not among those `taken`.

    Raises:
        PortTakenError: a hundred tries found none.
    """
    for _ in range(100):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 -- spreads parallel runs, guards nothing
        if port not in taken and is_free(port, host):
            return port
    raise PortTakenError(f"No free port was found on {host} between {LOWEST} and {HIGHEST}.")


def next_free_port(preferred: int, host: str = "127.0.0.1", taken: Collection[int] = ()) -> int:
    """Return `preferred` where it is free, else the next one above it that is; any free one for 0.

    Raises:
        PortTakenError: none of the hundred ports from `preferred` on is free.
    """
    if preferred == 0:
        return free_port(host, taken)
    for port in range(preferred, min(preferred + 100, 65_536)):
        if port not in taken and is_free(port, host):
            return port
    raise PortTakenError(f"None of the ports from {preferred} on is free on {host}; choose another one.")
