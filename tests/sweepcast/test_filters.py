"""Filters: what is known of each value, and what is selected."""

import msgspec
import pytest

from sweepcast.board import (
    AnyValue,
    CategoryState,
    Evidence,
    Milestone,
    NominationState,
    Ref,
    Stage,
    Standing,
    Subject,
    WorkInfo,
    WorkRef,
)
from sweepcast.filters import EVERYTHING, Filter, facts_in, facts_of, filter_of, wanted
from tests.fake_gateway import NOW

MOONLIGHT, LION = WorkRef(id="moonlight", title="Moonlight"), WorkRef(id="lion", title="Lion")
CHAZELLE, JENKINS = Ref(id="damien-chazelle", name="Damien Chazelle"), Ref(id="barry-jenkins", name="Barry Jenkins")

DIRECTOR = CategoryState(
    id="director", name="Best Director", order=1, competitive=True, medium="film", award="director", status="to-come",
    nominations=(
        NominationState(id="n1", works=(MOONLIGHT,), people=(JENKINS,), song=None, status="nominated"),
        NominationState(id="n2", works=(LION, MOONLIGHT), people=(), song=None, status="nominated"),
    ),
    winners=(), recipients=(CHAZELLE,), decided_at=None, sequence=None, reason=None, earlier=(),
)  # fmt: skip
STAGE = Stage(status="open", up_next="director", decided=0, categories=1, opened_at=None, closed_at=None)
STANDING = Standing(
    of="person", id="barry-jenkins", name="Barry Jenkins", medium=None, nominations=1, wins=0, decided=0, lost=0,
    to_come=1, possible=1, rank=None,
)  # fmt: skip
TIE = Milestone(
    kind="tie", status="", subjects=(Subject(kind="category", id="director", name="Best Director"),), numbers={},
    evidence=Evidence(), since=1, since_time=NOW, headline="A tie", weight="minor",
)  # fmt: skip
WORK = WorkInfo(id="lion", title="Lion", medium="film", distributor=None, card=None)

FACTS: list[tuple[AnyValue, set[str]]] = [
    (DIRECTOR, {"kind:category", "category:director", "work:moonlight", "work:lion", "person:barry-jenkins",
                "person:damien-chazelle"}),
    (STAGE, {"kind:stage"}),
    (STANDING, {"kind:standing", "person:barry-jenkins"}),
    (TIE, {"kind:milestone", "kind:tie", "category:director"}),
    (WORK, {"kind:work", "work:lion"}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "facts"), FACTS)
def test_a_value_is_about_all_who_are_in_it(value: AnyValue, facts: set[str]) -> None:
    """A category is about all who are nominated or honoured in it, a milestone about its subjects."""
    assert facts_of(value) == facts == facts_in(msgspec.json.encode(value))


@pytest.mark.parametrize("content", [b'{"type":"forecast","id":"x"}', b'{"type":"category","nominations":7}'])
def test_a_value_of_another_version_is_known_by_its_kind(content: bytes) -> None:
    """What a newer worker writes is never a fault here."""
    assert any(fact.startswith("kind:") for fact in facts_in(content))


def test_what_is_no_value_has_no_facts() -> None:
    """A value that cannot be read at all is selected by no filter but the one for everything."""
    facts = facts_in(b"[1, 2]")
    assert facts == frozenset()
    assert EVERYTHING.selects(facts)
    assert not filter_of(kinds=["milestone"]).selects(facts)


@pytest.mark.parametrize(
    ("selected", "seen"),
    [
        (EVERYTHING, [DIRECTOR, STAGE, STANDING, TIE, WORK]),
        (filter_of(kinds=["milestone"]), [TIE]),
        (filter_of(kinds=["tie", "stage"]), [STAGE, TIE]),
        (filter_of(works=["lion"]), [DIRECTOR, WORK]),
        (filter_of(works=["lion"], people=["barry-jenkins"]), [DIRECTOR, STANDING, WORK]),
        (filter_of(works=["lion"], kinds=["work"]), [WORK]),
        (filter_of(categories=["director"]), [DIRECTOR, TIE]),
        (filter_of(ceremonies=["golden-globes-2017"]), [DIRECTOR, STAGE, STANDING, TIE, WORK]),
        (filter_of(works=["arrival"]), []),
    ],
)
def test_kinds_and_subjects_must_both_be_right(selected: Filter, seen: list[AnyValue]) -> None:
    """A value is selected if it is of one of the kinds, and about any of the works, people and categories."""
    assert [each for each in (value for value, _ in FACTS) if selected.selects(facts_of(each))] == seen


def test_equal_wishes_are_equal_filters() -> None:
    """Order and repetition do not matter, so that all who want the same share it; ids are counted once."""
    one, other = filter_of(works=["b", "a", "a"], kinds=["tie"]), filter_of(kinds=["tie"], works=["a", "b"])
    assert one == other
    assert hash(one) == hash(other)
    assert one.size == 3
    assert msgspec.json.encode(one) == b'{"kinds":["tie"],"works":["a","b"]}'
    assert msgspec.json.encode(EVERYTHING) == b"{}"


@pytest.mark.parametrize(
    ("selected", "whole"),
    [(EVERYTHING, True), (filter_of(ceremonies=["oscars-2017"]), True), (filter_of(kinds=["stage"]), False)],
)
def test_only_ceremonies_leave_boards_whole(selected: Filter, whole: bool) -> None:
    """Where boards are whole, turns have no holes, and a client may look for them."""
    assert selected.selects_whole_boards is whole
    assert selected.includes("oscars-2017")


def test_a_filter_is_asked_for_strictly_and_told_leniently() -> None:
    """A slip of the pen in a request is an error; a field of a newer gateway in its answer is none."""
    asked = wanted(filter_of(kinds=["tie"]))
    assert msgspec.json.encode(asked) == b'{"kinds":["tie"]}'
    with pytest.raises(msgspec.ValidationError, match="unknown field `kind`"):
        msgspec.json.decode(b'{"kind":["tie"]}', type=type(asked))
    assert msgspec.json.decode(b'{"kinds":["tie"],"moods":["quiet"]}', type=Filter) == filter_of(kinds=["tie"])
