"""A feed in memory that keeps to docs/protocol.md: the honest half of the mock gateway.

`Feed` is what has been said, in order; a `Session` is one subscriber's place in it, with a filter and a delay. Neither
knows a socket or a clock: times come in as arguments, in seconds, frames go out.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TypedDict

import msgspec

from sweepcast.board import Board, Update, applied
from sweepcast.cloudevents import Malformed
from sweepcast.conformance.asking import FILTER_IDS, Asked
from sweepcast.filters import Filter, facts_of, filter_of
from sweepcast.frames import (
    FEED_SUBJECT,
    SOURCE,
    Acked,
    AckedData,
    AnyFrame,
    Delayed,
    DelayedData,
    Filtered,
    FilteredData,
    Goodbye,
    GoodbyeData,
    Heartbeat,
    Hello,
    HelloData,
    Refused,
    RefusedData,
    ResumeReason,
    Snapshot,
    SnapshotData,
    ToldLimits,
    TurnFrame,
)
from sweepcast.requests import LONGEST_DELAY_SECONDS, REQUESTS, Acknowledge, ChangeDelay, ChangeFilter
from sweepcast.turns import SOURCE as TURN_SOURCE
from sweepcast.turns import TurnData, sequence_text

VERSION = "conformance"
LIMITS = ToldLimits(
    message_bytes=4096,
    messages_per_minute=60,
    filter_ids=FILTER_IDS,
    delay_seconds=LONGEST_DELAY_SECONDS,
    waiting_bytes=8 * 1024 * 1024,
    silent_seconds=15.0,
)


TIME = datetime(2020, 2, 1, 20, tzinfo=UTC)
"""When the gateway's own frames say that they were made; no client may rely on it."""


class _Envelope(TypedDict):
    id: str
    source: str
    subject: str
    time: datetime


class At(msgspec.Struct, frozen=True):
    """A night as it stands: the sequence of its last turn, and its board."""

    sequence: int = 0
    board: Board = {}


class Entry(msgspec.Struct, frozen=True):
    """A turn of the feed, when it was said, and the night before it."""

    data: TurnData
    said_at: float
    before: At


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a feed: how many of its turns have been told, under which filter."""

    epoch: str
    filter_key: str
    place: int
    unfinished: bool = False

    def __str__(self) -> str:
        """Return the cursor as clients get it."""
        return f"{self.epoch}.{self.filter_key}.{self.place}{'.unfinished' if self.unfinished else ''}"


_CURSOR = re.compile(r"([a-z0-9]+)\.([0-9a-f]{8})\.(\d{1,9})(\.unfinished)?(?:\.beat\d+)?")


def read_cursor(text: str) -> Cursor | None:
    """Return the cursor in `text`, none if it is none."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    return Cursor(epoch=match[1], filter_key=match[2], place=int(match[3]), unfinished=match[4] is not None)


def filter_key(wanted: Filter) -> str:
    """Return a short name of a filter."""
    return hashlib.sha256(msgspec.json.encode(wanted)).hexdigest()[:8]


class Feed:
    """The turns of all nights in the order in which they were said."""

    def __init__(self, epoch: str = "first", long_over: Iterable[TurnData] = ()) -> None:
        """Begin empty; `long_over` are the turns of nights that are not current until they change again."""
        self.epoch = epoch
        self.entries: list[Entry] = []
        self.places: dict[str, Cursor] = {}
        """How far each subscriber has acknowledged."""
        self._now: dict[str, At] = {}
        for turn in long_over:
            self._now[turn.ceremony] = _after(self._now.get(turn.ceremony, At()), turn)
        self._base = dict(self._now)

    @property
    def end(self) -> int:
        """The place behind the last turn."""
        return len(self.entries)

    def say(self, turn: TurnData, at: float = 0.0) -> None:
        """Add the next turn."""
        before = self._now.get(turn.ceremony, At())
        self.entries.append(Entry(turn, at, before))
        self._now[turn.ceremony] = _after(before, turn)

    def place_at(self, time: float) -> int:
        """Return the place behind all that had been said at a time."""
        return sum(each.said_at <= time for each in self.entries)

    def nights(self, place: int) -> dict[str, At]:
        """Return the nights as they stood at a place, those that were long over included."""
        nights = dict(self._base)
        for entry in self.entries[:place]:
            nights[entry.data.ceremony] = _after(entry.before, entry.data)
        return nights

    def current(self, place: int) -> frozenset[str]:
        """Return the nights that are told at a place without being asked for."""
        return frozenset(entry.data.ceremony for entry in self.entries[:place])

    def cursor(self, place: int, wanted: Filter, *, unfinished: bool = False) -> str:
        """Return the cursor of a place."""
        return str(Cursor(epoch=self.epoch, filter_key=filter_key(wanted), place=place, unfinished=unfinished))

    def turn_frame(self, place: int) -> TurnFrame:
        """Return the whole turn that leads to a place, with the cursor of its night alone."""
        data = self.entries[place - 1].data
        return turn_frame(data, data.updates, self.cursor(place, filter_of(ceremonies=[data.ceremony])))

    def standing(self, cursor: str | None, wanted: Filter) -> ResumeReason:
        """Return what becomes of a cursor."""
        if cursor is None:
            return "no-cursor"
        read = read_cursor(cursor)
        if read is None:
            return "cursor-malformed"
        if read.epoch != self.epoch:
            return "cursor-of-another-log"
        if read.filter_key != filter_key(wanted):
            return "cursor-of-another-filter"
        if read.unfinished:
            return "cursor-unfinished"
        return "cursor-ahead" if read.place > self.end else "resumed"


