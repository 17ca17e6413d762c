"""The feed's log: every turn once, in the order read, as the bytes that all subscribers share; and the nights' boards.

Pure: no sockets, no clock, no Kafka. Subscribers have no queues, they have places in this log.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Literal
from weakref import WeakValueDictionary

import msgspec

from consumers.gateway.core.cursor import Cursor, Offsets, advanced, digest_of, encode_cursor, next_offset, reaches
from consumers.gateway.core.frame_writer import FrameWriter, turn_frame
from consumers.gateway.core.nights import CURRENT_CLOSED, HELD_NIGHTS, Change, Night, Nights, RawUpdate, Values
from consumers.gateway.core.selection import Selection
from consumers.gateway.past import Stretch
from sweepcast.cloudevents import CloudEvent, Codec, Id, Malformed
from sweepcast.filters import EVERYTHING, Filter
from sweepcast.turns import Position

KEPT_BYTES = 64 * 1024 * 1024
"""Frames that a log holds before it lets go of the oldest; a night takes about 3 MB."""


class _Cause(msgspec.Struct, frozen=True):
    position: Position


class _TurnData(msgspec.Struct, frozen=True):
    ceremony: Id
    award_body: Id
    sequence: int
    cause: _Cause
    updates: tuple[RawUpdate, ...]


class _Turn(CloudEvent, frozen=True, kw_only=True, tag="sweepcast.turn"):
    """What the gateway reads of a turn: whose it is, its number and its addresses. The values stay raw JSON."""

    data: _TurnData


_TURNS: Codec[_Turn] = Codec(_Turn, "turn")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One turn in the log.

    Attributes:
        place: its number in the log, from 0.
        partition, offset: where its record stands in the updates topic.
        offsets: the next offset to read of each partition behind this entry; its frame's cursor says the same.
        told_at: when Kafka got it, in seconds since the epoch; from entry to entry it never falls.
        frame: the whole turn, under the cursor of one who sees everything.
        changes: what it does on its night's board.
        bytes_told: all frames of the log from its beginning to this one, in bytes.
        comes_back: the sequence and the values of its night before it, if the night was not current: then who names no
            ceremony does not know them, and needs a snapshot first.
        missing: how many turns of its ceremony should have come before it and did not; 0 when all is well.
    """

    place: int
    ceremony: str
    sequence: int
    partition: int
    offset: int
    offsets: Offsets
    told_at: float
    frame: bytes
    changes: tuple[Change, ...]
    bytes_told: int
    comes_back: tuple[int, Values] | None
    missing: int


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A record that made no entry, and why.

    `repeat`: a turn that is in the log, as a restarted worker sends it again. `conflict`: a turn that is neither a
    repeat nor new, since only one of its sequence number and its input position was seen before. `malformed`: no turn.
    """

    reason: Literal["repeat", "conflict", "malformed"]
    detail: str


class Absent(msgspec.Struct, frozen=True):
    """A record that cannot be entered yet: the board of its night was let go, and is needed first."""

    stretch: Stretch


class BoardAt(msgspec.Struct, frozen=True, kw_only=True):
    """A night's board as JSON with sorted addresses, after the turn `sequence`."""

    ceremony: str
    sequence: int
    encoded: bytes


