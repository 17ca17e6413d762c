"""The rehearsal: folds ceremonies without Kafka, a night or a whole history, and gives each turn. Pure."""

from collections.abc import Iterator, Sequence

import msgspec

from streams.fold import fold
from streams.handlers import Refused
from streams.record_book import Book
from sweepcast.announcements import Announcement
from sweepcast.board import Board, Ended, Milestone
from sweepcast.ceremony_file import CeremonyFile
from sweepcast.programme import Programme
from sweepcast.retelling import retold
from sweepcast.turns import Position, TurnData

SOURCE = "sweepcast/streams/rehearsal"


class Rehearsed(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement of a ceremony with what the fold made of it, and the board and the record book behind it."""

    programme: Programme
    announcement: Announcement
    outcome: TurnData | Refused
    board: Board
    book: Book


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone that began to hold in a turn, or ended there.

    Attributes:
        how: `holds`; or, of what had been said before, `passed` in the course of the night or `retracted`.
        milestone: what was true; of an ended one, as it was last said.
    """

    ceremony: str
    sequence: int
    address: str
    how: str
    category: str | None
    milestone: Milestone


def rehearse(ceremonies: Sequence[CeremonyFile]) -> Iterator[Rehearsed]:
    """Yield every announcement of the ceremonies, folded one after the other, each body with its own record book."""
    books: dict[str, Book] = {}
    offset = 0
    for ceremony in ceremonies:
        programme = ceremony.programme
        book = books.get(programme.award_body, Book(award_body=programme.award_body))
        night = None
        board: Board = {}
        for announcement in retold(ceremony, SOURCE):
            folded = fold(night, book, announcement, Position(partition=0, offset=offset), before=board)
            offset += 1
            if isinstance(folded, Refused):
                yield Rehearsed(programme=programme, announcement=announcement, outcome=folded, board=board, book=book)
                continue
            night, board, book = folded.night, folded.board, folded.book or book
            yield Rehearsed(programme=programme, announcement=announcement, outcome=folded.turn, board=board, book=book)
        books[programme.award_body] = book


def claims(before: Board, rehearsed: Rehearsed) -> list[Claimed]:
    """Return the milestones that ended in a turn and those that began to hold, endings first."""
    turn = rehearsed.outcome
    if isinstance(turn, Refused):
        return []
    category = getattr(rehearsed.announcement.data, "category", None)

    def claimed(address: str, how: str, milestone: Milestone) -> Claimed:
        return Claimed(
            ceremony=turn.ceremony,
            sequence=turn.sequence,
            address=address,
            how=how,
            category=category,
            milestone=milestone,
        )

    ended = [
        claimed(each.address, each.ended.how, former)
        for each in turn.updates
        if isinstance(each.ended, Ended) and isinstance(former := before.get(each.address), Milestone)
    ]
    begun = [
        claimed(each.address, "holds", each.value)
        for each in turn.updates
        if isinstance(each.value, Milestone) and each.value.since == turn.sequence
    ]
    return ended + begun
