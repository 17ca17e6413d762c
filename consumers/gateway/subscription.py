"""A subscription: one client's place in the log, and what it gets next. Pure; a shell pulls frames and sends them."""

from consumers.gateway.cursor import Cursor, CursorMalformed, Offsets, decode_cursor, encode_cursor, reaches
from consumers.gateway.log import FeedLog, first_place_beyond
from consumers.gateway.options import FeedOptions
from consumers.gateway.seam import Seam
from sweepcast.frames import ResumeReason


class FellBehind(Exception):
    """The log has let go of entries that this client has not got; it can only start anew."""


class Subscription:
    """Hello, then snapshots or the turns behind a cursor, then every further turn: each frame once, in order."""

    def __init__(self, log: FeedLog, ceremony: str | None, opening: list[bytes], place: int, seam: Seam) -> None:
        """Start with the frames of `opening`, and go on with the log at `place`; `subscribe` knows both."""
        self._log = log
        self.ceremony = ceremony
        self._opening = opening[::-1]
        self._has_snapshots = len(opening) > 1
        self._place = place
        self._seam = seam

    def next_frame(self) -> bytes | None:
        """Return the next frame for this client, none when it has got everything.

        Raises:
            FellBehind: what comes next for it is no longer held.
        """
        if self._opening:
            return self._opening.pop()
        if self._place < self._log.start:
            raise FellBehind(f"entry {self._place} is gone, the log starts at {self._log.start}")
        while self._place < self._log.end:
            entry = self._log.entry(self._place)
            self._place += 1
            if self.ceremony in (None, entry.ceremony):
                frame = self._seam.frame(entry)
                if frame is not None:
                    return frame
        return None

    def skip_to_end(self) -> None:
        """Note that the client has got everything up to the log's end by another way."""
        self._place = self._log.end

    @property
    def cursor(self) -> str:
        """The place behind everything that was handed out, to come back to."""
        if self._opening and self._has_snapshots:
            return unfinished_cursor(self._log)
        if self._place > self._log.start:
            return self._seam.cursor_behind(self._log.entry(self._place - 1).offsets)
        return self._seam.cursor_behind(self._log.trimmed if self._place == self._log.start else ())

    def goodbye(self, code: int, reason: str) -> bytes:
        """Return the last frame, with the cursor to come back with."""
        return self._log.frames.goodbye(self.cursor, code, reason)


def subscribe(log: FeedLog, options: FeedOptions) -> Subscription:
    """Return a subscription that resumes where its cursor says, or says aloud why not and starts with snapshots."""
    reason, seen = _judge(log, options.cursor)
    if reason != "resumed":
        return _from_snapshots(log, options.ceremony, reason)
    seam = Seam(log.epoch, seen)
    hello = log.frames.hello(seam.cursor_behind(()), reason, log.ceremonies)
    return Subscription(log, options.ceremony, [hello], first_place_beyond(log, seen), seam)


def unfinished_cursor(log: FeedLog) -> str:
    """Return the cursor of a client that has not got all its snapshots."""
    return encode_cursor(Cursor(log.epoch, unfinished=True))


def _from_snapshots(log: FeedLog, only: str | None, reason: ResumeReason) -> Subscription:
    ceremonies = [each for each in log.ceremonies if only in (None, each)]
    unfinished = unfinished_cursor(log)
    # Only the last frame of the opening may say where the client stands: one that is cut off before has not got all.
    opening = [log.frames.hello(unfinished if ceremonies else log.cursor, reason, log.ceremonies)]
    opening += [log.snapshot(each, unfinished) for each in ceremonies[:-1]]
    opening += [log.snapshot(each, log.cursor) for each in ceremonies[-1:]]
    return Subscription(log, only, opening, log.end, Seam(log.epoch, log.offsets))


def _judge(log: FeedLog, text: str | None) -> tuple[ResumeReason, Offsets]:
    """Return whether a cursor can be honoured, and the offsets that it holds if so."""
    if text is None:
        return "no-cursor", ()
    try:
        cursor = decode_cursor(text)
    except CursorMalformed:
        return "cursor-malformed", ()
    return _objection(log, cursor) or "resumed", cursor.offsets


def _objection(log: FeedLog, cursor: Cursor) -> ResumeReason | None:
    """Return why this log cannot go on at a cursor, none if it can."""
    if cursor.epoch != log.epoch:
        return "cursor-of-another-log"
    if cursor.unfinished:
        return "cursor-unfinished"
    if not reaches(log.offsets, cursor.offsets):
        return "cursor-ahead"
    if not reaches(cursor.offsets, log.trimmed):
        return "cursor-too-old"
    return None
