"""A board: applying updates, and its bytes."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweepcast.board import (
    Board,
    CategoryState,
    Evidence,
    Holder,
    Milestone,
    NominationState,
    Ref,
    Stage,
    Standing,
    Subject,
    Update,
    WorkInfo,
    WorkRef,
    applied,
    decode_board,
    encode_board,
)

TIME = datetime(2017, 1, 8, 22, 42, tzinfo=UTC)
WORK = WorkInfo(id="la-la-land", title="La La Land", medium="film", distributor=None, card=None)
CATEGORY = CategoryState(
    id="picture",
    name="Best Picture",
    order=1,
    competitive=True,
    medium="film",
    award="picture",
    status="decided",
    nominations=(
        NominationState(
            id="la-la-land", works=(WorkRef(id="la-la-land", title="L"),), people=(), song=None, status="won"
        ),
    ),
    winners=("la-la-land",),
    recipients=(Ref(id="somebody", name="Söme Body"),),
    decided_at=TIME,
    sequence=4,
    reason=None,
    earlier=(),
)
MILESTONE = Milestone(
    kind="record-broken",
    status="broken",
    subjects=(Subject(kind="work", id="la-la-land", name="La La Land"),),
    numbers={"wins": 7, "record": 6, "before": 6},
    evidence=Evidence(
        holders=(Holder(name="Midnight Express", number=6, edition=36, ceremony_year=1979, film_year=1978),)
    ),
    since=4,
    since_time=TIME,
    headline="La La Land breaks the record",
    weight="major",
)
STAGE = Stage(status="open", up_next=None, decided=1, categories=1, opened_at=TIME, closed_at=None)
BOARD: Board = {
    "work/la-la-land": WORK,
    "stage": STAGE,
    "category/picture": CATEGORY,
    "milestone/record-wins/la-la-land": MILESTONE,
}


def _standing(wins: int) -> Standing:
    return Standing(
        of="work",
        id="a",
        name="A",
        medium="film",
        nominations=9,
        wins=wins,
        decided=wins,
        lost=0,
        to_come=9 - wins,
        possible=9,
        rank=1,
    )


addresses = st.sampled_from(["standing/work/a", "standing/work/b", "milestone/lead/film", "stage"])
updates = st.builds(Update, address=addresses, value=st.none() | st.integers(0, 9).map(_standing))
batches = st.lists(updates, max_size=12).map(tuple)


def test_an_update_replaces_adds_and_takes_away() -> None:
    """The whole new value stands at the address; without one, the address leaves the board."""
    later = msgspec.structs.replace(STAGE, decided=2)
    gone = Update(address="milestone/record-wins/la-la-land", value=None)
    after = applied(
        BOARD, (Update(address="stage", value=later), Update(address="standing/work/a", value=_standing(1)), gone)
    )
    assert after["stage"] == later
    assert after["standing/work/a"] == _standing(1)
    assert gone.address not in after
    assert after["category/picture"] == CATEGORY


def test_taking_away_what_is_not_there_changes_nothing() -> None:
    """A client that never saw a value may hear that it is gone."""
    assert applied(BOARD, (Update(address="milestone/lead/tv", value=None),)) == BOARD


@given(batches, batches)
def test_laws_of_applying(first: tuple[Update, ...], second: tuple[Update, ...]) -> None:
    """Applying twice changes nothing, in one go or in two is the same, and of two for one address the later wins."""
    before = dict(BOARD)
    once = applied(BOARD, first)
    assert applied(once, first) == once
    assert applied(once, second) == applied(BOARD, first + second)
    last = {each.address: each for each in first}
    assert applied(BOARD, tuple(last.values())) == once
    assert before == BOARD


def test_a_board_comes_back_from_its_bytes() -> None:
    """Each value says of which kind it is, so a board is read whole."""
    assert decode_board(encode_board(BOARD)) == BOARD


def test_equal_boards_give_equal_bytes() -> None:
    """Neither the order of addresses nor that of a milestone's numbers shows."""
    numbers = dict(reversed(MILESTONE.numbers.items()))
    turned: Board = dict(reversed(BOARD.items()))
    turned["milestone/record-wins/la-la-land"] = msgspec.structs.replace(MILESTONE, numbers=numbers)
    assert encode_board(turned) == encode_board(BOARD)
    assert encode_board(applied(BOARD, (Update(address="stage", value=None),))) != encode_board(BOARD)


@pytest.mark.parametrize(
    "content", [b"[]", b"{", b'{"stage": {"type": "weather"}}', b'{"stage": {"type": "stage", "status": "open"}}']
)
def test_what_is_no_board_is_refused(content: bytes) -> None:
    """A value that no board holds is an error of the reader."""
    with pytest.raises(msgspec.DecodeError):
        decode_board(content)
