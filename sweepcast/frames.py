"""What the gateway says on the feed: `hello`, `snapshot`, turns, `heartbeat`, answers to requests, and `goodbye`.

Each frame is a CloudEvent in JSON. The extension `cursor` is the place in the feed behind the frame; a client that
comes back with it goes on exactly there. A turn's frame is the turn with a cursor; under a filter, with those of its
updates that the filter selects.
"""

from typing import Literal

import msgspec

from sweepcast.board import Board
from sweepcast.cloudevents import CloudEvent, Codec, Id, Text
from sweepcast.filters import EVERYTHING, Filter
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
    "cursor-of-another-filter",
    "cursor-unfinished",
    "cursor-too-old",
    "cursor-ahead",
]
"""How a connection began. `cursor-unfinished`: the client had not got all its snapshots, and gets them again."""


class Frame(CloudEvent, frozen=True, kw_only=True):
    """What all frames of the gateway's own share; the subject of one that is about no one ceremony is `feed`."""

    cursor: Text


class ToldLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What a client may do on one connection.

    Attributes:
        message_bytes: the largest message that it may send.
        messages_per_minute: how many it may send.
        filter_ids: how many ids a filter may name.
        delay_seconds: the longest delay.
        waiting_bytes: it is evicted when more than so much of the feed waits for it.
        silent_seconds: it is evicted when it is behind and takes not one byte for so long.
    """

    message_bytes: int
    messages_per_minute: int
    filter_ids: int
    delay_seconds: float
    waiting_bytes: int
    silent_seconds: float


class HelloData(msgspec.Struct, frozen=True, kw_only=True):
    """What a client may rely on: `resumed` says whether its cursor was honoured, and `reason` why not.

    `ceremonies` are the ids of the nights that it begins with, sorted: unless the feed was resumed, a snapshot of each
    follows. `stale`: Kafka cannot be read now, and what is served may be old.
    """

    version: str
    heartbeat_seconds: float
    resumed: bool
    reason: ResumeReason
    ceremonies: tuple[Id, ...]
    filter: Filter = EVERYTHING
    delay_seconds: float = 0.0
    stale: bool = False
    limits: ToldLimits | None = None


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
    """A heartbeat says everything by its cursor; `stale` while Kafka cannot be read and there may be news behind it."""

    stale: bool = False


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


class FilteredData(msgspec.Struct, frozen=True, kw_only=True):
    """The filter that holds from here on: snapshots of `ceremonies` follow, and then turns under this filter.

    `request` is the id that the client gave to its request. `holds_from` is the place from which the filter holds:
    everything before it was told under the earlier one.
    """

    request: str | None
    filter: Filter
    ceremonies: tuple[Id, ...]
    holds_from: Text


class Filtered(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.filtered"):
    """The answer to a change of the filter."""

    data: FilteredData


class DelayedData(msgspec.Struct, frozen=True, kw_only=True):
    """The delay that holds from here on. What has been told stays told: a longer one is a pause first."""

    request: str | None
    delay_seconds: float


class Delayed(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.delayed"):
    """The answer to a change of the delay."""

    data: DelayedData


class AckedData(msgspec.Struct, frozen=True, kw_only=True):
    """The subscriber's place is kept: it starts at `place` when it comes without a cursor."""

    request: str | None
    place: Text


class Acked(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.acked"):
    """The answer to an acknowledgement."""

    data: AckedData


RequestRefusal = Literal[
    "malformed-request",
    "filter-too-large",
    "no-subscriber",
    "malformed-cursor",
    "cannot-keep-place",
    "kafka-away",
]
"""The codes of today for why a request was not carried out; docs/protocol.md lists them. There may be more."""


class RefusedData(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not carried out: a code for programs, and for people what to do. Nothing has changed."""

    request: str | None
    code: Id
    detail: Text


class Refused(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.refused"):
    """The answer to a request that cannot be carried out."""

    data: RefusedData


AnyFrame = Hello | Snapshot | TurnFrame | Heartbeat | Filtered | Delayed | Acked | Refused | Goodbye
FRAMES: Codec[AnyFrame] = Codec(AnyFrame, "frame")
