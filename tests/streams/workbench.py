"""A worker under test beside a real Kafka: a process that can be killed, what it was told, and what it answered."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from streams.__main__ import READY
from streams.app import home
from streams.fold import fold
from streams.step import Arrival, Sending, Step, step
from streams.stored import Partition
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.programme import award_body_of
from sweepcast.settings import Settings
from sweepcast.turns import REJECTIONS, TURNS

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"
Place = tuple[int, int]
"""An announcement's partition and offset."""

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
"""A safety net, for a machine that is very busy; nothing comes near it."""


class Process:
    """`python -m streams` as a process of its own; its log is kept for the case that something goes wrong."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._settings = settings
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and return when it folds."""
        await self.launch()
        await self.ready()

    async def launch(self, *arguments: str) -> None:
        """Start it, and return at once."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "streams",
                *arguments,
                cwd=ROOT,
                env={**os.environ, **self._settings.environment()},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def ready(self) -> None:
        """Return when it says that it folds."""
        async with asyncio.timeout(SECONDS):
            while (line := (await self._out.readline()).decode().strip()) != READY:
                assert line or not self._out.at_eof(), self.log()

    async def logged(self, words: str) -> None:
        """Return when its log has these words."""
        async with asyncio.timeout(SECONDS):
            while words not in self.log():
                await asyncio.sleep(0.02)

    async def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def end(self) -> int:
        """Wait for its end and return its exit code, below 0 for a signal."""
        assert self._process is not None
        async with asyncio.timeout(SECONDS):
            return await self._process.wait()

    async def kill(self) -> None:
        """End it without a chance to do anything more, where it is still there."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def log(self) -> str:
        """Return all that it logged so far."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def _out(self) -> asyncio.StreamReader:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout


class Desk:
    """Says announcements, and hears what answers them."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self._settings = settings
        self._producer = producer
        self.said: list[Place] = []

    async def say(self, *contents: Announcement | bytes) -> list[Place]:
        """Send announcements on their award body's key, and anything else on none; return where each stands."""
        places = []
        for content in contents:
            if isinstance(content, bytes):
                places.append(await self.put(None, content))
            else:
                places.append(await self.put(award_body_of(content.subject).encode(), ANNOUNCEMENTS.encode(content)))
        return places

    async def put(self, key: bytes | None, value: bytes | None, partition: int | None = None) -> Place:
        """Send any record at all; return where it stands."""
        sent = await self._producer.send_and_wait(topics.ANNOUNCEMENTS, value, key, partition)
        self.said.append((sent.partition, sent.offset))
        return self.said[-1]

    async def answers(self, expected: Iterable[Place]) -> dict[Place, list[Record]]:
        """Return turns and rejections, from the first one on, by what they answer, once the expected ones are there."""
        missing = set(expected)
        answers: dict[Place, list[Record]] = {}
        async with asyncio.timeout(SECONDS), _reader(self._settings, topics.UPDATES, topics.REJECTIONS) as reader:
            while missing or not await _at_end(reader):
                for record in await _next(reader):
                    place = place_of(record)
                    answers.setdefault(place, []).append(record)
                    missing.discard(place)
        return answers

    async def log(self) -> dict[int, list[Arrival]]:
        """Return the log of announcements, by partition."""
        log: dict[int, list[Arrival]] = {number: [] for number in range(self._settings.partitions)}
        async with asyncio.timeout(SECONDS), _reader(self._settings, topics.ANNOUNCEMENTS) as reader:
            while not await _at_end(reader):
                for each in await _next(reader):
                    log[each.partition].append(
                        Arrival(each.topic, each.partition, each.offset, each.timestamp, each.value)
                    )
        return log


@asynccontextmanager
async def desk_at(settings: Settings) -> AsyncIterator[Desk]:
    """Give a desk at a Kafka."""
    options = {"bootstrap_servers": settings.kafka, "enable_idempotence": True, "max_request_size": 2**30}
    async with AIOKafkaProducer(**options) as producer:
        yield Desk(settings, producer)


@asynccontextmanager
async def _reader(settings: Settings, *names: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a consumer that stands at the beginning of all partitions of the topics."""
    async with AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False) as reader:
        tps = [TopicPartition(name, each) for name in names for each in range(settings.partitions)]
        reader.assign(tps)
        for tp in tps:
            reader.seek(tp, 0)
        yield reader


async def _next(reader: AIOKafkaConsumer) -> Iterable[Record]:
    return chain(*(await reader.getmany(timeout_ms=100)).values())


async def _at_end(reader: AIOKafkaConsumer) -> bool:
    ends = await reader.end_offsets(list(reader.assignment()))
    return all([await reader.position(tp) >= end for tp, end in ends.items()])


def place_of(answer: Record) -> Place:
    """Return which announcement a turn or a rejection answers."""
    assert answer.value is not None
    if answer.topic == topics.UPDATES:
        position = TURNS.decode(answer.value).data.cause.position
    else:
        position = REJECTIONS.decode(answer.value).data.position
    return position.partition, position.offset


def folded(log: dict[int, list[Arrival]]) -> dict[Place, Step]:
    """Return what a worker that nobody disturbs makes of the log."""
    steps: dict[Place, Step] = {}
    for number, arrived in log.items():
        partition = Partition(number=number)
        for arrival in arrived:
            made = step(partition, arrival, fold=fold, home=home(len(log)))
            partition = made.after
            steps[number, arrival.offset] = made
    return steps


def assert_effectively_once(log: dict[int, list[Arrival]], answers: dict[Place, list[Record]]) -> None:
    """Check that each announcement has its one answer, in order; where it was sent again, byte for byte the same."""
    expected = folded(log)
    assert set(answers) == set(expected)
    for place, made in expected.items():
        sent = {Sending(each.topic, each.key, each.value or b"") for each in answers[place]}
        assert sent == {made.send}, place
    firsts = sorted((each[0].topic, place, each[0].offset) for place, each in answers.items())
    for (topic, place, offset), (next_topic, next_place, next_offset) in pairwise(firsts):
        if topic == next_topic and place[0] == next_place[0]:
            assert offset < next_offset, "an answer came before an earlier one"
