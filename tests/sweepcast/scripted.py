"""A gateway without sockets: connections that say what a test wrote down, and a clock that the test moves."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from sweepcast.client import Edges
from sweepcast.connection import Connection
from sweepcast.feed_errors import ConnectionLost
from sweepcast.frames import FRAMES, AnyFrame


class Silence(msgspec.Struct, frozen=True):
    """So many seconds in which nothing comes."""

    seconds: float


Said = dict[str, Any]
Step = AnyFrame | Silence | Exception | Callable[[Said], AnyFrame]
"""A function makes an answer of what the client said last."""


class Scripted:
    """Gives each try to connect the next script; behind the last step it is silent until the client leaves."""

    def __init__(self, *scripts: Iterable[Step]) -> None:
        """Play the scripts in turn."""
        self.addresses: list[str] = []
        self.said: list[Said] = []
        self.closed = 0
        self.pauses: list[float] = []
        self.time = 0.0
        self.silent = asyncio.Event()
        """Set when there is nothing more to say."""
        self._scripts = deque(scripts)

    @property
    def edges(self) -> Edges:
        """What a client is given."""
        return Edges(connect=self._connect, sleep=self._sleep, now=lambda: self.time, chance=lambda: 1.0)

    async def _connect(self, address: str, _token: str | None) -> Connection:
        self.addresses.append(address)
        return _Line(self, self._scripts.popleft() if self._scripts else ())

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds


class _Line:
    def __init__(self, gateway: Scripted, steps: Iterable[Step]) -> None:
        self._gateway = gateway
        self._steps = deque(steps)
        self._left = asyncio.Event()

    async def receive(self, within: float) -> str:
        until = self._gateway.time + within
        while self._steps:
            step = self._steps.popleft()
            if isinstance(step, Silence):
                left = until - self._gateway.time
                if step.seconds > left:
                    self._steps.appendleft(Silence(step.seconds - left))
                    self._gateway.time = until
                    raise TimeoutError
                self._gateway.time += step.seconds
            elif isinstance(step, Exception):
                raise step
            else:
                frame = step(self._gateway.said[-1]) if callable(step) else step
                return FRAMES.encode(frame).decode()
        self._gateway.silent.set()
        await self._left.wait()
        raise ConnectionLost("left")

    async def send(self, text: str) -> None:
        self._gateway.said.append(json.loads(text))

    async def close(self) -> None:
        self._gateway.closed += 1
        self._left.set()
