"""The feed's log: every turn once, in the order read, as the bytes that all subscribers share; and each night's board.

Pure: no sockets, no clock, no Kafka. Subscribers have no queues, they have places in this log.
"""

from collections import Counter
from typing import Literal

import msgspec

from consumers.gateway.cursor import Cursor, Offsets, advanced, encode_cursor, next_offset, reaches
from consumers.gateway.frame_writer import FrameWriter, turn_frame
from sweepcast.cloudevents import CloudEvent, Codec, Id, Malformed
from sweepcast.turns import Position

KEPT_BYTES = 256 * 1024 * 1024
"""Frames that a log holds before it lets go of the oldest; a night takes about 3 MB."""


class _Cause(msgspec.Struct, frozen=True):
    position: Position


class _Update(msgspec.Struct, frozen=True):
    address: str
    value: msgspec.Raw


class _TurnData(msgspec.Struct, frozen=True):
    ceremony: Id
    sequence: int
    cause: _Cause
    updates: tuple[_Update, ...]


class _Turn(CloudEvent, frozen=True, kw_only=True, tag="sweepcast.turn"):
    """What the gateway reads of a turn: whose it is, its number and its addresses. The values stay raw JSON."""

    data: _TurnData


_TURNS: Codec[_Turn] = Codec(_Turn, "turn")
_BOARDS = msgspec.json.Encoder(order="deterministic")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One turn in the log.

    Attributes:
        place: its number in the log, from 0.
        partition, offset: where its record stands in the updates topic.
        offsets: the next offset to read of each partition behind this entry; its frame's cursor says the same.
        missing: how many turns of its ceremony should have come before it and did not; 0 when all is well.
    """

    place: int
    ceremony: str
    sequence: int
    partition: int
    offset: int
    offsets: Offsets
    frame: bytes
    missing: int


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A record that made no entry, and why.

    `repeat`: a turn that is in the log, as a restarted worker sends it again. `conflict`: a turn that is neither a
    repeat nor new, since only one of its sequence number and its input position was seen before. `malformed`: no turn.
    """

    reason: Literal["repeat", "conflict", "malformed"]
    detail: str


class BoardAt(msgspec.Struct, frozen=True, kw_only=True):
    """A night's board as JSON with sorted addresses, after the turn `sequence`."""

    ceremony: str
    sequence: int
    encoded: bytes


class _Night:
    """One ceremony's board in raw values."""

    def __init__(self) -> None:
        self.sequence = 0
        self._values: dict[str, msgspec.Raw] = {}
        self._encoded: bytes | None = None

    def apply(self, data: _TurnData) -> None:
        self.sequence = data.sequence
        self._encoded = None
        for update in data.updates:
            if bytes(update.value) == b"null":
                self._values.pop(update.address, None)
            else:
                # A raw value is a view that would keep its whole record in memory.
                self._values[update.address] = update.value.copy()

    def value(self, address: str) -> bytes | None:
        raw = self._values.get(address)
        return None if raw is None else bytes(raw)

    def encoded(self) -> bytes:
        if self._encoded is None:
            self._encoded = _BOARDS.encode(self._values)
        return self._encoded


