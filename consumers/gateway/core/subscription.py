"""A subscription: one client's place in the log, its filter and its delay, and what it gets next.

Pure; a shell pulls frames and sends them. Hello comes first, then snapshots or the turns behind a cursor, then every
further turn: each frame once, in order.
"""

from collections import deque
from collections.abc import Callable

from consumers.gateway.core.cursor import Cursor, CursorMalformed, Offsets, decode_cursor, reaches
from consumers.gateway.core.log import Entry, FeedLog, first_place_beyond, later_standings
from consumers.gateway.core.options import FeedOptions
from consumers.gateway.core.seam import Seam
from consumers.gateway.core.selection import Selection
from sweepcast.filters import Filter
from sweepcast.frames import ResumeReason

CONFLATED_SECONDS = 0.1
"""One who is behind gets, of several standings for one address within so long, only the last."""


class FellBehind(Exception):
    """The log has let go of entries that this client has not got; it can only start anew."""


class Subscription:
    """One client's way through the log."""

    def __init__(self, log: FeedLog, selection: Selection, delay_seconds: float, place: int, seam: Seam) -> None:
        """Stand at a place of the log; `subscribe` knows which, and what is to be said first."""
        self._log = log
        self._next: deque[tuple[bytes, str]] = deque()
        """Frames that come before the entry at its place, each with the cursor of one who has not got it."""
        self._place = place
        self._got = seam.seen
        """The offsets of what lies before its place, which it remembers longer than the log does."""
        self._seam = seam
        self.selection = selection
        self.delay_seconds = delay_seconds

    @property
    def log(self) -> FeedLog:
        """The log that it goes through."""
        return self._log

    @property
    def place(self) -> int:
        """The place of the entry that it looks at next."""
        return self._place

    def limit(self, now: float) -> int:
        """Return the place up to which it may be told at a moment, in seconds since the epoch."""
        return self._log.place_told(now - self.delay_seconds) if self.delay_seconds else self._log.end

    def is_level(self, place: int) -> bool:
        """Return whether it stands at a place like all others there, so that the same frames can be sent to all."""
        return not self._next and self._place == place and self._seam.is_behind(self._log.offsets_at(place))

    def next_due(self, now: float) -> float:
        """Return the seconds until something may be told that its delay holds back; for ever if there is nothing."""
        place = self.limit(now)
        if not self.delay_seconds or place >= self._log.end:
            return float("inf")
        # A little later, so that rounding does not make it come too early, and be asked for again and again.
        told_at = self._log.entry(max(place, self._log.start)).told_at
        return max(0.0, told_at + self.delay_seconds - now) + 0.001

    def waiting_bytes(self, now: float) -> int:
        """Return how much of the log lies between its place and where it may be."""
        place = max(self._place, self._log.start)
        return max(0, self._log.bytes_behind(place) - self._log.bytes_behind(max(place, self.limit(now))))

    def next_frame(self, now: float, *, conflated: bool = False) -> bytes | None:
        """Return the next frame for this client at a moment, none when it has got everything.

        `conflated`: it is behind, and need not see standings that are told again soon.

        Raises:
            FellBehind: what comes next for it is no longer held.
        """
        if not self._next:
            self._check_held()
        limit = self.limit(now)
        while not self._next and self._place < limit:
            entry = self._log.entry(self._place)
            if not self._seam.saw(entry):
                self._take(entry, limit, conflated=conflated)
            self.move_to(self._place + 1, entry.offsets)
        return self._next.popleft()[0] if self._next else None

    def _take(self, entry: Entry, limit: int, *, conflated: bool) -> None:
        before = self._seam.cursor(self.selection, self._log.offsets_at(entry.place))
        if self.selection.needs_snapshot(entry):
            self._next.append((self.selection.snapshot_before(entry, before), before))
        told_again = later_standings(self._log, entry, limit, CONFLATED_SECONDS) if conflated else None
        frame = self.selection.frame_without(entry, told_again) if told_again else self.selection.frame(entry)
        if frame is not None:
            self._next.append((self._seam.joined(self.selection, entry, frame), before))

    def _check_held(self) -> None:
        if self._place < self._log.start:
            raise FellBehind(f"entry {self._place} is gone, the log starts at {self._log.start}")

    def move_to(self, place: int, offsets: Offsets) -> None:
        """Note that the client has got everything before a place, which is all below these offsets."""
        self._place = place
        self._got = offsets

    def change_filter(self, selected: Filter, request: str | None) -> None:
        """Go on under another filter from here: what was not sent yet is told under the new one, from snapshots on.

        The boards that the filter names must be held.

        Raises:
            FellBehind: it stands at a place that the log no longer holds.
        """
        self._check_held()
        self.selection = self._log.selection(selected)
        offsets = self._log.offsets_at(self._place)
        # What it saw of the turns behind its place is not in the snapshots: it sees that again.
        self._seam = Seam(offsets)
        ceremonies = self.selection.ceremonies_at(self._place)
        since = self.selection.cursor(offsets)
        first = self.selection.unfinished_cursor if ceremonies else since
        self.open(self._log.frames.filtered(first, request, selected, ceremonies, since), ceremonies)

    def open(self, first: bytes, ceremonies: tuple[str, ...]) -> None:
        """Have `first` said next, and then these nights told as they stand at its place."""
        unfinished = self.selection.unfinished_cursor
        since = self._seam.cursor(self.selection, ())
        # Only the last frame of the opening may say where the client stands: who is cut off before has not got all.
        cursors = [unfinished] * (len(ceremonies) - 1) + [since]
        before = unfinished if ceremonies else since
        self._next = deque([(first, before)])
        for ceremony, cursor in zip(ceremonies, cursors, strict=False):
            self._next.append((self.selection.snapshot(ceremony, self._place, cursor), before))

    def answer(self, write: Callable[[str], bytes]) -> None:
        """Have a frame said next that `write` makes of a cursor, behind what is to be said before it."""
        cursor = self._cursor_here
        self._next.append((write(cursor), cursor))

    @property
    def cursor(self) -> str:
        """The place behind everything that was handed out, to come back to."""
        return self._next[0][1] if self._next else self._cursor_here

    @property
    def _cursor_here(self) -> str:
        # The log may have let go of what comes next for it, and with that of where its place was.
        offsets = self._log.offsets_at(self._place) if self._place >= self._log.start else self._got
        return self._seam.cursor(self.selection, offsets)

    def goodbye(self, code: int, reason: str) -> bytes:
        """Return the last frame, with the cursor to come back with."""
        return self._log.frames.goodbye(self.cursor, code, reason)


