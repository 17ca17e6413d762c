"""A board: the whole state of one night as a viewer sees it, and the values that stand on it.

A board is a plain dict from address to value. Applying an update is `board[address] = value`, or taking the address
off the board where the update has no value; applying it twice changes nothing, and of two updates for one address
the later one wins.

| address | value |
|---|---|
| `ceremony` | `CeremonyInfo` |
| `stage` | `Stage` |
| `category/<id>` | `CategoryState` |
| `work/<id>` | `WorkInfo` |
| `standing/work/<id>`, `standing/person/<id>`, `standing/distributor/<id>` | `Standing` |
| `milestone/<family>/<subject>` | `Milestone` |

Boards are many and live long, and nothing on one refers back to what holds it: `gc=False` spares the garbage collector
the walk over all of them, which is a third of the fold's time.
"""

from datetime import date
from typing import Literal

import msgspec

from sweepcast.cloudevents import Id, Time
from sweepcast.programme import FilmCard, Medium


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag_field="type"):
    """One value on a board; `type` says which."""


class Ref(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody or something by id, with the name to show."""

    id: Id
    name: str


class WorkRef(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A work by id, with what to show of it."""

    id: Id
    title: str
    distributor: Ref | None = None


class CeremonyInfo(Value, frozen=True, kw_only=True, gc=False, tag="ceremony"):
    """Which night this is; `running_order` holds the ids of all categories, in the order planned."""

    id: Id
    award_body: Ref
    name: str
    edition: int
    ceremony_year: int
    film_year: int
    date: date
    time_zone: str
    running_order: tuple[Id, ...]


class Stage(Value, frozen=True, kw_only=True, gc=False, tag="stage"):
    """How far the night is; the counts are of competitive categories."""

    status: Literal["published", "open", "closed"]
    up_next: Id | None
    decided: int
    categories: int
    opened_at: Time | None
    closed_at: Time | None


class NominationState(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A nomination and how it fared."""

    id: Id
    works: tuple[WorkRef, ...]
    people: tuple[Ref, ...]
    song: str | None
    status: Literal["nominated", "won", "lost", "withdrawn"]


class EarlierOutcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What was first said of a category that was corrected, by whom it would have been won, and why it was wrong."""

    winners: tuple[Id, ...]
    recipients: tuple[Ref, ...]
    said_at: Time
    sequence: int
    corrected_at: Time
    reason: str


class CategoryState(Value, frozen=True, kw_only=True, gc=False, tag="category"):
    """A category with all its nominations. Decided without winners means that there is no award.

    `order` is its place in the running order, from 1; `sequence` the turn that decided it, or corrected it last;
    `reason` why it was postponed or corrected.
    """

    id: Id
    name: str
    order: int
    competitive: bool
    medium: Medium | None
    award: Id | None
    status: Literal["to-come", "up-next", "postponed", "decided"]
    nominations: tuple[NominationState, ...]
    winners: tuple[Id, ...]
    recipients: tuple[Ref, ...]
    decided_at: Time | None
    sequence: int | None
    reason: str | None
    earlier: tuple[EarlierOutcome, ...]


class WorkInfo(Value, frozen=True, kw_only=True, gc=False, tag="work"):
    """A film or a series, with its card where there is one."""

    id: Id
    title: str
    medium: Medium
    distributor: Ref | None
    card: FilmCard | None


SubjectKind = Literal["work", "person", "distributor", "category"]


class Standing(Value, frozen=True, kw_only=True, gc=False, tag="standing"):
    """The numbers of a work, person or distributor over the competitive categories.

    Attributes:
        nominations: all that stand; decided + to_come.
        wins: winning nominations.
        lost: decided nominations that did not win.
        to_come: nominations whose category is not decided.
        possible: wins + to_come, the most that can still be reached.
        rank: 1 + how many of the same kind (works: and medium) have more wins; none before the first win.
    """

    of: Literal["work", "person", "distributor"]
    id: Id
    name: str
    medium: Medium | None
    nominations: int
    wins: int
    decided: int
    lost: int
    to_come: int
    possible: int
    rank: int | None


class Subject(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Whom a milestone is about."""

    kind: SubjectKind
    id: Id
    name: str


class CategoryEvidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A category that a milestone stands on, and how the subject fared there; `won` is none while undecided."""

    id: Id
    name: str
    award: Id | None
    won: bool | None


class Holder(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An earlier holder from the record book, with its number and when that was."""

    name: str
    number: int
    edition: int
    ceremony_year: int
    film_year: int
    id: Id | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a milestone stands on: tonight's categories, and the record book's earlier holders."""

    categories: tuple[CategoryEvidence, ...] = ()
    holders: tuple[Holder, ...] = ()


Weight = Literal["major", "minor", "quiet"]
"""How loudly to say a milestone: `major` interrupts, `minor` is told, `quiet` is only shown."""


class Milestone(Value, frozen=True, kw_only=True, gc=False, tag="milestone"):
    """Something remarkable that is true now.

    Attributes:
        kind: which claim (`record-broken`); `status` refines it (`strict`, `3-of-5`).
        numbers: the claim's numbers by name, such as `wins`, `nominations`, `record`.
        since, since_time: the sequence number and time of the turn since which it holds.
        headline: one English sentence.
        weight: how loudly to say it.
    """

    kind: str
    status: str
    subjects: tuple[Subject, ...]
    numbers: dict[str, int]
    evidence: Evidence
    since: int
    since_time: Time
    headline: str
    weight: Weight


AnyValue = CeremonyInfo | Stage | CategoryState | WorkInfo | Standing | Milestone
Board = dict[str, AnyValue]


class Ended(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A milestone that ceased to hold: `passed` in the course of the night, or `retracted` by a correction."""

    how: Literal["passed", "retracted"]
    kind: str
    status: str
    headline: str


class Update(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One changed thing: the whole new value at an address, or none when it leaves the board.

    `ended` tells of the milestone that stood there and no longer holds.
    """

    address: str
    value: AnyValue | None
    ended: Ended | None = None


def applied(board: Board, updates: tuple[Update, ...]) -> Board:
    """Return the board after the updates; `board` itself stays as it is."""
    after = dict(board)
    for update in updates:
        if update.value is None:
            after.pop(update.address, None)
        else:
            after[update.address] = update.value
    return after


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER: msgspec.json.Decoder[Board] = msgspec.json.Decoder(Board)


def encode_board(board: Board) -> bytes:
    """Return the board as a JSON object with sorted addresses: equal boards give equal bytes."""
    return _ENCODER.encode(board)


def decode_board(content: bytes) -> Board:
    """Return the board in `content`.

    Raises:
        msgspec.ValidationError: a value is not one that a board holds.
    """
    return _DECODER.decode(content)
