"""Rehearsals: everything as on the real night, and nothing of it leaves the desk."""

from tests.producers.desk.world import GLOBES, Caller, TheDesk, entry


async def _begin(caller: Caller) -> str:
    begun = await caller.post("/v1/desk/rehearsals", {"ceremony": GLOBES})
    assert begun.status == 201, begun.text
    assert begun.headers["Location"] == f"/v1/desk/nights/{begun.body['ceremony']}"
    name: str = begun.body["ceremony"]
    return name


async def test_a_rehearsal_touches_nothing_real(the_desk: TheDesk) -> None:
    """A winner gets its receipt and can be undone; Kafka hears nothing, the real night stays as it was."""
    anna = await the_desk.publish()
    said, before = len(the_desk.kafka.log), (await anna.get(f"/v1/desk/nights/{GLOBES}")).body["board"]
    name = await _begin(anna)
    night = f"/v1/desk/nights/{name}"
    assert name.startswith("golden-globes-2017-rehearsal-")
    winner = entry("a", 1, "winner-announced", category="director", nominations=["damien-chazelle"])
    done = (await anna.post(f"{night}/entries", winner)).body
    assert (done["status"], done["rehearsal"], done["receipt"]["sequence"]) == ("done", True, 2)
    undone = await anna.post(f"{night}/entries", {"id": "u", "based_on": 2, "undoes": 2})
    assert undone.body["status"] == "done"
    shown = (await anna.get(night)).body
    assert (shown["rehearsal"], shown["board"]["ceremony"]["name"][:10]) == (True, "Rehearsal:")
    closed = await anna.post(f"{night}/entries", entry("c", 3, "ceremony-closed"))
    assert closed.body["status"] == "done"
    assert len(the_desk.kafka.log) == said
    assert (await anna.get(f"/v1/desk/nights/{GLOBES}")).body["board"] == before


async def test_a_rehearsal_is_measured_by_the_real_record_book(the_desk: TheDesk) -> None:
    """What would be a record tonight is one in the rehearsal: the history was published, and counts."""
    anna = await the_desk.publish()
    night = f"/v1/desk/nights/{await _begin(anna)}"
    board = (await anna.get(night)).body["board"]
    assert board["milestone/record-wins/la-la-land"]["kind"] == "record-in-reach"


async def test_a_rehearsal_goes_on_without_kafka(the_desk: TheDesk) -> None:
    """Nothing of it needs Kafka."""
    anna = await the_desk.publish()
    night = f"/v1/desk/nights/{await _begin(anna)}"
    the_desk.kafka.go("away")
    assert (await anna.post(f"{night}/entries", entry("a", 1, "ceremony-opened"))).body["status"] == "done"


async def test_a_rehearsal_is_thrown_away(the_desk: TheDesk) -> None:
    """It leaves the list; a new one gets another id; an announcement for one that is gone never reaches Kafka."""
    anna = await the_desk.publish()
    first = await _begin(anna)
    assert [each["rehearsal"] for each in (await anna.get("/v1/desk")).body["nights"]] == [True, False]
    second = await _begin(anna)
    assert second != first
    assert (await anna.call("DELETE", f"/v1/desk/rehearsals/{first}")).status == 204
    assert (await anna.call("DELETE", f"/v1/desk/rehearsals/{first}")).status == 404
    assert (await anna.call("DELETE", f"/v1/desk/rehearsals/{GLOBES}")).status == 404
    said = len(the_desk.kafka.log)
    event = {
        "specversion": "1.0",
        "id": "x",
        "source": "robot",
        "subject": first,
        "time": "2017-01-08T20:00:00Z",
        "type": "sweepcast.announcement.ceremony-opened",
    }
    assert (await anna.post("/v1/announcements", event)).status == 404
    assert len(the_desk.kafka.log) == said


async def test_rehearsals_are_bounded(the_desk: TheDesk) -> None:
    """Each keeps a night in memory, so there are only so many; and there is none of a rehearsal."""
    anna = await the_desk.publish()
    names = [await _begin(anna) for _ in range(20)]
    assert (await anna.post("/v1/desk/rehearsals", {"ceremony": GLOBES})).body["error"] == "too-many"
    assert (await anna.post("/v1/desk/rehearsals", {"ceremony": names[0]})).status == 400
    assert (await anna.post("/v1/desk/rehearsals", {"ceremony": "golden-globes-1900"})).status == 404
