"""What the benchmarks measure on: a run of all parts on an embedded Kafka of its own, and nights to announce."""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from stack.broker import choose_place, format_place
from stack.guard import Guard
from stack.install import prepare
from stack.jars import cache_folder
from stack.parts import GATEWAY, KAFKA, WORKER, broker_part, ceremony_file, desk_part, gateway_part, worker_part
from stack.ports import next_free_port
from stack.restarts import Patience
from stack.supervisor import Supervisor
from stack.topics import create_topics
from sweepcast.announcements import Announcement, ProgrammePublished
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.kafka import connection_options
from sweepcast.retelling import retold
from sweepcast.settings import Settings

CEREMONY = "golden-globes-2017"


@asynccontextmanager
async def everything_running(*, desk: bool = False) -> AsyncIterator[Settings]:
    """Run broker, topics, worker and gateway as `python -m stack` does, with a desk or without.

    Give the settings that lead to them.
    """
    with Guard() as guard, tempfile.TemporaryDirectory(prefix="sweepcast-benchmark-") as name:
        folder = Path(name)
        # A benchmark that kills its worker on purpose wants it back each time, after the first pause.
        patience = Patience(deaths=10**6, longest_pause=Patience().pause)
        async with Supervisor(folder / "logs", lambda *_: None, guard, patience) as run:
            kafka = await asyncio.to_thread(prepare, cache_folder(""), print)
            place = choose_place(folder / "kafka")
            await asyncio.to_thread(format_place, kafka, place)
            await run.start(broker_part(kafka, place))
            page = next_free_port(18080)
            settings = Settings(
                kafka=place.bootstrap_servers,
                http_port=page,
                feed_port=next_free_port(18765, taken={page}),
                desk_port=next_free_port(18090, taken={page}),
                desk_folder=str(folder / "desk"),
            )
            await create_topics(settings)
            run.begin(worker_part(settings, (KAFKA,)))
            run.begin(gateway_part(settings, (KAFKA,)))
            if desk:
                await run.start(desk_part(settings, (KAFKA,)))
            await run.ready(WORKER)
            await run.ready(GATEWAY)
            yield settings


def worker_process() -> psutil.Process:
    """Return the worker that is running, as a child of this process."""
    return next(each for each in psutil.Process().children() if each.cmdline()[1:] == ["-m", "streams"])


def nights() -> Iterator[list[Announcement]]:
    """Give the same night again and again, each time of another year, as announcements in their order."""
    ceremony = decode_ceremony(ceremony_file(CEREMONY).read_bytes(), CEREMONY)
    for later in range(1000):
        yield [_moved(each, later) for each in retold(ceremony, "sweepcast/benchmarks")]


def _moved(announcement: Announcement, years: int) -> Announcement:
    name = f"golden-globes-{2017 + years}"
    if isinstance(announcement, ProgrammePublished):
        programme = announcement.data
        moved = msgspec.structs.replace(
            programme,
            ceremony=name,
            ceremony_year=programme.ceremony_year + years,
            film_year=programme.film_year + years,
            edition=programme.edition + years,
        )
        announcement = msgspec.structs.replace(announcement, data=moved)
    return msgspec.structs.replace(announcement, id=f"{announcement.id}-{years}", subject=name)


class Topic:
    """What comes into a Kafka topic from now on, each record with the time when it was here."""

    def __init__(self, consumer: AIOKafkaConsumer, clock: Callable[[], float]) -> None:
        """Read from a consumer that was assigned; times are the clock's, in seconds."""
        self._records: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._consumer = consumer
        self._clock = clock
        self._reading = asyncio.create_task(self._read())

    async def next(self) -> tuple[float, bytes]:
        """Return when the next record was here, and its value."""
        return await self._records.get()

    async def close(self) -> None:
        """Read no more."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        while True:
            batches = await self._consumer.getmany(timeout_ms=1000)
            now = self._clock()
            for records in batches.values():
                for record in records:
                    self._records.put_nowait((now, record.value))


@asynccontextmanager
async def following(settings: Settings, name: str, clock: Callable[[], float]) -> AsyncIterator[Topic]:
    """Give what comes into a topic from now on."""
    async with AIOKafkaConsumer(**connection_options(settings), enable_auto_commit=False) as consumer:
        tps = [TopicPartition(name, each) for each in range(settings.partitions)]
        consumer.assign(tps)
        for tp, end in (await consumer.end_offsets(tps)).items():
            consumer.seek(tp, end)
        topic = Topic(consumer, clock)
        try:
            yield topic
        finally:
            await topic.close()


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile, between the values beside it."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
