"""The desk's events: in order, to be resumed, held against their description; and who holds the desk."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest

from producers.desk.answers import Kafka
from producers.desk.events import EventLog
from producers.desk.holders import GONE_AFTER, Holders
from producers.desk.http.events import MOST_STREAMS, UNHEARD_SECONDS, cut_where_unheard
from producers.desk.refusal import Refusal
from tests.producers.desk.described import validate
from tests.producers.desk.world import BEGIN, GLOBES, IN_TIME, Caller, TheDesk, entry, running

NIGHT = f"/v1/desk/nights/{GLOBES}"
SCHEMAS = {
    "reset": "ResetEvent",
    "turn": "TurnEvent",
    "rejection": "RejectionEvent",
    "entry": "Entry",
    "holder": "HolderEvent",
    "kafka": "Kafka",
    "nights": "NightsEvent",
}


class Heard(NamedTuple):
    """An event as a browser gets it."""

    id: str
    name: str
    data: dict[str, Any]


class Browser:
    """Reads events as EventSource does."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self, name: str | None = None) -> Heard:
        """Return the next event, or the next one of that name; each is held against its schema."""
        async with asyncio.timeout(IN_TIME):
            while True:
                heard = await self._one()
                if heard.name == "beat":
                    continue
                validate(SCHEMAS[heard.name], heard.data)
                if name in {None, heard.name}:
                    return heard

    async def ended(self) -> bool:
        """Return whether the stream ends."""
        async with asyncio.timeout(IN_TIME):
            while await self._response.content.readline():
                continue
        return True

    async def beat(self) -> Heard:
        """Return the next beat."""
        async with asyncio.timeout(IN_TIME):
            while (heard := await self._one()).name != "beat":
                continue
        return heard

    async def _one(self) -> Heard:
        fields: dict[str, str] = {}
        while True:
            line = (await self._response.content.readline()).decode().rstrip("\n")
            if not line and "event" in fields:
                return Heard(fields.get("id", ""), fields["event"], json.loads(fields["data"]))
            name, _, value = line.partition(": ")
            fields[name] = value


@asynccontextmanager
async def listening(caller: Caller, query: str = "", **headers: str) -> AsyncIterator[Browser]:
    """Give an open stream of events."""
    url = f"{caller.url}/v1/desk/events{query}"
    async with caller.session.get(url, headers={**caller.headers, **headers}) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Browser(response)


async def test_what_happens_is_told_to_everybody(the_desk: TheDesk) -> None:
    """An entry on its way, its turn with all updates, and its receipt, in this order, also to who only looks on."""
    chief = await the_desk.publish()
    async with listening(the_desk.caller("Ben", "view")) as ben:
        await chief.post(f"{NIGHT}/entries?wait=5", entry("a", 2, "ceremony-opened"))
        heard = [await ben.next() for _ in range(3)]
    assert [each.name for each in heard] == ["entry", "turn", "entry"]
    assert [heard[0].data["status"], heard[2].data["status"]] == ["sending", "done"]
    assert heard[1].data["turn"]["by"] == "Chief"
    assert [each["address"] for each in heard[1].data["updates"]] == ["stage"]


async def test_a_browser_comes_back_where_it_was(the_desk: TheDesk) -> None:
    """With the id of its last event, or that of an answer, it gets all that it missed, and nothing twice."""
    chief = await the_desk.publish()
    start = (await chief.get(NIGHT)).body["event_id"]
    await chief.post(f"{NIGHT}/entries?wait=5", entry("a", 2, "ceremony-opened"))
    async with listening(chief, f"?after={start}") as browser:
        first = [await browser.next() for _ in range(2)]
    async with listening(chief, f"?after={start}", **{"Last-Event-ID": first[-1].id}) as browser:
        assert (await browser.next()).data["status"] == "done"


@pytest.mark.parametrize("id_", ["other-1", "test-99999", "test-x", "nonsense"])
async def test_a_place_that_is_not_known_is_said(the_desk: TheDesk, id_: str) -> None:
    """A desk that was started anew, or a made-up place: read everything again, then go on from here."""
    chief = await the_desk.publish()
    async with listening(chief, f"?after={id_}") as browser:
        assert (await browser.next()).name == "reset"
        await chief.post(f"{NIGHT}/entries?wait=5", entry("a", 2, "ceremony-opened"))
        assert (await browser.next()).name == "entry"


async def test_kafka_coming_and_going_is_told(the_desk: TheDesk) -> None:
    """The page can say at once that nothing gets out, and why."""
    async with listening(the_desk.caller()) as browser:
        the_desk.kafka.go("start it")
        assert (await browser.next("kafka")).data == {"state": "away", "detail": "start it"}
        the_desk.kafka.come_back()
        assert (await browser.next("kafka")).data["state"] == "connected"


async def test_a_stream_ends_with_its_token(tmp_path: Path) -> None:
    """Whose token is revoked hears nothing more; until then beats show that a quiet line is open."""
    async with running(tmp_path, beat_seconds=0.02) as the_desk, listening(the_desk.caller()) as browser:
        assert await browser.beat() == Heard("", "beat", {})
        the_desk.tokens.revoke(the_desk.tokens.valid(BEGIN)[0].id)
        assert await browser.ended()


