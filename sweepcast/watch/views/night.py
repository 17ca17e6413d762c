"""The first view: the winner stream, newest on top, with the standings, the sweeps and the records beside it."""

from collections.abc import Callable
from datetime import tzinfo

from rich.text import Text

from sweepcast.board import Board
from sweepcast.watch.clock import clock, zone_of
from sweepcast.watch.stream import (
    AnyEntry,
    CalledUp,
    Claimed,
    Corrected,
    Decided,
    Night,
    Noted,
    TakenBack,
    said_once,
)
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
    beside,
    panel,
    shares,
    windowed,
    wrapped,
)
from sweepcast.watch.views.standings import legend, record_lines, standing_lines, standings, sweep_lines, sweep_title
from sweepcast.watch.winners import Winner

_TWO_COLUMNS = 70
_THREE_COLUMNS = 120
_ROOM_FOR_MORE = 12
"""Lines; below that the stream has the screen for itself."""
_TIME = 6
"""Cells of the time in front of an entry."""


def night_view(night: Night, size: tuple[int, int], scroll: int, signs: Signs) -> tuple[Lines, int]:
    """Return the lines of the view, and how far its stream can be scrolled."""
    width, height = size
    if height < _ROOM_FOR_MORE:
        return _stream_panel(night, size, scroll, signs)
    if width >= _THREE_COLUMNS:
        right = min(60, width // 4)
        middle = min(64, (width - right) * 2 // 5)
        left, limit = _stream_panel(night, (width - middle - right, height), scroll, signs)
        return beside(
            left, _works(night.board, (middle, height), signs), _chances(night.board, (right, height), signs)
        ), limit
    if width >= _TWO_COLUMNS:
        right = max(32, width * 2 // 5)
        left, limit = _stream_panel(night, (width - right, height), scroll, signs)
        return beside(left, _all(night.board, (right, height), signs)), limit
    upper = height * 3 // 5
    stream, limit = _stream_panel(night, (width, upper), scroll, signs)
    return [*stream, *_all(night.board, (width, height - upper), signs)], limit


def stream_lines(stream: tuple[AnyEntry, ...], width: int, zone: tzinfo, signs: Signs) -> Lines:
    """Return the stream as lines, the newest turn on top and each turn in its own order."""
    turns: dict[int, list[AnyEntry]] = {}
    for entry in stream:
        if not isinstance(entry, CalledUp):
            turns.setdefault(entry.sequence, []).append(entry)
    lines: Lines = []
    for entries in reversed(turns.values()):
        for place, entry in enumerate(entries):
            told = _told(entry, width - _TIME, signs)
            time = clock(entry.time, zone) if not place else ""
            lines += [
                Text.assemble((f"{time if not row else '':<{_TIME}}", QUIET), line) for row, line in enumerate(told)
            ]
    return lines


def _stream_panel(night: Night, size: tuple[int, int], scroll: int, signs: Signs) -> tuple[Lines, int]:
    width, height = size
    lines = stream_lines(night.stream, width - 4, zone_of(night.board), signs)
    lines = lines or [Text("Nothing has been announced yet", QUIET)]
    shown, below = windowed(lines, scroll, height - 2)
    note = f"{signs.more} {below} lines" if below else ""
    return panel("Winners", shown, size, signs, note=note), max(0, len(lines) - (height - 2))


def _told(entry: AnyEntry, width: int, signs: Signs) -> Lines:
    match entry:
        case Noted():
            return wrapped(entry.text, width, QUIET)
        case CalledUp():
            return wrapped(f"Up next: {entry.category}", width, QUIET)
        case Decided():
            return _decided(entry, width, signs)
        case Corrected():
            return _corrected(entry, width, signs)
        case Claimed():
            return _claimed(entry, width, signs)
        case TakenBack():
            lines = _marked(signs.wrong, f"Taken back: {entry.headline}", width, OVERTAKEN, sign_style=WRONG)
            lines[0].stylize(f"not dim not strike {WRONG}", 2, 2 + len("Taken back:"))
            return lines


def _decided(entry: Decided, width: int, signs: Signs) -> Lines:
    lines = wrapped(entry.category, width, QUIET)
    if not entry.stands:
        lines += _marked(signs.wrong, "First said, and corrected since:", width, WRONG)
    if not entry.winners:
        lines += _marked(signs.winner, "No award", width, WINNER)
    elif len(entry.winners) > 1:
        lines.append(Text("A tie:", MINOR))
    for winner in entry.winners:
        lines += _winner(winner, width, signs, stands=entry.stands)
    return lines


def _corrected(entry: Corrected, width: int, signs: Signs) -> Lines:
    lines = wrapped(entry.category, width, QUIET)
    lines += _marked(signs.wrong, f"Corrected: {entry.reason}", width, WRONG)
    for winner in entry.before:
        lines += [Text.assemble("  ", line) for line in wrapped(f"not {winner.line(', ')}", width - 2, OVERTAKEN)]
    if not entry.winners:
        lines += _marked(signs.winner, "No award", width, WINNER if entry.stands else OVERTAKEN)
    for winner in entry.winners:
        lines += _winner(winner, width, signs, stands=entry.stands)
    return lines


def _winner(winner: Winner, width: int, signs: Signs, *, stands: bool) -> Lines:
    lines = _marked(
        signs.winner, winner.lead, width, WINNER if stands else OVERTAKEN, sign_style=GOLD if stands else QUIET
    )
    details = f" {signs.between} ".join(winner.details)
    return lines + [Text.assemble("  ", line) for line in wrapped(details, width - 2, "" if stands else OVERTAKEN)]


def _claimed(entry: Claimed, width: int, signs: Signs) -> Lines:
    kind = entry.kind.replace("-", " ")
    if not entry.stands:
        return [
            *_marked(signs.wrong, f"{kind}, taken back since:", width, WRONG),
            *(Text.assemble("  ", line) for line in wrapped(entry.headline, width - 2, OVERTAKEN)),
        ]
    if entry.weight == "minor":
        return _marked(signs.milestone, entry.headline, width, MINOR)
    words = f"{kind.upper()}: {said_once(entry.kind, entry.headline)}"
    lines = _marked(signs.milestone, words, width, WINNER, sign_style=LOUD)
    # The blanks in front of the other lines have the loud colour too: a bar that holds the sentence together.
    lines[0].stylize(LOUD, 0, len(f"{signs.milestone} {kind}"))
    return lines


def _marked(sign: str, words: str, width: int, style: str, *, sign_style: str | None = None) -> Lines:
    """Return words with a sign in front of the first line."""
    lines = wrapped(words, width - 2, style)
    return [
        Text.assemble((f"{sign} " if not row else "  ", style if sign_style is None else sign_style), line)
        for row, line in enumerate(lines)
    ]


Panel = tuple[str, Callable[[int], Lines]]


def _works(board: Board, size: tuple[int, int], signs: Signs) -> Lines:
    return _stacked([_films(board, signs), _series(board, signs)], size, signs, [(4, 18), (3, 14)])


def _chances(board: Board, size: tuple[int, int], signs: Signs) -> Lines:
    """Return the column of what may still come, and those behind the works."""
    panels = [_sweeps(board, signs), _records(board, signs), _distributors(board, signs), _people(board, signs)]
    return _stacked(panels, size, signs, [(3, 10), (4, 8), (3, 14), (3, 40)])


def _all(board: Board, size: tuple[int, int], signs: Signs) -> Lines:
    panels = [_films(board, signs), _sweeps(board, signs), _records(board, signs), _series(board, signs)]
    return _stacked(panels, size, signs, [(6, 14), (4, 8), (4, 6), (4, 30)])


def _films(board: Board, signs: Signs) -> Panel:
    return "Films", lambda width: standing_lines(standings(board, "work", "film"), width, signs)


def _series(board: Board, signs: Signs) -> Panel:
    return "Series", lambda width: standing_lines(standings(board, "work", "tv"), width, signs)


def _sweeps(board: Board, signs: Signs) -> Panel:
    return sweep_title(board), lambda width: sweep_lines(board, width, signs)


def _records(board: Board, signs: Signs) -> Panel:
    return "Records", lambda width: record_lines(board, width, signs)


def _distributors(board: Board, signs: Signs) -> Panel:
    return "Distributors", lambda width: standing_lines(standings(board, "distributor"), width, signs)


def _people(board: Board, signs: Signs) -> Panel:
    return "People", lambda width: standing_lines(
        [each for each in standings(board, "person") if each.wins], width, signs
    )


def _stacked(panels: list[Panel], size: tuple[int, int], signs: Signs, needs: list[tuple[int, int]]) -> Lines:
    width, height = size
    contents = [(title, content(width - 4)) for title, content in panels]
    # No panel needs more than its lines and its box.
    wanted = [
        (min(least, len(lines) + 2), min(most, len(lines) + 2))
        for (_, lines), (least, most) in zip(contents, needs, strict=True)
    ]
    stacked: Lines = []
    explained = False
    for (title, lines), share in zip(contents, shares(height, wanted), strict=True):
        if share:
            hidden = len(lines) - (share - 2)
            note = f"{hidden} more" if hidden > 0 else "" if explained else legend(signs, width)
            explained = explained or hidden <= 0
            stacked += panel(title, lines, (width, share), signs, note=note)
    return stacked
