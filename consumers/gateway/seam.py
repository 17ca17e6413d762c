"""The seam between what a client had and what the log goes on with: no gap, no repeat.

The log of another gateway, or of this one before its restart, may have read the partitions in another order. Then a
cursor is no single place here: some entries behind its place were seen, others not. The seam tells them apart, and
gives the unseen ones a cursor that does not forget what the client has.
"""

from consumers.gateway.cursor import Cursor, Offsets, encode_cursor, furthest, next_offset, reaches
from consumers.gateway.frame_writer import with_cursor
from consumers.gateway.log import Entry


class Seam:
    """What one client had seen when it subscribed."""

    def __init__(self, epoch: bytes, seen: Offsets) -> None:
        """Start from the offsets below which the client has seen everything."""
        self._epoch = epoch
        self._seen = seen

    def frame(self, entry: Entry) -> bytes | None:
        """Return the entry's frame as this client must get it, or none if the client has seen the turn."""
        if entry.offset < next_offset(self._seen, entry.partition):
            return None
        if reaches(entry.offsets, self._seen):
            return entry.frame
        return with_cursor(entry.frame, self.cursor_behind(entry.offsets))

    def cursor_behind(self, offsets: Offsets) -> str:
        """Return the cursor of this client once it has got everything below `offsets`."""
        return encode_cursor(Cursor(self._epoch, furthest(offsets, self._seen)))
