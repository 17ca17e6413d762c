"""The worker as a process beside a real Kafka: killed, stopped, doubled, fed rubbish, and always the same turns."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from stack.broker import EmbeddedBroker
from stack.topics import create_topics
from streams.__main__ import UNFIT
from streams.connection import changelog_topics
from streams.stored import CHANGELOGS
from sweepcast import topics
from sweepcast.announcements import CeremonyOpened, ProgrammePublished
from sweepcast.settings import Settings
from sweepcast.turns import REJECTIONS, RejectionReason
from tests.streams.announcing import BAD, endless_night, envelope, small_programme
from tests.streams.nights import BEGIN
from tests.streams.workbench import ROOT, Desk, Process, Record, assert_effectively_once, desk_at

MEBIBYTE = 1024 * 1024


@pytest.fixture
async def desk(fresh_kafka: Settings) -> AsyncIterator[Desk]:
    """A desk at a Kafka with nothing in it."""
    async with desk_at(fresh_kafka) as desk:
        yield desk


@pytest.fixture
async def worker(fresh_kafka: Settings, tmp_path: Path) -> AsyncIterator[Process]:
    """The worker, not started yet."""
    process = Process(fresh_kafka, tmp_path / "worker.log")
    yield process
    await process.kill()


def reason(answers: list[Record]) -> RejectionReason:
    """Return why the announcement was rejected."""
    assert len(answers) == 1
    assert answers[0].value is not None
    return REJECTIONS.decode(answers[0].value).data.reason


async def test_it_folds_announcements_into_turns(desk: Desk, worker: Process) -> None:
    """Announcements of several award bodies come out as their turns, on the partition they came from."""
    said = await desk.say(*islice(endless_night("alpha"), 9), *islice(endless_night("beta"), 9))
    await worker.start()
    answers = await desk.answers(said)
    assert_effectively_once(await desk.log(), answers)
    assert {(each[0].partition, each[0].topic) for each in answers.values()} == {
        (partition, topics.UPDATES) for partition, _ in said
    }


async def test_sigkill_in_mid_stream(desk: Desk, worker: Process) -> None:
    """Killed again and again in the middle of its work, it leaves nothing out and repeats only the same bytes."""
    nights = [endless_night(award_body) for award_body in ("alpha", "beta", "gamma")]
    await worker.start()
    for life in range(5):
        said = [place for night in nights for place in await desk.say(*islice(night, 12), b"not JSON")]
        await desk.answers(said[:3] if life % 2 else said[-3:-2])
        await worker.signal(signal.SIGKILL)
        assert await worker.end() == -signal.SIGKILL
        await worker.start()
    assert_effectively_once(await desk.log(), await desk.answers(desk.said))


async def test_sigterm_ends_it_cleanly(desk: Desk, worker: Process) -> None:
    """Told to stop, it exits with 0, and goes on where it was when it comes back."""
    night = endless_night()
    for _ in range(3):
        await worker.start()
        said = await desk.say(*islice(night, 7))
        await desk.answers(said[:3])
        await worker.signal(signal.SIGTERM)
        assert await worker.end() == 0
    await worker.start()
    assert_effectively_once(await desk.log(), await desk.answers(desk.said))


async def test_nothing_bad_stops_the_stream(desk: Desk, worker: Process) -> None:
    """Rubbish, null values, odd keys and partitions, a body just below Kafka's limit: rejected, and it goes on."""
    night = endless_night()
    await worker.start()
    (published,) = await desk.say(next(night))
    elsewhere = (published[0] + 1) % 3
    bad = {
        "malformed": [
            *[await desk.put(b"awards", content) for content in BAD],
            await desk.put(b"awards", b"x" * (MEBIBYTE - 100)),
            await desk.put(b"\xff" * 1000, b"{}"),
            await desk.put(b"", b"{}"),
        ],
        "unknown-ceremony": await desk.say(CeremonyOpened(**envelope("1", "others-2017"), time=BEGIN)),
        "duplicate": await desk.say(next(endless_night())),
        "wrong-partition": [
            await desk.put(None, msgspec.json.encode(CeremonyOpened(**envelope("2"), time=BEGIN)), elsewhere)
        ],
    }
    await desk.say(*islice(night, 5))
    answers = await desk.answers(desk.said)
    for expected, places in bad.items():
        assert [reason(answers[place]) for place in places] == [expected] * len(places)
    assert_effectively_once(await desk.log(), answers)


