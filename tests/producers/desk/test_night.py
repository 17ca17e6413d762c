"""Nights entered over HTTP: entries, receipts, undo, stale ones, the extraordinary, and the wrong envelope."""

import json
from pathlib import Path
from typing import Any

import msgspec

from sweepcast.announcements import WinnerAnnounced, WinnerCorrected
from sweepcast.retelling import retold
from tests.producers.desk.steps import NIGHT, before_the_record, enter, sequence
from tests.producers.desk.world import GLOBES, OSCARS, FakeKafka, TheDesk, ceremony, entry, running


async def test_an_entry_gets_its_turn_as_receipt(the_desk: TheDesk) -> None:
    """What is entered is sent once, and answered with the turn; the night's history says by whom."""
    anna = await the_desk.publish()
    based_on = await sequence(anna)
    done = await enter(
        anna, entry("e1", based_on, "winner-announced", category="director", nominations=["damien-chazelle"])
    )
    assert done["receipt"]["sequence"] == based_on + 1
    assert done["label"] == "Best Director - Motion Picture → Damien Chazelle"
    night = (await anna.get(NIGHT)).body
    assert (night["sequence"], night["turns"][0]["by"]) == (based_on + 1, "Chief")
    assert night["board"]["category/director"]["winners"] == ["damien-chazelle"]
    assert night["under_way"] is None


async def test_the_same_entry_again_is_no_second_one(the_desk: TheDesk) -> None:
    """The same id gets the same answer, however often it comes and though the night went on; nothing is said twice."""
    anna = await the_desk.publish()
    body = entry("e1", await sequence(anna), "ceremony-opened")
    first = await enter(anna, body)
    said = len(the_desk.kafka.log)
    assert await enter(anna, body) == first
    assert len(the_desk.kafka.log) == said


async def test_an_id_is_for_one_entry(the_desk: TheDesk) -> None:
    """The same id for something else is refused: it would never be folded."""
    anna = await the_desk.publish()
    based_on = await sequence(anna)
    await enter(anna, entry("e1", based_on, "ceremony-opened"))
    other = await anna.post(f"{NIGHT}/entries", entry("e1", based_on + 1, "category-up-next", category="director"))
    assert (other.status, other.body["error"]) == (409, "id-taken")


async def test_of_two_people_the_second_is_told_what_the_first_did(the_desk: TheDesk) -> None:
    """An entry based on a night that went on is refused, with who did what meanwhile."""
    await the_desk.publish()
    anna, ben = the_desk.caller("Anna"), the_desk.caller("Ben")
    based_on = await sequence(anna)
    await enter(anna, entry("a", based_on, "category-up-next", category="director"))
    late = await ben.post(f"{NIGHT}/entries", entry("b", based_on, "category-up-next", category="song"))
    assert (late.status, late.body["error"], late.body["sequence"]) == (409, "stale", based_on + 1)
    assert [(each["by"], each["label"]) for each in late.body["meanwhile"]] == [
        ("Anna", "Up next: Best Director - Motion Picture")
    ]


async def test_no_night_was_ever_before_its_first_turn(the_desk: TheDesk) -> None:
    """A number below zero is refused in words, and no failure of the desk."""
    anna = await the_desk.publish()
    answer = await anna.post(f"{NIGHT}/entries", entry("a", -1000, "ceremony-opened"))
    assert (answer.status, answer.body["error"]) == (422, "bad-entry")
    assert "$.based_on" in answer.body["detail"]


async def test_one_entry_of_a_night_is_under_way(the_desk: TheDesk) -> None:
    """While the worker has not answered, the next entry is refused with the one that is under way; then it is taken."""
    anna = await the_desk.publish()
    based_on = await sequence(anna)
    the_desk.kafka.asleep = True
    first = await anna.post(f"{NIGHT}/entries", entry("a", based_on, "ceremony-opened"))
    assert (first.status, first.body["status"]) == (202, "sent")
    second = await anna.post(f"{NIGHT}/entries", entry("b", based_on + 1, "category-up-next", category="song"))
    assert (second.status, second.body["error"], second.body["entry"]["id"]) == (409, "under-way", "a")
    the_desk.kafka.asleep = False
    the_desk.kafka.work()
    assert (await anna.get(f"{NIGHT}/entries/a")).body["status"] == "done"
    await enter(anna, entry("b", based_on + 1, "category-up-next", category="song"))


