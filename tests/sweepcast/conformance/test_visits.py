"""The rules by which a client is judged, each with visits that keep it and visits that break it."""

from collections.abc import Sequence

import pytest

from sweepcast.conformance.scenarios import ALL, Scenario
from sweepcast.conformance.visits import (
    Given,
    Rule,
    Visit,
    asks_well,
    comes,
    comes_back_with,
    leaves_within,
    pauses_well,
    speaks_well,
    stays,
    stays_away_after,
    waits,
)


def given(*cursors: str, unfinished: bool = False) -> list[Given]:
    """Return cursors that a client got."""
    return [Given(each, unfinished) for each in cursors]


def visit(query: str = "", *, at: float = 0.0, left_at: float | None = None, **facts: object) -> Visit:
    """Return a visit."""
    return Visit(at=at, query=query, left_at=left_at, **facts)  # type: ignore[arg-type]  # the rows name what they need


def paused(*pauses: float) -> list[Visit]:
    """Return visits of no length with these pauses between them, from one second on."""
    visits, now = [visit(at=1.0, left_at=1.0)], 1.0
    for pause in pauses:
        now += pause
        visits.append(visit(at=now, left_at=now))
    return visits


SETTLED = visit(given=given("a", "b"), settled=True)
AMID_SNAPSHOTS = visit(given=given("a", unfinished=True), settled=True)
REFUSED = visit(refused=503, at=1.0, left_at=1.0)

KEPT: dict[str, tuple[Rule, Sequence[Visit]]] = {
    "options": (asks_well, [visit("kind=lead&cursor=a"), visit("cursor=b&kind=lead")]),
    "none": (asks_well, []),
    "request": (speaks_well, [visit(messages=['{"type": "delay", "seconds": 3}'])]),
    "came": (comes(2), [visit(), visit(), visit()]),
    "away": (stays_away_after(1), [visit()]),
    "stayed": (stays, [visit(left_by="client", done=True), visit(left_by="gateway"), visit()]),
    "left-the-silent": (stays, [visit(left_by="client", hushed_at=1.0)]),
    "in-time": (leaves_within(1, 3), [visit(hushed_at=1.0, left_at=3.0, left_by="client")]),
    "still-waiting": (leaves_within(1, 3), [visit(hushed_at=1.0)]),
    "newest": (comes_back_with("newest"), [SETTLED, visit("cursor=b")]),
    "newest-unsettled": (comes_back_with("newest"), [visit(given=given("a", "b")), visit("cursor=a")]),
    "newest-before-anything": (comes_back_with("newest"), [visit("cursor=z"), visit("cursor=z")]),
    "given": (comes_back_with("given"), [SETTLED, visit("cursor=a")]),
    "given-amid-snapshots": (comes_back_with("given"), [AMID_SNAPSHOTS, visit("cursor=a")]),
    "none-amid-snapshots": (comes_back_with("given"), [AMID_SNAPSHOTS, visit()]),
    "without": (comes_back_with("none"), [SETTLED, visit()]),
    "any": (comes_back_with("any"), [SETTLED, visit("cursor=whatever")]),
    "waited": (waits(2), [REFUSED, visit(at=3.5)]),
    "growing": (pauses_well, paused(0.4, 0.7, 1.9, 3.1)),
    "one-visit": (pauses_well, [visit(at=1.0)]),
}

BROKEN: dict[str, tuple[Rule, Sequence[Visit]]] = {
    "unknown-option": (asks_well, [visit("colour=red")]),
    "malformed-option": (asks_well, [visit("delay=soon")]),
    "forgot-its-filter": (asks_well, [visit("kind=lead"), visit("cursor=b")]),
    "no-request": (speaks_well, [visit(messages=["hello?"])]),
    "too-many": (speaks_well, [visit(messages=['{"type": "delay", "seconds": 3}'] * 61)]),
    "never-came": (comes(1), []),
    "did-not-come-back": (comes(2), [visit(left_by="gateway")]),
    "came-back": (stays_away_after(1), [visit(left_at=1.0), visit(at=1.5)]),
    "left": (stays, [visit(), visit(left_by="client")]),
    "too-early": (leaves_within(1, 3), [visit(hushed_at=1.0, left_at=1.5, left_by="client")]),
    "too-late": (leaves_within(1, 3), [visit(hushed_at=1.0, left_at=9.0, left_by="client")]),
    "never-left": (leaves_within(1, 3), [visit(hushed_at=1.0, left_at=3.0, left_by="gateway")]),
    "older": (comes_back_with("newest"), [SETTLED, visit("cursor=a")]),
    "lost-it": (comes_back_with("newest"), [SETTLED, visit()]),
    "later-lost-it": (
        comes_back_with("newest", "newest"),
        [SETTLED, visit("cursor=b", given=given("c"), settled=True), visit()],
    ),
    "not-given": (comes_back_with("given"), [SETTLED, visit("cursor=c")]),
    "given-and-lost": (comes_back_with("given"), [SETTLED, visit()]),
    "kept-it": (comes_back_with("none"), [SETTLED, visit("cursor=b")]),
    "too-soon": (waits(2), [REFUSED, visit(at=2.5)]),
    "hammers": (pauses_well, paused(0.1, 0.1, 0.1, 0.1)),
    "too-long": (pauses_well, paused(1.0, 2.0, 60.0)),
    "all-alike": (pauses_well, paused(1.0, 1.0, 1.0, 1.0)),
}


@pytest.mark.parametrize("row", KEPT)
def test_a_rule_that_is_kept(row: str) -> None:
    """No rule asks for more than the protocol does."""
    rule, visits = KEPT[row]
    assert list(rule(visits)) == []


@pytest.mark.parametrize("row", BROKEN)
def test_a_rule_that_is_broken(row: str) -> None:
    """Each rule can fail, and says what was expected and what was seen."""
    rule, visits = BROKEN[row]
    problems = list(rule(visits))
    assert problems
    assert all(each.expected and each.seen for each in problems)


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.id)
def test_a_client_that_never_comes_fails_every_scenario(scenario: Scenario) -> None:
    """Nobody passes by staying at home."""
    assert any(list(rule([])) for rule in scenario.rules)


@pytest.mark.parametrize("scenario", [each for each in ALL if each.expected_turns()], ids=lambda each: each.id)
def test_expected_turns_come_once_and_in_order(scenario: Scenario) -> None:
    """What a client is to deliver has no repeats, and rises within each ceremony."""
    turns: list[tuple[str, int]] = scenario.expected_turns()
    for ceremony in {each for each, _ in turns}:
        sequences = [sequence for each, sequence in turns if each == ceremony]
        assert sequences == sorted(set(sequences))


def test_scenarios_have_names_of_their_own() -> None:
    """`--scenario` names one."""
    assert len({each.id for each in ALL}) == len(ALL)
