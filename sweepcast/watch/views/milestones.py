"""The fourth view: every milestone with what it stands on, the loudest and newest first."""

from collections.abc import Iterator
from datetime import tzinfo

from rich.text import Text

from sweepcast.board import CategoryEvidence, Holder, Milestone
from sweepcast.watch.clock import clock, zone_of
from sweepcast.watch.stream import Night, TakenBack
from sweepcast.watch.views.paint import (
    GOLD,
    LOUD,
    MINOR,
    OVERTAKEN,
    QUIET,
    WINNER,
    WRONG,
    Lines,
    Signs,
    grid,
    grid_column,
    wrapped,
)

_COLUMN = 70
"""Cells that a column of milestones should have at least."""
_WEIGHTS = ("major", "minor", "quiet")


def milestone_lines(night: Night, width: int, signs: Signs) -> Lines:
    """Return all milestones that hold with their evidence, and those that were taken back while we watched."""
    zone = zone_of(night.board)
    found = [value for value in night.board.values() if isinstance(value, Milestone)]
    found.sort(key=lambda each: (_WEIGHTS.index(each.weight), -each.since, each.headline))
    column = grid_column(width, _COLUMN)
    blocks = [list(_milestone(milestone, column, zone, signs)) for milestone in found]
    for entry in reversed(night.stream):
        if isinstance(entry, TakenBack):
            head = Text(f"{signs.wrong} {_kind(entry.kind)}, taken back at {clock(entry.time, zone)}", WRONG)
            blocks.append([head, *_indented(wrapped(entry.headline, column - 4, OVERTAKEN))])
    return grid(blocks, width, _COLUMN, signs) or [Text("No milestone yet", QUIET)]


def _milestone(milestone: Milestone, width: int, zone: tzinfo, signs: Signs) -> Iterator[Text]:
    kind = _kind(milestone.kind)
    style = {"major": LOUD, "minor": MINOR}.get(milestone.weight, QUIET)
    words = f" {signs.milestone} {kind.upper()} " if milestone.weight == "major" else f"{signs.milestone} {kind}"
    status = "" if milestone.status in milestone.kind else f"{milestone.status.replace('-', ' ')}, "
    yield Text.assemble((words, style), (f"  {status}since {clock(milestone.since_time, zone)}", QUIET))
    yield from _indented(wrapped(milestone.headline, width - 4, WINNER if milestone.weight != "quiet" else ""))
    # A sweep that is already broken, or has not begun, stands on many categories that say little.
    if milestone.weight != "quiet" or milestone.evidence.holders:
        yield from _indented(_evidence(milestone.evidence.categories, signs, width - 4))
        yield from _indented([line for each in milestone.evidence.holders for line in _holder(each, width - 4)])


def _evidence(categories: tuple[CategoryEvidence, ...], signs: Signs, width: int) -> Lines:
    lines: Lines = []
    for category in categories:
        sign, style = {True: (signs.won, GOLD), False: (signs.lost, QUIET), None: (signs.to_come, "")}[category.won]
        words = {True: "won", False: "lost", None: "to come"}[category.won]
        rows = wrapped(f"{category.name} ({words})", width - 2)
        lines += [Text.assemble((f"{sign if not row else ' '} ", style), line) for row, line in enumerate(rows)]
    return lines


def _holder(holder: Holder, width: int) -> Lines:
    words = f"before: {holder.name}, {holder.number}, ceremony of {holder.ceremony_year} (films of {holder.film_year})"
    return wrapped(words, width, QUIET)


def _kind(kind: str) -> str:
    return kind.replace("-", " ")


def _indented(lines: Lines) -> Iterator[Text]:
    return (Text.assemble("    ", line) for line in lines)
