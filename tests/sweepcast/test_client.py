"""The client against gateways that cut, stall, repeat, skip and refuse."""

import asyncio
import logging
import subprocess
import sys
from contextlib import aclosing
from urllib.parse import parse_qs, urlsplit

import pytest

from sweepcast.board import Stage, Update
from sweepcast.client import (
    LONGEST_PAUSE_SECONDS,
    ConnectionLost,
    FeedEnded,
    FeedRefused,
    Link,
    News,
    farewell,
    feed_address,
    follow,
    keep,
    log_link,
    open_websocket,
    pause_before,
)
from sweepcast.frames import Snapshot
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
            sleep=self._sleep,
            chance=lambda: chance,
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
    """However a connection ends for now, the next one goes on behind the last turn."""
    scripts: list[Script] = [[hello(), snapshot(1), turn(2), *ending], [hello(resumed=True), turn(3)]]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["snapshot 1", "turn 2", "turn 3"]
    assert followed.cursors == [None, f"{CEREMONY}-2"]
    assert [link.status for link in followed.links] == ["connecting", "live", "waiting", "connecting", "live"]
    assert followed.links[-1].resumed


async def test_the_heartbeat_moves_the_cursor() -> None:
    """A quiet feed still resumes at its newest place."""
    async with fake_gateway(
        [hello(), snapshot(1), heartbeat("newest"), Cut()], [hello(resumed=True), turn(2)]
    ) as gateway:
        followed = Followed(gateway)
        assert await followed.first(2) == ["snapshot 1", "turn 2"]
    assert followed.cursors == [None, "newest"]


async def test_a_break_between_two_snapshots_asks_for_all_of_them_again() -> None:
    """A snapshot's cursor is no place to resume: the next night's snapshot would never come."""
    scripts: list[Script] = [
        [hello(ceremonies=(CEREMONY, "oscars-2017")), snapshot(1), Cut()],
        [hello(), snapshot(1), snapshot(7, ceremony="oscars-2017")],
    ]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["snapshot 1", "snapshot 1", "snapshot 7"]
    assert followed.cursors == [None, None]


async def test_a_turn_seen_before_is_dropped() -> None:
    """Each turn comes once, though the gateway repeats it on the same connection or the next."""
    scripts: list[Script] = [
        [hello(), snapshot(2), turn(1), turn(2), turn(3), turn(3), Cut()],
        [hello(resumed=True), turn(2), turn(3), turn(4)],
    ]
    async with fake_gateway(*scripts) as gateway:
        assert await Followed(gateway).first(3) == ["snapshot 2", "turn 3", "turn 4"]


async def test_a_missing_turn_asks_for_a_snapshot() -> None:
    """A gap is never papered over: the next connection starts with the whole board, and the reason is said."""
    async with fake_gateway([hello(), snapshot(2), turn(3), turn(5)], [hello(), snapshot(5), turn(6)]) as gateway:
        followed = Followed(gateway)
        assert await followed.first(4) == ["snapshot 2", "turn 3", "snapshot 5", "turn 6"]
    assert followed.cursors == [None, None]
    assert followed.reasons == [f"turn 4 of {CEREMONY} is missing (turn 5 came); asking for a snapshot"]


async def test_a_night_that_begins_while_we_watch_must_begin_with_its_first_turn() -> None:
    """A ceremony that no snapshot named starts at turn 1; anything later is a gap."""
    scripts: list[Script] = [
        [hello(ceremonies=()), turn(1), turn(2, ceremony="oscars-2017")],
        [hello(), snapshot(1), snapshot(2, ceremony="oscars-2017")],
    ]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["turn 1", "snapshot 1", "snapshot 2"]
    assert "turn 1 of oscars-2017 is missing" in followed.reasons[0]


async def test_a_cursor_that_is_not_honoured_starts_anew() -> None:
    """Snapshots replace what was known, and turns go on from them, lower numbers included."""
    async with fake_gateway([hello(), snapshot(5), turn(6), Cut()], [hello(), snapshot(1), turn(2)]) as gateway:
        assert await Followed(gateway).first(4) == ["snapshot 5", "turn 6", "snapshot 1", "turn 2"]


async def test_a_silent_peer_is_dead_after_two_and_a_half_heartbeats() -> None:
    """The gateway's hello says how often it speaks; one that does not is left."""
    scripts: list[Script] = [[hello(heartbeat_seconds=0.02), snapshot(1), turn(2)], [hello(resumed=True), turn(3)]]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3) == ["snapshot 1", "turn 2", "turn 3"]
    assert followed.reasons == ["silent for 0.05 s"]


