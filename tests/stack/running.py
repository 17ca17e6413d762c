"""A run of `python -m stack` as a test sees it: what it prints, its ports, its parts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psutil


@dataclass
class Run:
    """A run, its page's port, and what it has printed so far."""

    process: asyncio.subprocess.Process
    ports: tuple[int, ...]
    lines: list[str] = field(default_factory=list)

    async def until(self, words: str) -> None:
        """Read on until a line with these words is printed."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode())
            if words in self.lines[-1]:
                return
        raise AssertionError(f"{words!r} never came: {self.text}")

    async def end(self) -> int:
        """Read on to the end, and return the exit code."""
        assert self.process.stdout is not None
        self.lines += [line.decode() async for line in self.process.stdout]
        return await self.process.wait()

    @property
    def text(self) -> str:
        """All that was printed."""
        return "".join(self.lines)

    def part(self, words: str) -> psutil.Process:
        """Return the process of a part, by words of its command."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(each for each in children if words in " ".join(each.cmdline()))


Start = Callable[..., Awaitable[Run]]
