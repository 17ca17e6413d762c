"""The head and the foot of the screen: which night, how far, what is next, how the connection is, and the keys."""

from rich.text import Text

from sweepcast.board import Board, CategoryState, CeremonyInfo, Stage
from sweepcast.watch.clock import zone_name
from sweepcast.watch.stream import Claimed, Corrected, Decided, Night
from sweepcast.watch.views.paint import GOLD, LOUD, NEXT, QUIET, TITLE, WRONG, Lines, Signs, fitted, joined, spread
from sweepcast.watch.views.standings import leading
from sweepcast.watch.watching import VIEWS, View, Watching

_STAGES = {"published": "not begun", "open": "on now", "closed": "over"}
_FULL_NAMES = ("Stream", "Categories", "People & distributors", "Milestones")
_SHORT_NAMES = ("Stream", "Categories", "People", "Milestones")
_NO_NAMES = ("", "", "", "")
_WIDEST_BAR = 25
_ROOM_FOR_BAR = 70
_ROOM_FOR_WORDS = 60
"""Cells; a narrower screen needs the room for the night's name."""


def header(watching: Watching, width: int, signs: Signs) -> Lines:
    """Return the lines at the top; one more for a connection that is away, and one for what has just fallen."""
    night = watching.night
    board: Board = {} if night is None else night.board
    lines = [
        spread(
            _which(board, watching), Text.assemble(_progress(board, width, signs), light(watching, signs)), width, signs
        ),
        spread(_next(board, signs), _when(board, signs), width, signs),
    ]
    trouble = trouble_of(watching)
    if trouble:
        lines.append(fitted(Text(trouble, WRONG), width, signs))
    if night is not None and watching.view != "stream":
        lines += _just_fallen(night, width, signs)
    return lines


def light(watching: Watching, signs: Signs) -> Text:
    """Return the connection's state as a light with a word."""
    if watching.ended is not None:
        return Text(f"{signs.away} feed ended", WRONG)
    match watching.link.status:
        case "live":
            return Text(f"{signs.live} live", NEXT)
        case "waiting":
            return Text(f"{signs.away} reconnecting", WRONG)
        case _:
            return Text(f"{signs.away} connecting", GOLD)


def trouble_of(watching: Watching) -> str:
    """Return what is wrong with the connection and what happens now; empty while it is live."""
    if watching.ended is not None:
        return watching.ended
    link = watching.link
    if link.status == "live" or not link.reason:
        return ""
    then = f"; trying again in {link.pause:.1f} s" if link.status == "waiting" else "; trying again now"
    return f"Not up to date: {link.reason}{then}"


def footer(watching: Watching, width: int, signs: Signs) -> Text:
    """Return the keys, in as many words as there is room for."""
    keys = [("j/k", "scroll"), *([("n", "next night")] if len(watching.nights) > 1 else []), ("q", "quit")]
    right = Text("  ").join(Text.assemble((key, TITLE), f" {what}") for key, what in keys)
    lines = [_views(watching.view, names) for names in (_FULL_NAMES, _SHORT_NAMES, _NO_NAMES)]
    fitting = [line for line in lines if line.cell_len + right.cell_len < width]
    return spread(fitting[0] if fitting else lines[-1], right, width, signs)


def _views(shown: View, names: tuple[str, ...]) -> Text:
    line = Text()
    for place, (view, name) in enumerate(zip(VIEWS, names, strict=True), start=1):
        line.append(f" {place} {name} " if name else f" {place} ", "reverse bold" if view == shown else "")
    return line


def _which(board: Board, watching: Watching) -> Text:
    info, stage = board.get("ceremony"), board.get("stage")
    if not isinstance(info, CeremonyInfo):
        return Text(watching.ceremony or "Sweepcast", TITLE)
    words = Text(info.name, TITLE)
    if isinstance(stage, Stage):
        words.append(f"  {_STAGES[stage.status]}", NEXT if stage.status == "open" else QUIET)
    return words


def _progress(board: Board, width: int, signs: Signs) -> Text:
    stage = board.get("stage")
    if not isinstance(stage, Stage) or not stage.categories:
        return Text()
    if width < _ROOM_FOR_WORDS:
        return Text(f"{stage.decided}/{stage.categories}  ")
    words = Text(f"{stage.decided} of {stage.categories} decided  ")
    if width < _ROOM_FOR_BAR:
        return words
    bar = min(_WIDEST_BAR, stage.categories, (width - 40) // 3)
    done = stage.decided * bar // stage.categories
    return Text.assemble((signs.full * done, GOLD), (signs.empty * (bar - done), QUIET), " ", words)


def _next(board: Board, signs: Signs) -> Text:
    stage = board.get("stage")
    if not isinstance(stage, Stage):
        return Text()
    if stage.status == "closed":
        return Text.assemble(("The night is over  ", NEXT), leading(board))
    category = board.get(f"category/{stage.up_next}")
    if isinstance(category, CategoryState):
        return Text.assemble((f"{signs.next_up} Up next  ", NEXT), category.name)
    return Text("Up next: not called yet" if stage.decided else "Waiting for the first category", QUIET)


def _when(board: Board, signs: Signs) -> Text:
    info = board.get("ceremony")
    if not isinstance(info, CeremonyInfo):
        return Text()
    return Text(joined((f"{info.date.day} {info.date:%b %Y}", zone_name(board)), signs), QUIET)


def _just_fallen(night: Night, width: int, signs: Signs) -> Lines:
    """Return the loudest of the last outcome's milestones, for views that do not show the stream."""
    outcomes = [entry.sequence for entry in night.stream if isinstance(entry, Decided | Corrected)]
    loud = [
        entry
        for entry in night.stream
        if isinstance(entry, Claimed) and entry.weight == "major" and entry.stands and outcomes[-1:] == [entry.sequence]
    ]
    if not loud:
        return []
    more = Text(f"and {len(loud) - 1} more: press 1" if len(loud) > 1 else "", QUIET)
    return [spread(Text(f" {signs.milestone} {loud[0].headline} ", LOUD), more, width, signs)]
