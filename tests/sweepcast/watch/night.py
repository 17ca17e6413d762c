"""The real night for the viewer's tests: the ceremony's file, told by the fold, as the frames that a gateway sends."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from streams.fold import Folded, fold
from streams.record_book import Book
from sweepcast.announcements import Announcement, Correction, Outcome, WinnerAnnounced, WinnerCorrected
from sweepcast.board import Board
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.frames import Snapshot, TurnFrame
from sweepcast.retelling import retold
from sweepcast.turns import Position
from tests.fake_gateway import snapshot, turn_frame

CEREMONY = "golden-globes-2017"
_FILE = Path(__file__).parents[3] / "ceremonies" / f"{CEREMONY}.json"


@cache
def announcements() -> tuple[Announcement, ...]:
    """Return the night of the 74th Golden Globes as it was said."""
    return retold(decode_ceremony(_FILE.read_bytes(), _FILE.name), "tests")


def folded(said: Iterable[Announcement]) -> list[Folded]:
    """Return what the fold makes of each announcement."""
    return list(_folded(tuple(said)))


@cache
def _folded(said: tuple[Announcement, ...]) -> tuple[Folded, ...]:
    book = Book(award_body="golden-globes")
    made: list[Folded] = []
    for offset, announcement in enumerate(said):
        night = made[-1].night if made else None
        result = fold(night, book, announcement, Position(partition=0, offset=offset))
        assert isinstance(result, Folded), result
        book = result.book or book
        made.append(result)
    return tuple(made)


def whole_night() -> tuple[Folded, ...]:
    """Return the whole night, folded."""
    return _folded(announcements())


def turns(made: Iterable[Folded] | None = None) -> list[TurnFrame]:
    """Return the turns of a night; of the whole real one when none is given."""
    return [turn_frame(each.turn) for each in (whole_night() if made is None else made)]


def until(category: str) -> tuple[Announcement, ...]:
    """Return what was said up to the winner of a category, that winner included."""
    said = announcements()
    for place, each in enumerate(said):
        if isinstance(each, WinnerAnnounced) and each.data.category == category:
            return said[: place + 1]
    raise AssertionError(f"no winner of {category}")


def snapshot_of(made: list[Folded]) -> Snapshot:
    """Return the board behind the last of the folded as the gateway shows it to those who join."""
    return snapshot(made[-1].turn.sequence, made[-1].board)


def board_until(category: str) -> Board:
    """Return the board just after the winner of a category."""
    return folded(until(category))[-1].board


def wrong_envelope() -> tuple[Announcement, ...]:
    """Return the night with its last film award given to the wrong film first, and corrected two minutes later."""
    said = until("picture-musical-or-comedy")
    right = said[-1]
    assert isinstance(right, WinnerAnnounced)
    corrected = WinnerCorrected(
        id="correction",
        source="tests",
        subject=CEREMONY,
        time=right.time.replace(minute=right.time.minute + 2),
        data=Correction(
            category="picture-musical-or-comedy", nominations=("sing-street",), reason="The wrong envelope"
        ),
    )
    assert isinstance(right.data, Outcome)
    return (*said, corrected)
