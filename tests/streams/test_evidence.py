"""What each claim stands on: whom it is about, tonight's categories, and the record book's earlier holders."""

import pytest

from streams.record_book import Book
from sweepcast.board import CategoryEvidence, Milestone, Subject
from tests.streams.nights import BODY, Teller, category, history, programme

FIVE = ("picture", "director", "screenplay", "lead-actor", "lead-actress")
A_FILM = (Subject(kind="work", id="a", name="A"),)
ANN = (Subject(kind="person", id="ann", name="Ann"),)


def _on(name: str, *, won: bool | None, award: str | None = None) -> CategoryEvidence:
    return CategoryEvidence(id=name, name=name.title(), award=award or name, won=won)


def _told(teller: Teller, address: str) -> Milestone:
    told = teller.milestone(address)
    assert told is not None
    return told


@pytest.fixture
def night() -> Teller:
    """Return a night of six categories: A won three and lost one, one is open, and in one it does not stand."""
    teller = Teller()
    nominees = [("a/ann", "b"), ("a/ann", "b"), ("a", "b"), ("a/ann", "b"), ("a", "b"), ("b", "c")]
    teller.publish(programme(*(category(f"c{n}", *each, award=f"award-{n}") for n, each in enumerate(nominees))))
    teller.seed(history(("Old", 5, 3, 4), ("Late", 7, 3, 4)))
    for name, winner in (("c0", "a.ann"), ("c1", "b"), ("c2", "a"), ("c3", "a.ann")):
        teller.win(name, winner)
    return teller


@pytest.mark.parametrize("address", ["sweep/a", "record-wins/a", "record-nominations/a"])
def test_a_work_s_claim_stands_on_all_its_categories(night: Teller, address: str) -> None:
    """Each category that it stands in, in the running order, with how it fared; none while it is open."""
    told = _told(night, address)
    assert told.subjects == A_FILM
    assert told.evidence.categories == (
        _on("c0", won=True, award="award-0"),
        _on("c1", won=False, award="award-1"),
        _on("c2", won=True, award="award-2"),
        _on("c3", won=True, award="award-3"),
        _on("c4", won=None, award="award-4"),
    )


@pytest.mark.parametrize("address", ["record-wins/a", "record-nominations/a"])
def test_a_record_names_its_earlier_holders(night: Teller, address: str) -> None:
    """All of them, the earliest first, with ceremony year and film year."""
    holders = _told(night, address).evidence.holders
    assert [(each.name, each.edition, each.ceremony_year, each.film_year) for each in holders] == [
        ("Old", 5, 2012, 2011),
        ("Late", 7, 2014, 2013),
    ]


def test_a_first_since_stands_on_the_latest_holder(night: Teller) -> None:
    """It names the one that it is the first since, and is about the work."""
    told = _told(night, "first-since-record/a")
    assert told.subjects == A_FILM
    assert [(each.name, each.number) for each in told.evidence.holders] == [("Late", 3)]
    assert told.evidence.categories == ()


def test_a_lead_stands_on_the_categories_won(night: Teller) -> None:
    """Those that the leaders won, and no other; the leaders are its subjects."""
    told = _told(night, "lead/film")
    assert told.subjects == A_FILM
    assert [(each.id, each.won) for each in told.evidence.categories] == [("c0", True), ("c2", True), ("c3", True)]


def test_several_wins_of_a_person_stand_on_those_wins(night: Teller) -> None:
    """The categories that the person won, and no other."""
    told = _told(night, "multiple/ann")
    assert told.subjects == ANN
    assert [(each.id, each.won) for each in told.evidence.categories] == [("c0", True), ("c3", True)]


def test_a_tie_stands_on_its_category() -> None:
    """It is about the category, which was won."""
    teller = Teller()
    teller.publish(programme(category("prize", "a", "b", award="short-film")))
    teller.win("prize", "a", "b")
    told = _told(teller, "tie/prize")
    assert (told.kind, told.status) == ("tie", "tie")
    assert told.subjects == (Subject(kind="category", id="prize", name="Prize"),)
    assert told.evidence.categories == (_on("prize", won=True, award="short-film"),)


def test_the_big_five_stands_on_those_five_alone() -> None:
    """A win for the score is no part of it; what is still open is."""
    teller = Teller()
    teller.publish(programme(*(category(each, "a", "b") for each in ("score", *FIVE))))
    for each in ("score", *FIVE[:4]):
        teller.win(each, "a")
    told = _told(teller, "big-five/a")
    assert told.subjects == A_FILM
    assert told.evidence.categories == (*(_on(each, won=True) for each in FIVE[:4]), _on(FIVE[4], won=None))


def test_a_shutout_stands_on_all_that_was_lost() -> None:
    """It is about the work and says which kind of milestone it is."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(5))))
    for n in range(5):
        teller.win(f"c{n}", "b")
    told = _told(teller, "shutout/a")
    assert (told.kind, told.status, told.subjects) == ("shutout", "shutout", A_FILM)
    assert told.evidence.categories == tuple(_on(f"c{n}", won=False) for n in range(5))


def test_a_career_s_record_names_who_held_it() -> None:
    """The person, tonight's categories, and the holders by id with the night that made the record."""
    first = Teller(f"{BODY}-2001", Book(award_body=BODY))
    first.publish(programme(*(category(f"c{n}", "a/ann", "b/bob") for n in range(3)), year=2001, edition=1))
    for n in range(3):
        first.win(f"c{n}", "a.ann")
    first.close()
    second = Teller(f"{BODY}-2002", first.book)
    second.publish(programme(*(category(f"c{n}", "x/ann", "y/bob") for n in range(2)), year=2002, edition=2))
    second.win("c0", "x.ann")
    for address, number in (("record-person-wins/ann", 3), ("record-person-nominations/ann", 3)):
        told = _told(second, address)
        assert (told.kind, told.status, told.subjects) == ("record-broken", "broken", ANN)
        assert told.evidence.categories == (_on("c0", won=True), _on("c1", won=None))
        assert [(each.id, each.number, each.edition) for each in told.evidence.holders if each.id == "ann"] == [
            ("ann", number, 1)
        ]


def test_what_ended_says_what_was_said(night: Teller) -> None:
    """A claim that no longer holds is told with its kind, its status and its very headline."""
    said = _told(night, "first-since-record/a").headline
    night.correct("c3", "b")
    ended = {update.address: update.ended for update in night.turns[-1].updates if update.ended}
    gone = ended["milestone/first-since-record/a"]
    assert (gone.how, gone.kind, gone.status, gone.headline) == ("retracted", "first-since", "since", said)
