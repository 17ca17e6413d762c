"""Records of wins and of nominations, against the book as it stood before the night."""

import pytest

from sweepcast.announcements import CompleteFor
from tests.streams.nights import Teller, category, history, programme

FIVE = programme(*(category(f"c{n}", "a", "b") for n in range(5)))


@pytest.mark.parametrize(
    ("wins", "kind", "status", "headline"),
    [
        (0, "record-in-reach", "possible", "A can still break the Test Awards film record of 3 wins"),
        (1, "record-in-reach", "possible", "A can still break the Test Awards film record of 3 wins"),
        (
            2,
            "record-in-reach",
            "one-win-away",
            "A is one win from the Test Awards film record of 3, set by First (2009) and Second (2012)",
        ),
        (
            3,
            "record-tied",
            "tied",
            "A ties the Test Awards film record of 3 wins, set by First (2009) and Second (2012)",
        ),
        (
            4,
            "record-broken",
            "broken",
            "A breaks the Test Awards film record with 4 wins, past the 3 of First (2009) and Second (2012)",
        ),
    ],
)
def test_the_line_of_a_record(wins: int, kind: str, status: str, headline: str) -> None:
    """In reach while it can be tied, one win away, tied, broken; every earlier holder is named in the evidence."""
    teller = Teller()
    teller.publish(FIVE)
    teller.seed(history(("Second", 5, 3, 5), ("First", 2, 3, 6), ("Third", 7, 2, 8)))
    for n in range(wins):
        teller.win(f"c{n}", "a")
    record = teller.milestone("record-wins/a")
    assert record is not None
    assert (record.kind, record.status, record.headline) == (kind, status, headline)
    assert [each.name for each in record.evidence.holders] == ["First", "Second"]


def test_out_of_reach() -> None:
    """When the record cannot be tied any more, the claim passes and leaves the board."""
    teller = Teller()
    teller.publish(FIVE)
    teller.seed(history(("Old", 5, 5, 5)))
    assert teller.milestone("record-wins/a") is not None
    teller.win("c0", "b")
    assert teller.milestone("record-wins/a") is None
    ended = {update.address: update.ended for update in teller.turns[-1].updates if update.ended}
    assert ended["milestone/record-wins/a"].how == "passed"


def test_tonight_is_not_its_own_measure() -> None:
    """Two films may break the same record in one night: both are measured against the years before."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(6))))
    teller.seed(history(("Old", 5, 2, 5)))
    for n in range(6):
        teller.win(f"c{n}", "ab"[n % 2])
    kinds = [each.kind for film in "ab" if (each := teller.milestone(f"record-wins/{film}"))]
    assert kinds == ["record-broken", "record-broken"]


def test_series_have_records_of_their_own() -> None:
    """A history of films says nothing of series."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(5)), tv=["b"]))
    teller.seed(history(("Old", 5, 2, 5)))
    assert teller.milestone("record-wins/a") is not None
    assert teller.milestone("record-wins/b") is None


def test_no_book_no_claim() -> None:
    """Without history, or with one that is not complete for the number, no record is claimed."""
    teller = Teller()
    teller.publish(FIVE)
    for n in range(5):
        teller.win(f"c{n}", "a")
    assert teller.milestone("record-wins/a") is None
    teller.seed(
        history(
            ("Old", 5, 2, 5),
            complete=CompleteFor(wins_at_least=3, nominations_at_least=0, clean_sweep_nominations_at_least=0),
        )
    )
    assert teller.milestone("record-wins/a") is None


def test_most_nominations_when_the_programme_is_known() -> None:
    """Nominations tie or break their record before any winner is announced."""
    teller = Teller()
    teller.publish(FIVE)
    teller.seed(history(("Old", 5, 2, 4)))
    record = teller.milestone("record-nominations/a")
    assert record is not None
    assert (record.kind, record.weight) == ("record-broken", "major")
    assert record.headline == "A breaks the Test Awards film record with 5 nominations, past the 4 of Old (2012)"


def test_one_win_is_no_record() -> None:
    """Where nobody ever won more than once, or was nominated more than once, there is no record worth the name."""
    teller = Teller()
    teller.publish(FIVE)
    teller.seed(history(("Old", 5, 1, 1)))
    teller.win("c0", "a")
    teller.win("c1", "a")
    for family in ("record-wins", "record-nominations", "first-since-record"):
        assert teller.milestone(f"{family}/a") is None


def test_a_revised_programme_is_measured_anew() -> None:
    """A series that comes with the revision is measured by the history of series, which was known all along."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(5))))
    teller.seed(history(("Show", 5, 2, 4), medium="tv"))
    teller.publish(programme(*(category(f"c{n}", "a", "b", "t") for n in range(5)), tv=["t"]))
    record = teller.milestone("record-nominations/t")
    assert record is not None
    assert record.headline == "T breaks the Test Awards series record with 5 nominations, past the 4 of Show (2012)"
