"""What the desk makes of a Kafka that answers late, twice, or out of order: no receipt is lost, nothing is doubled."""

import asyncio

from sweepcast import topics
from sweepcast.turns import Position, Rejection, RejectionData
from tests.producers.desk.world import BEGIN, GLOBES, FakeKafka, TheDesk, entry

NIGHT = f"/v1/desk/nights/{GLOBES}"
ROBOT = {"specversion": "1.0", "id": "r", "source": "/robot", "subject": GLOBES, "time": "2017-01-08T20:00:00Z"}


def duplicate(kafka: FakeKafka, id_: str) -> Rejection:
    """Put the newest announcement into the log again, as after a lost acknowledgement; return its rejection."""
    place = Position(partition=0, offset=len(kafka.log))
    kafka.log.append(kafka.log[-1])
    kafka.sink.announcement(place, kafka.log[-1])
    data = RejectionData(
        reason="duplicate",
        detail="it was folded before",
        announcement=id_,
        ceremony=GLOBES,
        topic=topics.ANNOUNCEMENTS,
        position=place,
        original=kafka.log[-1],
    )
    return Rejection(id="0", source="test", subject=GLOBES, time=BEGIN, data=data)


async def test_a_night_that_is_not_read_yet_is_not_unknown(the_desk: TheDesk) -> None:
    """A desk that was started anew has what was entered meanwhile sent again: a refusal for ever would lose it."""
    chief, kafka = await the_desk.publish(), the_desk.kafka
    body = entry("a", 2, "ceremony-opened")
    kafka.begin_anew()
    for step, code in ((kafka.sink.catching_up, "catching-up"), (lambda: kafka.sink.away("gone"), "kafka-away")):
        step()
        entered = await chief.post(f"{NIGHT}/entries", body)
        assert (entered.status, entered.body["error"]) == (503, code)
        assert (await chief.get(NIGHT)).status == 503
    kafka.be_read()
    assert (await chief.post(f"{NIGHT}/entries?wait=5", body)).body["status"] == "done"
    assert (await chief.get("/v1/desk/nights/oscars-1999")).body["error"] == "unknown-ceremony"


async def test_a_duplicate_that_is_read_first_does_not_hide_the_turn(the_desk: TheDesk) -> None:
    """Turns and rejections are two topics, read in any order: the entry's answer is the turn of the first sending."""
    anna = await the_desk.publish()
    the_desk.kafka.asleep = True
    assert (await anna.post(f"{NIGHT}/entries", entry("a", 2, "ceremony-opened"))).body["status"] == "sent"
    the_desk.kafka.sink.answer(duplicate(the_desk.kafka, "a"))
    assert (await anna.get(f"{NIGHT}/entries/a")).body["status"] == "sent"
    the_desk.kafka.work()
    done = (await anna.get(f"{NIGHT}/entries/a")).body
    assert (done["status"], done["receipt"]["sequence"]) == ("done", 3)


async def test_what_kafka_took_while_it_was_read_again_has_not_failed(the_desk: TheDesk) -> None:
    """Acknowledged, and not yet among what was read when the line came back: it is on its way, not to be sent again."""
    anna = await the_desk.publish()
    the_desk.kafka.deaf = True
    assert (await anna.post(f"{NIGHT}/entries", entry("a", 2, "ceremony-opened"))).body["status"] == "sent"
    for step in (the_desk.kafka.sink.catching_up, the_desk.kafka.sink.caught_up):
        step()
    assert (await anna.get(f"{NIGHT}/entries/a")).body["status"] == "sent"
    the_desk.kafka.sink.announcement(Position(partition=0, offset=2), the_desk.kafka.log[2])
    the_desk.kafka.work()
    assert (await anna.get(f"{NIGHT}/entries/a")).body["status"] == "done"


async def test_what_a_kafka_that_was_made_anew_does_not_have_has_failed(the_desk: TheDesk) -> None:
    """Its log begins again without the entry: that is told, so that it is sent again."""
    anna = await the_desk.publish()
    the_desk.kafka.asleep = True
    await anna.post(f"{NIGHT}/entries", entry("a", 2, "ceremony-opened"))
    sink = the_desk.kafka.sink
    sink.catching_up()
    sink.begin(1)
    for offset, content in enumerate(the_desk.kafka.log[:2]):
        sink.announcement(Position(partition=0, offset=offset), content)
    sink.caught_up()
    assert (await anna.get(f"{NIGHT}/entries/a")).body["status"] == "failed"


async def test_an_id_is_for_one_announcement_also_where_kafka_failed(the_desk: TheDesk) -> None:
    """It may have taken the first one after all: something else under the same id is refused."""
    robot = await the_desk.publish()
    said = {**ROBOT, "type": "sweepcast.announcement.winner-announced"}
    director = {**said, "data": {"category": "director", "nominations": ["damien-chazelle"]}}
    the_desk.kafka.away = "Kafka did not take it"
    assert (await robot.post("/v1/announcements", director)).status == 503
    the_desk.kafka.away = None
    other = await robot.post("/v1/announcements", {**said, "data": {"category": "director", "nominations": []}})
    assert (other.status, other.body["error"]) == (409, "id-taken")
    assert (await robot.post("/v1/announcements", director)).status == 202


async def test_a_sending_that_breaks_off_does_not_hold_the_night_up(the_desk: TheDesk) -> None:
    """Whatever went wrong in it, the entry has failed, and others go out."""
    anna = await the_desk.publish()
    the_desk.kafka.broken = asyncio.InvalidStateError("a fault of the client")
    broken = await anna.post(f"{NIGHT}/entries", entry("a", 2, "ceremony-opened"))
    assert (broken.status, broken.body["error"]) == (500, "internal-error")
    the_desk.kafka.broken = None
    assert (await anna.get(NIGHT)).body["under_way"] is None
    assert (await anna.post(f"{NIGHT}/entries?wait=5", entry("b", 2, "ceremony-opened"))).status == 200
