"""Ties of two and three."""

import pytest

from tests.streams.nights import Teller, category, programme


@pytest.mark.parametrize(
    ("award", "winners", "headline"),
    [
        ("lead-actress", ("a.kate", "b.barbra"), "Tie for Prize: Kate and Barbra"),
        ("lead-actor", ("a.kate", "b.barbra", "c.clark"), "Three-way tie for Prize: Kate, Barbra and Clark"),
        ("short-film", ("a.kate", "b.barbra"), "Tie for Prize: A and B"),
    ],
)
def test_a_tie(award: str, winners: tuple[str, ...], headline: str) -> None:
    """A tie names people where the award is personal, and works elsewhere."""
    teller = Teller()
    teller.publish(programme(category("prize", "a/kate", "b/barbra", "c/clark", award=award)))
    teller.win("prize", *winners)
    tie = teller.milestone("tie/prize")
    assert tie is not None
    assert (tie.headline, tie.numbers) == (headline, {"winners": len(winners)})


def test_no_tie() -> None:
    """One winner, no award, and an honorary award for two are no ties."""
    teller = Teller()
    teller.publish(
        programme(category("one", "a", "b"), category("none", "a", "b"), category("hon", "a", "b", competitive=False))
    )
    teller.win("one", "a")
    teller.win("none")
    teller.win("hon", "a", "b")
    assert [teller.milestone(f"tie/{each}") for each in ("one", "none", "hon")] == [None, None, None]


def test_a_tie_corrected_to_one_winner_is_retracted() -> None:
    """What was a tie on the wrong card is none."""
    teller = Teller()
    teller.publish(programme(category("prize", "a", "b")))
    teller.win("prize", "a", "b")
    teller.correct("prize", "b")
    assert teller.milestone("tie/prize") is None


def test_every_category_has_a_tie_of_its_own() -> None:
    """Winners of different categories tie with nobody; two ties in one night are two milestones."""
    teller = Teller()
    teller.publish(programme(*(category(each, "a", "b", "c") for each in ("one", "two", "three", "four"))))
    teller.win("one", "a")
    teller.win("two", "b")
    assert [teller.milestone(f"tie/{each}") for each in ("one", "two")] == [None, None]
    teller.win("three", "a", "b")
    teller.win("four", "b", "c")
    ties = [teller.milestone(f"tie/{each}") for each in ("one", "two", "three", "four")]
    assert [tie and tie.headline for tie in ties] == [None, None, "Tie for Three: A and B", "Tie for Four: B and C"]
