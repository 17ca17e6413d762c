"""The Kafka shell: reads the whole updates topic with one consumer and no group, and goes on by itself after any fault.

There is one cure for every fault: let go of Kafka, and begin with a fresh look at it. Whatever was read stays in the
sink, which knows where to go on. aiokafka would heal some faults by itself, but not a topic made anew or a cluster that
has moved, and it would not tell us that Kafka is away; so a second connection asks every second.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import NoReturn

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    RequestTimedOutError,
    UnknownTopicOrPartitionError,
)

from consumers.gateway.core.cursor import Offsets, next_offset, reaches
from consumers.gateway.kafka.consumer import consumer_of
from consumers.gateway.kafka.topic import Topic, look_up
from consumers.gateway.past import Past, PastAway
from consumers.gateway.relay import Sink
from sweepcast.kafka import connection_options
from sweepcast.settings import Settings, SettingsError
from sweepcast.topics import UPDATES

CLIENT_ID = "sweepcast-gateway"
RETRY_SECONDS = 0.25
LOOK_SECONDS = 1.0
"""How often the topic is looked at: so long can Kafka be away without our saying so."""
REQUEST_MS = 5000
"""After so long a broker that does not answer counts as away; it must be above FETCH_WAIT_MS."""
FETCH_WAIT_MS = 500
"""How long a broker holds a fetch when there is nothing new. It costs no latency: a record answers it at once."""
LARGEST_FETCH = 8 * 1024 * 1024
"""Bytes of one partition that are fetched at once; twice the largest record."""

CONSUMER = {
    "client_id": CLIENT_ID,
    "fetch_max_wait_ms": FETCH_WAIT_MS,
    "max_partition_fetch_bytes": LARGEST_FETCH,
    "request_timeout_ms": REQUEST_MS,
}

logger = logging.getLogger(__name__)


class _TopicChanged(Exception):
    """The topic was created anew, or has got more partitions."""


async def follow(settings: Settings, past: Past, sink: Sink) -> NoReturn:
    """Give the sink every record of the updates topic, for ever, and from the past what it needs for that.

    Raises:
        SettingsError: the file with the certificates to trust cannot be read.
    """
    try:
        options = connection_options(settings)
    except OSError as error:
        raise SettingsError(f"SWEEPCAST_KAFKA_CA_FILE={settings.kafka_ca_file!r} cannot be read: {error}") from None
    while True:
        try:
            await _read_until_fault(options, past, sink)
        except _TopicChanged:
            logger.info("topic %s has changed; looking at it anew", UPDATES)
        except PastAway as fault:
            sink.away(str(fault))
        except (KafkaError, OSError) as fault:
            sink.away(_explain(settings, fault))
        await asyncio.sleep(RETRY_SECONDS)


async def _read_until_fault(options: dict[str, object], past: Past, sink: Sink) -> None:
    async with _client(options) as client:
        topic = await look_up(client, UPDATES)
        async with consumer_of(**CONSUMER, **options) as consumer:
            await _until_one_fails(_read(consumer, topic, past, sink), _watch(client, topic))


async def _until_one_fails(*work: Coroutine[None, None, NoReturn]) -> None:
    """Run several things that have no end, and raise the fault of the first that fails."""
    # A TaskGroup would say the same, but on Python 3.11 it leaves its task marked as being cancelled.
    tasks = [asyncio.create_task(each) for each in work]
    try:
        failed, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in failed:
            await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _watch(client: AIOKafkaClient, topic: Topic) -> NoReturn:
    """Fail as soon as Kafka is away or the topic is another one."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if await look_up(client, UPDATES) != topic:
            raise _TopicChanged


async def _read(consumer: AIOKafkaConsumer, topic: Topic, past: Past, sink: Sink) -> NoReturn:
    partitions = [TopicPartition(UPDATES, each) for each in topic.partitions]
    consumer.assign(partitions)
    first = _vector(await consumer.beginning_offsets(partitions))
    end = _vector(await consumer.end_offsets(partitions))
    if sink.epoch != topic.id or not reaches(end, sink.offsets):
        sink.begin(topic.id, first)
    for each in partitions:
        start = max(next_offset(sink.offsets, each.partition), next_offset(first, each.partition))
        consumer.seek(each, start)
    waiting = not await _reached(consumer, partitions, end)
    if not waiting:
        sink.caught_up()
    while True:
        batches = await consumer.getmany(timeout_ms=1000)
        for records in batches.values():
            for record in records:
                await _give(sink, past, record)
        if waiting and await _reached(consumer, partitions, end):
            waiting = False
            sink.caught_up()
        sink.lagging(await _lag(consumer, partitions))
        if batches:
            # With records always at hand, getmany would never let anybody else run.
            await asyncio.sleep(0)


async def _give(sink: Sink, past: Past, record: ConsumerRecord) -> None:
    told_at = record.timestamp / 1000
    while (needed := sink.take(record.value or b"", record.partition, record.offset, told_at)) is not None:
        records = await past.records(needed)
        try:
            sink.restore(needed, records)
        except ValueError as error:
            raise PastAway(f"Kafka no longer has the turns of {needed.ceremony} where they were: {error}") from error


async def _reached(consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition], end: Offsets) -> bool:
    return all([await consumer.position(each) >= next_offset(end, each.partition) for each in partitions])


async def _lag(consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> int:
    return sum([max(0, (consumer.highwater(each) or 0) - await consumer.position(each)) for each in partitions])


def _vector(offsets: dict[TopicPartition, int]) -> Offsets:
    by_partition = {each.partition: offset for each, offset in offsets.items()}
    return tuple(by_partition.get(each, 0) for each in range(max(by_partition, default=-1) + 1))


@asynccontextmanager
async def _client(options: dict[str, object]) -> AsyncIterator[AIOKafkaClient]:
    client = AIOKafkaClient(client_id=CLIENT_ID, request_timeout_ms=REQUEST_MS, **options)
    try:
        await client.bootstrap()
        yield client
    finally:
        await client.close()


def _explain(settings: Settings, fault: Exception) -> str:
    """Return what is wrong with Kafka, and what to do."""
    where = f"Kafka at {settings.bootstrap_servers}"
    match fault:
        case UnknownTopicOrPartitionError():
            return f"{where} has no topic {UPDATES} yet: waiting for it; `python -m stack up` creates the topics"
        case KafkaConnectionError() | NodeNotReadyError() | RequestTimedOutError() | OSError():
            return f"{where} does not answer: waiting for it; start it, or set SWEEPCAST_KAFKA to where it is"
        case _:
            return f"{where} cannot be read ({type(fault).__name__}: {fault}): trying again"
