"""Matching answers to what was said."""

import asyncio

from producers.kafka import Message
from producers.ledger import Ledger, is_duplicate
from sweepcast.announcements import ANNOUNCEMENTS, CeremonyOpened
from sweepcast.turns import Position
from tests.producers.fakes import TIME, rejection_for, turn_for

OPENED = CeremonyOpened(id="one", source="test", subject="village-2020", time=TIME)
MESSAGE = Message(b"village", ANNOUNCEMENTS.encode(OPENED))
HERE, THERE, ELSEWHERE = (Position(partition=1, offset=each) for each in (4, 5, 6))


def test_answers_are_matched_by_place() -> None:
    """Neither the order of answers nor a repeated id confuses them; others' answers are not ours."""
    ledger = Ledger()
    ledger.said([HERE, THERE])
    turn, duplicate = turn_for(MESSAGE, HERE), rejection_for(MESSAGE, THERE, "duplicate")
    ledger.heard(turn_for(MESSAGE, ELSEWHERE))
    assert (ledger.unanswered, ledger.answers) == (2, [])
    ledger.heard(duplicate)
    ledger.heard(turn)
    assert (ledger.unanswered, ledger.answers) == (0, [turn, duplicate])


def test_an_answer_may_come_before_we_know_where_we_said_it() -> None:
    """The worker can be faster than Kafka's acknowledgement on its way to us."""
    ledger = Ledger()
    ledger.heard(turn_for(MESSAGE, HERE))
    ledger.said([HERE])
    assert ledger.unanswered == 0
    assert len(ledger.answers) == 1


def test_a_turn_told_twice_is_one() -> None:
    """A worker that came back may repeat itself."""
    ledger = Ledger()
    ledger.said([HERE])
    ledger.heard(turn_for(MESSAGE, HERE))
    ledger.heard(turn_for(MESSAGE, HERE))
    assert len(ledger.answers) == 1


def test_duplicates() -> None:
    """Only a rejection for that one reason is a duplicate."""
    assert is_duplicate(rejection_for(MESSAGE, HERE, "duplicate"))
    assert not is_duplicate(rejection_for(MESSAGE, HERE, "malformed"))
    assert not is_duplicate(turn_for(MESSAGE, HERE))


async def test_waits_until_all_is_answered() -> None:
    """Answers that are still coming are waited for."""
    ledger = Ledger()
    ledger.said([HERE, THERE])
    settled = asyncio.create_task(ledger.settled(60))
    for each in (HERE, THERE):
        await asyncio.sleep(0)
        assert not settled.done()
        ledger.heard(turn_for(MESSAGE, each))
    assert await settled


async def test_patience_ends() -> None:
    """Without an answer for so long, the rest is given up."""
    ledger = Ledger()
    ledger.said([HERE])
    assert not await ledger.settled(0.001)
    assert ledger.unanswered == 1


async def test_nothing_to_wait_for() -> None:
    """What says nothing is settled."""
    assert await Ledger().settled(0.001)
