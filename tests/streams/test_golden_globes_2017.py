"""The night it all began with, folded from its file: what was true, and when."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.fold import Folded, fold
from streams.record_book import Book
from sweepcast.announcements import Announcement, WinnerAnnounced
from sweepcast.board import Board, CategoryState, Milestone, Stage, Standing, applied
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.retelling import retold
from sweepcast.turns import Position, TurnData

if TYPE_CHECKING:
    from streams.night import Night

FILE = Path(__file__).parents[2] / "ceremonies" / "golden-globes-2017.json"

Told = list[tuple[Announcement, TurnData, Board]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Every announcement of the night with its turn, and the board after it."""
    night: Night | None = None
    book, board, turns = Book(award_body="golden-globes"), Board(), []
    for offset, announcement in enumerate(retold(decode_ceremony(FILE.read_bytes(), FILE.name), "test")):
        folded = fold(night, book, announcement, Position(partition=0, offset=offset))
        assert isinstance(folded, Folded)
        night, book, board = folded.night, folded.book or book, applied(board, folded.turn.updates)
        turns.append((announcement, folded.turn, board))
    return turns


def _turn(told: Told, category: str) -> tuple[TurnData, Board]:
    return next(
        (turn, board)
        for said, turn, board in told
        if isinstance(said, WinnerAnnounced) and said.data.category == category
    )


def _new(turn: TurnData) -> dict[str, Milestone]:
    """Return the milestones that hold since this very turn, by address."""
    values = {update.address: update.value for update in turn.updates}
    return {at: each for at, each in values.items() if isinstance(each, Milestone) and each.since == turn.sequence}


def _numbers(board: Board, work: str) -> tuple[int, int, int]:
    standing = board[f"standing/work/{work}"]
    assert isinstance(standing, Standing)
    return standing.wins, standing.nominations, standing.decided


def test_the_final_board(told: Told) -> None:
    """La La Land has 7 of 7, Moonlight 1 of 6, Manchester by the Sea 1 of 5, and all 25 categories are decided."""
    board = told[-1][2]
    assert _numbers(board, "la-la-land") == (7, 7, 7)
    assert _numbers(board, "moonlight") == (1, 6, 6)
    assert _numbers(board, "manchester-by-the-sea") == (1, 5, 5)
    stage = board["stage"]
    assert isinstance(stage, Stage)
    assert (stage.status, stage.decided, stage.categories) == ("closed", 25, 25)
    nominations = sum(
        len(value.nominations) for value in board.values() if isinstance(value, CategoryState) and value.competitive
    )
    assert nominations == 126


def test_the_honorary_award_counts_for_nothing(told: Told) -> None:
    """Meryl Streep receives the Cecil B. deMille Award, and her only standing is her one nomination."""
    board = told[-1][2]
    award = board["category/cecil-b-demille"]
    assert isinstance(award, CategoryState)
    assert (award.status, [each.name for each in award.recipients]) == ("decided", ["Meryl Streep"])
    streep = board["standing/person/meryl-streep"]
    assert isinstance(streep, Standing)
    assert (streep.wins, streep.nominations) == (0, 1)


def test_the_one_turn(told: Told) -> None:
    """Best Musical or Comedy makes true at once: record broken, clean sweep, Big Five, and each one's first since."""
    turn, _ = _turn(told, "picture-musical-or-comedy")
    new = _new(turn)
    assert set(new) == {
        "milestone/record-wins/la-la-land",
        "milestone/sweep/la-la-land",
        "milestone/big-five/la-la-land",
        "milestone/first-since-sweep/la-la-land",
        "milestone/first-since-big-five/la-la-land",
    }
    record = new["milestone/record-wins/la-la-land"]
    assert (record.kind, record.numbers["wins"], record.numbers["record"]) == ("record-broken", 7, 6)
    assert [(each.name, each.number, each.ceremony_year) for each in record.evidence.holders] == [
        ("Lawrence of Arabia", 6, 1963),
        ("One Flew Over the Cuckoo's Nest", 6, 1976),
        ("Midnight Express", 6, 1979),
    ]
    sweep = new["milestone/sweep/la-la-land"]
    assert (sweep.kind, sweep.status, sweep.numbers["wins"], sweep.numbers["nominations"]) == (
        "clean-sweep",
        "strict",
        7,
        7,
    )
    assert len(sweep.evidence.categories) == 7
    five = new["milestone/big-five/la-la-land"]
    assert (five.status, len(five.evidence.categories)) == ("complete", 5)
    since = new["milestone/first-since-sweep/la-la-land"]
    assert (since.numbers["or_more"], since.status) == (6, "since")
    assert [(each.name, each.ceremony_year, each.film_year) for each in since.evidence.holders] == [
        ("One Flew Over the Cuckoo's Nest", 1976, 1975)
    ]
    assert {each.weight for each in new.values()} == {"major"}


def test_the_turn_before_ties_the_record(told: Told) -> None:
    """Emma Stone's award ties the record of 6, makes 4 of the Big Five, and claims no sweep and nothing broken."""
    turn, _ = _turn(told, "lead-actress-musical-or-comedy")
    assert {(each.kind, each.status) for each in _new(turn).values()} == {
        ("record-tied", "tied"),
        ("big-five", "4-of-5"),
        ("first-since", "since"),
    }


def test_nothing_is_said_too_early_or_taken_back(told: Told) -> None:
    """Each major milestone holds from its turn to the end of the night: nothing true was ever withdrawn."""
    first: dict[tuple[str, str], str] = {}
    for said, turn, _ in told:
        for address, each in _new(turn).items():
            if each.weight == "major":
                assert isinstance(said, WinnerAnnounced)
                first[address, each.kind] = said.data.category
        ended = [update.ended for update in turn.updates if update.ended]
        assert not [each for each in ended if each.how == "retracted"]
        assert not [
            each for each in ended if each.kind in {"record-tied", "record-broken", "clean-sweep", "first-since"}
        ]
    assert first == {
        ("milestone/first-since-record/la-la-land", "first-since"): "lead-actress-musical-or-comedy",
        ("milestone/record-wins/la-la-land", "record-tied"): "lead-actress-musical-or-comedy",
        ("milestone/record-wins/la-la-land", "record-broken"): "picture-musical-or-comedy",
        ("milestone/sweep/la-la-land", "clean-sweep"): "picture-musical-or-comedy",
        ("milestone/big-five/la-la-land", "big-five"): "picture-musical-or-comedy",
        ("milestone/first-since-sweep/la-la-land", "first-since"): "picture-musical-or-comedy",
        ("milestone/first-since-big-five/la-la-land", "first-since"): "picture-musical-or-comedy",
    }


def test_no_claim_for_series(told: Told) -> None:
    """The seed is of films alone, so The Night Manager's wins make neither a record nor a first since."""
    kinds = {
        value.kind
        for address, value in told[-1][2].items()
        if isinstance(value, Milestone) and address.endswith("/the-night-manager")
    }
    assert kinds == {"sweep-broken"}


def test_distributors(told: Told) -> None:
    """A distributor counts the nominations of all its works: FX won with Atlanta and The People v. O.J. Simpson."""
    fx = told[-1][2]["standing/distributor/fx"]
    assert isinstance(fx, Standing)
    assert (fx.wins, fx.nominations) == (4, 9)
