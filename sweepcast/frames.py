"""What the gateway says on the feed, besides turns: `hello`, `snapshot`, `heartbeat` and `goodbye`.

Each frame is a CloudEvent in JSON. The extension `cursor` is the place in the feed behind the frame; a client that
comes back with it goes on exactly there. A turn's frame is the turn with a cursor.
"""

from typing import Literal

import msgspec

from sweepcast.board import Board
from sweepcast.cloudevents import CloudEvent, Codec, Id, Text
from sweepcast.turns import Turn

SUBPROTOCOL = "cloudevents.json"
FEED_PATH = "/v1/feed"
SOURCE = "sweepcast/gateway"
FEED_SUBJECT = "feed"
"""The subject of frames that are about no one ceremony."""


ResumeReason = Literal[
    "no-cursor",
    "resumed",
    "cursor-malformed",
    "cursor-of-another-log",
    "cursor-unfinished",
    "cursor-too-old",
    "cursor-ahead",
]
"""How a connection began. `cursor-unfinished`: the client had not got all its snapshots, and gets them again."""


class Frame(CloudEvent, frozen=True, kw_only=True):
    """What all frames of the gateway's own share."""

    cursor: Text


class HelloData(msgspec.Struct, frozen=True, kw_only=True):
    """What a client may rely on: `resumed` says whether its cursor was honoured, and `reason` why not.

    `ceremonies` are the ids of all nights that the gateway knows; snapshots follow unless the feed was resumed.
    """

    version: str
    heartbeat_seconds: float
    resumed: bool
    reason: ResumeReason
    ceremonies: tuple[Id, ...]


class Hello(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.hello"):
    """The first frame of every connection."""

    data: HelloData


class SnapshotData(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board and the sequence number of the last turn in it."""

    ceremony: Id
    sequence: int
    board: Board


class Snapshot(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.snapshot"):
    """One night as it stands at the cursor."""

    data: SnapshotData


class HeartbeatData(msgspec.Struct, frozen=True):
    """A heartbeat says everything by its cursor."""


class Heartbeat(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.heartbeat"):
    """Proof of life: the client has seen everything up to the cursor."""

    data: HeartbeatData = HeartbeatData()


class GoodbyeData(msgspec.Struct, frozen=True, kw_only=True):
    """Why the gateway closes, and whether to come back: codes 4000 to 4499 say yes, 4500 to 4999 no."""

    code: int
    reason: Text


class Goodbye(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.goodbye"):
    """The last frame of a connection that the gateway ends."""

    data: GoodbyeData


class TurnFrame(Turn, frozen=True, kw_only=True, tag="sweepcast.turn"):
    """A turn with its cursor."""

    cursor: Text


AnyFrame = Hello | Snapshot | TurnFrame | Heartbeat | Goodbye
FRAMES: Codec[AnyFrame] = Codec(AnyFrame, "frame")
