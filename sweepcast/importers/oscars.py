"""Reads all ceremonies of the Academy from the TSV of DLu/oscar_data; docs/importing.md tells its traps."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import MAXYEAR, date, timedelta, timezone
from itertools import groupby

import msgspec

from sweepcast.ceremony_file import CeremonyFile, ceremony_problems
from sweepcast.importers.academy import AWARDS, DATES, Award
from sweepcast.importers.edition import (
    ORDER_AND_TIMES,
    CategoryOfEntries,
    Edition,
    Entry,
    Named,
    ceremony_ids,
    ceremony_of,
)
from sweepcast.importers.ids import is_id, made_id, slug, untaken
from sweepcast.importers.imported import Broken, Imported, at_row, at_rows, last_year
from sweepcast.programme import Problem

AWARD_BODY = "oscars"
_BODY_NAME = "Academy Awards"
_TIME_ZONE = "America/Los_Angeles"
_PACIFIC = timezone(timedelta(hours=-8))
_SOURCE = "Nominations and outcomes: DLu/oscar_data, BSD-2-Clause, Copyright (c) 2022, David V. Lu!!"
_CLASSES = ("Title", "Acting", "Directing", "Writing", "Music", "Production", "SciTech", "Special")
_HONORARY_CATEGORIES = ("HONORARY FOREIGN LANGUAGE FILM AWARD",)
_SMALL_WORDS = ("A", "AN", "AND", "FOR", "IN", "OF", "OR", "THE")
_UNOFFICIAL = "NOT AN OFFICIAL NOMINATION"
_UNKNOWN = "?"
_COMPANY = "co"
_NEEDED = (
    *("Ceremony", "Year", "Class", "CanonicalCategory", "Category", "Film", "FilmId", "Nominees", "NomineeIds"),
    *("Winner", "Detail", "Note"),
)


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row that was understood."""

    row: int
    ceremony: int
    film_year: int
    honorary: bool
    canonical: str
    category: str
    works: tuple[Named, ...]
    people: tuple[Named, ...]
    song: str | None
    won: bool
    note: str


class _BrokenRow(ValueError):
    """A row that cannot be understood; the problem says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_oscars(content: bytes, *, broken: Broken = "refuse") -> Imported:
    """Return the Academy's ceremonies in the TSV `content`, ids being IMDb's; `broken` is about broken rows.

    Competitive are all classes but `Special`, which is honorary; `SciTech` awards are given at another ceremony and
    left out. Write-ins and nominations that were withdrawn are left out too, unless they won.
    """
    lines, unreadable = _lines(content)
    if unreadable:
        return Imported(ceremonies=(), problems=(unreadable,))
    header = lines[0].split("\t")
    missing = [each for each in _NEEDED if each not in header]
    if missing:
        return Imported(
            ceremonies=(), problems=(at_row(1, f"lacks the columns {', '.join(missing)}: is this the file?"),)
        )
    cells = {
        number: dict(zip(header, line.split("\t"), strict=False))
        for number, line in enumerate(lines[1:], start=2)
        if line.strip()
    }
    names = _Names(cells.values())
    rows, problems, broken_in = list[_Row](), list[Problem](), set[int | None]()
    for number, row in cells.items():
        try:
            if row.get("Class") != "SciTech":
                rows.append(_read(number, row, names, columns=len(header)))
        except _BrokenRow as error:
            problems.append(error.problem)
            broken_in.add(int(row["Ceremony"]) if row.get("Ceremony", "").isdecimal() else None)
    if problems and (broken == "refuse" or (broken == "skip-editions" and None in broken_in)):
        return Imported(ceremonies=(), problems=tuple(problems))
    left_out = broken_in if broken == "skip-editions" else set()
    ceremonies, unsound = _ceremonies([each for each in rows if each.ceremony not in left_out])
    if unsound and broken == "refuse":
        ceremonies = []
    return Imported(
        ceremonies=tuple(ceremonies), problems=(*problems, *unsound), notices=tuple(_notices(rows, cells, names))
    )


def _lines(content: bytes) -> tuple[list[str], Problem | None]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], at_row(line, "is not UTF-8: save the file in this encoding")
    # Not splitlines: it would also break lines at characters that stand inside a field.
    return [line.removesuffix("\r") for line in text.split("\n")], None


class _Names:
    """Ids of the file with their names, and ids for those whom it does not know: one for each name."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self.of: dict[str, str] = {}
        self.made: dict[str, str] = {}
        for row in rows:
            ids, people = row.get("NomineeIds", "").split("|"), row.get("Nominees", "").split("|")
            for each, name in zip(ids, people, strict=False):
                self.of.setdefault(each, name)

    def id_for(self, name: str) -> str:
        if name not in self.made:
            self.made[name] = untaken(made_id(name), {*self.of, *self.made.values()})
        return self.made[name]


