"""What a client asks for in the query of the feed's address, read as docs/protocol.md says, for the mock gateway."""

import re
from collections import defaultdict
from urllib.parse import parse_qsl

import msgspec

from sweepcast.cloudevents import Id
from sweepcast.filters import EVERYTHING, Filter, filter_of
from sweepcast.requests import LONGEST_DELAY_SECONDS

FILTER_IDS = 100
"""How many ids a filter may name at the mock gateway."""
_DIMENSIONS = {
    "ceremony": "ceremonies",
    "kind": "kinds",
    "work": "works",
    "person": "people",
    "category": "categories",
}
_CEREMONY = re.compile(r"[a-z0-9-]+-\d{4}")


class Refusal(Exception):
    """A request that cannot be served: HTTP status, code and what to do."""

    def __init__(self, status: int, code: str, detail: str, retry_after: int | None = None) -> None:
        """Refuse; `retry_after` is in seconds."""
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one connection."""

    wanted: Filter = EVERYTHING
    delay: float = 0.0
    cursor: str | None = None
    subscriber: str | None = None
    token: str | None = None


def read_query(query: str) -> Asked:
    """Return the options in a query.

    Raises:
        Refusal: an option is unknown, given twice, or has a value that cannot be used.
    """
    try:
        fields = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    except ValueError as error:
        raise Refusal(400, "malformed-query", f"the part of the address behind ? cannot be read: {error}") from None
    given: dict[str, list[str]] = defaultdict(list)
    for name, value in fields:
        if name not in _DIMENSIONS and name not in ("delay", "cursor", "subscriber", "token"):
            raise Refusal(400, "unknown-option", f"the feed has no option {name!r}; see docs/protocol.md")
        if name not in _DIMENSIONS and name in given:
            raise Refusal(400, "repeated-option", f"give {name!r} once")
        given[name].append(value)
    return Asked(
        wanted=_filter(given),
        delay=_delay(given),
        cursor=_one(given, "cursor"),
        subscriber=_subscriber(given),
        token=_one(given, "token"),
    )


def checked_ceremony(text: str) -> str:
    """Return `text` if it can be the id of a night.

    Raises:
        Refusal: it cannot.
    """
    if not _CEREMONY.fullmatch(text):
        raise Refusal(400, "malformed-ceremony", f"{text[:100]!r} is no night: write it as golden-globes-2017")
    return text


def _filter(given: dict[str, list[str]]) -> Filter:
    for each in given["ceremony"]:
        checked_ceremony(each)
    try:
        wanted = filter_of(**{_DIMENSIONS[name]: ids for name, ids in given.items() if name in _DIMENSIONS})
    except msgspec.ValidationError:
        raise Refusal(400, "malformed-id", "an id holds letters, digits and . _ ~ : - only") from None
    if wanted.size > FILTER_IDS:
        raise Refusal(400, "filter-too-large", f"a filter names at most {FILTER_IDS} ids")
    return wanted


def _delay(given: dict[str, list[str]]) -> float:
    text = _one(given, "delay")
    try:
        seconds = 0.0 if text is None else float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_DELAY_SECONDS:
        raise Refusal(400, "malformed-delay", f"a delay is 0 to {LONGEST_DELAY_SECONDS:g} seconds")
    return seconds


def _subscriber(given: dict[str, list[str]]) -> str | None:
    text = _one(given, "subscriber")
    try:
        return None if text is None else msgspec.convert(text, Id)
    except msgspec.ValidationError:
        raise Refusal(400, "malformed-subscriber", "a subscriber's name holds letters, digits and . _ ~ : -") from None


def _one(given: dict[str, list[str]], name: str) -> str | None:
    return given[name][0] if name in given else None
