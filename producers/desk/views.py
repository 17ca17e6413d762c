"""Nights as the desk shows them. Pure."""

from collections.abc import Iterable

from producers.desk.answers import HistoryTurn, Holder, NightSummary
from producers.desk.dry_fold import KnownNight, Told
from producers.desk.undoing import is_undoable

TURNS_SHOWN = 200
"""Turns of a night that come with it; …/turns has the others."""


def turn_shown(night: KnownNight, told: Told) -> HistoryTurn:
    """Return a turn, and whose it was."""
    return HistoryTurn(
        sequence=told.sequence,
        id=told.id,
        type=told.type,
        time=told.time,
        by=told.by,
        label=told.label,
        category=told.category,
        headlines=told.said.headlines,
        retracted=told.said.retracted,
        undoable=is_undoable(night, told),
    )


def turns_after(night: KnownNight, sequence: int, limit: int) -> tuple[HistoryTurn, ...]:
    """Return so many turns at most behind one, the oldest first."""
    # Turns are counted from 1, without a gap.
    return tuple(turn_shown(night, each) for each in night.turns[sequence : sequence + limit])


def newest_turns(night: KnownNight) -> tuple[HistoryTurn, ...]:
    """Return the newest turns, the newest first."""
    return tuple(turn_shown(night, each) for each in reversed(night.turns[-TURNS_SHOWN:]))


def summary(night: KnownNight, *, rehearsal: bool, holder: Holder | None, under_way: str | None) -> NightSummary:
    """Return a night as it stands in a list."""
    programme, stage = night.programme, night.stage
    return NightSummary(
        ceremony=programme.ceremony,
        name=programme.name,
        date=programme.date,
        status=stage.status,
        decided=stage.decided,
        categories=stage.categories,
        sequence=night.sequence,
        rehearsal=rehearsal,
        holder=holder,
        under_way=under_way,
    )


def in_order(summaries: Iterable[NightSummary]) -> tuple[NightSummary, ...]:
    """Return rehearsals first, then the latest night first."""
    return tuple(sorted(summaries, key=lambda each: (each.rehearsal, each.date, each.ceremony), reverse=True))
