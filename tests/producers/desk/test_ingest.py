"""What other systems announce: CloudEvents in, an outcome out, the same id never twice."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from producers.desk.ingest import LARGEST
from tests.producers.desk.world import GLOBES, TheDesk, running

TYPE = "sweepcast.announcement."
JSON = "application/cloudevents+json"


def event(id_: str, name: str = "ceremony-opened", **data: object) -> dict[str, Any]:
    """Return a CloudEvent of a system elsewhere."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": "/newsroom/robot",
        "type": TYPE + name,
        "subject": GLOBES,
        "time": "2017-01-08T20:00:00-05:00",
        "data": data,
    }


async def test_an_announcement_and_its_outcome(the_desk: TheDesk) -> None:
    """202 with a place to look at; there it is pending, and then the turn."""
    await the_desk.publish()
    robot = the_desk.caller("Robot")
    the_desk.kafka.asleep = True
    taken = await robot.post("/v1/announcements", event("ü/1"), headers={"Content-Type": JSON})
    assert (taken.status, taken.body["status"], taken.body["waiting_for"]) == (202, "pending", "answer")
    assert taken.headers["Location"] == "/v1/announcements/%C3%BC%2F1"
    the_desk.kafka.asleep = False
    the_desk.kafka.work()
    outcome = (await robot.get("/v1/announcements/%C3%BC%2F1")).body
    assert (outcome["id"], outcome["status"], outcome["turn"]["sequence"]) == ("ü/1", "turn", 3)
    night = (await robot.get(f"/v1/desk/nights/{GLOBES}")).body
    assert night["turns"][0]["by"] == "/newsroom/robot"


async def test_the_same_again_is_no_second_announcement(the_desk: TheDesk) -> None:
    """The same id and content is answered alike and not sent; the same id for something else is refused."""
    await the_desk.publish()
    robot = the_desk.caller("Robot")
    first = await robot.post("/v1/announcements", event("a"))
    said = len(the_desk.kafka.log)
    again = await robot.post("/v1/announcements", event("a"))
    assert (again.status, again.headers["Location"]) == (202, first.headers["Location"])
    other = await robot.post("/v1/announcements", event("a", "category-up-next", category="song"))
    assert (other.status, other.body["error"]) == (409, "id-taken")
    assert len(the_desk.kafka.log) == said


async def test_what_the_rules_refuse_is_the_outcome(the_desk: TheDesk) -> None:
    """A system hears the worker's own rejection, with its reason."""
    await the_desk.publish()
    robot = the_desk.caller("Robot")
    await robot.post("/v1/announcements", event("a", "winner-announced", category="director", nominations=["nobody"]))
    outcome = (await robot.get("/v1/announcements/a")).body
    assert (outcome["status"], outcome["rejection"]["reason"]) == ("rejection", "unknown-nomination")


async def test_the_extraordinary_waits_for_a_person(tmp_path: Path) -> None:
    """With two people, no system alone says a record."""
    async with running(tmp_path, confirm="two-people") as the_desk:
        chief, robot = await the_desk.publish(), the_desk.caller("Robot")
        wins = json.loads((Path(__file__).parents[3] / "ceremonies" / f"{GLOBES}.json").read_text())["night"]
        waiting = None
        for number, each in enumerate(each for each in wins["announcements"] if each["announce"] == "winner"):
            data = {"category": each["category"], "nominations": each.get("nominations", [])}
            body = event(f"w{number}", "winner-announced", **data)
            if (await robot.post("/v1/announcements", body)).body["waiting_for"] == "second-person":
                waiting = body["id"]
                break
        said = len(the_desk.kafka.log)
        assert (await robot.get(f"/v1/announcements/{waiting}")).body["status"] == "pending"
        await chief.post(f"/v1/desk/nights/{GLOBES}/entries/{waiting}/confirm?wait=5")
        assert (await robot.get(f"/v1/announcements/{waiting}")).body["status"] == "turn"
        assert len(the_desk.kafka.log) == said + 1