async def test_what_the_rules_refuse_is_never_sent(the_desk: TheDesk) -> None:
    """The dry fold refuses before Kafka hears of it, with the reason, and with what to say instead."""
    anna = await the_desk.publish()
    winner = {"category": "director", "nominations": ["damien-chazelle"]}
    await enter(anna, entry("a", await sequence(anna), "winner-announced", **winner))
    said = len(the_desk.kafka.log)
    again = await anna.post(f"{NIGHT}/entries", entry("b", await sequence(anna), "winner-announced", **winner))
    assert (again.status, again.body["error"]) == (422, "refused")
    assert again.body["draft"]["refused"]["reason"] == "already-decided"
    assert again.body["draft"]["instead"]["type"] == "sweepcast.announcement.winner-corrected"
    assert len(the_desk.kafka.log) == said


async def test_a_slip_of_the_pen_in_a_field_is_no_award_for_nobody(the_desk: TheDesk) -> None:
    """A field that nothing reads is refused: left out silently, it would say that nobody won."""
    anna = await the_desk.publish()
    slip = entry("a", await sequence(anna), "winner-announced", category="director", nomination=["damien-chazelle"])
    answer = await anna.post(f"{NIGHT}/entries", slip)
    assert (answer.status, answer.body["error"]) == (422, "bad-entry")
    assert "nomination" in answer.body["detail"]


async def test_an_outcome_says_so_where_nobody_wins(the_desk: TheDesk) -> None:
    """Nominations that were lost on the way are no award for nobody; an empty list of them is."""
    anna = await the_desk.publish()
    based_on = await sequence(anna)
    lost = await anna.post(f"{NIGHT}/entries", entry("a", based_on, "winner-announced", category="director"))
    assert (lost.status, lost.body["error"]) == (422, "bad-entry")
    assert "nominations" in lost.body["detail"]
    done = await enter(anna, entry("b", based_on, "winner-announced", category="director", nominations=[]))
    assert done["label"] == "Best Director - Motion Picture → no award"


async def test_a_winner_who_is_named_twice_is_one(the_desk: TheDesk) -> None:
    """It is no tie with itself, neither for the rules nor in words."""
    anna = await the_desk.publish()
    twice = ["damien-chazelle", "damien-chazelle"]
    winner = entry("a", await sequence(anna), "winner-announced", category="director", nominations=twice)
    assert (await enter(anna, winner))["label"] == "Best Director - Motion Picture → Damien Chazelle"


async def test_a_draft_is_the_turn_that_follows(the_desk: TheDesk) -> None:
    """What the desk shows before sending is what the worker says after it, update by update; and nothing was sent."""
    anna = await the_desk.publish()
    said = len(the_desk.kafka.log)
    body = entry("a", await sequence(anna), "winner-announced", category="director", nominations=["damien-chazelle"])
    draft = (await anna.post(f"{NIGHT}/drafts", {"type": body["type"], "data": body["data"]})).body
    assert (draft["weight"], draft["needs"], len(the_desk.kafka.log)) == ("ordinary", "nothing", said)
    done = await enter(anna, body)
    assert draft["would"]["sequence"] == done["receipt"]["sequence"]
    assert draft["would"]["headlines"] == done["receipt"]["headlines"]
    turn = [json.loads(each.data) for each in the_desk.desk.events.after(0) if each.name == "turn"][-1]
    addresses = [each["address"] for each in turn["updates"]]
    assert addresses == [each["address"] for each in draft["would"]["updates"]]


async def test_a_whole_night_with_its_record_its_sweep_and_its_big_five(the_desk: TheDesk) -> None:
    """The 74th Golden Globes, entered one by one: only what interrupts is asked for twice."""
    anna = await the_desk.publish()
    asked: list[set[str]] = []
    said = [each for each in retold(ceremony(GLOBES), "test") if not type(each).__name__.startswith(("Prog", "Hist"))]
    for number, each in enumerate(said):
        body = {
            "id": f"n{number}",
            "based_on": await sequence(anna),
            "type": type(each).__struct_config__.tag,
            "data": msgspec.to_builtins(each.data),
        }
        answer = await anna.post(f"{NIGHT}/entries?wait=5", body)
        if answer.status == 428:
            headlines = answer.body["draft"]["would"]["headlines"]
            asked.append({each["kind"] for each in headlines if each["weight"] == "major"})
            answer = await anna.post(f"{NIGHT}/entries?wait=5", {**body, "confirmed": True})
        assert answer.status == 200, answer.text
    night = (await anna.get(NIGHT)).body
    assert night["board"]["stage"]["status"] == "closed"
    assert night["board"]["standing/work/la-la-land"]["wins"] == 7
    assert asked == [
        {"record-tied", "first-since"},
        {"record-broken", "clean-sweep", "big-five", "first-since"},
    ]


