"""Cuts a plain CSV into rows, and reads each by itself: what it says, or all that is wrong with it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

import msgspec

from sweepcast.importers.ids import is_id, made_id, slug
from sweepcast.importers.imported import at_row, last_year
from sweepcast.programme import Medium, Problem

COLUMNS = (
    *("body", "edition", "ceremony_year", "film_year", "category", "award", "medium", "competitive", "order"),
    *("works", "work_ids", "people", "person_ids", "song", "won", "note"),
)
_NEEDED = ("body", "edition", "ceremony_year", "film_year", "category", "competitive", "won")
_TRUTHS = {"true": True, "false": False}
_MEDIA: dict[str, Medium | None] = {"film": "film", "tv": "tv", "": None}


Place = tuple[str, int]
"""An award body's id and the number of an edition of it."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it was understood, names not yet matched with ids."""

    row: int
    body: str
    edition: int
    ceremony_year: int
    film_year: int
    category: str
    award: str | None
    medium: Medium | None
    competitive: bool
    order: int | None
    works: tuple[tuple[str, str], ...]
    """Title and id as written, the id empty where none is."""
    people: tuple[tuple[str, str], ...]
    song: str | None
    won: bool | None
    note: str

    @property
    def place(self) -> Place:
        """The edition that the row belongs to."""
        return made_id(self.body), self.edition


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    """The file cut into cells, by row and column.

    Attributes:
        torn: rows that have not as many fields as the header, with how many there are.
        problems: why the file as a whole cannot be read.
    """

    cells: dict[int, dict[str, str]]
    torn: dict[int, int]
    columns: int
    problems: list[Problem]
    notices: list[Problem]


