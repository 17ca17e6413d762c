"""How the worker reaches Kafka, and what must be there before it starts: the topics, with their sizes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, TopicAlreadyExistsError, for_code
from aiokafka.structs import ConsumerRecord
from faust.types.auth import CredentialsT

from streams.step import MAX_RECORD_BYTES, Arrival
from streams.stored import CHANGELOGS
from sweepcast import topics
from sweepcast.kafka import connection_options, trust
from sweepcast.settings import Settings

CLIENT_ID = "sweepcast-streams"

_LOG = logging.getLogger(__name__)
_RETRY_SECONDS = 0.2
_READ_SECONDS = 30.0
_READ_MS = 200
_GOODBYE_SECONDS = 3.0
_WRITTEN = (topics.UPDATES, topics.REJECTIONS, *CHANGELOGS.values())


class UnfitKafkaError(Exception):
    """Kafka holds something that the worker must not go on with; the message says what, and what to do."""


def changelog_topics(settings: Settings, partitions: int) -> list[NewTopic]:
    """Return the topics that hold the worker's tables, as they must be created.

    They have as many partitions as the announcements. Compaction bounds them; what it may take of a night, when a
    worker that was asleep wrote late, is noticed at the next start and folded again.
    """
    return [
        NewTopic(
            name=name,
            num_partitions=partitions,
            replication_factor=settings.replication,
            topic_configs={
                "cleanup.policy": "compact",
                "max.message.bytes": str(MAX_RECORD_BYTES),
                "segment.bytes": str(32 * 1024 * 1024),
            },
        )
        for name in CHANGELOGS.values()
    ]


def client_options(settings: Settings) -> dict[str, Any]:
    """Return how an aiokafka client of the worker finds Kafka and is let in."""
    return {"client_id": CLIENT_ID, **connection_options(settings)}


def credentials(settings: Settings) -> CredentialsT | None:
    """Return the same for Faust, none for an open Kafka."""
    context = trust(settings) if settings.kafka_security.endswith("SSL") else None
    if settings.kafka_security.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.kafka_username,
            password=settings.kafka_password,
            mechanism=settings.kafka_sasl_mechanism,
            ssl_context=context,
        )
    return None if context is None else faust.SSLCredentials(context)


async def ready_kafka(settings: Settings) -> int:
    """Wait for Kafka and its topics, create the tables' own where they are missing; return the number of partitions.

    Raises:
        UnfitKafkaError: the topics do not fit together, or take too small records.
        KafkaError: Kafka does not let us in.

    """
    async with _admin(settings) as admin:
        partitions = await _partitions(admin, topics.ALL, settings)
        await _create_missing(admin, changelog_topics(settings, partitions))
        await _partitions(admin, (*topics.ALL, *CHANGELOGS.values()), settings)
        await _check_sizes(admin)
    return partitions


class KafkaLog:
    """The log of announcements, read beside the stream by a consumer of its own."""

    def __init__(self, settings: Settings) -> None:
        """Connect when there is something to read."""
        self._settings = settings

    async def bounds(self, partitions: Iterable[int]) -> dict[int, range]:
        """Return for each partition the offsets that its log has, from the first one to before the next one to come.

        The stream's own connection would answer only when its fetch is over, which waits for something to come.

        Raises:
            KafkaError: Kafka could not be asked.

        """
        async with consumer_of(self._settings) as consumer:
            tps = [TopicPartition(topics.ANNOUNCEMENTS, number) for number in partitions]
            return {tp.partition: offsets for tp, offsets in (await bounds_of(consumer, tps)).items()}

    async def between(self, partition: int, start: int, stop: int) -> AsyncIterator[Arrival]:
        """Give what stands in the log at the offsets from `start` up to, and without, `stop`.

        Raises:
            KafkaError: it could not be read.
            TimeoutError: it could not be read to its end in time.

        """
        wanted = {TopicPartition(topics.ANNOUNCEMENTS, partition): range(start, stop)}
        async with consumer_of(self._settings) as consumer:
            async for record in records_of(consumer, wanted):
                yield Arrival(record.topic, partition, record.offset, record.timestamp, record.value)


@asynccontextmanager
async def consumer_of(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a consumer without a group, for one use of `records_of`."""
    consumer = AIOKafkaConsumer(**client_options(settings), enable_auto_commit=False)
    try:
        await consumer.start()
        yield consumer
    finally:
        await _stop(consumer)


