"""The nights as the desk knows them: folded from the announcements by the same fold as the worker's, also dry.

This file alone, of all producers, knows the fold: what a person sees before sending must be what the worker will say
after it, and two implementations of the rules would differ one day. The fold is pure; nothing of the worker comes with
it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import msgspec

from producers.desk.answers import Refused
from producers.desk.telling import Said, category_in, label_of, said_by, who
from streams import handlers
from streams.fold import Folded, fold
from streams.night import Night
from streams.record_book import Book
from sweepcast.announcements import Announcement
from sweepcast.board import Board, Stage
from sweepcast.cloudevents import type_of
from sweepcast.programme import Programme, award_body_of
from sweepcast.turns import Position, TurnData

Home = Callable[[str], int]
"""Gives the partition where an award body is at home."""
logger = logging.getLogger(__name__)
_NOWHERE = Position(partition=0, offset=0)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that was made, and what stood before it, so that it can be taken back."""

    sequence: int
    id: str
    type: str
    time: datetime
    by: str
    label: str
    category: str | None
    said: Said
    up_next_before: str | None
    programme_before: Programme | None


class KnownNight(msgspec.Struct, frozen=True, kw_only=True):
    """A night as it stands: its programme, its board, and its turns, the oldest first."""

    programme: Programme
    sequence: int
    board: Board
    turns: list[Told]

    @property
    def stage(self) -> Stage:
        """How far the night is."""
        stage = self.board["stage"]
        assert isinstance(stage, Stage)  # noqa: S101 (the contract: that address holds a stage)
        return stage


class _Kept(msgspec.Struct):
    night: Night
    board: Board
    turns: list[Told]


class Nights:
    """All nights, and the record books: what is heard is folded in, what is only drafted is folded and forgotten."""

    def __init__(self, home: Home, books: Mapping[str, Book] | None = None) -> None:
        """Know no night yet. `home` tells on which partition an award body's announcements must stand."""
        self._home = home
        self._nights: dict[str, _Kept] = {}
        self._books: dict[str, Book] = dict(books or {})

    def __iter__(self) -> Iterator[str]:
        """Give the ceremonies of all nights."""
        return iter(self._nights)

    def get(self, ceremony: str) -> KnownNight | None:
        """Return a night, none where no programme of it was published."""
        kept = self._nights.get(ceremony)
        if kept is None:
            return None
        return KnownNight(
            programme=kept.night.programme, sequence=kept.night.sequence, board=kept.board, turns=kept.turns
        )

    def dry(self, announcement: Announcement) -> TurnData | Refused:
        """Return the turn that an announcement would make now, or why it would make none; nothing changes."""
        folded = self._folded(announcement, _NOWHERE)
        return _refused(folded) if isinstance(folded, handlers.Refused) else folded.turn

    def hear(self, announcement: Announcement, position: Position) -> TurnData | Refused:
        """Fold an announcement that was made; return its turn, or why it makes none."""
        try:
            body = award_body_of(announcement.subject)
        except ValueError as error:
            return Refused(reason="unknown-ceremony", detail=str(error))
        if self._home(body) != position.partition:
            return Refused(reason="wrong-partition", detail=f"{body} is at home on partition {self._home(body)}")
        folded = self._folded(announcement, position)
        if isinstance(folded, handlers.Refused):
            return _refused(folded)
        self._keep(announcement, folded, body)
        return folded.turn

    def rehearsal_of(self, ceremony: str) -> "Nights":
        """Return other nights, still empty, that are measured by the record book of this one's body."""
        body = award_body_of(ceremony)
        return Nights(lambda _: 0, {body: self._books[body]} if body in self._books else {})

    def _folded(self, announcement: Announcement, position: Position) -> Folded | handlers.Refused:
        kept = self._nights.get(announcement.subject)
        try:
            body = award_body_of(announcement.subject)
        except ValueError as error:
            return handlers.Refused("unknown-ceremony", str(error))
        try:
            return fold(
                None if kept is None else kept.night,
                self._books.get(body) or Book(award_body=body),
                announcement,
                position,
                before=None if kept is None else kept.board,
            )
        except Exception as error:
            # The worker rejects what the fold fails on, and goes on; so does the desk, or it would never start again.
            logger.exception("the fold failed on announcement %r of %s", announcement.id, announcement.subject)
            return handlers.Refused("internal-error", f"{type(error).__name__}: {error}: please report it")

    def _keep(self, announcement: Announcement, folded: Folded, body: str) -> None:
        before = self._nights.get(announcement.subject)
        told = Told(
            sequence=folded.turn.sequence,
            id=announcement.id,
            type=type_of(announcement),
            time=announcement.time,
            by=who(announcement.source),
            label=label_of(announcement, folded.night.programme),
            category=category_in(announcement),
            said=said_by(folded.turn.updates, folded.turn.sequence),
            up_next_before=None if before is None else before.night.up_next,
            programme_before=None if before is None else before.night.programme,
        )
        turns = [] if before is None else before.turns
        turns.append(told)
        self._nights[announcement.subject] = _Kept(folded.night, folded.board, turns)
        if folded.book is not None:
            self._books[body] = folded.book


def _refused(refused: handlers.Refused) -> Refused:
    return Refused(reason=refused.reason, detail=refused.detail)
