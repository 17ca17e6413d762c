"""A gateway that does as it is told: each connection gets the next script, of frames and of misbehaviour."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from sweepcast.board import Board, Update
from sweepcast.frames import (
    FEED_SUBJECT,
    FRAMES,
    SOURCE,
    AnyFrame,
    Goodbye,
    GoodbyeData,
    Heartbeat,
    Hello,
    HelloData,
    Snapshot,
    SnapshotData,
    TurnFrame,
)
from sweepcast.turns import Cause, Position, TurnData, sequence_text

NOW = datetime(2017, 1, 8, 20, 12, tzinfo=UTC)
CEREMONY = "golden-globes-2017"


class Cut(msgspec.Struct, frozen=True):
    """Break the connection without a word."""


class Close(msgspec.Struct, frozen=True):
    """End the connection with a close code."""

    code: int
    reason: str


class Refuse(msgspec.Struct, frozen=True):
    """Answer the handshake with an HTTP status: a script of this alone."""

    status: int
    body: str


Step = AnyFrame | str | bytes | Cut | Close
Script = Iterable[Step] | AsyncIterable[Step] | Refuse


class FakeGateway:
    """Its address, what was asked of it, and the close code of each connection that ended.

    Behind the last script each connection gets an empty one.
    """

    def __init__(self, scripts: Iterable[Script]) -> None:
        """Play one of the scripts to each connection, in turn; at the end of a script, stay silent."""
        self.asked: list[str] = []
        self.farewells: asyncio.Queue[int | None] = asyncio.Queue()
        self.url = ""
        self._scripts = deque(scripts)

    async def answer(self, _connection: ServerConnection, request: Request) -> Response | None:
        """Note what is asked, and refuse where the script says so."""
        self.asked.append(request.path)
        if self._scripts and isinstance(self._scripts[0], Refuse):
            refusal = self._scripts.popleft()
            assert isinstance(refusal, Refuse)
            return _connection.respond(HTTPStatus(refusal.status), refusal.body)
        return None

    async def play(self, connection: ServerConnection) -> None:
        """Play the next script, then wait until the client leaves."""
        script = self._scripts.popleft() if self._scripts else ()
        assert not isinstance(script, Refuse)
        try:
            async for step in _stepwise(script):
                await _take(connection, step)
            await connection.wait_closed()
        except ConnectionClosed:
            pass
        finally:
            self.farewells.put_nowait(connection.close_code)


@asynccontextmanager
async def fake_gateway(*scripts: Script, port: int = 0) -> AsyncIterator[FakeGateway]:
    """Serve a fake gateway on a free port of this machine."""
    gateway = FakeGateway(scripts)
    server: Server
    async with serve(
        gateway.play, "127.0.0.1", port, process_request=gateway.answer, ping_interval=None, close_timeout=0.2
    ) as server:
        gateway.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/feed"
        yield gateway


async def _stepwise(script: Iterable[Step] | AsyncIterable[Step]) -> AsyncIterator[Step]:
    if isinstance(script, AsyncIterable):
        async for step in script:
            yield step
    else:
        for step in script:
            yield step


async def _take(connection: ServerConnection, step: Step) -> None:
    match step:
        case Cut():
            connection.transport.abort()
        case Close():
            await connection.close(step.code, step.reason)
        case str() | bytes():
            await connection.send(step)
        case _:
            await connection.send(FRAMES.encode(step).decode())


def hello(
    *,
    resumed: bool = False,
    heartbeat_seconds: float = 30.0,
    ceremonies: tuple[str, ...] = (CEREMONY,),
) -> Hello:
    """Return a greeting."""
    reason: Literal["resumed", "no-cursor"] = "resumed" if resumed else "no-cursor"
    return Hello(
        id="hello",
        source=SOURCE,
        subject=FEED_SUBJECT,
        time=NOW,
        cursor="at-hello",
        data=HelloData(
            version="1",
            heartbeat_seconds=heartbeat_seconds,
            resumed=resumed,
            reason=reason,
            ceremonies=ceremonies,
        ),
    )


def snapshot(sequence: int, board: Board | None = None, ceremony: str = CEREMONY) -> Snapshot:
    """Return a night as it stands after a turn."""
    return Snapshot(
        id=f"snapshot-{sequence}",
        source=SOURCE,
        subject=ceremony,
        time=NOW,
        cursor=f"snapshot-{ceremony}-{sequence}",
        data=SnapshotData(ceremony=ceremony, sequence=sequence, board=board or {}),
    )


def turn(sequence: int, *updates: Update, ceremony: str = CEREMONY) -> TurnFrame:
    """Return a turn that changes what `updates` say."""
    return turn_frame(
        TurnData(
            ceremony=ceremony,
            award_body="golden-globes",
            sequence=sequence,
            cause=Cause(
                id=f"announcement-{sequence}",
                type="sweepcast.announcement.winner-announced",
                time=NOW,
                position=Position(partition=0, offset=sequence),
            ),
            updates=updates,
        )
    )


def turn_frame(data: TurnData) -> TurnFrame:
    """Return a turn's data as the gateway frames it."""
    return TurnFrame(
        id=f"{data.ceremony}-{data.sequence}",
        source="sweepcast/streams",
        subject=data.ceremony,
        time=data.cause.time,
        sequence=sequence_text(data.sequence),
        cursor=f"{data.ceremony}-{data.sequence}",
        data=data,
    )


def heartbeat(cursor: str) -> Heartbeat:
    """Return a sign of life."""
    return Heartbeat(id=f"heartbeat-{cursor}", source=SOURCE, subject=FEED_SUBJECT, time=NOW, cursor=cursor)


def goodbye(code: int, reason: str) -> Goodbye:
    """Return a farewell."""
    return Goodbye(
        id="goodbye",
        source=SOURCE,
        subject=FEED_SUBJECT,
        time=NOW,
        cursor="at-goodbye",
        data=GoodbyeData(code=code, reason=reason),
    )
