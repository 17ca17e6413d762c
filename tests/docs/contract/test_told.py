"""Everything that a real gateway tells over a real night is as the published schemas say, and holds nothing beside."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from websockets.asyncio.client import ClientConnection, connect

from consumers.gateway.gateway import Gateway, running
from docs.contract.asyncapi import FRAMES, UNASKED
from streams.fold import Folded
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.board import encode_board
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.frames import FEED_PATH
from sweepcast.retelling import retold
from sweepcast.settings import Settings
from sweepcast.turns import TURNS, turn_of
from tests.consumers.gateway.conftest import PATIENCE, Records
from tests.docs.contract.validating import validator
from tests.docs.test_bots import ROOT
from tests.sweepcast.watch.night import CEREMONY, folded, whole_night, wrong_envelope

FILES = sorted((ROOT / "ceremonies").glob("*.json"))
QUICK = Settings(feed_port=0, http_port=0, heartbeat_seconds=0.05)
"""Heartbeats so often that nobody waits for one."""


def records_of(made: list[Folded] | tuple[Folded, ...]) -> list[bytes]:
    """Return what the worker writes of a night."""
    return [TURNS.encode(turn_of(each.turn)) for each in made]


@asynccontextmanager
async def gateway_of(records: Records, night: list[bytes]) -> AsyncIterator[Gateway]:
    """Run a gateway whose topic holds these turns."""
    async with running(QUICK, records.edges) as gateway:
        await records.whole(*night)
        yield gateway


class Listener:
    """A client that keeps every frame as it came."""

    def __init__(self, connection: ClientConnection) -> None:
        """Listen on an open connection."""
        self.frames: list[Any] = []
        self._connection = connection

    async def until(self, kind: str, **said: object) -> Any:  # noqa: ANN401  # JSON
        """Listen until a frame of a type comes whose data say this, and return it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = json.loads(await self._connection.recv())
                self.frames.append(frame)
                if frame["type"] == kind and all(frame["data"][name] == value for name, value in said.items()):
                    return frame

    async def ask(self, answer: str, **request: object) -> None:
        """Make a request, and listen until it is answered."""
        await self._connection.send(json.dumps(request))
        await self.until(f"sweepcast.feed.{answer}", request=request.get("id"))


async def test_frames_over_a_night_are_as_described() -> None:
    """A client that sees a night and says all that can be said gets every type of frame, each of them as described."""
    night = records_of(whole_night())
    records = Records()
    async with gateway_of(records, night[:30]) as gateway:
        feed = await connect(f"{gateway.addresses.feed}?subscriber=bot")
        listener = Listener(feed)
        snapshot = await listener.until("sweepcast.feed.snapshot")
        for each in night[30:40]:
            records.add(each)
        await listener.until("sweepcast.turn", sequence=40)
        await listener.until("sweepcast.feed.heartbeat")
        await listener.ask("acked", type="ack", id="a", cursor=snapshot["cursor"])
        await listener.ask("filtered", type="filter", id="b", filter={"kinds": ["milestone"], "works": ["la-la-land"]})
        for each in night[40:]:
            records.add(each)
        await listener.until("sweepcast.turn", sequence=49)
        await listener.ask("filtered", type="filter", filter={})
        await listener.ask("delayed", type="delay", id="c", seconds=0.5)
        await listener.ask("refused", type="dance", id="d")
        await feed.send("not JSON")
        await listener.until("sweepcast.feed.refused", request=None)
    await listener.until("sweepcast.feed.goodbye")
    assert {each["type"] for each in listener.frames} == {each.__struct_config__.tag for each in FRAMES}
    for frame in listener.frames:
        validator("frames.json", closed=True).validate(frame)


async def test_a_retraction_is_as_described() -> None:
    """What a correction takes back is told as described, to those who see all and to those who filter."""
    night = records_of(folded(wrong_envelope()))
    records = Records()
    async with (
        gateway_of(records, night[:-1]) as gateway,
        connect(gateway.addresses.feed) as all_of_it,
        connect(gateway.addresses.feed + "?kind=clean-sweep") as sweeps,
    ):
        listeners = [Listener(all_of_it), Listener(sweeps)]
        for each in listeners:
            await each.until("sweepcast.feed.snapshot")
        records.add(night[-1])
        for each in listeners:
            frame = await each.until("sweepcast.turn")
            assert any((update["ended"] or {}).get("how") == "retracted" for update in frame["data"]["updates"])
            for every in each.frames:
                validator("frames.json", closed=True).validate(every)


