"""The order in which milestones that became true together are told: one, wherever Sweepcast tells them. Pure."""

from typing import Final

from sweepcast.board import Weight

FIRST_TOLD: Final = (
    "clean-sweep",
    "record-broken",
    "record-tied",
    "big-five",
    "first-since",
    "record-in-reach",
    "tie",
    "clinched",
    "lead",
)
"""Kinds of milestones, the one that is told first in front; what only sets another in a row of years follows it."""
_WEIGHTS: Final = ("major", "minor", "quiet")


def place_of(kind: str) -> int:
    """Return the place of a kind among those that are told together, from 0; kinds not known here come last."""
    return FIRST_TOLD.index(kind) if kind in FIRST_TOLD else len(FIRST_TOLD)


def loudness(kind: str, weight: Weight) -> tuple[int, int]:
    """Return a key by which milestones of one turn are sorted: the loudest first, then by kind."""
    return _WEIGHTS.index(weight), place_of(kind)
