"""Standings: who has how many wins, what was lost and what is still to come, as a row of signs with the numbers."""

from collections.abc import Iterator, Sequence
from typing import Literal

from rich.cells import cell_len
from rich.text import Text

from sweepcast.board import Board, Milestone, Standing
from sweepcast.programme import Medium
from sweepcast.watch.views.paint import GOLD, QUIET, WINNER, Lines, Signs, fitted

_MOST_SIGNS = 12
"""A longer row cannot be read at a glance."""
_LEAST_NAME = 12


def standings(
    board: Board, of: Literal["work", "person", "distributor"], medium: Medium | None = None
) -> list[Standing]:
    """Return the standings of a kind, the most wins first; of equal ones those that can still reach more."""
    found = (value for value in board.values() if isinstance(value, Standing) and value.of == of)
    chosen = [each for each in found if medium is None or each.medium == medium]
    return sorted(chosen, key=lambda each: (-each.wins, -each.possible, -each.nominations, each.name))


def standing_lines(ranked: Sequence[Standing], width: int, signs: Signs) -> Lines:
    """Return a line for each: name, signs, and wins of nominations; in a wide column also the numbers in words."""
    numbers = [f"{each.wins}/{each.nominations}" for each in ranked]
    number_width = max((len(each) for each in numbers), default=0)
    room = width - number_width - 2 - _LEAST_NAME
    tallies = [tally(each, min(room, _MOST_SIGNS), signs) for each in ranked]
    signs_width = max((each.cell_len for each in tallies), default=0)
    name_width = max(0, width - signs_width - number_width - 2)
    return [
        Text.assemble(
            fitted(Text(each.name, WINNER if each.wins else ""), name_width, signs),
            " ",
            fitted(row, signs_width, signs),
            " ",
            (number.rjust(number_width), WINNER if each.wins else QUIET),
        )
        for each, row, number in zip(ranked, tallies, numbers, strict=True)
    ]


def tally(standing: Standing, room: int, signs: Signs) -> Text:
    """Return won, to come and lost as signs, in this order; as a sign with a number where `room` has not so many."""
    counts = (
        (signs.won, standing.wins, GOLD),
        (signs.to_come, standing.to_come, ""),
        (signs.lost, standing.lost, QUIET),
    )
    if standing.nominations > room:
        return Text(" ").join(Text(f"{sign}{count}", style) for sign, count, style in counts if count)
    return Text.assemble(*((sign * count, style) for sign, count, style in counts))


def legend(signs: Signs, width: int) -> str:
    """Return what the signs mean, where there is room for it."""
    words = (
        f"{signs.won} won  {signs.to_come} to come  {signs.lost} lost",
        f"{signs.won}won {signs.to_come}to come {signs.lost}lost",
    )
    return next((each for each in words if cell_len(each) + 6 <= width), "")


def sweep_lines(board: Board, width: int, signs: Signs) -> Lines:
    """Return who won everything, and who can still win everything: those that won something first."""
    rows = [
        (milestone, standing)
        for milestone in _family(board, "sweep")
        if milestone.kind in {"clean-sweep", "sweep-on-course"}
        and isinstance(standing := board.get(f"standing/work/{milestone.subjects[0].id}"), Standing)
    ]
    rows.sort(key=lambda row: (row[0].kind != "clean-sweep", -row[1].wins, -row[1].nominations, row[1].name))
    lines = standing_lines([standing for _, standing in rows], width, signs)
    for (milestone, _), line in zip(rows, lines, strict=True):
        if milestone.kind == "clean-sweep":
            line.stylize(GOLD)
    return lines or [Text("Nobody can sweep any more", QUIET) if _family(board, "sweep") else Text("None yet", QUIET)]


def sweep_title(board: Board) -> str:
    """Return what the lines of `sweep_lines` are about."""
    swept = any(milestone.kind == "clean-sweep" for milestone in _family(board, "sweep"))
    return "Clean sweep" if swept else "Can still sweep"


def record_lines(board: Board, width: int, signs: Signs) -> Lines:
    """Return the records that are in reach, tied or broken: two lines each, who and how far."""
    found = [*_family(board, "record-wins"), *_family(board, "record-nominations")]
    found.sort(key=lambda each: (-_progress(each), each.subjects[0].name))
    lines: Lines = []
    for milestone in found:
        lines += [fitted(line, width, signs) for line in _record(milestone, signs)]
    return lines or [Text("None in reach", QUIET)]


def leading(board: Board) -> str:
    """Return who leads the films, as a sentence without an end; empty before the first win."""
    lead = board.get("milestone/lead/film") or board.get("milestone/lead/tv")
    return lead.headline if isinstance(lead, Milestone) else ""


_RECORD_KINDS = ("record-in-reach", "record-tied", "record-broken")


def _record(milestone: Milestone, signs: Signs) -> Iterator[Text]:
    numbers, name = milestone.numbers, milestone.subjects[0].name
    what = "nominations" if "nominations" in numbers else "wins"
    number, record = numbers.get(what), numbers.get("record")
    fallen = milestone.kind != "record-in-reach"
    sign = signs.milestone if fallen else signs.to_come
    yield Text.assemble((f"{sign} ", GOLD if fallen else QUIET), (name, WINNER))
    match milestone.kind:
        case "record-broken":
            yield Text(f"  broken: {number} {what}, was {record}")
        case "record-tied":
            yield Text(f"  tied: {number} {what}")
        case _:
            yield Text(f"  {number} of {record} {what}, can reach {numbers.get('possible')}")


def _progress(milestone: Milestone) -> int:
    return _RECORD_KINDS.index(milestone.kind) if milestone.kind in _RECORD_KINDS else 0


def _family(board: Board, family: str) -> list[Milestone]:
    return [
        value
        for address, value in board.items()
        if isinstance(value, Milestone) and address.startswith(f"milestone/{family}/")
    ]
