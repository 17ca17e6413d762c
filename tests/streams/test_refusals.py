"""What a person reads whose announcement is refused: what was wrong, where, and what to do."""

from collections.abc import Callable

import pytest

from streams.handlers import Refusal, Refused
from sweepcast.programme import Person
from tests.streams.nights import Teller, category, history, programme

NIGHT = programme(
    category("picture", "arrow", "birch"), category("score", "arrow"), category("life", competitive=False)
)
ANN = Person(id="ann", name="Ann")
CLOSED = "awards-2017 was closed at 2017-01-08T20:03:00+00:00: "


def _teller() -> Teller:
    teller = Teller()
    teller.publish(NIGHT)
    teller.open()
    return teller


Say = Callable[[Teller], object]


@pytest.mark.parametrize(
    ("say", "reason", "detail"),
    [
        (
            lambda teller: teller.win("sound", "arrow"),
            "unknown-category",
            "awards-2017 has no category 'sound'. It has: picture, score, life",
        ),
        (
            lambda teller: teller.win("picture", "cedar"),
            "unknown-nomination",
            "'cedar' is not nominated in 'picture'. Nominated: arrow, birch",
        ),
        (
            lambda teller: teller.win("life", "cedar"),
            "unknown-nomination",
            "'cedar' is not nominated in 'life'. Nominated: none",
        ),
        (
            lambda teller: teller.win("picture", recipients=[ANN]),
            "bad-outcome",
            "'picture' is competitive: name $.data.nominations, not recipients",
        ),
        (
            lambda teller: teller.correct("picture", "arrow"),
            "not-decided",
            "'picture' has no outcome to correct: announce its winner first",
        ),
        (
            lambda teller: teller.seed(history(before=11)),
            "bad-history",
            "$.data.before_edition is 11, but awards-2017 is edition 10: seed a night with the history before it",
        ),
        (
            lambda teller: teller.seed(history(("Now", 10, 1, 1), ("Old", 9, 1, 1), ("Soon", 11, 1, 1))),
            "bad-history",
            "$.data.works has rows of edition 10 or later (Now, Soon): leave them out, or raise $.data.before_edition",
        ),
    ],
)
def test_on_an_open_night(say: Say, reason: str, detail: str) -> None:
    """The sentence names what would have been right."""
    assert say(_teller()) == Refused(reason, detail)  # type: ignore[arg-type]  # one of the contract's reasons


@pytest.mark.parametrize(
    ("say", "so"),
    [
        (lambda teller: teller.publish(NIGHT), "its programme is final"),
        (lambda teller: teller.open(), "it cannot be opened again"),
        (lambda teller: teller.up_next("picture"), "nothing is up next"),
        (lambda teller: teller.win("picture", "arrow"), "say what changed as a correction"),
        (lambda teller: teller.postpone("picture"), "nothing can be postponed"),
        (lambda teller: teller.withdraw("picture", "arrow"), "correct the outcome of the category instead"),
    ],
)
def test_after_the_ceremony(say: Say, so: str) -> None:
    """Each says since when the ceremony is over, and what that means."""
    teller = _teller()
    teller.close()
    assert say(teller) == Refused("ceremony-closed", CLOSED + so)


@pytest.mark.parametrize(
    "say",
    [
        lambda teller: teller.win("life", recipients=[ANN]),
        lambda teller: teller.up_next("life"),
        lambda teller: teller.postpone("life"),
        lambda teller: teller.withdraw("life", "arrow"),
    ],
)
def test_what_is_decided_already(say: Say) -> None:
    """It names the turn and the outcome that stand, recipients of an honorary award too."""
    teller = _teller()
    teller.win("life", recipients=[ANN, Person(id="bob", name="Bob")])
    assert say(teller) == Refused(
        "already-decided", "'life' was decided in turn 3 (ann, bob): send a correction to change that"
    )


