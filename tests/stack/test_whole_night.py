"""One whole night through everything that is real: Kafka, worker, gateway, and three viewers of its feed."""

import asyncio
import os
import re
import sys
from pathlib import Path

import aiohttp
import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from stack.supervisor import ROOT
from streams.rehearse import rehearse
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS, CeremonyOpened, Outcome, WinnerAnnounced
from sweepcast.board import Board, encode_board
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.client import follow, keep
from sweepcast.frames import Snapshot
from sweepcast.turns import REJECTIONS, Position
from tests.stack.running import Run, Start
from tests.streams.nights import BEGIN, Envelope

CEREMONY = "golden-globes-2017"
FILE = Path(__file__).parents[2] / "ceremonies" / f"{CEREMONY}.json"
LAST = 56
"""The sequence number of the night's last turn."""
IN_TIME = 60.0


class Viewer:
    """Somebody who follows the feed, keeps the board, and can be cut off and come back."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.boards: dict[str, Board] = {}
        self.turns: list[int] = []
        self.snapshots = 0
        self.cursor: str | None = None

    async def watch_until(self, sequence: int) -> None:
        """Follow the feed from where this viewer stands until the board has that turn."""
        feed = follow(self._url, ceremony=CEREMONY, cursor=self.cursor)
        async for frame in feed:
            self.boards, self.cursor = keep(self.boards, frame), frame.cursor
            if isinstance(frame, Snapshot):
                self.snapshots += 1
            else:
                self.turns.append(frame.data.sequence)
            if frame.data.sequence >= sequence:
                break
        await feed.aclose()

    @property
    def board(self) -> bytes:
        """The board as bytes."""
        return encode_board(self.boards[CEREMONY])


def _envelope(name: str, subject: str = CEREMONY) -> Envelope:
    return Envelope(id=name, source="test", subject=subject, time=BEGIN)


def _bad() -> list[bytes]:
    """Return announcements that cannot be folded while the night is on."""
    stranger = Outcome(category="director", nominations=("nobody",))
    decided = Outcome(category="supporting-actor", nominations=("mahershala-ali",))
    return [
        b"not JSON",
        b'{"type":"sweepcast.announcement.unheard-of","id":"1","subject":"golden-globes-2017"}',
        ANNOUNCEMENTS.encode(WinnerAnnounced(**_envelope("stranger"), data=stranger)),
        ANNOUNCEMENTS.encode(WinnerAnnounced(**_envelope("decided"), data=decided)),
        ANNOUNCEMENTS.encode(CeremonyOpened(**_envelope("elsewhere", "golden-globes-1900"))),
        b"x" * (topics.LARGEST_ANNOUNCEMENT - 200),
    ]


async def _say_bad(kafka: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka, max_request_size=2**31 - 1) as producer:
        for content in _bad():
            await producer.send_and_wait(topics.ANNOUNCEMENTS, content, b"golden-globes")


async def _reasons(kafka: str, many: int) -> list[str]:
    """Return the reasons of that many announcements' rejections; one that comes again, after a kill, is the same."""
    reasons: dict[Position, str] = {}
    async with AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topics.REJECTIONS, each) for each in range(3)])
        while len(reasons) < many:
            rejection = REJECTIONS.decode((await consumer.getone()).value).data
            assert reasons.setdefault(rejection.position, rejection.reason) == rejection.reason
    return list(reasons.values())


async def _replay(kafka: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "producers.replay", "--pace", "2400x", "--quiet"),
        cwd=ROOT,
        env={**os.environ, "SWEEPCAST_KAFKA": kafka},
        stdout=asyncio.subprocess.DEVNULL,
    )


class Served(msgspec.Struct):
    """A board as HTTP serves it."""

    board: Board


async def _served(run: Run) -> bytes:
    url = f"http://127.0.0.1:{run.ports[0]}/v1/ceremonies/{CEREMONY}/board"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return encode_board(msgspec.json.decode(await response.read(), type=Served).board)


async def test_everyone_sees_the_same_night_whatever_happens_to_the_worker(start: Start, tmp_path: Path) -> None:
    """The first viewer sees every turn once though the worker is killed; all boards are the fold's, byte for byte.

    One viewer is there from the start, one is cut off and comes back, one joins in the middle. Bad announcements in
    between are rejected, each with its reason, and the night goes on.
    """
    run = await start("up", "--data", str(tmp_path))
    await run.until("Kafka at ")
    kafka = re.findall(r"Kafka at ([0-9.]+:[0-9]+)", run.text)[-1]
    first, cut_off, late = (Viewer(f"ws://127.0.0.1:{run.ports[1]}/v1/feed") for _ in range(3))
    async with asyncio.timeout(IN_TIME):
        whole = asyncio.create_task(first.watch_until(LAST))
        interrupted = asyncio.create_task(cut_off.watch_until(12))
        replay = await _replay(kafka)
        await interrupted
        await _say_bad(kafka)
        run.part("-m streams").kill()
        await late.watch_until(LAST)
        await cut_off.watch_until(LAST)
        await whole
        assert await replay.wait() == 0
        reasons = await _reasons(kafka, len(_bad()))
    assert first.turns == list(range(1, LAST + 1))
    assert cut_off.turns == first.turns
    assert (first.snapshots, cut_off.snapshots, late.snapshots) == (0, 0, 1)
    assert first.board == cut_off.board == late.board == await _served(run)
    *_, told = rehearse([decode_ceremony(FILE.read_bytes(), FILE.name)])
    assert first.board == encode_board(told.board)
    assert reasons == [
        "malformed",
        "malformed",
        "unknown-nomination",
        "already-decided",
        "unknown-ceremony",
        "malformed",
    ]
