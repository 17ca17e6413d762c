"""What is extraordinary waits for a second person: who may confirm it, when it is void, and that a restart keeps it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from producers.desk.audit import NAME
from producers.desk.entries.waiting_lines import recalled
from sweepcast.announcements import WinnerAnnounced
from sweepcast.retelling import retold
from tests.producers.desk.steps import NIGHT, before_the_record, enter
from tests.producers.desk.world import GLOBES, Caller, TheDesk, ceremony, entry, running


async def test_the_extraordinary_needs_a_second_person(tmp_path: Path) -> None:
    """With two people it waits for another one's word; the ordinary never does, and a confirmed flag does not help."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        anna, body = await before_the_record(the_desk)
        said = len(the_desk.kafka.log)
        waiting = await anna.post(f"{NIGHT}/entries", {**body, "confirmed": True})
        assert (waiting.status, waiting.body["status"], len(the_desk.kafka.log)) == (202, "waiting", said)
        path = f"{NIGHT}/entries/{body['id']}/confirm"
        assert (await anna.post(path)).body["error"] == "same-person"
        assert (await the_desk.caller("Ben").post(path)).body["error"] == "role"
        assert [each["id"] for each in (await anna.get(NIGHT)).body["entries"]] == [body["id"]]
        done = await the_desk.caller("Eve", "confirm").post(f"{path}?wait=5")
        assert (done.status, done.body["status"], done.body["confirmed_by"]) == (200, "done", "Eve")
        assert (done.body["by"], len(the_desk.kafka.log)) == ("Chief", said + 1)
        assert (await the_desk.caller("Eve", "confirm").post(path)).body["error"] == "not-waiting"


async def test_what_waited_while_the_night_went_on_is_withdrawn(tmp_path: Path) -> None:
    """A second person confirms what they see: after another turn the entry is stale, and must be made anew."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        anna, body = await before_the_record(the_desk)
        await anna.post(f"{NIGHT}/entries", body)
        await enter(anna, entry("next", body["based_on"], "category-up-next", category="picture-drama"))
        late = await the_desk.caller("Eve", "confirm").post(f"{NIGHT}/entries/{body['id']}/confirm")
        assert (late.status, late.body["error"]) == (409, "stale")
        assert (await anna.get(f"{NIGHT}/entries/{body['id']}")).body["status"] == "withdrawn"


async def test_what_waits_can_be_taken_back(tmp_path: Path) -> None:
    """Who thinks better of it takes it back; nothing was sent."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        anna, body = await before_the_record(the_desk)
        said = len(the_desk.kafka.log)
        await anna.post(f"{NIGHT}/entries", body)
        gone = await anna.call("DELETE", f"{NIGHT}/entries/{body['id']}")
        assert (gone.status, gone.body["status"], len(the_desk.kafka.log)) == (200, "withdrawn", said)


@asynccontextmanager
async def restarted(the_desk: TheDesk) -> AsyncIterator[TheDesk]:
    """Give another desk in the same folder, on a Kafka that holds the same."""
    kafka = the_desk.kafka.restarted()
    async with running(the_desk.folder, kafka=kafka, confirm="two-people", time=the_desk.time) as other:
        yield other


async def _left_waiting(the_desk: TheDesk) -> dict[str, Any]:
    """Leave an entry waiting for a second person; return its body."""
    anna, body = await before_the_record(the_desk)
    waiting = await anna.post(f"{NIGHT}/entries", body)
    assert (waiting.status, waiting.body["status"]) == (202, "waiting")
    return body


async def _waiting_in(caller: Caller, night: str = NIGHT) -> list[str]:
    return [each["id"] for each in (await caller.get(night)).body["entries"]]


