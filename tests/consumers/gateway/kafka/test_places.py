"""The places of subscribers, kept in a real Kafka."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka import TopicPartition

from consumers.gateway.core.cursor import Cursor, encode_cursor
from consumers.gateway.kafka.places import KafkaPlaces
from consumers.gateway.places import PlacesAway
from stack.broker import EmbeddedBroker
from stack.topics import create_topics
from sweepcast.settings import Settings
from sweepcast.topics import UPDATES
from tests.conftest import admin_of
from tests.consumers.gateway.turns import EPOCH


@asynccontextmanager
async def places_of(settings: Settings) -> AsyncIterator[KafkaPlaces]:
    """Give places as one gateway has them."""
    places = KafkaPlaces(settings)
    try:
        yield places
    finally:
        await places.close()


async def test_a_place_is_found_again_by_another_gateway(fresh_kafka: Settings) -> None:
    """The newest place of each subscriber is found, under its own name, by whoever asks; one never kept is none."""
    first, second = Cursor(EPOCH, (1, 2, 3)), Cursor(EPOCH, (4, 2, 3))
    async with places_of(fresh_kafka) as places:
        assert await places.find("nobody-yet") is None
        await places.keep("my-bot", first)
        await places.keep("my-bot", second)
        await places.keep("another.bot", first)
    async with places_of(fresh_kafka) as elsewhere:
        assert await elsewhere.find("my-bot") == encode_cursor(second)
        assert await elsewhere.find("another.bot") == encode_cursor(first)
        assert await elsewhere.find("my") is None


async def test_kafkas_own_tools_see_where_a_subscriber_stands(fresh_kafka: Settings) -> None:
    """The offsets of the group are those of the cursor, in every partition."""
    async with places_of(fresh_kafka) as places, admin_of(fresh_kafka) as admin:
        await places.keep("lag-bot", Cursor(EPOCH, (10, 0, 30)))
        kept = await admin.list_consumer_group_offsets("sweepcast-feed.lag-bot")
    assert {each.partition: at.offset for each, at in kept.items()} == {0: 10, 1: 0, 2: 30}
    assert {each.topic for each in kept} == {UPDATES}
    assert kept[TopicPartition(UPDATES, 1)].metadata == ""


async def test_many_places_in_a_row_and_at_a_time(fresh_kafka: Settings) -> None:
    """One after the other the last one stands; at the same time nobody's place is taken for another's."""
    async with places_of(fresh_kafka) as places:
        for each in range(50):
            await places.keep("busy", Cursor(EPOCH, (each,)))
        assert await places.find("busy") == encode_cursor(Cursor(EPOCH, (49,)))
        names = [f"bot-{each}" for each in range(100)]
        await asyncio.gather(*(places.keep(name, Cursor(EPOCH, (at,))) for at, name in enumerate(names)))
        found = await asyncio.gather(*map(places.find, names))
    assert found == [encode_cursor(Cursor(EPOCH, (each,))) for each in range(100)]


async def test_a_cursor_of_an_empty_feed_is_a_place_too(fresh_kafka: Settings) -> None:
    """A cursor without offsets is kept as it is."""
    async with places_of(fresh_kafka) as places:
        await places.keep("early", Cursor(EPOCH))
        assert await places.find("early") == encode_cursor(Cursor(EPOCH))


async def test_a_place_in_partitions_that_are_not_there_is_not_kept(fresh_kafka: Settings) -> None:
    """A made-up cursor is an error, and disturbs nobody else on the connection."""
    async with places_of(fresh_kafka) as places:
        with pytest.raises(PlacesAway, match="UnknownTopicOrPartition"):
            await places.keep("liar", Cursor(EPOCH, (1,) * 50))
        await places.keep("honest", Cursor(EPOCH, (1,)))


async def test_without_kafka_it_is_said_what_is_wrong() -> None:
    """Nobody listens there: both say so, with the address."""
    async with places_of(Settings(kafka="127.0.0.1:1")) as places:
        with pytest.raises(PlacesAway, match=r"127\.0\.0\.1:1"):
            await places.find("my-bot")
        with pytest.raises(PlacesAway, match=r"127\.0\.0\.1:1"):
            await places.keep("my-bot", Cursor(EPOCH, (1,)))


async def test_places_outlast_kafkas_absence(own_broker: EmbeddedBroker) -> None:
    """Away, it is said; back, the same object goes on, and what was kept is still there."""
    settings = Settings(kafka=own_broker.bootstrap_servers)
    await create_topics(settings)
    async with places_of(settings) as places:
        await places.keep("my-bot", Cursor(EPOCH, (1,)))
        await asyncio.to_thread(own_broker.stop)
        with pytest.raises(PlacesAway):
            await places.keep("my-bot", Cursor(EPOCH, (2,)))
        await asyncio.to_thread(own_broker.start)
        assert await places.find("my-bot") == encode_cursor(Cursor(EPOCH, (1,)))
        await places.keep("my-bot", Cursor(EPOCH, (3,)))
        assert await places.find("my-bot") == encode_cursor(Cursor(EPOCH, (3,)))
