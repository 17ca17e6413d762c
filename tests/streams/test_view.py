"""The board as a viewer reads it: every value, at every stage of a night."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from streams.rules import Rules
from streams.view import board_of
from sweepcast.board import (
    CategoryState,
    CeremonyInfo,
    NominationState,
    Ref,
    Stage,
    Standing,
    WorkInfo,
    WorkRef,
    encode_board,
)
from sweepcast.programme import Category, FilmCard, Nomination, Person, Programme
from tests.streams.nights import BEGIN, Teller, category, history, programme

CARD = FilmCard(director="Damien", premise="Two dreamers meet.")


def _minute(number: int) -> datetime:
    """Return when the teller said its announcement of that number."""
    return BEGIN + timedelta(minutes=number)


def _night() -> Programme:
    """Return a programme with a song, a film twice in its category, a series, an independent film and a card."""
    song = Category(
        id="song",
        name="Original Song",
        medium="film",
        award=None,
        nominations=(
            Nomination(id="city", works=("arrow",), people=("ann", "bob"), song="City of Stars"),
            Nomination(id="fools", works=("arrow",), people=("ann",), song="The Fools Who Dream"),
            Nomination(id="far", works=("birch",), people=(), song="How Far I'll Go"),
        ),
    )
    series = Category(
        id="series", name="Series", medium="tv", award="series", nominations=(Nomination(id="dune", works=("dune",)),)
    )
    night = programme(song, series, category("life", competitive=False), tv=["dune"])
    works = tuple(
        msgspec.structs.replace(
            each,
            card=CARD if each.id == "arrow" else None,
            distributor=None if each.id == "birch" else each.distributor,
        )
        for each in night.works
    )
    return msgspec.structs.replace(
        night, works=works, distributors=tuple(each for each in night.distributors if each.id != "b")
    )


@pytest.fixture
def teller() -> Teller:
    """Return a teller whose programme is published."""
    teller = Teller()
    teller.publish(_night())
    return teller


def _stage(teller: Teller) -> Stage:
    stage = teller.board["stage"]
    assert isinstance(stage, Stage)
    return stage


def _category(teller: Teller, name: str) -> CategoryState:
    value = teller.board[f"category/{name}"]
    assert isinstance(value, CategoryState)
    return value


def test_the_ceremony(teller: Teller) -> None:
    """Who awards what and when: names, edition, both years, and the running order."""
    assert teller.board["ceremony"] == CeremonyInfo(
        id="awards-2017",
        award_body=Ref(id="awards", name="Test Awards"),
        name="Test Awards 2017",
        edition=10,
        ceremony_year=2017,
        film_year=2016,
        date=date(2017, 1, 8),
        time_zone=_night().time_zone,
        running_order=("song", "series", "life"),
    )


def test_the_stage_through_the_night(teller: Teller) -> None:
    """Published, open, closed; when; what is up next; and how much of what counts is decided."""
    published = Stage(status="published", up_next=None, decided=0, categories=2, opened_at=None, closed_at=None)
    assert _stage(teller) == published
    teller.open()
    opened = msgspec.structs.replace(published, status="open", opened_at=_minute(2))
    assert _stage(teller) == opened
    teller.up_next("song")
    assert _stage(teller) == msgspec.structs.replace(opened, up_next="song")
    teller.win("song", "city")
    teller.win("life", recipients=[Person(id="ann", name="Ann")])
    assert _stage(teller) == msgspec.structs.replace(opened, decided=1)
    teller.up_next("series")
    teller.close()
    assert _stage(teller) == msgspec.structs.replace(opened, status="closed", decided=1, closed_at=_minute(7))


def test_opening_and_closing_again_keep_their_times(teller: Teller) -> None:
    """The first time is the time; a winner opens a ceremony that nobody opened."""
    teller.win("song", "city")
    assert (_stage(teller).status, _stage(teller).opened_at) == ("open", _minute(2))
    teller.open()
    teller.win("series", "dune")
    assert _stage(teller).opened_at == _minute(2)
    teller.close()
    teller.close()
    assert _stage(teller).closed_at == _minute(5)


def test_a_category_before_its_winner(teller: Teller) -> None:
    """Its place, medium and award, and each nominee with song, works and their distributors, and people."""
    arrow = WorkRef(id="arrow", title="ARROW", distributor=Ref(id="a", name="a"))
    ann, bob = Ref(id="ann", name="Ann"), Ref(id="bob", name="Bob")
    birch = WorkRef(id="birch", title="BIRCH", distributor=None)
    assert _category(teller, "song") == CategoryState(
        id="song",
        name="Original Song",
        order=1,
        competitive=True,
        medium="film",
        award=None,
        status="to-come",
        nominations=(
            NominationState(id="city", works=(arrow,), people=(ann, bob), song="City of Stars", status="nominated"),
            NominationState(id="fools", works=(arrow,), people=(ann,), song="The Fools Who Dream", status="nominated"),
            NominationState(id="far", works=(birch,), people=(), song="How Far I'll Go", status="nominated"),
        ),
        winners=(),
        recipients=(),
        decided_at=None,
        sequence=None,
        reason=None,
        earlier=(),
    )
    series = _category(teller, "series")
    assert (series.order, series.medium, series.award) == (2, "tv", "series")


def test_a_category_decided_and_corrected_twice(teller: Teller) -> None:
    """When and by which turn it was decided; every earlier outcome with when it was said, when corrected, and why."""
    teller.win("song", "city")
    assert (_category(teller, "song").decided_at, _category(teller, "song").sequence) == (_minute(2), 2)
    teller.correct("song", "far", reason="wrong card")
    teller.correct("song", "fools", reason="wrong again")
    song = _category(teller, "song")
    assert (song.winners, song.decided_at, song.sequence, song.reason) == (("fools",), _minute(4), 4, "wrong again")
    assert [(each.winners, each.sequence, each.said_at, each.corrected_at, each.reason) for each in song.earlier] == [
        (("city",), 2, _minute(2), _minute(3), "wrong card"),
        (("far",), 3, _minute(3), _minute(4), "wrong again"),
    ]
    assert [each.status for each in song.nominations] == ["lost", "won", "lost"]


def test_an_honorary_award_and_its_correction(teller: Teller) -> None:
    """Recipients are shown by id and name, and stay visible as what was said before."""
    teller.win("life", recipients=[Person(id="ann", name="Ann"), Person(id="eve", name="Eve")])
    both = (Ref(id="ann", name="Ann"), Ref(id="eve", name="Eve"))
    assert _category(teller, "life").recipients == both
    teller.correct("life", reason="declined")
    life = _category(teller, "life")
    assert (life.recipients, life.earlier[0].recipients, life.competitive) == ((), both, False)


def test_postponed_up_next_and_decided(teller: Teller) -> None:
    """Only the category that is meant leaves up next, and only its own postponement ends with its winner."""
    teller.postpone("series")
    teller.postpone("life")
    teller.up_next("song")
    teller.win("life")
    assert _stage(teller).up_next == "song"
    assert [_category(teller, each).status for each in ("song", "series", "life")] == [
        "up-next",
        "postponed",
        "decided",
    ]
    assert teller.night is not None
    assert teller.night.postponed == {"series": "a storm"}
    teller.postpone("series")
    assert _stage(teller).up_next == "song"
    teller.postpone("song")
    assert _stage(teller).up_next is None


def test_works(teller: Teller) -> None:
    """Title, medium, distributor where there is one, and the card that came with the programme."""
    a, d = Ref(id="a", name="a"), Ref(id="d", name="d")
    assert teller.board["work/arrow"] == WorkInfo(id="arrow", title="ARROW", medium="film", distributor=a, card=CARD)
    assert teller.board["work/birch"] == WorkInfo(id="birch", title="BIRCH", medium="film", distributor=None, card=None)
    assert teller.board["work/dune"] == WorkInfo(id="dune", title="DUNE", medium="tv", distributor=d, card=None)


def test_standings(teller: Teller) -> None:
    """Of works by medium, of people and of distributors; a rank only with a win."""
    teller.win("song", "fools")
    arrow = Standing(
        of="work",
        id="arrow",
        name="ARROW",
        medium="film",
        nominations=2,
        wins=1,
        decided=2,
        lost=1,
        to_come=0,
        possible=1,
        rank=1,
    )
    dune = Standing(
        of="work",
        id="dune",
        name="DUNE",
        medium="tv",
        nominations=1,
        wins=0,
        decided=0,
        lost=0,
        to_come=1,
        possible=1,
        rank=None,
    )
    replaced = msgspec.structs.replace
    assert {at: value for at, value in teller.board.items() if at.startswith("standing/")} == {
        "standing/work/arrow": arrow,
        "standing/work/birch": replaced(
            arrow, id="birch", name="BIRCH", nominations=1, wins=0, decided=1, possible=0, rank=None
        ),
        "standing/work/dune": dune,
        "standing/person/ann": replaced(arrow, of="person", id="ann", name="Ann", medium=None),
        "standing/person/bob": replaced(
            arrow,
            of="person",
            id="bob",
            name="Bob",
            medium=None,
            nominations=1,
            wins=0,
            decided=1,
            possible=0,
            rank=None,
        ),
        "standing/distributor/a": replaced(arrow, of="distributor", id="a", name="a", medium=None),
        "standing/distributor/d": replaced(dune, of="distributor", id="d", name="d", medium=None),
    }


def test_since_when_a_milestone_holds(teller: Teller) -> None:
    """The turn and the announcement's own time; it stays while the claim is the same, and begins anew with another."""
    teller.win("song", "city")
    lead = teller.milestone("lead/film")
    assert lead is not None
    assert (lead.since, lead.since_time) == (2, _minute(2))
    teller.win("series", "dune")
    assert teller.milestone("lead/film") == lead
    teller.correct("song", "far")
    lead = teller.milestone("lead/film")
    assert lead is not None
    assert (lead.since, lead.since_time) == (4, _minute(4))