class FeedLog:
    """The turns of one updates topic."""

    def __init__(  # bounds, which tests make small
        self,
        epoch: bytes,
        frames: FrameWriter,
        *,
        first: Offsets = (),
        kept_bytes: int = KEPT_BYTES,
        current_closed: int = CURRENT_CLOSED,
        held_nights: int = HELD_NIGHTS,
    ) -> None:
        """Make an empty log of the topic whose id is `epoch`, to be read from the offsets `first` on.

        `frames` writes the snapshots. Beyond `kept_bytes` of frames the oldest are let go; `current_closed` and
        `held_nights` say how many nights of a body that are over are current, and how many boards of others are held.
        """
        self.epoch = epoch
        self.frames = frames
        self.dropped: Counter[str] = Counter()
        """Records that made no entry, by reason."""
        self._offsets = first
        self._trimmed = first
        self._entries: list[Entry] = []
        self._start = 0
        self._bytes_gone = 0
        self._told_at = float("-inf")
        self._kept_bytes = kept_bytes
        self._nights = Nights(current_closed=current_closed, held=held_nights)
        self._inputs: dict[int, int] = {}
        self._selections: WeakValueDictionary[Filter, Selection] = WeakValueDictionary()
        self._all = self.selection(EVERYTHING)

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
        """The newest place in the feed, for one who sees everything."""
        return self._all.cursor(self._offsets)

    @property
    def ceremonies(self) -> tuple[str, ...]:
        """The ids of all nights, sorted."""
        return tuple(each.ceremony for each in self._nights)

    @property
    def held_boards(self) -> int:
        """How many boards are in memory."""
        return sum(each.values is not None for each in self._nights)

    @property
    def held_bytes(self) -> int:
        """How many bytes of frames are in memory."""
        return self._entries[-1].bytes_told - self._bytes_gone if self._entries else 0

    def entry(self, place: int) -> Entry:
        """Return the entry at a place from `start` up to but without `end`."""
        return self._entries[place - self._start]

    def offsets_at(self, place: int) -> Offsets:
        """Return the offsets of one who has everything before a place from `start` up to `end`, and nothing else."""
        if place == self.end:
            return self._offsets
        return self.entry(place - 1).offsets if place > self._start else self._trimmed

    def place_told(self, until: float) -> int:
        """Return the place behind all entries that had been told at a moment, in seconds since the epoch."""
        return self._start + bisect_right(self._entries, until, key=lambda entry: entry.told_at)

    def bytes_behind(self, place: int) -> int:
        """Return how many bytes of frames there are from a place on."""
        told = self.entry(place - 1).bytes_told if place > self._start else self._bytes_gone
        return self._entries[-1].bytes_told - told if self._entries else 0

    def selection(self, selected: Filter) -> Selection:
        """Return the log as it is seen under a filter; all who ask for the same share it."""
        selection = self._selections.get(selected)
        if selection is None:
            selection = self._selections[selected] = Selection(self, selected, digest_of(selected))
        return selection

    def board(self, ceremony: str) -> BoardAt | None:
        """Return a night's board, none for a night that is not known or whose board was let go."""
        night = self._nights.get(ceremony)
        if night is None or night.values is None:
            return None
        self._nights.use(night)
        return BoardAt(ceremony=ceremony, sequence=night.sequence, encoded=night.encoded())

    def board_at(self, ceremony: str, place: int) -> tuple[int, Values] | None:
        """Return the sequence and the values of a held board as they were before the entry at a place, none before."""
        night = self._nights.get(ceremony)
        if night is None or night.values is None:
            return None
        self._nights.use(night)
        if place == self.end:
            return night.sequence, night.values
        return self._undone(night, place)

    def _undone(self, night: Night, place: int) -> tuple[int, Values] | None:
        values, sequence = dict(night.values or {}), night.sequence
        for entry in reversed(self._entries[place - self._start :]):
            if entry.ceremony == night.ceremony:
                sequence = entry.sequence - 1 - entry.missing
                for address, before, _ in reversed(entry.changes):
                    if before is None:
                        values.pop(address, None)
                    else:
                        values[address] = before
        return (sequence, values) if sequence else None

    def current_at(self, place: int) -> tuple[str, ...]:
        """Return the ids of the nights that are current for one who has everything before a place, sorted."""
        return self._nights.current_at(place)

    def value(self, ceremony: str, address: str) -> bytes | None:
        """Return the value at `ceremony` or `stage` of a night's board as JSON, none where there is none."""
        night = self._nights.get(ceremony)
        raw = None if night is None else night.about(address)
        return None if raw is None else bytes(raw)

    def sequence(self, ceremony: str) -> int:
        """Return the number of a night's last turn, 0 for a night that is not known."""
        night = self._nights.get(ceremony)
        return 0 if night is None else night.sequence

    def stretch(self, ceremony: str) -> Stretch | None:
        """Return where a night's records are in the updates topic, none for a night that is not known."""
        night = self._nights.get(ceremony)
        return None if night is None else Stretch(ceremony, night.partition, tuple(night.records))

    def absent(self, selected: Filter) -> tuple[str, ...]:
        """Return the ceremonies that a filter names whose boards were let go."""
        named = (self._nights.get(each) for each in selected.ceremonies)
        return tuple(each.ceremony for each in named if each is not None and each.values is None)

    def restore(self, ceremony: str, records: Iterable[bytes]) -> None:
        """Make a board that was let go again, from the records of its stretch.

        Raises:
            ValueError: these are not all of its turns.
        """
        night = self._nights.get(ceremony)
        if night is None or night.values is not None:
            return
        turns = [_TURNS.decode(each).data for each in records]
        if not turns or turns[-1].sequence != night.sequence or any(each.ceremony != ceremony for each in turns):
            raise ValueError(f"these are not the turns of {ceremony} up to {night.sequence}")
        self._nights.restore(night, ((each.sequence, each.updates) for each in turns))

    def let_go(self, now: float) -> None:
        """Forget boards of nights over long ago that were asked for, and are not any more; call it now and then."""
        self._nights.let_go(now)

    def append(self, record: bytes, partition: int, offset: int, told_at: float = 0.0) -> Entry | Dropped | Absent:
        """Take the next record of the updates topic and return its entry, or why it made none.

        Sequence numbers of a ceremony only grow, and so do the input offsets of a partition: the worker keeps the
        order of its input, and whatever it sends again after a restart is identical.
        """
        if offset < next_offset(self._offsets, partition):
            return self._drop("repeat", f"offset {offset} of partition {partition} was read before")
        try:
            data = _TURNS.decode(record).data
        except Malformed as error:
            self._advance(partition, offset)
            return self._drop("malformed", str(error))
        seen = self._seen(data)
        if seen is not None:
            self._advance(partition, offset)
            return self._drop(*seen)
        night = self._nights.get(data.ceremony)
        if night is not None and night.values is None:
            return Absent(Stretch(night.ceremony, night.partition, tuple(night.records)))
        self._advance(partition, offset)
        return self._enter(data, record, partition, offset, told_at)

    def _advance(self, partition: int, offset: int) -> None:
        self._offsets = advanced(self._offsets, partition, offset + 1)

    def _seen(self, data: _TurnData) -> tuple[Literal["repeat", "conflict"], str] | None:
        """Return none for a turn that is new by both its marks, else why it is dropped."""
        last = self.sequence(data.ceremony)
        position = data.cause.position
        read = self._inputs.get(position.partition, -1)
        if data.sequence > last and position.offset > read:
            return None
        told = (
            f"turn {data.sequence} of {data.ceremony}, made of announcement {position.offset} of partition "
            f"{position.partition}, came after turn {last} and announcement {read}"
        )
        repeated = data.sequence <= last and position.offset <= read
        return ("repeat" if repeated else "conflict"), told

    def _enter(self, data: _TurnData, record: bytes, partition: int, offset: int, told_at: float) -> Entry:
        place = self.end
        last = self._entries[-1] if self._entries else None
        night, comes_back = self._nights.enter(data.ceremony, data.award_body, partition, place)
        missing = data.sequence - night.sequence - 1
        before = (night.sequence, dict(night.values or {})) if comes_back else None
        self._told_at = max(told_at, self._told_at)
        frame = turn_frame(record, encode_cursor(Cursor(self.epoch, self._offsets)))
        entry = Entry(
            place=place,
            ceremony=data.ceremony,
            sequence=data.sequence,
            partition=partition,
            offset=offset,
            offsets=self._offsets,
            told_at=self._told_at,
            frame=frame,
            changes=night.apply(data.sequence, data.updates),
            bytes_told=(self._bytes_gone if last is None else last.bytes_told) + len(frame),
            comes_back=before,
            missing=missing,
        )
        night.records.append(offset)
        self._inputs[data.cause.position.partition] = data.cause.position.offset
        self._entries.append(entry)
        self._nights.settle(night, place, entry.told_at)
        if self.held_bytes > self._kept_bytes:
            self._trim()
        return entry

    def _drop(self, reason: Literal["repeat", "conflict", "malformed"], detail: str) -> Dropped:
        self.dropped[reason] += 1
        return Dropped(reason=reason, detail=detail)

    def _trim(self) -> None:
        """Let go of the oldest entries, an eighth of all at once, so that the list is seldom moved."""
        bound = self._entries[-1].bytes_told - self._kept_bytes * 7 // 8
        gone = bisect_right(self._entries, bound, key=lambda entry: entry.bytes_told - len(entry.frame))
        gone = max(1, min(gone, len(self._entries)))
        self._trimmed = self._entries[gone - 1].offsets
        self._bytes_gone = self._entries[gone - 1].bytes_told
        self._start += gone
        del self._entries[:gone]
        self._nights.forget_spans(self._start)


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


def later_standings(log: FeedLog, entry: Entry, until: int, within: float) -> frozenset[str]:
    """Return the addresses of standings that entries behind this one, before the place `until`, tell again.

    Only those count that are of the same night and came `within` so many seconds.
    """
    places = range(entry.place + 1, min(until, log.place_told(entry.told_at + within)))
    following = (log.entry(each) for each in places)
    soon = (each for each in following if each.ceremony == entry.ceremony)
    addresses = chain.from_iterable((change.address for change in each.changes) for each in soon)
    return frozenset(each for each in addresses if each.startswith("standing/"))
