"""Every headline, as an editor reads it: what happened, and the one sentence, weight and numbers that come of it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest

from streams.record_book import Book
from streams.rules import Rules
from sweepcast.board import Weight
from sweepcast.programme import Category, Medium, Person
from tests.streams.nights import BODY, Teller, category, history, programme

Row = tuple[str, int, int, int]
FIVE = ("picture", "director", "screenplay", "lead-actor", "lead-actress")
OLD: Row = ("Old", 5, 3, 4)
"""Edition 5, in 2012: 3 wins from 4 nominations."""


class Expected(NamedTuple):
    """A milestone as it is read: where, how, and in what words."""

    address: str
    status: str
    weight: Weight
    numbers: dict[str, int]
    headline: str


def _check(teller: Teller, expected: Expected) -> None:
    told = teller.milestone(expected.address)
    assert told is not None
    assert Expected(expected.address, told.status, told.weight, told.numbers, told.headline) == expected


def _night(
    winners: Iterable[str], categories: Iterable[Category], rows: Sequence[Row] = (), medium: Medium = "film"
) -> Teller:
    """Return a night with that history, whose categories went to the winners in order; all works of one medium."""
    teller = Teller()
    chosen = tuple(categories)
    teller.publish(programme(*chosen, tv="abcde" if medium == "tv" else ""))
    if rows:
        teller.seed(history(*rows, medium=medium))
    for each, winner in zip(chosen, winners, strict=False):
        teller.win(each.id, winner)
    return teller


def _equal(number: int, *nominees: str) -> list[Category]:
    """Return so many categories with the same nominees, A and B unless others are given."""
    return [category(f"c{n}", *(nominees or ("a", "b"))) for n in range(number)]


@pytest.mark.parametrize(
    ("winners", "categories", "expected"),
    [
        ("", 3, ("undecided", "quiet", (0, 0, 3), "A can still win all 3 of its nominations")),
        ("a", 3, ("perfect", "quiet", (1, 1, 3), "A is on course for a clean sweep: 1 of 3 so far")),
        ("aaa", 3, ("strict", "major", (3, 3, 3), "Clean sweep: A wins all 3 of its nominations")),
        ("aab", 4, ("broken", "quiet", (2, 3, 4), "No clean sweep for A: it lost C2")),
        ("aaab", 5, ("broken", "minor", (3, 4, 5), "No clean sweep for A: it lost C3")),
        ("aaaab", 6, ("broken", "minor", (4, 5, 6), "No clean sweep for A: it lost C4")),
        ("bb", 4, ("broken", "quiet", (0, 2, 4), "No clean sweep for A: it lost 2 of 4 nominations")),
    ],
)
@pytest.mark.parametrize("medium", ["film", "tv"])
def test_sweeps(
    winners: str, categories: int, expected: tuple[str, Weight, tuple[int, int, int], str], medium: Medium
) -> None:
    """A broken sweep is told once the work has three wins; films and series read alike."""
    status, weight, (wins, decided, nominations), headline = expected
    numbers = {"wins": wins, "decided": decided, "nominations": nominations}
    teller = _night(winners, _equal(categories), medium=medium)
    _check(teller, Expected("sweep/a", status, weight, numbers, headline))


def test_a_sweep_of_a_work_twice_in_one_category() -> None:
    """It won every category, and so it is told, with what it could not win."""
    teller = _night(("a", "a", "a.x"), [*_equal(2), category("song", "a/x", "a/y")])
    headline = "A wins every category it stood in: 3 wins from 4 nominations"
    numbers = {"wins": 3, "decided": 4, "nominations": 4}
    _check(teller, Expected("sweep/a", "effective", "major", numbers, headline))


@pytest.mark.parametrize(
    ("winners", "rows", "expected"),
    [
        ("", [OLD], ("possible", "quiet", (0, 5), "A can still break the Test Awards {} record of 3 wins")),
        ("ab", [OLD], ("possible", "quiet", (1, 4), "A can still break the Test Awards {} record of 3 wins")),
        ("abb", [OLD], ("possible", "quiet", (1, 3), "A can still tie the Test Awards {} record of 3 wins")),
        ("bb", [OLD], ("possible", "quiet", (0, 3), "A can still tie the Test Awards {} record of 3 wins")),
        (
            "aa",
            [OLD],
            ("one-win-away", "minor", (2, 5), "A is one win from the Test Awards {} record of 3, set by Old (2012)"),
        ),
        ("aaa", [OLD], ("tied", "major", (3, 5), "A ties the Test Awards {} record of 3 wins, set by Old (2012)")),
        (
            "aaaa",
            [OLD],
            ("broken", "major", (4, 5), "A breaks the Test Awards {} record with 4 wins, past the 3 of Old (2012)"),
        ),
        (
            "aaaa",
            [("Late", 7, 3, 3), OLD],
            (
                "broken",
                "major",
                (4, 5),
                "A breaks the Test Awards {} record with 4 wins, past the 3 of Old (2012) and Late (2014)",
            ),
        ),
        (
            "aaaaa",
            [("Late", 7, 3, 3), OLD, ("Later", 8, 3, 3), ("Less", 1, 2, 9)],
            (
                "broken",
                "major",
                (5, 5),
                "A breaks the Test Awards {} record with 5 wins, past the 3 of Old (2012) and 2 others",
            ),
        ),
    ],
)
@pytest.mark.parametrize(("medium", "word"), [("film", "film"), ("tv", "series")])
def test_records_of_wins(
    winners: str,
    rows: list[Row],
    expected: tuple[str, Weight, tuple[int, int], str],
    medium: Medium,
    word: str,
) -> None:
    """The record passed, who held it and since when; one, two or many holders; films and series by their own word."""
    status, weight, (wins, possible), headline = expected
    numbers = {"wins": wins, "possible": possible, "record": 3}
    teller = _night(winners, _equal(5), rows, medium)
    _check(teller, Expected("record-wins/a", status, weight, numbers, headline.format(word)))


@pytest.mark.parametrize(
    ("nominations", "status", "headline"),
    [
        (4, "tied", "A ties the Test Awards {} record of 4 nominations, set by Old (2012)"),
        (5, "broken", "A breaks the Test Awards {} record with 5 nominations, past the 4 of Old (2012)"),
    ],
)
@pytest.mark.parametrize(("medium", "word"), [("film", "film"), ("tv", "series")])
def test_records_of_nominations(nominations: int, status: str, headline: str, medium: Medium, word: str) -> None:
    """They interrupt on the day of the nominations, without a winner."""
    teller = _night("", _equal(nominations), [OLD], medium)
    numbers = {"nominations": nominations, "record": 4}
    _check(teller, Expected("record-nominations/a", status, "major", numbers, headline.format(word)))


def test_a_single_win_and_a_single_nomination() -> None:
    """Where a body's rules call one a record, it reads as one."""
    teller = Teller(f"{BODY}-2001", rules=Rules(record_number=1, career_record_number=1))
    teller.publish(programme(category("c0", "a/ann", "b"), year=2001, edition=1))
    teller.win("c0", "a.ann")
    teller.close()
    second = Teller(f"{BODY}-2002", teller.book, teller.rules)
    second.publish(programme(category("c0", "c/cat", "d"), year=2002, edition=2))
    second.win("c0", "c.cat")
    said = {
        address: claim.headline
        for address in (
            "record-wins/c",
            "record-nominations/c",
            "record-person-wins/cat",
            "record-person-nominations/cat",
        )
        if (claim := second.milestone(address))
    }
    assert said == {
        "record-wins/c": "C ties the Test Awards film record of 1 win, set by A (2001)",
        "record-nominations/c": "C ties the Test Awards film record of 1 nomination, set by A (2001) and B (2001)",
        "record-person-wins/cat": "Cat ties the Test Awards career record of 1 win, set by Ann (2001)",
        "record-person-nominations/cat": "Cat ties the Test Awards career record of 1 nomination, set by Ann (2001)",
    }


