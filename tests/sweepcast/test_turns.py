"""Turns and rejections on the wire."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sweepcast.board import Ended, Stage, Update
from sweepcast.turns import (
    REJECTIONS,
    TURNS,
    Cause,
    Position,
    Rejection,
    RejectionData,
    Turn,
    TurnData,
    sequence_text,
)

TIME = datetime(2017, 1, 8, 22, 42, tzinfo=UTC)
TURN = Turn(
    id="golden-globes-2017/7",
    source="test",
    subject="golden-globes-2017",
    time=TIME,
    sequence=sequence_text(7),
    data=TurnData(
        ceremony="golden-globes-2017",
        award_body="golden-globes",
        sequence=7,
        cause=Cause(
            id="one",
            type="sweepcast.announcement.winner-announced",
            time=TIME,
            position=Position(partition=2, offset=41),
        ),
        updates=(
            Update(
                address="stage",
                value=Stage(status="open", up_next="song", decided=1, categories=25, opened_at=TIME, closed_at=None),
            ),
            Update(
                address="milestone/sweep/moonlight",
                value=None,
                ended=Ended(how="passed", kind="sweep-on-course", status="1-of-6", headline="Moonlight has 1 of 6"),
            ),
        ),
    ),
)
REJECTION = Rejection(
    id="r",
    source="test",
    subject="unknown",
    time=TIME,
    data=RejectionData(
        reason="malformed",
        detail="not JSON",
        announcement=None,
        ceremony=None,
        topic="sweepcast.announcements",
        position=Position(partition=0, offset=3),
        original=b"\xff\x00{",
    ),
)


def test_a_turn_comes_back_as_it_was() -> None:
    """Values, what left the board and what ended by it are read as they were written, and give the same bytes."""
    written = TURNS.encode(TURN)
    assert TURNS.decode(written) == TURN
    assert TURNS.encode(TURNS.decode(written)) == written
    assert json.loads(written)["type"] == "sweepcast.turn"


def test_a_rejection_keeps_the_bytes_that_were_no_text() -> None:
    """The original is carried in base64 and comes back byte for byte."""
    read = REJECTIONS.decode(REJECTIONS.encode(REJECTION))
    assert read == REJECTION
    assert read.data.original == b"\xff\x00{"


def test_a_rejection_may_repeat_an_id_that_is_none() -> None:
    """What an announcement called itself and its ceremony is told as it was, sound or not."""
    named = structs.replace(REJECTION, data=structs.replace(REJECTION.data, announcement=" ", ceremony="golden globes"))
    assert REJECTIONS.decode(REJECTIONS.encode(named)) == named


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_sequence_texts_sort_like_their_numbers(one: int, other: int) -> None:
    """Text order is the order of the turns, as the CloudEvents extension wants it."""
    assert (sequence_text(one) < sequence_text(other)) == (one < other)
