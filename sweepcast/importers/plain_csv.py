"""Reads any body's history from a plain CSV, one nomination a row; docs/importing.md describes the format."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, timedelta

from sweepcast.ceremony_file import CeremonyFile, ceremony_problems
from sweepcast.importers.csv_checks import by_category, by_edition, category_notices, contradictions, year_notices
from sweepcast.importers.csv_rows import Place, Row, read_rows
from sweepcast.importers.edition import (
    ORDER_AND_TIMES,
    CategoryOfEntries,
    Edition,
    Entry,
    Named,
    ceremony_ids,
    ceremony_of,
    ordinal,
)
from sweepcast.importers.ids import made_id, slug, untaken
from sweepcast.importers.imported import Broken, Imported, at_rows
from sweepcast.importers.naming import NamedIds, Naming, named_ids
from sweepcast.programme import Medium, Problem


def read_plain_csv(content: bytes, *, broken: Broken = "refuse") -> Imported:
    """Return the ceremonies in the CSV `content`; `broken` is about rows that cannot be understood.

    All that is wrong with the file is told at once. A category in which nobody won had no award; an edition whose
    `won` is empty throughout is still to come.
    """
    read = read_rows(content)
    works, people = named_ids(_works(read.rows), "works"), named_ids(_people(read.rows), "people")
    at_odds = [*contradictions(read.rows)]
    for row in read.rows:
        at_odds += [(row, each) for names in (works, people) for each in names.problems.get(row.row, ())]
    problems = _by_row([*read.problems, *(each for _, each in at_odds)])
    places = {*read.broken, *(row.place for row, _ in at_odds)}
    if problems and (broken == "refuse" or read.unreadable or (broken == "skip-editions" and None in places)):
        return Imported(ceremonies=(), problems=problems, notices=tuple(read.notices))
    if broken == "skip-rows":
        wrong = {row.row for row, _ in at_odds}
        sound = [row for row in read.rows if row.row not in wrong]
    else:
        sound = [row for row in read.rows if row.place not in places]
    ceremonies, unsound = _ceremonies(sound, _ids(read.rows), works, people)
    return Imported(
        ceremonies=() if unsound and broken == "refuse" else tuple(ceremonies),
        problems=(*problems, *unsound),
        notices=(*read.notices, *_notices(sound, works, people)),
    )


def _by_row(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    def number(problem: Problem) -> int:
        found = re.search(r"\d+", problem.path)
        return int(found[0]) if found else 0

    return tuple(sorted(dict.fromkeys(problems), key=number))


def _works(rows: Iterable[Row]) -> Iterator[Naming]:
    for row in rows:
        for title, id_ in row.works:
            yield Naming(row=row.row, scope=row.place, kind=row.medium, name=title, written=id_)


def _people(rows: Iterable[Row]) -> Iterator[Naming]:
    for row in rows:
        for name, id_ in row.people:
            yield Naming(row=row.row, scope=row.place, kind=None, name=name, written=id_)


def _ids(rows: Iterable[Row]) -> dict[Place, tuple[str, int]]:
    """Return for each edition its ceremony's id, and how many ceremonies the body held that year before."""
    bodies: dict[str, dict[int, int]] = defaultdict(dict)
    for (body, edition), group in by_edition(rows).items():
        bodies[body][edition] = group[0].ceremony_year
    ids: dict[Place, tuple[str, int]] = {}
    for body, years in bodies.items():
        numbers = sorted(years)
        ordered = [years[number] for number in numbers]
        for place, (number, id_) in enumerate(zip(numbers, ceremony_ids(body, ordered), strict=True)):
            ids[body, number] = id_, ordered[:place].count(ordered[place])
    return ids


def _ceremonies(
    rows: Iterable[Row], ids: dict[Place, tuple[str, int]], works: NamedIds, people: NamedIds
) -> tuple[list[CeremonyFile], list[Problem]]:
    ceremonies, problems = list[CeremonyFile](), list[Problem]()
    editions = by_edition(rows)
    bodies = list(dict.fromkeys(body for body, _ in editions))
    for place in sorted(editions, key=lambda place: (bodies.index(place[0]), place[1])):
        ceremony = ceremony_of(_edition(*ids[place], editions[place], works, people), UTC)
        where = f"{place[0]}, edition {place[1]}"
        unsound = [Problem(f"{where}, {each.path}", each.message) for each in ceremony_problems(ceremony)]
        problems += unsound
        if not unsound:
            ceremonies.append(ceremony)
    return ceremonies, problems


