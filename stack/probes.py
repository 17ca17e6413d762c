"""Tells when a part is ready, from outside: from what it says in its log, or from what it answers over HTTP."""

import asyncio
import http.client
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.02
HTTP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Output:
    """What a part has written into its log since it was started last."""

    path: Path
    start: int = 0
    """Where that begins in the file, in bytes."""

    def text(self) -> str:
        """Return it as text, whatever it is."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read().decode(errors="replace")


Probe = Callable[[Output], Awaitable[None]]
"""Returns when the part is ready; is cancelled when the part dies before."""


def says(words: str) -> Probe:
    """Return a probe that waits until the part has written these words."""

    async def wait(output: Output) -> None:
        while words not in output.text():
            await asyncio.sleep(POLL_SECONDS)

    return wait


def answers(host: str, port: int, path: str) -> Probe:
    """Return a probe that waits until the part answers 200 at this address."""

    async def wait(_: Output) -> None:
        while await asyncio.to_thread(_status, host, port, path) != http.client.OK:
            await asyncio.sleep(POLL_SECONDS)

    return wait


def _status(host: str, port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection(host, port, timeout=HTTP_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
