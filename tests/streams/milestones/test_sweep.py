"""Clean sweeps: on course, broken, strict and effective."""

import pytest

from sweepcast.board import Milestone
from tests.streams.nights import Teller, category, programme


def _sweep(winners: list[tuple[str, ...]], categories: list[tuple[str, ...]] | None = None) -> Milestone | None:
    """Return the film a's sweep after the first categories went to the winners."""
    teller = Teller()
    nominees = categories or [("a", "b")] * 4
    teller.publish(programme(*(category(f"c{n}", *each) for n, each in enumerate(nominees))))
    for n, winner in enumerate(winners):
        teller.win(f"c{n}", *winner)
    return teller.milestone("sweep/a")


@pytest.mark.parametrize(
    ("winners", "kind", "status", "headline"),
    [
        ([], "sweep-on-course", "undecided", "A can still win all 4 of its nominations"),
        ([("a",)], "sweep-on-course", "perfect", "A is on course for a clean sweep: 1 of 4 so far"),
        ([("a",), ("a",), ("a", "b")], "sweep-on-course", "perfect", "A is on course for a clean sweep: 3 of 4 so far"),
        ([("a",)] * 4, "clean-sweep", "strict", "Clean sweep: A wins all 4 of its nominations"),
        ([("a",), ("b",)], "sweep-broken", "broken", "No clean sweep for A: it lost C1"),
        ([("b",), ("b",)], "sweep-broken", "broken", "No clean sweep for A: it lost 2 of 4 nominations"),
        ([("a",), ()], "sweep-broken", "broken", "No clean sweep for A: it lost C1"),
    ],
)
def test_the_line_of_a_sweep(winners: list[tuple[str, ...]], kind: str, status: str, headline: str) -> None:
    """From undecided over perfect to a sweep, or broken by a category lost or not awarded; a tie is a win."""
    sweep = _sweep(winners)
    assert sweep is not None
    assert (sweep.kind, sweep.status, sweep.headline) == (kind, status, headline)


def test_fewer_than_three_nominations_make_no_sweep() -> None:
    """Two nominations won are no sweep."""
    assert _sweep([("a",), ("a",)], [("a", "b"), ("a", "b")]) is None


def test_an_effective_sweep() -> None:
    """A film twice in one category cannot win all, but may win every category it stood in."""
    sweep = _sweep([("a",), ("a",), ("a.x",)], [("a", "b"), ("a", "b"), ("a/x", "a/y", "b")])
    assert sweep is not None
    assert (sweep.kind, sweep.status, sweep.numbers["wins"], sweep.numbers["nominations"]) == (
        "clean-sweep",
        "effective",
        3,
        4,
    )
    assert [(each.id, each.won) for each in sweep.evidence.categories] == [("c0", True), ("c1", True), ("c2", True)]


def test_a_withdrawn_nomination_is_not_lost() -> None:
    """What was withdrawn neither breaks a sweep nor counts for it."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(4))))
    teller.withdraw("c3", "a")
    for n, winner in enumerate("aaab"):
        teller.win(f"c{n}", winner)
    sweep = teller.milestone("sweep/a")
    assert sweep is not None
    assert (sweep.kind, sweep.numbers["nominations"]) == ("clean-sweep", 3)


def test_a_broken_sweep_is_passed_not_retracted() -> None:
    """Losing in the course of the night ends the claim that the sweep was on course: passed, at the same address."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(3))))
    teller.win("c0", "a")
    teller.win("c1", "b")
    ended = {update.address: update.ended for update in teller.turns[-1].updates if update.ended}
    assert ended["milestone/sweep/a"].how == "passed"
    assert ended["milestone/sweep/a"].status == "perfect"
