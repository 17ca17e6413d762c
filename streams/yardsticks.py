"""The yardsticks that a night is measured with: what the record book knows of all editions before its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from streams.record_book import Book, NightRows, PersonRow, Sweep, WorkRow
from sweepcast.announcements import CompleteFor, HistoryRow
from sweepcast.board import Holder
from sweepcast.programme import Medium


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The highest number so far, and every one who reached it, earliest first."""

    number: int
    holders: tuple[Holder, ...]


class Yardstick(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the book says, for one medium, of all editions before a night; only what it is complete for.

    Attributes:
        wins, nominations: the records, none where there is none or the book does not know.
        sweeps: strict clean sweeps, with their nominations as number; all of those with `sweeps_from` or more.
        effective_sweeps: likewise.
        sweeps_from: none where the book is complete for no size.
        big_fives: works with a Big Five, with their wins as number; none where the book does not know.
    """

    medium: Medium
    wins: Record | None = None
    nominations: Record | None = None
    sweeps: tuple[Holder, ...] = ()
    effective_sweeps: tuple[Holder, ...] = ()
    sweeps_from: int | None = None
    big_fives: tuple[Holder, ...] | None = None


class PeopleYardstick(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the book says of people over all editions before a night; known where the whole history was folded.

    Attributes:
        wins, nominations: the records over whole careers at the body. A holder's edition is the one that made it so.
        before: earlier (wins, nominations) of those who are nominated tonight and were before.
    """

    wins: Record | None = None
    nominations: Record | None = None
    before: dict[str, tuple[int, int]] = {}


class Measures(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that a night is measured with, and the version of the book that it was taken from."""

    version: int = -1
    works: dict[Medium, Yardstick] = {}
    people: PeopleYardstick = PeopleYardstick()


EVERYTHING = CompleteFor(wins_at_least=0, nominations_at_least=0, clean_sweep_nominations_at_least=0, big_five=True)


def measures(book: Book, edition: int, media: Iterable[Medium], people: Iterable[str]) -> Measures:
    """Return what a night of the given edition, with works of those media and those people, is measured with."""
    return Measures(
        version=book.version,
        works={medium: yardstick(book, medium, edition) for medium in media},
        people=people_yardstick(book, edition, people),
    )


def yardstick(book: Book, medium: Medium, edition: int) -> Yardstick:
    """Return what the book knows for certain, for works of a medium, of all editions before `edition`."""
    complete, first_night = _coverage(book, medium, edition)
    if complete is None:
        return Yardstick(medium=medium)
    rows = list(_rows(book, medium, first_night, edition))
    sweeps_from = complete.clean_sweep_nominations_at_least
    five = [(when, work) for when, work in rows if work.big_five]
    return Yardstick(
        medium=medium,
        wins=_record(rows, _wins, complete.wins_at_least),
        nominations=_record(rows, _nominations, complete.nominations_at_least),
        sweeps=_sweeps(rows, "strict", sweeps_from),
        effective_sweeps=_sweeps(rows, "effective", sweeps_from),
        sweeps_from=sweeps_from,
        big_fives=_holders(five, _wins) if complete.big_five else None,
    )


def shutouts(book: Book, medium: Medium, edition: int) -> tuple[Holder, ...]:
    """Return the shutouts before `edition` with their nominations, as far as the book is complete for nominations."""
    complete, first_night = _coverage(book, medium, edition)
    if complete is None:
        return ()
    rows = _rows(book, medium, first_night, edition)
    least = complete.nominations_at_least
    return _holders((row for row in rows if row[1].shutout and row[1].nominations >= least), _nominations)


def people_yardstick(book: Book, edition: int, people: Iterable[str]) -> PeopleYardstick:
    """Return what the book knows for certain of people; nothing unless it has every edition from the first one on."""
    earlier = sorted(
        (night for night in book.nights.values() if night.edition < edition), key=lambda night: night.edition
    )
    if {night.edition for night in earlier} != set(range(1, edition)):
        return PeopleYardstick()
    wins, nominations = _careers(earlier, _wins), _careers(earlier, _nominations)
    none = _Career()
    return PeopleYardstick(
        wins=_career_record(wins),
        nominations=_career_record(nominations),
        before={
            each: (wins.get(each, none).number, nominations[each].number) for each in people if each in nominations
        },
    )


def _coverage(book: Book, medium: Medium, edition: int) -> tuple[CompleteFor | None, int]:
    """Return what the book is complete for before `edition`, and the first edition that it has from folded nights.

    The nights must reach without a gap from `edition` back to the first one ever, or to a seed.
    """
    folded = {rows.edition for rows in book.nights.values()}
    seeds = {
        seed.before_edition: seed.complete_for
        for by_medium in book.seeds.values()
        for seed in by_medium.values()
        if seed.medium == medium
    }
    first = edition
    while first not in seeds and first - 1 in folded:
        first -= 1
    return (EVERYTHING if first <= 1 else seeds.get(first)), first


class _When(Protocol):
    """Something of one edition: a night's rows, or a seeded row."""

    @property
    def edition(self) -> int: ...
    @property
    def ceremony_year(self) -> int: ...
    @property
    def film_year(self) -> int: ...


_Row = tuple[_When, WorkRow]
_Number = Callable[["WorkRow | PersonRow"], int]


def _wins(row: "WorkRow | PersonRow") -> int:
    return row.wins


def _nominations(row: "WorkRow | PersonRow") -> int:
    return row.nominations


def _rows(book: Book, medium: Medium, first_night: int, edition: int) -> Iterator[_Row]:
    for night in book.nights.values():
        if first_night <= night.edition < edition:
            yield from ((night, work) for work in night.works if work.medium == medium)
    for by_medium in book.seeds.values():
        seed = by_medium.get(medium)
        if seed is not None and seed.before_edition == first_night:
            yield from ((row, _seeded(row, medium)) for row in seed.works)


def _seeded(row: HistoryRow, medium: Medium) -> WorkRow:
    return WorkRow(
        id=row.id,
        title=row.title,
        medium=medium,
        wins=row.wins,
        nominations=row.nominations,
        sweep="strict" if row.wins == row.nominations else None,
        big_five=row.big_five,
        shutout=row.wins == 0,
    )


def _holder(when: _When, of: str | None, name: str, number: int) -> Holder:
    return Holder(
        id=of,
        name=name,
        number=number,
        edition=when.edition,
        ceremony_year=when.ceremony_year,
        film_year=when.film_year,
    )


def _in_order(holders: Iterable[Holder]) -> tuple[Holder, ...]:
    return tuple(sorted(holders, key=lambda holder: (holder.edition, holder.name)))


def _holders(rows: Iterable[_Row], number: _Number) -> tuple[Holder, ...]:
    return _in_order(_holder(when, work.id, work.title, number(work)) for when, work in rows)


def _sweeps(rows: Iterable[_Row], sweep: Sweep, least: int) -> tuple[Holder, ...]:
    swept = ((when, work) for when, work in rows if work.sweep == sweep and work.nominations >= least)
    return _holders(swept, _nominations)


def _record(rows: list[_Row], number: _Number, complete_from: int) -> Record | None:
    highest = max((number(work) for _, work in rows), default=0)
    if highest == 0 or highest < complete_from:
        return None
    return Record(number=highest, holders=_holders((row for row in rows if number(row[1]) == highest), number))


@dataclass(slots=True)
class _Career:
    """A person's number over the years, and the night and the row that made it so."""

    number: int = 0
    made: tuple[NightRows, PersonRow] | None = None


def _careers(nights: list[NightRows], number: _Number) -> dict[str, _Career]:
    """Return the careers over nights in order; only of those with any number."""
    careers: dict[str, _Career] = {}
    for night in nights:
        for row in night.people:
            if more := number(row):
                career = careers.setdefault(row.id, _Career())
                career.number += more
                career.made = (night, row)
    return careers


def _career_record(careers: dict[str, _Career]) -> Record | None:
    highest = max((career.number for career in careers.values()), default=0)
    made = [career.made for career in careers.values() if career.number == highest and career.made is not None]
    holders = _in_order(_holder(night, row.id, row.name, highest) for night, row in made)
    return Record(number=highest, holders=holders) if highest else None