@pytest.mark.parametrize(
    ("content", "content_type", "status", "error", "words"),
    [
        (b"{}", "text/plain", 415, "content-type", "application/cloudevents+json"),
        (b"{", JSON, 422, "malformed", "not JSON"),
        (b"\xff", JSON, 422, "malformed", "UTF-8"),
        (b"[]", JSON, 422, "malformed", "Expected `object`"),
        (b'{"x":' * 100_000, JSON, 422, "malformed", "not JSON"),
        (json.dumps({**event("a"), "type": "sweepcast.turn"}).encode(), JSON, 422, "malformed", "$.type"),
        (json.dumps({**event("a"), "time": "2017-01-08T20:00:00"}).encode(), JSON, 422, "malformed", "offset from UTC"),
        (json.dumps({**event("a"), "subject": "golden-globes"}).encode(), JSON, 422, "malformed", "<year>"),
        (
            json.dumps({**event("a"), "source": "sweepcast/producers/desk/Eve"}).encode(),
            JSON,
            422,
            "malformed",
            "$.source",
        ),
        (json.dumps(event("")).encode(), JSON, 422, "malformed", "$.id"),
        # On the wire both would say that nobody won.
        (
            json.dumps(event("a", "winner-announced", category="song", nomination=["gold"])).encode(),
            JSON,
            422,
            "malformed",
            "$.data.nomination: is not a field here",
        ),
        (
            json.dumps(event("a", "winner-corrected", category="song", reason="x")).encode(),
            JSON,
            422,
            "malformed",
            "write nominations, [] if nobody is to win",
        ),
        (b" " * (LARGEST + 1), JSON, 413, "too-large", str(LARGEST)),
    ],
)
async def test_what_cannot_be_taken_is_said(
    the_desk: TheDesk, content: bytes, content_type: str, status: int, error: str, words: str
) -> None:
    """Wrong types, sizes and contents are refused with what is wrong and where, and reach Kafka never."""
    robot = the_desk.caller("Robot")
    answer = await robot.post("/v1/announcements", content, headers={"Content-Type": content_type})
    assert (answer.status, answer.body["error"]) == (status, error)
    assert words in answer.body["detail"]
    assert the_desk.kafka.log == []


async def test_binary_mode(the_desk: TheDesk) -> None:
    """Attributes in headers and data in the body are the same announcement; a header is no way round the checks."""
    await the_desk.publish()
    robot = the_desk.caller("Robot")
    whole = event("ü 1", "winner-announced", category="director", nominations=["damien-chazelle"])
    data = whole.pop("data")
    headers = {f"Ce-{name}": quote(value) for name, value in whole.items()} | {"Content-Type": "application/json"}
    taken = await robot.post("/v1/announcements", data, headers=headers)
    assert (taken.status, taken.body["id"]) == (202, "ü 1")
    again = await robot.post("/v1/announcements", {**whole, "data": data}, headers={"Content-Type": JSON})
    assert (again.status, len(the_desk.kafka.log)) == (202, 3)
    for content, words in (
        ({**data, "nomination": []}, "$.data.nomination: is not a field here"),
        (b'{"category": "song", "nominations": []}, "id": "other"', "the data is not JSON"),
    ):
        wrong = await robot.post("/v1/announcements", content, headers={**headers, "Ce-Id": "2"})
        assert (wrong.status, words in wrong.body["detail"]) == (422, True)


async def test_a_field_of_the_envelope_that_is_not_known_is_let_be(the_desk: TheDesk) -> None:
    """CloudEvents have extensions, which mean nothing to us and nothing bad."""
    await the_desk.publish()
    taken = await the_desk.caller("Robot").post("/v1/announcements", {**event("a"), "traceparent": "00-1"})
    assert taken.status == 202


async def test_no_award_is_said_in_so_many_words(the_desk: TheDesk) -> None:
    """An empty list of nominations is no award."""
    await the_desk.publish()
    robot = the_desk.caller("Robot")
    await robot.post("/v1/announcements", event("a", "winner-announced", category="song", nominations=[]))
    assert (await robot.get("/v1/announcements/a")).body["status"] == "turn"


async def test_a_body_without_a_length_is_bounded_too(the_desk: TheDesk) -> None:
    """A stream that never ends is cut off at the same size."""
    robot = the_desk.caller("Robot")

    async def endless() -> Any:  # noqa: ANN401 (an asynchronous generator, as aiohttp takes it)
        while True:
            yield b" " * 65536

    url = f"{robot.url}/v1/announcements"
    headers = {**robot.headers, "Content-Type": JSON}
    async with robot.session.post(url, data=endless(), headers=headers) as response:
        assert response.status == 413


async def test_an_unknown_id(the_desk: TheDesk) -> None:
    """Nothing was announced under it."""
    answer = await the_desk.caller("Robot").get("/v1/announcements/nothing")
    assert (answer.status, answer.body["error"]) == (404, "unknown-entry")


async def test_without_kafka(the_desk: TheDesk) -> None:
    """503 and when to come back; the same id goes through later."""
    await the_desk.publish()
    robot = the_desk.caller("Robot")
    the_desk.kafka.go("start it")
    away = await robot.post("/v1/announcements", event("a"))
    assert (away.status, away.body["error"], away.headers["Retry-After"]) == (503, "kafka-away", "2")
    the_desk.kafka.come_back()
    assert (await robot.post("/v1/announcements", event("a"))).status == 202