def _read(number: int, row: dict[str, str], names: _Names, *, columns: int) -> _Row:
    if len(row) > columns:
        raise _BrokenRow(at_row(number, f"has more than the header's {columns} fields"))
    kind, canonical = row.get("Class", ""), row.get("CanonicalCategory", "")
    if kind not in _CLASSES:
        raise _BrokenRow(at_row(number, f"is {kind!r}; known are {', '.join(_CLASSES)}", "Class"))
    if not canonical or not row.get("Category"):
        raise _BrokenRow(at_row(number, "is empty: name the category", "Category"))
    if row.get("Winner", "") not in {"", "True"}:
        raise _BrokenRow(at_row(number, f"is {row['Winner']!r}: write True, or nothing for a loss", "Winner"))
    works, people = _works(number, row), _people(number, row, names)
    if works:
        # A studio that is named for its film is no person; it would hold every record of one.
        people = tuple(each for each in people if not each.id.startswith(_COMPANY))
    if not works and not people:
        raise _BrokenRow(at_row(number, "names neither a film nor anybody"))
    song = row.get("Detail", "") if canonical == "MUSIC (Original Song)" else ""
    return _Row(
        row=number,
        ceremony=_ceremony(number, row),
        film_year=_film_year(number, row),
        honorary=kind == "Special" or row["Category"] in _HONORARY_CATEGORIES,
        canonical=canonical,
        category=row["Category"],
        works=works,
        people=people,
        song=song or None,
        won=row.get("Winner") == "True",
        note=row.get("Note", "").replace('\\"', '"'),
    )


def _ceremony(number: int, row: dict[str, str]) -> int:
    text = row.get("Ceremony", "")
    if not text.isdecimal() or int(text) < 1:
        raise _BrokenRow(at_row(number, f"is {text!r}: write the ceremony's number", "Ceremony"))
    return int(text)


def _film_year(number: int, row: dict[str, str]) -> int:
    """Return the year of the films; of a season over two years, such as `1927/28`, the later."""
    year = last_year(row.get("Year", ""))
    if year is None or year == MAXYEAR:
        raise _BrokenRow(at_row(number, f"is {row.get('Year', '')!r}: write a year, as in 1934 or 1927/28", "Year"))
    return year


def _works(number: int, row: dict[str, str]) -> tuple[Named, ...]:
    titles, ids = _parts(row.get("Film", "")), _parts(row.get("FilmId", ""))
    if titles and not ids:
        return tuple(Named(made_id(title), title) for title in titles)
    if len(titles) != len(ids):
        raise _BrokenRow(at_row(number, f"has {len(ids)} ids for {len(titles)} films", "FilmId"))
    for each in ids:
        if each != _UNKNOWN and not is_id(each):
            raise _BrokenRow(at_row(number, f"has {each!r}, which is no id", "FilmId"))
    return tuple(
        Named(made_id(title) if each == _UNKNOWN else each, title) for title, each in zip(titles, ids, strict=True)
    )


def _people(number: int, row: dict[str, str], names: _Names) -> tuple[Named, ...]:
    people, ids = _parts(row.get("Nominees", "")), _parts(row.get("NomineeIds", ""))
    if not ids:
        return tuple(Named(names.id_for(name), name) for name in people)
    if len(people) != len(ids):
        raise _BrokenRow(at_row(number, f"has {len(ids)} ids for {len(people)} nominees", "NomineeIds"))
    return tuple(named for name, each in zip(people, ids, strict=True) for named in _person(number, name, each, names))


def _person(number: int, name: str, written: str, names: _Names) -> Iterator[Named]:
    """Yield whom one name stands for; a pseudonym may stand for several, whose ids are separated by commas."""
    if written == _UNKNOWN:
        yield Named(names.id_for(name), name)
        return
    ids = written.split(",")
    for each in ids:
        if not is_id(each):
            raise _BrokenRow(at_row(number, f"has {written!r}, which is no id", "NomineeIds"))
        yield Named(each, name if len(ids) == 1 else names.of.get(each, name))


def _parts(text: str) -> list[str]:
    return text.split("|") if text else []


def _counts(row: _Row) -> bool:
    """Return whether the row stands. The winners of the 2nd ceremony and one write-in won without a nomination."""
    return row.won or _UNOFFICIAL not in row.note


