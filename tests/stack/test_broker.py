"""The embedded broker, for real."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from stack.broker import (
    LARGEST_MESSAGE,
    BrokerError,
    EmbeddedBroker,
    Kafka,
    choose_place,
    explain,
    failure,
    format_place,
    properties,
)
from stack.errors import StackError
from stack.guard import Guard
from stack.parts import broker_part
from stack.supervisor import PartFailed, Supervisor
from stack.topics import create_topics
from sweepcast import topics
from sweepcast.settings import Settings


async def announce(broker: EmbeddedBroker, content: bytes) -> None:
    """Write an announcement."""
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()
    try:
        await producer.send_and_wait(topics.ANNOUNCEMENTS, content, partition=0)
    finally:
        await producer.stop()


async def announced(broker: EmbeddedBroker, count: int) -> list[bytes]:
    """Read the first announcements."""
    consumer = AIOKafkaConsumer(
        topics.ANNOUNCEMENTS, bootstrap_servers=broker.bootstrap_servers, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


async def test_what_was_written_outlives_stops_kills_and_other_ports(
    own_broker: EmbeddedBroker, kafka_program: Kafka
) -> None:
    """A data folder that is kept goes on where it was: after a stop, after a power cut, and on other ports."""
    await create_topics(Settings(kafka=own_broker.bootstrap_servers))
    await announce(own_broker, b"first")
    own_broker.stop()
    own_broker.start()
    await announce(own_broker, b"second")
    own_broker.kill()
    own_broker.place = choose_place(own_broker.place.folder)
    format_place(kafka_program, own_broker.place)
    own_broker.start()
    assert await announced(own_broker, 2) == [b"first", b"second"]


def test_a_second_broker_in_one_folder_is_refused(own_broker: EmbeddedBroker, kafka_program: Kafka) -> None:
    """Two runs with the same data would destroy it; the message says who has it."""
    other = EmbeddedBroker(kafka_program, choose_place(own_broker.place.folder))
    with pytest.raises(StackError, match=f"Another run uses the data folder {own_broker.place.folder}"), other:
        pass


async def test_a_taken_port_ends_the_run_with_the_reason(kafka_program: Kafka, tmp_path: Path) -> None:
    """Whoever's port is taken reads just that, and the broker's own last words."""
    place = choose_place(tmp_path / "kafka")
    format_place(kafka_program, place)
    with (
        socket.create_server(("127.0.0.1", place.port)),
        Guard() as guard,
        pytest.raises(PartFailed, match=r"(?s)its port is taken.*\| "),
    ):
        async with Supervisor(tmp_path, lambda *_: None, guard) as run:
            await run.start(broker_part(kafka_program, place))


def test_a_folder_that_cannot_be_formatted_is_said(kafka_program: Kafka, tmp_path: Path) -> None:
    """What Kafka says against formatting is passed on."""
    place = choose_place(tmp_path)
    broken = replace(kafka_program, jars=tuple(jar for jar in kafka_program.jars if "kafka-metadata" not in jar.name))
    with pytest.raises(BrokerError, match=r"(?s)could not be formatted.*NoClassDefFoundError"):
        format_place(broken, place)


def test_a_data_folder_that_is_a_file_is_said(kafka_program: Kafka, tmp_path: Path) -> None:
    """A data folder that cannot be one is named, with the system's reason."""
    (tmp_path / "file").touch()
    with pytest.raises(BrokerError, match=r"The data folder .*file cannot be used"):
        format_place(kafka_program, choose_place(tmp_path / "file"))


@pytest.mark.parametrize(
    ("log", "meaning"),
    [
        ("java.io.IOException: No space left on device", "the disk is full"),
        ("java.net.BindException: Address already in use", "its port is taken"),
        ("Failed to acquire lock on file .lock in /data", "another broker"),
        ("something new", ""),
    ],
)
def test_known_failures_are_put_into_words(log: str, meaning: str) -> None:
    """What happens to people is said in their words; what is unknown is left to the log."""
    assert explain(log).startswith(meaning)
    assert bool(explain(log)) == bool(meaning)


def test_a_full_disk_is_said_even_when_it_has_no_place_for_the_words() -> None:
    """A log that ends in mid-sentence on a disk without space is explained by the disk."""
    assert explain("", free_bytes=4096).startswith("the disk is full")
    assert explain("something new", free_bytes=10**12) == ""


def test_a_failure_shows_the_end_of_the_log_only() -> None:
    """The last lines are shown, not thousands."""
    message = failure("Kafka did not start", "\n".join(f"line {number}." for number in range(100)))
    assert "line 99." in message
    assert "line 50." not in message


def test_a_broker_takes_what_the_largest_rejection_needs(tmp_path: Path) -> None:
    """Topics without a limit of their own, such as changelogs, have the larger one."""
    assert f"message.max.bytes={LARGEST_MESSAGE}\n" in properties(choose_place(tmp_path))
