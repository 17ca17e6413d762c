"""What a client may ask of the feed, read from the query of its address before the connection is accepted."""

from typing import Final
from urllib.parse import parse_qsl

import msgspec

from sweepcast.cloudevents import Id
from sweepcast.programme import award_body_of

KNOWN: Final = ("ceremony", "cursor")
MOST_FIELDS = 20
"""Fields of a query that are looked at; more are refused unread."""


class Refused(ValueError):
    """A request that cannot be served: a short code for programs, a sentence for people, and the HTTP status."""

    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        """Refuse for the reason `code`, explained in `detail`, with an HTTP status."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


class FeedOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What one subscriber wants: the turns of one ceremony or of all, from its cursor on or from now."""

    ceremony: str | None = None
    cursor: str | None = None


def parse_options(query: str) -> FeedOptions:
    """Return the options that a query names; a cursor is taken as it is, since the feed itself answers for it.

    Raises:
        Refused: an option is unknown, given twice, or has a value that cannot be used.
    """
    given: dict[str, str] = {}
    for name, value in _fields(query):
        if name not in KNOWN:
            raise Refused("unknown-option", f"the feed has no option {name!r}; it knows {' and '.join(KNOWN)}")
        if name in given:
            raise Refused("repeated-option", f"the option {name!r} is given more than once: give it once")
        given[name] = value
    ceremony = given.get("ceremony")
    return FeedOptions(
        ceremony=None if ceremony is None else checked_ceremony(ceremony),
        cursor=given.get("cursor"),
    )


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


def _fields(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Refused("malformed-query", f"the part of the address after ? cannot be read: {error}") from None
