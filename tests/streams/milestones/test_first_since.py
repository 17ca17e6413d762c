"""The first since: with a sweep, a Big Five or a record, never beyond what the book is complete for."""

import pytest

from streams.milestones.first_since import predecessor
from streams.record_book import Book
from sweepcast.announcements import CompleteFor
from sweepcast.board import Holder
from tests.streams.nights import BODY, Teller, category, history, programme


def _holder(number: int, edition: int) -> Holder:
    return Holder(name=f"{number}@{edition}", number=number, edition=edition, ceremony_year=2000, film_year=1999)


@pytest.mark.parametrize(
    ("number", "earlier", "complete_from", "expected"),
    [
        (7, [(6, 33), (5, 40), (4, 66)], 4, (6, "6@33")),
        (5, [(6, 33), (5, 40), (4, 66)], 4, (5, "5@40")),
        (4, [(6, 33), (5, 40), (4, 66)], 4, (4, "4@66")),
        (3, [(6, 33), (5, 40), (4, 66)], 4, None),
        (3, [(6, 33), (5, 40)], 3, (3, "5@40")),
        (7, [], 4, (4, None)),
        (7, [(3, 60)], 4, (4, None)),
        (6, [(6, 33), (6, 20), (9, 33)], 4, (6, "9@33")),
    ],
)
def test_predecessor(
    number: int, earlier: list[tuple[int, int]], complete_from: int, expected: tuple[int, str | None] | None
) -> None:
    """M is the largest earlier number not above n; the latest with m or more is named; none below what is complete."""
    found = predecessor(number, [_holder(*each) for each in earlier], complete_from)
    assert (None if found is None else (found[0], found[1] and found[1].name)) == expected


def _swept(rows: list[tuple[str, int, int, int]], complete_from: int) -> Teller:
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(4))))
    complete = CompleteFor(wins_at_least=9, nominations_at_least=9, clean_sweep_nominations_at_least=complete_from)
    teller.seed(history(*rows, complete=complete))
    for n in range(4):
        teller.win(f"c{n}", "a")
    return teller


def test_a_sweep_and_its_predecessor() -> None:
    """The claim names the size it holds for, and the latest sweep of that size or more."""
    claim = _swept([("Big", 3, 6, 6), ("Small", 8, 3, 3)], 3).milestone("first-since-sweep/a")
    assert claim is not None
    assert claim.headline == "A: the first clean sweep of 3 or more nominations at the Test Awards since Small (2015)"


def test_the_first_ever() -> None:
    """Without any earlier one, it is the first ever, of as many as the book is complete for."""
    claim = _swept([("Loser", 3, 5, 6)], 4).milestone("first-since-sweep/a")
    assert claim is not None
    assert (claim.status, claim.headline) == (
        "first-ever",
        "A: the first clean sweep of 4 or more nominations at the Test Awards ever",
    )


def test_never_beyond_the_book() -> None:
    """A sweep smaller than what the book is complete for is no first of anything."""
    assert _swept([("Big", 3, 6, 6)], 5).milestone("first-since-sweep/a") is None


def test_a_book_that_knows_no_big_five_says_nothing_of_it() -> None:
    """The Big Five itself is told, but not whether it is the first since."""
    teller = Teller()
    awards = ("picture", "director", "screenplay", "lead-actor", "lead-actress")
    teller.publish(programme(*(category(each, "a", "b") for each in awards)))
    complete = CompleteFor(wins_at_least=0, nominations_at_least=0, clean_sweep_nominations_at_least=0, big_five=False)
    teller.seed(history(("Old", 3, 1, 9), complete=complete))
    for each in awards:
        teller.win(each, "a")
    assert teller.milestone("big-five/a") is not None
    assert teller.milestone("first-since-big-five/a") is None


def test_a_strict_sweep_is_compared_with_strict_ones() -> None:
    """A film that won every category but stood twice in one is no earlier clean sweep for one that won all."""
    effective = Teller(f"{BODY}-2001")
    effective.publish(
        programme(category("c0", "a"), category("c1", "a"), category("c2", "a/x", "a/y"), year=2001, edition=1)
    )
    for name, winner in (("c0", "a"), ("c1", "a"), ("c2", "a.x")):
        effective.win(name, winner)
    effective.close()
    strict = Teller(f"{BODY}-2002", effective.book)
    strict.publish(programme(*(category(f"c{n}", "b") for n in range(4)), year=2002, edition=2))
    for n in range(4):
        strict.win(f"c{n}", "b")
    claim = strict.milestone("first-since-sweep/b")
    assert claim is not None
    assert claim.status == "first-ever"


def test_an_effective_sweep_is_compared_with_all() -> None:
    """A film that won every category it stood in is the first since one that did the same, or that won all."""

    def night(edition: int, *song: str, book: Book | None = None) -> Teller:
        teller = Teller(f"{BODY}-{2000 + edition}", book)
        nominees = [("a",), ("a",), ("a",), song]
        categories = (category(f"c{n}", *each) for n, each in enumerate(nominees))
        teller.publish(programme(*categories, year=2000 + edition, edition=edition))
        for n, (winner, *_) in enumerate(nominees):
            teller.win(f"c{n}", winner.replace("/", "."))
        teller.close()
        return teller

    strict = night(1, "a")
    effective = night(2, "a/x", "a/y", book=strict.book)
    again = night(3, "a/x", "a/y", book=effective.book)
    said = [claim.headline for each in (effective, again) if (claim := each.milestone("first-since-sweep/a"))]
    assert said == [
        "A: the first clean sweep of 4 or more nominations at the Test Awards since A (2001)",
        "A: the first clean sweep of 5 or more nominations at the Test Awards since A (2002)",
    ]
