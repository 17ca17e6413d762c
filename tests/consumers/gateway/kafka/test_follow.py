"""The Kafka shell and the whole gateway, on a real broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.errors import UnknownTopicOrPartitionError

from consumers.gateway.core.cursor import Offsets, advanced
from consumers.gateway.gateway import running
from consumers.gateway.kafka.edges import kafka_edges
from consumers.gateway.kafka.follow import follow
from consumers.gateway.kafka.past import KafkaPast
from consumers.gateway.kafka.topic import look_up
from consumers.gateway.past import Stretch
from stack.broker import EmbeddedBroker
from stack.topics import create_topics
from sweepcast.settings import Settings, SettingsError
from sweepcast.topics import UPDATES
from tests.conftest import seen_empty
from tests.consumers.gateway.conftest import PATIENCE, client, topic_client
from tests.consumers.gateway.turns import NIGHT, OTHER, Reader, record


class Heard:
    """A sink that writes down what it is told."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self.epoch: bytes | None = None
        self.offsets: Offsets = ()
        self.begun: list[bytes] = []
        self.records: list[tuple[int, int, bytes]] = []
        self.told_at: list[float] = []
        self.needs: list[Stretch] = []
        self.restored: list[list[bytes]] = []
        self.reasons: list[str] = []
        self.whole = 0
        self._news = asyncio.Event()

    def begin(self, epoch: bytes, first: Offsets) -> None:
        """Hear of a topic."""
        self.epoch, self.offsets = epoch, first
        self.begun.append(epoch)
        self._news.set()

    def take(self, record: bytes, partition: int, offset: int, told_at: float) -> Stretch | None:
        """Hear a record; ask for earlier ones first where the test says so."""
        if self.needs:
            return self.needs[0]
        self.records.append((partition, offset, record))
        self.told_at.append(told_at)
        self.offsets = advanced(self.offsets, partition, offset + 1)
        self._news.set()
        return None

    def restore(self, stretch: Stretch, records: Sequence[bytes]) -> None:
        """Get what was asked for."""
        self.needs.remove(stretch)
        self.restored.append(list(records))

    def caught_up(self) -> None:
        """Hear that all is there."""
        self.whole += 1
        self._news.set()

    def lagging(self, records: int) -> None:
        """Hear of the lag."""

    def away(self, why: str) -> None:
        """Hear that Kafka is away."""
        self.reasons.append(why)
        self._news.set()

    async def wait(self, *, records: int = 0, whole: int = 0, reasons: int = 0, begun: int = 0) -> None:
        """Wait until so much was heard."""
        async with asyncio.timeout(PATIENCE):
            while (
                len(self.records) < records
                or self.whole < whole
                or len(self.reasons) < reasons
                or len(self.begun) < begun
            ):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def following(settings: Settings, heard: Heard) -> AsyncIterator[None]:
    """Let the sink follow Kafka as long as the block."""
    task = asyncio.create_task(follow(settings, KafkaPast(settings), heard))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()


async def produce(settings: Settings, records: Iterable[bytes], partition: int = 0) -> None:
    """Write records to the updates topic and wait until Kafka has them."""
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka, acks="all") as producer:
        for each in records:
            await producer.send_and_wait(UPDATES, each, partition=partition)


async def test_all_partitions_are_read_from_the_beginning_and_on(fresh_kafka: Settings) -> None:
    """Everything that is there comes first, then `caught_up`, then what is new, partitions in their own order."""
    await produce(fresh_kafka, [b"a0", b"a1"], partition=0)
    await produce(fresh_kafka, [b"c0"], partition=2)
    heard = Heard()
    async with following(fresh_kafka, heard):
        await heard.wait(whole=1)
        assert sorted(heard.records) == [(0, 0, b"a0"), (0, 1, b"a1"), (2, 0, b"c0")]
        await produce(fresh_kafka, [b"b0"], partition=1)
        await heard.wait(records=4)
        assert heard.records[-1] == (1, 0, b"b0")
    assert heard.reasons == []
    assert heard.offsets == (2, 1, 1)


async def test_an_empty_topic_is_whole_at_once(fresh_kafka: Settings) -> None:
    """Before the first announcement there is nothing to wait for."""
    heard = Heard()
    async with following(fresh_kafka, heard):
        await heard.wait(whole=1)
    assert heard.offsets == (0, 0, 0)


async def test_reading_goes_on_where_the_sink_is(fresh_kafka: Settings) -> None:
    """A source that begins again with the same topic reads nothing twice."""
    await produce(fresh_kafka, [b"a0", b"a1"])
    heard = Heard()
    async with following(fresh_kafka, heard):
        await heard.wait(whole=1)
    await produce(fresh_kafka, [b"a2"])
    async with following(fresh_kafka, heard):
        await heard.wait(whole=2)
    assert [each for _, _, each in heard.records] == [b"a0", b"a1", b"a2"]
    assert len(heard.begun) == 1


async def test_a_topic_made_anew_begins_a_new_log(fresh_kafka: Settings) -> None:
    """The id of a topic is another when it was deleted and created again under its name, and that is noticed."""
    await produce(fresh_kafka, [b"old"])
    heard = Heard()
    async with following(fresh_kafka, heard):
        await heard.wait(whole=1)
        admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
        await admin.start()
        await admin.delete_topics([UPDATES])
        await admin.close()
        await create_topics(fresh_kafka)
        await seen_empty(fresh_kafka)
        await produce(fresh_kafka, [b"new", b"newer"])
        await heard.wait(begun=2, records=3)
    assert heard.begun[0] != heard.begun[1]
    assert [each for _, _, each in heard.records] == [b"old", b"new", b"newer"]


