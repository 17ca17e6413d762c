"""Frames as the kit reads them: strict in what docs/protocol.md promises, open to values that it does not know.

A board's values are left as plain JSON, so that a gateway with kinds of values of its own can be checked too.
"""

from typing import Any

import msgspec

from sweepcast.cloudevents import CloudEvent, Codec, Id, Malformed, Text
from sweepcast.conformance.verdicts import Problem, Unexpected, shortened
from sweepcast.filters import Facts, facts_in
from sweepcast.frames import Acked, Delayed, Filtered, Frame, Goodbye, Heartbeat, Hello, Refused
from sweepcast.turns import Cause

Value = dict[str, Any]
"""A value on a board, as JSON."""
Board = dict[str, Value]


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """One changed thing; see `sweepcast.board.Update`."""

    address: str
    value: Value | None
    ended: Value | None = None


class TurnData(msgspec.Struct, frozen=True, kw_only=True):
    """What one announcement changed; see `sweepcast.turns.TurnData`."""

    ceremony: Id
    award_body: Id
    sequence: int
    cause: Cause
    updates: tuple[Update, ...]


class Turn(CloudEvent, frozen=True, kw_only=True, tag="sweepcast.turn"):
    """A turn as it is told on the feed and over HTTP."""

    sequence: str
    cursor: Text
    data: TurnData


class SnapshotData(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board, or under a filter all of it that is selected."""

    ceremony: Id
    sequence: int
    board: Board


class Snapshot(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.snapshot"):
    """One night as it stands at the cursor."""

    data: SnapshotData


class BoardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `/v1/ceremonies/<id>/board` answers."""

    ceremony: Id
    sequence: int
    cursor: Text
    board: Board


class TurnsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `/v1/ceremonies/<id>/turns` answers."""

    ceremony: Id
    turns: tuple[Turn, ...]
    next: int | None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What `/v1/ceremonies` says of a night."""

    id: Id
    award_body: Id | Value | None = None
    date: str | None = None
    sequence: int
    stage: Value | None = None

    @property
    def body(self) -> str:
        """The id of its award body."""
        body = self.award_body
        return str(body.get("id")) if isinstance(body, dict) else str(body)

    @property
    def is_closed(self) -> bool:
        """Whether the night is over."""
        return self.stage is not None and self.stage.get("status") == "closed"

    @property
    def is_open(self) -> bool:
        """Whether the night is going on."""
        return self.stage is not None and self.stage.get("status") == "open"


class CeremoniesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `/v1/ceremonies` answers."""

    cursor: Text
    ceremonies: tuple[Summary, ...]


AnyFrame = Hello | Snapshot | Turn | Heartbeat | Filtered | Delayed | Acked | Refused | Goodbye
_FRAMES: Codec[AnyFrame] = Codec(AnyFrame, "frame")
_TYPES = frozenset(str(each.__struct_config__.tag) for each in AnyFrame.__args__)


class _Typed(msgspec.Struct):
    type: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A frame as it came: its text, what it says, and when it was there (in seconds of the kit's clock)."""

    text: str
    frame: AnyFrame
    at: float = 0.0

    @property
    def shown(self) -> str:
        """The frame for a person."""
        return shortened(self.text)


def read_frame(message: str | bytes, at: float = 0.0) -> Seen | None:
    """Return the frame in a message, none if it is of a type that docs/protocol.md does not know.

    Raises:
        Unexpected: it is no frame.
    """
    if isinstance(message, bytes):
        problem = Problem(
            expected="frames that are text", seen="a binary message", frames=(shortened(repr(message[:200])),)
        )
        raise Unexpected(problem)
    try:
        if msgspec.json.decode(message, type=_Typed).type not in _TYPES:
            return None
        return Seen(text=message, frame=_FRAMES.decode(message.encode()), at=at)
    except (Malformed, msgspec.DecodeError) as error:
        problem = Problem(
            expected="a frame as described in docs/protocol.md", seen=str(error), frames=(shortened(message),)
        )
        raise Unexpected(problem) from None


def facts(value: Value) -> Facts:
    """Return what a filter can know of a value."""
    return facts_in(msgspec.json.encode(value))
