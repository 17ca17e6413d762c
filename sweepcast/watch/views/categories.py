"""The second view: every category with all its nominations, in the running order."""

from datetime import tzinfo

from rich.text import Text

from sweepcast.board import Board, CategoryState, NominationState
from sweepcast.watch.clock import clock, zone_of
from sweepcast.watch.views.paint import (
    GOLD,
    NEXT,
    OVERTAKEN,
    QUIET,
    TITLE,
    WINNER,
    WRONG,
    Lines,
    Signs,
    grid,
    grid_column,
    rewrapped,
    spread,
    wrapped,
)
from sweepcast.watch.winners import Winner, chosen, said

_COLUMN = 70
"""Cells that a column of categories should have at least."""
_INDENT = 4


def category_lines(board: Board, width: int, signs: Signs) -> Lines:
    """Return all categories as lines, in as many columns as are wide enough."""
    zone = zone_of(board)
    categories = [value for value in board.values() if isinstance(value, CategoryState)]
    categories.sort(key=lambda category: category.order)
    blocks = [_category(each, grid_column(width, _COLUMN), zone, signs) for each in categories]
    return grid(blocks, width, _COLUMN, signs)


def _category(category: CategoryState, width: int, zone: tzinfo, signs: Signs) -> Lines:
    lines = _heading(category, width, zone, signs)
    lines += [Text.assemble(" " * _INDENT, line) for line in _remarks(category, width - _INDENT, zone)]
    for nomination in category.nominations:
        lines += _nomination(nomination, category, width - _INDENT - 2, signs)
    for recipient in category.recipients:
        lines += _entry(Text(recipient.name, WINNER), Text(signs.winner, GOLD), width - _INDENT - 2)
    if category.status == "decided" and not category.winners and not category.recipients:
        lines += _entry(Text("No award", WINNER), Text(" "), width - _INDENT - 2)
    return lines


def _heading(category: CategoryState, width: int, zone: tzinfo, signs: Signs) -> Lines:
    status = _status(category, zone, signs)
    first, *others = wrapped(category.name, width - _INDENT - status.cell_len - 2, TITLE)
    lines = [spread(Text.assemble((f"{category.order:>2}  ", QUIET), first), status, width, signs)]
    return lines + [Text.assemble(" " * _INDENT, line) for line in others]


def _status(category: CategoryState, zone: tzinfo, signs: Signs) -> Text:
    match category.status:
        case "decided":
            time = f" {clock(category.decided_at, zone)}" if category.decided_at else ""
            return Text(f"corrected{time}", WRONG) if category.earlier else Text(f"decided{time}", QUIET)
        case "up-next":
            return Text(f"{signs.next_up} up next", NEXT)
        case "postponed":
            return Text("put off", WRONG)
        case _:
            return Text("to come", QUIET)


def _remarks(category: CategoryState, width: int, zone: tzinfo) -> Lines:
    lines: Lines = []
    if not category.competitive:
        lines.append(Text("honorary: counts in no standing", QUIET))
    if category.status == "postponed" and category.reason:
        lines += wrapped(f"Put off: {category.reason}", width, WRONG)
    for earlier in category.earlier:
        before = chosen(category, earlier.winners, (each.name for each in earlier.recipients))
        names = "; ".join(winner.line(", ") for winner in before) or "no award"
        lines += wrapped(f"First said at {clock(earlier.said_at, zone)}: {names}", width, OVERTAKEN)
        lines += wrapped(f"Corrected at {clock(earlier.corrected_at, zone)}: {earlier.reason}", width, WRONG)
    return lines


def _nomination(nomination: NominationState, category: CategoryState, width: int, signs: Signs) -> Lines:
    winner = said(nomination, category.award)
    between = f" {signs.between} "
    match nomination.status:
        case "won":
            sign, lead_style, style = Text(signs.winner, GOLD), WINNER, ""
        case "withdrawn":
            sign, lead_style, style = Text(signs.wrong, WRONG), OVERTAKEN, OVERTAKEN
            winner = Winner(winner.lead, (*winner.details, "withdrawn"))
        case "lost":
            sign, lead_style, style = Text(" "), QUIET, QUIET
        case _:
            sign, lead_style, style = Text(" "), "", QUIET
    words = Text.assemble((winner.lead, lead_style), (between.join(("", *winner.details)), style))
    return _entry(words, sign, width)


def _entry(words: Text, sign: Text, width: int) -> Lines:
    """Return words in as many lines as they need, with a sign in front of the first."""
    rows = rewrapped(words, width)
    return [
        Text.assemble(" " * _INDENT, sign if not place else Text(" " * sign.cell_len), " ", row)
        for place, row in enumerate(rows)
    ]