async def test_a_frame_that_cannot_be_read_asks_for_a_snapshot() -> None:
    """Once a feed has proved to be one, a bad frame costs a connection, not the night."""
    async with fake_gateway([hello(), snapshot(1), '{"type":"sweepcast.turn"}'], [hello(), snapshot(3)]) as gateway:
        followed = Followed(gateway)
        assert await followed.first(2) == ["snapshot 1", "snapshot 3"]
    assert "not a valid frame" in followed.reasons[0]
    assert followed.cursors == [None, None]


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

    feed = follow(url, on_link=links.append, sleep=sleep, chance=lambda: 1.0)
    with pytest.raises(Enough):
        await anext(feed)
    waiting = [link for link in links if link.status == "waiting"]
    assert [link.pause for link in waiting] == [0.5, 1.0, 2.0, 4.0]
    assert {link.reason for link in waiting} == {f"no answer from {urlsplit(url).netloc}: Connection refused"}


async def test_only_a_heartbeat_brings_the_pause_back() -> None:
    """A connection that breaks right behind its hello is no success."""
    scripts: list[Script] = [
        [hello(), Cut()],
        [hello(), snapshot(1), Cut()],
        [hello(), snapshot(1), heartbeat("c"), Cut()],
        [hello(resumed=True), turn(2)],
    ]
    async with fake_gateway(*scripts) as gateway:
        followed = Followed(gateway)
        assert await followed.first(3, chance=1.0) == ["snapshot 1", "snapshot 1", "turn 2"]
    assert followed.pauses == [0.5, 1.0, 0.5]


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


ADDRESSES = {
    "ws://h:1/v1/feed": "ws://h:1/v1/feed?ceremony=a&cursor=b%3D%3D",
    "ws://h:1": "ws://h:1/v1/feed?ceremony=a&cursor=b%3D%3D",
    "wss://h/": "wss://h/v1/feed?ceremony=a&cursor=b%3D%3D",
    "wss://h/globes/feed?token=t&cursor=old": "wss://h/globes/feed?token=t&cursor=b%3D%3D&ceremony=a",
}


@pytest.mark.parametrize(("url", "address"), ADDRESSES.items())
def test_the_address_is_the_url_with_the_options(url: str, address: str) -> None:
    """The feed's own path is filled in, other options are kept, ours are escaped."""
    assert feed_address(url, "a", "b==") == address


@pytest.mark.parametrize("url", ["", "127.0.0.1:8765", "ws://", "ws://h:0", "ws://h:99999", "ws://[::1", "https://h"])
def test_what_is_no_address_is_refused(url: str) -> None:
    """A slip of the pen never becomes a connection that is tried for ever."""
    with pytest.raises(FeedRefused):
        feed_address(url, None, None)


def test_pauses_grow_to_a_bound_and_are_spread() -> None:
    """The bound holds however long a gateway stays away."""
    assert [pause_before(failures, 1.0) for failures in range(7)] == [
        0.5,
        1.0,
        2.0,
        4.0,
        8.0,
        16.0,
        LONGEST_PAUSE_SECONDS,
    ]
    assert pause_before(10**9, 1.0) == LONGEST_PAUSE_SECONDS
    assert pause_before(2, 0.25) == 0.5


@pytest.mark.parametrize("code", [1000, 1006, 1011, 4000, 4499])
def test_codes_that_come_back(code: int) -> None:
    """Everything but 4500 to 4999 is worth another try."""
    assert isinstance(farewell(code, ""), ConnectionLost)


@pytest.mark.parametrize("code", [4500, 4999])
def test_codes_that_do_not_come_back(code: int) -> None:
    """4500 to 4999 are for good."""
    assert isinstance(farewell(code, ""), FeedEnded)


def test_keep_applies_turns_and_replaces_by_snapshots() -> None:
    """Boards are kept by ceremony; neither a turn nor a snapshot touches another night's, or what was kept before."""
    one, two = stage(1), stage(2)
    start = keep({}, snapshot(1, {"stage": one}))
    after = keep(keep(start, turn(2, Update(address="stage", value=two))), turn(1, ceremony="oscars-2017"))
    assert start == {CEREMONY: {"stage": one}}
    assert after == {CEREMONY: {"stage": two}, "oscars-2017": {}}
    assert keep(after, snapshot(9))[CEREMONY] == {}


def stage(decided: int) -> Stage:
    """Return a stage with so many decided categories."""
    return Stage(status="open", up_next=None, decided=decided, categories=25, opened_at=None, closed_at=None)


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