async def test_who_falls_too_far_behind_is_told(the_desk: TheDesk) -> None:
    """A log keeps so many events; who needs an earlier one cannot resume."""
    log = EventLog("e", remembered=3)
    for _ in range(5):
        log.publish("kafka", Kafka(state="connected"))
    assert log.place(log.id_of(1)) is None
    assert [each.number for each in log.after(log.place("e-2") or 0)] == [3, 4, 5]
    assert log.place("e-6") is None


async def test_who_holds_the_desk_is_told_to_all(the_desk: TheDesk) -> None:
    """Taken, refused to another one and to their entries, handed over to who is there, taken over, released."""
    await the_desk.publish()
    anna, ben = the_desk.caller("Anna"), the_desk.caller("Ben")
    holder = f"{NIGHT}/holder"
    async with listening(anna, "?browser=browser-a") as events, listening(ben, "?browser=browser-b"):
        await anna.call("PUT", holder, {"browser": "browser-a"})
        assert (await events.next("holder")).data["why"] == "taken"
        assert (await anna.call("PUT", holder, {"browser": "browser-a"})).body["why"] == "kept"
        refused = await ben.call("PUT", holder, {"browser": "browser-b"})
        assert (refused.status, refused.body["error"], refused.body["holder"]["name"]) == (409, "held", "Anna")
        entered = await ben.post(f"{NIGHT}/entries", entry("b", 2, "ceremony-opened"))
        assert (entered.status, entered.body["error"]) == (409, "held")
        assert (await ben.call("DELETE", holder)).body["error"] == "held"
        assert (await anna.get(NIGHT)).body["present"] == ["Anna", "Ben"]
        nobody = await anna.post(f"{holder}/hand-over", {"to": "Eve"})
        assert nobody.body["error"] == "not-present"
        await anna.post(f"{holder}/hand-over", {"to": "Ben"})
        handed = await events.next("holder")
        assert (handed.data["why"], handed.data["holder"]["browser"]) == ("handed-over", "browser-b")
        assert (await anna.post(f"{holder}/hand-over", {"to": "Ben"})).body["error"] == "not-holder"
        taken = await anna.call("PUT", holder, {"browser": "browser-a", "take_over": True})
        assert taken.body["why"] == "taken-over"
        assert (await anna.call("DELETE", holder)).body == {"ceremony": GLOBES, "holder": None, "why": "released"}


def test_the_desk_is_let_go_when_the_browser_is_gone() -> None:
    """An open stream keeps it for ever; without one, so many seconds after the last word it is free."""
    holders = Holders()
    holders.came("Anna", "browser-a")
    holders.take(GLOBES, "Anna", "browser-a", take_over=False, now=BEGIN, clock=0.0)
    assert holders.expired(1000.0) == []
    holders.left("Anna", "browser-a", 1000.0)
    assert holders.expired(1000.0 + GONE_AFTER) == []
    assert [each.why for each in holders.expired(1000.1 + GONE_AFTER)] == ["gone"]
    assert holders.of(GLOBES) is None
    assert holders.present() == []


def test_a_browser_that_renews_keeps_the_desk() -> None:
    """Taking it again says that the browser is alive; another browser of the same person takes it over."""
    holders = Holders()
    holders.take(GLOBES, "Anna", "browser-a", take_over=False, now=BEGIN, clock=0.0)
    holders.take(GLOBES, "Anna", "browser-a", take_over=False, now=BEGIN, clock=15.0)
    assert holders.expired(30.0) == []
    other = holders.take(GLOBES, "Anna", "browser-b", take_over=False, now=BEGIN, clock=30.0)
    assert other.why == "taken-over"
    with pytest.raises(Refusal, match="Anna holds the desk"):
        holders.take(GLOBES, "Ben", "browser-c", take_over=False, now=BEGIN, clock=30.0)


async def test_letting_go_is_told(the_desk: TheDesk) -> None:
    """Everybody hears that the desk is free when its holder's browser was not heard of for too long."""
    await the_desk.publish()
    anna = the_desk.caller("Anna")
    await anna.call("PUT", f"{NIGHT}/holder", {"browser": "browser-a"})
    async with listening(anna) as events:
        the_desk.time.go_on(GONE_AFTER + 1)
        the_desk.desk.let_go()
        assert (await events.next("holder")).data == {"ceremony": GLOBES, "holder": None, "why": "gone"}


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux tells of what is not acknowledged")
async def test_a_browser_that_goes_without_a_word_is_noticed() -> None:
    """The system ends its line within seconds, not in a quarter of an hour, so that it does not hold the desk on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        _, writer = await asyncio.open_connection(*listening.getsockname())
        try:
            cut_where_unheard(writer.transport)
            line = writer.transport.get_extra_info("socket")
            allowed = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        finally:
            writer.close()
            await writer.wait_closed()
    assert allowed == UNHEARD_SECONDS * 1000 < GONE_AFTER * 1000


async def test_one_token_opens_so_many_streams(the_desk: TheDesk) -> None:
    """Forgotten windows, or a program that comes back without leaving, do not take the desk's lines from the others."""
    anna = the_desk.caller("Anna")
    async with AsyncExitStack() as streams:
        for _ in range(MOST_STREAMS):
            await streams.enter_async_context(listening(anna))
        refused = await anna.get("/v1/desk/events")
        assert (refused.status, refused.body["error"]) == (429, "too-many")
        await streams.enter_async_context(listening(the_desk.caller("Ben")))
