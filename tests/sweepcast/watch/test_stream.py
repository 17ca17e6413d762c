"""The stream of a real night, followed and joined."""

import pytest

from streams.fold import Folded
from sweepcast.announcements import (
    Announcement,
    CategoryPostponed,
    Correction,
    NominationWithdrawn,
    Postponement,
    WinnerCorrected,
    Withdrawal,
)
from sweepcast.watch.stream import (
    AnyEntry,
    CalledUp,
    Claimed,
    Corrected,
    Decided,
    Night,
    Noted,
    TakenBack,
    followed,
    joined,
    said_once,
)
from sweepcast.watch.winners import Winner
from tests.sweepcast.watch.night import (
    CEREMONY,
    announcements,
    folded,
    snapshot_of,
    turns,
    until,
    whole_night,
    wrong_envelope,
)

PICTURE = "picture-musical-or-comedy"


def watched(made: list[Folded]) -> Night:
    """Return the night of somebody who was there from the start."""
    night: Night | None = None
    for turn in turns(made):
        night = followed(night, turn)
    assert night is not None
    return night


def last_turn(night: Night) -> list[AnyEntry]:
    """Return what the newest turn said."""
    return [entry for entry in night.stream if entry.sequence == night.sequence]


def test_every_outcome_is_in_the_stream_once_and_in_order() -> None:
    """26 awards, the honorary one among them, in the order of the night."""
    night = watched(list(whole_night()))
    decided = [entry for entry in night.stream if isinstance(entry, Decided)]
    assert len(decided) == 26
    assert [entry.sequence for entry in night.stream] == sorted(entry.sequence for entry in night.stream)
    assert decided[0].winners == (Winner("Aaron Taylor-Johnson", ("Nocturnal Animals", "Focus Features")),)
    assert decided[-1].winners == (Winner("Moonlight", ("A24",)),)
    assert [entry.text for entry in night.stream if isinstance(entry, Noted)] == [
        "The programme is published: 26 categories",
        "The night begins",
        "The night is over",
    ]


def test_each_category_is_called_up_before_it_is_decided() -> None:
    """What is next is told when it is called, once."""
    night = watched(list(whole_night()))
    called = [entry.category for entry in night.stream if isinstance(entry, CalledUp)]
    assert called == [entry.category for entry in night.stream if isinstance(entry, Decided)]


def test_the_turn_of_the_record_tells_the_outcome_and_then_all_that_it_made_true() -> None:
    """One turn: the winner first, the sweep and the record before what sets them in a row of years."""
    entries = last_turn(watched(folded(until(PICTURE))))
    assert isinstance(entries[0], Decided)
    claims = [entry for entry in entries if isinstance(entry, Claimed)]
    assert [claim.kind for claim in claims] == [
        "clean-sweep",
        "record-broken",
        "big-five",
        "first-since",
        "first-since",
    ]
    assert all(claim.stands and claim.weight == "major" for claim in claims)


def test_quiet_milestones_are_no_news() -> None:
    """The programme alone makes fifteen works possible sweepers: a board shows that, a stream does not tell it."""
    night = watched(folded(announcements()[:3]))
    assert not [entry for entry in night.stream if isinstance(entry, Claimed)]


def test_a_correction_says_both_outcomes_and_takes_back_what_stood_on_the_first() -> None:
    """What was first said stays, marked; each told milestone that fell by it is taken back by name."""
    night = watched(folded(wrong_envelope()))
    (correction,) = [entry for entry in night.stream if isinstance(entry, Corrected)]
    assert correction.before == (Winner("La La Land", ("Lionsgate",)),)
    assert correction.winners == (Winner("Sing Street", ("The Weinstein Company",)),)
    assert correction.reason == "The wrong envelope"
    (first,) = [entry for entry in night.stream if isinstance(entry, Decided) and entry.category_id == PICTURE]
    assert not first.stands
    taken_back = [entry for entry in night.stream if isinstance(entry, TakenBack)]
    fallen = [entry for entry in night.stream if isinstance(entry, Claimed) and not entry.stands]
    assert {entry.kind for entry in taken_back} == {"record-broken", "clean-sweep", "big-five", "first-since"}
    assert {entry.headline for entry in taken_back} == {entry.headline for entry in fallen}
    assert {entry.sequence for entry in fallen} == {first.sequence}


