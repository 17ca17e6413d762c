"""How films and people of the Academy's file fared, where a trap of the file would show."""

import pytest

from sweepcast.board import Board, Milestone, Standing
from tests.streams.conftest import Told


@pytest.fixture(scope="session")
def boards(all_nights: Told) -> dict[int, Board]:
    """The last board of each of the Academy's ceremonies, by edition."""
    return {each.programme.edition: each.board for each, _ in all_nights if each.programme.award_body == "oscars"}


def _said(boards: dict[int, Board], family: str) -> list[tuple[int, Milestone]]:
    """Return a family's milestones at the end of each night, with the edition."""
    return [
        (edition, value)
        for edition, board in boards.items()
        for address, value in board.items()
        if isinstance(value, Milestone) and address.startswith(f"milestone/{family}/")
    ]


def test_ties(boards: dict[int, Board]) -> None:
    """Nine categories had several winners; write-ins and rescinded winners make no more."""
    assert [edition for edition, _ in _said(boards, "tie")] == [5, 6, 15, 22, 41, 59, 67, 85, 98]


def test_effective_sweeps(boards: dict[int, Board]) -> None:
    """Two films that stood twice among the songs won every category they stood in."""
    sweeps = [each for _, each in _said(boards, "sweep") if each.kind == "clean-sweep" and each.status == "effective"]
    assert [each.subjects[0].name for each in sweeps] == ["The Little Mermaid", "The Lion King"]


@pytest.mark.parametrize(
    ("edition", "film", "wins", "nominations"),
    [
        # Street Angel is one of the three films for which Janet Gaynor won, on one nomination.
        (1, "tt0019429", 1, 1),
        # A Midsummer Night's Dream: of two write-ins, the one that won counts.
        (8, "tt0026714", 2, 3),
        (32, "tt0052618", 11, 12),  # Ben-Hur
        (70, "tt0120338", 11, 14),  # Titanic
        (89, "tt3783958", 6, 14),  # La La Land
        (89, "tt4975722", 3, 8),  # Moonlight
        (95, "tt6710474", 7, 11),  # Everything Everywhere All at Once: two actresses in one category
    ],
)
def test_films_as_they_fared(boards: dict[int, Board], edition: int, film: str, wins: int, nominations: int) -> None:
    """Wins count statuettes a category, nominations each one that stood."""
    standing = boards[edition][f"standing/work/{film}"]
    assert isinstance(standing, Standing)
    assert (standing.wins, standing.nominations) == (wins, nominations)


def test_no_studio_holds_a_record_of_people(boards: dict[int, Board]) -> None:
    """Walt Disney leads with 22 wins and 59 nominations; no company is ever a subject."""
    for family, number, most in (("record-person-wins", "wins", 22), ("record-person-nominations", "nominations", 59)):
        said = _said(boards, family)
        highest = max((each.numbers[number], each.subjects[0].name) for _, each in said)
        assert highest == (most, "Walt Disney")
        assert not [each for _, each in said if each.subjects[0].id.startswith("co")]
