"""Nights as turns, for the page to show: the Golden Globes of 2017 from their file, folded as the worker folds them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import structs

from streams.record_book import Book
from sweepcast.board import Board, applied
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.programme import award_body_of
from sweepcast.retelling import retold
from sweepcast.turns import Position, TurnData
from tests.streams.nights import Teller, category, history, programme

GOLDEN_GLOBES_2017 = Path(__file__).parents[3] / "ceremonies" / "golden-globes-2017.json"


def turns_of(file: Path) -> tuple[TurnData, ...]:
    """Return all turns of a ceremony's file."""
    ceremony = decode_ceremony(file.read_bytes(), file.name)
    subject = ceremony.programme.ceremony
    teller = Teller(subject, Book(award_body=award_body_of(subject)))
    for announcement in retold(ceremony, "test"):
        teller.say(announcement)
    assert not teller.refused
    return tuple(_placed(turn) for turn in teller.turns)


def _placed(turn: TurnData) -> TurnData:
    """Return the turn as one whose announcement stands where it would in a topic of this night alone."""
    position = Position(partition=0, offset=turn.sequence)
    return structs.replace(turn, cause=structs.replace(turn.cause, position=position))


def until(turns: Sequence[TurnData], category: str) -> tuple[TurnData, ...]:
    """Return the turns up to and with the one that decides the category."""
    at = next(place for place, turn in enumerate(turns) if _decides(turn, category))
    return tuple(turns[: at + 1])


def _decides(turn: TurnData, category: str) -> bool:
    value = next((each.value for each in turn.updates if each.address == f"category/{category}"), None)
    return getattr(value, "status", None) == "decided"


def board_after(turns: Iterable[TurnData]) -> Board:
    """Return the board after all the turns."""
    board: Board = {}
    for turn in turns:
        board = applied(board, turn.updates)
    return board


def corrected_turns() -> tuple[TurnData, ...]:
    """Return a small night in which a film breaks a record and sweeps by a wrong card, a tie, and a withdrawn award."""
    teller = Teller()
    teller.publish(
        programme(
            category("picture", "a", "b"),
            category("director", "a/ann", "b/bea", "c/cid"),
            category("score", "a", "c"),
            category("screenplay", "a", "b"),
        )
    )
    teller.seed(history(("Old", 5, 2, 4)))
    teller.open()
    teller.win("director", "a.ann", "b.bea")
    teller.win("score", "a")
    teller.win("screenplay", "a")
    teller.up_next("picture")
    teller.win("picture", "a")
    teller.correct("picture", "b")
    teller.correct("score")
    teller.close()
    assert not teller.refused
    return tuple(teller.turns)
