"""The whole screen: head, the view that was chosen, and foot, as exactly as many lines as there are."""

import msgspec
from rich.text import Text

from sweepcast.watch.stream import Night
from sweepcast.watch.views.categories import category_lines
from sweepcast.watch.views.header import footer, header
from sweepcast.watch.views.milestones import milestone_lines
from sweepcast.watch.views.night import night_view
from sweepcast.watch.views.paint import QUIET, Lines, Signs, fitted, panel, windowed, wrapped
from sweepcast.watch.views.people import people_view
from sweepcast.watch.watching import Room, Watching


class Screen(msgspec.Struct, frozen=True):
    """What to draw, and how far it can be scrolled."""

    lines: Lines
    room: Room


def screen(watching: Watching, size: tuple[int, int], signs: Signs) -> Screen:
    """Return the screen of `size` (width, height)."""
    width, height = size
    top = header(watching, width, signs)
    body = max(0, height - len(top) - 1)
    night = watching.night
    if night is None:
        lines, limit = [Text(), *wrapped(waiting_words(watching), max(1, width), QUIET)], 0
    else:
        lines, limit = _view(watching, night, (width, body), signs)
    whole = [*top, *[*lines, *[Text()] * body][:body], footer(watching, width, signs)]
    drawn = [fitted(line, width, signs) for line in whole[:height]]
    return Screen(drawn, Room(limit=limit, page=max(1, body - 3)))


def waiting_words(watching: Watching) -> str:
    """Return why there is no night to show yet."""
    if watching.link.status != "live":
        return f"Looking for the feed at {watching.url}"
    if watching.chosen is not None:
        known = ", ".join(sorted(watching.nights))
        others = f" The feed has {known}." if known else ""
        return f"Waiting for {watching.chosen}: its programme was not published yet.{others}"
    return "Waiting for a ceremony: no programme was published yet."


def _view(watching: Watching, night: Night, size: tuple[int, int], signs: Signs) -> tuple[Lines, int]:
    match watching.view:
        case "stream":
            return night_view(night, size, watching.scroll, signs)
        case "people":
            return people_view(night.board, size, watching.scroll, signs)
        case "categories":
            return _scrolled(
                "Categories", category_lines(night.board, size[0] - 4, signs), size, watching.scroll, signs
            )
        case "milestones":
            return _scrolled("Milestones", milestone_lines(night, size[0] - 4, signs), size, watching.scroll, signs)


def _scrolled(title: str, lines: Lines, size: tuple[int, int], scroll: int, signs: Signs) -> tuple[Lines, int]:
    window = size[1] - 2
    shown, below = windowed(lines, scroll, window)
    note = f"{signs.more} {below} more lines" if below else ""
    return panel(title, shown, size, signs, note=note), max(0, len(lines) - window)