async def test_what_waits_outlives_the_desk(tmp_path: Path) -> None:
    """After a restart it waits as before: shown, the same id again is the same entry, and another person sends it."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        body = await _left_waiting(the_desk)
        before = (await the_desk.caller("Ben").get(f"{NIGHT}/entries/{body['id']}")).body
    async with restarted(the_desk) as the_desk:
        chief, said = the_desk.caller("Chief", "confirm"), len(the_desk.kafka.log)
        assert (await chief.get(NIGHT)).body["entries"] == [before]
        again = await chief.post(f"{NIGHT}/entries", body)
        assert (again.status, again.body) == (202, before)
        path = f"{NIGHT}/entries/{body['id']}/confirm?wait=5"
        assert (await chief.post(path)).body["error"] == "same-person"
        done = await the_desk.caller("Eve", "confirm").post(path)
        assert (done.status, done.body["status"], done.body["by"]) == (200, "done", "Chief")
        assert (done.body["confirmed_by"], len(the_desk.kafka.log)) == ("Eve", said + 1)
        turns = (await chief.get(NIGHT)).body["turns"]
        assert [each["id"] for each in turns].count(body["id"]) == 1
    async with restarted(the_desk) as the_desk:
        assert await _waiting_in(the_desk.caller("Ben")) == []


async def test_another_id_is_still_another_entry_after_a_restart(tmp_path: Path) -> None:
    """The id of what waits is taken: something else under it is refused."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        body = await _left_waiting(the_desk)
    async with restarted(the_desk) as the_desk:
        other = {**body, "data": {**body["data"], "nominations": []}}
        answer = await the_desk.caller("Ben").post(f"{NIGHT}/entries", other)
        assert (answer.status, answer.body["error"]) == (409, "id-taken")


async def test_what_waited_is_void_when_the_night_went_on_after_the_restart(tmp_path: Path) -> None:
    """It is held against the turn it was based on; once it was void, the next start knows."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        body = await _left_waiting(the_desk)
    async with restarted(the_desk) as the_desk:
        ben = the_desk.caller("Ben")
        await enter(ben, entry("next", body["based_on"], "category-up-next", category="picture-drama"))
        late = await the_desk.caller("Eve", "confirm").post(f"{NIGHT}/entries/{body['id']}/confirm")
        assert (late.status, late.body["error"]) == (409, "stale")
    async with restarted(the_desk) as the_desk:
        assert await _waiting_in(the_desk.caller("Ben")) == []


async def test_what_was_taken_back_does_not_come_back(tmp_path: Path) -> None:
    """A restart brings back only what still waited; a browser that sends it again hears what became of it."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        body = await _left_waiting(the_desk)
        assert (await the_desk.caller("Ben").call("DELETE", f"{NIGHT}/entries/{body['id']}")).status == 200
    async with restarted(the_desk) as the_desk:
        assert await _waiting_in(the_desk.caller("Ben")) == []
        again = await the_desk.caller("Chief", "confirm").post(f"{NIGHT}/entries", body)
        assert (again.status, again.body["status"]) == (200, "withdrawn")
        assert await _waiting_in(the_desk.caller("Ben")) == []


