"""Steps of a night at the desk that several tests take."""

from typing import Any

import msgspec

from sweepcast.announcements import WinnerAnnounced
from sweepcast.retelling import retold
from tests.producers.desk.world import GLOBES, Caller, TheDesk, ceremony, entry

NIGHT = f"/v1/desk/nights/{GLOBES}"


async def sequence(caller: Caller, night: str = NIGHT) -> int:
    """Return the sequence number of the night as somebody sees it."""
    nights = (await caller.get("/v1/desk")).body["nights"]
    return next(int(each["sequence"]) for each in nights if night.endswith(f"/{each['ceremony']}"))


async def enter(caller: Caller, body: dict[str, Any], night: str = NIGHT) -> dict[str, Any]:
    """Send an entry, confirmed where that is asked for, and return it with its receipt."""
    answer = await caller.post(f"{night}/entries?wait=5", body)
    if answer.status == 428:
        answer = await caller.post(f"{night}/entries?wait=5", {**body, "confirmed": True})
    assert answer.status == 200, answer.text
    assert answer.body["status"] == "done", answer.text
    found: dict[str, Any] = answer.body
    return found


async def before_the_record(the_desk: TheDesk) -> tuple[Caller, dict[str, Any]]:
    """Let La La Land win until the next win makes a milestone that interrupts; return who enters, and that entry."""
    anna = await the_desk.publish()
    for each in retold(ceremony(GLOBES), "test"):
        if isinstance(each, WinnerAnnounced):
            data = msgspec.to_builtins(each.data)
            body = entry(each.id, await sequence(anna), "winner-announced", **data)
            draft = await anna.post(f"{NIGHT}/drafts", {"type": body["type"], "data": data})
            if draft.body["weight"] == "extraordinary":
                return anna, body
            await enter(anna, body)
    raise AssertionError("no win was extraordinary")
