"""The client over real sockets, against gateways that cut, stall and refuse; tests/sessions has the rest."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

import sweepcast
from sweepcast.client import Edges, connect, follow, log_link
from sweepcast.connection import open_websocket
from sweepcast.feed_errors import ConnectionLost, FeedEnded, FeedRefused, Link
from sweepcast.frames import FRAMES, Goodbye, Snapshot
from sweepcast.progress import News
from tests.fake_gateway import (
    CEREMONY,
    Close,
    Cut,
    FakeGateway,
    Refuse,
    Script,
    Step,
    fake_gateway,
    goodbye,
    heartbeat,
    hello,
    snapshot,
    turn,
)

IN_TIME = 10.0
"""Seconds after which a test gives up waiting; none of them comes near."""


class Followed:
    """What following a gateway brought, and how the connection fared."""

    def __init__(self, gateway: FakeGateway) -> None:
        """Follow `gateway`, without pauses."""
        self.gateway = gateway
        self.links: list[Link] = []
        self.pauses: list[float] = []

    async def first(
        self, count: int, *, ceremony: str | None = None, cursor: str | None = None, chance: float = 0.5
    ) -> list[str]:
        """Return the first frames by kind and sequence number: `["snapshot 2", "turn 3"]`."""
        seen: list[str] = []
        feed = follow(
            self.gateway.url,
            ceremony=ceremony,
            cursor=cursor,
            on_link=self.links.append,
            edges=Edges(sleep=self._sleep, chance=lambda: chance),
        )
        async with asyncio.timeout(IN_TIME), aclosing(feed):
            async for frame in feed:
                seen.append(told(frame))
                if len(seen) == count:
                    return seen
        raise AssertionError("the feed never ends by itself")

    @property
    def cursors(self) -> list[str | None]:
        """The cursor that each connection asked to resume at."""
        return [parse_qs(urlsplit(path).query).get("cursor", [None])[0] for path in self.gateway.asked]

    @property
    def reasons(self) -> list[str]:
        """Why each lost connection was lost."""
        return [link.reason for link in self.links if link.status == "waiting"]

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def told(frame: News) -> str:
    """Return a frame as one word and its sequence number."""
    return f"{'snapshot' if isinstance(frame, Snapshot) else 'turn'} {frame.data.sequence}"


async def test_a_snapshot_comes_first_and_turns_follow() -> None:
    """A new subscriber gets the board as it stands, then every turn; hello and heartbeats stay inside."""
    async with fake_gateway([hello(), snapshot(2), heartbeat("c"), turn(3), turn(4)]) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["snapshot 2", "turn 3", "turn 4"]
    assert [link.status for link in followed.links] == ["connecting", "live"]
    assert gateway.asked == ["/v1/feed"]


async def test_the_ceremony_and_the_cursor_are_asked_for() -> None:
    """What the caller names goes into the query, and a cursor from an earlier run needs no snapshot."""
    async with fake_gateway([hello(resumed=True), turn(8)]) as gateway:
        assert await Followed(gateway).first(1, ceremony=CEREMONY, cursor="a b&c") == ["turn 8"]
    assert parse_qs(urlsplit(gateway.asked[0]).query) == {"ceremony": [CEREMONY], "cursor": ["a b&c"]}


CUTS: dict[str, list[Step]] = {
    "cut": [Cut()],
    "goodbye for now": [goodbye(4001, "restarting")],
    "closed for now": [Close(4001, "restarting")],
    "going away": [Close(1001, "")],
    "stopped": [Close(1012, "")],
}


@pytest.mark.parametrize("ending", CUTS.values(), ids=CUTS)
async def test_a_lost_connection_is_resumed_at_the_last_cursor(ending: list[Step]) -> None:
    """However a connection ends for now, the next one goes on behind the newest frame."""
    scripts: list[Script] = [[hello(), snapshot(1), turn(2), *ending], [hello(resumed=True), turn(3)]]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["snapshot 1", "turn 2", "turn 3"]
    assert followed.cursors == [None, ending[0].cursor if isinstance(ending[0], Goodbye) else f"{CEREMONY}-2"]
    assert [link.status for link in followed.links] == ["connecting", "live", "waiting", "connecting", "live"]
    assert followed.links[-1].resumed


async def test_a_silent_peer_is_dead_after_two_and_a_half_heartbeats() -> None:
    """The gateway's hello says how often it speaks; one that does not is left."""
    scripts: list[Script] = [[hello(heartbeat_seconds=0.02), snapshot(1), turn(2)], [hello(resumed=True), turn(3)]]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["snapshot 1", "turn 2", "turn 3"]
    assert followed.reasons == ["silent for 0.05 s"]


