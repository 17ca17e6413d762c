"""How fast a night is retold: when each announcement is due, in seconds from the start. The clock is elsewhere."""

import math
import re
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

import msgspec

from sweepcast.announcements import Announcement, CeremonyClosed, CeremonyOpened, WinnerAnnounced

SHOW_SECONDS = 120.0
"""How long a night takes at the pace that is taken where none is chosen."""
LEAD_IN_SECONDS = 1.5
"""At that pace, the first winner comes this soon after the opening: nobody waits for the red carpet."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of the night that pass in one second: 1 is as it was, infinity is without any waiting.

    Without a factor, the night is shown in about `SHOW_SECONDS`.
    """

    factor: float | None = None


SHOW = Pace()


def parse_pace(text: str) -> Pace:
    """Return the pace that `text` names: `real`, `max`, or a factor such as `60x`.

    Raises:
        ValueError: it names none.

    """
    if text == "real":
        return Pace(factor=1.0)
    if text == "max":
        return Pace(factor=math.inf)
    number = re.fullmatch(r"(\d+(?:\.\d+)?)x?", text)
    if number is None or float(number[1]) == 0:
        raise ValueError(f"{text!r} is no pace: write real, max, or a factor above 0 such as 60x")
    return Pace(factor=float(number[1]))


def schedule(announcements: Sequence[Announcement], pace: Pace, start: int = 0) -> list[float]:
    """Return when each announcement of one night is due, in seconds from the start, never decreasing.

    What was said before the opening is due at once, and what was said after the closing together with it: a correction
    may come months later. Everything before the announcement at index `start` is due at once, too.
    """
    opened, closed = _bounds(announcements)
    night = (closed - opened).total_seconds()
    factor = pace.factor or max(night / SHOW_SECONDS, 1.0)
    due = [min(max((each.time - opened).total_seconds(), 0.0), night) / factor for each in announcements]
    if pace.factor is None:
        due = _with_short_lead_in(due, announcements)
    begin = due[start] if start < len(due) else 0.0
    return list(accumulate((max(each - begin, 0.0) for each in due), max))


def _bounds(announcements: Sequence[Announcement]) -> tuple[datetime, datetime]:
    """Return when the night opened and closed; of one that did not, when the first and the last word was said."""
    times = [each.time for each in announcements]
    opened = next((each.time for each in announcements if isinstance(each, CeremonyOpened)), min(times))
    closed = next((each.time for each in announcements if isinstance(each, CeremonyClosed)), max(times))
    return opened, max(opened, closed)


def _with_short_lead_in(due: list[float], announcements: Sequence[Announcement]) -> list[float]:
    first = next(
        (when for when, each in zip(due, announcements, strict=True) if isinstance(each, WinnerAnnounced)), 0.0
    )
    if first <= LEAD_IN_SECONDS:
        return due
    return [when * LEAD_IN_SECONDS / first if when < first else when - first + LEAD_IN_SECONDS for when in due]
