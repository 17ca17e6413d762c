"""Drafts: an announcement made of what a person chose, and the turn that it would make. Pure; nothing is sent."""

from datetime import datetime

import msgspec

from producers.desk.answers import Confirm, Draft, EntryWeight, Instead, Needs, Refused, Would
from producers.desk.known import World
from producers.desk.refusal import bad_entry
from producers.desk.slips import slips
from producers.desk.telling import label_of, name_of_type, said_by
from producers.desk.undoing import ENTERED_IN_ERROR
from sweepcast.announcements import (
    ANNOUNCEMENTS,
    TYPE_PREFIX,
    Announcement,
    Correction,
    HistorySeeded,
    Outcome,
    ProgrammePublished,
)
from sweepcast.cloudevents import Malformed, type_of

_DRAFT_ID = "draft"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What an announcement is to say, of which night, and by whom."""

    ceremony: str
    type: str
    data: object
    source: str
    time: datetime
    id: str = _DRAFT_ID


def announcement_of(wanted: Wanted) -> Announcement:
    """Return the announcement that says what is wanted.

    Raises:
        Refusal: `bad-entry`: it does not fit its type, or has a slip of the pen.
    """
    event = {
        "specversion": "1.0",
        "id": wanted.id,
        "source": wanted.source,
        "type": wanted.type,
        "subject": wanted.ceremony,
        "time": wanted.time,
        "data": wanted.data,
    }
    try:
        announcement = ANNOUNCEMENTS.decode(msgspec.json.encode(event))
    except Malformed as error:
        raise bad_entry(str(error)) from None
    wrong = slips(wanted.data, announcement)
    if wrong:
        raise bad_entry(wrong)
    return announcement


def draft_of(
    world: World,
    announcement: Announcement,
    *,
    rehearsal: bool,
    confirm: Confirm,
    undoes: tuple[int, str] | None = None,
) -> Draft:
    """Return what an announcement would make of its night as it stands.

    `undoes` is the turn that it takes back, with what to call that.
    """
    night = world.nights.get(announcement.subject)
    made = world.nights.dry(announcement)
    would: Would | None = None
    weight: EntryWeight = "ordinary"
    if not isinstance(made, Refused):
        said = said_by(made.updates, made.sequence)
        weight = said.weight
        would = Would(
            sequence=made.sequence,
            headlines=said.headlines,
            retracted=said.retracted,
            passed=said.passed,
            updates=made.updates,
        )
    return Draft(
        ceremony=announcement.subject,
        rehearsal=rehearsal,
        based_on=0 if night is None else night.sequence,
        type=type_of(announcement),
        data=shown_data(announcement),
        label=label_of(announcement, None if night is None else night.programme) if undoes is None else undoes[1],
        weight=weight,
        needs=needs(weight, confirm),
        would=would,
        refused=made if isinstance(made, Refused) else None,
        instead=_instead(announcement, made) if isinstance(made, Refused) else None,
        undoes=None if undoes is None else undoes[0],
    )


def needs(weight: EntryWeight, confirm: Confirm) -> Needs:
    """Return what an entry needs beside the sending: nothing, unless it is extraordinary."""
    if weight == "ordinary":
        return "nothing"
    return "second-person" if confirm == "two-people" else "second-press"


def shown_data(announcement: Announcement) -> object:
    """Return an announcement's data as the desk shows it: of a programme or a history, only what names it."""
    match announcement:
        case ProgrammePublished(data=programme):
            return {"ceremony": programme.ceremony, "name": programme.name}
        case HistorySeeded(data=history):
            return {"medium": history.medium, "before_edition": history.before_edition}
        case _:
            return msgspec.to_builtins(announcement.data)


def _instead(announcement: Announcement, refused: Refused) -> Instead | None:
    """Return what says the same of a category that has an outcome already, or has none yet."""
    data, name = announcement.data, name_of_type(type_of(announcement))
    if refused.reason == "already-decided" and isinstance(data, Outcome):
        plain = msgspec.to_builtins(data)
        return Instead(type=f"{TYPE_PREFIX}winner-corrected", data={**plain, "reason": ENTERED_IN_ERROR})
    if refused.reason == "not-decided" and isinstance(data, Correction) and name == "winner-corrected":
        plain = {each: value for each, value in msgspec.to_builtins(data).items() if each != "reason"}
        return Instead(type=f"{TYPE_PREFIX}winner-announced", data=plain)
    return None
