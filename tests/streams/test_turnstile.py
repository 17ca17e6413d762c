"""Effectively once: whatever is killed, and whenever, a reader that drops repeats sees each announcement's turn once.

Kafka is a fake here that keeps what it acknowledged, and workers die between any two writes, or right after one.
"""

from collections.abc import AsyncIterator
from functools import partial
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.fold import fold
from streams.step import Arrival, Sending, step
from streams.stored import BOOKS, NIGHTS, Partition, Storing, newer, restore
from streams.turnstile import Turnstile
from sweepcast import topics
from sweepcast.turns import REJECTIONS, TURNS
from tests.streams.announcing import arrivals, endless_night

STEP = partial(step, fold=fold, home=lambda _: 0)
LOG = arrivals(*islice(endless_night(), 6), b"not JSON", *list(islice(endless_night(), 9))[5:], None)


class Killed(Exception):
    """The worker is gone."""


class Kafka:
    """What was acknowledged: records sent and stored, in the order in which they came."""

    def __init__(self) -> None:
        self.sent: list[Sending] = []
        self.stored: list[Storing] = []

    def tables(self) -> dict[str, dict[bytes, bytes]]:
        """Return the tables as a worker reads them back."""
        tables: dict[str, dict[bytes, bytes]] = {NIGHTS: {}, BOOKS: {}}
        for each in self.stored:
            kept = newer(each.value, tables[each.table].get(each.key))
            assert kept is not None
            tables[each.table][each.key] = kept
        return tables

    def answers(self) -> dict[int, Sending]:
        """Return the turn or rejection of each offset as a reader sees them that drops repeats; they must be equal."""
        answers: dict[int, Sending] = {}
        for each in self.sent:
            offset = offset_of(each)
            assert answers.setdefault(offset, each) == each
        assert list(answers) == sorted(answers), "an answer came before an earlier one"
        return answers


class Line:
    """A worker's connection, which breaks before or after a write."""

    def __init__(self, kafka: Kafka, writes: int | None = None, *, lands: bool = False) -> None:
        self._kafka = kafka
        self._left = writes
        self._lands = lands

    async def publish(self, partition: int, sending: Sending) -> None:
        if self._still():
            self._kafka.sent.append(sending)
        self._maybe_die()

    async def keep(self, partition: int, storing: Storing) -> None:
        if self._still():
            self._kafka.stored.append(storing)
        self._maybe_die()

    def _still(self) -> bool:
        if self._left is not None:
            self._left -= 1
        return self._left is None or self._left >= 0 or self._lands

    def _maybe_die(self) -> None:
        if self._left is not None and self._left < 0:
            raise Killed


class Log:
    """The log of announcements, and what of it was read again."""

    def __init__(self, records: list[Arrival]) -> None:
        self._records = records
        self.asked: list[tuple[int, int]] = []

    async def between(self, partition: int, start: int, stop: int) -> AsyncIterator[Arrival]:
        self.asked.append((start, stop))
        for each in self._records:
            if start <= each.offset < stop:
                yield each


def offset_of(sending: Sending) -> int:
    """Return the offset of the announcement that a turn or a rejection answers."""
    if sending.topic == topics.UPDATES:
        return TURNS.decode(sending.value).data.cause.position.offset
    return REJECTIONS.decode(sending.value).data.position.offset


def expected() -> dict[int, Sending]:
    """Return each offset's answer where nothing goes wrong."""
    partition, answers = Partition(number=0), {}
    for each in LOG:
        made = STEP(partition, each)
        partition, answers[each.offset] = made.after, made.send
    return answers


def came_back(kafka: Kafka, line: Line, log: Log) -> Turnstile:
    """Return a worker as it is after a start."""
    restored = restore(kafka.tables(), 0)
    assert not restored.lost
    turnstile = Turnstile(STEP, line, log)
    turnstile.restore([restored.partition])
    return turnstile


async def work(turnstile: Turnstile, many: int) -> bool:
    """Let a worker take up to that many announcements from where it stands; return whether it survived."""
    start = turnstile.next_offsets()[0]
    try:
        for each in LOG[start : start + many]:
            await turnstile.take(each)
    except Killed:
        return False
    return True


