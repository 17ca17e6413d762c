"""The fold: what one announcement makes of a night. Pure, deterministic, and with no clock but the announcement's.

The night changes by the announcement's handler; the turn is then the difference of the boards before and after.
Nobody fires a milestone, and nobody undoes one.
"""

import msgspec

from streams.difference import difference
from streams.handlers import Refusal, Refused, handle
from streams.milestones.big_five import is_big_five
from streams.milestones.shutout import is_shutout
from streams.milestones.sweep import clean_sweep
from streams.night import Night, Since
from streams.record_book import Book, NightRows, PersonRow, WorkRow, with_night, with_seed
from streams.rules import Rules
from streams.tally import tally
from streams.view import Former, board_of, board_with, claims_of, redrawn
from streams.yardsticks import measures
from sweepcast.announcements import (
    Announcement,
    HistorySeeded,
    NominationWithdrawn,
    ProgrammePublished,
    WinnerCorrected,
)
from sweepcast.board import Board
from sweepcast.turns import Cause, Position, TurnData

_CORRECTIONS = (WinnerCorrected, NominationWithdrawn, ProgrammePublished)
"""Announcements that take back something said before: what ends by them is retracted."""


class Folded(msgspec.Struct, frozen=True, kw_only=True):
    """What an announcement made: the night, its board, the record book where it changed, and the turn."""

    night: Night
    board: Board
    book: Book | None
    turn: TurnData


def fold(
    night: Night | None,
    book: Book,
    announcement: Announcement,
    position: Position,
    *,
    before: Board | None = None,
    rules: Rules = Rules(),  # noqa: B008 (immutable)
) -> Folded | Refused:
    """Return what the announcement makes of the night that it is about; it never raises.

    `night` is none before its programme is published. `book` is the record book of the award body and comes back
    only where it changed. `position`, the announcement's place in its topic, goes into the turn. `before` is the
    night's board where the caller still has it from the last turn: it saves working it out again.
    """
    try:
        changed = handle(night, announcement)
    except Refusal as refusal:
        return refusal.refused
    if before is None:
        before = {} if night is None else board_of(night, rules)
    new_book = _book_after(changed, book, announcement, rules)
    measured = _measured(changed, book, new_book or book, announcement)
    former = None if night is None else Former(night, before)
    if former is not None and _counted_alike(former.night, measured):
        after, board = measured, redrawn(measured, former)
    else:
        after, board = _settled(measured, former, announcement, rules)
    correction = isinstance(announcement, _CORRECTIONS)
    turn = TurnData(
        ceremony=after.programme.ceremony,
        award_body=after.programme.award_body,
        sequence=after.sequence,
        cause=Cause(
            id=announcement.id,
            type=str(type(announcement).__struct_config__.tag),
            time=announcement.time,
            position=position,
        ),
        updates=difference(before, board, correction=correction),
    )
    return Folded(night=after, board=board, book=new_book, turn=turn)


def _book_after(night: Night, book: Book, announcement: Announcement, rules: Rules) -> Book | None:
    """Return the record book where the announcement changes it: by a seed, a closing, or anything after closing."""
    ceremony, after = night.programme.ceremony, book
    if isinstance(announcement, HistorySeeded):
        after = with_seed(after, ceremony, announcement.data)
    if night.closed_at is not None:
        after = with_night(after, ceremony, _rows(night, rules))
    return after if after is not book else None


def _rows(night: Night, rules: Rules) -> NightRows:
    programme, count = night.programme, tally(night)
    return NightRows(
        edition=programme.edition,
        ceremony_year=programme.ceremony_year,
        film_year=programme.film_year,
        works=tuple(
            WorkRow(
                id=work.id,
                title=work.title,
                medium=work.medium,
                wins=counts.wins,
                nominations=counts.nominations,
                sweep=clean_sweep(counts, rules),
                big_five=is_big_five(counts, rules),
                shutout=is_shutout(counts, rules),
            )
            for work in programme.works
            if (counts := count.works.get(work.id))
        ),
        people=tuple(
            PersonRow(id=person.id, name=person.name, wins=counts.wins, nominations=counts.nominations)
            for person in programme.people
            if (counts := count.people.get(person.id))
        ),
    )


def _measured(night: Night, before: Book, after: Book, announcement: Announcement) -> Night:
    """Return the night measured by the book as it is after the announcement.

    Where it was measured by the book before, and nothing but its own rows changed there, its measures stay: its own
    rows are none.
    """
    if night.measures.version != before.version or isinstance(announcement, ProgrammePublished | HistorySeeded):
        programme = night.programme
        media = sorted({work.medium for work in programme.works})
        people = [person.id for person in programme.people]
        return msgspec.structs.replace(night, measures=measures(after, programme.edition, media, people))
    if after.version == before.version:
        return night
    return msgspec.structs.replace(night, measures=msgspec.structs.replace(night.measures, version=after.version))


def _counted_alike(night: Night, after: Night) -> bool:
    """Return whether nothing changed that standings and milestones are made of."""
    return (
        after.programme is night.programme
        and after.measures is night.measures
        and after.decisions is night.decisions
        and after.withdrawn is night.withdrawn
    )


def _settled(night: Night, former: Former | None, announcement: Announcement, rules: Rules) -> tuple[Night, Board]:
    """Return the night with since when each of its claims holds, and its board."""
    count = tally(night)
    claims = list(claims_of(night, count, rules))
    since = {
        address: held
        if (held := night.since.get(address)) is not None and held.claim == claim.identity
        else Since(claim=claim.identity, sequence=night.sequence, time=announcement.time)
        for address, claim in claims
    }
    settled = msgspec.structs.replace(night, since=since)
    return settled, board_with(settled, count, claims, former)
