"""Shutouts: many nominations, and no win."""

from tests.streams.nights import Teller, category, programme


def _night(categories: int) -> Teller:
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(categories))))
    return teller


def test_five_nominations_and_no_win() -> None:
    """It is a shutout with the last of five categories, and not a turn sooner."""
    teller = _night(5)
    for n in range(4):
        teller.win(f"c{n}", "b")
    assert teller.milestone("shutout/a") is None
    teller.win("c4", "b")
    shutout = teller.milestone("shutout/a")
    assert shutout is not None
    assert shutout.headline == "A goes home empty-handed: no win from 5 nominations"
    assert [each.won for each in shutout.evidence.categories] == [False] * 5


def test_four_are_no_shutout() -> None:
    """Below the threshold nothing is said."""
    teller = _night(4)
    for n in range(4):
        teller.win(f"c{n}", "b")
    assert teller.milestone("shutout/a") is None


def test_a_correction_ends_it() -> None:
    """A win found later retracts the shutout."""
    teller = _night(5)
    for n in range(5):
        teller.win(f"c{n}", "b")
    teller.correct("c4", "a")
    ended = {update.address: update.ended for update in teller.turns[-1].updates if update.ended}
    assert ended["milestone/shutout/a"].how == "retracted"
    assert teller.milestone("shutout/a") is None
