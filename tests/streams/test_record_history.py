"""The record book told: how each record moved, and nothing that the book does not know."""

import pytest

from streams.record_book import Book, with_seed
from streams.record_history import RecordHistory, record_history
from streams.rules import Rules
from streams.yardsticks import Record
from sweepcast.announcements import CompleteFor
from tests.streams.conftest import Told
from tests.streams.nights import BODY, Teller, category, history, programme


@pytest.fixture(scope="session")
def oscars(all_nights: Told) -> RecordHistory:
    """The Academy's book after 98 ceremonies."""
    return record_history(
        [night.book for night, _ in all_nights if night.programme.award_body == "oscars"][-1], Rules()
    )


def _told(records: tuple[Record, ...]) -> list[tuple[int, list[int]]]:
    return [(record.number, [holder.ceremony_year for holder in record.holders]) for record in records]


def test_the_record_of_wins_over_98_years(oscars: RecordHistory) -> None:
    """3, 5, 8, 9, 11: each with all who held it, in the order in which they reached it."""
    assert oscars.latest_edition == 98
    assert _told(oscars.works["film"].wins) == [
        (3, [1929, 1929, 1931, 1934]),
        (5, [1935]),
        (8, [1940, 1954, 1955]),
        (9, [1959]),
        (11, [1960, 1998, 2004]),
    ]


def test_sweeps_big_fives_and_shutouts(oscars: RecordHistory) -> None:
    """All of them are there, and no shutout of fewer than five nominations."""
    film = oscars.works["film"]
    assert max((each.number, each.name) for each in film.clean_sweeps)[0] == 11
    assert film.big_fives is not None
    assert [each.ceremony_year for each in film.big_fives] == [1935, 1976, 1992]
    assert [each.name for each in film.shutouts if each.number == 11] == ["The Turning Point", "The Color Purple"]
    assert min(each.number for each in film.shutouts) == 5


def test_careers(oscars: RecordHistory) -> None:
    """Walt Disney has held both records since the thirties: 22 wins of 59 nominations in competitive categories."""
    wins, nominations = oscars.people.wins[-1], oscars.people.nominations[-1]
    assert (wins.number, [each.name for each in wins.holders]) == (22, ["Walt Disney"])
    assert (nominations.number, [each.name for each in nominations.holders]) == (59, ["Walt Disney"])


def test_a_seeded_book_tells_what_it_is_complete_for() -> None:
    """Rows of the seed count as far as the seed goes; of people nothing is known."""
    seed = history(
        ("Old", 3, 5, 6),
        ("Loser", 4, 0, 7),
        complete=CompleteFor(wins_at_least=4, nominations_at_least=6, clean_sweep_nominations_at_least=4),
    )
    teller = Teller(book=with_seed(Book(award_body=BODY), "awards-2017", seed))
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(5))))
    for n in range(5):
        teller.win(f"c{n}", "a")
    teller.close()
    told = record_history(teller.book, Rules())
    assert _told(told.works["film"].wins) == [(5, [2010, 2017])]
    assert told.works["film"].big_fives is None
    assert [each.name for each in told.works["film"].shutouts] == ["Loser"]
    assert (told.people.wins, told.people.nominations) == ((), ())


def test_an_empty_book_tells_nothing() -> None:
    """Without a closed night there is no medium and no record."""
    told = record_history(Book(award_body=BODY), Rules())
    assert (told.latest_edition, told.works, told.people.wins) == (0, {}, ())
