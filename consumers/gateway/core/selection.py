"""The log as it is seen under one filter: frames of turns, snapshots and cursors. Pure; shared by all who filter alike.

The law: a filtered board is the full board without the values that the filter does not select, and a filtered turn is
the difference of two filtered boards.
"""

from typing import TYPE_CHECKING

from consumers.gateway.core.cursor import Cursor, Offsets, encode_cursor
from consumers.gateway.core.frame_writer import Choice, turn_with, with_cursor
from consumers.gateway.core.nights import Change, Kept, Values, encode_values
from sweepcast.filters import EVERYTHING, Filter

if TYPE_CHECKING:
    from consumers.gateway.core.log import Entry, FeedLog

REMEMBERED_FRAMES = 256
"""Filtered frames that are kept for those who are told a little later."""
REMEMBERED_SNAPSHOTS = 8
"""Likewise; a crowd that comes back begins at one place, with the few nights that are current."""

NOTHING: frozenset[str] = frozenset()


class Selection:
    """What is seen of a log under a filter."""

    def __init__(self, log: "FeedLog", selected: Filter, digest: bytes) -> None:
        """See `log` under the filter `selected`, whose cursors bear `digest`."""
        self.filter = selected
        self.digest = digest
        self._log = log
        self._frames: dict[int, bytes | None] = {}
        self._snapshots: dict[tuple[str, int, str], bytes] = {}
        self._cursor: tuple[Offsets, str] | None = None

    def cursor(self, offsets: Offsets) -> str:
        """Return the cursor of one who has seen everything below `offsets` under this filter."""
        if self._cursor is None or self._cursor[0] != offsets:
            self._cursor = (offsets, encode_cursor(Cursor(self._log.epoch, offsets, filter=self.digest)))
        return self._cursor[1]

    @property
    def unfinished_cursor(self) -> str:
        """The cursor of one who has not got all its snapshots."""
        return encode_cursor(Cursor(self._log.epoch, unfinished=True, filter=self.digest))

    def ceremonies_at(self, place: int) -> tuple[str, ...]:
        """Return the nights with which one begins who has everything before a place, sorted."""
        if not self.filter.ceremonies:
            return self._log.current_at(place)
        return tuple(each for each in self.filter.ceremonies if self._log.board_at(each, place) is not None)

    def _selected(self, at: tuple[int, Values]) -> tuple[int, Values]:
        if self.filter.selects_whole_boards:
            return at
        sequence, values = at
        return sequence, {address: kept for address, kept in values.items() if self._selects(kept)}

    def snapshot(self, ceremony: str, place: int, cursor: str) -> bytes:
        """Return the frame of a filtered board before the entry at a place; made once for all who ask in between.

        Raises:
            KeyError: there is no such board, or it is not held.
        """
        return self._snapshot(ceremony, place, cursor, self._log.board_at(ceremony, place))

    def snapshot_before(self, entry: "Entry", cursor: str) -> bytes:
        """Return the frame of the filtered board before an entry whose night comes back."""
        return self._snapshot(entry.ceremony, entry.place, cursor, entry.comes_back)

    def _snapshot(self, ceremony: str, place: int, cursor: str, at: tuple[int, Values] | None) -> bytes:
        slot = (ceremony, place, cursor)
        if slot not in self._snapshots:
            if at is None:
                raise KeyError(ceremony)
            if len(self._snapshots) >= REMEMBERED_SNAPSHOTS:
                del self._snapshots[next(iter(self._snapshots))]
            sequence, values = self._selected(at)
            self._snapshots[slot] = self._log.frames.snapshot(cursor, ceremony, sequence, encode_values(values))
        return self._snapshots[slot]

    def needs_snapshot(self, entry: "Entry") -> bool:
        """Return whether those who see this must be given the entry's night first, since it was not current."""
        return entry.comes_back is not None and not self.filter.ceremonies

    def frames(self, entry: "Entry") -> tuple[bytes, ...]:
        """Return all that those must get for an entry who have everything before it, and nothing else."""
        frame = self.frame(entry)
        turn = () if frame is None else (frame,)
        if not self.needs_snapshot(entry):
            return turn
        before = self.cursor(self._log.offsets_at(entry.place))
        return (self.snapshot_before(entry, before), *turn)

    def frame(self, entry: "Entry") -> bytes | None:
        """Return the entry's frame with what the filter selects of it, none where that is nothing."""
        if self.filter == EVERYTHING:
            return entry.frame
        if entry.place not in self._frames:
            if len(self._frames) >= REMEMBERED_FRAMES:
                del self._frames[next(iter(self._frames))]
            self._frames[entry.place] = self.frame_without(entry, NOTHING)
        return self._frames[entry.place]

    def frame_without(self, entry: "Entry", told_again: frozenset[str]) -> bytes | None:
        """Return the entry's frame without the addresses that will be told again soon, none if nothing is left.

        Where turns are seen whole, one of which nothing is left comes empty, so that their numbers have no holes.
        """
        if not self.filter.includes(entry.ceremony):
            return None
        chosen = [self._choice(each, told_again) for each in entry.changes]
        cursor = self.cursor(entry.offsets)
        if all(each is Choice.WHOLE for each in chosen):
            return with_cursor(entry.frame, cursor)
        if not self.filter.selects_whole_boards and all(each is Choice.LEFT_OUT for each in chosen):
            return None
        return turn_with(entry.frame, chosen, cursor)

    def _choice(self, change: Change, told_again: frozenset[str]) -> Choice:
        if change.address in told_again:
            return Choice.LEFT_OUT
        if self.filter.selects_whole_boards or self._selects(change.after):
            return Choice.WHOLE
        return Choice.GONE if self._selects(change.before) else Choice.LEFT_OUT

    def _selects(self, kept: Kept | None) -> bool:
        return kept is not None and self.filter.selects(kept.facts)
