"""Finds TCP ports that nobody uses."""

import random
import socket
from collections.abc import Collection
from contextlib import ExitStack
from typing import Self

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


class PortClaims:
    """Ports that one run has chosen, kept from other runs that choose before its servers listen.

    A claim is a UDP socket on the port's number: it is in no server's way, and ends with the process at the latest.
    """

    def __init__(self) -> None:
        """Claim nothing yet."""
        self._claims = ExitStack()

    def __enter__(self) -> Self:
        """Keep claims until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of all claims."""
        self._claims.close()

    def next_free_port(self, preferred: int, host: str = "127.0.0.1") -> int:
        """Return `preferred` where it is free and nobody has claimed it, else the next one above; any for 0.

        Raises:
            PortTakenError: none of the hundred ports from `preferred` on is free.
        """
        refused: set[int] = set()
        while (port := next_free_port(preferred, host, refused)) and not self._claim(port, host):
            refused.add(port)
        return port

    def _claim(self, port: int, host: str) -> bool:
        claim = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            claim.bind((host, port))
        except OSError:
            claim.close()
            return False
        self._claims.enter_context(claim)
        return True