def _edition(ceremony: str, nth: int, rows: Sequence[Row], works: NamedIds, people: NamedIds) -> Edition:
    """Return the edition; `nth` tells how many ceremonies the body held that year before."""
    first = rows[0]
    categories = sorted(by_category(rows).values(), key=_running_order)
    used = set[str]()
    built = list[CategoryOfEntries]()
    media: dict[str, Medium] = {}
    for group in categories:
        id_ = _category_id(group[0], used)
        used.add(id_)
        entries = tuple(_entry(row, works, people) for row in group)
        built.append(
            CategoryOfEntries(
                id=id_,
                name=group[0].category,
                competitive=group[0].competitive,
                medium=group[0].medium,
                award=group[0].award,
                entries=entries,
            )
        )
        if group[0].medium is not None:
            media.update({work.id: group[0].medium for entry in entries for work in entry.works})
    return Edition(
        ceremony=ceremony,
        award_body=made_id(first.body),
        award_body_name=_body_name(rows),
        number=first.edition,
        ceremony_year=first.ceremony_year,
        film_year=first.film_year,
        # The format has no day: of a body's ceremonies in one year, the first stands at its first day, and so on.
        date=date(first.ceremony_year, 1, 1) + timedelta(days=nth),
        time_zone="UTC",
        categories=tuple(built),
        media=media,
        notes=tuple(_remarks(rows, works, people)),
    )


def _running_order(category: Sequence[Row]) -> tuple[bool, int]:
    """Return what sorts a category: those with an order come first, the others behind them as in the file."""
    order = next((row.order for row in category if row.order is not None), None)
    return order is None, order or 0


def _category_id(row: Row, used: set[str]) -> str:
    id_ = made_id(row.category)
    return untaken(f"tv-{id_}" if row.medium == "tv" and id_ in used else id_, used)


def _entry(row: Row, works: NamedIds, people: NamedIds) -> Entry:
    return Entry(
        works=tuple(Named(works.ids[each], each.name) for each in _works([row])),
        people=tuple(Named(people.ids[each], each.name) for each in _people([row])),
        song=row.song,
        won=row.won,
    )


def _body_name(rows: Iterable[Row]) -> str:
    """Return the body's name as first written; where it is written as an id alone, its words."""
    written = [row.body for row in rows]
    return next((each for each in written if each != slug(each)), written[0].replace("-", " ").title())


def _remarks(rows: Sequence[Row], works: NamedIds, people: NamedIds) -> Iterator[str]:
    yield "Imported from a plain CSV. It tells no day: the ceremony stands at the beginning of its year."
    yield ORDER_AND_TIMES
    for names, namings, called in ((works, _works(rows), "works"), (people, _people(rows), "people")):
        made = {names.ids[each] for each in namings} & set(names.made)
        if made:
            yield f"The ids of {len(made)} {called} are made from their names."
    for row in rows:
        if row.note:
            about = " / ".join(name for name, _ in row.works or row.people) or row.song
            yield f"{row.category}: {about}: {row.note}"


def _notices(rows: Sequence[Row], works: NamedIds, people: NamedIds) -> Iterator[Problem]:
    yield from works.notices
    yield from people.notices
    for names, namings, column in ((works, _works(rows), "works"), (people, _people(rows), "people")):
        made = [each for each in namings if names.ids[each] in names.made and not each.written]
        if made:
            number = len({names.ids[each] for each in made})
            yield at_rows((each.row for each in made), f"{column}: {number} without an id have one made of the name")
    for (_, edition), group in by_edition(rows).items():
        told = f"the {ordinal(edition)} {_body_name(group)}"
        if all(row.won is None for row in group):
            yield at_rows((row.row for row in group), f"won is empty: {told} is still to come, and has no night")
        yield from category_notices(group)
    yield from year_notices(rows)
