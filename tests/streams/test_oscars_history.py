"""The Academy Awards, ceremonies 1 to 98, folded in order from their file: what was true, and nothing that was not."""

from pathlib import Path
from typing import NamedTuple

import pytest

from streams.handlers import Refused
from streams.rehearse import in_order, rehearse
from sweepcast.board import Board, Milestone, Standing
from sweepcast.importers.oscars import read_oscars

FILE = Path(__file__).parents[2] / "ceremonies" / "oscars" / "oscars.tsv"


class Said(NamedTuple):
    """A milestone that held at the end of a night."""

    edition: int
    subject: str
    kind: str
    status: str
    numbers: dict[str, int]
    holders: tuple[str, ...]


class Told(NamedTuple):
    """What came of the history: all milestones of its last boards by family, the boards, and what was refused."""

    said: dict[str, list[Said]]
    boards: dict[int, Board]
    refused: list[Refused]


@pytest.fixture(scope="module")
def told() -> Told:
    """Every night of the history, folded with the record book of those before it."""
    boards, refused = dict[int, Board](), list[Refused]()
    for each in rehearse(in_order(read_oscars(FILE.read_bytes()).ceremonies)):
        boards[each.programme.edition] = each.board
        if isinstance(each.outcome, Refused):
            refused.append(each.outcome)
    said: dict[str, list[Said]] = {}
    for edition, board in boards.items():
        for address, value in board.items():
            if isinstance(value, Milestone):
                holders = tuple(each.name for each in value.evidence.holders)
                one = Said(edition, value.subjects[0].name, value.kind, value.status, value.numbers, holders)
                said.setdefault(address.split("/")[1], []).append(one)
    return Told(said, boards, refused)


def _of(told: Told, family: str, kind: str) -> list[tuple[int, str]]:
    return [(each.edition, each.subject) for each in told.said[family] if each.kind == kind]


def test_every_night_is_folded(told: Told) -> None:
    """No announcement of 98 ceremonies is refused."""
    assert told.refused == []
    assert sorted(told.boards) == list(range(1, 99))


def test_most_wins(told: Told) -> None:
    """From 3 to 5, 8, 9 and 11; tied at 8 by two films, at 11 by two."""
    broken = [
        (each.edition, each.subject, each.numbers["wins"])
        for each in told.said["record-wins"]
        if each.kind == "record-broken"
    ]
    assert broken == [
        (7, "It Happened One Night", 5),
        (12, "Gone with the Wind", 8),
        (31, "Gigi", 9),
        (32, "Ben-Hur", 11),
    ]
    tied = [
        (each.edition, each.subject, each.holders) for each in told.said["record-wins"] if each.kind == "record-tied"
    ]
    assert tied[-4:] == [
        (26, "From Here to Eternity", ("Gone with the Wind",)),
        (27, "On the Waterfront", ("Gone with the Wind", "From Here to Eternity")),
        (70, "Titanic", ("Ben-Hur",)),
        (76, "The Lord of the Rings: The Return of the King", ("Ben-Hur", "Titanic")),
    ]
    assert told.said["record-wins"][0].numbers["record"] == 3


def test_most_nominations(told: Told) -> None:
    """14 stood from All about Eve to the 98th, where Sinners has 16."""
    broken = [each for each in told.said["record-nominations"] if each.kind == "record-broken" and each.edition > 20]
    assert [(each.edition, each.subject, each.numbers["nominations"]) for each in broken] == [
        (23, "All about Eve", 14),
        (98, "Sinners", 16),
    ]
    assert broken[-1].holders == ("All about Eve", "Titanic", "La La Land")
    tied = [each for each in _of(told, "record-nominations", "record-tied") if each[0] > 20]
    assert tied == [(70, "Titanic"), (89, "La La Land")]


def test_clean_sweeps(told: Told) -> None:
    """Four films won all of 5 nominations or more."""
    sweeps = [each for each in told.said["sweep"] if each.kind == "clean-sweep"]
    large = [(each.edition, each.subject, each.numbers["wins"]) for each in sweeps if each.numbers["nominations"] >= 5]
    assert large == [
        (7, "It Happened One Night", 5),
        (31, "Gigi", 9),
        (60, "The Last Emperor", 9),
        (76, "The Lord of the Rings: The Return of the King", 11),
    ]
    assert {each.subject for each in sweeps if each.status == "effective"} == {"The Little Mermaid", "The Lion King"}


def test_big_fives(told: Told) -> None:
    """Three films won the Big Five."""
    complete = [each for each in told.said["big-five"] if each.status == "complete"]
    assert [(each.edition, each.subject) for each in complete] == [
        (7, "It Happened One Night"),
        (48, "One Flew over the Cuckoo's Nest"),
        (64, "The Silence of the Lambs"),
    ]


def test_shutouts(told: Told) -> None:
    """No film lost more than 11, and two lost 11."""
    most = max(each.numbers["nominations"] for each in told.said["shutout"])
    at_most = [(each.edition, each.subject) for each in told.said["shutout"] if each.numbers["nominations"] == most]
    assert (most, at_most) == (11, [(50, "The Turning Point"), (58, "The Color Purple")])


def test_ties(told: Told) -> None:
    """Nine categories had several winners."""
    assert [each.edition for each in told.said["tie"]] == [5, 6, 15, 22, 41, 59, 67, 85, 98]


@pytest.mark.parametrize(
    ("edition", "film", "wins", "nominations"),
    [
        (1, "tt0019429", 1, 1),  # Street Angel, one of the three films for which Janet Gaynor won
        (8, "tt0026714", 2, 3),  # A Midsummer Night's Dream: three nominations, a write-in among the wins
        (32, "tt0052618", 11, 12),
        (70, "tt0120338", 11, 14),
        (89, "tt3783958", 6, 14),
        (89, "tt4975722", 3, 8),
        (95, "tt6710474", 7, 11),
    ],
)
def test_films_as_they_fared(told: Told, edition: int, film: str, wins: int, nominations: int) -> None:
    """Wins count statuettes a category, nominations each one that stood."""
    standing = told.boards[edition][f"standing/work/{film}"]
    assert isinstance(standing, Standing)
    assert (standing.wins, standing.nominations) == (wins, nominations)


def test_nobody_holds_a_record_for_a_studio(told: Told) -> None:
    """Records of people are of people: Walt Disney leads with 22 wins and 59 nominations."""
    wins = [each for each in told.said["record-person-wins"] if each.kind == "record-broken"]
    assert (wins[-1].subject, wins[-1].numbers["wins"]) == ("Walt Disney", 22)
    nominations = [each for each in told.said["record-person-nominations"] if each.kind == "record-broken"]
    assert {each.subject for each in nominations if each.edition > 10} == {"Walt Disney"}
    assert nominations[-1].numbers["nominations"] == 59
