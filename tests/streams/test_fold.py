"""What each announcement changes, what it may not, and how a correction takes back what stood on it."""

import pytest

from streams.handlers import Refused
from sweepcast.board import CategoryState, Stage, Standing, encode_board
from sweepcast.programme import Person
from sweepcast.turns import RejectionReason, TurnData
from tests.streams.nights import Teller, category, history, programme

PICTURE = category("picture", "arrow", "birch", "cedar")
DIRECTOR = category("director", "arrow/ann", "birch/bob")
SCORE = category("score", "arrow/cat", "birch/bob")
NIGHT = programme(PICTURE, DIRECTOR, SCORE, category("life", competitive=False))


@pytest.fixture
def teller() -> Teller:
    """Return a teller of a night that is open."""
    teller = Teller()
    teller.publish(NIGHT)
    teller.open()
    return teller


def _refused(answer: TurnData | Refused) -> RejectionReason:
    assert isinstance(answer, Refused)
    assert answer.detail
    return answer.reason


def _category(teller: Teller, name: str) -> CategoryState:
    value = teller.board[f"category/{name}"]
    assert isinstance(value, CategoryState)
    return value


def _standing(teller: Teller, address: str) -> tuple[int, int, int, int]:
    value = teller.board[f"standing/{address}"]
    assert isinstance(value, Standing)
    return value.wins, value.lost, value.to_come, value.possible


def test_turns_are_counted_and_name_their_cause(teller: Teller) -> None:
    """A turn has the next sequence number, and its cause's id, type, time and position."""
    turn = teller.win("picture", "arrow", announced_as="the-card")
    assert isinstance(turn, TurnData)
    assert (turn.sequence, turn.ceremony, turn.award_body) == (3, "awards-2017", "awards")
    assert (turn.cause.id, turn.cause.type) == ("the-card", "sweepcast.announcement.winner-announced")
    assert turn.cause.position.offset == 2


def test_a_winner_changes_its_category_and_its_standings(teller: Teller) -> None:
    """Winner and losers show at once in the category and in the numbers of works, people and distributors."""
    teller.win("director", "arrow.ann")
    director = _category(teller, "director")
    assert [(each.id, each.status) for each in director.nominations] == [("arrow.ann", "won"), ("birch.bob", "lost")]
    assert (director.status, director.winners, director.sequence) == ("decided", ("arrow.ann",), 3)
    assert _standing(teller, "work/arrow") == (1, 0, 2, 3)
    assert _standing(teller, "person/bob") == (0, 1, 1, 1)
    assert _standing(teller, "distributor/b") == (0, 1, 2, 2)


def test_a_rank_counts_those_with_more_wins() -> None:
    """Ranks go 1, 1, 3 among works of one medium; nobody without a win has one, and series are ranked apart."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b", "c", "t") for n in range(6)), tv=["t"]))
    for n, winner in enumerate(["a", "a", "b", "b", "c", "t"]):
        teller.win(f"c{n}", winner)
    ranks = {}
    for work in "abct":
        standing = teller.board[f"standing/work/{work}"]
        assert isinstance(standing, Standing)
        ranks[work] = standing.rank
    assert ranks == {"a": 1, "b": 1, "c": 3, "t": 1}


def test_a_work_twice_in_a_category_and_a_nomination_of_two_works() -> None:
    """Two nominations of one work are two; one counts once for each of its works, and once if named twice."""
    teller = Teller()
    teller.publish(programme(category("song", "arrow/ann", "arrow/bob", "birch+cedar", "dune+dune/cat")))
    teller.win("song", "birch.cedar")
    assert _standing(teller, "work/arrow") == (0, 2, 0, 0)
    assert _standing(teller, "work/birch") == _standing(teller, "work/cedar") == (1, 0, 0, 1)
    assert _standing(teller, "work/dune") == (0, 1, 0, 0)


def test_a_tie_gives_every_winner_its_win(teller: Teller) -> None:
    """In a tie every winning nomination is a win, and the winners stand in the category's order."""
    teller.win("picture", "cedar", "arrow")
    assert _category(teller, "picture").winners == ("arrow", "cedar")
    assert _standing(teller, "work/arrow")[0] == _standing(teller, "work/cedar")[0] == 1


