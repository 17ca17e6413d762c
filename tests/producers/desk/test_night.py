"""Nights entered over HTTP: entries, receipts, undo, stale ones, the extraordinary, and the wrong envelope."""

import json
from pathlib import Path
from typing import Any

from sweepcast.announcements import WinnerAnnounced, WinnerCorrected
from sweepcast.retelling import retold
from tests.producers.desk.world import GLOBES, OSCARS, Caller, FakeKafka, TheDesk, ceremony, entry, running

NIGHT = f"/v1/desk/nights/{GLOBES}"
PICTURE = {"category": "picture", "nominations": ["la-la-land"]}


async def sequence(caller: Caller, night: str = NIGHT) -> int:
    """Return the sequence number of the night as somebody sees it."""
    number: int = (await caller.get(night)).body["sequence"]
    return number


async def enter(caller: Caller, body: dict[str, Any], night: str = NIGHT) -> dict[str, Any]:
    """Send an entry, confirmed where that is asked for, and return it with its receipt."""
    answer = await caller.post(f"{night}/entries?wait=5", body)
    if answer.status == 428:
        answer = await caller.post(f"{night}/entries?wait=5", {**body, "confirmed": True})
    assert answer.status == 200, answer.text
    assert answer.body["status"] == "done", answer.text
    found: dict[str, Any] = answer.body
    return found


async def test_an_entry_gets_its_turn_as_receipt(the_desk: TheDesk) -> None:
    """What is entered is sent once, and answered with the turn; the night's history says by whom."""
    anna = await the_desk.publish()
    based_on = await sequence(anna)
    done = await enter(anna, entry("e1", based_on, "winner-announced", category="director", nominations=["damien-chazelle"]))
    assert done["receipt"]["sequence"] == based_on + 1
    assert done["label"] == "Best Director - Motion Picture → Damien Chazelle"
    night = (await anna.get(NIGHT)).body
    assert (night["sequence"], night["turns"][0]["by"]) == (based_on + 1, "Chief")
    assert night["board"]["category/director"]["winners"] == ["damien-chazelle"]
    assert night["under_way"] is None