def test_a_correction_of_a_correction_leaves_only_the_last_outcome_standing() -> None:
    """The whole way stays readable, for those who watched and for those who join."""
    said = (*wrong_envelope(), corrected("again", ("la-la-land",)))
    for night in (watched(folded(said)), joined(snapshot_of(folded(said)))):
        ways = [
            entry for entry in night.stream if isinstance(entry, Decided | Corrected) and entry.category_id == PICTURE
        ]
        assert [entry.stands for entry in ways] == [False, False, True]
        assert [entry.winners[0].lead for entry in ways] == ["La La Land", "Sing Street", "La La Land"]


def test_an_award_that_is_withdrawn_has_no_winner() -> None:
    """A correction with an empty outcome says so."""
    night = watched(folded((*until(PICTURE), corrected("none", ()))))
    correction = last_turn(night)[0]
    assert isinstance(correction, Corrected)
    assert correction.winners == ()


def test_a_postponement_and_a_withdrawal_are_told() -> None:
    """They decide nothing, but somebody waits for that category."""
    later: Announcement = CategoryPostponed(
        id="later",
        source="tests",
        subject=CEREMONY,
        time=announcements()[2].time,
        data=Postponement(category="director", reason="The envelope is lost"),
    )
    gone: Announcement = NominationWithdrawn(
        id="gone",
        source="tests",
        subject=CEREMONY,
        time=announcements()[2].time,
        data=Withdrawal(category="supporting-actor", nomination="dev-patel", reason="At his own wish"),
    )
    night = watched(folded((*announcements()[:3], later, gone)))
    texts = [entry.text for entry in night.stream if isinstance(entry, Noted)]
    assert texts[-2] == "Put off: Best Director - Motion Picture (The envelope is lost)"
    assert texts[-1].startswith("Withdrawn: Dev Patel, Lion, The Weinstein Company from Best Performance by an Actor")


@pytest.mark.parametrize("said", [until("director"), until(PICTURE), announcements(), wrong_envelope()], ids=len)
def test_who_joins_reads_the_same_outcomes(said: tuple[Announcement, ...]) -> None:
    """The stream made of a snapshot has every outcome and correction of the one that was followed, word for word."""
    made = folded(said)
    outcomes = [
        [entry for entry in night.stream if isinstance(entry, Decided | Corrected)]
        for night in (watched(made), joined(snapshot_of(made)))
    ]
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("said", [until("director"), until(PICTURE), announcements(), wrong_envelope()], ids=len)
def test_who_joins_is_told_nothing_that_was_not_told(said: tuple[Announcement, ...]) -> None:
    """Every milestone that a joiner reads was told in these words at that moment, and all major ones that hold are."""
    made = folded(said)
    there = {entry for entry in watched(made).stream if isinstance(entry, Claimed)}
    read = {entry for entry in joined(snapshot_of(made)).stream if isinstance(entry, Claimed)}
    minor = {entry for entry in read if entry.weight == "minor"}
    assert minor <= there
    holding = {
        (entry.address, entry.kind)
        for entry in there
        if entry.stands and entry.weight == "major" and held_at_the_end(made, entry)
    }
    assert {(entry.address, entry.kind) for entry in read if entry.weight == "major"} == holding


def held_at_the_end(made: list[Folded], claim: Claimed) -> bool:
    """Return whether a claim is still on the board: one that was followed by a greater one is not."""
    value = made[-1].board.get(claim.address)
    return getattr(value, "kind", None) == claim.kind


def test_joining_and_following_on_is_the_same_as_having_been_there() -> None:
    """From the moment of joining, both streams grow by the same entries."""
    made = list(whole_night())
    late = joined(snapshot_of(made[:30]))
    early = watched(made[:30])
    for turn in turns(made[30:]):
        late, early = followed(late, turn), followed(early, turn)
    since = made[29].turn.sequence
    assert late.board == early.board
    assert [entry for entry in late.stream if entry.sequence > since] == [
        entry for entry in early.stream if entry.sequence > since
    ]


def test_a_kind_is_not_said_twice() -> None:
    """Headlines that begin with their kind's name lose it where the kind stands beside them."""
    assert said_once("clean-sweep", "Clean sweep: X wins all") == "X wins all"
    assert said_once("record-broken", "X breaks it") == "X breaks it"


def corrected(announcement: str, nominations: tuple[str, ...]) -> WinnerCorrected:
    """Return a correction of the musical or comedy."""
    return WinnerCorrected(
        id=announcement,
        source="tests",
        subject=CEREMONY,
        time=announcements()[-1].time,
        data=Correction(category=PICTURE, nominations=nominations, reason="Counted again"),
    )
