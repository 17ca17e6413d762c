"""One line an event, for logs, pipes and screen readers: what was said, without signs and colours."""

from collections.abc import Iterator

from sweepcast.board import Board, CeremonyInfo, Stage
from sweepcast.feed_errors import Link
from sweepcast.watch.clock import clock, zone_of
from sweepcast.watch.printable import printable
from sweepcast.watch.stream import AnyEntry, CalledUp, Claimed, Corrected, Decided, Night, Noted, TakenBack, said_once
from sweepcast.watch.watching import Watching
from sweepcast.watch.winners import Winner


def news_lines(before: Watching, after: Watching, ceremony: str) -> Iterator[str]:
    """Yield the lines for a frame that led from one state to the other.

    Who joins a night is told where it stands, and then all that its board remembers. A snapshot after a loss brings
    only what was said since.
    """
    night, former = after.nights[ceremony], before.nights.get(ceremony)
    prefix = f"{ceremony} " if after.chosen is None and len(after.nights) > 1 else ""
    if former is None and night.sequence > 1:
        yield printable(f"{prefix}joined: {where_it_stands(night.board, ceremony)}")
    seen = 0 if former is None else former.sequence
    zone = zone_of(night.board)
    for entry in _new(night, seen):
        yield printable(f"{prefix}{clock(entry.time, zone)} {entry_line(entry)}")


def link_line(link: Link, url: str) -> str:
    """Return the line for a change of the connection."""
    match link.status:
        case "live" if link.stale:
            return "connection: live, but the gateway cannot read the news at the moment"
        case "live":
            return f"connection: live{', going on where it was lost' if link.resumed else ''}"
        case "waiting":
            return f"connection: lost: {printable(link.reason)}; trying again in {link.pause:.1f} s"
        case _:
            return f"connection: connecting to {url}"


def entry_line(entry: AnyEntry) -> str:
    """Return an entry of the stream as one line: what kind it is, a colon, and what was said."""
    match entry:
        case Noted():
            return f"night: {entry.text}"
        case CalledUp():
            return f"up next: {entry.category}"
        case Decided():
            overtaken = "" if entry.stands else " (corrected since)"
            return f"winner: {entry.category}: {_winners(entry.winners)}{overtaken}"
        case Corrected():
            now, before = _winners(entry.winners), _winners(entry.before)
            overtaken = "" if entry.stands else " (corrected since)"
            return f"correction: {entry.category}: {now}, not {before}; reason: {entry.reason}{overtaken}"
        case Claimed():
            kind = entry.kind.replace("-", " ")
            overtaken = "" if entry.stands else " (taken back since)"
            said = "MILESTONE" if entry.weight == "major" else "milestone"
            return f"{said}: {kind}: {said_once(entry.kind, entry.headline)}{overtaken}"
        case TakenBack():
            return f"taken back: {entry.kind.replace('-', ' ')}: {said_once(entry.kind, entry.headline)}"


def where_it_stands(board: Board, ceremony: str) -> str:
    """Return a night's name and how far it is, or its id where its name was not asked for."""
    info, stage = board.get("ceremony"), board.get("stage")
    name = info.name if isinstance(info, CeremonyInfo) else ceremony
    if not isinstance(stage, Stage):
        return name
    words = {"published": "not begun", "open": "on now", "closed": "over"}
    return f"{name}, {words[stage.status]}, {stage.decided} of {stage.categories} categories decided"


def _new(night: Night, seen: int) -> Iterator[AnyEntry]:
    return (entry for entry in night.stream if entry.sequence > seen or not seen)


def _winners(winners: tuple[Winner, ...]) -> str:
    """Return winners as one says them: the lead, and in brackets what one wants to know besides."""
    words = (f"{each.lead} ({', '.join(each.details)})" if each.details else each.lead for each in winners)
    return "; ".join(words) or "no award"
