"""What takes a turn back: the announcement that restores what stood before it. Pure; the rules decide what can be."""

import msgspec

from producers.desk.dry_fold import KnownNight, Told
from producers.desk.refusal import Refusal
from producers.desk.telling import name_of_type
from sweepcast.announcements import TYPE_PREFIX
from sweepcast.board import CategoryState
from sweepcast.programme import Programme

ENTERED_IN_ERROR = "entered in error"
"""What viewers read as the reason of a correction, where the person gives none."""

_NO_WAY_BACK = {
    "ceremony-opened": "a night that was opened stays open: announce nothing until it begins",
    "ceremony-closed": "a night that was closed stays closed; outcomes can still be corrected",
    "nomination-withdrawn": "a nomination that was withdrawn stays withdrawn: publish a revised programme with a new "
    "nomination under another id",
    "history-seeded": "publish the right history: it takes the place of this one",
}


class Undo(msgspec.Struct, frozen=True):
    """An announcement's type and data, as plain JSON, that takes a turn back, and what it is called."""

    type: str
    data: dict[str, object]
    label: str


def undo(night: KnownNight, sequence: int, reason: str = ENTERED_IN_ERROR) -> Undo:
    """Return what takes back the turn with this sequence number.

    Raises:
        Refusal: `unknown-turn`; `superseded` where a later turn said something else of it; `not-undoable`.
    """
    told = _turn(night, sequence)
    name, label = name_of_type(told.type), f"Undo: {told.label}"
    if name in {"winner-announced", "winner-corrected"}:
        return Undo(f"{TYPE_PREFIX}winner-corrected", _outcome_before(night, told, reason), label)
    if name == "category-up-next":
        return Undo(f"{TYPE_PREFIX}category-up-next", {"category": _up_next_before(night, told)}, label)
    if name == "category-postponed":
        return Undo(f"{TYPE_PREFIX}category-up-next", {"category": _postponed(night, told)}, label)
    if name == "programme-published":
        return Undo(told.type, _builtins(_programme_before(night, told)), label)
    raise Refusal("not-undoable", f"turn {sequence} ({told.label}) cannot be taken back: {_NO_WAY_BACK[name]}", 409)


def is_undoable(night: KnownNight, told: Told) -> bool:
    """Return whether the turn can be taken back as the night stands."""
    try:
        undo(night, told.sequence)
    except Refusal:
        return False
    return True


def _turn(night: KnownNight, sequence: int) -> Told:
    # Turns are counted from 1, without a gap.
    if 1 <= sequence <= len(night.turns):
        return night.turns[sequence - 1]
    raise Refusal("unknown-turn", f"there is no turn {sequence}: the night has {len(night.turns)}", 404)


def _superseded(told: Told, by: str) -> Refusal:
    return Refusal("superseded", f"turn {told.sequence} ({told.label}) does not stand any more: {by}", 409)


def _outcome_before(night: KnownNight, told: Told, reason: str) -> dict[str, object]:
    state = _state(night, told)
    if state.sequence != told.sequence:
        raise _superseded(told, f"turn {state.sequence} says otherwise, so that is the one to take back")
    before = state.earlier[-1] if name_of_type(told.type) == "winner-corrected" else None
    return {
        "category": state.id,
        "nominations": [] if before is None else list(before.winners),
        "recipients": [] if before is None else [{"id": each.id, "name": each.name} for each in before.recipients],
        "reason": reason,
    }


def _up_next_before(night: KnownNight, told: Told) -> str:
    if night.stage.up_next != told.category:
        raise _superseded(told, "something else is up next by now, or nothing")
    before = told.up_next_before
    if before is None or before == told.category:
        raise Refusal(
            "not-undoable", f"nothing was up next before turn {told.sequence}: say what is up next instead", 409
        )
    if _category(night, before).status == "decided":
        raise Refusal("not-undoable", f"{before!r}, which was up next before, is decided by now", 409)
    return before


def _postponed(night: KnownNight, told: Told) -> str:
    state = _state(night, told)
    if state.status != "postponed":
        raise _superseded(told, f"{state.name!r} is {state.status} by now")
    return state.id


def _programme_before(night: KnownNight, told: Told) -> Programme:
    if any(name_of_type(each.type) == "programme-published" for each in night.turns[told.sequence :]):
        raise _superseded(told, "the programme was published again since")
    if told.programme_before is None:
        raise Refusal("not-undoable", "this is the first programme: publish a revised one instead", 409)
    return told.programme_before


def _state(night: KnownNight, told: Told) -> CategoryState:
    return _category(night, told.category or "")


def _category(night: KnownNight, category: str) -> CategoryState:
    value = night.board.get(f"category/{category}")
    if not isinstance(value, CategoryState):
        raise Refusal("not-undoable", f"the programme has no category {category!r} any more", 409)
    return value


def _builtins(programme: Programme) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(programme)
    return plain
