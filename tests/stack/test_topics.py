"""The topics, on a real Kafka."""

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError

from stack.topics import TopicsError, create_topics
from sweepcast import topics
from sweepcast.settings import Settings


async def test_all_topics_are_there_with_equal_partitions(fresh_kafka: Settings) -> None:
    """Each of Sweepcast's topics exists, with as many partitions as the settings say."""
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
    await admin.start()
    try:
        described = await admin.describe_topics(list(topics.ALL))
    finally:
        await admin.close()
    assert {each["topic"]: len(each["partitions"]) for each in described} == dict.fromkeys(
        topics.ALL, fresh_kafka.partitions
    )


async def test_creating_again_changes_nothing(fresh_kafka: Settings) -> None:
    """A second run finds the topics there and creates none."""
    assert await create_topics(fresh_kafka) == ()


async def test_another_number_of_partitions_is_refused(fresh_kafka: Settings) -> None:
    """Topics with another number of partitions would tear a body's past apart; the message says what to set."""
    wanted = Settings(kafka=fresh_kafka.kafka, partitions=fresh_kafka.partitions + 1)
    with pytest.raises(TopicsError, match=f"Set it to {fresh_kafka.partitions}"):
        await create_topics(wanted)


async def test_nothing_is_ever_deleted_or_compacted(fresh_kafka: Settings) -> None:
    """Time, size and compaction take nothing away from any topic."""
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_kafka.kafka)
    await admin.start()
    try:
        answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in topics.ALL])
    finally:
        await admin.close()
    found = [{entry[0]: entry[1] for entry in resource[4]} for answer in answers for resource in answer.resources]
    assert len(found) == len(topics.ALL)
    for values in found:
        assert (values["retention.ms"], values["retention.bytes"], values["cleanup.policy"]) == ("-1", "-1", "delete")


async def test_a_rejection_of_the_largest_announcement_fits(fresh_kafka: Settings) -> None:
    """What is too large to be announced is refused, and the largest that is not fits into a rejection in Base64."""
    producer = AIOKafkaProducer(bootstrap_servers=fresh_kafka.kafka, max_request_size=2**31 - 1)
    await producer.start()
    try:
        with pytest.raises(MessageSizeTooLargeError):
            await producer.send_and_wait(topics.ANNOUNCEMENTS, b"x" * topics.LARGEST_ANNOUNCEMENT)
        largest = b"x" * (topics.LARGEST_ANNOUNCEMENT - 100)
        await producer.send_and_wait(topics.ANNOUNCEMENTS, largest)
        rejection = await producer.send_and_wait(topics.REJECTIONS, b"y" * (len(largest) * 4 // 3 + 1000))
    finally:
        await producer.stop()
    assert rejection.offset == 0


async def test_a_fresh_kafka_is_empty(fresh_kafka: Settings) -> None:
    """The test session's own promise: whatever other tests wrote, the topics start at nothing."""
    consumer = AIOKafkaConsumer(*topics.ALL, bootstrap_servers=fresh_kafka.kafka)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
    finally:
        await consumer.stop()
    assert len(ends) == len(topics.ALL) * fresh_kafka.partitions
    assert set(ends.values()) == {0}


async def test_no_kafka_is_said_with_what_to_do() -> None:
    """Where no Kafka answers, the message names the address and how to start one."""
    with pytest.raises(TopicsError, match=r"127\.0\.0\.1:9 did not answer .*python -m stack kafka"):
        await create_topics(Settings(kafka="127.0.0.1:9"), seconds=0)
