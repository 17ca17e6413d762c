"""Pages of one night's turns, whatever their age: which are wanted, and where each comes from. Pure but for waiting.

What the feed's log holds comes from there, older turns from Kafka. Each bears the cursor with which the feed of this
night goes on behind it.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from consumers.gateway.core.cursor import advanced, next_offset
from consumers.gateway.core.frame_writer import turn_frame, with_cursor
from consumers.gateway.core.log import Entry, FeedLog
from consumers.gateway.core.options import Refused
from consumers.gateway.past import Past, PastAway, Stretch
from sweepcast.filters import Filter

USUAL_TURNS = 100
MOST_TURNS = 500
LARGEST_SEQUENCE = 2**31 - 1
"""More turns than any night will have, and an index that every list takes."""


class Page(NamedTuple):
    """Which turns are wanted: those behind turn `after`, at most `limit`."""

    after: int = 0
    limit: int = USUAL_TURNS


class Told(NamedTuple):
    """A turn's number, and its frame."""

    sequence: int
    frame: bytes


class _TurnData(msgspec.Struct):
    ceremony: str
    sequence: int


class _Turn(msgspec.Struct):
    data: _TurnData


_TURNS = msgspec.json.Decoder(_Turn)


def parse_page(fields: Iterable[tuple[str, str]]) -> Page:
    """Return the page that the options of a query name; `token` is not about it.

    Raises:
        Refused: an option is unknown, is given twice, or is no number that can be used.
    """
    given: dict[str, int] = {}
    for name, value in fields:
        if name == "token":
            continue
        if name not in _BOUNDS:
            raise Refused("unknown-option", f"there is no option {name[:100]!r} here: after and limit are known")
        if name in given:
            raise Refused("repeated-option", f"the option {name!r} is given more than once: give it once")
        given[name] = _number(name, value)
    return Page(**given)


_BOUNDS = {"after": (0, LARGEST_SEQUENCE), "limit": (1, MOST_TURNS)}


def _number(name: str, text: str) -> int:
    least, most = _BOUNDS[name]
    # int() also takes signs, spaces and underscores, and digits of other scripts.
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise Refused("malformed-number", f"{name}={text[:50]!r} is no whole number from {least} to {most}")
    return int(text)


async def turns_of(log: FeedLog, past: Past, ceremony: str, page: Page) -> list[Told]:
    """Return the turns of a page, and one more if there is one behind it.

    Raises:
        PastAway: some are in Kafka only, which does not give them now.
    """
    stretch = log.stretch(ceremony)
    if stretch is None:
        return []
    wanted = _wanted(stretch, log.sequence(ceremony), page)
    old = Stretch(
        ceremony, wanted.partition, tuple(each for each in wanted.offsets if _entry(log, wanted, each) is None)
    )
    held = {each: entry for each in wanted.offsets if (entry := _entry(log, wanted, each)) is not None}
    records = dict(zip(old.offsets, await past.records(old) if old.offsets else (), strict=True))
    selection = log.selection(Filter(ceremonies=(ceremony,)))
    told = []
    for offset in wanted.offsets:
        # What stands in other partitions is no part of this night: so the newest place there is as good as any.
        cursor = selection.cursor(advanced(log.offsets, wanted.partition, offset + 1))
        told.append(_held(held[offset], cursor) if offset in held else _old(records[offset], ceremony, cursor))
    return [each for each in told if each.sequence > page.after][: page.limit + 1]


def _wanted(stretch: Stretch, last: int, page: Page) -> Stretch:
    """Return the part of a night's stretch in which the turns of a page are, with one more behind it if there is one.

    As long as no turn is missing, turn n is the nth record. Otherwise the whole night has to be looked through.
    """
    if len(stretch.offsets) != last:
        return stretch
    return Stretch(stretch.ceremony, stretch.partition, stretch.offsets[page.after : page.after + page.limit + 1])


def _entry(log: FeedLog, stretch: Stretch, offset: int) -> Entry | None:
    """Return the log's entry for a record, none if the log has let go of it.

    In the log, the offsets of each partition only grow, so that it is found by halving.
    """
    low, high = log.start, log.end
    while low < high:
        middle = (low + high) // 2
        if next_offset(log.entry(middle).offsets, stretch.partition) <= offset:
            low = middle + 1
        else:
            high = middle
    entry = log.entry(low) if low < log.end else None
    return entry if entry is not None and (entry.partition, entry.offset) == (stretch.partition, offset) else None


def _held(entry: Entry, cursor: str) -> Told:
    return Told(entry.sequence, with_cursor(entry.frame, cursor))


def _old(record: bytes, ceremony: str, cursor: str) -> Told:
    """Return the turn in a record that was read again.

    Raises:
        PastAway: it is no turn of this night: the topic was made anew beneath the log.
    """
    try:
        data = _TURNS.decode(record).data
    except (msgspec.DecodeError, UnicodeDecodeError):
        data = None
    if data is None or data.ceremony != ceremony:
        raise PastAway(f"Kafka no longer has the turns of {ceremony} where they were: try again in a moment")
    return Told(data.sequence, turn_frame(record, cursor))