class FeedLog:
    """The turns of one updates topic."""

    def __init__(self, epoch: bytes, frames: FrameWriter, *, first: Offsets = (), kept_bytes: int = KEPT_BYTES) -> None:
        """Make an empty log of the topic whose id is `epoch`, to be read from the offsets `first` on.

        `frames` writes the snapshots. Beyond `kept_bytes` of frames the oldest are let go.
        """
        self.epoch = epoch
        self.frames = frames
        self.dropped: Counter[str] = Counter()
        """Records that made no entry, by reason."""
        self._offsets = first
        self._trimmed = first
        self._cursor = encode_cursor(Cursor(epoch, first))
        self._entries: list[Entry] = []
        self._start = 0
        self._bytes = 0
        self._kept_bytes = kept_bytes
        self._nights: dict[str, _Night] = {}
        self._inputs: dict[int, int] = {}
        self._snapshots: dict[tuple[str, str], bytes] = {}

    @property
    def start(self) -> int:
        """The place of the oldest entry that is still held."""
        return self._start

    @property
    def end(self) -> int:
        """The place that the next entry will take."""
        return self._start + len(self._entries)

    @property
    def offsets(self) -> Offsets:
        """The next offset to read of each partition."""
        return self._offsets

    @property
    def trimmed(self) -> Offsets:
        """The offsets below which the log cannot be told again."""
        return self._trimmed

    @property
    def cursor(self) -> str:
        """The newest place in the feed."""
        return self._cursor

    @property
    def ceremonies(self) -> tuple[str, ...]:
        """The ids of all nights, sorted."""
        return tuple(sorted(self._nights))

    def entry(self, place: int) -> Entry:
        """Return the entry at a place from `start` up to but without `end`."""
        return self._entries[place - self._start]

    def board(self, ceremony: str) -> BoardAt | None:
        """Return a night's board, none for a night that is not known."""
        night = self._nights.get(ceremony)
        if night is None:
            return None
        return BoardAt(ceremony=ceremony, sequence=night.sequence, encoded=night.encoded())

    def value(self, ceremony: str, address: str) -> bytes | None:
        """Return one value of a night's board as JSON, none where there is none."""
        night = self._nights.get(ceremony)
        return None if night is None else night.value(address)

    def snapshot(self, ceremony: str, cursor: str) -> bytes:
        """Return the frame of a known night's board; it is encoded once for all who ask between two turns."""
        frame = self._snapshots.get((ceremony, cursor))
        if frame is None:
            night = self._nights[ceremony]
            frame = self.frames.snapshot(cursor, ceremony, night.sequence, night.encoded())
            self._snapshots[ceremony, cursor] = frame
        return frame

    def append(self, record: bytes, partition: int, offset: int) -> Entry | Dropped:
        """Take the next record of the updates topic and return its entry, or why it made none.

        Sequence numbers of a ceremony only grow, and so do the input offsets of a partition: the worker keeps the
        order of its input, and whatever it sends again after a restart is identical.
        """
        if offset < next_offset(self._offsets, partition):
            return self._drop("repeat", f"offset {offset} of partition {partition} was read before")
        self._advance(partition, offset)
        try:
            data = _TURNS.decode(record).data
        except Malformed as error:
            return self._drop("malformed", str(error))
        unseen = self._unseen(data)
        if unseen is not None:
            return unseen
        return self._enter(data, record, partition, offset)

    def _advance(self, partition: int, offset: int) -> None:
        self._offsets = advanced(self._offsets, partition, offset + 1)
        self._cursor = encode_cursor(Cursor(self.epoch, self._offsets))
        self._snapshots.clear()

    def _unseen(self, data: _TurnData) -> Dropped | None:
        """Return none for a turn that is new by both its marks, else why it is dropped."""
        last = self._last_sequence(data.ceremony)
        position = data.cause.position
        read = self._inputs.get(position.partition, -1)
        if data.sequence > last and position.offset > read:
            return None
        told = (
            f"turn {data.sequence} of {data.ceremony}, made of announcement {position.offset} of partition "
            f"{position.partition}, came after turn {last} and announcement {read}"
        )
        repeated = data.sequence <= last and position.offset <= read
        return self._drop("repeat" if repeated else "conflict", told)

    def _enter(self, data: _TurnData, record: bytes, partition: int, offset: int) -> Entry:
        entry = Entry(
            place=self.end,
            ceremony=data.ceremony,
            sequence=data.sequence,
            partition=partition,
            offset=offset,
            offsets=self._offsets,
            frame=turn_frame(record, self._cursor),
            missing=data.sequence - self._last_sequence(data.ceremony) - 1,
        )
        self._inputs[data.cause.position.partition] = data.cause.position.offset
        self._nights.setdefault(data.ceremony, _Night()).apply(data)
        self._entries.append(entry)
        self._bytes += len(entry.frame)
        if self._bytes > self._kept_bytes:
            self._trim()
        return entry

    def _last_sequence(self, ceremony: str) -> int:
        night = self._nights.get(ceremony)
        return 0 if night is None else night.sequence

    def _drop(self, reason: Literal["repeat", "conflict", "malformed"], detail: str) -> Dropped:
        self.dropped[reason] += 1
        return Dropped(reason=reason, detail=detail)

    def _trim(self) -> None:
        """Let go of the oldest entries, an eighth of all at once, so that the list is seldom moved."""
        gone = 0
        while self._bytes > self._kept_bytes * 7 // 8 and gone < len(self._entries):
            self._bytes -= len(self._entries[gone].frame)
            gone += 1
        self._trimmed = self._entries[gone - 1].offsets
        self._start += gone
        del self._entries[:gone]


def first_place_beyond(log: FeedLog, offsets: Offsets) -> int:
    """Return the place before which everything in the log is below `offsets`.

    The offsets behind the entries only grow, so that this is found by halving.
    """
    low, high = log.start, log.end
    while low < high:
        middle = (low + high) // 2
        if reaches(offsets, log.entry(middle).offsets):
            low = middle + 1
        else:
            high = middle
    return low