async def test_the_extraordinary_needs_a_second_key_press(tmp_path: Path) -> None:
    """A winner that makes a record is answered with what it makes, and goes out once confirmed, under its id."""
    async with running(tmp_path) as the_desk:
        anna, body = await before_the_record(the_desk)
        said = len(the_desk.kafka.log)
        asked = await anna.post(f"{NIGHT}/entries", body)
        assert (asked.status, asked.body["error"]) == (428, "confirm")
        assert asked.body["draft"]["weight"] == "extraordinary"
        assert asked.body["draft"]["needs"] == "second-press"
        assert len(the_desk.kafka.log) == said
        done = await anna.post(f"{NIGHT}/entries?wait=5", {**body, "confirmed": True})
        assert (done.status, done.body["weight"]) == (200, "extraordinary")


async def test_undo_says_what_it_takes_back_and_takes_it_back(the_desk: TheDesk) -> None:
    """A winner is undone by a correction to no award, labelled; its undoing can itself be undone."""
    anna = await the_desk.publish()
    done = await enter(
        anna, entry("a", await sequence(anna), "winner-announced", category="director", nominations=["damien-chazelle"])
    )
    number = done["receipt"]["sequence"]
    draft = (await anna.get(f"{NIGHT}/turns/{number}/undo")).body
    assert draft["label"] == "Undo: Best Director - Motion Picture → Damien Chazelle"
    assert draft["data"]["nominations"] == []
    undone = await enter(anna, {"id": "u", "based_on": number, "undoes": number})
    assert (undone["label"], undone["undoes"]) == (draft["label"], number)
    night = (await anna.get(NIGHT)).body
    assert night["board"]["category/director"]["winners"] == []
    assert night["board"]["category/director"]["reason"] == "entered in error"
    superseded = await anna.get(f"{NIGHT}/turns/{number}/undo")
    assert (superseded.status, superseded.body["error"]) == (409, "superseded")
    await enter(anna, {"id": "uu", "based_on": number + 1, "undoes": number + 1, "reason": "it was right"})
    assert (await anna.get(NIGHT)).body["board"]["category/director"]["winners"] == ["damien-chazelle"]


async def test_undo_after_a_restart(tmp_path: Path) -> None:
    """Another desk on the same Kafka knows whose turn it was, answers the same id alike, and can undo."""
    kafka = FakeKafka()
    async with running(tmp_path, kafka=kafka) as the_desk:
        anna = await the_desk.publish()
        body = entry(
            "a", await sequence(anna), "winner-announced", category="director", nominations=["damien-chazelle"]
        )
        done = await enter(anna, body)
    async with running(tmp_path, kafka=kafka.restarted()) as the_desk:
        anna = the_desk.caller("Ben")
        again = await anna.post(f"{NIGHT}/entries", body)
        assert (again.status, again.body["receipt"], again.body["by"]) == (200, done["receipt"], "Chief")
        number = done["receipt"]["sequence"]
        await enter(anna, {"id": "u", "based_on": number, "undoes": number})
        assert (await anna.get(NIGHT)).body["board"]["category/director"]["winners"] == []


async def test_the_wrong_envelope(the_desk: TheDesk) -> None:
    """The 89th Oscars: La La Land is announced, three minutes later corrected to Moonlight; the board follows."""
    anna = await the_desk.publish(OSCARS)
    night = f"/v1/desk/nights/{OSCARS}"
    before: dict[str, Any] = {}
    for number, each in enumerate(retold(ceremony(OSCARS), "test")):
        if isinstance(each, WinnerAnnounced) and each.data.category == "picture":
            before = (await anna.get(night)).body["board"]
        if isinstance(each, WinnerAnnounced | WinnerCorrected):
            body = {
                "id": f"w{number}",
                "based_on": await sequence(anna, night),
                "type": type(each).__struct_config__.tag,
                "data": msgspec.to_builtins(each.data),
            }
            done = await enter(anna, body, night)
    assert done["label"] == "Best Picture → Moonlight (corrected)"
    after = (await anna.get(night)).body["board"]
    assert after["category/picture"]["winners"] == ["moonlight"]
    assert after["category/picture"]["earlier"][0]["winners"] == ["la-la-land"]
    wins = [before[f"standing/work/{each}"]["wins"] for each in ("tt3783958", "tt4975722")]
    assert [after[f"standing/work/{each}"]["wins"] for each in ("tt3783958", "tt4975722")] == [wins[0], wins[1] + 1]


