"""The paint: signs, colours, and lines of exact width. Every sign and every word also tells without colour."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import msgspec
from rich.cells import cell_len
from rich.text import Text

from sweepcast.watch.printable import printable

Lines = list[Text]


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """The signs that are drawn, for terminals with Unicode and for those without."""

    won: str
    to_come: str
    lost: str
    winner: str
    milestone: str
    next_up: str
    wrong: str
    full: str
    empty: str
    between: str
    live: str
    away: str
    more: str
    cut: str
    corners: str
    """Of a box: top left, top right, bottom left, bottom right, horizontal, vertical."""


UNICODE = Signs(
    won="●",
    to_come="○",
    lost="×",
    winner="★",
    milestone="◆",
    next_up="▶",
    wrong="✗",
    full="━",
    empty="─",
    between="·",
    live="●",
    away="○",
    more="↓",
    cut="…",
    corners="╭╮╰╯─│",
)
ASCII = Signs(
    won="#",
    to_come=".",
    lost="x",
    winner="*",
    milestone="!",
    next_up=">",
    wrong="x",
    full="=",
    empty="-",
    between="|",
    live="*",
    away="o",
    more="v",
    cut="~",
    corners="++++-|",
)

_GAP = 3
"""Cells between the columns of a grid."""

WINNER = "bold"
GOLD = "bold yellow"
LOUD = "bold reverse yellow"
MINOR = "bold cyan"
QUIET = "dim"
WRONG = "bold red"
OVERTAKEN = "dim strike"
NEXT = "bold green"
TITLE = "bold"


def fitted(line: Text, width: int, signs: Signs) -> Text:
    """Return the line at exactly so many cells: filled up with blanks, or cut with a sign that says so."""
    line = line.copy()
    line.plain = printable(line.plain)
    line.no_wrap = True
    if line.cell_len > width:
        line.truncate(max(0, width - cell_len(signs.cut)))
        line.append(signs.cut if width else "")
    line.pad_right(width - line.cell_len)
    return line


def spread(left: Text, right: Text, width: int, signs: Signs) -> Text:
    """Return a line with `left` at its beginning and `right` at its end; `left` is cut where both do not fit."""
    room = max(0, width - right.cell_len - 1)
    if right.cell_len >= width:
        return fitted(right, width, signs)
    return Text.assemble(fitted(left, room, signs), " ", right)


def wrapped(words: str, width: int, style: str = "") -> Lines:
    """Return words as lines of at most so many cells; a word longer than a line is broken."""
    lines: list[str] = [""]
    for word in words.split():
        rest = word
        if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(word) > width:
            lines.append("")
        while cell_len(rest) > width > 0 and not lines[-1]:
            head = _head(rest, width)
            lines[-1] = head
            rest = rest[len(head) :]
            lines.append("")
        lines[-1] += (" " if lines[-1] and rest else "") + rest
    return [Text(line, style) for line in lines if line]


def rewrapped(words: Text, width: int) -> Lines:
    """Return styled words as lines of at most so many cells; their blanks are single ones."""
    lines: Lines = []
    place = 0
    for row in wrapped(words.plain, width):
        place = words.plain.index(row.plain, place)
        lines.append(words[place : place + len(row.plain)])
        place += len(row.plain)
    return lines


def panel(title: str, lines: Sequence[Text], size: tuple[int, int], signs: Signs, *, note: str = "") -> Lines:
    """Return a box of `size` (width, height) with a title, a note in its lower edge, and as many lines as fit."""
    width, height = size
    if width < 4 or height < 2:  # no box is smaller
        return [fitted(line, width, signs) for line in lines[:height]]
    top_left, top_right, bottom_left, bottom_right, across, down = tuple(signs.corners)
    inside = width - 4
    heading = Text.assemble((f"{top_left}{across} ", QUIET), (_short(title, inside, signs), TITLE), " ")
    heading.append(across * (width - 1 - heading.cell_len) + top_right, QUIET)
    foot = f" {_short(note, inside - 2, signs)} " if note else ""
    edge = Text(bottom_left + across * (width - 3 - cell_len(foot)), QUIET)
    edge.append(foot, QUIET).append(across + bottom_right, QUIET)
    shown = [*lines[: height - 2], *[Text()] * (height - 2 - len(lines))]
    return [
        fitted(heading, width, signs),
        *(Text.assemble((f"{down} ", QUIET), fitted(line, inside, signs), (f" {down}", QUIET)) for line in shown),
        fitted(edge, width, signs),
    ]


def beside(*columns: Sequence[Text]) -> Lines:
    """Return columns of equally many lines as lines."""
    return [Text.assemble(*(each for each in row if each is not None)) for row in zip_longest(*columns)]


def grid(blocks: Sequence[Lines], width: int, column: int, signs: Signs) -> Lines:
    """Return blocks as lines, in as many columns of at least `column` cells as there is room for.

    Blocks of one row begin on one line; a blank line parts the rows. Each block is to be made for `grid_column`.
    """
    columns = grid_columns(width, column)
    cells = grid_column(width, column)
    lines: Lines = []
    for start in range(0, len(blocks), columns):
        row = blocks[start : start + columns]
        for parts in zip_longest(*row, fillvalue=Text()):
            line = Text(" " * _GAP).join(fitted(part, cells, signs) for part in parts)
            lines.append(line)
        lines.append(Text())
    return lines[:-1]


def grid_columns(width: int, column: int) -> int:
    """Return how many columns a grid has."""
    return max(1, (width + _GAP) // (column + _GAP))


def grid_column(width: int, column: int) -> int:
    """Return how many cells a column of a grid has."""
    columns = grid_columns(width, column)
    return (width - _GAP * (columns - 1)) // columns


def shares(height: int, needs: Sequence[tuple[int, int]]) -> list[int]:
    """Return how many of `height` lines each panel gets that needs (at least, at most) so many, the first ones first.

    A panel that does not get its least gets nothing. What nobody needs goes to the first.
    """
    given = [0] * len(needs)
    left = height
    for place, (least, _) in enumerate(needs):
        if least <= left:
            given[place] = least
            left -= least
    for place, (least, most) in enumerate(needs):
        if given[place]:
            more = min(left, max(0, most - least))
            given[place] += more
            left -= more
    if given and given[0]:
        given[0] += left
    return given


def windowed(lines: Sequence[Text], scroll: int, height: int) -> tuple[Lines, int]:
    """Return the lines in a window that begins at `scroll`, and how many lie below it."""
    start = max(0, min(scroll, len(lines) - height))
    return list(lines[start : start + height]), max(0, len(lines) - start - height)


def joined(parts: Iterable[str], signs: Signs) -> str:
    """Return parts as one says them in a row."""
    return f" {signs.between} ".join(part for part in parts if part)


def _short(words: str, width: int, signs: Signs) -> str:
    return fitted(Text(words), width, signs).plain.rstrip() if cell_len(words) > width else words


def _head(word: str, width: int) -> str:
    end = len(word)
    while end > 1 and cell_len(word[:end]) > width:
        end -= 1
    return word[:end]
