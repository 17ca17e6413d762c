"""The producers' one way to Kafka: says announcements, and hears the turns and rejections that answer them.

Everything else in `producers/` knows only the small protocol `Line`, so that tests bring a line of their own.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol, TypeVar

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError, MessageSizeTooLargeError

from sweepcast import topics
from sweepcast.cloudevents import Malformed
from sweepcast.kafka import connection_options
from sweepcast.settings import Settings
from sweepcast.turns import REJECTIONS, TURNS, Position, Rejection, Turn

Answer = Turn | Rejection

_RETRY_SECONDS = 0.25
_GOODBYE_SECONDS = 3.0
"""How long a line that closes waits for Kafka: a broker that is gone must not keep anybody from leaving."""
_LARGEST_MESSAGE = 2**31 - 1
"""The broker alone decides what is too large; the client's own limit would only guess at it."""


class Message(msgspec.Struct, frozen=True):
    """What goes to Kafka: an announcement's bytes, and the award body's id, which chooses the partition."""

    key: bytes | None
    content: bytes


class LineError(Exception):
    """Kafka cannot be reached or does not take what is said; the message says where, why and what to do."""


class Line(Protocol):
    """An open line to Kafka."""

    async def say(self, messages: Sequence[Message]) -> list[Position]:
        """Send the messages in this order; return where each of them stands, once Kafka has stored them all.

        Raises:
            LineError: Kafka did not take one of them.

        """

    async def hear(self) -> Answer:
        """Return the next turn or rejection that came after the line was opened; wait for one if need be.

        Raises:
            LineError: the line broke.

        """


@asynccontextmanager
async def open_line(settings: Settings, *, seconds: float, tell: Callable[[str], object]) -> AsyncIterator[Line]:
    """Open a line to the Kafka of the settings, and close it again.

    Answers are heard from the moment of opening. Where Kafka or its topics are not there yet, `tell` hears of it once,
    and they are waited for up to `seconds`.

    Raises:
        LineError: Kafka or its topics are not there in time, or Kafka does not let us in.

    """
    if settings.log_level != "debug":
        # Each failed attempt would be logged with a traceback; what there is to say, LineError says in one line.
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    deadline = asyncio.get_running_loop().time() + seconds
    waiting = _Waiting(settings, seconds, tell)
    producer = await _started(lambda: AIOKafkaProducer(**_producer_options(settings)), deadline, waiting)
    try:
        consumer = await _started(lambda: AIOKafkaConsumer(**_consumer_options(settings)), deadline, waiting)
        try:
            await _listen_from_now(producer, consumer, deadline, waiting)
            yield KafkaLine(producer, consumer, settings.bootstrap_servers)
        finally:
            await _stopped(consumer)
    finally:
        await _stopped(producer)


class KafkaLine:
    """The line over real Kafka clients that have been started, the consumer assigned to the answers' topics."""

    def __init__(self, producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, where: str) -> None:
        """Take the clients over for as long as they are open; `where` names Kafka in errors."""
        self._producer = producer
        self._consumer = consumer
        self._where = where

    async def say(self, messages: Sequence[Message]) -> list[Position]:
        """Send the messages in this order; return where each of them stands, once all replicas in sync have them."""
        try:
            # Awaited one after the other, so that they stand in this order; their acknowledgements come together.
            sent = [await self._producer.send(topics.ANNOUNCEMENTS, each.content, each.key) for each in messages]
            return [Position(partition=each.partition, offset=each.offset) for each in await asyncio.gather(*sent)]
        except MessageSizeTooLargeError as error:
            largest = max(len(each.content) for each in messages)
            raise LineError(
                f"Kafka at {self._where} does not take a message of {largest} bytes: {error}. "
                "Shorten it, or raise max.message.bytes of the topic"
            ) from None
        except KafkaError as error:
            raise LineError(f"Kafka at {self._where} did not take the announcement: {_words(error)}") from error

    async def hear(self) -> Answer:
        """Return the next turn or rejection; what cannot be read, by a newer Sweepcast perhaps, is passed over."""
        while True:
            try:
                record = await self._consumer.getone()
            except KafkaError as error:
                raise LineError(f"the line to Kafka at {self._where} broke: {_words(error)}") from error
            codec = TURNS if record.topic == topics.UPDATES else REJECTIONS
            with suppress(Malformed):
                return codec.decode(record.value)


