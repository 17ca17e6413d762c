"""What the record book keeps, and what it dares to say."""

from typing import TYPE_CHECKING

import msgspec
import pytest

from streams.fold import Folded
from streams.handlers import Refused
from streams.record_book import Book, NightRows, PersonRow, WorkRow, with_night, with_seed
from streams.yardsticks import measures, people_yardstick, shutouts, yardstick
from sweepcast.announcements import Announcement, CompleteFor
from sweepcast.turns import TurnData
from tests.streams.nights import BODY, Teller, category, history, programme

if TYPE_CHECKING:
    from collections.abc import Callable


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


def test_the_book_counts_its_changes() -> None:
    """Each change counts one, what changes nothing counts none, and a night knows which book it was measured with."""
    book = Book(award_body=BODY)
    seeded = with_seed(book, "awards-2017", history(("Old", 3, 5, 6)))
    assert (book.version, seeded.version) == (0, 1)
    assert with_seed(seeded, "awards-2017", history(("Old", 3, 5, 6))) is seeded
    rows = _closed(2008, 1, 4).nights["awards-2008"]
    entered = with_night(seeded, "awards-2008", rows)
    assert entered.version == 2
    assert with_night(entered, "awards-2008", rows) is entered
    assert measures(entered, 10, ["film"], []).version == 2


def test_seeds_are_kept_by_ceremony_and_medium() -> None:
    """Films and series of one ceremony stand side by side; a new seed takes the place of its own medium's alone."""
    films, series, more = history(("Old", 3, 5, 6)), history(("Show", 2, 4, 4), medium="tv"), history(("New", 4, 6, 6))
    book = Book(award_body=BODY)
    for seed in (films, series, more):
        book = with_seed(book, "awards-2017", seed)
    assert book.seeds == {"awards-2017": {"film": more, "tv": series}}
    told = Teller()
    told.publish(programme(category("c0", "a")))
    told.seed(films)
    assert told.book.seeds == {"awards-2017": {"film": films}}


def test_only_the_seed_that_the_nights_reach_is_read() -> None:
    """An earlier seed is no second history: its rows would count twice."""
    old = history(("Old", 3, 5, 6), before=5)
    late = history(("Old", 3, 5, 6), ("Later", 6, 5, 5), before=8)
    book = with_seed(Book(award_body=BODY), "awards-2012", old)
    book = with_seed(book, "awards-2012", history(("Show", 2, 4, 4), before=5, medium="tv"))
    book = with_seed(book, "awards-2015", late)
    known = yardstick(_closed(2015, 8, 2, book), "film", 9)
    assert known.wins is not None
    assert [each.name for each in known.wins.holders] == ["Old", "Later"]


def test_the_second_edition_alone_is_no_whole_history() -> None:
    """Without the first edition nothing is known, of works or of people."""
    book = _closed(2009, 2, 3)
    assert yardstick(book, "film", 3).sweeps_from is None
    assert people_yardstick(book, 3, []).wins is None


def test_before_the_first_edition_there_is_no_record() -> None:
    """The first night of all breaks no record, and neither does one after a night on which nobody won."""
    empty = yardstick(Book(award_body=BODY), "film", 1)
    assert (empty.wins, empty.nominations, empty.sweeps_from) == (None, None, 0)
    assert people_yardstick(Book(award_body=BODY), 1, ["ann"]).wins is None
    teller = Teller(f"{BODY}-2008")
    teller.publish(programme(category("c0", "a"), year=2008, edition=1))
    teller.win("c0")
    teller.close()
    after = yardstick(teller.book, "film", 2)
    assert after.wins is None
    assert after.nominations is not None
    assert after.nominations.number == 1


@pytest.mark.parametrize(("complete_from", "known"), [(2, 3), (3, 3), (4, None)])
def test_a_record_at_the_threshold_is_known(complete_from: int, known: int | None) -> None:
    """Complete for 3 wins or more means that 3 are a record, when nobody had more."""
    complete = CompleteFor(
        wins_at_least=complete_from, nominations_at_least=complete_from, clean_sweep_nominations_at_least=0
    )
    seed = history(("Old", 3, 3, 3), complete=complete)
    measured = yardstick(with_seed(Book(award_body=BODY), "awards-2017", seed), "film", 10)
    assert (measured.wins and measured.wins.number) == known
    assert (measured.nominations and measured.nominations.number) == known


def test_a_seeded_row_keeps_its_id_and_its_big_five() -> None:
    """Whoever reads the evidence finds the work again."""
    seed = history(("Old", 3, 5, 6))
    row = msgspec.structs.replace(seed.works[0], id="old", big_five=True)
    book = with_seed(Book(award_body=BODY), "awards-2017", msgspec.structs.replace(seed, works=(row,)))
    known = yardstick(book, "film", 10)
    assert known.wins is not None
    assert [each.id for each in known.wins.holders] == ["old"]
    assert known.big_fives is not None
    assert [(each.id, each.number, each.edition, each.film_year) for each in known.big_fives] == [("old", 5, 3, 2009)]


