"""Effectively once: lets each announcement through one time, in the order of its partition, whatever was killed before.

The turn is acknowledged by Kafka before the state is stored, so a worker that dies between the two makes the same turn
again, byte for byte, and never leaves one out. The state carries the last announcement folded: what is at or before it
is skipped. Where one is missing before the next, it is read again from the log.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from typing import Protocol

import msgspec

from streams.step import Arrival, Sending, Step
from streams.stored import NIGHTS, Partition, Storing, is_position

MakeStep = Callable[[Partition, Arrival], Step]

LONGEST_RUN = 100
"""Announcements; what a worker that dies folds again at the most."""

_LOG = logging.getLogger(__name__)


class Outlet(Protocol):
    """The way to Kafka."""

    async def publish(self, partition: int, sending: Sending) -> Awaitable[object]:
        """Send a record to a partition of its topic, behind those before it; what comes back is `acknowledged`."""

    async def acknowledged(self, sent: Sequence[Awaitable[object]]) -> None:
        """Return when Kafka has acknowledged all of these records."""

    async def keep(self, partition: int, storing: Storing) -> None:
        """Store a record in a partition of its table; return when Kafka has acknowledged it."""


class AnnouncementLog(Protocol):
    """The log of announcements itself, beside the stream that comes from it."""

    def between(self, partition: int, start: int, stop: int) -> AsyncIterator[Arrival]:
        """Give what stands in the log at the offsets from `start` up to, and without, `stop`."""


class Turnstile:
    """Takes announcements as they arrive, and knows for each partition up to where they are folded."""

    def __init__(self, make_step: MakeStep, outlet: Outlet, log: AnnouncementLog) -> None:
        """Stand ready; no partition is known before the first `restore`."""
        self._make_step = make_step
        self._outlet = outlet
        self._log = log
        self._partitions: dict[int, Partition] = {}

    def restore(self, partitions: Iterable[Partition]) -> None:
        """Go on from these partitions, and know no others."""
        self._partitions = {each.number: each for each in partitions}

    def next_offsets(self) -> dict[int, int]:
        """Return for each partition the offset of the announcement that is to be folded next."""
        return {number: partition.mark.offset + 1 for number, partition in self._partitions.items()}

    async def take(self, arrivals: Iterable[Arrival]) -> None:
        """Fold the announcements that have arrived, unless that is done; and those that should have come before.

        When it returns, all of it is stored. Whatever fails here leaves it open how much of it reached Kafka: then
        stop, and begin again by `restore`.
        """
        run: Run | None = None
        for arrival in arrivals:
            partition = self._state(run, arrival.partition)
            if partition is None:
                _LOG.info("passed over %s/%d: the partition is no longer ours", arrival.partition, arrival.offset)
                continue
            expected = partition.mark.offset + 1
            if arrival.offset > expected:
                run = await self._catch_up(run, arrival.partition, expected, arrival.offset)
            run = await self._pass(run, arrival)
        await self._land(run)

    async def _catch_up(self, run: "Run | None", partition: int, start: int, stop: int) -> "Run | None":
        """Fold what the stream left out. Offsets that the log does not have were never announcements."""
        _LOG.warning("partition %d: announcement %d came, expected %d: reading the log again", partition, stop, start)
        async with aclosing(self._log.between(partition, start, stop)) as missing:  # type: ignore[type-var]
            async for arrival in missing:
                run = await self._pass(run, arrival)
        return run

    async def _pass(self, run: "Run | None", arrival: Arrival) -> "Run | None":
        partition = self._state(run, arrival.partition)
        if partition is None or arrival.offset <= partition.mark.offset:
            return run
        made = self._make_step(partition, arrival)
        joined = None if run is None or run.after.number != partition.number else run.joined_by(made)
        if joined is None:
            await self._land(run)
            joined = Run(made.after, made.store, (made,), ())
        return joined.sent(await self._outlet.publish(arrival.partition, made.send))

    async def _land(self, run: "Run | None") -> None:
        """Store what a run has come to, once Kafka has acknowledged all that it sent."""
        if run is None:
            return
        await self._outlet.acknowledged(run.unacknowledged)
        for storing in run.store:
            await self._outlet.keep(run.after.number, storing)
        self._advance(run.after)
        for made in run.steps:
            _tell(made)

    def _state(self, run: "Run | None", number: int) -> Partition | None:
        """Return the partition as it is after the run, where that is of this partition."""
        return run.after if run is not None and run.after.number == number else self._partitions.get(number)

    def _advance(self, after: Partition) -> None:
        """Keep the partition as it is after the step, unless it was restored meanwhile and is ahead already."""
        now = self._partitions.get(after.number)
        if now is not None and now.mark < after.mark:
            self._partitions[after.number] = after


class Run(msgspec.Struct, frozen=True):
    """Announcements in a row whose turns are sent together, and whose last state alone is stored.

    That is sound where all of them change one night at the most, and no record book: if the worker dies before the
    state is stored, they are all folded again from the state before them, to the same bytes; and nobody else's state
    stands between.
    """

    after: Partition
    store: tuple[Storing, ...]
    steps: tuple[Step, ...]
    unacknowledged: tuple[Awaitable[object], ...]

    def joined_by(self, made: Step) -> "Run | None":
        """Return the run with one more step, or none where that must wait until the run is stored."""
        store = _last_of(self.store, made.store)
        if store is None or len(self.steps) == LONGEST_RUN:
            return None
        return msgspec.structs.replace(self, after=made.after, store=store, steps=(*self.steps, made))

    def sent(self, record: Awaitable[object]) -> "Run":
        """Return the run with one more record that Kafka is yet to acknowledge."""
        return msgspec.structs.replace(self, unacknowledged=(*self.unacknowledged, record))


def _last_of(before: tuple[Storing, ...], after: tuple[Storing, ...]) -> tuple[Storing, ...] | None:
    """Return what need be stored of both, in order: a night's record says where the partition stands as well."""
    if len(after) > 1 or any(each.table != NIGHTS for each in before):
        return None
    nights = tuple(each for each in before if not is_position(each))
    if is_position(after[0]):
        return (*nights, *after)
    return after if all(each.key == after[0].key for each in nights) else None


def _tell(made: Step) -> None:
    if made.rejection is None:
        return
    rejection = made.rejection
    _LOG.warning(
        "rejected %s/%d/%d as %s: %s",
        rejection.topic,
        rejection.position.partition,
        rejection.position.offset,
        rejection.reason,
        rejection.detail,
        exc_info=made.fault,
    )
