"""What is asked of a feed: the options of a follower, and the address that says them to a gateway."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from sweepcast.feed_errors import FeedRefused
from sweepcast.filters import EVERYTHING, Filter, filter_of
from sweepcast.frames import FEED_PATH
from sweepcast.requests import LONGEST_DELAY_SECONDS

Ids = str | Iterable[str] | None
"""One id or several; none, or no id at all, selects everything."""

ANEW = "anew"
"""What a subscriber sends as its cursor to get snapshots. It is no cursor, and therefore not honoured; with no cursor
at all the gateway would go on at the place that was acknowledged last."""

_DIMENSIONS = {
    "ceremony": "ceremonies",
    "kind": "kinds",
    "work": "works",
    "person": "people",
    "category": "categories",
}
"""The options of a filter in a query, and where they stand in the filter."""
_OPTIONS = frozenset({*_DIMENSIONS, "delay", "subscriber", "cursor", "token"})


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a follower wants to see, how many seconds later, and under which name it acknowledges."""

    filter: Filter = EVERYTHING
    delay: float = 0.0
    subscriber: str | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a feed is, and the viewer token that opens it.

    `given` are the options that stood in the query of the address, with their values. They are taken out of it, so
    that they can be changed later, and so that a token is never part of an address that is shown.
    """

    url: str
    token: str | None = None
    given: dict[str, tuple[str, ...]] = {}


def wanted_filter(selected: Mapping[str, Ids]) -> Filter:
    """Return the filter that selects these ids, given by option: `ceremony`, `kind`, `work`, `person`, `category`.

    Raises:
        ValueError: one of them is no id.
    """
    try:
        return filter_of(
            **{dimension: _several(selected.get(option)) for option, dimension in _DIMENSIONS.items()},
        )
    except msgspec.ValidationError as error:
        rule = "an id holds letters, digits and . _ ~ : - only, and begins with a letter or digit"
        raise ValueError(f"{_dimension(str(error))} cannot be selected: {rule}") from None


def wanted_delay(seconds: float) -> float:
    """Return a delay that may be asked for.

    Raises:
        ValueError: it is none.
    """
    if not 0 <= seconds <= LONGEST_DELAY_SECONDS:
        raise ValueError(f"a delay of {seconds!r} s cannot be had: give from 0 to {LONGEST_DELAY_SECONDS:g} seconds")
    return float(seconds)


def feed_place(url: str) -> Place:
    """Return where the feed is, the feed's own path filled in; options that are not known to us stay in the address.

    Raises:
        FeedRefused: `url` is not the address of a websocket.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise FeedRefused(url, "is no address of a feed", f"write one such as ws://127.0.0.1:8765{FEED_PATH}")
    others: list[tuple[str, str]] = []
    given: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name in _OPTIONS:
            given[name] = (*given.get(name, ()), value)
        else:
            others.append((name, value))
    path = parts.path if parts.path.strip("/") else FEED_PATH
    token = given.pop("token", (None,))[-1]
    return Place(
        url=urlunsplit((parts.scheme, parts.netloc, path, urlencode(others), "")), token=token or None, given=given
    )


def wanted_at(
    place: Place, selected: Mapping[str, Ids], *, delay: float | None = None, subscriber: str | None = None
) -> Wanted:
    """Return what is wanted: what is said here, and where nothing is, what the address said.

    Args:
        place: the address, as it was read.
        selected: ids by the options of a filter, as in `{"kind": "milestone"}`.
        delay: seconds.
        subscriber: a name.

    Raises:
        ValueError: an id or the delay cannot be asked for.
    """
    ids = {option: selected.get(option) or place.given.get(option) for option in _DIMENSIONS}
    if delay is None:
        delay = _number(place.given.get("delay", ("0",))[-1])
    if subscriber is None:
        subscriber = place.given.get("subscriber", (None,))[-1]
    return Wanted(filter=wanted_filter(ids), delay=wanted_delay(delay), subscriber=subscriber or None)


def feed_address(place: Place, wanted: Wanted, cursor: str | None) -> str:
    """Return the address with the options in its query."""
    asked = [(option, each) for option, dimension in _DIMENSIONS.items() for each in getattr(wanted.filter, dimension)]
    if wanted.delay:
        asked.append(("delay", f"{wanted.delay:g}"))
    if wanted.subscriber is not None:
        asked.append(("subscriber", wanted.subscriber))
    if cursor is not None:
        asked.append(("cursor", cursor))
    parts = urlsplit(place.url)
    others = parse_qsl(parts.query, keep_blank_values=True)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*others, *asked]), ""))


def _several(ids: Ids) -> Iterable[str]:
    if ids is None:
        return ()
    return (ids,) if isinstance(ids, str) else ids


def _dimension(problem: str) -> str:
    """Return msgspec's path (`$.works[0]`) as the option that a caller gave."""
    field = problem.rpartition("`$.")[2].partition("[")[0]
    return f"one of the {field}" if field in _DIMENSIONS.values() else "one of the ids"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"a delay of {text!r} s cannot be had: write a number of seconds") from None
