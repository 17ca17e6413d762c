"""Has the worker fold everything again: announcements are kept for ever, so all state can be made from them.

An order is one record for each partition, after which nothing stored before it counts. It can be given at any time;
the worker follows when it starts next, and goes on with it if it is killed meanwhile.
"""

from aiokafka import AIOKafkaProducer, TopicPartition

from streams.connection import bounds_of, client_options, consumer_of, ready_kafka, records_of
from streams.stored import CHANGELOGS, NIGHTS, newer, restore, started_over, store_position
from sweepcast.settings import Settings


async def order_rebuild(settings: Settings) -> int:
    """Order that all partitions are folded again from the first announcement; return how many there are.

    Turns come again byte for byte where the fold is the same as it was, and readers drop those.

    Raises:
        UnfitKafkaError: the topics do not fit together.
        KafkaError: Kafka could not be read or written.

    """
    partitions = await ready_kafka(settings)
    records = await _records(settings, partitions)
    producer = AIOKafkaProducer(**client_options(settings), acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for number in range(partitions):
            order = store_position(started_over(restore({NIGHTS: records}, number).partition))
            await producer.send_and_wait(CHANGELOGS[NIGHTS], order.value, order.key, number)
    finally:
        await producer.stop()
    return partitions


async def _records(settings: Settings, partitions: int) -> dict[bytes, bytes]:
    """Return the newest record of each key in the table of nights."""
    records: dict[bytes, bytes] = {}
    tps = [TopicPartition(CHANGELOGS[NIGHTS], number) for number in range(partitions)]
    async with consumer_of(settings) as consumer:
        async for record in records_of(consumer, await bounds_of(consumer, tps)):
            if record.key is not None and (kept := newer(record.value, records.get(record.key))) is not None:
                records[record.key] = kept
    return records
