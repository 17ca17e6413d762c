"""The worker inside the test's own process, beside a real Kafka: how Faust is wired, and what ends it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import islice

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import MessageSizeTooLargeError

from streams.app import Worker, create_app, home, look_once
from streams.connection import CLIENT_ID, changelog_topics, ready_kafka
from streams.fold import Folded, fold
from streams.handlers import Refused
from streams.hardening import Consumer
from streams.night import Night
from streams.record_book import Book
from streams.standstill import Standstill
from streams.step import Fold
from streams.stored import CHANGELOGS
from sweepcast import topics
from sweepcast.announcements import Announcement
from sweepcast.board import Board
from sweepcast.settings import Settings
from sweepcast.turns import Position
from tests.streams.announcing import endless_night
from tests.streams.workbench import SECONDS, Desk, desk_at

Running = Callable[..., AbstractAsyncContextManager[Worker]]


class Halted:
    """Takes the place of the process's end, and keeps why."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self._event = asyncio.Event()

    def __call__(self, error: BaseException) -> None:
        """Note that the worker cannot go on."""
        self.error = error
        self._event.set()

    async def wait(self) -> BaseException:
        """Return why it cannot go on, once it cannot."""
        async with asyncio.timeout(SECONDS):
            await self._event.wait()
        assert self.error is not None
        return self.error


@pytest.fixture
def halted() -> Halted:
    """What the worker calls where it cannot go on."""
    return Halted()


@pytest.fixture
async def desk(fresh_kafka: Settings) -> AsyncIterator[Desk]:
    """A desk at a Kafka with nothing in it."""
    async with desk_at(fresh_kafka) as desk:
        yield desk


@pytest.fixture
def running(fresh_kafka: Settings, halted: Halted) -> Running:
    """Gives a worker that folds, and stops it."""

    @asynccontextmanager
    async def run(fold: Fold = fold) -> AsyncIterator[Worker]:
        worker = create_app(fresh_kafka, await ready_kafka(fresh_kafka), halted, fold=fold)
        try:
            async with asyncio.timeout(SECONDS):
                await worker.start()
            yield worker
        finally:
            await worker.stop()

    return run


@pytest.mark.parametrize(("award_body", "hash_code"), [("21", -973932308), ("foobar", -790332482), ("abc", 479470107)])
def test_an_award_body_is_at_home_where_its_producers_send_it(award_body: str, hash_code: int) -> None:
    """The partition is the one that Kafka's own client chooses for that key: murmur2, its sign bit dropped."""
    assert home(2**31)(award_body) == hash_code & 0x7FFFFFFF
    assert home(3)(award_body) == (hash_code & 0x7FFFFFFF) % 3


async def test_it_uses_the_fold_that_it_is_given(desk: Desk, running: Running, halted: Halted) -> None:
    """The fold comes in as an argument; what it refuses is rejected."""
    seen: list[str] = []

    def refusing(
        night: Night | None, book: Book, announcement: Announcement, position: Position, *, before: Board | None
    ) -> Folded | Refused:
        seen.append(announcement.id)
        return Refused("bad-outcome", "no")

    async with running(refusing):
        answers = await desk.answers(await desk.say(*islice(endless_night(), 3)))
    assert seen == ["awards-2017-0", "awards-2017-1", "awards-2017-2"]
    assert {each[0].topic for each in answers.values()} == {topics.REJECTIONS}
    assert halted.error is None


async def test_what_the_step_cannot_take_halts_the_worker(desk: Desk, running: Running, halted: Halted) -> None:
    """Out of memory is no answer to an announcement: the worker ends, and nothing of it is left behind."""

    def exhausted(
        night: Night | None, book: Book, announcement: Announcement, position: Position, *, before: Board | None
    ) -> Folded | Refused:
        raise MemoryError

    async with running(exhausted) as worker:
        await desk.say(next(endless_night()))
        assert isinstance(await halted.wait(), MemoryError)
        assert set(worker.next_offsets().values()) == {0}
    assert not await desk.answers([])


async def test_a_state_that_kafka_does_not_take_halts_the_worker(
    desk: Desk, running: Running, halted: Halted, fresh_kafka: Settings
) -> None:
    """A changelog write that fails ends the worker; it never goes on as if the state were stored."""
    (nights, _) = changelog_topics(fresh_kafka, 3)
    nights.topic_configs["max.message.bytes"] = "1000"
    async with running() as worker:
        admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
        await admin.start()
        await admin.delete_topics([nights.name])
        await admin.create_topics([nights])
        await admin.close()
        (published,) = await desk.say(next(endless_night()))
        assert isinstance(await halted.wait(), MessageSizeTooLargeError)
        assert worker.next_offsets()[published[0]] == 0


async def test_a_worker_that_takes_nothing_is_halted(desk: Desk, running: Running, halted: Halted) -> None:
    """Where Faust has stopped reading, for whatever reason, the worker does not sit there as if all were well."""
    async with running() as worker:
        standstill = Standstill(worker.log_of_announcements)
        await worker._fetcher.stop()
        await desk.say(next(endless_night()))
        await look_once(standstill, worker, halted)
        assert halted.error is None
        await look_once(standstill, worker, halted)
        assert "announcements wait on partitions" in str(halted.error)


async def test_changelogs_are_not_fetched_while_announcements_are_folded(running: Running) -> None:
    """Their unread records would hold up the announcements on the same broker."""
    async with running() as worker:
        assert isinstance(worker.consumer, Consumer)
        consumer = worker.consumer._thread._ensure_consumer()
        changelogs = {TopicPartition(name, number) for name in CHANGELOGS.values() for number in range(3)}
        async with asyncio.timeout(SECONDS):
            while consumer.paused() != changelogs:
                await asyncio.sleep(0)


async def test_the_group_is_told_how_far_the_tables_are(desk: Desk, running: Running, fresh_kafka: Settings) -> None:
    """Whoever watches the group's lag sees what was folded, not what was fetched."""
    async with running() as worker:
        await desk.answers(await desk.say(*islice(endless_night(), 5), b"not JSON"))
        while sum(worker.next_offsets().values()) < len(desk.said):
            await asyncio.sleep(0)
        assert await worker.consumer.commit()
        admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
        await admin.start()
        committed = await admin.list_consumer_group_offsets(CLIENT_ID)
        await admin.close()
    told = {tp.partition: each.offset for tp, each in committed.items() if tp.topic == topics.ANNOUNCEMENTS}
    assert told == worker.next_offsets()


async def test_several_lives_in_one_process(desk: Desk, running: Running) -> None:
    """Nothing is kept at module level: an app that is made anew goes on from the tables alone."""
    night = endless_night()
    for _ in range(3):
        async with running():
            await desk.answers(await desk.say(*islice(night, 4)))
    assert {len(each) for each in (await desk.answers(desk.said)).values()} == {1}