class RowsRead(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a file.

    Attributes:
        rows: those that were understood.
        problems: all that is wrong with the others, or with the file as a whole (`unreadable`).
        broken: the editions that broken rows belong to; none stands for a row whose edition cannot be read.
    """

    rows: list[Row]
    problems: list[Problem]
    broken: set[Place | None]
    notices: list[Problem]
    unreadable: bool = False


def read_rows(content: bytes) -> RowsRead:
    """Return the rows of the CSV `content`, each read by itself."""
    table = _table(content)
    if table.problems:
        return RowsRead(rows=[], problems=table.problems, broken={None}, notices=[], unreadable=True)
    rows, problems, broken = _rows(table)
    return RowsRead(rows=rows, problems=problems, broken=broken, notices=table.notices)


def _table(content: bytes) -> _Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _unreadable(Problem(f"line {line}", "is not UTF-8: save the file in this encoding"))
    records = list[list[str]]()
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        told = f"is no CSV: {error}; correct it, the rows behind it were not read"
        return _unreadable(at_row(len(records) + 1, told))
    header = [each.strip().lower() for each in records[0]] if records else []
    wrong = [*_header_problems(header)]
    if wrong:
        return _unreadable(*wrong)
    rows = {
        number: fields for number, fields in enumerate(records[1:], start=2) if any(field.strip() for field in fields)
    }
    if not rows:
        return _unreadable(at_row(1, "is followed by no nomination: write one a row"))
    whole = {number: fields for number, fields in rows.items() if len(fields) == len(header)}
    return _Table(
        cells={
            number: dict(zip(header, (field.strip() for field in fields), strict=True))
            for number, fields in whole.items()
        },
        torn={number: len(fields) for number, fields in rows.items() if number not in whole},
        columns=len(header),
        problems=[],
        notices=[*_header_notices(header)],
    )


def _unreadable(*problems: Problem) -> _Table:
    return _Table(cells={}, torn={}, columns=0, problems=[*problems], notices=[])


def _header_problems(header: Sequence[str]) -> Iterator[Problem]:
    if not any(header):
        yield at_row(1, f"is empty: begin with the names of the columns, {','.join(COLUMNS)}")
        return
    missing = [each for each in _NEEDED if each not in header]
    if missing:
        separated = " (are the columns separated by commas?)" if len(header) == 1 else ""
        yield at_row(1, f"lacks the columns {', '.join(missing)}{separated}")
    for each in dict.fromkeys(header):
        if each in COLUMNS and header.count(each) > 1:
            yield at_row(1, f"has the column {each!r} {header.count(each)} times: keep one")


def _header_notices(header: Sequence[str]) -> Iterator[Problem]:
    extra = [each for each in header if each not in COLUMNS]
    if extra:
        yield at_row(1, f"has columns that are not read: {', '.join(repr(each) for each in extra)}")
    absent = [each for each in COLUMNS if each not in header]
    if absent:
        yield at_row(1, f"has no columns {', '.join(absent)}: they are taken as empty")


def _rows(table: _Table) -> tuple[list[Row], list[Problem], set[Place | None]]:
    """Return the rows understood, the problems of the others, and which editions those belong to (none: unknown)."""
    rows, places = list[Row](), set[Place | None](None for _ in table.torn)
    problems = [
        at_row(number, f"has {fields} fields, but the header has {table.columns}: a comma or a quote is amiss")
        for number, fields in table.torn.items()
    ]
    for number, row in table.cells.items():
        reading = _Reading(number, row)
        understood = reading.row()
        if understood is not None:
            rows.append(understood)
        else:
            problems.extend(reading.problems)
            places.add(reading.place())
    return rows, problems, places


class _Reading:
    """Reads one row, and gathers all that is wrong with it."""

    def __init__(self, number: int, cells: dict[str, str]) -> None:
        self.problems: list[Problem] = []
        self._number = number
        self._cells = cells

    def row(self) -> Row | None:
        """Return the row, or none where `problems` tells why not."""
        row = Row(
            row=self._number,
            body=self._body(),
            edition=self._whole("edition", least=1),
            ceremony_year=self._year("ceremony_year"),
            film_year=self._year("film_year"),
            category=self._text("category"),
            award=self._award(),
            medium=self._medium(),
            competitive=bool(self._truth("competitive", empty=False)),
            order=self._whole("order", least=0) if self._cell("order") else None,
            works=self._named("works", "work_ids"),
            people=self._named("people", "person_ids"),
            song=self._cell("song") or None,
            won=self._truth("won", empty=True),
            note=self._cell("note"),
        )
        if not any(self._cell(each) for each in ("works", "people", "song")):
            self._wrong("works", "is empty, and so are people and song: say who or what is nominated")
        return None if self.problems else row

    def place(self) -> Place | None:
        """Return the edition that a broken row belongs to, where that much can be read."""
        again = _Reading(self._number, self._cells)
        body, edition = again._body(), again._whole("edition", least=1)
        return None if again.problems else (made_id(body), edition)

    def _cell(self, column: str) -> str:
        return self._cells.get(column, "")

    def _wrong(self, column: str, message: str) -> None:
        self.problems.append(at_row(self._number, message, column))

    def _text(self, column: str) -> str:
        text = self._cell(column)
        if not text:
            self._wrong(column, "is empty")
        return text

    def _body(self) -> str:
        text = self._text("body")
        if text and re.search(r"(?:^|-)\d{4}(?:-|$)", slug(text)):
            # Else a ceremony's id, `<body>-<year>`, could not be told apart from another body's.
            self._wrong("body", f"is {text!r}: write it without a year, which has columns of its own")
        return text

    def _whole(self, column: str, *, least: int) -> int:
        text = self._cell(column)
        if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < least:
            self._wrong(column, f"is {text!r}: write a whole number from {least} on")
            return 0
        return int(text)

    def _year(self, column: str) -> int:
        """Return a year; of a season over two years, such as `1927/28`, the later."""
        year = last_year(self._cell(column))
        if year is None:
            self._wrong(column, f"is {self._cell(column)!r}: write a year of four digits")
        return year or 0

    def _truth(self, column: str, *, empty: bool) -> bool | None:
        text = self._cell(column).lower()
        if text not in _TRUTHS and not (empty and not text):
            self._wrong(column, f"is {self._cell(column)!r}: write true or false")
        return _TRUTHS.get(text)

    def _medium(self) -> Medium | None:
        text = self._cell("medium").lower()
        if text not in _MEDIA:
            self._wrong("medium", f"is {self._cell('medium')!r}: write film or tv, or leave it empty")
        return _MEDIA.get(text)

    def _award(self) -> str | None:
        text = self._cell("award")
        if text and not is_id(text) and not slug(text):
            self._wrong("award", f"is {text!r}: write a canonical award, such as picture, or leave it empty")
        return slug(text) or None

    def _named(self, column: str, ids_column: str) -> tuple[tuple[str, str], ...]:
        names, ids = _parts(self._cell(column)), _parts(self._cell(ids_column))
        if ids and len(ids) != len(names):
            self._wrong(ids_column, f"has {len(ids)} ids for {len(names)} {column}: give each one, or none at all")
            return ()
        if not all(names):
            self._wrong(column, f"is {self._cell(column)!r}, with nothing between two '|'")
            return ()
        return tuple(zip(names, ids or [""] * len(names), strict=True))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")] if text else []