async def test_a_programme_of_a_mebibyte(desk: Desk, worker: Process) -> None:
    """A sound announcement as large as Kafka lets through makes its turn, and the stream goes on."""
    padded = msgspec.structs.replace(small_programme(), name="x" * (MEBIBYTE - 4000))
    said = await desk.say(
        ProgrammePublished(**envelope("large"), time=BEGIN, data=padded), CeremonyOpened(**envelope("2"), time=BEGIN)
    )
    await worker.start()
    answers = await desk.answers(said)
    assert [answers[place][0].topic for place in said] == [topics.UPDATES, topics.UPDATES]
    assert_effectively_once(await desk.log(), answers)


async def test_announcements_that_are_compressed(desk: Desk, worker: Process, fresh_kafka: Settings) -> None:
    """Other clients compress what they say, each in its own way; all of it is read."""
    night = endless_night()
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
    await admin.start()
    for codec in ("gzip", "snappy", "lz4", "zstd"):
        # The broker compresses what it is given bare, as if it had come like that.
        changed = {"compression.type": codec}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topics.ANNOUNCEMENTS, changed)])
        await desk.say(*islice(night, 2))
    await admin.close()
    await worker.start()
    assert_effectively_once(await desk.log(), await desk.answers(desk.said))


async def test_a_transactions_end_in_the_log(fresh_kafka: Settings, desk: Desk, worker: Process) -> None:
    """Offsets without an announcement, as a producer with transactions leaves them, hold nothing up."""
    night = endless_night()
    await worker.start()
    async with AIOKafkaProducer(bootstrap_servers=fresh_kafka.kafka, transactional_id="careless") as producer:
        said = []
        for _ in range(3):
            async with producer.transaction():
                sent = await producer.send_and_wait(topics.ANNOUNCEMENTS, msgspec.json.encode(next(night)), b"awards")
                said.append((sent.partition, sent.offset))
            if len(said) == 2:
                await desk.answers(said)
                await worker.signal(signal.SIGKILL)
                await worker.end()
                await worker.start()
    said += await desk.say(next(night))
    assert_effectively_once(await desk.log(), await desk.answers(said))


async def test_a_second_worker_of_the_same_name(
    desk: Desk, worker: Process, fresh_kafka: Settings, tmp_path: Path
) -> None:
    """Two that take each other's place again and again still make each turn once; the log says what is wrong."""
    night = endless_night()
    await worker.start()
    second = Process(fresh_kafka, tmp_path / "second.log")
    try:
        await second.start()
        while "SWEEPCAST_WORKER_ID\n" not in worker.log() + second.log():
            await desk.answers(await desk.say(*islice(night, 3)))
        assert_effectively_once(await desk.log(), await desk.answers(desk.said))
    finally:
        await second.kill()


async def test_more_workers_than_partitions(desk: Desk, worker: Process, fresh_kafka: Settings, tmp_path: Path) -> None:
    """A worker that gets no partition is ready all the same, and disturbs nobody."""
    names = ("worker-2", "worker-3", "worker-4")
    others = [Process(msgspec.structs.replace(fresh_kafka, worker_id=name), tmp_path / f"{name}.log") for name in names]
    try:
        await worker.start()
        for other in others:
            await other.start()
        await desk.say(*islice(endless_night(), 4))
        assert_effectively_once(await desk.log(), await desk.answers(desk.said))
    finally:
        for other in others:
            await other.kill()


async def test_two_workers_share_the_partitions(
    desk: Desk, worker: Process, fresh_kafka: Settings, tmp_path: Path
) -> None:
    """Partitions move to a second worker and back when it dies, and no reader can tell."""
    nights = [endless_night(award_body) for award_body in ("alpha", "beta", "gamma", "delta")]
    second = Process(msgspec.structs.replace(fresh_kafka, worker_id="worker-2"), tmp_path / "second.log")
    try:
        await worker.start()
        for night in nights:
            await desk.say(*islice(night, 4))
        await second.start()
        for night in nights:
            await desk.say(*islice(night, 4))
        await desk.answers(desk.said)
        await second.signal(signal.SIGTERM)
        assert await second.end() == 0
        for night in nights:
            await desk.say(*islice(night, 4))
        assert_effectively_once(await desk.log(), await desk.answers(desk.said))
    finally:
        await second.kill()


