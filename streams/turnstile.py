"""Effectively once: lets each announcement through one time, in the order of its partition, whatever was killed before.

The turn is acknowledged by Kafka before the state is stored, so a worker that dies between the two makes the same turn
again, byte for byte, and never leaves one out. The state carries the last announcement folded: what is at or before it
is skipped. Where one is missing before the next, it is read again from the log.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from typing import Protocol

from streams.step import Arrival, Sending, Step
from streams.stored import Partition, Storing

MakeStep = Callable[[Partition, Arrival], Step]

_LOG = logging.getLogger(__name__)


class Outlet(Protocol):
    """The way to Kafka."""

    async def publish(self, partition: int, sending: Sending) -> None:
        """Send a record to a partition of its topic; return when Kafka has acknowledged it."""

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

    async def take(self, arrival: Arrival) -> None:
        """Fold an announcement, unless that is done; and before it, those that should have come first.

        Whatever fails here leaves it open how much of it reached Kafka: then stop, and begin again by `restore`.
        """
        partition = self._partitions.get(arrival.partition)
        if partition is None:
            _LOG.info("passed over %s/%d: the partition is no longer ours", arrival.partition, arrival.offset)
            return
        expected = partition.mark.offset + 1
        if arrival.offset > expected:
            await self._catch_up(arrival.partition, expected, arrival.offset)
        await self._pass(arrival)

    async def _catch_up(self, partition: int, start: int, stop: int) -> None:
        """Fold what the stream left out. Offsets that the log does not have were never announcements."""
        _LOG.warning("partition %d: announcement %d came, expected %d: reading the log again", partition, stop, start)
        async with aclosing(self._log.between(partition, start, stop)) as missing:  # type: ignore[type-var]
            async for arrival in missing:
                await self._pass(arrival)

    async def _pass(self, arrival: Arrival) -> None:
        partition = self._partitions.get(arrival.partition)
        if partition is None or arrival.offset <= partition.mark.offset:
            return
        made = self._make_step(partition, arrival)
        await self._outlet.publish(arrival.partition, made.send)
        for storing in made.store:
            await self._outlet.keep(arrival.partition, storing)
        self._advance(made.after)
        _tell(made)

    def _advance(self, after: Partition) -> None:
        """Keep the partition as it is after the step, unless it was restored meanwhile and is ahead already."""
        now = self._partitions.get(after.number)
        if now is not None and now.mark < after.mark:
            self._partitions[after.number] = after


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