async def test_what_a_program_announced_waits_on(tmp_path: Path) -> None:
    """An announcement of another system that waits is found at its place after a restart, and sent once confirmed."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        _, body = await before_the_record(the_desk)
        event = {
            "specversion": "1.0",
            "id": "record",
            "source": "/newsroom",
            "type": body["type"],
            "subject": GLOBES,
            "time": "2017-01-08T22:00:00-05:00",
            "data": body["data"],
        }
        robot = the_desk.caller("Robot")
        assert (await robot.post("/v1/announcements", event)).body["waiting_for"] == "second-person"
    async with restarted(the_desk) as the_desk:
        robot, said = the_desk.caller("Robot"), len(the_desk.kafka.log)
        assert (await robot.get("/v1/announcements/record")).body["waiting_for"] == "second-person"
        assert (await robot.post("/v1/announcements", event)).body["waiting_for"] == "second-person"
        await the_desk.caller("Eve", "confirm").post(f"{NIGHT}/entries/record/confirm?wait=5")
        outcome = (await robot.get("/v1/announcements/record")).body
        assert (outcome["status"], len(the_desk.kafka.log)) == ("turn", said + 1)
        assert json.loads(the_desk.kafka.log[-1])["source"] == "/newsroom"


async def test_what_waits_in_a_rehearsal_ends_with_it(tmp_path: Path) -> None:
    """A rehearsal is gone after a restart, and so is what waited in it."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        anna = await the_desk.publish()
        name = (await anna.post("/v1/desk/rehearsals", {"ceremony": GLOBES})).body["ceremony"]
        night, statuses = f"/v1/desk/nights/{name}", list[str]()
        for number, each in enumerate(x for x in retold(ceremony(GLOBES), "test") if isinstance(x, WinnerAnnounced)):
            data = {"category": each.data.category, "nominations": list(each.data.nominations)}
            answer = await anna.post(f"{night}/entries", entry(f"r{number}", number + 1, "winner-announced", **data))
            statuses.append(answer.body["status"])
            if statuses[-1] == "waiting":
                break
        assert statuses[-1] == "waiting"
    async with restarted(the_desk) as the_desk:
        assert (await the_desk.caller("Ben").get(f"/v1/desk/nights/{name}")).status == 404
        assert recalled(the_desk.desk.audit.lines().splitlines()) == []


async def test_a_damaged_log_does_not_stop_the_start(tmp_path: Path) -> None:
    """Power that went in the middle of a line, or a disk that lost one, costs that line alone."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        body = await _left_waiting(the_desk)
    with (tmp_path / NAME).open("ab") as log:
        log.write(
            b'\x00\x00\xff{"at":\n[1]\n' + b'{"detail":' * 50_000 + b'\n{"at": "2017-01-08T20:00:00Z", "who": "An'
        )
    async with restarted(the_desk) as the_desk:
        done = await the_desk.caller("Eve", "confirm").post(f"{NIGHT}/entries/{body['id']}/confirm?wait=5")
        assert done.body["status"] == "done"
        assert "Eve" in (await the_desk.caller("Eve", "confirm").get("/v1/desk/audit.csv")).text


def _line(action: str, **more: object) -> bytes:
    plain = {"at": "2017-01-08T20:00:00Z", "who": "Anna", "role": "enter", "action": action, "id": "a", **more}
    return json.dumps(plain).encode()


def _entered(**more: object) -> bytes:
    announcement = {
        "specversion": "1.0",
        "id": "a",
        "source": "test",
        "type": "sweepcast.announcement.ceremony-opened",
        "subject": GLOBES,
        "time": "2017-01-08T20:00:00Z",
        **more,
    }
    return _line("entered", detail={"weight": "extraordinary", "based_on": 7, "announcement": announcement})


def test_an_entry_waits_until_a_line_says_otherwise() -> None:
    """Confirmed alone is not sent: what crashed between the two still waits, since nothing went out."""
    assert [each.entry.based_on for each in recalled([_entered()])] == [7]
    assert len(recalled([_entered(), _line("confirmed")])) == 1
    for action in ("sent", "receipt", "rejected", "failed"):
        assert recalled([_entered(), _line(action)]) == []
        assert len(recalled([_entered(), _line(action), _entered()])) == 1
    assert recalled([_entered(), _line("entered", detail={"weight": "ordinary"})]) == []


def test_what_was_taken_back_stays_so_until_it_is_entered_anew() -> None:
    """Of what waited; a line of something that never waited makes nothing."""
    for lines, status in (([], "withdrawn"), ([_line("withdrawn")], "withdrawn"), ([_entered()], "waiting")):
        (record,) = recalled([_entered(), _line("withdrawn"), *lines])
        assert (record.entry.status, record.settled.is_set()) == (status, status == "withdrawn")
    assert recalled([_line("withdrawn")]) == []


def test_what_cannot_be_read_any_more_is_said() -> None:
    """An announcement of another version of the rules is passed over, not taken for another one."""
    assert recalled([_entered(type="sweepcast.announcement.of-another-time")]) == []