def _ceremonies(rows: Iterable[_Row]) -> tuple[list[CeremonyFile], list[Problem]]:
    by_ceremony: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_ceremony[row.ceremony].append(row)
    # Over all ceremonies that are known, so that a file of a few gives them the same ids.
    years = {number: day.year for number, day in DATES.items()}
    years |= {number: _held(number, of[0].film_year).year for number, of in by_ceremony.items()}
    numbers = sorted(years)
    ids = dict(zip(numbers, ceremony_ids(AWARD_BODY, [years[each] for each in numbers]), strict=True))
    ceremonies, problems = list[CeremonyFile](), list[Problem]()
    for number in sorted(by_ceremony):
        ceremony = ceremony_of(_edition(ids[number], number, by_ceremony[number]), _PACIFIC)
        unsound = [Problem(f"ceremony {number}, {each.path}", each.message) for each in ceremony_problems(ceremony)]
        problems += unsound
        if not unsound:
            ceremonies.append(ceremony)
    return ceremonies, problems


def _held(number: int, film_year: int) -> date:
    """Return the day of a ceremony; of one that is not known here, the first of the year after its films."""
    return DATES.get(number, date(film_year + 1, 1, 1))


def _edition(id_: str, number: int, rows: Sequence[_Row]) -> Edition:
    film_year = rows[0].film_year
    held = _held(number, film_year)
    counting = [row for row in rows if _counts(row)]
    ordered = sorted(counting, key=lambda row: row.honorary)
    groups = [list(group) for _, group in groupby(_by_category(ordered), key=_category)]
    day = [] if number in DATES else ["The day of the ceremony is not known here: it stands at the year's first."]
    return Edition(
        ceremony=id_,
        award_body=AWARD_BODY,
        award_body_name=_BODY_NAME,
        number=number,
        ceremony_year=held.year,
        film_year=film_year,
        date=held,
        time_zone=_TIME_ZONE,
        categories=tuple(_category_of(group) for group in groups),
        notes=(_SOURCE, ORDER_AND_TIMES, *day, *_remarks(rows)),
    )


def _category(row: _Row) -> tuple[bool, str, str]:
    return row.honorary, row.canonical, row.category


def _by_category(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows with those of a category together, categories by their first row."""
    first: dict[tuple[bool, str, str], int] = {}
    for place, row in enumerate(rows):
        first.setdefault(_category(row), place)
    return sorted(rows, key=lambda row: first[_category(row)])


def _category_of(rows: Sequence[_Row]) -> CategoryOfEntries:
    honorary, canonical, printed = _category(rows[0])
    award = AWARDS.get(canonical, Award(slug(canonical), None))
    return CategoryOfEntries(
        id=slug(printed) if honorary else award.category,
        name=_in_mixed_case(printed),
        competitive=not honorary,
        medium="film",
        award=None if honorary else award.award,
        entries=tuple(Entry(works=row.works, people=row.people, song=row.song, won=row.won) for row in rows),
    )


def _in_mixed_case(printed: str) -> str:
    """Return `ACTOR IN A LEADING ROLE` as `Actor in a Leading Role`; what is in mixed case already stays."""
    words = [word.lower() if word in _SMALL_WORDS else _capitalised(word) for word in printed.split(" ")]
    return " ".join([_capitalised(words[0]), *words[1:]])


def _capitalised(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-")) if word.isupper() else word


def _remarks(rows: Iterable[_Row]) -> Iterator[str]:
    """Yield what the file remarks on rows, each remark once, with the nominations that it is about."""
    about: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for row in rows:
        note = re.sub(r"\b(NOTE: )+", "", row.note).replace("|", ". ").strip()
        if note:
            who = " / ".join(each.name for each in (row.works or row.people))
            about[_counts(row), note].append(f"{_in_mixed_case(row.category)}: {who}")
    for (counts, note), named in about.items():
        yield f"{'' if counts else 'Left out: '}{'; '.join(named)}: {note}"


def _notices(rows: Iterable[_Row], cells: dict[int, dict[str, str]], names: _Names) -> Iterator[Problem]:
    kept, left_out, honorary = list[_Row](), list[int](), list[int]()
    for row in rows:
        (kept.append(row) if _counts(row) else left_out.append(row.row))
        if row.honorary:
            honorary.append(row.row)
    unofficial_wins = [row.row for row in kept if _UNOFFICIAL in row.note]
    strange = [row.row for row in kept if row.canonical not in AWARDS and not row.honorary]
    made = set(names.made.values())
    unknown = [row.row for row in kept if any(each.id in made for each in row.people)]
    other_night = [number for number, row in cells.items() if row.get("Class") == "SciTech"]
    for numbers, message in (
        (left_out, "no official nomination: left out"),
        (unofficial_wins, "no official nomination, but it won: taken in as a nomination that won"),
        (strange, "a category that is not known here: taken in without a canonical award"),
        (unknown, "somebody without an id: one is made of the name"),
        (honorary, "an honorary award: shown, and counted for nothing"),
        (other_night, "a scientific or technical award, given at another ceremony: left out"),
    ):
        if numbers:
            yield at_rows(numbers, message)
