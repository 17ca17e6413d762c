"""When a worker counts as standing still, and when it is only at rest."""

from collections.abc import AsyncIterator, Iterable

from streams.standstill import Standstill
from streams.step import Arrival
from tests.streams.announcing import arrivals


class Log:
    """A log with one partition, that grows."""

    def __init__(self) -> None:
        self.records: list[Arrival] = []
        self.end = 0

    def grow(self, *contents: bytes | None, holes: int = 0) -> None:
        """Add announcements, and behind them offsets without any."""
        self.records += arrivals(*contents, start=self.end)
        self.end += len(contents) + holes

    async def bounds(self, partitions: Iterable[int]) -> dict[int, range]:
        return {number: range(self.end) for number in partitions}

    async def between(self, partition: int, start: int, stop: int) -> AsyncIterator[Arrival]:
        for each in self.records:
            if start <= each.offset < stop:
                yield each


async def test_announcements_that_nobody_takes_are_a_standstill() -> None:
    """What waited at the last look and waits still is stuck; what came since then is given its time."""
    log = Log()
    standstill = Standstill(log)
    assert not await standstill.look({0: 0})
    log.grow(b"a", b"b")
    assert not await standstill.look({0: 0})
    assert await standstill.look({0: 0}) == [0]


async def test_progress_is_no_standstill() -> None:
    """However long the backlog is, a worker that takes from it is well."""
    log = Log()
    standstill = Standstill(log)
    log.grow(*[b"a"] * 9)
    for folded in range(9):
        assert not await standstill.look({0: folded})


async def test_rest_is_no_standstill() -> None:
    """Where everything is folded, nothing need happen."""
    log = Log()
    standstill = Standstill(log)
    log.grow(b"a")
    for _ in range(3):
        assert not await standstill.look({0: 1})


async def test_offsets_without_announcements_are_no_standstill() -> None:
    """A transaction's end has an offset of its own, which is never folded."""
    log = Log()
    standstill = Standstill(log)
    log.grow(b"a", holes=1)
    for _ in range(3):
        assert not await standstill.look({0: 1})
    log.grow(b"b")
    assert not await standstill.look({0: 1})
    assert await standstill.look({0: 1}) == [0]


async def test_partitions_that_come_and_go_are_given_their_time() -> None:
    """A partition that was not ours at the last look cannot have stood still since."""
    log = Log()
    standstill = Standstill(log)
    log.grow(b"a")
    assert not await standstill.look({0: 0})
    assert not await standstill.look({})
    assert not await standstill.look({0: 0})
    assert await standstill.look({0: 0}) == [0]