def _career(book: Book, edition: int, *, wins: int, nominations: int, person: str = "ann") -> Teller:
    """Return a night of that edition, in which the person was nominated and won so often, and Zoe never wins."""
    teller = Teller(f"{BODY}-{2000 + edition}", book)
    chosen = [category(f"c{n}", f"{person[0]}/{person}", "z") for n in range(nominations)]
    teller.publish(programme(*chosen, year=2000 + edition, edition=edition))
    for n, each in enumerate(chosen):
        teller.win(each.id, f"{person[0]}.{person}" if n < wins else "z")
    return teller


def _closed(teller: Teller) -> Book:
    teller.close()
    return teller.book


@pytest.mark.parametrize(
    ("person", "wins", "expected"),
    [
        ("bob", 4, ("tied", "minor", (4, 4), "Bob ties the Test Awards career record of 4 wins, set by Ann (2002)")),
        (
            "bob",
            5,
            (
                "broken",
                "major",
                (5, 5),
                "Bob breaks the Test Awards career record with 5 wins, past the 4 of Ann (2002)",
            ),
        ),
        ("ann", 1, ("broken", "minor", (5, 1), "Ann extends the Test Awards career record to 5 wins")),
    ],
)
def test_records_of_careers(person: str, wins: int, expected: tuple[str, Weight, tuple[int, int], str]) -> None:
    """Wins of several nights make a career, dated by the night that made the record; to extend one's own is minor."""
    first = _closed(_career(Book(award_body=BODY), 1, wins=3, nominations=3))
    book = _closed(_career(first, 2, wins=1, nominations=1))
    status, weight, (total, tonight), headline = expected
    teller = _career(book, 3, wins=wins, nominations=6, person=person)
    numbers = {"wins": total, "tonight": tonight, "record": 4}
    _check(teller, Expected(f"record-person-wins/{person}", status, weight, numbers, headline))