async def test_each_announcement_is_answered_in_order() -> None:
    """Undisturbed, answers stand in the order of the log, and the position behind them."""
    kafka = Kafka()
    turnstile = came_back(kafka, Line(kafka), Log(LOG))
    assert await work(turnstile, len(LOG))
    assert kafka.answers() == expected()
    assert turnstile.next_offsets() == {0: len(LOG)}


async def test_what_was_folded_is_skipped() -> None:
    """An offset at or before the position does nothing at all."""
    kafka = Kafka()
    turnstile = came_back(kafka, Line(kafka), Log(LOG))
    for each in (LOG[0], LOG[0], LOG[1], LOG[0], LOG[1]):
        await turnstile.take(each)
    assert len(kafka.sent) == 2
    assert len(kafka.stored) == 2


async def test_what_is_missing_is_read_from_the_log_first() -> None:
    """Nothing is folded before what stands before it; what comes late after all is then skipped."""
    kafka, log = Kafka(), Log(LOG)
    turnstile = came_back(kafka, Line(kafka), log)
    for offset in (0, 4, 2, 3, 5):
        await turnstile.take(LOG[offset])
    assert [offset_of(each) for each in kafka.sent] == [0, 1, 2, 3, 4, 5]
    assert log.asked == [(1, 4)]


async def test_a_hole_in_the_log_is_passed() -> None:
    """Offsets that are no records, as a transaction's end leaves them, hold nothing up."""
    holes = [each for each in LOG if each.offset not in {0, 2, 3}]
    kafka = Kafka()
    turnstile = came_back(kafka, Line(kafka), Log(holes))
    for each in holes:
        await turnstile.take(each)
    assert [offset_of(each) for each in kafka.sent] == [each.offset for each in holes]


async def test_the_turn_is_acknowledged_before_the_state_is_stored() -> None:
    """A worker that dies before the turn's acknowledgement has stored nothing, so the turn is made again."""
    for writes in range(2):
        kafka = Kafka()
        assert not await work(came_back(kafka, Line(kafka, writes, lands=False), Log(LOG)), 1)
        assert (len(kafka.sent), len(kafka.stored)) == (writes, 0)


async def test_another_partitions_announcements_are_left_alone() -> None:
    """A partition that went to another worker is that worker's: nothing is written for it."""
    kafka = Kafka()
    turnstile = came_back(kafka, Line(kafka), Log(LOG))
    turnstile.restore([Partition(number=1)])
    await turnstile.take(LOG[0])
    assert not kafka.sent
    assert turnstile.next_offsets() == {1: 0}


@pytest.mark.parametrize("lands", [False, True])
async def test_killed_at_every_write(lands: bool) -> None:
    """A worker that dies at its first write, its second and so on, each time anew, leaves out nothing."""
    kafka = Kafka()
    for writes in (*range(4), *range(4), *range(30)):
        await work(came_back(kafka, Line(kafka, writes, lands=lands), Log(LOG)), len(LOG))
    await work(came_back(kafka, Line(kafka), Log(LOG)), len(LOG))
    assert kafka.answers() == expected()


LIVES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=12
)


@given(LIVES)
@settings(deadline=None)
async def test_whatever_is_killed_whenever(lives: list[tuple[int, int, bool, bool, int]]) -> None:
    """Workers that are killed or put to sleep at any moment, and late ones that wake, change nothing a reader sees.

    Each life takes some announcements, then is killed at a write that lands or not; one that survives is only asleep,
    and wakes after its successors for some more.
    """
    kafka = Kafka()
    asleep: list[Turnstile] = []
    for taken, writes, lands, survives, late in lives:
        worker = came_back(kafka, Line(kafka, None if survives else writes, lands=lands), Log(LOG))
        if await work(worker, taken):
            asleep.append(worker)
        for each in asleep[:late]:
            await work(each, 1)
    last = came_back(kafka, Line(kafka), Log(LOG))
    assert await work(last, len(LOG))
    answers: dict[int, Sending] = {}
    for sent in kafka.sent:
        assert answers.setdefault(offset_of(sent), sent) == sent
    assert answers == expected()
    once = came_back(kafka, Line(kafka), Log(LOG))
    assert once.next_offsets() == {0: len(LOG)}
