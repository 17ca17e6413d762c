"""A Kafka consumer as the gateway needs it everywhere: no group, only what is committed, and stopped for sure."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer


@asynccontextmanager
async def consumer_of(**options: object) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a started consumer with these options of aiokafka's.

    Raises:
        KafkaError: no broker answers.
    """
    consumer = AIOKafkaConsumer(
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        **options,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await _stop(consumer)


async def _stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer for sure: aiokafka 0.14 gives up half way when one of its fetches is just pausing after a fault.

    It lets that fetch's cancellation through, which would look like our own.
    """
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled():
        await consumer._client.close()  # noqa: SLF001  # what stop() would have done next
    else:
        await stopping
