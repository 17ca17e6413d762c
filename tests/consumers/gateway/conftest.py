"""A gateway on free ports whose records come from the test instead of from Kafka."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiokafka.client import AIOKafkaClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from consumers.gateway.core.cursor import Cursor, encode_cursor, next_offset
from consumers.gateway.door.door import Access, Door
from consumers.gateway.gateway import Edges, Gateway, running
from consumers.gateway.limits import Limits
from consumers.gateway.past import PastAway, Stretch
from consumers.gateway.places import PlacesAway
from consumers.gateway.relay import Sink
from sweepcast.frames import FRAMES, SUBPROTOCOL, AnyFrame
from sweepcast.settings import Settings
from tests.consumers.gateway.turns import EPOCH

PATIENCE = 60.0
"""Seconds after which a test gives up waiting for what must come; nothing is measured by it."""


class Records:
    """The gateway's edges towards Kafka, in the hand of the test."""

    def __init__(self) -> None:
        """Have no gateway to talk to yet."""
        self._sink: Sink | None = None
        self._given: dict[tuple[int, int], bytes] = {}
        self.readings: list[Stretch] = []
        """What was asked of the past."""
        self.places: dict[str, Cursor] = {}
        self.away = False
        """Whether the past and the places cannot be asked."""

    @property
    def edges(self) -> Edges:
        """The edges for a gateway."""
        return Edges(source=self.source, past=self, places=self)

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Be the past: return what was given once."""
        self.readings.append(stretch)
        if self.away:
            raise PastAway("the past is away")
        return [self._given[stretch.partition, each] for each in stretch.offsets]

    async def find(self, subscriber: str) -> str | None:
        """Return the cursor kept for a subscriber."""
        if self.away:
            raise PlacesAway("the places are away")
        kept = self.places.get(subscriber)
        return None if kept is None else encode_cursor(kept)

    async def keep(self, subscriber: str, cursor: Cursor) -> None:
        """Keep a place."""
        if self.away:
            raise PlacesAway("the places are away")
        self.places[subscriber] = cursor

    @property
    def sink(self) -> Sink:
        """What the gateway listens with."""
        assert self._sink is not None, "the gateway has not asked for records yet"
        return self._sink

    async def source(self, sink: Sink) -> None:
        """Be what the gateway reads from: it hears nothing but what the test says."""
        self._sink = sink
        await asyncio.Event().wait()

    async def asked(self) -> None:
        """Wait until the gateway has asked for records."""
        while self._sink is None:
            await asyncio.sleep(0)

    async def whole(self, *records: bytes, epoch: bytes = EPOCH) -> None:
        """Give a topic that holds these records, all in partition 0."""
        await self.asked()
        self.sink.begin(epoch, ())
        for record in records:
            self.add(record)
        self.sink.caught_up()

    def add(self, record: bytes, partition: int = 0, told_at: float = 0.0) -> None:
        """Give the next record of a partition, told at a moment in seconds since the epoch."""
        offset = next_offset(self.sink.offsets, partition)
        self._given[partition, offset] = record
        while (needed := self.sink.take(record, partition, offset, told_at)) is not None:
            self.sink.restore(needed, [self._given[needed.partition, each] for each in needed.offsets])


def open_door(limits: Limits = Limits()) -> Door:  # noqa: B008  # immutable
    """Return a door that asks for nothing."""
    return Door(Access(), limits, lambda: 0.0)


class Client:
    """A client of the feed that sees every frame."""

    def __init__(self, connection: ClientConnection) -> None:
        """Talk over an open connection."""
        self.connection = connection

    async def next(self) -> AnyFrame:
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE):
            message = await self.connection.recv(decode=False)
        return FRAMES.decode(message)

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait until the connection is closed; return code and reason."""
        async with asyncio.timeout(PATIENCE):
            await self.connection.wait_closed()
        return self.connection.close_code, self.connection.close_reason


@pytest.fixture
def records() -> Records:
    """The records of a gateway under test."""
    return Records()


@pytest.fixture
def settings() -> Settings:
    """Settings with free ports, and heartbeats so seldom that none comes unasked."""
    return Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0)


@pytest.fixture
async def gateway(records: Records, settings: Settings) -> AsyncIterator[Gateway]:
    """A running gateway that has not heard from Kafka yet."""
    async with running(settings, records.edges) as gateway:
        await records.asked()
        yield gateway


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[aiohttp.ClientSession]:
    """A session whose addresses begin at the gateway."""
    async with aiohttp.ClientSession(gateway.addresses.page) as session:
        yield session


@asynccontextmanager
async def topic_client(settings: Settings) -> AsyncIterator[AIOKafkaClient]:
    """Return what topics can be looked up with."""
    client = AIOKafkaClient(bootstrap_servers=settings.kafka)
    try:
        await client.bootstrap()
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def client(url: str, **options: object) -> AsyncIterator[Client]:
    """Connect to the feed at `url`, as a client of ours does."""
    subprotocols = [Subprotocol(SUBPROTOCOL)]
    async with connect(url, subprotocols=subprotocols, ping_interval=None, max_size=None, **options) as connection:  # type: ignore[arg-type]  # the tests name what they need
        yield Client(connection)