async def test_a_rebuild_folds_everything_again(desk: Desk, worker: Process) -> None:
    """After the order and a restart, all turns come again byte for byte, and the night goes on after them."""
    night = endless_night()
    await worker.start()
    said = await desk.say(*islice(night, 8), b"not JSON")
    await desk.answers(said)
    await worker.signal(signal.SIGTERM)
    await worker.end()
    await worker.launch("rebuild")
    assert await worker.end() == 0
    await worker.start()
    said += await desk.say(*islice(night, 2))
    answers = await desk.answers(said)
    assert_effectively_once(await desk.log(), answers)
    repeated = [place for place in said if len(answers[place]) == 2]
    assert set(said[:8]) <= set(repeated)


async def test_lost_state_is_folded_again(desk: Desk, worker: Process, fresh_kafka: Settings) -> None:
    """Where a table's record is gone or unreadable, the worker notices and makes everything anew from the log."""
    night = endless_night()
    await worker.start()
    await desk.answers(await desk.say(*islice(night, 8)))
    await worker.signal(signal.SIGKILL)
    await worker.end()
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
    await admin.start()
    await admin.delete_topics([CHANGELOGS["books"]])
    await asyncio.sleep(0)
    await admin.close()
    await worker.start()
    await desk.say(*islice(night, 3))
    assert_effectively_once(await desk.log(), await desk.answers(desk.said))
    assert "folding again from the first announcement" in worker.log()


async def test_state_ahead_of_the_log_is_an_error(fresh_kafka: Settings, worker: Process) -> None:
    """Where the announcements were replaced, nothing is silently skipped: the worker ends and says what to do."""
    async with desk_at(fresh_kafka) as desk:
        await worker.start()
        await desk.answers(await desk.say(*islice(endless_night(), 4)))
        await worker.signal(signal.SIGTERM)
        await worker.end()
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
    await admin.start()
    await admin.delete_topics([topics.ANNOUNCEMENTS])
    await admin.close()
    await create_topics(fresh_kafka)
    await worker.launch()
    assert await worker.end() == UNFIT
    assert "python -m streams rebuild" in worker.log()


async def test_topics_that_take_too_little_are_an_error(fresh_kafka: Settings, worker: Process) -> None:
    """A topic that could refuse a turn, a rejection or a state is named before anything is folded."""
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
    await admin.start()
    (nights, _) = changelog_topics(fresh_kafka, 3)
    nights.topic_configs["max.message.bytes"] = "1000000"
    await admin.create_topics([nights])
    await admin.close()
    await worker.launch()
    assert await worker.end() == UNFIT
    assert f"the topic {CHANGELOGS['nights']} takes records up to 1000000 bytes" in worker.log()


async def test_it_waits_for_kafka_and_its_topics(own_broker: EmbeddedBroker, tmp_path: Path) -> None:
    """Started before the topics are there, it says what it waits for; a broker's death it sits out."""
    settings = Settings(kafka=own_broker.bootstrap_servers)
    own_broker.stop()
    worker = Process(settings, tmp_path / "worker.log")
    try:
        await worker.launch()
        await worker.logged("waiting for Kafka")
        await asyncio.to_thread(own_broker.start)
        await worker.logged("waiting for topics")
        await create_topics(settings)
        await worker.ready()
        night = endless_night()
        async with desk_at(settings) as desk:
            await desk.answers(await desk.say(*islice(night, 4)))
            await asyncio.to_thread(own_broker.kill)
            await asyncio.to_thread(own_broker.start)
            await desk.say(*islice(night, 4))
            assert_effectively_once(await desk.log(), await desk.answers(desk.said))
    finally:
        await worker.kill()


async def test_settings_that_cannot_be_used() -> None:
    """A slip of the pen in a setting's name ends it at once, with that name."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams"),
        cwd=ROOT,
        env={**os.environ, "SWEEPCAST_PARTITION": "3"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await process.communicate()
    assert process.returncode == UNFIT
    assert "SWEEPCAST_PARTITION is not a setting" in words.decode()