def test_winners_that_stand_are_named() -> None:
    """Several winners are listed; no award is said as none."""
    teller = _teller()
    teller.win("picture", "birch", "arrow")
    teller.win("score")
    for name, said in (("picture", "turn 3 (arrow, birch)"), ("score", "turn 4 (none)")):
        answer = teller.up_next(name)
        assert isinstance(answer, Refused)
        assert answer.detail == f"{name!r} was decided in {said}: send a correction to change that"


def test_a_withdrawn_nominee_cannot_win() -> None:
    """Nomination and category are named."""
    teller = _teller()
    teller.withdraw("picture", "arrow")
    answer = teller.win("picture", "birch", "arrow")
    assert answer == Refused("bad-outcome", "'arrow' was withdrawn from 'picture': it cannot win")


def test_a_duplicate_names_its_turn() -> None:
    """Nothing is to be done when it was sent twice; a new one wants its own id."""
    teller = _teller()
    teller.win("picture", "arrow", announced_as="once")
    answer = teller.win("picture", "arrow", announced_as="once")
    assert answer == Refused(
        "duplicate",
        "the announcement 'once' was folded before, as turn 3 of awards-2017: "
        "nothing is to be done; a new announcement needs an id of its own",
    )


def test_a_ceremony_without_programme() -> None:
    """The first announcement of a ceremony is its programme."""
    answer = Teller("awards-2020").open()
    assert answer == Refused(
        "unknown-ceremony",
        "no programme of 'awards-2020' was published: publish it first, or correct the subject",
    )


def test_a_programme_of_another_ceremony() -> None:
    """Subject and programme name the same ceremony."""
    answer = Teller("awards-2018").publish(NIGHT)
    assert answer == Refused(
        "bad-programme",
        "$.data.ceremony is 'awards-2017', and the subject 'awards-2018': make them the same",
    )


@pytest.mark.parametrize(("wrong", "more"), [(1, ""), (5, ""), (6, " (and 1 more)"), (8, " (and 3 more)")])
def test_a_bad_programme_tells_its_first_five_problems(wrong: int, more: str) -> None:
    """Each with its path; how many more there are is said."""
    empty = [category(f"c{n}") for n in range(wrong)]
    answer = Teller().publish(programme(*empty))
    assert isinstance(answer, Refused)
    problems = [
        f"$.categories[{n}].nominations: is empty, but 'c{n}' is competitive: "
        "name its nominations, or write competitive false"
        for n in range(min(wrong, 5))
    ]
    assert answer == Refused("bad-programme", "; ".join(problems) + more)


def test_a_revised_programme_keeps_all_that_was_said() -> None:
    """What won, what was withdrawn, what is up next and what was postponed: each is missed by name, and only that."""
    teller = Teller()
    kept = category("kept", "a", "b")
    said = [category(each, "a", "b") for each in ("won", "withdrawn", "next", "later", "silent")]
    teller.publish(programme(*said, kept))
    teller.win("won", "a")
    teller.withdraw("withdrawn", "a")
    teller.withdraw("kept", "a")
    teller.up_next("next")
    teller.postpone("later")
    answer = teller.publish(programme(category("kept", "b", "c")))
    assert isinstance(answer, Refused)
    announced = "was announced already: keep it"
    assert answer.detail.split("; ") == [
        f"$.categories: 'won' is missing, but {announced}",
        f"$.categories: 'later' is missing, but {announced}",
        f"$.categories: 'withdrawn' is missing, but {announced}",
        f"$.categories: 'a' is missing in 'kept', but {announced}",
        f"$.categories: 'next' is missing, but {announced}",
    ]
    smaller = [category(each, "a", "b") for each in ("won", "withdrawn", "next", "later", "kept")]
    assert not isinstance(teller.publish(programme(*smaller)), Refused)


def test_a_refusal_reads_as_its_detail() -> None:
    """Where it is logged as an error, a person reads the same sentence."""
    assert str(Refusal("bad-outcome", "this was wrong")) == "this was wrong"