def test_a_turn_s_cause_has_the_announcement_s_own_time(teller: Teller) -> None:
    """The fold has no clock but the announcement's."""
    teller.win("song", "city")
    assert [turn.cause.time for turn in teller.turns] == [_minute(1), _minute(2)]
    assert _minute(1).tzinfo is UTC


def test_what_is_drawn_again_is_the_whole_board(teller: Teller) -> None:
    """After every kind of announcement the board is the one that the night's state gives from nothing."""
    sayings = (
        teller.open,
        lambda: teller.up_next("song"),
        lambda: teller.up_next("series"),
        lambda: teller.postpone("series"),
        lambda: teller.win("song", "city"),
        lambda: teller.seed(history(("Old", 5, 1, 3))),
        lambda: teller.correct("song", "far"),
        lambda: teller.correct("song", "city"),
        lambda: teller.withdraw("series", "dune"),
        lambda: teller.publish(_night()),
        lambda: teller.win("life", recipients=[Person(id="ann", name="Ann")]),
        teller.close,
        lambda: teller.correct("song"),
    )
    for say in sayings:
        say()
        assert teller.night is not None
        assert encode_board(teller.board) == encode_board(board_of(teller.night, Rules()))
    assert not teller.refused


def test_a_revised_programme_shows_at_once(teller: Teller) -> None:
    """A category's new name, and nothing else of it, changes with the programme."""
    night = _night()
    first = msgspec.structs.replace(night.categories[0], name="Best Song")
    teller.publish(msgspec.structs.replace(night, categories=(first, *night.categories[1:])))
    assert _category(teller, "song").name == "Best Song"
    assert [update.address for update in teller.turns[-1].updates] == ["category/song"]