async def test_something_else_than_a_feed_is_refused() -> None:
    """A websocket that does not speak the feed's language is a wrong address, not a moment's trouble."""
    async with fake_gateway(["welcome to chat"]) as gateway:
        with pytest.raises(FeedRefused, match=r"does not speak this feed .* check the address"):
            await Followed(gateway).first(1)


@pytest.mark.parametrize("ending", [goodbye(4501, "this client is banned"), Close(4501, "this client is banned")])
async def test_a_farewell_for_good_is_an_error(ending: Step) -> None:
    """Codes 4500 to 4999 are never answered by coming back."""
    async with fake_gateway([hello(), snapshot(1), ending]) as gateway:
        with pytest.raises(FeedEnded, match=r"for good \(code 4501\): this client is banned"):
            await Followed(gateway).first(2)
    assert len(gateway.asked) == 1


REFUSALS = {
    400: "correct the option",
    401: "viewer token",
    403: "ask its operator",
    404: "check the address",
    426: "check the address",
}


@pytest.mark.parametrize(("status", "remedy"), REFUSALS.items(), ids=str)
async def test_a_refused_option_is_an_error_that_says_what_to_do(status: int, remedy: str) -> None:
    """An HTTP refusal carries the gateway's own words and our advice."""
    async with fake_gateway(Refuse(status, "no ceremony 'x'\n")) as gateway:
        with pytest.raises(FeedRefused, match=rf"HTTP {status}: no ceremony 'x'\): .*{remedy}"):
            await Followed(gateway).first(1)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_gateway_that_is_busy_is_tried_again(status: int) -> None:
    """What is about the moment is no error; the reason is told."""
    async with fake_gateway(Refuse(status, "too many connections"), [hello(), snapshot(1)]) as gateway:
        followed = Followed(gateway)
        assert await followed.first(1) == ["snapshot 1"]
    assert followed.reasons == [f"the gateway cannot serve now: HTTP {status}: too many connections"]


async def test_nobody_there_is_tried_again_with_growing_pauses() -> None:
    """A gateway that is not up yet is waited for; each pause is told before it begins."""
    async with fake_gateway() as gateway:
        url = gateway.url
    links: list[Link] = []

    class Enough(Exception):
        """Ends the test."""

    async def sleep(_seconds: float) -> None:
        if len([link for link in links if link.status == "waiting"]) == 4:
            raise Enough

    feed = follow(url, on_link=links.append, edges=Edges(sleep=sleep, chance=lambda: 1.0))
    with pytest.raises(Enough):
        await anext(feed)
    waiting = [link for link in links if link.status == "waiting"]
    assert [link.pause for link in waiting] == [0.5, 1.0, 2.0, 4.0]
    assert {link.reason for link in waiting} == {f"no answer from {urlsplit(url).netloc}: Connection refused"}


async def test_leaving_the_loop_closes_the_connection() -> None:
    """The gateway sees a farewell when the generator is closed."""
    async with fake_gateway([hello(), snapshot(1)]) as gateway:
        assert await Followed(gateway).first(1) == ["snapshot 1"]
        async with asyncio.timeout(IN_TIME):
            assert await gateway.farewells.get() == 1000


async def test_an_address_of_another_kind_is_refused_at_once() -> None:
    """Nothing is tried at what cannot be a feed."""
    with pytest.raises(FeedRefused, match="is no address of a feed: write one such as ws://"):
        await anext(follow("http://127.0.0.1:8080/"))


def test_a_lost_connection_is_a_warning_for_those_who_do_not_ask(caplog: pytest.LogCaptureFixture) -> None:
    """A bot without a listener of its own still hears that the feed is away."""
    with caplog.at_level(logging.INFO, logger="sweepcast.client"):
        log_link(Link(status="connecting"))
        log_link(Link(status="waiting", reason="silent for 12 s", pause=1.5))
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "feed connecting"),
        ("WARNING", "feed lost: silent for 12 s; trying again in 1.5 s"),
    ]


