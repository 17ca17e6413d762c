"""The desk's line to real Kafka: reads all three topics from the beginning, and sends with every guarantee there is.

There is one cure for every fault while reading: let go of Kafka and begin with a fresh look at it; what was read stays
in the sink, which knows where to go on. The sending side keeps its own connection, and says at once when it has none.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.partitioner import murmur2

from producers.desk.dry_fold import Home
from producers.desk.edge import Away, Sink
from sweepcast import topics
from sweepcast.cloudevents import Malformed
from sweepcast.kafka import connection_options
from sweepcast.settings import Settings, SettingsError
from sweepcast.turns import REJECTIONS, TURNS, Position

CLIENT_ID = "sweepcast-desk"
RETRY_SECONDS = 0.25
LOOK_SECONDS = 1.0
"""How often Kafka is looked at: so long can it be away without our saying so."""
REQUEST_MS = 5000
"""After so long a broker that does not answer counts as away."""
SAY_SECONDS = 8.0
"""After so long an announcement counts as not taken; it may be in Kafka all the same, and the same id never doubles."""
_LARGEST_FETCH = 8 * 1024 * 1024


class _Faulty(Exception):
    """Kafka is not as it must be; the message says what is wrong and what to do."""


def home_of(partitions: int) -> Home:
    """Return where award bodies are at home: the partition that Kafka's default partitioner chooses for their ids."""
    return lambda award_body: (murmur2(award_body.encode()) & 0x7FFFFFFF) % partitions


class KafkaEdge:
    """The line to the Kafka of the settings, with a producer that is made when it is needed."""

    def __init__(self, settings: Settings) -> None:
        """Connect to nothing yet.

        Raises:
            SettingsError: the file with the certificates to trust cannot be read.
        """
        self._where = f"Kafka at {settings.bootstrap_servers}"
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        try:
            self._options = {"client_id": CLIENT_ID, "request_timeout_ms": REQUEST_MS, **connection_options(settings)}
        except OSError as error:
            raise SettingsError(f"SWEEPCAST_KAFKA_CA_FILE={settings.kafka_ca_file!r} cannot be read: {error}") from None

    async def listen(self, sink: Sink) -> NoReturn:
        """Give the sink all that is said and answered, for ever."""
        while True:
            try:
                await self._listen_until_fault(sink)
            except _Faulty as fault:
                sink.away(str(fault))
            except (KafkaError, OSError, TimeoutError) as fault:
                words = str(fault) or type(fault).__name__
                sink.away(f"{self._where} does not answer ({words}): start it, or set SWEEPCAST_KAFKA to where it is")
            await asyncio.sleep(RETRY_SECONDS)

    async def say(self, key: bytes, content: bytes) -> Position:
        """Send an announcement; return where it stands once all replicas in sync have it."""
        try:
            async with asyncio.timeout(SAY_SECONDS):
                producer = await self._ready_producer()
                record = await producer.send_and_wait(topics.ANNOUNCEMENTS, content, key)
        except MessageSizeTooLargeError:
            raise Away(f"{self._where} does not take {len(content)} bytes: shorten it") from None
        except (KafkaError, OSError, TimeoutError) as error:
            await self.close()
            raise Away(f"{self._where} did not take it ({str(error) or 'no answer in time'})") from None
        return Position(partition=record.partition, offset=record.offset)

    async def close(self) -> None:
        """Let go of Kafka."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _stopped(producer)

    async def _ready_producer(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    acks="all", enable_idempotence=True, linger_ms=0, max_request_size=2**31 - 1, **self._options
                )
                try:
                    await producer.start()
                except BaseException:
                    await _stopped(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _listen_until_fault(self, sink: Sink) -> None:
        async with self._admin() as admin, self._consumer() as consumer:
            partitions = await self._partitions(admin)
            work = [
                asyncio.create_task(self._read(consumer, partitions, sink)),
                asyncio.create_task(self._watch(admin)),
            ]
            try:
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
                for each in done:
                    each.result()
            finally:
                for each in work:
                    each.cancel()
                await asyncio.wait(work)

    async def _read(self, consumer: AIOKafkaConsumer, partitions: dict[str, list[int]], sink: Sink) -> None:
        every = [TopicPartition(topic, each) for topic, numbers in partitions.items() for each in numbers]
        consumer.assign(every)
        first, end = await consumer.beginning_offsets(every), await consumer.end_offsets(every)
        self._seek(consumer, partitions, (first, end), sink)
        sink.catching_up()
        behind = True
        while True:
            if behind and all([await consumer.position(each) >= end[each] for each in every]):
                behind = False
                sink.caught_up()
            batches = await consumer.getmany(timeout_ms=500)
            for place in sorted(batches, key=lambda each: topics.ALL.index(each.topic)):
                for record in batches[place]:
                    _give(sink, record.topic, Position(partition=record.partition, offset=record.offset), record.value)
                    # Folding a whole history must not keep anybody waiting.
                    await asyncio.sleep(0)

    def _seek(
        self,
        consumer: AIOKafkaConsumer,
        partitions: dict[str, list[int]],
        bounds: tuple[dict[TopicPartition, int], dict[TopicPartition, int]],
        sink: Sink,
    ) -> None:
        """Go on where the sink is; begin anew where Kafka no longer reaches so far, or never was heard."""
        first, end = bounds
        numbers = partitions[topics.ANNOUNCEMENTS]
        announced = {each: TopicPartition(topics.ANNOUNCEMENTS, each) for each in numbers}
        heard = [sink.next_offset(each) for each in numbers]
        if not any(heard) or any(sink.next_offset(each) > end[place] for each, place in announced.items()):
            sink.begin(len(numbers))
        for place in first:
            # Answers are few, and those that are known already change nothing: they are always read from the start.
            start = sink.next_offset(place.partition) if place.topic == topics.ANNOUNCEMENTS else first[place]
            consumer.seek(place, max(start, first[place]))

    async def _partitions(self, admin: AIOKafkaAdminClient) -> dict[str, list[int]]:
        missing = sorted(set(topics.ALL) - set(await admin.list_topics()))
        if missing:
            raise _Faulty(
                f"{self._where} has no topic {', '.join(missing)} yet: waiting; `python -m stack topics` creates them"
            )
        told = await admin.describe_topics(list(topics.ALL))
        return {each["topic"]: sorted(one["partition"] for one in each["partitions"]) for each in told}

    async def _watch(self, admin: AIOKafkaAdminClient) -> None:
        """Fail as soon as Kafka is away."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            async with asyncio.timeout(REQUEST_MS / 1000):
                await admin.list_topics()

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(**self._options)
        try:
            await admin.start()
            yield admin
        finally:
            with suppress(KafkaError, OSError):
                await admin.close()

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=_LARGEST_FETCH,
            **self._options,
        )
        try:
            await consumer.start()
            yield consumer
        finally:
            await _stopped(consumer)


def _give(sink: Sink, topic: str, position: Position, content: bytes | None) -> None:
    if topic == topics.ANNOUNCEMENTS:
        sink.announcement(position, content)
        return
    codec = TURNS if topic == topics.UPDATES else REJECTIONS
    # What a newer worker says, and we cannot read, we cannot tell either.
    with suppress(Malformed):
        sink.answer(codec.decode(content or b""))


async def _stopped(client: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    """Stop a client for sure: aiokafka may let a cancellation of its own fetches through, which is none of ours."""
    stopping = asyncio.ensure_future(client.stop())
    await asyncio.wait([stopping], timeout=3.0)
    if not stopping.done():
        stopping.cancel()
    elif not stopping.cancelled():
        stopping.exception()