def test_no_award(teller: Teller) -> None:
    """A category decided without winners is decided, and lost by all."""
    teller.win("picture")
    assert (_category(teller, "picture").status, _category(teller, "picture").winners) == ("decided", ())
    assert _standing(teller, "work/arrow") == (0, 1, 2, 2)


def test_an_honorary_award_counts_for_nothing(teller: Teller) -> None:
    """Recipients show in their category; no standing changes, and the stage counts competitive categories only."""
    teller.win("life", recipients=[Person(id="ann", name="Ann")])
    assert [each.name for each in _category(teller, "life").recipients] == ["Ann"]
    assert _standing(teller, "person/ann") == (0, 0, 1, 1)
    stage = teller.board["stage"]
    assert isinstance(stage, Stage)
    assert (stage.decided, stage.categories) == (0, 3)


def test_up_next_moves_and_ends_with_the_winner(teller: Teller) -> None:
    """One category is up next at a time, and none once its winner is announced."""
    teller.up_next("picture")
    teller.up_next("director")
    assert (_category(teller, "picture").status, _category(teller, "director").status) == ("to-come", "up-next")
    teller.win("director", "arrow.ann")
    stage = teller.board["stage"]
    assert isinstance(stage, Stage)
    assert stage.up_next is None


def test_postponed_and_decided_after_all(teller: Teller) -> None:
    """A postponed category says why, and may still be decided."""
    teller.postpone("picture")
    assert (_category(teller, "picture").status, _category(teller, "picture").reason) == ("postponed", "a storm")
    teller.win("picture", "arrow")
    assert (_category(teller, "picture").status, _category(teller, "picture").reason) == ("decided", None)


def test_a_withdrawn_nomination_counts_no_longer(teller: Teller) -> None:
    """It stays visible as withdrawn, leaves all numbers, and cannot win."""
    teller.withdraw("director", "birch.bob")
    assert _category(teller, "director").nominations[1].status == "withdrawn"
    assert _standing(teller, "work/birch") == (0, 0, 2, 2)
    assert _refused(teller.win("director", "birch.bob")) == "bad-outcome"


def test_a_correction_keeps_what_was_first_said(teller: Teller) -> None:
    """The new outcome stands, numbers follow, and the category tells what was said before and why it was wrong."""
    teller.win("picture", "arrow")
    teller.correct("picture", "birch", reason="the wrong envelope")
    picture = _category(teller, "picture")
    assert (picture.winners, picture.reason, picture.sequence) == (("birch",), "the wrong envelope", 4)
    assert [(each.winners, each.sequence, each.reason) for each in picture.earlier] == [
        (("arrow",), 3, "the wrong envelope")
    ]
    assert _standing(teller, "work/arrow") == (0, 1, 2, 2)
    assert _standing(teller, "work/birch")[0] == 1


