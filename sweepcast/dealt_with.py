"""How far a consumer has dealt with what it got: what is to be stored, and what is to be acknowledged when. Pure."""

from sweepcast.cursor_file import CursorStore

ACKNOWLEDGE_SECONDS = 1.0
"""What was dealt with is gathered for so long, and acknowledged at once."""


class DealtWith:
    """Stores each new cursor at once, and gathers them for a subscriber's acknowledgements."""

    def __init__(self, start: str | None, store: CursorStore | None, *, acknowledges: bool) -> None:
        """Begin at the place `start`, which is stored and acknowledged already."""
        self.due_at: float | None = None
        """When an acknowledgement is to be sent, by the clock that `note` is told."""
        self._store = store
        self._acknowledges = acknowledges
        self._cursor = start
        self._stored = start
        self._acknowledged = start

    def note(self, cursor: str | None, now: float) -> None:
        """Note that everything up to `cursor` has been dealt with.

        Raises:
            OSError: it cannot be stored.
        """
        if cursor is None:
            return
        self._cursor = cursor
        if self._store is not None and cursor != self._stored:
            self._store.store(cursor)
            self._stored = cursor
        if self._acknowledges and cursor != self._acknowledged and self.due_at is None:
            self.due_at = now + ACKNOWLEDGE_SECONDS

    def is_due(self, now: float) -> bool:
        """Return whether it is time to acknowledge."""
        return self.due_at is not None and now >= self.due_at

    def take(self) -> str | None:
        """Return the cursor to acknowledge now, if there is a new one."""
        self.due_at = None
        if not self._acknowledges or self._cursor == self._acknowledged:
            return None
        self._acknowledged = self._cursor
        return self._cursor

    def doubt(self) -> None:
        """Take back that the last cursor was acknowledged: nobody said so before the connection was lost."""
        self._acknowledged = None
