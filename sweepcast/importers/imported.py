"""What an importer gives: ceremonies, and by row what could not be understood or is worth a look."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

import msgspec

from sweepcast.ceremony_file import CeremonyFile
from sweepcast.programme import Problem

Broken = Literal["refuse", "skip-editions", "skip-rows"]
"""What to do about broken rows: give no ceremony at all, leave out the editions they stand in, or only the rows."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a file.

    Attributes:
        ceremonies: by award body, then by edition.
        problems: what could not be understood, by row. With `refuse` (see `Broken`) there are then no ceremonies.
        notices: what was understood, but should be known: rows left out, ids that were made.
    """

    ceremonies: tuple[CeremonyFile, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


def at_row(row: int, message: str, column: str | None = None) -> Problem:
    """Return a problem of one row; rows count as a spreadsheet counts them, the header being row 1."""
    return Problem(f"row {row}" if column is None else f"row {row}, {column}", message)


def at_rows(rows: Iterable[int], message: str) -> Problem:
    """Return one problem of several rows, consecutive ones as a range: `rows 3, 5-9`."""
    ordered = sorted(set(rows))
    breaks = [place for place, (one, next_one) in enumerate(pairwise(ordered), start=1) if next_one != one + 1]
    runs = [ordered[start:end] for start, end in pairwise([0, *breaks, len(ordered)])]
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    return Problem(f"row {shown}" if len(ordered) == 1 else f"rows {shown}", message)


def last_year(text: str) -> int | None:
    """Return the year that is written, `1934`, or of two, `1927/28`, the later; none where it is neither."""
    match = re.fullmatch(r"(?P<first>[1-9][0-9]{3})(?:/(?P<second>[0-9]{2}))?", text)
    if match is None:
        return None
    first, second = int(match["first"]), match["second"]
    if second is None:
        return first
    return first + 1 if (first + 1) % 100 == int(second) else None
