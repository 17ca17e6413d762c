"""What rows of a plain CSV say against each other, and what of them is worth a look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sweepcast.importers.csv_rows import Place, Row
from sweepcast.importers.imported import at_row, at_rows
from sweepcast.programme import Medium, Problem


def by_edition(rows: Iterable[Row]) -> dict[Place, list[Row]]:
    """Return the rows of each edition."""
    groups: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.place].append(row)
    return groups


def by_category(rows: Iterable[Row]) -> dict[tuple[str, Medium | None], list[Row]]:
    """Return the rows of each category, by its name and medium."""
    categories: dict[tuple[str, Medium | None], list[Row]] = defaultdict(list)
    for row in rows:
        categories[row.category, row.medium].append(row)
    return categories


def contradictions(rows: Iterable[Row]) -> Iterator[tuple[Row, Problem]]:
    """Yield the rows that say of their edition or category something else than the rows above them do."""
    for (_, number), edition in by_edition(rows).items():
        for column in ("ceremony_year", "film_year"):
            yield from _differing(edition, column, f"edition {number}")
        yield from _without_medium(edition)
        yield from _without_outcome(edition)
        for (name, _), category in by_category(edition).items():
            for column in ("competitive", "award"):
                yield from _differing(category, column, repr(name))
            yield from _differing([row for row in category if row.order is not None], "order", repr(name))


def _differing(rows: Sequence[Row], column: str, of: str) -> Iterator[tuple[Row, Problem]]:
    for row in rows:
        value, first = getattr(row, column), getattr(rows[0], column)
        if value != first:
            told = f"is {_shown(value)}, but row {rows[0].row} has {_shown(first)} for {of}"
            yield row, at_row(row.row, told, column)


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "nothing" if value is None else repr(value)


def _without_medium(edition: Sequence[Row]) -> Iterator[tuple[Row, Problem]]:
    told = {row.category: row for row in edition if row.medium is not None}
    for row in edition:
        known = told.get(row.category)
        if row.medium is None and known is not None:
            message = f"is empty, but row {known.row} has {known.medium!r} for {row.category!r}: say which"
            yield row, at_row(row.row, message, "medium")


def _without_outcome(edition: Sequence[Row]) -> Iterator[tuple[Row, Problem]]:
    told = next((row for row in edition if row.won is not None), None)
    for row in edition:
        if told is not None and row.won is None:
            message = f"is empty, but row {told.row} of the same edition tells an outcome: write true or false"
            yield row, at_row(row.row, message, "won")


def category_notices(edition: Sequence[Row]) -> Iterator[Problem]:
    """Yield the categories of an edition that had no award, and rows that nominate the same."""
    for (name, _), category in by_category(edition).items():
        if edition[0].won is not None and not any(row.won for row in category):
            yield at_rows((row.row for row in category), f"nobody won {name!r}: it had no award")
        first: dict[object, int] = {}
        for row in category:
            said = (row.works, row.people, row.song)
            if said in first:
                told = f"nominates the same as row {first[said]} in {name!r}: both count; remove one if it is one"
                yield at_row(row.row, told)
            first.setdefault(said, row.row)


def year_notices(rows: Iterable[Row]) -> Iterator[Problem]:
    """Yield the editions that are of an earlier year than the one before them."""
    last: dict[str, Row] = {}
    for (body, _), (row, *_others) in sorted(by_edition(rows).items()):
        former = last.get(body)
        if former is not None and row.ceremony_year < former.ceremony_year:
            earlier = f"edition {former.edition} of {former.ceremony_year}"
            told = f"edition {row.edition} is of {row.ceremony_year}, before {earlier}"
            yield at_rows([former.row, row.row], told)
        last[body] = row
