"""Decides whether a part that died is started again, and after which pause: a pure count of its deaths."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How much dying is put up with before the run ends.

    Attributes:
        deaths: so many deaths within `seconds` are too many.
        early_deaths: so many deaths in a row before the part was ever ready are too many: it will not get better.
        pause: seconds before the first start again; it doubles with each death that follows.
    """

    deaths: int = 5
    seconds: float = 60.0
    early_deaths: int = 2
    pause: float = 0.25
    longest_pause: float = 4.0


def pause_after(deaths: Sequence[float], *, was_ready: bool, patience: Patience) -> float | None:
    """Return the seconds to wait before the part is started again, or None when it is to be given up.

    `deaths` are the times of all its deaths in seconds, the last one just now; `was_ready` tells whether it has ever
    been ready in this run.
    """
    recent = [time for time in deaths if deaths[-1] - time <= patience.seconds]
    if len(recent) >= patience.deaths or (not was_ready and len(deaths) >= patience.early_deaths):
        return None
    doubled: float = patience.pause * 2.0 ** (len(recent) - 1)
    return min(doubled, patience.longest_pause)
