"""What is asked for when somebody enters something: the announcement it makes, and whether it may be made now."""

from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from producers.desk.answers import Draft
from producers.desk.drafting import announcement_of
from producers.desk.dry_fold import KnownNight
from producers.desk.entries.book import Record
from producers.desk.people import Person
from producers.desk.refusal import Refusal, bad_entry
from producers.desk.room import Room
from producers.desk.undoing import ENTERED_IN_ERROR, undo
from producers.desk.views import turns_after
from sweepcast.announcements import Announcement
from sweepcast.cloudevents import EventId, Text, type_of

_MOST_MEANWHILE = 100


class EntryRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser sends: an announcement's type and data, or the turn to take back."""

    id: EventId
    based_on: Annotated[int, Meta(ge=0)]
    type: str | None = None
    data: dict[str, object] | None = None
    undoes: int | None = None
    reason: Text | None = None
    confirmed: bool = False
    browser: str | None = None
    by: str | None = None
    """Who pressed the key, where a browser may have kept it for longer than that person was there."""


class Asked(NamedTuple):
    """The announcement that is asked for, and, where it takes a turn back, which one and what to call that."""

    announcement: Announcement
    undoes: tuple[int, str] | None


def asked(room: Room, person: Person, night: KnownNight, request: EntryRequest) -> Asked:
    """Return what a person asks for.

    Raises:
        Refusal: `bad-entry`, or that the turn cannot be taken back.
    """
    ceremony = night.programme.ceremony
    if request.undoes is not None:
        if request.type is not None or request.data is not None:
            raise bad_entry("it has both undoes and type or data: send one of them")
        back = undo(night, request.undoes, request.reason or ENTERED_IN_ERROR)
        wanted = room.wanted(person, ceremony, back.type, back.data, request.id)
        return Asked(announcement_of(wanted), (request.undoes, back.label))
    if request.type is None or request.data is None:
        raise bad_entry("it needs type and data, or undoes")
    if request.reason is not None:
        raise bad_entry("reason goes with undoes; of a correction it stands in data")
    return Asked(announcement_of(room.wanted(person, ceremony, request.type, request.data, request.id)), None)


def check_same(record: Record, ceremony: str, request: EntryRequest) -> None:
    """Let a request pass that asks for what was asked for before under its id.

    Raises:
        Refusal: `id-taken`: the id was used for something else.
    """
    same = record.entry.ceremony == ceremony and (
        request.undoes == record.entry.undoes or record.entry.based_on is None
        if request.undoes is not None
        else _says_the_same(record.announcement, request)
    )
    if not same:
        raise id_taken(request.id)


def _says_the_same(said: Announcement, request: EntryRequest) -> bool:
    if request.type != type_of(said):
        return False
    try:
        return bool(msgspec.convert(request.data, type(said.data)) == said.data)
    except msgspec.ValidationError:
        return False


def id_taken(id_: str) -> Refusal:
    """Return the refusal of an id that was used for something else."""
    return Refusal("id-taken", f"the id {id_!r} was used for another announcement: give each its own", 409)


def check_person(person: Person, by: str | None) -> None:
    """Let an entry pass that its own person sends: what one left unsent does not go out in the name of the next.

    Raises:
        Refusal: `another-person`.
    """
    if by is not None and by != person.name:
        raise Refusal(
            "another-person",
            f"{by} entered this, and you are {person.name}: send it in your own name, or let it go",
            409,
        )


def check_fresh(night: KnownNight, based_on: int) -> None:
    """Let an entry pass that was made in sight of the night as it stands.

    Raises:
        Refusal: `stale`, with who did what meanwhile; `bad-entry` where the night never was so far.
    """
    if based_on == night.sequence:
        return
    ceremony = night.programme.ceremony
    if based_on > night.sequence:
        raise bad_entry(f"based_on is {based_on}, and {ceremony} has {night.sequence} turns: read it anew")
    meanwhile = turns_after(night, based_on, _MOST_MEANWHILE)
    last = night.turns[-1]
    raise Refusal(
        "stale",
        f"the night went on meanwhile: {last.label}, by {last.by} (turn {last.sequence}): look, and enter it anew",
        409,
        sequence=night.sequence,
        meanwhile=meanwhile,
    )


def second_press(draft: Draft) -> Refusal:
    """Return the refusal of what is extraordinary and was not confirmed yet."""
    what = draft.would.headlines[0].text if draft.would else draft.label
    return Refusal(
        "confirm", f"this is extraordinary ({what}): send it again with confirmed true, if it is so", 428, draft=draft
    )
