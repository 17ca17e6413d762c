"""Examples of every message, for the descriptions: the night of the 74th Golden Globes where it has one.

What comes of the night is folded here as the worker folds it; what did not happen then is made by hand of the types, so
that no example can have a field that is not there.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypedDict

import msgspec

import sweepcast
from consumers.gateway.limits import Limits, told_limits
from streams.fold import Folded, fold
from streams.record_book import Book
from sweepcast.announcements import (
    Announcement,
    CategoryPostponed,
    NominationWithdrawn,
    Postponement,
    ProgrammePublished,
    WinnerCorrected,
    Withdrawal,
)
from sweepcast.board import Board
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.close_codes import CloseCode
from sweepcast.cloudevents import CloudEvent
from sweepcast.filters import Filter, WantedFilter, facts_of
from sweepcast.frames import (
    FEED_SUBJECT,
    SOURCE,
    Acked,
    AckedData,
    Delayed,
    DelayedData,
    Filtered,
    FilteredData,
    Goodbye,
    GoodbyeData,
    Heartbeat,
    Hello,
    HelloData,
    Refused,
    RefusedData,
    Snapshot,
    SnapshotData,
    TurnFrame,
)
from sweepcast.programme import Category, Nomination, Person, Programme, Work
from sweepcast.requests import Acknowledge, ChangeDelay, ChangeFilter, Request
from sweepcast.retelling import retold
from sweepcast.turns import SOURCE as WORKER
from sweepcast.turns import Position, Rejection, RejectionData, Turn, turn_of

CEREMONIES = Path(__file__).parents[2] / "ceremonies"
NIGHT = "golden-globes-2017"
WRONG_ENVELOPE = "oscars-2017"
BEGIN = datetime(2017, 1, 8, 20, tzinfo=UTC)
CURSOR = "k8QQAAECAwQFBgcICQoLDA0OD5ECwg"
LATER = "k8QQAAECAwQFBgcICQoLDA0OD5ECzDg"
SWEEPS = Filter(ceremonies=(NIGHT,), kinds=("clean-sweep",))
"""What the example's client wants to see: little enough to be read in one breath."""

Example = tuple[str, object]
"""A message with a name that says what it is an example of."""


class _Envelope(TypedDict):
    id: str
    source: str
    subject: str
    time: datetime


def examples() -> dict[type, list[Example]]:
    """Return the examples of each message, by its class."""
    said = _told_by(NIGHT)
    folded = _folded(said)
    made: list[Example] = [
        *_announcements(said),
        *_turns(folded),
        ("A winner in a category that the programme does not have", _rejection()),
        *_frames(folded[-1]),
        *_requests(),
    ]
    found: dict[type, list[Example]] = {}
    for name, message in made:
        found.setdefault(type(message), []).append((name, message))
    return found


def _told_by(ceremony: str) -> tuple[Announcement, ...]:
    path = CEREMONIES / f"{ceremony}.json"
    return retold(decode_ceremony(path.read_bytes(), path.name), "sweepcast/replay")


def _folded(said: Iterable[Announcement]) -> list[Folded]:
    """Return what the worker makes of a night."""
    book = Book(award_body="golden-globes")
    made: list[Folded] = []
    for offset, announcement in enumerate(said):
        result = fold(made[-1].night if made else None, book, announcement, Position(partition=0, offset=offset))
        if not isinstance(result, Folded):
            raise TypeError(f"{announcement.id} of {announcement.subject} cannot be folded: {result}")
        book = result.book or book
        made.append(result)
    return made


def _announcements(said: tuple[Announcement, ...]) -> Iterable[Example]:
    """Yield an example of each announcement: the night's first, the wrong envelope, and what neither night had."""
    yield "A small programme", _programme()
    first: dict[type, Announcement] = {}
    for each in said:
        first.setdefault(type(each), each)
    yield from (("The 74th Golden Globes", each) for each in first.values() if not isinstance(each, ProgrammePublished))
    corrected = next(each for each in _told_by(WRONG_ENVELOPE) if isinstance(each, WinnerCorrected))
    yield "The wrong envelope, 2017", corrected
    yield (
        "A category is put off",
        CategoryPostponed(**_of("sunset-1"), data=Postponement(category="director", reason="the guest is late")),
    )
    yield (
        "A nomination is taken back",
        NominationWithdrawn(
            **_of("sunset-2"),
            data=Withdrawal(category="director", nomination="mel-gibson", reason="withdrawn by the studio"),
        ),
    )


def _of(event: str, subject: str = NIGHT, source: str = "sweepcast/announce") -> _Envelope:
    return {"id": event, "source": source, "subject": subject, "time": BEGIN}


