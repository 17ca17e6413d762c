"""One announcement's step, as pure data: from its bytes and what is kept, to what to send and what to store.

The step is total: whatever stands in the log, it ends in a turn or in a rejection. And it is deterministic: the same
announcement after the same ones gives the same bytes, so a reader who gets them twice can tell.

A ceremony is at home on one partition: the one that its award body's id leads to. Announcements that arrive anywhere
else are rejected. So no ceremony ever has two states, and its turns have one order.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

import msgspec

from streams.fold import Folded
from streams.handlers import Refused
from streams.night import Night
from streams.record_book import Book
from streams.stored import KeptBook, KeptNight, Partition, Storing, store_book, store_night, store_position
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.board import Board
from sweepcast.cloudevents import Id, Malformed
from sweepcast.programme import award_body_of
from sweepcast.turns import (
    REJECTIONS,
    SOURCE,
    TURNS,
    Position,
    Rejection,
    RejectionData,
    RejectionReason,
    turn_of,
)

MAX_RECORD_BYTES = 4 * 1024 * 1024
"""What Kafka is told to take as one record of ours (`max.message.bytes` of the topics that the worker writes).

An announcement may be 1 MiB, Kafka's own default; its rejection holds it in base64, and a programme's turn and state
are larger than the programme.
"""
_FRAMING_BYTES = 4096
"""Room for a record's key, its headers and Kafka's batch around it."""
_DETAIL_CHARACTERS = 2000
_LAST_MILLISECOND = 253_402_300_799_999
"""The end of the year 9999, the last one that Python's calendar and RFC 3339 have."""


