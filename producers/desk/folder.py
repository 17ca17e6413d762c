"""Where a desk keeps its tokens and its audit log."""

from pathlib import Path

from sweepcast.settings import Settings


def folder_of(settings: Settings) -> Path:
    """Return the folder of the settings, or the one in the user's home."""
    return Path(settings.desk_folder) if settings.desk_folder else Path.home() / ".sweepcast" / "desk"