class _Waiting:
    """Says once what is waited for, and says it as an error when the time is up."""

    def __init__(self, settings: Settings, seconds: float, tell: Callable[[str], object]) -> None:
        self._where = f"Kafka at {settings.bootstrap_servers} ({settings.kafka_security})"
        self._seconds = seconds
        self._tell = tell
        self._told: set[str] = set()

    def for_(self, what: str) -> None:
        if what not in self._told:
            self._told.add(what)
            self._tell(f"waiting up to {self._seconds:g} s for {self._where}: {what}")

    def over(self, what: str) -> LineError:
        return LineError(
            f"no {self._where} within {self._seconds:g} s: {what}. "
            "Start it (python -m stack up), or name another one in SWEEPCAST_KAFKA"
        )

    def refused(self, error: KafkaError) -> LineError:
        return LineError(f"{self._where} does not let us in: {_words(error)}. See the SWEEPCAST_KAFKA_… settings")


Client = TypeVar("Client", AIOKafkaProducer, AIOKafkaConsumer)


async def _started(make: Callable[[], Client], deadline: float, waiting: _Waiting) -> Client:
    """Return a client that reached Kafka; a new one is made for each attempt, since none can be started twice."""
    clock = asyncio.get_running_loop().time
    problem = "it does not answer"
    while True:
        client = make()
        try:
            async with asyncio.timeout_at(deadline):
                await client.start()
        except (KafkaConnectionError, TimeoutError):
            await _stopped(client)
            if clock() + _RETRY_SECONDS >= deadline:
                raise waiting.over(problem) from None
            waiting.for_(problem)
            await asyncio.sleep(_RETRY_SECONDS)
        except KafkaError as error:
            await _stopped(client)
            raise waiting.refused(error) from error
        except BaseException:
            await _stopped(client)
            raise
        else:
            return client


async def _stopped(client: AIOKafkaProducer | AIOKafkaConsumer) -> None:
    with suppress(TimeoutError, KafkaError):
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await client.stop()


async def _listen_from_now(
    producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, deadline: float, waiting: _Waiting
) -> None:
    """Place the consumer behind the last answer there is. Topics are never made here: that is the operator's."""
    clock = asyncio.get_running_loop().time
    try:
        while missing := sorted(set(topics.ALL) - await consumer.topics()):
            problem = f"its topics are not there yet ({', '.join(missing)})"
            if clock() + _RETRY_SECONDS >= deadline:
                raise waiting.over(problem)
            waiting.for_(problem)
            await asyncio.sleep(_RETRY_SECONDS)
        partitions = [
            TopicPartition(topic, each)
            for topic in (topics.UPDATES, topics.REJECTIONS)
            # The consumer itself learns of a topic's partitions only once it is assigned to some.
            for each in sorted(await producer.partitions_for(topic))
        ]
        consumer.assign(partitions)
        for partition, end in (await consumer.end_offsets(partitions)).items():
            consumer.seek(partition, end)
    except KafkaError as error:
        raise waiting.refused(error) from error


def _producer_options(settings: Settings) -> dict[str, object]:
    """Nothing lost, nothing twice, nothing out of order, and no waiting for company."""
    return {
        "acks": "all",
        "enable_idempotence": True,
        "linger_ms": 0,
        "max_request_size": _LARGEST_MESSAGE,
        **reach(settings),
    }


def _consumer_options(settings: Settings) -> dict[str, object]:
    """No group: a line hears every partition from its own beginning, whoever else listens."""
    return {"group_id": None, "enable_auto_commit": False, **reach(settings)}


def reach(settings: Settings) -> dict[str, object]:
    """Return the options by which a client finds Kafka and is let in.

    Raises:
        LineError: the certificates to trust cannot be read.

    """
    try:
        return {"client_id": "sweepcast-producers", **connection_options(settings)}
    except OSError as error:
        raise LineError(f"SWEEPCAST_KAFKA_CA_FILE={settings.kafka_ca_file} cannot be used: {error}") from None


def _words(error: KafkaError) -> str:
    return str(error) or type(error).__name__
