"""Records over a person's whole career at a body."""

from streams.record_book import Book
from tests.streams.nights import BODY, Teller, category, programme


def _night(edition: int, winners: list[str], book: Book | None = None) -> Teller:
    """Return a night of edition `edition` with a category a winner; ann and bob are nominated in each."""
    teller = Teller(f"{BODY}-{2000 + edition}", book)
    categories = (category(f"c{n}", "a/ann", "b/bob") for n in range(len(winners)))
    teller.publish(programme(*categories, year=2000 + edition, edition=edition))
    for n, winner in enumerate(winners):
        teller.win(f"c{n}", {"ann": "a.ann", "bob": "b.bob"}[winner])
    return teller


def _closed(*nights: list[str]) -> Book | None:
    book = None
    for edition, winners in enumerate(nights, start=1):
        teller = _night(edition, winners, book)
        teller.close()
        book = teller.book
    return book


def test_a_career_ties_and_breaks_the_record() -> None:
    """Wins add up over the years; the earlier holder is named with the year that made the record."""
    book = _closed(["ann", "ann", "ann"], ["bob", "bob"])
    tied = _night(3, ["bob"], book).milestone("record-person-wins/bob")
    assert tied is not None
    assert (tied.kind, tied.headline) == (
        "record-tied",
        "Bob ties the Test Awards career record of 3 wins, set by Ann (2001)",
    )
    broken = _night(3, ["bob", "bob"], book).milestone("record-person-wins/bob")
    assert broken is not None
    assert broken.headline == "Bob breaks the Test Awards career record with 4 wins, past the 3 of Ann (2001)"
    assert broken.numbers == {"wins": 4, "tonight": 2, "record": 3}


def test_extending_one_s_own_record() -> None:
    """Who breaks their own record extends it, and nobody interrupts for that."""
    claim = _night(2, ["ann"], _closed(["ann", "ann"])).milestone("record-person-wins/ann")
    assert claim is not None
    assert (claim.headline, claim.weight) == ("Ann extends the Test Awards career record to 3 wins", "minor")


def test_nominations_when_the_programme_is_known() -> None:
    """Most nominations of a career are told before the first winner."""
    book = _closed(["ann", "bob"])
    teller = Teller(f"{BODY}-2002", book)
    teller.publish(programme(category("c0", "a/ann", "c/cat"), year=2002, edition=2))
    claim = teller.milestone("record-person-nominations/ann")
    assert claim is not None
    assert claim.headline == (
        "Ann breaks the Test Awards career record with 3 nominations, past the 2 of Ann (2001) and Bob (2001)"
    )
    assert teller.milestone("record-person-nominations/cat") is None


def test_no_claim_without_the_whole_history() -> None:
    """With an edition missing, or history only seeded, nobody's career is known."""
    book = _closed(["ann", "ann"])
    assert _night(3, ["ann"], book).milestone("record-person-wins/ann") is None