class Session:
    """One subscriber of a feed; it always knows what it has told."""

    def __init__(
        self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float, refused: ResumeReason | None = None
    ) -> None:
        """Begin at the cursor where that can be honoured, otherwise with what is to be told `now`.

        `refused`: the reason for which any cursor is not honoured.
        """
        self.wanted = asked.wanted
        self.delay = asked.delay
        self.heartbeat_seconds = heartbeat_seconds
        self._feed = feed
        self._subscriber = asked.subscriber
        kept = feed.places.get(asked.subscriber) if asked.subscriber is not None else None
        cursor = asked.cursor if asked.cursor is not None or kept is None else str(kept)
        self.reason = refused if refused is not None and cursor is not None else feed.standing(cursor, self.wanted)
        read = read_cursor(cursor or "")
        self.place = read.place if read is not None and self.resumed else feed.place_at(now - self.delay)
        self._told = 0

    @property
    def resumed(self) -> bool:
        """Whether it goes on at the subscriber's cursor."""
        return self.reason == "resumed"

    @property
    def cursor(self) -> str:
        """The cursor behind all that has been told."""
        return self._feed.cursor(self.place, self.wanted)

    def opening(self) -> list[AnyFrame]:
        """Return what a connection begins with: hello, and unless it resumes, the snapshots."""
        snapshots = self._snapshots()
        hello = Hello(
            **self._envelope("hello"),
            cursor=self._feed.cursor(self.place, self.wanted, unfinished=bool(snapshots)),
            data=HelloData(
                version=VERSION,
                heartbeat_seconds=self.heartbeat_seconds,
                resumed=self.resumed,
                reason=self.reason,
                ceremonies=self._ceremonies(),
                filter=self.wanted,
                delay_seconds=self.delay,
                limits=LIMITS,
            ),
        )
        return [hello, *([] if self.resumed else snapshots)]

    def due(self, now: float) -> Iterator[AnyFrame]:
        """Yield what is to be told `now` and has not been told yet."""
        while self.place < self._feed.end and self._feed.entries[self.place].said_at <= now - self.delay:
            yield from self._next()

    def heartbeat(self) -> Heartbeat:
        """Return a proof of life; its cursor is as good as the last frame's, and another text."""
        envelope = self._envelope("heartbeat")
        return Heartbeat(**envelope, cursor=f"{self.cursor}.beat{self._told}")

    def goodbye(self, code: int, reason: str) -> Goodbye:
        """Return a farewell."""
        return Goodbye(**self._envelope("goodbye"), cursor=self.cursor, data=GoodbyeData(code=code, reason=reason))

    def answer(self, message: bytes) -> list[AnyFrame]:
        """Return the answer to a request, and what it brings with it."""
        try:
            request = REQUESTS.decode(message)
        except Malformed as error:
            return [self._refused(None, "malformed-request", str(error))]
        match request:
            case ChangeFilter():
                return self._filtered(request)
            case ChangeDelay(seconds=seconds):
                self.delay = seconds
                data = DelayedData(request=request.id, delay_seconds=seconds)
                return [Delayed(**self._envelope("delayed"), cursor=self.cursor, data=data)]
            case Acknowledge():
                return [self._acked(request)]

    def _filtered(self, request: ChangeFilter) -> list[AnyFrame]:
        wanted = filter_of(**msgspec.structs.asdict(request.filter))
        if wanted.size > FILTER_IDS:
            return [self._refused(request.id, "filter-too-large", f"a filter names at most {FILTER_IDS} ids")]
        self.wanted = wanted
        snapshots = self._snapshots()
        data = FilteredData(request=request.id, filter=wanted, ceremonies=self._ceremonies(), holds_from=self.cursor)
        cursor = self._feed.cursor(self.place, wanted, unfinished=bool(snapshots))
        return [Filtered(**self._envelope("filtered"), cursor=cursor, data=data), *snapshots]

    def _acked(self, request: Acknowledge) -> AnyFrame:
        cursor = read_cursor(request.cursor)
        if self._subscriber is None:
            return self._refused(request.id, "no-subscriber", "connect with subscriber=<name> to acknowledge")
        if cursor is None or cursor.epoch != self._feed.epoch:
            return self._refused(request.id, "malformed-cursor", "this is no cursor of this feed")
        self._feed.places[self._subscriber] = cursor
        data = AckedData(request=request.id, place=request.cursor)
        return Acked(**self._envelope("acked"), cursor=self.cursor, data=data)

    def _refused(self, request: str | None, code: str, detail: str) -> AnyFrame:
        data = RefusedData(request=request, code=code, detail=detail)
        return Refused(**self._envelope("refused"), cursor=self.cursor, data=data)

    def _ceremonies(self) -> tuple[str, ...]:
        nights = self._feed.nights(self.place)
        known = self.wanted.ceremonies or self._feed.current(self.place)
        return tuple(sorted(each for each in known if each in nights))

    def _snapshots(self) -> list[AnyFrame]:
        nights = self._feed.nights(self.place)
        ceremonies = self._ceremonies()
        return [self._snapshot(each, nights[each], unfinished=each != ceremonies[-1]) for each in ceremonies]

    def _snapshot(self, ceremony: str, at: At, *, unfinished: bool = False) -> AnyFrame:
        board = {address: value for address, value in at.board.items() if self.wanted.selects(facts_of(value))}
        return Snapshot(
            **self._envelope("snapshot", ceremony),
            cursor=self._feed.cursor(self.place, self.wanted, unfinished=unfinished),
            data=SnapshotData(ceremony=ceremony, sequence=at.sequence, board=board),
        )

    def _next(self) -> Iterator[AnyFrame]:
        entry = self._feed.entries[self.place]
        ceremony = entry.data.ceremony
        if self.wanted.includes(ceremony):
            current = self.wanted.ceremonies or self._feed.current(self.place)
            if ceremony not in current and entry.before.sequence:
                yield self._snapshot(ceremony, entry.before)
            self.place += 1
            updates = _selected(entry, self.wanted)
            if updates or self.wanted.selects_whole_boards:
                yield turn_frame(entry.data, updates, self.cursor)
        else:
            self.place += 1

    def _envelope(self, what: str, subject: str = FEED_SUBJECT) -> "_Envelope":
        self._told += 1
        return {"id": f"{what}-{self._told}", "source": SOURCE, "subject": subject, "time": TIME}


def turn_frame(data: TurnData, updates: tuple[Update, ...], cursor: str) -> TurnFrame:
    """Return a turn with these of its updates as the feed tells it."""
    return TurnFrame(
        id=f"{data.ceremony}/{data.sequence}",
        source=TURN_SOURCE,
        subject=data.ceremony,
        time=data.cause.time,
        sequence=sequence_text(data.sequence),
        cursor=cursor,
        data=msgspec.structs.replace(data, updates=updates),
    )


def _after(before: At, turn: TurnData) -> At:
    return At(turn.sequence, applied(before.board, turn.updates))


def _selected(entry: Entry, wanted: Filter) -> tuple[Update, ...]:
    if wanted.selects_whole_boards:
        return entry.data.updates
    told: list[Update] = []
    for update in entry.data.updates:
        former = entry.before.board.get(update.address)
        if update.value is not None and wanted.selects(facts_of(update.value)):
            told.append(update)
        elif former is not None and wanted.selects(facts_of(former)):
            told.append(Update(address=update.address, value=None, ended=update.ended))
    return tuple(told)
