"""The real Kafka of the test session: one embedded broker a test process, started when the first test asks for it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from hypothesis import settings as hypothesis_settings
from playwright.async_api import expect

from stack.broker import EmbeddedBroker, Kafka, choose_place
from stack.install import find_kafka
from stack.jars import cache_folder
from stack.topics import create_topics
from sweepcast import topics
from sweepcast.settings import Settings, read_settings

# How long an example takes says more of the machine's load than of the code.
hypothesis_settings.register_profile("sweepcast", deadline=None)
hypothesis_settings.load_profile("sweepcast")
# How soon a browser draws, too: what is waited for comes in milliseconds, or on a busy machine a little later.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def kafka_program() -> Kafka:
    """The embedded Kafka's program, fetched before where `make test` prepared this machine."""
    return find_kafka(cache_folder(read_settings().cache), print)


@pytest.fixture(scope="session")
def kafka_broker(kafka_program: Kafka) -> Iterator[EmbeddedBroker]:
    """The broker that this process's tests share; not to be stopped. See `own_broker` for tests that do."""
    with (
        tempfile.TemporaryDirectory(prefix="sweepcast-test-") as folder,
        EmbeddedBroker(kafka_program, choose_place(Path(folder))) as broker,
    ):
        yield broker


@pytest.fixture(scope="session")
def kafka_settings(kafka_broker: EmbeddedBroker) -> Settings:
    """The settings with which a part finds the shared broker, Sweepcast's topics created in it."""
    settings = Settings(kafka=kafka_broker.bootstrap_servers)
    asyncio.run(create_topics(settings))
    return settings


@pytest.fixture(scope="session")
def kafka(kafka_settings: Settings) -> str:
    """The shared broker's bootstrap servers; what other tests wrote into the topics is there as well."""
    return kafka_settings.kafka


@pytest.fixture
async def fresh_kafka(kafka_settings: Settings) -> Settings:
    """The settings of the shared broker, every topic of earlier tests deleted and Sweepcast's created anew, empty."""
    async with admin_of(kafka_settings) as admin:
        while old := [name for name in await admin.list_topics() if not name.startswith("__")]:
            await admin.delete_topics(old)
    await create_topics(kafka_settings)
    await seen_empty(kafka_settings)
    return kafka_settings


@asynccontextmanager
async def admin_of(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Give a started admin client."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def seen_empty(settings: Settings) -> None:
    """Wait until the partitions themselves answer that they are empty.

    The metadata knows of new topics a moment before their partitions do, and until then the old ones may answer.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka)
    await consumer.start()
    partitions = [TopicPartition(name, number) for name in topics.ALL for number in range(settings.partitions)]
    try:
        while any((await consumer.end_offsets(partitions)).values()):
            await asyncio.sleep(0.02)
    finally:
        await consumer.stop()


@pytest.fixture
def own_broker(kafka_program: Kafka, tmp_path: Path) -> Iterator[EmbeddedBroker]:
    """A broker for one test alone, which may stop, kill and start it; it has no topics yet."""
    with EmbeddedBroker(kafka_program, choose_place(tmp_path / "kafka")) as broker:
        yield broker
