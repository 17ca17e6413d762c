"""The desk on real Kafka with a real worker: a small night entered over HTTP and undone, and Kafka that goes away."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from producers.desk.token_book import TokenBook
from stack.broker import EmbeddedBroker
from stack.supervisor import ROOT
from stack.topics import create_topics
from sweepcast.settings import Settings
from tests.producers.desk.described import Described
from tests.producers.desk.world import BEGIN, Caller, entry

IN_TIME = 60.0
PROGRAMME = {
    "ceremony": "village-2030",
    "award_body": "village",
    "award_body_name": "Village Awards",
    "name": "1st Village Awards",
    "edition": 1,
    "ceremony_year": 2030,
    "film_year": 2029,
    "date": "2030-01-06",
    "categories": [
        {
            "id": "picture",
            "name": "Best Picture",
            "award": "picture",
            "nominations": [{"id": "mill", "works": ["mill"]}, {"id": "pond", "works": ["pond"]}],
        },
        {
            "id": "director",
            "name": "Best Director",
            "award": "director",
            "nominations": [{"id": "ada", "works": ["mill"], "people": ["ada"]}],
        },
    ],
    "works": [{"id": "mill", "title": "The Mill"}, {"id": "pond", "title": "The Pond"}],
    "people": [{"id": "ada", "name": "Ada Byron"}],
}
NIGHT = "/v1/desk/nights/village-2030"


@asynccontextmanager
async def _process(ready: str, *module: str, **environ: str) -> AsyncIterator[str]:
    """Run a module of ours until the block ends; give the line that says that it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", *module),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **environ},
    )
    assert process.stdout is not None
    told: list[str] = []
    reading: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(IN_TIME):
            while not told or ready not in told[-1]:
                line = await process.stdout.readline()
                assert line, "".join(told)
                told.append(line.decode())
        reading = asyncio.create_task(process.stdout.read())
        yield told[-1]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        if reading is not None:
            await reading
        await process.wait()


@asynccontextmanager
async def _desk(kafka: str, folder: Path) -> AsyncIterator[Caller]:
    token, _ = TokenBook(folder).make("Chief", "confirm", 24 * 366 * 30, BEGIN)
    environ = {"SWEEPCAST_KAFKA": kafka, "SWEEPCAST_DESK_PORT": "0", "SWEEPCAST_DESK_FOLDER": str(folder)}
    async with _process("sweepcast desk ready", "producers.desk", **environ) as line:
        url = re.findall(r"(http://\S+)/", line)[0]
        async with aiohttp.ClientSession() as session:
            caller = Caller(url, session, Described(), {"Authorization": f"Bearer {token}"})
            await _until_connected(caller)
            yield caller


async def _until_connected(caller: Caller, state: str = "connected") -> None:
    async with asyncio.timeout(IN_TIME):
        while (await caller.get("/healthz")).body["kafka"]["state"] != state:
            await asyncio.sleep(0.05)


async def _enter(caller: Caller, id_: str, name: str, **data: object) -> dict[str, Any]:
    based_on = (await caller.get(NIGHT)).body["sequence"]
    body = {**entry(id_, based_on, name, **data), "confirmed": True}
    answer = await caller.post(f"{NIGHT}/entries?wait=10", body)
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.body
    return found


async def test_a_small_night_on_real_kafka_entered_and_undone(fresh_kafka: Settings, tmp_path: Path) -> None:
    """Programme, opening, two winners, their undoing: each gets the worker's turn, also after a restart."""
    kafka = fresh_kafka.kafka
    worker = _process("sweepcast worker ready", "streams", SWEEPCAST_KAFKA=kafka)
    async with worker:
        async with _desk(kafka, tmp_path) as chief:
            published = await chief.post("/v1/desk/programmes?wait=10", PROGRAMME)
            assert published.status == 200, published.text
            assert [each["status"] for each in published.body["entries"]] == ["done"]
            await _enter(chief, "open", "ceremony-opened")
            won = await _enter(chief, "w1", "winner-announced", category="director", nominations=["ada"])
            assert (won["status"], won["receipt"]["sequence"]) == ("done", 3)
            await _enter(chief, "w2", "winner-announced", category="picture", nominations=["mill"])
            again = await chief.post(
                f"{NIGHT}/entries", entry("w2", 0, "winner-announced", category="picture", nominations=["mill"])
            )
            assert (again.status, again.body["receipt"]["sequence"]) == (200, 4)
        async with _desk(kafka, tmp_path) as chief:
            draft = await chief.get(f"{NIGHT}/turns/4/undo")
            assert draft.body["label"] == "Undo: Best Picture → The Mill"
            undone = await chief.post(f"{NIGHT}/entries?wait=10", {"id": "u1", "based_on": 4, "undoes": 4})
            assert undone.body["status"] == "done", undone.text
            night = (await chief.get(NIGHT)).body
            assert night["board"]["category/picture"]["winners"] == []
            assert [each["by"] for each in night["turns"]] == ["Chief"] * 5
            outcome = await chief.get("/v1/announcements/w1")
            assert (outcome.body["status"], outcome.body["turn"]["sequence"]) == ("turn", 3)


async def test_the_desk_stays_up_without_kafka(own_broker: EmbeddedBroker, tmp_path: Path) -> None:
    """With Kafka away the desk says so and takes nothing; when Kafka is back, it goes on by itself."""
    settings = Settings(kafka=own_broker.bootstrap_servers)
    await create_topics(settings)
    async with _desk(settings.kafka, tmp_path) as chief:
        await asyncio.to_thread(own_broker.stop)
        await _until_connected(chief, "away")
        refused = await chief.post("/v1/desk/programmes", PROGRAMME)
        assert (refused.status, refused.body["error"]) == (503, "kafka-away")
        assert refused.headers["Retry-After"]
        await asyncio.to_thread(own_broker.start)
        await _until_connected(chief)
        published = await chief.post("/v1/desk/programmes", PROGRAMME)
        assert published.status == 202, published.text
        async with asyncio.timeout(IN_TIME):
            while (await chief.get(NIGHT)).status != 200:
                await asyncio.sleep(0.05)