def test_nominations_of_a_career() -> None:
    """They are counted apart from the wins, tonight's and all together."""
    first = _closed(_career(Book(award_body=BODY), 1, wins=1, nominations=3))
    teller = _career(first, 2, wins=1, nominations=2)
    headline = "Ann extends the Test Awards career record to 5 nominations"
    numbers = {"nominations": 5, "tonight": 2, "record": 3}
    _check(teller, Expected("record-person-nominations/ann", "broken", "minor", numbers, headline))
    newcomer = _career(first, 2, wins=0, nominations=3, person="bob")
    headline = "Bob ties the Test Awards career record of 3 nominations, set by Ann (2001)"
    numbers = {"nominations": 3, "tonight": 3, "record": 3}
    _check(newcomer, Expected("record-person-nominations/bob", "tied", "minor", numbers, headline))


@pytest.mark.parametrize(
    ("won", "status", "weight", "headline"),
    [
        (3, "3-of-5", "minor", "A has won 3 of the Big Five"),
        (4, "4-of-5", "minor", "A has won 4 of the Big Five"),
        (5, "complete", "major", "A wins the Big Five: picture, director, screenplay, lead actor and lead actress"),
    ],
)
def test_the_big_five(won: int, status: str, weight: Weight, headline: str) -> None:
    """Progress is minor, the whole interrupts."""
    teller = _night("a" * won, [category(each, "a", "b") for each in FIVE])
    _check(teller, Expected("big-five/a", status, weight, {"won": won, "of": 5}, headline))


@pytest.mark.parametrize(
    ("winners", "rows", "expected"),
    [
        (
            "aaa",
            [OLD],
            ("record", "since", (3, 3), "A: the first {} with 3 or more wins at the Test Awards since Old (2012)"),
        ),
        (
            "aaaa",
            [OLD, ("Late", 7, 3, 3)],
            ("record", "since", (4, 3), "A: the first {} with 3 or more wins at the Test Awards since Late (2014)"),
        ),
        (
            "aaaaa",
            [("Late", 7, 4, 4), ("Old", 5, 3, 3)],
            (
                "sweep",
                "since",
                (5, 4),
                "A: the first clean sweep of 4 or more nominations at the Test Awards since Late (2014)",
            ),
        ),
        (
            "aaaaa",
            [("Great", 5, 7, 7)],
            (
                "sweep",
                "since",
                (5, 5),
                "A: the first clean sweep of 5 or more nominations at the Test Awards since Great (2012)",
            ),
        ),
        (
            "aaaaa",
            [OLD],
            (
                "sweep",
                "first-ever",
                (5, 3),
                "A: the first clean sweep of 3 or more nominations at the Test Awards ever",
            ),
        ),
    ],
)
@pytest.mark.parametrize(("medium", "word"), [("film", "film"), ("tv", "series")])
def test_the_first_since(
    winners: str,
    rows: list[Row],
    expected: tuple[str, str, tuple[int, int], str],
    medium: Medium,
    word: str,
) -> None:
    """It names the size that it holds for and the latest of that size, with its year; without one it is the first."""
    address, status, numbers, headline = expected
    teller = _night(winners, _equal(5), rows, medium)
    told = dict(zip(("number", "or_more"), numbers, strict=True))
    _check(teller, Expected(f"first-since-{address}/a", status, "major", told, headline.format(word)))


def _swept_five(edition: int, work: str, book: Book) -> Teller:
    """Return a night of that edition whose Big Five went to the work."""
    teller = Teller(f"{BODY}-{2000 + edition}", book)
    chosen = [category(each, work, "z") for each in FIVE]
    teller.publish(programme(*chosen, year=2000 + edition, edition=edition))
    for each in chosen:
        teller.win(each.id, work)
    return teller