async def _stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer that may only just have begun: its stop then waits for ever, or ends as if we were cancelled."""
    try:
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await consumer.stop()
    except TimeoutError:
        _LOG.debug("a consumer did not stop in time")
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise


async def bounds_of(consumer: AIOKafkaConsumer, tps: Sequence[TopicPartition]) -> dict[TopicPartition, range]:
    """Return for each partition the offsets that it has, from the first one to before the next one to come."""
    starts, ends = await consumer.beginning_offsets(tps), await consumer.end_offsets(tps)
    return {tp: range(starts[tp], ends[tp]) for tp in tps}


async def records_of(
    consumer: AIOKafkaConsumer, wanted: Mapping[TopicPartition, range]
) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Give the records at the wanted offsets of partitions.

    Raises:
        KafkaError: they could not be read.
        TimeoutError: Kafka gave nothing for 30 s, though there is more.

    """
    consumer.assign(list(wanted))
    for tp, offsets in wanted.items():
        consumer.seek(tp, offsets.start)
    last = asyncio.get_running_loop().time()
    while [tp for tp, offsets in wanted.items() if await consumer.position(tp) < offsets.stop]:
        records = [*chain(*(await consumer.getmany(timeout_ms=_READ_MS)).values())]
        now = asyncio.get_running_loop().time()
        if records:
            last = now
        elif now - last > _READ_SECONDS:
            raise TimeoutError(f"Kafka gave nothing more of {sorted(wanted)}")
        for record in records:
            if record.offset in wanted[TopicPartition(record.topic, record.partition)]:
                yield record


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Give a connection to Kafka, which is waited for; what keeps it from being made is said once."""
    aiokafka_log = logging.getLogger("aiokafka")
    level = aiokafka_log.level
    try:
        while True:
            admin = AIOKafkaAdminClient(**client_options(settings))
            try:
                await admin.start()
                break
            except KafkaConnectionError:
                await admin.close()
                if aiokafka_log.level != logging.CRITICAL:
                    _LOG.warning("waiting for Kafka at %s, for the reason above", settings.bootstrap_servers)
                aiokafka_log.setLevel(logging.CRITICAL)
                await asyncio.sleep(_RETRY_SECONDS)
            except BaseException:
                await admin.close()
                raise
    finally:
        aiokafka_log.setLevel(level)
    try:
        yield admin
    finally:
        await admin.close()


async def _partitions(admin: AIOKafkaAdminClient, names: Iterable[str], settings: Settings) -> int:
    """Return how many partitions each of these topics has; wait for topics that are missing."""
    told: set[str] = set()
    while True:
        # All topics are asked for: asking for one by name would create it where Kafka creates topics by itself.
        counts = {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics()}
        missing = {name for name in names if not counts.get(name)}
        if not missing:
            break
        if missing - told:
            _LOG.warning(
                "waiting for topics of Kafka at %s: %s. `python -m stack` creates them, or whoever runs Kafka",
                settings.bootstrap_servers,
                ", ".join(sorted(missing)),
            )
        told |= missing
        await asyncio.sleep(_RETRY_SECONDS)
    ours = {name: counts[name] for name in names}
    if len(set(ours.values())) > 1:
        listed = ", ".join(f"{name} has {count}" for name, count in sorted(ours.items()))
        raise UnfitKafkaError(f"all topics need the same number of partitions, but {listed}: create them anew")
    return next(iter(ours.values()))


async def _create_missing(admin: AIOKafkaAdminClient, wanted: list[NewTopic]) -> None:
    there = set(await admin.list_topics())
    missing = [topic for topic in wanted if topic.name not in there]
    if not missing:
        return
    for name, code, *_ in (await admin.create_topics(missing)).topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise UnfitKafkaError(f"cannot create the topic {name}: {error.__name__}; create it, or let us create it")
        _LOG.info("created the topic %s", name)


async def _check_sizes(admin: AIOKafkaAdminClient) -> None:
    """Make sure that what the worker may write fits: it decides by a fixed number, so that it always decides alike."""
    for name in _WRITTEN:
        limit = int((await _configuration(admin, name)).get("max.message.bytes", MAX_RECORD_BYTES))
        if limit < MAX_RECORD_BYTES:
            raise UnfitKafkaError(
                f"the topic {name} takes records up to {limit} bytes, but {MAX_RECORD_BYTES} may be needed: "
                f"set its max.message.bytes to {MAX_RECORD_BYTES}"
            )


async def _configuration(admin: AIOKafkaAdminClient, topic: str) -> Mapping[str, str]:
    resource = ConfigResource(ConfigResourceType.TOPIC, topic)
    responses = await admin.describe_configs([resource])
    return {
        entry[0]: entry[1]
        for response in responses
        for code, _, _, _, entries in response.resources
        if not code
        for entry in entries
        if entry[1] is not None
    }
