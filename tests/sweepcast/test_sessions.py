"""The recorded sessions of tests/sessions, run by the Python client: no socket, and no time that passes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from sweepcast.board import Board, encode_board
from sweepcast.client import Edges, Feed, connect
from sweepcast.cloudevents import type_of
from sweepcast.connection import Connection, refusal
from sweepcast.feed_errors import ConnectionLost, FeedEnded, FeedRefused, Link, farewell
from sweepcast.progress import keep

SESSIONS = sorted((Path(__file__).parents[1] / "sessions").glob("*.json"))
FEWEST = 25
"""A wrong folder must not make the test hold for nothing."""


class SessionOver(BaseException):
    """The last step of the last connection was played; no client catches it."""


class World:
    """The gateway of a session, and the clock, the pause and the chance that its client is given."""

    def __init__(self, session: dict[str, Any]) -> None:
        """Play `session`."""
        self.feed: Feed | None = None
        self.time = 0.0
        self.connections = session["connections"]
        self.made = 0

    @property
    def edges(self) -> Edges:
        """What the client is given."""
        return Edges(connect=self.connect, sleep=self.sleep, now=lambda: self.time, chance=lambda: 1.0)

    async def connect(self, address: str, token: str | None) -> Connection:
        """Answer the next try as the session says."""
        assert self.made < len(self.connections), f"one connection too many: {address}"
        connection = self.connections[self.made]
        self.made += 1
        assert parse_qs(urlsplit(address).query) == connection["asked"]
        if "refused" in connection:
            refused = connection["refused"]
            raise refusal(address, refused["status"], refused["headers"], refused["body"].encode())
        return Played(self, connection["steps"])

    async def sleep(self, seconds: float) -> None:
        """Pause, in no time."""
        self.time += seconds

    def ends_here(self) -> bool:
        """Return whether this connection is the last one."""
        return self.made == len(self.connections)


class Played:
    """A connection on which a session's steps are played."""

    def __init__(self, world: World, steps: Iterable[dict[str, Any]]) -> None:
        """Play `steps` in turn."""
        self._world = world
        self._steps = list(steps)
        self._said: list[dict[str, Any]] = []
        self._request: str | None = None

    async def receive(self, within: float) -> str | bytes:
        """Play steps up to the next one that the client can hear."""
        until = self._world.time + within
        while self._steps:
            step = self._steps[0]
            if "silence" in step:
                left = until - self._world.time
                if step["silence"] > left:
                    step["silence"] -= left
                    self._world.time = until
                    raise TimeoutError
                self._world.time += step["silence"]
                del self._steps[0]
                continue
            del self._steps[0]
            if "frame" in step:
                return self._framed(step["frame"])
            if "text" in step:
                text: str = step["text"]
                return text
            if "cut" in step:
                raise ConnectionLost("cut")
            if "close" in step:
                raise farewell(**step["close"])
            await self._act(step)
        assert not self._said, "the client said something that nobody expected"
        if self._world.ends_here():
            raise SessionOver
        raise AssertionError("the client stays on a connection that it should have left")

    async def send(self, text: str) -> None:
        """Note what the client says."""
        self._said.append(json.loads(text))

    async def close(self) -> None:
        """Let the client leave."""

    async def _act(self, step: dict[str, Any]) -> None:
        feed = self._world.feed
        assert feed is not None
        if "said" in step:
            assert len(self._said) == 1
            said = self._said.pop()
            self._request = said.pop("id", None)
            assert said == step["said"]
        elif "delay" in step["change"]:
            await feed.change_delay(step["change"]["delay"])
        else:
            await feed.change_filter(**by_parameter(step["change"]["filter"]))

    def _framed(self, frame: dict[str, Any]) -> str:
        if frame["data"].get("request") == "<request>":
            frame = {**frame, "data": {**frame["data"], "request": self._request}}
        return json.dumps(frame)


def by_parameter(options: dict[str, Any]) -> dict[str, Any]:
    """Return a session's options by the parameters of the Python client."""
    return {"ceremony" if name == "ceremonies" else name: value for name, value in options.items()}


def told(link: Link) -> dict[str, object]:
    """Return a link as sessions tell it."""
    match link.status:
        case "live":
            return {"status": "live", "resumed": link.resumed, "stale": link.stale}
        case "waiting":
            return {"status": "waiting", "pause": link.pause}
        case _:
            return {"status": link.status}


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
async def test_a_recorded_session(path: Path) -> None:
    """What the session's `holds` says."""
    session = json.loads(path.read_text(encoding="utf-8"))
    world = World(session)
    links: list[dict[str, object]] = []
    delivered: list[dict[str, object]] = []
    boards: dict[str, Board] = {}
    ends: dict[str, object] | None = None
    feed = connect(
        "ws://gateway",
        **by_parameter(session["options"]),
        on_link=lambda link: links.append(told(link)),
        edges=world.edges,
    )
    world.feed = feed
    try:
        async for frame in feed:
            delivered.append({"type": type_of(frame), "ceremony": frame.data.ceremony, "sequence": frame.data.sequence})
            boards = keep(boards, frame)
    except SessionOver:
        pass
    except FeedRefused as error:
        ends = {"how": "refused"} if error.status is None else {"how": "refused", "status": error.status}
    except FeedEnded as error:
        ends = {"how": "ended", "code": error.code}

    assert delivered == session["delivered"], session["holds"]
    assert links == session["links"], session["holds"]
    assert ends == session["ends"], session["holds"]
    assert world.made == len(session["connections"]), session["holds"]
    expected = msgspec.convert(session["boards"], dict[str, Board])
    assert {each: encode_board(board) for each, board in boards.items()} == {
        each: encode_board(board) for each, board in expected.items()
    }, session["holds"]


def test_the_table_is_there() -> None:
    """All sessions are found, each under a name and a sentence of its own."""
    sentences = {json.loads(path.read_text(encoding="utf-8"))["holds"] for path in SESSIONS}
    assert len(SESSIONS) >= FEWEST
    assert len(sentences) == len(SESSIONS)
