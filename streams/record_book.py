"""The record book: a body's history, kept by ceremony, and the yardsticks that a night is measured with.

A night's rows replace its earlier ones, so entering a night twice changes nothing; and a night is always measured
against the editions before its own, never against itself.
"""

from collections.abc import Callable, Iterable

import msgspec

from sweepcast.announcements import CompleteFor, History
from sweepcast.board import Holder
from sweepcast.programme import Medium


class WorkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One work at one ceremony, as the book remembers it."""

    id: str | None
    title: str
    medium: Medium
    wins: int
    nominations: int
    swept: bool
    big_five: bool


class NightRows(msgspec.Struct, frozen=True, kw_only=True):
    """What one closed ceremony left in the book."""

    edition: int
    ceremony_year: int
    film_year: int
    works: tuple[WorkRow, ...]


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A body's record book: nights that were folded, and seeds for what lies before them, both by ceremony."""

    award_body: str
    nights: dict[str, NightRows] = {}
    seeds: dict[str, dict[Medium, History]] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The highest number so far, and every work that reached it, earliest first."""

    number: int
    holders: tuple[Holder, ...]


class Yardstick(msgspec.Struct, frozen=True, kw_only=True):
    """What the book says, for one medium, of all editions before a night; only what it is complete for.

    Attributes:
        wins, nominations: the records, none where there is none or the book does not know.
        sweeps: clean sweeps, with their nominations as number; all of those with `sweeps_from` or more.
        sweeps_from: none where the book is complete for no size.
        big_fives: works with a Big Five, with their wins as number; none where the book does not know.
    """

    medium: Medium
    wins: Record | None = None
    nominations: Record | None = None
    sweeps: tuple[Holder, ...] = ()
    sweeps_from: int | None = None
    big_fives: tuple[Holder, ...] | None = None


EVERYTHING = CompleteFor(wins_at_least=0, nominations_at_least=0, clean_sweep_nominations_at_least=0, big_five=True)


def with_night(book: Book, ceremony: str, rows: NightRows) -> Book:
    """Return the book with a ceremony's rows, in place of its former ones."""
    return msgspec.structs.replace(book, nights={**book.nights, ceremony: rows})


def with_seed(book: Book, ceremony: str, history: History) -> Book:
    """Return the book with the history before a ceremony, in place of what was seeded there for that medium."""
    seeds = {**book.seeds.get(ceremony, {}), history.medium: history}
    return msgspec.structs.replace(book, seeds={**book.seeds, ceremony: seeds})


def yardstick(book: Book, medium: Medium, edition: int) -> Yardstick:
    """Return what the book knows for certain, for works of a medium, of all editions before `edition`."""
    complete, first_night = _coverage(book, medium, edition)
    if complete is None:
        return Yardstick(medium=medium)
    rows = sorted(_rows(book, medium, first_night, edition), key=lambda row: (row[0].edition, row[0].name))
    sweeps_from = complete.clean_sweep_nominations_at_least
    return Yardstick(
        medium=medium,
        wins=_record(rows, lambda work: work.wins, complete.wins_at_least),
        nominations=_record(rows, lambda work: work.nominations, complete.nominations_at_least),
        sweeps=tuple(
            _numbered(holder, work.nominations) for holder, work in rows if work.swept and work.nominations >= sweeps_from
        ),
        sweeps_from=sweeps_from,
        big_fives=tuple(holder for holder, work in rows if work.big_five) if complete.big_five else None,
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


def _rows(book: Book, medium: Medium, first_night: int, edition: int) -> Iterable[tuple[Holder, WorkRow]]:
    for night in book.nights.values():
        if first_night <= night.edition < edition:
            yield from ((_holder_of(night, work), work) for work in night.works if work.medium == medium)
    for by_medium in book.seeds.values():
        seed = by_medium.get(medium)
        if seed is not None and seed.before_edition == first_night:
            yield from (_seeded(seed, place) for place in range(len(seed.works)))


def _holder_of(night: NightRows, work: WorkRow) -> Holder:
    return Holder(
        id=work.id,
        name=work.title,
        number=work.wins,
        edition=night.edition,
        ceremony_year=night.ceremony_year,
        film_year=night.film_year,
    )


def _seeded(seed: History, place: int) -> tuple[Holder, WorkRow]:
    row = seed.works[place]
    holder = Holder(
        id=row.id,
        name=row.title,
        number=row.wins,
        edition=row.edition,
        ceremony_year=row.ceremony_year,
        film_year=row.film_year,
    )
    work = WorkRow(
        id=row.id,
        title=row.title,
        medium=seed.medium,
        wins=row.wins,
        nominations=row.nominations,
        swept=row.wins == row.nominations,
        big_five=row.big_five,
    )
    return holder, work


def _numbered(holder: Holder, number: int) -> Holder:
    return msgspec.structs.replace(holder, number=number)


def _record(rows: list[tuple[Holder, WorkRow]], number: Callable[[WorkRow], int], complete_from: int) -> Record | None:
    highest = max((number(work) for _, work in rows), default=0)
    if highest == 0 or highest < complete_from:
        return None
    holders = tuple(_numbered(holder, highest) for holder, work in rows if number(work) == highest)
    return Record(number=highest, holders=holders)
