"""Writes the gateway's frames as bytes. Values and boards pass through as raw JSON, never read."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

import sweepcast
from sweepcast.cloudevents import Id
from sweepcast.frames import (
    FEED_SUBJECT,
    SOURCE,
    Frame,
    Goodbye,
    GoodbyeData,
    Heartbeat,
    Hello,
    HelloData,
    ResumeReason,
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
    """Writes hello, snapshot, heartbeat and goodbye; `stamp` gives each its id and time."""

    def __init__(self, stamp: Callable[[], Stamp], heartbeat_seconds: float) -> None:
        """Make a writer; `heartbeat_seconds` is what hello promises."""
        self._stamp = stamp
        self._heartbeat_seconds = heartbeat_seconds
        self._encoder = msgspec.json.Encoder()

    def hello(self, cursor: str, reason: ResumeReason, ceremonies: tuple[str, ...]) -> bytes:
        """Return the first frame of a connection; it is a resumed one exactly when the reason says so."""
        stamp = self._stamp()
        data = HelloData(
            version=sweepcast.__version__,
            heartbeat_seconds=self._heartbeat_seconds,
            resumed=reason == "resumed",
            reason=reason,
            ceremonies=ceremonies,
        )
        hello = Hello(id=stamp.id, source=SOURCE, subject=FEED_SUBJECT, time=stamp.time, cursor=cursor, data=data)
        return self._encoder.encode(hello)

    def snapshot(self, cursor: str, ceremony: str, sequence: int, board: bytes) -> bytes:
        """Return the frame of an encoded board."""
        stamp = self._stamp()
        data = _SnapshotData(ceremony=ceremony, sequence=sequence, board=msgspec.Raw(board))
        snapshot = _Snapshot(id=stamp.id, source=SOURCE, subject=ceremony, time=stamp.time, cursor=cursor, data=data)
        return self._encoder.encode(snapshot)

    def heartbeat(self, cursor: str) -> bytes:
        """Return a frame that says: everything up to the cursor has been sent."""
        stamp = self._stamp()
        return self._encoder.encode(
            Heartbeat(id=stamp.id, source=SOURCE, subject=FEED_SUBJECT, time=stamp.time, cursor=cursor)
        )

    def goodbye(self, cursor: str, code: int, reason: str) -> bytes:
        """Return the last frame of a connection that the gateway ends."""
        stamp = self._stamp()
        data = GoodbyeData(code=code, reason=reason)
        goodbye = Goodbye(id=stamp.id, source=SOURCE, subject=FEED_SUBJECT, time=stamp.time, cursor=cursor, data=data)
        return self._encoder.encode(goodbye)


def turn_frame(record: bytes, cursor: str) -> bytes:
    """Return the frame of a turn: its Kafka record, byte for byte, with the extension `cursor` added at its end.

    `record` must be a JSON object that has members; a cursor's text needs no escapes.
    """
    return b'%b,"cursor":"%b"}' % (record.rstrip()[:-1].rstrip(), cursor.encode())


def with_cursor(frame: bytes, cursor: str) -> bytes:
    """Return a turn's frame with another cursor."""
    return turn_frame(frame[: frame.rindex(b',"cursor":"')] + b"}", cursor)
