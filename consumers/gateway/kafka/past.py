"""Reads old turns from the updates topic, with a consumer that lives as long as one reading.

The records of a night stand close together, since those of one award body share a partition; what stands between them
is read and passed over, unless it is much.
"""

import asyncio
from collections.abc import Iterator
from itertools import pairwise

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from consumers.gateway.kafka.consumer import consumer_of
from consumers.gateway.past import PastAway, Stretch
from sweepcast.kafka import connection_options
from sweepcast.settings import Settings
from sweepcast.topics import UPDATES

CLIENT_ID = "sweepcast-gateway-past"
READING_SECONDS = 10.0
"""A reading takes tens of milliseconds; after so long Kafka counts as away."""
REQUEST_MS = 5000
"""After so long a broker that does not answer counts as away."""
MOST_READINGS = 4
"""Readings at a time; more wait for their turn. Each may hold a whole night, a few MB."""
PASSED_OVER = 200
"""Records between two wanted ones that are read and passed over; beyond that a jump costs less."""
FETCH_BYTES = 1024 * 1024
"""Bytes that are fetched at once; a record may be larger."""


class KafkaPast:
    """The past in Kafka."""

    def __init__(self, settings: Settings, reading_seconds: float = READING_SECONDS) -> None:
        """Read from the Kafka of the settings; a reading fails after so many seconds, its wait for a turn included."""
        self._settings = settings
        self._reading_seconds = reading_seconds
        self._turns = asyncio.Semaphore(MOST_READINGS)

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Return the records at these offsets, in their order.

        Raises:
            PastAway: Kafka does not answer, or has not all of them any more.
        """
        try:
            async with asyncio.timeout(self._reading_seconds), self._turns:
                return await self._read(stretch)
        except (KafkaError, OSError) as fault:  # a TimeoutError is an OSError
            raise PastAway(
                f"Kafka at {self._settings.bootstrap_servers} does not give the turns of {stretch.ceremony} "
                f"({type(fault).__name__}): try again in a moment"
            ) from fault

    async def _read(self, stretch: Stretch) -> list[bytes]:
        if not stretch.offsets:
            return []
        partition = TopicPartition(UPDATES, stretch.partition)
        found: dict[int, bytes] = {}
        options = connection_options(self._settings)
        async with consumer_of(
            client_id=CLIENT_ID,
            request_timeout_ms=REQUEST_MS,
            max_partition_fetch_bytes=FETCH_BYTES,
            **options,
        ) as consumer:
            consumer.assign([partition])
            for run in runs(stretch.offsets):
                found |= await _read_run(consumer, partition, run)
        missing = [each for each in stretch.offsets if each not in found]
        if missing:
            raise PastAway(
                f"Kafka no longer has {len(missing)} of the turns of {stretch.ceremony} (the first at offset "
                f"{missing[0]} of partition {stretch.partition} of {UPDATES}): the topic must keep them all"
            )
        return [found[each] for each in stretch.offsets]


def runs(offsets: tuple[int, ...], passed_over: int = PASSED_OVER) -> Iterator[range]:
    """Give the ranges that are to be read one after the other, so that they hold all offsets; offsets ascend."""
    if not offsets:
        return
    first = offsets[0]
    for before, after in pairwise(offsets):
        if after - before - 1 > passed_over:
            yield range(first, before + 1)
            first = after
    yield range(first, offsets[-1] + 1)


async def _read_run(consumer: AIOKafkaConsumer, partition: TopicPartition, run: range) -> dict[int, bytes]:
    """Return what the partition holds in a range, by offset."""
    found: dict[int, bytes] = {}
    consumer.seek(partition, run.start)
    # The position also moves over what is no longer there, and over the marks that transactions leave.
    while await consumer.position(partition) < run.stop:
        batches = await consumer.getmany(partition, timeout_ms=REQUEST_MS)
        for record in batches.get(partition, ()):
            if record.offset in run:
                found[record.offset] = record.value or b""
    return found