def _programme() -> ProgrammePublished:
    programme = Programme(
        ceremony="village-awards-2020",
        award_body="village-awards",
        award_body_name="Village Awards",
        name="3rd Village Awards",
        edition=3,
        ceremony_year=2020,
        film_year=2019,
        date=date(2020, 2, 1),
        categories=(
            Category(
                id="director",
                name="Best Director",
                medium="film",
                award="director",
                nominations=(Nomination(id="ada-byron", works=("mill",), people=("ada-byron",)),),
            ),
        ),
        works=(Work(id="mill", title="Mill"),),
        people=(Person(id="ada-byron", name="Ada Byron"),),
    )
    return ProgrammePublished(**_of("village-1", programme.ceremony), data=programme)


def _turns(folded: list[Folded]) -> Iterable[Example]:
    """Yield the opening, as the worker writes it and as the feed tells it, and a turn under the client's filter."""
    opening = next(each.turn for each in folded if each.turn.cause.type.endswith("ceremony-opened"))
    yield "The night begins", turn_of(opening)
    yield "The night begins", _framed(turn_of(opening))
    for each in folded:
        updates = tuple(
            update
            for update in each.turn.updates
            if update.value is not None and SWEEPS.selects(facts_of(update.value))
        )
        if updates:
            turn = turn_of(msgspec.structs.replace(each.turn, updates=updates))
            yield "The seventh of seven, as kind=clean-sweep selects it", _framed(turn)


def _framed(turn: Turn) -> TurnFrame:
    return TurnFrame(**msgspec.structs.asdict(turn), cursor=CURSOR)


def _rejection() -> Rejection:
    data = RejectionData(
        reason="unknown-category",
        detail="golden-globes-2017 has no category 'best-boy': name one of its programme",
        announcement="slip",
        ceremony=NIGHT,
        topic="sweepcast.announcements",
        position=Position(partition=0, offset=12),
        original=b'{"type": "sweepcast.announcement.winner-announced"}',
    )
    return Rejection(**_of("0/12", source=WORKER), data=data)


def _frames(last: Folded) -> Iterable[Example]:
    """Yield the gateway's own frames, of a client that wants to see clean sweeps."""
    swept = _selected(last.board)
    hello = HelloData(
        version=sweepcast.__version__,
        heartbeat_seconds=5.0,
        resumed=False,
        reason="no-cursor",
        ceremonies=(NIGHT,),
        filter=SWEEPS,
        limits=told_limits(Limits()),
    )
    snapshot = SnapshotData(ceremony=NIGHT, sequence=last.turn.sequence, board=swept)
    filtered = FilteredData(request="1", filter=SWEEPS, ceremonies=(NIGHT,), holds_from=CURSOR)
    refused = RefusedData(request="4", code="no-subscriber", detail="connect with subscriber=<name> to acknowledge")
    goodbye = GoodbyeData(code=CloseCode.STOPPING, reason=CloseCode.STOPPING.reason)
    yield "Without a cursor", _frame(Hello, "hello-1", data=hello)
    yield "Only what the filter selects", _frame(Snapshot, "snapshot-1", subject=NIGHT, data=snapshot)
    yield "Everything up to here", _frame(Heartbeat, "heartbeat-1")
    yield "The filter as understood", _frame(Filtered, "filtered-1", data=filtered)
    yield "Half a minute later", _frame(Delayed, "delayed-1", data=DelayedData(request="2", delay_seconds=30.0))
    yield "The place is kept", _frame(Acked, "acked-1", data=AckedData(request="3", place=CURSOR))
    yield "No place to keep", _frame(Refused, "refused-1", data=refused)
    yield "The gateway stops", _frame(Goodbye, "goodbye-1", data=goodbye)


def _frame(kind: type[CloudEvent], event: str, *, subject: str = FEED_SUBJECT, **more: object) -> CloudEvent:
    given = {**_of(event, subject, SOURCE), "cursor": LATER, **more}
    return msgspec.convert(given, kind, from_attributes=True)


def _selected(board: Board) -> Board:
    return {address: value for address, value in sorted(board.items()) if SWEEPS.selects(facts_of(value))}


def _requests() -> Iterable[tuple[str, Request]]:
    yield (
        "Milestones of one film",
        ChangeFilter(id="1", filter=WantedFilter(kinds=("milestone",), works=("la-la-land",))),
    )
    yield "Everything again", ChangeFilter(filter=WantedFilter())
    yield "Half a minute later", ChangeDelay(id="2", seconds=30.0)
    yield "Everything up to here has been dealt with", Acknowledge(id="3", cursor=CURSOR)
