"""The tally: each work's, person's and distributor's nominations with their outcomes, by the counting rules.

Only competitive categories count, and no withdrawn nomination. A nomination counts once for each distinct work,
person and distributor on it; two nominations of one work in one category are two; in a tie every winning nomination
is a win.
"""

from collections.abc import Iterable

import msgspec

from streams.night import Night
from sweepcast.programme import Category, Nomination, Programme


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One nomination as it counts for somebody."""

    category: Category
    nomination: Nomination
    decided: bool
    won: bool


class Count(msgspec.Struct, frozen=True, gc=False):
    """Somebody's entries, in the order of the programme, and their numbers."""

    entries: tuple[Entry, ...]
    nominations: int
    wins: int
    decided: int

    @property
    def lost(self) -> int:
        """Decided nominations that did not win."""
        return self.decided - self.wins

    @property
    def to_come(self) -> int:
        """Nominations whose category is not decided."""
        return self.nominations - self.decided

    @property
    def possible(self) -> int:
        """The most wins that can still be reached."""
        return self.wins + self.nominations - self.decided


class Tally(msgspec.Struct, frozen=True, gc=False):
    """All entries in the order of the programme, and the counts of all who have one, by id."""

    entries: tuple[Entry, ...]
    works: dict[str, Count]
    people: dict[str, Count]
    distributors: dict[str, Count]


def count_of(entries: Iterable[Entry]) -> Count:
    """Return the entries with their numbers."""
    kept = tuple(entries)
    wins = decided = 0
    for entry in kept:
        wins += entry.won
        decided += entry.decided
    return Count(kept, len(kept), wins, decided)


def tally(night: Night) -> Tally:
    """Return the counts of the whole night."""
    distributor_of = {work.id: work.distributor for work in night.programme.works}
    works: dict[str, list[Entry]] = {}
    people: dict[str, list[Entry]] = {}
    distributors: dict[str, list[Entry]] = {}
    entries = tuple(_entries(night))
    for entry in entries:
        _add(works, entry.nomination.works, entry)
        _add(people, entry.nomination.people, entry)
        named = (distributor_of.get(work) for work in entry.nomination.works)
        _add(distributors, (each for each in named if each is not None), entry)
    counts = ({each: count_of(theirs) for each, theirs in of.items()} for of in (works, people, distributors))
    return Tally(entries, *counts)


def competitive(programme: Programme) -> list[Category]:
    """Return the categories that count, in running order."""
    return [category for category in programme.categories if category.competitive]


def _entries(night: Night) -> Iterable[Entry]:
    for category in competitive(night.programme):
        decision = night.decisions.get(category.id)
        for nomination in category.nominations:
            if (category.id, nomination.id) not in night.withdrawn:
                won = decision is not None and nomination.id in decision.winners
                yield Entry(category, nomination, decision is not None, won)


def _add(index: dict[str, list[Entry]], ids: Iterable[str], entry: Entry) -> None:
    for each in dict.fromkeys(ids):
        index.setdefault(each, []).append(entry)
