"""The record book: a body's history, kept by ceremony.

A night's rows replace its earlier ones, so entering a night twice changes nothing. What a night is measured with, by
the editions before its own, is read off the book in `streams.yardsticks`.
"""

from typing import Literal

import msgspec

from sweepcast.announcements import History
from sweepcast.programme import Medium

Sweep = Literal["strict", "effective"]
"""A strict sweep won all nominations; an effective one every category, though it stood twice in one."""


class WorkRow(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """One work at one ceremony, as the book remembers it."""

    id: str | None
    title: str
    medium: Medium
    wins: int
    nominations: int
    sweep: Sweep | None
    big_five: bool
    shutout: bool = False


class PersonRow(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """One person at one ceremony."""

    id: str
    name: str
    wins: int
    nominations: int


class NightRows(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one closed ceremony left in the book."""

    edition: int
    ceremony_year: int
    film_year: int
    works: tuple[WorkRow, ...]
    people: tuple[PersonRow, ...] = ()


class Book(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A body's record book: nights that were folded, and seeds for what lies before them, both by ceremony.

    `version` counts its changes, so that a night knows whether it was measured with the book as it is.
    """

    award_body: str
    version: int = 0
    nights: dict[str, NightRows] = {}
    seeds: dict[str, dict[Medium, History]] = {}


def with_night(book: Book, ceremony: str, rows: NightRows) -> Book:
    """Return the book with a ceremony's rows, in place of its former ones; the same book where they are the same."""
    if book.nights.get(ceremony) == rows:
        return book
    return msgspec.structs.replace(book, version=book.version + 1, nights={**book.nights, ceremony: rows})


def with_seed(book: Book, ceremony: str, history: History) -> Book:
    """Return the book with the history before a ceremony, in place of what was seeded there for that medium."""
    seeds = {**book.seeds.get(ceremony, {}), history.medium: history}
    if book.seeds.get(ceremony) == seeds:
        return book
    return msgspec.structs.replace(book, version=book.version + 1, seeds={**book.seeds, ceremony: seeds})