class Arrival(NamedTuple):
    """A record of the announcements' topic, as it stands in the log; `timestamp` in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    content: bytes | None


class Fold(Protocol):
    """The fold: see `streams.fold.fold`."""

    def __call__(
        self, night: Night | None, book: Book, announcement: Announcement, position: Position, *, before: Board | None
    ) -> Folded | Refused:
        """Return what the announcement makes of the night."""


Home = Callable[[str], int]
"""Gives the partition where an award body is at home."""


class Sending(msgspec.Struct, frozen=True):
    """A record to send, on the partition where its announcement stands."""

    topic: str
    key: bytes | None
    value: bytes


class Step(msgspec.Struct, frozen=True):
    """What one announcement does, in the order in which it must be done: send, then store one record after the other.

    `after` is the partition once all is stored. `rejection` tells why there is no turn, and `fault` holds the
    exception where that was a mistake of ours.
    """

    send: Sending
    store: tuple[Storing, ...]
    after: Partition
    rejection: RejectionData | None = None
    fault: Exception | None = None


class _Rejected(Exception):
    """The announcement has no turn."""

    def __init__(self, reason: RejectionReason, detail: str, fault: Exception | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.fault = fault


class _Glimpse(msgspec.Struct, frozen=True):
    """What can be read of an announcement that may be anything."""

    id: object = None
    subject: object = None


def step(partition: Partition, arrival: Arrival, *, fold: Fold, home: Home) -> Step:
    """Return what the announcement that arrived does, after all before it were folded into `partition`.

    Raises:
        MemoryError: and nothing else.

    """
    try:
        announcement = _announcement(arrival)
        award_body = _award_body(announcement, arrival, home)
        return _folded(partition, arrival, announcement, award_body, fold)
    except _Rejected as rejected:
        return _rejected(partition, arrival, rejected)


def _announcement(arrival: Arrival) -> Announcement:
    if arrival.content is None:
        raise _Rejected("malformed", "a record without content (a null value): send an announcement as JSON")
    try:
        return ANNOUNCEMENTS.decode(arrival.content)
    except Malformed as error:
        raise _Rejected("malformed", str(error)) from None


def _award_body(announcement: Announcement, arrival: Arrival, home: Home) -> str:
    try:
        award_body = award_body_of(announcement.subject)
    except ValueError as error:
        raise _Rejected("unknown-ceremony", str(error)) from None
    if (at_home := home(award_body)) != arrival.partition:
        raise _Rejected(
            "wrong-partition",
            f"came on partition {arrival.partition}, but {award_body} is at home on partition {at_home}: "
            f"send it with the key {award_body} and Kafka's default partitioner (murmur2)",
        )
    return award_body


def _folded(partition: Partition, arrival: Arrival, announcement: Announcement, award_body: str, fold: Fold) -> Step:
    try:
        made = _made(partition, arrival, announcement, award_body, fold)
    except MemoryError:
        raise
    except Exception as error:  # one announcement that the fold fails on must not stop the night
        raise _Rejected(
            "internal-error",
            f"Sweepcast failed on this announcement, and nothing was changed by it: {type(error).__name__}: {error}. "
            "Please report it; the worker's log has the details",
            error,
        ) from error
    if isinstance(made, Refused):
        raise _Rejected(made.reason, made.detail)
    for value in (made.send.value, *(each.value for each in made.store)):
        if not _fits(value):
            raise _Rejected(
                "too-large",
                f"would make a record of {len(value)} bytes, and Kafka takes {MAX_RECORD_BYTES}: "
                "publish a smaller programme or history",
            )
    return made


def _made(
    partition: Partition, arrival: Arrival, announcement: Announcement, award_body: str, fold: Fold
) -> Step | Refused:
    night = partition.nights.get(announcement.subject)
    book = partition.books.get(award_body)
    folded = fold(
        None if night is None else night.night,
        Book(award_body=award_body) if book is None else book.book,
        announcement,
        Position(partition=arrival.partition, offset=arrival.offset),
        before=None if night is None else night.board,
    )
    return folded if isinstance(folded, Refused) else _turned(partition, arrival, folded, award_body)


def _turned(partition: Partition, arrival: Arrival, folded: Folded, award_body: str) -> Step:
    mark = msgspec.structs.replace(partition.mark, offset=arrival.offset)
    ceremony = folded.turn.ceremony
    books = partition.books
    if folded.book is not None:
        books = {**books, award_body: KeptBook(mark, folded.book)}
    nights = {**partition.nights, ceremony: KeptNight(mark, folded.night, folded.board)}
    after = msgspec.structs.replace(partition, mark=mark, nights=nights, books=books)
    store = [store_night(after, ceremony)]
    if folded.book is not None:
        store.insert(0, store_book(after, award_body))
    return Step(Sending(topics.UPDATES, award_body.encode(), TURNS.encode(turn_of(folded.turn))), tuple(store), after)


def _fits(value: bytes) -> bool:
    return len(value) <= MAX_RECORD_BYTES - _FRAMING_BYTES


def _rejected(partition: Partition, arrival: Arrival, rejected: _Rejected) -> Step:
    """Return the step of an announcement that changes nothing: it is rejected, and leaves its position all the same."""
    rejection = _rejection(arrival, rejected)
    value = REJECTIONS.encode(rejection)
    if not _fits(value):
        rejection = _without_original(rejection)
        value = REJECTIONS.encode(rejection)
    after = msgspec.structs.replace(partition, mark=msgspec.structs.replace(partition.mark, offset=arrival.offset))
    return Step(
        Sending(topics.REJECTIONS, _key(rejection.data.ceremony), value),
        (store_position(after),),
        after,
        rejection.data,
        rejected.fault,
    )


def _rejection(arrival: Arrival, rejected: _Rejected) -> Rejection:
    announcement, ceremony = _glimpse(arrival.content)
    return Rejection(
        id=f"{arrival.topic}/{arrival.partition}/{arrival.offset}",
        source=SOURCE,
        subject=ceremony or "unknown",
        time=_time(arrival.timestamp),
        data=RejectionData(
            reason=rejected.reason,
            detail=_shortened(rejected.detail),
            announcement=announcement,
            ceremony=ceremony,
            topic=arrival.topic,
            position=Position(partition=arrival.partition, offset=arrival.offset),
            original=arrival.content or b"",
        ),
    )


def _without_original(rejection: Rejection) -> Rejection:
    where = f"{rejection.data.topic}/{rejection.data.position.partition}/{rejection.data.position.offset}"
    data = msgspec.structs.replace(
        rejection.data,
        detail=f"{rejection.data.detail} (its {len(rejection.data.original)} bytes do not fit in here: see {where})",
        original=b"",
    )
    return msgspec.structs.replace(rejection, data=data)


def _glimpse(content: bytes | None) -> tuple[str | None, str | None]:
    """Return the id and the ceremony that an announcement names, as far as they can be read."""
    try:
        glimpse = msgspec.json.decode(content or b"", type=_Glimpse)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    announcement = glimpse.id[:200] if isinstance(glimpse.id, str) else None
    try:
        return announcement, msgspec.convert(glimpse.subject, Id)
    except msgspec.ValidationError:
        return announcement, None


def _key(ceremony: str | None) -> bytes | None:
    try:
        return None if ceremony is None else award_body_of(ceremony).encode()
    except ValueError:
        return None


def _shortened(text: str) -> str:
    text = (text or "no reason given").encode(errors="replace").decode()
    return text if len(text) <= _DETAIL_CHARACTERS else text[: _DETAIL_CHARACTERS - 1] + "…"


def _time(timestamp: int) -> datetime:
    """Return a record's time as the log has it: no clock is read, so a repeated rejection is the same rejection."""
    return datetime.fromtimestamp(min(max(timestamp, 0), _LAST_MILLISECOND) / 1000, tz=UTC)
