"""The relay between a source of records and the viewers."""

import logging

import pytest

from consumers.gateway.core.log import Entry
from consumers.gateway.feed import LAST_TROUBLES, Feed
from consumers.gateway.metrics import Metrics
from consumers.gateway.relay import Relay
from sweepcast.close_codes import CloseCode
from tests.consumers.gateway.turns import EPOCH, record, writer

NOW = 1000.0


class Crowd:
    """An audience that remembers what it heard."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self.heard: list[int] = []
        self.heartbeats = 0
        self.dismissed: list[CloseCode] = []

    def publish(self, entry: Entry) -> None:
        """Hear a turn."""
        self.heard.append(entry.sequence)

    def heartbeat(self) -> None:
        """Be told how things stand."""
        self.heartbeats += 1

    def dismiss_all(self, code: CloseCode) -> None:
        """Be sent away."""
        self.dismissed.append(code)


@pytest.fixture
def crowd() -> Crowd:
    """An audience."""
    return Crowd()


@pytest.fixture
def feed() -> Feed:
    """A feed without a log."""
    return Feed()


@pytest.fixture
def ready() -> list[str]:
    """What was said when the feed was ready."""
    return []


@pytest.fixture
def relay(feed: Feed, crowd: Crowd, ready: list[str]) -> Relay:
    """A relay of the feed."""
    return Relay(feed, crowd, writer(), lambda: ready.append("ready"), clock=lambda: NOW, metrics=Metrics("test"))


def test_the_past_is_not_news(relay: Relay, feed: Feed, crowd: Crowd, ready: list[str]) -> None:
    """What is read before the feed is whole goes into the log alone; then each new turn goes out, repeats do not."""
    relay.begin(EPOCH, ())
    relay.take(record(1), 0, 0, 0.0)
    assert (feed.current, crowd.heard, ready) == (None, [], [])
    relay.caught_up()
    assert feed.current is feed.log
    for offset, sequence in enumerate((2, 2, 3), 1):
        relay.take(record(sequence), 0, offset, 0.0)
    relay.caught_up()
    assert (crowd.heard, ready) == ([2, 3], ["ready"])
    assert (relay.epoch, relay.offsets) == (EPOCH, (4,))


def test_a_new_log_dismisses_the_audience_of_the_old_one(relay: Relay, feed: Feed, crowd: Crowd) -> None:
    """Nobody is dismissed at the first log, everybody at the next; that one is not served until it is whole."""
    relay.begin(EPOCH, ())
    relay.caught_up()
    assert crowd.dismissed == []
    relay.begin(b"another", (3,))
    assert crowd.dismissed == [CloseCode.LOG_RENEWED]
    assert feed.current is None
    assert (relay.epoch, relay.offsets) == (b"another", (3,))


def test_troubles_are_logged_loudly_and_kept(relay: Relay, feed: Feed, caplog: pytest.LogCaptureFixture) -> None:
    """A gap is an error in the log with its place; the latest troubles are kept, and all of them counted."""
    relay.begin(EPOCH, ())
    relay.take(record(3), 0, 0, 0.0)
    (line,) = (each for each in caplog.records if each.levelno == logging.ERROR)
    assert "gap in the updates topic, partition 0, offset 0: 2 turns of golden-globes-2017" in line.getMessage()
    for offset in range(1, 100):
        relay.take(b"?", 0, offset, 0.0)
    assert feed.counts == {"gap": 1, "malformed": 99}
    assert len(feed.troubles) == LAST_TROUBLES


def test_that_kafka_is_away_is_said_once(relay: Relay, feed: Feed, caplog: pytest.LogCaptureFixture) -> None:
    """The log goes on being served, and says so; the same reason is not repeated in the log."""
    relay.begin(EPOCH, ())
    relay.caught_up()
    for _ in range(5):
        relay.away("Kafka is not there")
    assert [each.getMessage() for each in caplog.records].count("Kafka is not there") == 1
    states = [feed.kafka.state]
    assert feed.current is not None
    relay.caught_up()
    states.append(feed.kafka.state)
    assert states == ["away", "connected"]
