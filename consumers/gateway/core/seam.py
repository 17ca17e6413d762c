"""The seam between what a client had and what the log goes on with: no gap, no repeat.

The log of another gateway, or of this one before its restart, may have read the partitions in another order. Then a
cursor is no single place here: some entries behind its place were seen, others not. The seam tells them apart, and
gives the unseen ones a cursor that does not forget what the client has.
"""

from consumers.gateway.core.cursor import Offsets, furthest, next_offset, reaches
from consumers.gateway.core.frame_writer import with_cursor
from consumers.gateway.core.log import Entry
from consumers.gateway.core.selection import Selection


class Seam:
    """What one client had seen when it subscribed.

    Attributes:
        seen: the offsets below which it had seen everything.
    """

    def __init__(self, seen: Offsets) -> None:
        """Start from the offsets below which the client has seen everything."""
        self.seen = seen

    def saw(self, entry: Entry) -> bool:
        """Return whether the client has seen the turn."""
        return entry.offset < next_offset(self.seen, entry.partition)

    def is_behind(self, offsets: Offsets) -> bool:
        """Return whether nothing from `offsets` on was seen: then the client is like all others."""
        return reaches(offsets, self.seen)

    def joined(self, selection: Selection, entry: Entry, frame: bytes) -> bytes:
        """Return the entry's frame with a cursor that does not forget what the client has."""
        return frame if self.is_behind(entry.offsets) else with_cursor(frame, self.cursor(selection, entry.offsets))

    def cursor(self, selection: Selection, offsets: Offsets) -> str:
        """Return the cursor of this client once it has got everything below `offsets`."""
        return selection.cursor(furthest(offsets, self.seen))
