"""Ninety-eight years of Academy Awards, folded in order: what the record books of the world agree on."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from streams.handlers import Refused
from streams.milestones import FAMILIES
from sweepcast.board import Milestone, Standing
from tests.streams.conftest import Told

DOCUMENT = Path(__file__).parents[2] / "docs" / "milestones.md"


class Example(msgspec.Struct, frozen=True):
    """A milestone as the document tells it; `category` is the one whose turn made it, none for the programme."""

    ceremony: str
    category: str | None
    kind: str
    status: str
    headline: str


def _examples() -> list[Example]:
    blocks = DOCUMENT.read_text(encoding="utf-8").split("```json\n")[1:]
    return [msgspec.json.decode(each.partition("```")[0], type=Example) for each in blocks]


@pytest.fixture(scope="session")
def claimed(all_nights: Told) -> list[Example]:
    """Every milestone that began to hold, in order."""
    return [
        Example(each.ceremony, each.category, each.milestone.kind, each.milestone.status, each.milestone.headline)
        for _, claims in all_nights
        for each in claims
        if each.how == "holds"
    ]


@pytest.fixture(scope="session")
def final(all_nights: Told) -> list[tuple[int, str, Milestone]]:
    """The milestones that still stand at the end of each night of the Academy, by edition and address."""
    last = [night for (night, _), (following, _) in pairwise(all_nights) if night.programme is not following.programme]
    last.append(all_nights[-1][0])
    return [
        (night.programme.edition, address, each)
        for night in last
        if night.programme.award_body == "oscars"
        for address, each in night.board.items()
        if isinstance(each, Milestone)
    ]


def _about(each: Milestone) -> str:
    return each.subjects[0].name


def test_nothing_is_refused(all_nights: Told) -> None:
    """Every announcement of every year folds."""
    assert [night.outcome for night, _ in all_nights if isinstance(night.outcome, Refused)] == []


def test_three_winners_of_the_big_five(final: list[tuple[int, str, Milestone]]) -> None:
    """It Happened One Night, One Flew Over the Cuckoo's Nest and The Silence of the Lambs, and no other."""
    assert [(edition, _about(each)) for edition, _, each in final if each.kind == "big-five"] == [
        (7, "It Happened One Night"),
        (48, "One Flew over the Cuckoo's Nest"),
        (64, "The Silence of the Lambs"),
    ]


def test_the_record_of_wins(final: list[tuple[int, str, Milestone]]) -> None:
    """3, then 5, 8, 9 and 11; Ben-Hur's 11 were tied by Titanic and The Return of the King."""
    records = [
        (_about(each), each.kind, each.numbers["wins"])
        for _, at, each in final
        if at.startswith("milestone/record-wins/") and each.kind != "record-in-reach"
    ]
    assert [(name, wins) for name, kind, wins in records if kind == "record-broken"] == [
        ("It Happened One Night", 5),
        ("Gone with the Wind", 8),
        ("Gigi", 9),
        ("Ben-Hur", 11),
    ]
    assert [(name, wins) for name, kind, wins in records if kind == "record-tied" and wins in {3, 11}] == [
        ("Cimarron", 3),
        ("Cavalcade", 3),
        ("Titanic", 11),
        ("The Lord of the Rings: The Return of the King", 11),
    ]


def test_the_record_of_nominations(final: list[tuple[int, str, Milestone]]) -> None:
    """14 by All about Eve, tied by Titanic and La La Land; 16 at the 98th."""
    records = [
        (edition, _about(each), each.kind)
        for edition, at, each in final
        if at.startswith("milestone/record-nominations/") and each.numbers["nominations"] >= 14
    ]
    assert records == [
        (23, "All about Eve", "record-broken"),
        (70, "Titanic", "record-tied"),
        (89, "La La Land", "record-tied"),
        (98, "Sinners", "record-broken"),
    ]


def test_clean_sweeps_of_five_and_more(final: list[tuple[int, str, Milestone]]) -> None:
    """It Happened One Night 5, Gigi 9, The Last Emperor 9, The Return of the King 11."""
    sweeps = [(_about(each), each.numbers["wins"]) for _, _, each in final if each.kind == "clean-sweep"]
    assert [each for each in sweeps if each[1] >= 5] == [
        ("It Happened One Night", 5),
        ("Gigi", 9),
        ("The Last Emperor", 9),
        ("The Lord of the Rings: The Return of the King", 11),
    ]


def test_shutouts_at_eleven(final: list[tuple[int, str, Milestone]]) -> None:
    """The Turning Point and The Color Purple went home with nothing from eleven nominations; nobody from more."""
    shutouts = [(_about(each), each.numbers["nominations"]) for _, _, each in final if each.kind == "shutout"]
    assert [each for each in shutouts if each[1] >= 11] == [("The Turning Point", 11), ("The Color Purple", 11)]


def test_every_standing_adds_up(all_nights: Told) -> None:
    """At every moment of every night: decided and to come make the nominations, won and lost the decided."""
    for night, _ in all_nights[::50]:
        for value in night.board.values():
            if isinstance(value, Standing):
                assert value.decided + value.to_come == value.nominations
                assert value.wins + value.lost == value.decided
                assert value.possible == value.wins + value.to_come


@pytest.mark.parametrize("example", _examples(), ids=lambda each: f"{each.ceremony} {each.kind} {each.status}")
def test_the_document_s_examples(example: Example, claimed: list[Example]) -> None:
    """What docs/milestones.md tells of a real night is what the fold claims, in that very turn."""
    assert example in claimed


def test_the_document_knows_every_family() -> None:
    """Each family has its section, and each kind and status of its line is named there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for family in FAMILIES:
        assert f"milestone/{family.name}/" in text or f"…-{family.name.removeprefix('first-since-')}/" in text
        for kind, status in family.line:
            assert f"`{kind}`" in text
            assert f"`{status}`" in text


def test_headlines_are_short_enough_for_a_phone(all_nights: Told) -> None:
    """What is told has at most 150 characters; beside the names that it quotes, no headline has more than 90.

    Only names make a headline long: a category's of a hundred letters, or two films of a trilogy in one sentence.
    """
    for night, claims in all_nights:
        for each in claims:
            told = each.milestone
            names = {night.programme.award_body_name, *(subject.name for subject in told.subjects)}
            names |= {known.name for known in told.evidence.categories} | {
                known.name for known in told.evidence.holders
            }
            names |= {known.title for known in night.programme.works} | {known.name for known in night.programme.people}
            own = told.headline
            for name in sorted(names, key=len, reverse=True):
                own = own.replace(name, "")
            assert len(own) <= 90, told.headline
            assert told.weight == "quiet" or len(told.headline) <= 150, told.headline
