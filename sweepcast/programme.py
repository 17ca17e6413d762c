"""A programme: what one ceremony is to decide.

Categories with their nominations, and the works, people and distributors that they name by id.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from sweepcast.cloudevents import Id, Text

Medium = Literal["film", "tv"]


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody who is nominated or honoured."""

    id: Id
    name: Text


class Distributor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The company that brings a film to cinemas, or the network of a series."""

    id: Id
    name: Text


class Role(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One part in a film's cast."""

    person: Text
    role: Text


class Opening(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A film's first weekend; gross in the box office's currency."""

    date: date
    theaters: int
    gross: int
    per_theater: int


class Weekend(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A film's newest weekend as known on the night; `number` 1 is the opening."""

    number: int
    rank: int
    gross: int
    theaters_added: int
    theaters_before: int


class BoxOffice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a film had cost and earned as of a day, in whole units of `currency`."""

    as_of: date
    currency: Text
    budget: int
    domestic_total: int
    worldwide_total: int
    opening: Opening | None = None
    latest_weekend: Weekend | None = None


class Outlook(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that lies ahead of a film after the night."""

    date: date
    event: Text


class FilmCard(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a viewer may want to know about a film, as known on the night."""

    director: Text
    premise: Text
    lead_cast: tuple[Role, ...] = ()
    supporting_cast: tuple[str, ...] = ()
    box_office: BoxOffice | None = None
    season_outlook: tuple[Outlook, ...] = ()


class Work(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A film or a series. Two works may share a title; their ids differ."""

    id: Id
    title: Text
    medium: Medium = "film"
    distributor: Id | None = None
    card: FilmCard | None = None


class Nomination(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One entry in one category; its id is unique there. It may name no work, several works, several people."""

    id: Id
    works: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    song: Text | None = None


class Category(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing to be decided. `award` is its canonical award over years and bodies; only competitive ones count."""

    id: Id
    name: Text
    competitive: bool = True
    medium: Medium | None = None
    award: Id | None = None
    nominations: tuple[Nomination, ...] = ()
    recipients: tuple[Id, ...] = ()
    """People whose honorary award is known beforehand."""


class Programme(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that one ceremony is to decide; the order of `categories` is the running order as planned."""

    ceremony: Id
    """`<award body>-<ceremony year>`, with a suffix where a body held two in one year."""
    award_body: Id
    award_body_name: Text
    name: Text
    edition: int
    ceremony_year: int
    film_year: int
    date: date
    time_zone: Text = "UTC"
    categories: tuple[Category, ...]
    works: tuple[Work, ...] = ()
    people: tuple[Person, ...] = ()
    distributors: tuple[Distributor, ...] = ()


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a programme: where, and what to do."""

    path: str
    message: str

    def __str__(self) -> str:
        """Return path and message as one line."""
        return f"{self.path}: {self.message}"


_CEREMONY_ID = re.compile(r"(?P<award_body>.+?)-\d{4}(?:-.+)?")


def award_body_of(ceremony: str) -> str:
    """Return the award body's id, which is what a ceremony's id says before its year; messages are keyed by it.

    Raises:
        ValueError: the id is not of the form `<award body>-<year>`.
    """
    match = _CEREMONY_ID.fullmatch(ceremony)
    if match is None:
        raise ValueError(f"{ceremony!r} is not a ceremony's id: write <award body>-<year>, as in golden-globes-2017")
    return match["award_body"]


def problems(programme: Programme) -> list[Problem]:
    """Return what is wrong with a programme beyond its types, in the order of the document; empty when it is sound."""
    return [*_head(programme), *_winless(programme), *_repeated_ids(programme), *_unknown_ids(programme)]


def _head(programme: Programme) -> Iterator[Problem]:
    expected = f"{programme.award_body}-{programme.ceremony_year}"
    if programme.ceremony != expected and not programme.ceremony.startswith(expected + "-"):
        yield Problem(
            "$.ceremony",
            f"is {programme.ceremony!r}, but a ceremony's id is its award body and its ceremony year: "
            f"write {expected!r}, or {expected + '-…'!r} where the body held two that year",
        )
    elif award_body_of(programme.ceremony) != programme.award_body:
        yield Problem(
            "$.award_body",
            f"is {programme.award_body!r}, but {programme.ceremony!r} reads as a ceremony of "
            f"{award_body_of(programme.ceremony)!r}: write an award body's id without a number of four digits",
        )
    if not programme.categories:
        yield Problem("$.categories", "is empty: a programme needs at least one category")


def _winless(programme: Programme) -> Iterator[Problem]:
    """Yield the categories in which nobody could win, or whose winner would be known beforehand."""
    for place, category in enumerate(programme.categories):
        if category.competitive and not category.nominations:
            yield Problem(
                f"$.categories[{place}].nominations",
                f"is empty, but {category.id!r} is competitive: name its nominations, or write competitive false",
            )
        if category.competitive and category.recipients:
            yield Problem(
                f"$.categories[{place}].recipients",
                f"is for honorary awards, but {category.id!r} is competitive: remove it, or write competitive false",
            )


def _repeated_ids(programme: Programme) -> Iterator[Problem]:
    named: list[tuple[str, Iterable[str]]] = [
        ("$.categories", (each.id for each in programme.categories)),
        ("$.works", (each.id for each in programme.works)),
        ("$.people", (each.id for each in programme.people)),
        ("$.distributors", (each.id for each in programme.distributors)),
    ]
    named += [
        (f"$.categories[{place}].nominations", (each.id for each in category.nominations))
        for place, category in enumerate(programme.categories)
    ]
    for path, ids in named:
        for repeated in (each for each, times in Counter(ids).items() if times > 1):
            yield Problem(path, f"has the id {repeated!r} more than once: give each its own")


def _unknown_ids(programme: Programme) -> Iterator[Problem]:
    works = {each.id for each in programme.works}
    people = {each.id for each in programme.people}
    distributors = {each.id for each in programme.distributors}
    for place, work in enumerate(programme.works):
        if work.distributor is not None and work.distributor not in distributors:
            yield _unknown(f"$.works[{place}].distributor", work.distributor, "distributors")
    for c, category in enumerate(programme.categories):
        for n, nomination in enumerate(category.nominations):
            path = f"$.categories[{c}].nominations[{n}]"
            yield from (_unknown(f"{path}.works", each, "works") for each in nomination.works if each not in works)
            yield from (_unknown(f"{path}.people", each, "people") for each in nomination.people if each not in people)
        for each in category.recipients:
            if each not in people:
                yield _unknown(f"$.categories[{c}].recipients", each, "people")


def _unknown(path: str, unknown: str, where: str) -> Problem:
    return Problem(path, f"names {unknown!r}, which is not among $.{where}: add it there or correct the id")