def subscribe(log: FeedLog, options: FeedOptions, now: float, *, stale: bool = False) -> Subscription:
    """Return a subscription that resumes where its cursor says, or says aloud why not and starts with snapshots.

    `now` is in seconds since the epoch; `stale`: there may be news that cannot be read. The boards of all nights that
    the filter names must be held.
    """
    selection = log.selection(options.filter)
    reason, seen = _judge(log, selection, options.cursor)
    if reason == "resumed":
        subscription = Subscription(log, selection, options.delay_seconds, first_place_beyond(log, seen), Seam(seen))
        ceremonies: tuple[str, ...] = ()
        cursor = selection.cursor(seen)
    else:
        place = log.place_told(now - options.delay_seconds) if options.delay_seconds else log.end
        subscription = Subscription(log, selection, options.delay_seconds, place, Seam(log.offsets_at(place)))
        ceremonies = selection.ceremonies_at(place)
        cursor = selection.unfinished_cursor if ceremonies else selection.cursor(log.offsets_at(place))
    told = selection.ceremonies_at(subscription.place)
    hello = log.frames.hello(cursor, reason, told, options.filter, options.delay_seconds, stale=stale)
    subscription.open(hello, ceremonies)
    return subscription


def _judge(log: FeedLog, selection: Selection, text: str | None) -> tuple[ResumeReason, Offsets]:
    """Return whether a cursor can be honoured, and the offsets that it holds if so."""
    if text is None:
        return "no-cursor", ()
    try:
        cursor = decode_cursor(text)
    except CursorMalformed:
        return "cursor-malformed", ()
    return _objection(log, selection, cursor) or "resumed", cursor.offsets


def _objection(log: FeedLog, selection: Selection, cursor: Cursor) -> ResumeReason | None:
    """Return why this log cannot go on at a cursor, none if it can."""
    if cursor.epoch != log.epoch:
        return "cursor-of-another-log"
    if cursor.unfinished:
        return "cursor-unfinished"
    if cursor.filter != selection.digest:
        return "cursor-of-another-filter"
    if not reaches(log.offsets, cursor.offsets):
        return "cursor-ahead"
    if not reaches(cursor.offsets, log.trimmed):
        return "cursor-too-old"
    return None
