"""The 89th Academy Awards as announced: the wrong envelope, and what it made true for two minutes."""

from pathlib import Path

import pytest

from streams.handlers import Refused
from streams.rehearse import Rehearsed, rehearse
from sweepcast.announcements import WinnerAnnounced, WinnerCorrected
from sweepcast.board import CategoryState, Milestone, Standing
from sweepcast.ceremony_file import Corrected, Winner, decode_ceremony
from sweepcast.importers.oscars import read_oscars

CEREMONIES = Path(__file__).parents[2] / "ceremonies"
LA_LA_LAND, MOONLIGHT = "tt3783958", "tt4975722"


@pytest.fixture(scope="module")
def night() -> list[Rehearsed]:
    """Every announcement of the night, folded."""
    return [*rehearse([decode_ceremony((CEREMONIES / "oscars-2017.json").read_bytes(), "oscars-2017.json")])]


def _picture(night: list[Rehearsed], kind: type[WinnerAnnounced | WinnerCorrected]) -> Rehearsed:
    return next(
        each for each in night if isinstance(each.announcement, kind) and each.announcement.data.category == "picture"
    )


def _wins(rehearsed: Rehearsed, work: str) -> int:
    standing = rehearsed.board[f"standing/work/{work}"]
    assert isinstance(standing, Standing)
    return standing.wins


def test_the_night_agrees_with_the_academys_record() -> None:
    """In the end every category is won by whom the Academy's file names, and all 24 are there."""
    announced = decode_ceremony((CEREMONIES / "oscars-2017.json").read_bytes(), "oscars-2017.json")
    imported = read_oscars((CEREMONIES / "oscars" / "oscars.tsv").read_bytes()).ceremonies[88]
    assert announced.night is not None
    assert imported.night is not None
    said = {
        each.category: each.nominations
        for each in announced.night.announcements
        if isinstance(each, Winner | Corrected)
    }
    kept = {each.category: each.nominations for each in imported.night.announcements if isinstance(each, Winner)}
    assert said == {category: won for category, won in kept.items() if category != "honorary-award"}
    assert len(said) == 24
    categories = {each.id: each for each in imported.programme.categories}
    assert all(categories[each.id] == each for each in announced.programme.categories)


def test_the_wrong_envelope(night: list[Rehearsed]) -> None:
    """La La Land stood with 7 wins for two minutes and twenty seconds; then it is 6, and Moonlight has 3."""
    wrong, right = _picture(night, WinnerAnnounced), _picture(night, WinnerCorrected)
    assert (right.announcement.time - wrong.announcement.time).total_seconds() == 140
    assert (_wins(wrong, LA_LA_LAND), _wins(wrong, MOONLIGHT)) == (7, 2)
    assert (_wins(right, LA_LA_LAND), _wins(right, MOONLIGHT)) == (6, 3)
    picture = right.board["category/picture"]
    assert isinstance(picture, CategoryState)
    assert picture.winners == ("moonlight",)
    assert [each.winners for each in picture.earlier] == [("la-la-land",)]


def test_nothing_stands_on_the_wrong_card(night: list[Rehearsed]) -> None:
    """After the correction no milestone's evidence says that La La Land won the picture."""
    for value in _picture(night, WinnerCorrected).board.values():
        if isinstance(value, Milestone) and LA_LA_LAND in {each.id for each in value.subjects}:
            assert [each.won for each in value.evidence.categories if each.id == "picture"] in ([], [False])


def test_the_sweep_dies_at_costume_design(night: list[Rehearsed]) -> None:
    """La La Land's strict sweep is broken in the third category, and nothing was refused all night."""
    assert not [each for each in night if isinstance(each.outcome, Refused)]
    broken = next(
        each
        for each in night
        if isinstance(value := each.board.get(f"milestone/sweep/{LA_LA_LAND}"), Milestone)
        and value.kind == "sweep-broken"
    )
    assert isinstance(broken.announcement, WinnerAnnounced)
    assert broken.announcement.data.category == "costume-design"
