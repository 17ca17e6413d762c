"""The gateway's edges towards Kafka, put together: new turns, old turns, and subscribers' places."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from consumers.gateway.gateway import Edges
from consumers.gateway.kafka.follow import follow
from consumers.gateway.kafka.past import KafkaPast
from consumers.gateway.kafka.places import KafkaPlaces
from consumers.gateway.past import SharedPast
from sweepcast.settings import Settings


@asynccontextmanager
async def kafka_edges(settings: Settings) -> AsyncIterator[Edges]:
    """Give the edges of a gateway that reads the Kafka of the settings."""
    past, places = SharedPast(KafkaPast(settings)), KafkaPlaces(settings)
    try:
        yield Edges(source=partial(follow, settings, past), past=past, places=places)
    finally:
        await past.close()
        await places.close()
