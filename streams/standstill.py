"""Notices a worker that seems well but folds nothing, whatever the cause: announcements wait, and nobody takes them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from typing import Protocol

from streams.step import Arrival


class Log(Protocol):
    """The log of announcements."""

    async def bounds(self, partitions: Iterable[int]) -> dict[int, range]:
        """Return for each partition the offsets that its log has."""

    def between(self, partition: int, start: int, stop: int) -> AsyncIterator[Arrival]:
        """Give what stands in the log at the offsets from `start` up to, and without, `stop`."""


class Standstill:
    """Looks at the log now and then, and remembers what it saw."""

    def __init__(self, log: Log) -> None:
        """Look at this log; nothing was seen yet."""
        self._log = log
        self._seen: Mapping[int, range] = {}

    async def look(self, next_offsets: Mapping[int, int]) -> list[int]:
        """Return the partitions that stand still.

        There, an announcement that was waiting at the last look is waiting still, and none was folded since. The log
        may also end in offsets that hold no announcement, as a transaction leaves them: nobody waits for those.
        """
        stuck = [
            number
            for number, offset in next_offsets.items()
            if (waiting := self._seen.get(number)) and waiting.start == offset and await self._any(number, waiting)
        ]
        bounds = await self._log.bounds(next_offsets)
        self._seen = {number: range(offset, bounds[number].stop) for number, offset in next_offsets.items()}
        return stuck

    async def _any(self, number: int, waiting: range) -> bool:
        async with aclosing(self._log.between(number, waiting.start, waiting.stop)) as found:  # type: ignore[type-var]
            return any([True async for _ in found])
