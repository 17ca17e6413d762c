"""The gateway's frames on the wire."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from sweepcast.board import Stage
from sweepcast.cloudevents import Malformed
from sweepcast.frames import (
    FRAMES,
    AnyFrame,
    Goodbye,
    GoodbyeData,
    Heartbeat,
    Hello,
    HelloData,
    Snapshot,
    SnapshotData,
    TurnFrame,
)
from sweepcast.turns import TURNS, Turn
from tests.sweepcast.test_turns import TURN

TIME = datetime(2017, 1, 8, 22, 42, tzinfo=UTC)
STAGE = Stage(status="open", up_next=None, decided=0, categories=25, opened_at=TIME, closed_at=None)
ENVELOPE: dict[str, Any] = {"id": "f", "source": "test", "subject": "feed", "time": TIME, "cursor": "c1"}
HELLO = HelloData(
    version="0.1.0", heartbeat_seconds=5.0, resumed=False, reason="no-cursor", ceremonies=("oscars-2017",)
)
TURN_FRAME = TurnFrame(**structs.asdict(TURN), cursor="c2")


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (Hello(**ENVELOPE, data=HELLO), "sweepcast.feed.hello"),
        (
            Snapshot(**ENVELOPE, data=SnapshotData(ceremony="oscars-2017", sequence=3, board={"stage": STAGE})),
            "sweepcast.feed.snapshot",
        ),
        (TURN_FRAME, "sweepcast.turn"),
        (Heartbeat(**ENVELOPE), "sweepcast.feed.heartbeat"),
        (Goodbye(**ENVELOPE, data=GoodbyeData(code=4000, reason="restart")), "sweepcast.feed.goodbye"),
    ],
)
def test_a_frame_comes_back_as_it_was(frame: AnyFrame, kind: str) -> None:
    """Each frame bears its own type and its cursor."""
    written = FRAMES.encode(frame)
    assert FRAMES.decode(written) == frame
    assert (json.loads(written)["type"], json.loads(written)["cursor"]) == (kind, frame.cursor)


def test_a_turns_frame_is_the_turn_with_a_cursor() -> None:
    """Who reads turns reads their frames too, and the cursor is all that is added."""
    read = TURNS.decode(FRAMES.encode(TURN_FRAME))
    assert type(read) is Turn
    assert read == TURN
    framed, turn = json.loads(FRAMES.encode(TURN_FRAME)), json.loads(TURNS.encode(TURN))
    assert framed == {**turn, "cursor": "c2"}


def test_a_frame_without_a_cursor_is_none() -> None:
    """A place in the feed belongs to every frame."""
    with pytest.raises(Malformed, match=r"not a valid frame: .*`cursor`"):
        FRAMES.decode(TURNS.encode(TURN))
