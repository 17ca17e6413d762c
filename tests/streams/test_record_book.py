"""What the record book keeps, and what it dares to say."""

from streams.record_book import Book, with_night, with_seed, yardstick
from sweepcast.announcements import CompleteFor
from tests.streams.nights import BODY, Teller, category, history, programme


def _closed(year: int, edition: int, wins: int, book: Book | None = None) -> Book:
    """Return the book after a night in which the film `a` won `wins` of four categories, and `b` the others."""
    teller = Teller(f"{BODY}-{year}", book)
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(4)), year=year, edition=edition))
    for n in range(4):
        teller.win(f"c{n}", "a" if n < wins else "b")
    teller.close()
    return teller.book


def test_a_closed_night_is_in_the_book_once() -> None:
    """Entering a night again replaces its rows."""
    book = _closed(2008, 1, 4)
    rows = book.nights["awards-2008"]
    assert [(each.title, each.wins, each.nominations, each.sweep) for each in rows.works] == [
        ("A", 4, 4, "strict"),
        ("B", 0, 4, None),
    ]
    assert with_night(book, "awards-2008", rows) == book


def test_a_history_from_the_first_edition_is_complete_for_everything() -> None:
    """With all editions from the first one on, the highest number is the record, with all who hold it."""
    book = _closed(2009, 2, 3, _closed(2008, 1, 3))
    known = yardstick(book, "film", 3)
    assert known.wins is not None
    assert (known.wins.number, [each.edition for each in known.wins.holders]) == (3, [1, 2])
    assert known.nominations is not None
    assert known.nominations.number == 4
    assert (known.sweeps_from, known.big_fives) == (0, ())


def test_a_gap_makes_the_book_silent() -> None:
    """Where an edition is missing there may have been anything: no record, no first since."""
    known = yardstick(_closed(2010, 3, 4, _closed(2008, 1, 4)), "film", 4)
    assert (known.wins, known.nominations, known.sweeps, known.sweeps_from, known.big_fives) == (
        None,
        None,
        (),
        None,
        None,
    )


def test_a_seed_fills_the_time_before_the_nights() -> None:
    """Seeded rows and the nights after them are one history, complete for what the seed is complete for."""
    seed = history(
        ("Old", 3, 5, 6),
        ("Older", 2, 2, 3),
        before=8,
        complete=CompleteFor(wins_at_least=4, nominations_at_least=6, clean_sweep_nominations_at_least=4),
    )
    book = _closed(2015, 8, 4, with_seed(Book(award_body=BODY), "awards-2015", seed))
    known = yardstick(book, "film", 9)
    assert known.wins is not None
    assert [(each.name, each.number) for each in known.wins.holders] == [("Old", 5)]
    assert ([each.name for each in known.sweeps], known.sweeps_from) == (["A"], 4)
    assert known.big_fives is None
    assert yardstick(book, "tv", 9).wins is None


def test_a_record_below_the_threshold_is_unknown() -> None:
    """A seed complete from 7 wins on says nothing of the record when its best row has 5."""
    seed = history(
        ("Old", 3, 5, 6),
        complete=CompleteFor(wins_at_least=7, nominations_at_least=0, clean_sweep_nominations_at_least=0),
    )
    assert yardstick(with_seed(Book(award_body=BODY), "awards-2017", seed), "film", 10).wins is None


def test_a_night_is_never_measured_against_itself_or_the_future() -> None:
    """Only editions before a night count for it, also when it is corrected years later."""
    book = _closed(2009, 2, 4, _closed(2008, 1, 3))
    known = yardstick(book, "film", 2)
    assert known.wins is not None
    assert known.wins.number == 3


def test_the_book_follows_a_correction_after_closing() -> None:
    """An award withdrawn months later is withdrawn from the book too."""
    teller = Teller()
    teller.publish(programme(category("c0", "a", "b"), category("c1", "a", "b")))
    teller.win("c0", "a")
    teller.win("c1", "a")
    teller.close()
    teller.correct("c1", reason="stripped")
    assert [(each.title, each.wins) for each in teller.book.nights["awards-2017"].works] == [("A", 1), ("B", 0)]
