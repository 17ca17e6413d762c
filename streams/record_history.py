"""A record book told for people: how each record moved over the years, and all sweeps, Big Fives and shutouts.

It is read off the yardsticks of every edition, so it goes no further than the book is complete for.
"""

from collections.abc import Iterable

import msgspec

from streams.record_book import Book
from streams.rules import Rules
from streams.yardsticks import PeopleYardstick, Record, people_yardstick, shutouts, yardstick
from sweepcast.board import Holder
from sweepcast.programme import Medium


class WorkRecords(msgspec.Struct, frozen=True, kw_only=True):
    """What the book knows of the works of one medium.

    Attributes:
        wins, nominations: every record there was, lowest first, with all who held it; the last one stands.
        clean_sweeps, effective_sweeps: with their nominations as number.
        big_fives: with their wins as number; none where the book does not know.
        shutouts: with their nominations as number.
    """

    wins: tuple[Record, ...]
    nominations: tuple[Record, ...]
    clean_sweeps: tuple[Holder, ...]
    effective_sweeps: tuple[Holder, ...]
    big_fives: tuple[Holder, ...] | None
    shutouts: tuple[Holder, ...]


class PeopleRecords(msgspec.Struct, frozen=True, kw_only=True):
    """Records over careers, lowest first; empty where the book has not the whole history."""

    wins: tuple[Record, ...]
    nominations: tuple[Record, ...]


class RecordHistory(msgspec.Struct, frozen=True, kw_only=True):
    """All that a body's book tells, up to its latest edition."""

    award_body: str
    latest_edition: int
    works: dict[Medium, WorkRecords]
    people: PeopleRecords


def record_history(book: Book, rules: Rules) -> RecordHistory:
    """Return the history of a body's records; a book without any closed night tells nothing."""
    editions = sorted(night.edition + 1 for night in book.nights.values())
    media: list[Medium] = sorted({work.medium for night in book.nights.values() for work in night.works})
    people = [people_yardstick(book, edition, ()) for edition in editions]
    return RecordHistory(
        award_body=book.award_body,
        latest_edition=editions[-1] - 1 if editions else 0,
        works={medium: _works(book, medium, editions, rules) for medium in media},
        people=_people(people),
    )


def _works(book: Book, medium: Medium, editions: list[int], rules: Rules) -> WorkRecords:
    known = [yardstick(book, medium, edition) for edition in editions]
    latest = known[-1]
    return WorkRecords(
        wins=_moves(each.wins for each in known),
        nominations=_moves(each.nominations for each in known),
        clean_sweeps=_of(latest.sweeps, rules.sweep_nominations),
        effective_sweeps=_of(latest.effective_sweeps, rules.sweep_nominations),
        big_fives=latest.big_fives,
        shutouts=_of(shutouts(book, medium, editions[-1]), rules.shutout_nominations),
    )


def _people(known: list[PeopleYardstick]) -> PeopleRecords:
    return PeopleRecords(
        wins=_moves(each.wins for each in known), nominations=_moves(each.nominations for each in known)
    )


def _of(holders: Iterable[Holder], least: int) -> tuple[Holder, ...]:
    return tuple(holder for holder in holders if holder.number >= least)


def _moves(records: Iterable[Record | None]) -> tuple[Record, ...]:
    """Return each number that was a record, with its holders as they were when it fell, or are now."""
    by_number = {record.number: record for record in records if record is not None}
    return tuple(by_number.values())
