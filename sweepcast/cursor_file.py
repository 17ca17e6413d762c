"""Where a follower keeps its place between two runs: a cursor in a file, or wherever a store of one's own puts it."""

import os
from pathlib import Path
from typing import Protocol


class CursorStore(Protocol):
    """Keeps one cursor. Both are called in the loop that follows the feed, and should not take long."""

    def load(self) -> str | None:
        """Return the cursor that was stored last; none before the first."""

    def store(self, cursor: str) -> None:
        """Keep `cursor` in place of the one before. Everything up to it has been dealt with."""


class CursorFile:
    """Keeps the cursor in a file of its own; whatever happens, the file holds a whole cursor or none."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Keep it at `path`, in a folder that exists; one file a follower."""
        self.path = Path(path)

    def load(self) -> str | None:
        """Return the cursor in the file; none if there is no file, or nothing in it.

        Raises:
            OSError: the file cannot be read.
        """
        try:
            return self.path.read_text(encoding="utf-8", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def store(self, cursor: str) -> None:
        """Put `cursor` into the file, in one step.

        Raises:
            OSError: the file cannot be written.
        """
        # A link stays one: what it leads to is replaced.
        place = Path(os.path.realpath(self.path))
        beside = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            with beside.open("w", encoding="utf-8") as file:
                file.write(f"{cursor}\n")
                file.flush()
                # Without it, a machine that loses power may have the new name and nothing in it.
                os.fsync(file.fileno())
            beside.replace(place)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
