"""Parts of the HTTP shell on a free port, without the rest of the gateway."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web
from aiokafka import AIOKafkaProducer

from consumers.gateway.core.log import Absent, FeedLog
from consumers.gateway.feed import Feed, Kafka
from consumers.gateway.http.server import Check, Part, application, check_nothing
from consumers.gateway.past import PastAway, Stretch
from sweepcast.board import Stage, Update
from sweepcast.settings import Settings
from sweepcast.topics import UPDATES
from tests.consumers.gateway.turns import NOW, new_log


class Topic:
    """A feed whose records the test gives, and their past."""

    def __init__(self, **options: object) -> None:
        """Have an empty log with these options, which is whole."""
        self.feed = Feed()
        self.feed.log = self.log = new_log(**options)
        self.feed.whole = True
        self.feed.kafka = Kafka(state="connected")
        self.readings: list[Stretch] = []
        """What was asked of the past."""
        self.away = False
        self._records: dict[int, list[bytes]] = {}

    def renew(self) -> FeedLog:
        """Begin another log in the stead of the first."""
        self.feed.log = self.log = new_log()
        self._records = {}
        return self.log

    def add(self, *records: bytes, partition: int = 0, told_at: float = 0.0) -> None:
        """Give the next records of a partition."""
        given = self._records.setdefault(partition, [])
        for each in records:
            given.append(each)
            entry = self.log.append(each, partition, len(given) - 1, told_at)
            assert not isinstance(entry, Absent), "restore the board first"
        self.feed.tell()

    def stale(self, *, stale: bool = True) -> None:
        """Lose Kafka, or find it again."""
        self.feed.kafka = Kafka(state="away" if stale else "connected")
        self.feed.tell()

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Be the past: return what was given once."""
        self.readings.append(stretch)
        if self.away:
            raise PastAway("Kafka is away: try again in a moment")
        given = self._records[stretch.partition]
        return [given[each] for each in stretch.offsets]


def closed() -> Update:
    """Return the update with which a night is over."""
    value = Stage(status="closed", up_next=None, decided=25, categories=25, opened_at=NOW, closed_at=NOW)
    return Update(address="stage", value=value)


async def produce(settings: Settings, values: Iterable[bytes], partition: int = 0) -> None:
    """Write records to the updates topic and wait until Kafka has them."""
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka, acks="all") as producer:
        for each in values:
            await producer.send_and_wait(UPDATES, each, partition=partition)


@asynccontextmanager
async def serving(
    *parts: Part, origins: Iterable[str] = (), check: Check = check_nothing
) -> AsyncIterator[ClientSession]:
    """Serve these parts; give a session whose addresses begin there."""
    made = application(parts, origins=frozenset(origins), check=check)
    runner = web.AppRunner(made, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        _, port = runner.addresses[0]
        async with ClientSession(f"http://127.0.0.1:{port}/") as session:
            yield session
    finally:
        await runner.cleanup()