def test_a_correction_retracts_what_stood_on_the_wrong_card() -> None:
    """Sweep, record and first since of the wrong winner end in that same turn as retracted; the right one's appear."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "arrow", "birch") for n in range(3))))
    teller.seed(history(("Old", 5, 2, 4)))
    for n in range(3):
        teller.win(f"c{n}", "arrow")
    assert {each.kind for at in ("sweep", "record-wins") if (each := teller.milestone(f"{at}/arrow"))} == {
        "clean-sweep",
        "record-broken",
    }
    turn = teller.correct("c2", "birch")
    assert isinstance(turn, TurnData)
    ended = {update.address: update.ended for update in turn.updates if update.ended}
    assert {at: (each.how, each.kind) for at, each in ended.items()} == {
        "milestone/sweep/arrow": ("retracted", "clean-sweep"),
        "milestone/record-wins/arrow": ("retracted", "record-broken"),
        "milestone/first-since-sweep/arrow": ("retracted", "first-since"),
    }
    tied = teller.milestone("record-wins/arrow")
    assert tied is not None
    assert tied.kind == "record-tied"
    assert teller.milestone("first-since-sweep/arrow") is None


def test_correcting_to_the_same_outcome_changes_nothing(teller: Teller) -> None:
    """It is a turn like any other, but an empty one, and the board stays the same byte for byte."""
    teller.win("picture", "arrow")
    before = encode_board(teller.board)
    turn = teller.correct("picture", "arrow")
    assert isinstance(turn, TurnData)
    assert (turn.updates, encode_board(teller.board)) == ((), before)


def test_an_empty_correction_withdraws_the_award(teller: Teller) -> None:
    """After it nobody has won the category, even when the ceremony is over."""
    teller.win("picture", "arrow")
    teller.close()
    teller.correct("picture", reason="stripped")
    assert _category(teller, "picture").winners == ()
    assert _standing(teller, "work/arrow")[0] == 0


def test_a_duplicate_is_no_second_announcement(teller: Teller) -> None:
    """The same id again changes nothing, however much later it comes, and the answer names the turn that it made."""
    teller.win("picture", "arrow", announced_as="once")
    teller.win("director", "arrow.ann")
    answer = teller.win("picture", "arrow", announced_as="once")
    assert _refused(answer) == "duplicate"
    assert isinstance(answer, Refused)
    assert "turn 3" in answer.detail


def test_refusals_leave_no_trace(teller: Teller) -> None:
    """A refused announcement makes no turn, and its id may be used again once it is right."""
    before = encode_board(teller.board)
    assert _refused(teller.win("picture", "nobody", announced_as="try")) == "unknown-nomination"
    assert encode_board(teller.board) == before
    turn = teller.win("picture", "arrow", announced_as="try")
    assert isinstance(turn, TurnData)
    assert turn.sequence == 3


def test_reasons(teller: Teller) -> None:
    """Whatever cannot be folded has its own reason, and the sentence names what would have been right."""
    stranger = Teller("awards-2018")
    assert _refused(stranger.open()) == "unknown-ceremony"
    assert _refused(stranger.publish(NIGHT)) == "bad-programme"
    assert _refused(teller.up_next("sound")) == "unknown-category"
    assert _refused(teller.correct("picture", "arrow")) == "not-decided"
    assert _refused(teller.win("picture", "dune")) == "unknown-nomination"
    assert _refused(teller.win("picture", "arrow", recipients=[Person(id="ann", name="Ann")])) == "bad-outcome"
    assert _refused(teller.seed(history(before=11))) == "bad-history"
    assert _refused(teller.seed(history(("Late", 10, 1, 1)))) == "bad-history"
    teller.win("picture", "arrow")
    for late in (teller.win("picture", "birch"), teller.postpone("picture"), teller.withdraw("picture", "birch")):
        assert _refused(late) == "already-decided"
    teller.close()
    for late in (teller.win("score", "arrow.cat"), teller.up_next("score"), teller.open(), teller.publish(NIGHT)):
        assert _refused(late) == "ceremony-closed"


def test_a_revised_programme_may_not_lose_what_was_said(teller: Teller) -> None:
    """A programme may be corrected during the night, but must keep every category and nomination already announced."""
    teller.win("picture", "arrow")
    without = programme(category("picture", "birch", "cedar"), DIRECTOR)
    assert _refused(teller.publish(without)) == "bad-programme"
    longer = programme(category("picture", "arrow", "birch", "cedar", "dune"), DIRECTOR, SCORE)
    assert isinstance(teller.publish(longer), TurnData)
    assert "category/life" not in teller.board
    assert _standing(teller, "work/dune") == (0, 1, 0, 0)


def test_closing_twice_makes_no_difference(teller: Teller) -> None:
    """The second closing is an empty turn: the book has the night's rows once."""
    teller.win("picture", "arrow")
    teller.close()
    book = teller.book
    turn = teller.close()
    assert isinstance(turn, TurnData)
    assert (turn.updates, teller.book) == ((), book)
