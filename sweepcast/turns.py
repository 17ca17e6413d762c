"""What the worker says: a turn for each announcement that was folded, a rejection for each that could not be."""

from typing import Literal

import msgspec

from sweepcast.board import Update
from sweepcast.cloudevents import CloudEvent, Codec, EventId, Id, Text, Time

SOURCE = "sweepcast/streams"


class Position(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where an announcement stands in its topic."""

    partition: int
    offset: int


class Cause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The announcement that made a turn."""

    id: EventId
    type: Text
    time: Time
    position: Position


class TurnData(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one announcement changed on its ceremony's board; `sequence` counts the ceremony's turns from 1."""

    ceremony: Id
    award_body: Id
    sequence: int
    cause: Cause
    updates: tuple[Update, ...]


class Turn(CloudEvent, frozen=True, kw_only=True, tag="sweepcast.turn"):
    """One turn, whole. `sequence` is the CloudEvents extension: text whose order is the order of the turns."""

    sequence: str
    data: TurnData


RejectionReason = Literal[
    "malformed",
    "too-large",
    "duplicate",
    "unknown-ceremony",
    "unknown-category",
    "unknown-nomination",
    "already-decided",
    "not-decided",
    "ceremony-closed",
    "bad-outcome",
    "bad-programme",
    "bad-history",
    "wrong-partition",
    "internal-error",
]


class RejectionData(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An announcement that changed nothing: why, what to do, where it stood, and its bytes (base64 in JSON).

    `announcement` is its id and `ceremony` its subject, where they could be read.
    """

    reason: RejectionReason
    detail: Text
    announcement: str | None
    ceremony: str | None
    topic: Text
    position: Position
    original: bytes


class Rejection(CloudEvent, frozen=True, kw_only=True, tag="sweepcast.rejection"):
    """One announcement that could not be folded. Its subject is the ceremony, or `unknown`."""

    data: RejectionData


def sequence_text(sequence: int) -> str:
    """Return a sequence number as the CloudEvents extension `sequence` wants it: text that sorts like the number."""
    return f"{sequence:010d}"


def turn_of(data: TurnData) -> Turn:
    """Return the message that carries a turn; the same data always gives the same message."""
    return Turn(
        id=f"{data.ceremony}/{data.sequence}",
        source=SOURCE,
        subject=data.ceremony,
        time=data.cause.time,
        sequence=sequence_text(data.sequence),
        data=data,
    )


TURNS: Codec[Turn] = Codec(Turn, "turn")
REJECTIONS: Codec[Rejection] = Codec(Rejection, "rejection")