async def test_added_partitions_are_read_as_well(fresh_kafka: Settings) -> None:
    """More partitions are noticed without a restart, and the log goes on."""
    heard = Heard()
    async with following(fresh_kafka, heard):
        await heard.wait(whole=1)
        admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
        await admin.start()
        await admin.create_partitions({UPDATES: NewPartitions(5)})
        await admin.close()
        await heard.wait(whole=2)
        await produce(fresh_kafka, [b"e0"], partition=4)
        await heard.wait(records=1)
    assert heard.records == [(4, 0, b"e0")]
    assert len(heard.begun) == 1


async def test_a_missing_topic_is_waited_for_and_not_created(own_broker: EmbeddedBroker) -> None:
    """The reason says which topic is missing and what to do; once it is there, reading begins."""
    settings = Settings(kafka=own_broker.bootstrap_servers)
    heard = Heard()
    async with following(settings, heard):
        await heard.wait(reasons=2)
        assert f"has no topic {UPDATES}" in heard.reasons[0]
        async with topic_client(settings) as lookup:
            with pytest.raises(UnknownTopicOrPartitionError):
                await look_up(lookup, UPDATES)
        await create_topics(settings)
        await heard.wait(whole=1)


async def test_kafka_away_is_said_and_reading_goes_on_when_it_is_back(own_broker: EmbeddedBroker) -> None:
    """A broker killed and started again costs no record and makes none come twice."""
    settings = Settings(kafka=own_broker.bootstrap_servers)
    await create_topics(settings)
    await produce(settings, [b"before"])
    heard = Heard()
    async with following(settings, heard):
        await heard.wait(whole=1)
        own_broker.kill()
        await heard.wait(reasons=1)
        assert "does not answer" in heard.reasons[0]
        await asyncio.to_thread(own_broker.start)
        await heard.wait(whole=2)
        await produce(settings, [b"after"])
        await heard.wait(records=2)
    assert [each for _, _, each in heard.records] == [b"before", b"after"]
    assert len(heard.begun) == 1


async def test_no_kafka_at_all_is_said_with_what_to_do() -> None:
    """Without a broker the reason names the address and the setting."""
    heard = Heard()
    async with following(Settings(kafka="127.0.0.1:1"), heard):
        await heard.wait(reasons=1)
    assert "Kafka at 127.0.0.1:1 does not answer" in heard.reasons[0]
    assert "SWEEPCAST_KAFKA" in heard.reasons[0]


async def test_a_file_of_certificates_that_is_missing_is_an_error() -> None:
    """It cannot be cured by waiting."""
    settings = Settings(kafka_security="SSL", kafka_ca_file="/no/such/file")
    with pytest.raises(SettingsError, match="SWEEPCAST_KAFKA_CA_FILE='/no/such/file' cannot be read"):
        await follow(settings, KafkaPast(settings), Heard())


async def test_records_come_with_the_time_when_kafka_got_them(fresh_kafka: Settings) -> None:
    """So a gateway that was started late knows how old each turn is."""
    heard = Heard()
    before = time.time()
    async with following(fresh_kafka, heard):
        await produce(fresh_kafka, [record(1)])
        await heard.wait(records=1)
    assert before - 1 <= heard.told_at[0] <= time.time() + 1


async def test_what_a_sink_needs_first_is_read_before_the_record_is_given_again(fresh_kafka: Settings) -> None:
    """A night whose board was let go gets it back from Kafka, and then its next turn."""
    heard = Heard()
    await produce(fresh_kafka, [record(1), record(2), record(3)])
    heard.needs = [Stretch(NIGHT, 0, (0, 1))]
    async with following(fresh_kafka, heard):
        await heard.wait(records=3)
    assert heard.restored == [[record(1), record(2)]]
    assert [offset for _, offset, _ in heard.records] == [0, 1, 2]


async def test_the_whole_gateway_on_a_real_kafka(fresh_kafka: Settings) -> None:
    """From the start, in the middle, cut off and resumed at a gateway that was started anew: the same boards."""
    settings = Settings(kafka=fresh_kafka.kafka, feed_port=0, http_port=0)
    start, cut, middle = Reader(), Reader(), Reader()
    await produce(settings, [record(1), record(2)])

    async def take(feed: object, reader: Reader, turns: int) -> None:
        while sum(reader.sequences.values()) < turns:
            reader.take(await feed.next())  # type: ignore[attr-defined]

    async with kafka_edges(settings) as edges, running(settings, edges) as gateway:
        async with asyncio.timeout(PATIENCE):
            await gateway.ready.wait()
        async with client(gateway.addresses.feed) as first:
            await take(first, start, 2)
            async with client(gateway.addresses.feed) as second:
                await take(second, cut, 2)
            await produce(settings, [record(1, ceremony=OTHER, partition=1)], partition=1)
            await produce(settings, [record(3), record(2), record(3), record(4)])
            await take(first, start, 5)
            async with client(gateway.addresses.feed) as third:
                await take(third, middle, 5)
    async with kafka_edges(settings) as edges, running(settings, edges) as gateway:
        async with asyncio.timeout(PATIENCE):
            await gateway.ready.wait()
        async with client(f"{gateway.addresses.feed}?cursor={cut.cursor}") as second:
            await take(second, cut, 5)
    assert cut.hellos[-1].data.resumed
    assert sorted(cut.turns) == sorted(start.turns) == [(NIGHT, 3), (NIGHT, 4), (OTHER, 1)]
    assert start.encoded() == cut.encoded() == middle.encoded()