def test_what_a_night_leaves_in_the_book() -> None:
    """Works with sweep, Big Five and shutout; people with their numbers; edition and both years."""
    awards = ("picture", "director", "screenplay", "lead-actor", "lead-actress")
    teller = Teller(f"{BODY}-2008")
    teller.publish(programme(*(category(each, "a/ann", "b/bob") for each in awards), year=2008, edition=1))
    for each in awards:
        teller.win(each, "a.ann")
    assert teller.book.nights == {}
    teller.close()
    assert teller.book.nights["awards-2008"] == NightRows(
        edition=1,
        ceremony_year=2008,
        film_year=2007,
        works=(
            WorkRow(id="a", title="A", medium="film", wins=5, nominations=5, sweep="strict", big_five=True),
            WorkRow(id="b", title="B", medium="film", wins=0, nominations=5, sweep=None, big_five=False, shutout=True),
        ),
        people=(
            PersonRow(id="ann", name="Ann", wins=5, nominations=5),
            PersonRow(id="bob", name="Bob", wins=0, nominations=5),
        ),
    )
    known = yardstick(teller.book, "film", 2)
    assert known.wins is not None
    assert [(each.id, each.name, each.film_year) for each in known.wins.holders] == [("a", "A", 2007)]


def test_a_closed_night_keeps_its_claims_when_it_is_corrected() -> None:
    """Its own rows in the book are no measure of it: the career record that it made is still one afterwards."""
    first = Teller(f"{BODY}-2008")
    first.publish(programme(*(category(f"c{n}", "a/ann", "b/bob") for n in range(3)), year=2008, edition=1))
    for n in range(3):
        first.win(f"c{n}", "a.ann")
    first.close()
    second = Teller(f"{BODY}-2009", first.book)
    second.publish(programme(*(category(f"c{n}", "c/ann", "d/bob") for n in range(3)), year=2009, edition=2))
    for n in range(2):
        second.win(f"c{n}", "c.ann")
    second.win("c2", "d.bob")
    second.close()
    second.correct("c2", "c.ann")
    second.correct("c1", "d.bob")
    claim = second.milestone("record-person-wins/ann")
    assert claim is not None
    assert claim.numbers == {"wins": 5, "tonight": 2, "record": 3}
    assert people_yardstick(second.book, 2, ["ann"]) == people_yardstick(first.book, 2, ["ann"])


def test_the_book_comes_back_only_where_it_changed() -> None:
    """So that nobody stores 98 years again for every winner: with a seed, a closing, or a change after closing."""
    changed: list[bool] = []

    class Watching(Teller):
        def say(self, announcement: Announcement) -> TurnData | Refused:
            before = self.book
            answer = super().say(announcement)
            assert isinstance(self.folded, Folded)
            changed.append(self.folded.book is not None)
            assert (self.book != before) == changed[-1]
            return answer

    teller = Watching()
    teller.publish(programme(category("c0", "a", "b")))
    teller.seed(history(("Old", 3, 5, 6)))
    teller.seed(history(("Old", 3, 5, 6)))
    assert teller.turns[-1].updates == ()
    teller.win("c0", "a")
    teller.close()
    teller.close()
    teller.correct("c0", "b")
    assert changed == [False, True, False, False, True, False, True]


def test_shutouts_as_far_as_the_book_is_complete() -> None:
    """Seeded and folded ones, films apart from series, before the edition alone, and none of fewer nominations."""
    complete = CompleteFor(wins_at_least=0, nominations_at_least=5, clean_sweep_nominations_at_least=0)
    rows = (("Won", 2, 1, 7), ("Five", 4, 0, 5), ("Four", 3, 0, 4), ("Seven", 3, 0, 7))
    book = with_seed(Book(award_body=BODY), "awards-2015", history(*rows, before=8, complete=complete))
    teller = Teller(f"{BODY}-2015", book)
    categories = (category(f"c{n}", "a", "b", "t") for n in range(6))
    teller.publish(programme(*categories, year=2015, edition=8, tv=["t"]))
    for n in range(6):
        teller.win(f"c{n}", "a")
    teller.close()
    found = shutouts(teller.book, "film", 9)
    assert [(each.name, each.number) for each in found] == [("Seven", 7), ("Five", 5), ("B", 6)]
    assert [each.name for each in shutouts(teller.book, "film", 8)] == ["Seven", "Five"]
    assert shutouts(teller.book, "tv", 9) == ()


def test_a_night_knows_the_book_that_it_was_measured_with() -> None:
    """Also after its own rows changed it: a closing folded again from there stores the same state."""
    teller = Teller()
    teller.publish(programme(category("c0", "a", "b")))
    sayings: tuple[Callable[[], object], ...] = (
        lambda: teller.seed(history(("Old", 5, 2, 4))),
        lambda: teller.win("c0", "a"),
        teller.close,
        lambda: teller.correct("c0", "b"),
    )
    for say in sayings:
        say()
        assert teller.night is not None
        assert teller.night.measures == measures(teller.book, 10, ["film"], [])


def test_a_night_hears_of_a_book_that_changed_beside_it() -> None:
    """An earlier night of the body, corrected meanwhile, is measured by at the next announcement of tonight."""
    earlier = _closed(2008, 1, 2)
    tonight = Teller(f"{BODY}-2009", earlier)
    tonight.publish(programme(*(category(f"c{n}", "x", "y") for n in range(4)), year=2009, edition=2))
    for n in range(3):
        tonight.win(f"c{n}", "x")
    record = tonight.milestone("record-wins/x")
    assert record is not None
    assert record.kind == "record-broken"
    tonight.book = with_night(earlier, "awards-2008", _closed(2008, 1, 3).nights["awards-2008"])
    tonight.win("c3", "y")
    record = tonight.milestone("record-wins/x")
    assert record is not None
    assert record.kind == "record-tied"
