"""Old turns, read again from a real Kafka."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from consumers.gateway.kafka.past import KafkaPast, runs
from consumers.gateway.past import PastAway, Stretch
from sweepcast.settings import Settings
from sweepcast.topics import UPDATES
from tests.conftest import admin_of
from tests.consumers.gateway.serving import produce
from tests.consumers.gateway.turns import NIGHT


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ((), []),
        ((5,), [(5, 6)]),
        ((5, 6, 7), [(5, 8)]),
        ((5, 8), [(5, 9)]),
        ((5, 9), [(5, 6), (9, 10)]),
        ((0, 1, 9, 11, 99), [(0, 2), (9, 12), (99, 100)]),
    ],
)
def test_small_holes_are_passed_over_and_large_ones_are_jumped(
    offsets: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    """Up to so many records between two wanted ones are read with them; more begin another run."""
    assert [(each.start, each.stop) for each in runs(offsets, passed_over=2)] == expected


async def test_exactly_the_records_of_a_stretch_are_read(fresh_kafka: Settings) -> None:
    """In their order, whatever stands between them, before and behind, and in other partitions; again and again."""
    many = [f"record {each}".encode() for each in range(600)]
    async with AIOKafkaProducer(bootstrap_servers=fresh_kafka.kafka, acks="all", linger_ms=5) as producer:
        await asyncio.gather(*[await producer.send(UPDATES, each, partition=1) for each in many])
    await produce(fresh_kafka, [b"another's"], partition=0)
    past = KafkaPast(fresh_kafka)
    offsets = (0, 1, 2, 7, 300, 301, 599)
    expected = [many[each] for each in offsets]
    assert await past.records(Stretch(NIGHT, 1, offsets)) == expected
    readings = [past.records(Stretch(NIGHT, 1, (each,))) for each in range(6)]
    assert await asyncio.gather(*readings) == [[each] for each in many[:6]]
    assert await past.records(Stretch(NIGHT, 0, (0,))) == [b"another's"]
    assert await past.records(Stretch(NIGHT, 0, ())) == []


async def test_a_record_larger_than_one_fetch_is_read(fresh_kafka: Settings) -> None:
    """The size of a fetch bounds what is asked for at a time, not what there may be."""
    large = b"x" * 3_000_000
    options = {"max_request_size": 4_000_000}
    async with AIOKafkaProducer(bootstrap_servers=fresh_kafka.kafka, acks="all", **options) as producer:
        for each in (b"first", large, b"last"):
            await producer.send_and_wait(UPDATES, each, partition=0)
    assert await KafkaPast(fresh_kafka).records(Stretch(NIGHT, 0, (0, 1, 2))) == [b"first", large, b"last"]


async def test_what_was_rolled_back_is_no_hole(fresh_kafka: Settings) -> None:
    """Records of an aborted transaction and the marks of transactions take offsets, and are not waited for."""
    options = {"transactional_id": "tests-past", "bootstrap_servers": fresh_kafka.kafka}
    async with AIOKafkaProducer(**options) as producer:
        for value, kept in ((b"a", True), (b"never", False), (b"b", True)):
            await producer.begin_transaction()
            await producer.send_and_wait(UPDATES, value, partition=0)
            await (producer.commit_transaction() if kept else producer.abort_transaction())
    past = KafkaPast(fresh_kafka)
    assert await past.records(Stretch(NIGHT, 0, (0, 4))) == [b"a", b"b"]
    with pytest.raises(PastAway, match="1 of the turns"):
        await past.records(Stretch(NIGHT, 0, (0, 2, 4)))


async def test_turns_that_kafka_no_longer_has_are_missed_aloud(fresh_kafka: Settings) -> None:
    """A topic that forgets old records gives no half a night."""
    await produce(fresh_kafka, [b"a", b"b", b"c"])
    async with admin_of(fresh_kafka) as admin:
        await admin.delete_records({TopicPartition(UPDATES, 0): RecordsToDelete(before_offset=2)})
    past = KafkaPast(fresh_kafka)
    with pytest.raises(PastAway, match=NIGHT):
        await past.records(Stretch(NIGHT, 0, (0, 1, 2)))
    assert await past.records(Stretch(NIGHT, 0, (2,))) == [b"c"]


async def test_turns_that_are_not_there_yet_are_not_waited_for_long(fresh_kafka: Settings) -> None:
    """An offset beyond the end, as after the topic was made anew, fails in the time set."""
    await produce(fresh_kafka, [b"a"])
    past = KafkaPast(fresh_kafka, reading_seconds=1.0)
    for offset in (1, 5):
        with pytest.raises(PastAway, match=NIGHT):
            await past.records(Stretch(NIGHT, 0, (0, offset)))


async def test_without_kafka_it_is_said_what_is_wrong() -> None:
    """Nobody listens there: the error names the address and the night."""
    past = KafkaPast(Settings(kafka="127.0.0.1:1"))
    with pytest.raises(PastAway, match=r"127\.0\.0\.1:1 .*golden-globes-2017"):
        await past.records(Stretch(NIGHT, 0, (0,)))