async def test_a_frame_too_large_costs_the_connection_only() -> None:
    """The edge turns every way a connection ends into a reason to come back."""
    async with fake_gateway(["x" * (17 * 1024 * 1024)]) as gateway:
        connection = await open_websocket(gateway.url)
        with pytest.raises(ConnectionLost, match="too big"):
            await connection.receive(IN_TIME)
        await connection.close()


def test_the_client_needs_nothing_but_what_the_wheel_brings() -> None:
    """A bot's author installs msgspec and websockets, and nothing of the servers."""
    script = "import sys, sweepcast.client; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    servers = {"aiohttp", "aiokafka", "faust", "mode", "rich", "streams", "producers", "consumers", "stack"}
    assert {"sweepcast", "msgspec", "websockets"} <= set(loaded.stdout.split())
    assert not servers & set(loaded.stdout.split())


@asynccontextmanager
async def listening_gateway() -> AsyncIterator[tuple[str, list[Headers], list[str]]]:
    """Serve one that greets and listens: its address, the headers of each handshake, and the addresses asked."""
    headers: list[Headers] = []
    asked: list[str] = []

    async def note(_connection: ServerConnection, request: Request) -> Response | None:
        headers.append(request.headers)
        asked.append(request.path)
        return None

    async def greet(connection: ServerConnection) -> None:
        await connection.send(FRAMES.encode(hello()).decode())
        await connection.send(FRAMES.encode(snapshot(1)).decode())
        await connection.wait_closed()

    async with serve(greet, "127.0.0.1", 0, process_request=note, ping_interval=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", headers, asked


@pytest.mark.parametrize("in_the_url", [True, False])
async def test_the_token_goes_into_a_header_and_nowhere_else(
    in_the_url: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Addresses are written to logs by everything on the way; a token never is, even where a program logs it all."""
    async with listening_gateway() as (url, headers, asked):
        given, token = (f"{url}?token=s3cret", None) if in_the_url else (url, "s3cret")
        with caplog.at_level(logging.DEBUG):
            async with asyncio.timeout(IN_TIME), aclosing(follow(given, token=token)) as feed:
                await anext(feed)
    assert [each["Authorization"] for each in headers] == ["Bearer s3cret"]
    assert asked == ["/v1/feed"]
    assert headers[0]["Sec-WebSocket-Extensions"].startswith("permessage-deflate")  # as browsers offer it
    ours = [record.getMessage() for record in caplog.records if record.name != "websockets.server"]
    assert ours
    assert not [line for line in ours if "s3cret" in line]


async def test_a_token_that_no_header_can_carry_is_refused_without_repeating_it() -> None:
    """A line's end that was copied along is the caller's slip, and is told before anything is sent."""
    with pytest.raises(ValueError, match="copy it again") as error:
        connect("ws://h", token="s3cret\n")  # noqa: S106  # none
    assert "s3cret" not in str(error.value)


async def test_a_feed_that_has_moved_is_not_followed_there() -> None:
    """A token is for the gateway that it was given for; the new address is told."""

    async def moved(connection: ServerConnection, _request: Request) -> Response:
        response = connection.respond(HTTPStatus.MOVED_PERMANENTLY, "gone")
        response.headers["Location"] = "ws://elsewhere/v1/feed"
        return response

    async def nothing(_connection: ServerConnection) -> None:
        """Never called."""

    async with serve(nothing, "127.0.0.1", 0, process_request=moved) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(FeedRefused, match=r"moved \(HTTP 301\): use ws://elsewhere/v1/feed"):
            await anext(follow(url))


def test_the_package_has_the_client_at_hand() -> None:
    """`sweepcast.follow` is all that a bot's author needs to know; a slip of the pen is told as always."""
    assert sweepcast.follow is follow
    assert {"follow", "follow_sync", "connect", "keep", "CursorFile", "FeedRefused"} <= set(dir(sweepcast))
    assert all(getattr(sweepcast, name) is not None for name in dir(sweepcast))
    with pytest.raises(AttributeError, match="has no attribute 'folow'"):
        getattr(sweepcast, "folow")  # noqa: B009  # mypy would see the slip
