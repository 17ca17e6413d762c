"""How winners are said."""

import pytest

from sweepcast.board import CategoryState, NominationState, Ref, WorkRef
from sweepcast.watch.winners import Winner, chosen, said, winners
from tests.sweepcast.watch.night import board_until


def nomination(
    titles: tuple[str, ...] = (), people: tuple[str, ...] = (), song: str | None = None, distributor: str | None = None
) -> NominationState:
    """Return a nomination with these names."""
    sold_by = None if distributor is None else Ref(id="d", name=distributor)
    return NominationState(
        id="the-id",
        works=tuple(WorkRef(id=title, title=title, distributor=sold_by) for title in titles),
        people=tuple(Ref(id=name, name=name) for name in people),
        song=song,
        status="won",
    )


SAID = [
    ("lead-actress", nomination(("Elle",), ("Huppert",), distributor="SPC"), ["Huppert", "Elle", "SPC"]),
    ("director", nomination(("La La Land",), ("Chazelle",)), ["Chazelle", "La La Land"]),
    ("screenplay", nomination(("La La Land",), ("Chazelle",)), ["La La Land", "Chazelle"]),
    ("picture", nomination(("Moonlight",), ("Gardner", "Kleiner")), ["Moonlight", "Gardner, Kleiner"]),
    ("song", nomination(("Trolls",), ("Max", "Pasek"), "Can't Stop"), ["“Can't Stop”", "Trolls", "Max, Pasek"]),
    ("lead-actor", nomination(("One", "Two"), ("Jannings",), distributor="P"), ["Jannings", "One, Two", "P"]),
    (None, nomination(("Sing",)), ["Sing"]),
    (None, nomination((), ("Somebody",)), ["Somebody"]),
    (None, nomination(), ["the-id"]),
    ("lead-actor", nomination(("Sing",), (), distributor="U"), ["Sing", "U"]),
]


@pytest.mark.parametrize(("award", "what", "words"), SAID, ids=str)
def test_whom_the_award_honours_comes_first(award: str | None, what: NominationState, words: list[str]) -> None:
    """People for acting and directing, the song for a song, else the work; each word once."""
    assert said(what, award) == Winner(words[0], tuple(words[1:]))


def test_recipients_of_an_honorary_award_are_winners() -> None:
    """An honorary award has no nominations, but somebody gets it."""
    category = board_until("director")["category/cecil-b-demille"]
    assert isinstance(category, CategoryState)
    assert winners(category) == (Winner("Meryl Streep"),)


def test_a_winner_that_is_no_longer_nominated_is_still_named() -> None:
    """What was first said stays visible, though the nomination may have left the board."""
    category = board_until("director")["category/director"]
    assert isinstance(category, CategoryState)
    assert chosen(category, ["somebody-else"], []) == (Winner("somebody-else"),)
