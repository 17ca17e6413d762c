"""Writes the gateway's frames as bytes. Values and boards pass through as raw JSON, never read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

import msgspec

import sweepcast
from sweepcast.cloudevents import Id
from sweepcast.filters import Filter
from sweepcast.frames import (
    FEED_SUBJECT,
    SOURCE,
    Acked,
    AckedData,
    Delayed,
    DelayedData,
    Filtered,
    FilteredData,
    Frame,
    Goodbye,
    GoodbyeData,
    Heartbeat,
    HeartbeatData,
    Hello,
    HelloData,
    Refused,
    RefusedData,
    RequestRefusal,
    ResumeReason,
    ToldLimits,
)


class Stamp(NamedTuple):
    """What makes a frame an event of its own: its id and its time."""

    id: str
    time: datetime


class _SnapshotData(msgspec.Struct, frozen=True, kw_only=True):
    ceremony: Id
    sequence: int
    board: msgspec.Raw


class _Snapshot(Frame, frozen=True, kw_only=True, tag="sweepcast.feed.snapshot"):
    data: _SnapshotData


class FrameWriter:
    """Writes all frames but turns; `stamp` gives each its id and time."""

    def __init__(self, stamp: Callable[[], Stamp], heartbeat_seconds: float, limits: ToldLimits | None = None) -> None:
        """Make a writer; `heartbeat_seconds` and `limits` are what hello promises."""
        self._stamp = stamp
        self._heartbeat_seconds = heartbeat_seconds
        self._limits = limits
        self._encoder = msgspec.json.Encoder()

    def hello(  # as many as hello says
        self,
        cursor: str,
        reason: ResumeReason,
        ceremonies: tuple[str, ...],
        selected: Filter,
        delay_seconds: float,
        *,
        stale: bool,
    ) -> bytes:
        """Return the first frame of a connection; it is a resumed one exactly when the reason says so."""
        data = HelloData(
            version=sweepcast.__version__,
            heartbeat_seconds=self._heartbeat_seconds,
            resumed=reason == "resumed",
            reason=reason,
            ceremonies=ceremonies,
            filter=selected,
            delay_seconds=delay_seconds,
            stale=stale,
            limits=self._limits,
        )
        return self._frame(Hello, cursor, data)

    def snapshot(self, cursor: str, ceremony: str, sequence: int, board: bytes) -> bytes:
        """Return the frame of an encoded board."""
        stamp = self._stamp()
        data = _SnapshotData(ceremony=ceremony, sequence=sequence, board=msgspec.Raw(board))
        snapshot = _Snapshot(id=stamp.id, source=SOURCE, subject=ceremony, time=stamp.time, cursor=cursor, data=data)
        return self._encoder.encode(snapshot)

    def heartbeat(self, cursor: str, *, stale: bool) -> bytes:
        """Return a frame that says: everything up to the cursor has been sent; stale: there may be news behind it."""
        return self._frame(Heartbeat, cursor, HeartbeatData(stale=stale))

    def filtered(
        self, cursor: str, request: str | None, selected: Filter, ceremonies: tuple[str, ...], holds_from: str
    ) -> bytes:
        """Return the answer to a change of the filter."""
        data = FilteredData(request=request, filter=selected, ceremonies=ceremonies, holds_from=holds_from)
        return self._frame(Filtered, cursor, data)

    def delayed(self, cursor: str, request: str | None, delay_seconds: float) -> bytes:
        """Return the answer to a change of the delay."""
        return self._frame(Delayed, cursor, DelayedData(request=request, delay_seconds=delay_seconds))

    def acked(self, cursor: str, request: str | None, place: str) -> bytes:
        """Return the answer to an acknowledgement that was kept."""
        return self._frame(Acked, cursor, AckedData(request=request, place=place))

    def refused(self, cursor: str, request: str | None, code: RequestRefusal, detail: str) -> bytes:
        """Return the answer to a request that cannot be carried out."""
        return self._frame(Refused, cursor, RefusedData(request=request, code=code, detail=detail))

    def goodbye(self, cursor: str, code: int, reason: str) -> bytes:
        """Return the last frame of a connection that the gateway ends."""
        return self._frame(Goodbye, cursor, GoodbyeData(code=code, reason=reason))

    def _frame(self, kind: type[Frame], cursor: str, data: msgspec.Struct) -> bytes:
        stamp = self._stamp()
        # Each kind of frame has its own kind of data, which the callers above pair.
        frame = kind(id=stamp.id, source=SOURCE, subject=FEED_SUBJECT, time=stamp.time, cursor=cursor, data=data)  # type: ignore[call-arg]
        return self._encoder.encode(frame)


def turn_frame(record: bytes, cursor: str) -> bytes:
    """Return the frame of a turn: its Kafka record, byte for byte, with the extension `cursor` added at its end.

    `record` must be a JSON object that has members; a cursor's text needs no escapes.
    """
    return b'%b,"cursor":"%b"}' % (record.rstrip()[:-1].rstrip(), cursor.encode())


def with_cursor(frame: bytes, cursor: str) -> bytes:
    """Return a turn's frame with another cursor."""
    return turn_frame(frame[: frame.rindex(b',"cursor":"')] + b"}", cursor)


class Choice(Enum):
    """What becomes of an update: it comes whole, as one that takes its address off the board, or not at all."""

    WHOLE = "whole"
    GONE = "gone"
    LEFT_OUT = "left out"


_OBJECTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAYS = msgspec.json.Decoder(list[msgspec.Raw])
_ENCODER = msgspec.json.Encoder()
_NULL = msgspec.Raw(b"null")


def turn_with(frame: bytes, choices: Sequence[Choice], cursor: str) -> bytes:
    """Return a turn's frame with those of its updates that were chosen, in their order, and with a cursor."""
    turn = _OBJECTS.decode(frame)
    data = _OBJECTS.decode(turn["data"])
    updates = zip(_ARRAYS.decode(data["updates"]), choices, strict=True)
    chosen = [
        _gone(update) if choice is Choice.GONE else update
        for update, choice in updates
        if choice is not Choice.LEFT_OUT
    ]
    data["updates"] = msgspec.Raw(_ENCODER.encode(chosen))
    turn["data"] = msgspec.Raw(_ENCODER.encode(data))
    turn["cursor"] = msgspec.Raw(_ENCODER.encode(cursor))
    return _ENCODER.encode(turn)


def _gone(update: msgspec.Raw) -> msgspec.Raw:
    """Return an update that takes its address off the board; what it says of a milestone's end stays."""
    return msgspec.Raw(_ENCODER.encode({**_OBJECTS.decode(update), "value": _NULL}))
