"""Times as the ceremony's own town reads them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from sweepcast.board import Board, CeremonyInfo


def zone_of(board: Board) -> tzinfo:
    """Return the ceremony's time zone; UTC where the board names none, or one that this machine does not know."""
    info = board.get("ceremony")
    if not isinstance(info, CeremonyInfo):
        return UTC
    try:
        return ZoneInfo(info.time_zone)
    except (KeyError, ValueError, OSError):
        # ZoneInfoNotFoundError is a KeyError: a small machine may have no time zones at all.
        return UTC


def clock(time: datetime, zone: tzinfo) -> str:
    """Return hours and minutes."""
    return time.astimezone(zone).strftime("%H:%M")


def zone_name(board: Board) -> str:
    """Return what the zone is called on the day of the ceremony: `EST`."""
    info = board.get("ceremony")
    zone = zone_of(board)
    if not isinstance(info, CeremonyInfo):
        return "UTC"
    return datetime(info.date.year, info.date.month, info.date.day, 20, tzinfo=zone).tzname() or "UTC"