def test_the_first_big_five_since() -> None:
    """The first one ever, and later the first since the latest one, not since the greatest or the first."""
    first = _swept_five(1, "x", Book(award_body=BODY))
    headline = "X: the first winner of the Big Five at the Test Awards ever"
    numbers = {"number": 5, "or_more": 5}
    _check(first, Expected("first-since-big-five/x", "first-ever", "major", numbers, headline))
    second = _swept_five(2, "b", _closed(first))
    third = _swept_five(3, "a", _closed(second))
    headline = "A: the first winner of the Big Five at the Test Awards since B (2002)"
    _check(third, Expected("first-since-big-five/a", "since", "major", numbers, headline))


@pytest.mark.parametrize(
    ("winners", "categories", "nominees", "expected"),
    [
        ("a", 9, "ab", ("sole", "quiet", 1, "A leads all {many} with 1 win")),
        ("aa", 9, "ab", ("sole", "quiet", 2, "A leads all {many} with 2 wins")),
        ("aaa", 9, "ab", ("sole", "minor", 3, "A leads all {many} with 3 wins")),
        ("aaaa", 9, "ab", ("sole", "minor", 4, "A leads all {many} with 4 wins")),
        ("ab", 9, "ab", ("shared", "quiet", 1, "A and B share the {one} lead with 1 win")),
        ("abc", 9, "abc", ("shared", "quiet", 1, "A, B and C share the {one} lead with 1 win")),
        ("abcd", 9, "abcd", ("shared", "quiet", 1, "A, B and 2 others share the {one} lead with 1 win")),
        ("bacde", 9, "abcde", ("shared", "quiet", 1, "A, B and 3 others share the {one} lead with 1 win")),
        ("aaa", 4, "ab", ("clinched", "minor", 3, "A clinches the {one} lead with 3 wins")),
        ("aa", 3, "ab", ("clinched", "quiet", 2, "A clinches the {one} lead with 2 wins")),
    ],
)
@pytest.mark.parametrize(("medium", "words"), [("film", ("film", "films")), ("tv", ("series", "series"))])
def test_the_lead(
    winners: str,
    categories: int,
    nominees: str,
    expected: tuple[str, Weight, int, str],
    medium: Medium,
    words: tuple[str, str],
) -> None:
    """Alone, shared by up to three names and a number of others, or clinched; told from three wins on."""
    status, weight, wins, headline = expected
    teller = _night(winners, _equal(categories, *nominees), medium=medium)
    said = headline.format(one=words[0], many=words[1])
    _check(teller, Expected(f"lead/{medium}", status, weight, {"wins": wins}, said))


@pytest.mark.parametrize("nominations", [5, 11])
def test_shutouts(nominations: int) -> None:
    """The number of nominations is what makes it news."""
    teller = _night("b" * nominations, _equal(nominations))
    headline = f"A goes home empty-handed: no win from {nominations} nominations"
    numbers = {"wins": 0, "nominations": nominations}
    _check(teller, Expected("shutout/a", "shutout", "minor", numbers, headline))


@pytest.mark.parametrize(
    ("winners", "headline"),
    [
        ("ab", "Tie for Prize: A and B"),
        ("abc", "Three-way tie for Prize: A, B and C"),
        ("abcd", "Four-way tie for Prize: A, B and 2 others"),
        ("abcde", "5-way tie for Prize: A, B and 3 others"),
    ],
)
def test_ties(winners: str, headline: str) -> None:
    """Two, three, four or more winners of one category, all of them named while there is room."""
    teller = Teller()
    teller.publish(programme(category("prize", *"abcde")))
    teller.win("prize", *winners)
    _check(teller, Expected("tie/prize", "tie", "major", {"winners": len(winners)}, headline))


@pytest.mark.parametrize(
    ("wins", "status", "headline"),
    [
        (2, "double", "Ann wins a double: 2 awards tonight"),
        (3, "triple", "Ann wins a triple: 3 awards tonight"),
        (4, "quadruple", "Ann wins a quadruple: 4 awards tonight"),
        (5, "quintuple", "Ann wins a quintuple: 5 awards tonight"),
        (6, "sextuple", "Ann wins a sextuple: 6 awards tonight"),
    ],
)
def test_several_wins_of_a_person(wins: int, status: str, headline: str) -> None:
    """Each number has its word."""
    teller = _night(["a.ann"] * wins, _equal(wins, "a/ann", "b"))
    _check(teller, Expected("multiple/ann", status, "minor", {"wins": wins}, headline))


def test_an_honorary_award_makes_no_headline() -> None:
    """Whatever it is given for, it counts for nothing."""
    teller = Teller()
    teller.publish(programme(category("life", competitive=False), category("c0", "a/ann")))
    before = set(teller.board)
    teller.win("life", recipients=[Person(id="ann", name="Ann")])
    assert {each for each in set(teller.board) - before if each.startswith("milestone/")} == set()
