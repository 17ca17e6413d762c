"""The third view: the full standings of people, distributors, films and series."""

from rich.text import Text

from sweepcast.board import Board, Standing
from sweepcast.watch.views.paint import QUIET, Lines, Signs, beside, panel, windowed
from sweepcast.watch.views.standings import legend, standing_lines, standings

_FOUR_COLUMNS = 150
_TWO_COLUMNS = 64


def people_view(board: Board, size: tuple[int, int], scroll: int, signs: Signs) -> tuple[Lines, int]:
    """Return the lines of the view, and how far it can be scrolled; its columns are scrolled together."""
    width, height = size
    columns = _columns(board, width)
    widths = _widths(width, len(columns))
    window = height - 2
    contents = [_sections(column, each - 4, signs) for column, each in zip(columns, widths, strict=True)]
    panels: list[Lines] = []
    for place, (column, lines) in enumerate(zip(columns, contents, strict=True)):
        shown, below = windowed(lines, min(scroll, max(0, len(lines) - window)), window)
        note = f"{signs.more} {below} more" if below else legend(signs, widths[place]) if not place else ""
        panels.append(panel(column[0][0], shown, (widths[place], height), signs, note=note))
    return beside(*panels), max(0, *(len(lines) - window for lines in contents))


def _columns(board: Board, width: int) -> list[list[tuple[str, list[Standing]]]]:
    """Return titles with their standings, by column."""
    people = ("People", standings(board, "person"))
    distributors = ("Distributors", standings(board, "distributor"))
    films, series = ("Films", standings(board, "work", "film")), ("Series", standings(board, "work", "tv"))
    if width >= _FOUR_COLUMNS:
        return [[people], [distributors], [films], [series]]
    if width >= _TWO_COLUMNS:
        return [[people], [distributors, films, series]]
    return [[people, distributors, films, series]]


def _widths(width: int, columns: int) -> list[int]:
    return [width // columns + (place < width % columns) for place in range(columns)]


def _sections(sections: list[tuple[str, list[Standing]]], width: int, signs: Signs) -> Lines:
    lines: Lines = []
    for place, (title, ranked) in enumerate(sections):
        if place:
            lines += [Text(), Text(title, "bold underline")]
        lines += standing_lines(ranked, width, signs) or [Text("Nobody yet", QUIET)]
    return lines
