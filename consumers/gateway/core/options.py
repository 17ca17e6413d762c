"""What a client may ask of the feed, read from the query of its address before the connection is accepted."""

from collections.abc import Iterator
from typing import Final, Literal, get_args
from urllib.parse import parse_qsl

import msgspec

from sweepcast.cloudevents import Id
from sweepcast.filters import EVERYTHING, Filter, filter_of
from sweepcast.programme import award_body_of
from sweepcast.requests import LONGEST_DELAY_SECONDS, Delay

MOST_FIELDS = 250
"""Fields of a query that are looked at; more are refused unread."""
MOST_FILTER_IDS = 200
"""Ids that a filter may name; a night has some 130 films."""

FILTERS: Final = {
    "ceremony": "ceremonies",
    "kind": "kinds",
    "work": "works",
    "person": "people",
    "category": "categories",
}
"""The options that make up the filter, each of which may be given several times, and what they are there."""
SINGLE: Final = ("delay", "cursor", "subscriber", "token")

RefusalCode = Literal[
    "unknown-option",
    "repeated-option",
    "malformed-query",
    "malformed-ceremony",
    "malformed-id",
    "malformed-delay",
    "malformed-subscriber",
    "malformed-number",
    "filter-too-large",
    "no-token",
    "malformed-token",
    "token-expired",
    "origin-not-allowed",
    "not-found",
    "unknown-ceremony",
    "method-not-allowed",
    "too-many-connections",
    "not-ready",
    "full",
    "kafka-away",
]
REFUSAL_CODES: tuple[str, ...] = get_args(RefusalCode)


class Refused(ValueError):
    """A request that cannot be served: a short code for programs, a sentence for people, and the HTTP status."""

    def __init__(self, code: RefusalCode, detail: str, status: int = 400, *, retry_after: int | None = None) -> None:
        """Refuse for the reason `code`, explained in `detail`; with 429 and 503 say after how many seconds to retry."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


def refusal_headers(refused: Refused) -> dict[str, str]:
    """Return the headers that go with a refusal: when to come back, and how to say who one is (RFC 9110, 15.5.2)."""
    headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    return headers | {"WWW-Authenticate": "Bearer"} if refused.status == 401 else headers


class FeedOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What one subscriber wants.

    Attributes:
        filter: what it wants to see.
        delay_seconds: how much later than everybody else.
        cursor: where to go on; without it, at the place kept for `subscriber`, or else from now.
        subscriber: the name under which its place is kept.
        token: its viewer token.
    """

    filter: Filter = EVERYTHING
    delay_seconds: float = 0.0
    cursor: str | None = None
    subscriber: str | None = None
    token: str | None = None


def parse_options(query: str) -> FeedOptions:
    """Return the options that a query names; a cursor is taken as it is, since the feed itself answers for it.

    Raises:
        Refused: an option is unknown, is given twice and must not, or has a value that cannot be used.
    """
    single: dict[str, str] = {}
    ids: dict[str, list[str]] = {name: [] for name in FILTERS.values()}
    for name, value in _fields(query):
        if name in FILTERS:
            ids[FILTERS[name]].append(value)
        elif name not in SINGLE:
            known = ", ".join((*FILTERS, *SINGLE))
            raise Refused("unknown-option", f"the feed has no option {name[:100]!r}; it knows {known}")
        elif name in single:
            raise Refused("repeated-option", f"the option {name!r} is given more than once: give it once")
        else:
            single[name] = value
    return FeedOptions(
        filter=checked_filter(ids),
        delay_seconds=_delay(single.get("delay", "0")),
        cursor=single.get("cursor"),
        subscriber=_subscriber(single.get("subscriber")),
        token=single.get("token"),
    )


def checked_filter(ids: dict[str, list[str]]) -> Filter:
    """Return the filter that names these ids, by the names of its fields.

    Raises:
        Refused: one is no id, or there are too many.
    """
    for ceremony in ids.get("ceremonies", ()):
        checked_ceremony(ceremony)
    for each in (each for name in ids for each in ids[name]):
        _checked_id(each)
    made = filter_of(**ids)
    if made.size > MOST_FILTER_IDS:
        raise Refused(
            "filter-too-large", f"a filter names at most {MOST_FILTER_IDS} ids, this one has {made.size}: name fewer"
        )
    return made


def checked_ceremony(text: str) -> str:
    """Return `text` if it can be a ceremony's id.

    Raises:
        Refused: it cannot.
    """
    try:
        ceremony = msgspec.convert(text, Id)
        award_body_of(ceremony)
    except ValueError:
        raise Refused(
            "malformed-ceremony",
            f"{text[:200]!r} is not a ceremony's id: write <award body>-<year>, as in golden-globes-2017",
        ) from None
    return ceremony


def _checked_id(text: str) -> str:
    try:
        return msgspec.convert(text, Id)
    except msgspec.ValidationError:
        raise Refused("malformed-id", f"{text[:200]!r} is not an id: write one as in la-la-land") from None


def _delay(text: str) -> float:
    try:
        return msgspec.convert(text, Delay, strict=False)
    except msgspec.ValidationError:
        longest = f"{LONGEST_DELAY_SECONDS:g}"
        raise Refused("malformed-delay", f"delay={text[:50]!r} is no number of seconds from 0 to {longest}") from None


def _subscriber(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return msgspec.convert(text, Id)
    except msgspec.ValidationError:
        raise Refused(
            "malformed-subscriber",
            f"{text[:200]!r} is no name for a subscriber: it is an id, with letters, digits and . _ ~ : - only",
        ) from None


def _fields(query: str) -> Iterator[tuple[str, str]]:
    try:
        return iter(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Refused("malformed-query", f"the part of the address after ? cannot be read: {error}") from None
