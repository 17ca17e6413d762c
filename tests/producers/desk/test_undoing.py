"""What takes a turn back, as a table: each kind of turn, what stood before it, and what has no way back."""

import json
from typing import Any

import pytest

from producers.desk.dry_fold import KnownNight, Nights
from producers.desk.refusal import Refusal
from producers.desk.undoing import is_undoable, undo
from sweepcast.announcements import ANNOUNCEMENTS, TYPE_PREFIX
from sweepcast.turns import Position, TurnData
from tests.producers.desk.test_with_kafka import PROGRAMME

UP, WINNER, CORRECTED = "category-up-next", "winner-announced", "winner-corrected"
ADA = {"category": "director", "nominations": ["ada"]}
MILL = {"category": "picture", "nominations": ["mill"]}
POND = {"category": "picture", "nominations": ["pond"], "reason": "wrong card"}
PICTURE = {"category": "picture"}
DIRECTOR = {"category": "director"}


def night(*said: tuple[str, dict[str, Any]]) -> KnownNight:
    """Return the village's night after its programme and what was said, in this order."""
    nights = Nights(lambda _: 0)
    for offset, (name, data) in enumerate([("programme-published", PROGRAMME), *said]):
        event: dict[str, Any] = {"specversion": "1.0", "id": f"a{offset}", "source": "test", "subject": "village-2030"}
        event |= {"type": TYPE_PREFIX + name, "time": "2030-01-06T20:00:00Z", "data": data}
        announcement = ANNOUNCEMENTS.decode(_encoded(event))
        assert isinstance(nights.hear(announcement, Position(partition=0, offset=offset)), TurnData)
    known = nights.get("village-2030")
    assert known is not None
    return known


def _encoded(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


@pytest.mark.parametrize(
    ("said", "turn", "name", "data", "label"),
    [
        ([(WINNER, ADA)], 2, CORRECTED, {"nominations": []}, "Undo: Best Director → Ada Byron"),
        ([(WINNER, MILL), (CORRECTED, POND)], 3, CORRECTED, {"nominations": ["mill"]}, "The Pond (corrected)"),
        ([(WINNER, {"category": "picture"})], 2, CORRECTED, {"nominations": []}, "Undo: Best Picture → no award"),
        ([(UP, PICTURE), (UP, DIRECTOR)], 3, UP, PICTURE, "Undo: Up next: Best Director"),
        ([("category-postponed", {**PICTURE, "reason": "rain"})], 2, UP, PICTURE, "Undo: Postponed: Best Picture"),
        ([("programme-published", {**PROGRAMME, "name": "Revised"})], 2, "programme-published", {}, "Undo: Programme"),
    ],
)
def test_the_way_back(
    said: list[tuple[str, dict[str, Any]]], turn: int, name: str, data: dict[str, Any], label: str
) -> None:
    """The announcement that restores what stood before, labelled with what it takes back; and the rules take it."""
    back = undo(night(*said), turn)
    assert back.type == TYPE_PREFIX + name
    assert back.data.items() >= data.items()
    assert back.label.startswith("Undo: ")
    assert label in back.label
    plain = {each: value for each, value in back.data.items() if value is not None}
    night(*said, (name, plain))


@pytest.mark.parametrize(
    ("said", "turn", "error", "words"),
    [
        ([], 1, "not-undoable", "first programme"),
        ([], 2, "unknown-turn", "the night has 1"),
        ([("ceremony-opened", {})], 2, "not-undoable", "stays open"),
        ([("ceremony-closed", {})], 2, "not-undoable", "outcomes can still be corrected"),
        ([(UP, PICTURE)], 2, "not-undoable", "nothing was up next"),
        ([(UP, PICTURE), (UP, DIRECTOR), (WINNER, MILL)], 3, "not-undoable", "is decided by now"),
        ([(UP, PICTURE), (WINNER, MILL)], 2, "superseded", "up next by now"),
        ([(WINNER, MILL), (CORRECTED, POND)], 2, "superseded", "turn 3 says otherwise"),
        ([("category-postponed", {**PICTURE, "reason": "rain"}), (WINNER, MILL)], 2, "superseded", "decided by now"),
        (
            [("nomination-withdrawn", {**PICTURE, "nomination": "mill", "reason": "x"})],
            2,
            "not-undoable",
            "stays withdrawn",
        ),
    ],
)
def test_no_way_back(said: list[tuple[str, dict[str, Any]]], turn: int, error: str, words: str) -> None:
    """Why not, and what to do instead; and the turn is not shown as one that can be undone."""
    known = night(*said)
    with pytest.raises(Refusal) as refused:
        undo(known, turn)
    assert refused.value.code == error
    assert words in refused.value.detail
    if turn <= known.sequence:
        assert not is_undoable(known, known.turns[turn - 1])
