"""The line to Kafka, on the real embedded broker."""

import asyncio
import ssl
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from msgspec import structs

from producers.kafka import LineError, Message, open_line, reach
from stack.broker import EmbeddedBroker
from stack.ports import free_port
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS, CeremonyOpened
from sweepcast.settings import Settings, read_settings
from sweepcast.turns import REJECTIONS, TURNS, Position
from tests.producers.fakes import TIME, rejection_for, turn_for

OPENED = CeremonyOpened(id="one", source="test", subject="village-2020", time=TIME)
MESSAGE = Message(b"village", ANNOUNCEMENTS.encode(OPENED))
HERE = Position(partition=1, offset=4)


async def _answer(settings: Settings, topic: str, content: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka) as worker:
        await worker.send_and_wait(topic, content, key=b"village")


async def test_says_in_order_and_knows_where(kafka_settings: Settings) -> None:
    """Messages of one award body stand one behind the other, byte for byte, where the line says they are."""
    messages = [Message(b"village", b"\xff message %d" % number) for number in range(50)]
    async with open_line(kafka_settings, seconds=30, tell=print) as line:
        positions = await line.say(messages)
    [partition] = {each.partition for each in positions}
    first = positions[0].offset
    assert [each.offset for each in positions] == list(range(first, first + 50))
    place = TopicPartition(topics.ANNOUNCEMENTS, partition)
    async with AIOKafkaConsumer(bootstrap_servers=kafka_settings.kafka) as reader:
        reader.assign([place])
        reader.seek(place, first)
        records = [await reader.getone() for _ in messages]
    assert [Message(each.key, each.value) for each in records] == messages


async def test_hears_turns_and_rejections_from_its_opening_on(kafka_settings: Settings) -> None:
    """What was answered before is not heard, and what cannot be read is passed over."""
    old, turn = turn_for(MESSAGE, HERE), turn_for(MESSAGE, structs.replace(HERE, offset=5))
    await _answer(kafka_settings, topics.UPDATES, TURNS.encode(old))
    async with open_line(kafka_settings, seconds=30, tell=print) as line:
        await _answer(kafka_settings, topics.UPDATES, b"of some later version")
        await _answer(kafka_settings, topics.UPDATES, TURNS.encode(turn))
        assert await line.hear() == turn
        rejection = rejection_for(MESSAGE, HERE, "duplicate")
        await _answer(kafka_settings, topics.REJECTIONS, REJECTIONS.encode(rejection))
        assert await line.hear() == rejection


async def test_a_message_too_large_is_an_error_with_its_size(kafka_settings: Settings) -> None:
    """The broker decides, and the line can be used on."""
    async with open_line(kafka_settings, seconds=30, tell=print) as line:
        with pytest.raises(LineError, match="does not take a message of 9000000 bytes"):
            await line.say([Message(b"village", b"x" * 9_000_000)])
        assert len(await line.say([MESSAGE])) == 1


async def test_waits_for_the_topics_and_never_makes_them(own_broker: EmbeddedBroker) -> None:
    """A Kafka without Sweepcast's topics is told with what is missing, once, and then as an error."""
    told: list[str] = []
    settings = Settings(kafka=own_broker.bootstrap_servers)
    with pytest.raises(LineError, match="its topics are not there yet"):
        async with open_line(settings, seconds=3, tell=told.append):
            raise AssertionError
    assert len(told) == 1
    assert f"for Kafka at {settings.kafka} (PLAINTEXT): its topics are not there yet" in told[0]
    async with AIOKafkaConsumer(bootstrap_servers=settings.kafka) as reader:
        assert not set(topics.ALL) & await reader.topics()


async def test_nobody_there() -> None:
    """A Kafka that does not answer in time is an error that says how to start one or name another."""
    told: list[str] = []
    settings = Settings(kafka=f"127.0.0.1:{free_port()}")
    with pytest.raises(LineError) as raised:
        async with open_line(settings, seconds=0.6, tell=told.append):
            raise AssertionError
    assert str(raised.value) == (
        f"no Kafka at {settings.kafka} (PLAINTEXT) within 0.6 s: it does not answer. "
        "Start it (python -m stack up), or name another one in SWEEPCAST_KAFKA"
    )
    assert len(told) == 1


async def test_a_kafka_that_comes_late_is_reached(own_broker: EmbeddedBroker) -> None:
    """Waiting ends as soon as it answers."""
    own_broker.stop()
    settings = Settings(kafka=own_broker.bootstrap_servers)
    waiting = asyncio.Event()
    missing: list[str] = []

    def tell(line: str) -> None:
        missing.append(line)
        waiting.set()

    async def look() -> None:
        async with open_line(settings, seconds=30, tell=tell):
            raise AssertionError

    opening = asyncio.create_task(look())
    await waiting.wait()
    await asyncio.to_thread(own_broker.start)
    while len(missing) < 2:
        waiting.clear()
        await waiting.wait()
    opening.cancel()
    await asyncio.wait([opening])
    assert "it does not answer" in missing[0]
    assert "its topics are not there yet" in missing[1]


def test_how_kafka_is_reached() -> None:
    """Plain, over TLS, and with a login: just what the settings say."""
    plain = reach(Settings(kafka="a:1,b:2"))
    assert plain == {
        "bootstrap_servers": "a:1,b:2",
        "client_id": "sweepcast-producers",
        "security_protocol": "PLAINTEXT",
    }
    over_tls = reach(Settings(kafka_security="SSL"))
    assert isinstance(over_tls["ssl_context"], ssl.SSLContext)
    assert over_tls["ssl_context"].check_hostname
    login = reach(
        read_settings(
            {
                "SWEEPCAST_KAFKA_SECURITY": "SASL_PLAINTEXT",
                "SWEEPCAST_KAFKA_SASL_MECHANISM": "PLAIN",
                "SWEEPCAST_KAFKA_USERNAME": "desk",
                "SWEEPCAST_KAFKA_PASSWORD": "x",
            }
        )
    )
    assert "ssl_context" not in login
    assert (login["sasl_mechanism"], login["sasl_plain_username"], login["sasl_plain_password"]) == (
        "PLAIN",
        "desk",
        "x",
    )


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_certificates_that_cannot_be_used(content: bytes | None, tmp_path: Path) -> None:
    """A missing or unreadable file is an error that names its setting."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LineError, match=f"SWEEPCAST_KAFKA_CA_FILE={path} cannot be used"):
        reach(Settings(kafka_security="SSL", kafka_ca_file=str(path)))
