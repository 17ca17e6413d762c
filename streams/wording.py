"""English for headlines: counts, lists and ordinals, in one place."""

from collections.abc import Sequence

from sweepcast.board import Holder
from sweepcast.programme import Medium

WORK_WORD: dict[Medium, tuple[str, str]] = {"film": ("film", "films"), "tv": ("series", "series")}


def counted_word(number: int, one: str, many: str) -> str:
    """Return "1 win", "7 wins"."""
    return f"{number} {one if number == 1 else many}"


def wins(number: int) -> str:
    """Return a number of wins in words."""
    return counted_word(number, "win", "wins")


def listed(names: Sequence[str]) -> str:
    """Return "A", "A and B", "A, B and C", "A, B and 3 others"."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def dated(holder: Holder) -> str:
    """Return an earlier holder with its ceremony's year."""
    return f"{holder.name} ({holder.ceremony_year})"


def held(holders: Sequence[Holder]) -> str:
    """Return who held a record, and since when: "Lawrence of Arabia (1963) and 2 others"."""
    first, others = holders[0], len(holders) - 1
    if others == 0:
        return dated(first)
    return f"{dated(first)} and {dated(holders[1]) if others == 1 else f'{others} others'}"