async def test_a_correction_takes_back_every_claim(the_desk: TheDesk) -> None:
    """La La Land's seventh win, said by mistake: record, sweep and Big Five end by its undoing."""
    anna, body = await before_the_record(the_desk)
    await enter(anna, body)
    last = {"category": "picture-musical-or-comedy", "nominations": ["la-la-land"]}
    done = await enter(anna, entry("last", await sequence(anna), "winner-announced", **last))
    said = {each["text"] for each in done["receipt"]["headlines"] if each["weight"] == "major"}
    number = done["receipt"]["sequence"]
    draft = (await anna.get(f"{NIGHT}/turns/{number}/undo")).body
    undone = await enter(anna, {"id": "u", "based_on": number, "undoes": number})
    assert len(said) > 3
    assert said <= set(undone["receipt"]["retracted"])
    assert draft["would"]["retracted"] == undone["receipt"]["retracted"]


async def test_without_kafka_nothing_is_taken_and_nothing_is_doubled(the_desk: TheDesk) -> None:
    """Kafka away: 503, and the same id goes through later. An acknowledgement that was lost is found in the log."""
    anna = await the_desk.publish()
    body = entry("a", await sequence(anna), "ceremony-opened")
    the_desk.kafka.go("Kafka is away: start it")
    away = await anna.post(f"{NIGHT}/entries", body)
    assert (away.status, away.body["error"]) == (503, "kafka-away")
    the_desk.kafka.come_back()
    the_desk.kafka.away = "Kafka did not take it"
    failed = await anna.post(f"{NIGHT}/entries", body)
    assert (failed.status, failed.body["error"]) == (503, "kafka-away")
    assert (await anna.get(NIGHT)).body["under_way"] is None
    the_desk.kafka.away = None
    the_desk.kafka.lost_acknowledgement = the_desk.kafka.asleep = True
    assert (await anna.post(f"{NIGHT}/entries", body)).status == 503
    the_desk.kafka.lost_acknowledgement = the_desk.kafka.asleep = False
    said = len(the_desk.kafka.log)
    the_desk.kafka.work()
    assert (await anna.post(f"{NIGHT}/entries", body)).body["status"] == "done"
    assert len(the_desk.kafka.log) == said


async def test_a_rejection_of_the_worker_reaches_who_entered_it(the_desk: TheDesk) -> None:
    """Where somebody else was faster by a hair, past all checks, the worker's rejection is the entry's answer."""
    anna = await the_desk.publish()
    based_on = await sequence(anna)
    the_desk.kafka.asleep = True
    winner = {"category": "director", "nominations": ["damien-chazelle"]}
    envelope = {"specversion": "1.0", "source": "robot", "subject": GLOBES, "time": "2017-01-08T20:00:00Z"}
    body = entry("a", based_on, "winner-announced", **winner)
    the_desk.kafka.log.append(json.dumps({**envelope, "id": "r", "type": body["type"], "data": winner}).encode())
    # The desk has not heard of it yet; the worker comes to it first.
    sent = await anna.post(f"{NIGHT}/entries", body)
    assert sent.status == 202
    the_desk.kafka.work()
    rejected = (await anna.get(f"{NIGHT}/entries/a")).body
    assert (rejected["status"], rejected["rejection"]["reason"]) == ("rejected", "already-decided")


async def test_nights_that_are_not_there(the_desk: TheDesk) -> None:
    """An unknown night, entry or turn is named."""
    anna = await the_desk.publish()
    for path, error in (
        ("/v1/desk/nights/golden-globes-1900", "unknown-ceremony"),
        (f"{NIGHT}/entries/nothing", "unknown-entry"),
        (f"{NIGHT}/turns/99/undo", "unknown-turn"),
    ):
        answer = await anna.get(path)
        assert (answer.status, answer.body["error"]) == (404, error)


async def test_turns_come_in_pages(the_desk: TheDesk) -> None:
    """The turns behind one, so many at most; a limit out of bounds is named."""
    anna = await the_desk.publish()
    await enter(anna, entry("a", await sequence(anna), "ceremony-opened"))
    page = (await anna.get(f"{NIGHT}/turns?after=1&limit=1")).body["turns"]
    assert [each["sequence"] for each in page] == [2]
    assert (await anna.get(f"{NIGHT}/turns?limit=0")).status == 400
