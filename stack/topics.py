"""Creates Sweepcast's topics, explicitly and with equal partition counts, before any worker starts.

Everything is kept for ever and nothing is compacted: the worker finds its way by offsets without holes, and each night
can always be folded again from its announcements.
"""

import asyncio
from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAlreadyExistsError, for_code

from stack.broker import LARGEST_MESSAGE
from stack.errors import StackError
from sweepcast import topics
from sweepcast.kafka import connection_options
from sweepcast.settings import Settings

FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
RETRY_SECONDS = 0.1
TIMEOUT_MS = 15_000


class TopicsError(StackError):
    """Kafka cannot be reached, or its topics cannot be what the parts need."""


def topic_settings(name: str) -> Mapping[str, str]:
    """Return the settings of one of Sweepcast's topics."""
    # A rejection carries an announcement whole, in Base64, and must still fit.
    largest = topics.LARGEST_ANNOUNCEMENT if name == topics.ANNOUNCEMENTS else LARGEST_MESSAGE
    return {**FOR_EVER, "max.message.bytes": str(largest)}


async def create_topics(settings: Settings, seconds: float = 30.0) -> tuple[str, ...]:
    """Create the topics that are not there yet, and return their names.

    Kafka is waited for up to `seconds`.

    Raises:
        TopicsError: Kafka cannot be reached in time, refuses, or has a topic with another number of partitions.
    """
    admin = await _reached(settings, seconds)
    try:
        created = await _create(admin, settings)
        await _check_partitions(admin, settings, asyncio.get_running_loop().time() + seconds)
    except KafkaError as error:
        raise TopicsError(f"Kafka at {settings.bootstrap_servers} refused: {error}.") from error
    finally:
        await admin.close()
    return created


async def _reached(settings: Settings, seconds: float) -> AIOKafkaAdminClient:
    deadline = asyncio.get_running_loop().time() + seconds
    try:
        options = connection_options(settings)
    except OSError as error:
        raise TopicsError(f"SWEEPCAST_KAFKA_CA_FILE={settings.kafka_ca_file!r} cannot be read: {error}.") from error
    while True:
        admin = AIOKafkaAdminClient(client_id="sweepcast-stack", **options)
        try:
            await admin.start()
        except KafkaConnectionError as error:
            await admin.close()
            if asyncio.get_running_loop().time() > deadline:
                raise TopicsError(
                    f"Kafka at {settings.bootstrap_servers} did not answer within {seconds:.0f} s: {error}. Start it "
                    "(`python -m stack kafka`), or name another one in SWEEPCAST_KAFKA."
                ) from error
            await asyncio.sleep(RETRY_SECONDS)
        except KafkaError as error:
            await admin.close()
            raise TopicsError(f"Kafka at {settings.bootstrap_servers} does not let us in: {error}.") from error
        else:
            return admin


async def _create(admin: AIOKafkaAdminClient, settings: Settings) -> tuple[str, ...]:
    wanted = [
        NewTopic(name, settings.partitions, settings.replication, topic_configs=dict(topic_settings(name)))
        for name in topics.ALL
    ]
    answer = await admin.create_topics(wanted, timeout_ms=TIMEOUT_MS)
    created = []
    for name, code, *words in answer.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            reason = next((each for each in words if each), error.__name__)
            raise TopicsError(f"Topic {name} could not be created at {settings.bootstrap_servers}: {reason}")
    return tuple(created)


async def _check_partitions(admin: AIOKafkaAdminClient, settings: Settings, deadline: float) -> None:
    """Wait until each topic is known with a leader for each partition, and check how many those are."""
    while True:
        described = await admin.describe_topics(list(topics.ALL))
        if all(_is_led(topic) for topic in described) or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(RETRY_SECONDS / 5)
    for topic in described:
        if (count := len(topic["partitions"])) != settings.partitions:
            raise TopicsError(
                f"Topic {topic['topic']} at {settings.bootstrap_servers} has {count} partitions, and "
                f"SWEEPCAST_PARTITIONS says {settings.partitions}. Set it to {count}, or use an empty Kafka: an award "
                "body's past must stay in the partition where it began."
            )


def _is_led(topic: Mapping[str, object]) -> bool:
    partitions = topic["partitions"]
    return topic["error_code"] == 0 and isinstance(partitions, list) and all(each["leader"] >= 0 for each in partitions)