async def test_events_are_frames_as_described() -> None:
    """Over Server-Sent Events every frame is as described, with its cursor as the event's id, to the farewell."""
    night = records_of(whole_night())
    records = Records()
    frames: list[Any] = []
    async with aiohttp.ClientSession() as session:
        async with gateway_of(records, night[:40]) as gateway:
            stream = await session.get(gateway.addresses.page.rstrip("/") + FEED_PATH)
            for each in night[40:]:
                records.add(each)
            while len(frames) < 2 + len(night[40:]) or frames[-1]["type"] != "sweepcast.feed.heartbeat":
                frames.append(await next_event(stream))
        while frames[-1]["type"] != "sweepcast.feed.goodbye":
            frames.append(await next_event(stream))
    assert {each["type"] for each in frames} == {each.__struct_config__.tag for each in UNASKED}
    for frame in frames:
        validator("frames.json", closed=True).validate(frame)


async def next_event(stream: aiohttp.ClientResponse) -> Any:  # noqa: ANN401  # JSON
    """Return the frame in the next event that has one; its id is the frame's cursor."""
    event: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE):
        while (line := (await stream.content.readline()).decode()) != "\n" or "data" not in event:
            assert line, "the stream ended"
            name, _, value = line.rstrip("\n").partition(": ")
            event[name] = value
    frame = json.loads(event["data"])
    assert event["id"] == frame["cursor"]
    return frame


ANSWERS = {
    "/v1/ceremonies": (200, "Ceremonies"),
    f"/v1/ceremonies/{CEREMONY}/board": (200, "BoardAnswer"),
    f"/v1/ceremonies/{CEREMONY}/turns?limit=20": (200, "Turns"),
    f"/v1/ceremonies/{CEREMONY}/turns?after=50": (200, "Turns"),
    f"/v1/ceremonies/{CEREMONY}/turns?after=-1": (400, "Refusal"),
    "/v1/config": (200, "Config"),
    "/healthz": (200, "Health"),
    "/v1/ceremonies/oscars-1929/board": (404, "Refusal"),
    "/v1/ceremonies/no/board": (400, "Refusal"),
    "/nothing": (404, "Refusal"),
}
"""What each path answers, by its name in answers.json."""


@pytest.mark.parametrize("path", ANSWERS)
async def test_answers_over_http_are_as_described(path: str) -> None:
    """Each path's answer fits its description; a gateway that is not ready says so in a refusal or in its health."""
    status, name = ANSWERS[path]
    records = Records()
    async with (
        gateway_of(records, records_of(whole_night())) as gateway,
        aiohttp.ClientSession(gateway.addresses.page) as session,
        session.get(path) as answer,
    ):
        assert answer.status == status
        validator("answers.json", name, closed=True).validate(await answer.json())


async def test_answers_of_a_gateway_that_starts_are_as_described() -> None:
    """Before the feed is whole, its health and its refusals fit their descriptions."""
    async with running(QUICK, Records().edges) as gateway, aiohttp.ClientSession(gateway.addresses.page) as session:
        for path, name in (("/healthz", "Health"), ("/v1/ceremonies", "Refusal")):
            async with session.get(path) as answer:
                assert answer.status == 503
                validator("answers.json", name, closed=True).validate(await answer.json())


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
def test_announcements_of_every_ceremony_are_as_described(file: Path) -> None:
    """What producers say of the nights that come with Sweepcast fits its description."""
    said = retold(decode_ceremony(file.read_bytes(), file.name), "tests")
    assert said
    for each in said:
        validator("announcements.json", closed=True).validate(json.loads(ANNOUNCEMENTS.encode(each)))


def test_turns_and_boards_of_a_night_are_as_described() -> None:
    """What the worker writes of a night that is corrected fits its description, and so does each board."""
    for each in folded(wrong_envelope()):
        validator("turns.json", closed=True).validate(json.loads(TURNS.encode(turn_of(each.turn))))
    for address, value in json.loads(encode_board(each.board)).items():
        validator("board.json", closed=True).validate({address: value})
