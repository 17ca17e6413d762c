"""The client with the gateway of ours, over real sockets: they mean the same by what they say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from consumers.gateway.gateway import Gateway, running
from sweepcast.board import Board
from sweepcast.client import Edges, Feed, connect
from sweepcast.connection import Connection, open_websocket
from sweepcast.cursor_file import CursorFile, CursorStore
from sweepcast.feed_address import ANEW
from sweepcast.feed_errors import FeedRefused, Link, RequestRefused
from sweepcast.frames import Snapshot
from sweepcast.progress import keep
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import Records
from tests.consumers.gateway.turns import NIGHT, OTHER, record

IN_TIME = 60.0
"""Seconds after which a test gives up waiting."""


@pytest.fixture
def records() -> Records:
    """What the gateway reads."""
    return Records()


@pytest.fixture
async def gateway(records: Records) -> AsyncIterator[Gateway]:
    """A gateway that has read the first three turns of a night, with heartbeats so seldom that none is missed."""
    async with gateway_that_beats(3600.0, records) as gateway:
        yield gateway


@asynccontextmanager
async def gateway_that_beats(seconds: float, records: Records) -> AsyncIterator[Gateway]:
    """Run a gateway that has read the first three turns of a night, with a heartbeat every so many seconds."""
    async with running(Settings(feed_port=0, http_port=0, heartbeat_seconds=seconds), records.edges) as gateway:
        await records.whole(*(record(each) for each in (1, 2, 3)))
        yield gateway


class Followed:
    """A feed, what it brought, the boards that come of it, and how the connection fared."""

    def __init__(self, feed: Feed, links: list[Link], lines: list[Connection]) -> None:
        """Follow `feed` over `lines`."""
        self.feed = feed
        self.links = links
        self.boards = dict[str, Board]()
        self._lines = lines

    async def next(self) -> str:
        """Return the next frame in words, as in `turn 3`."""
        async with asyncio.timeout(IN_TIME):
            frame = await anext(self.feed)
        self.boards = keep(self.boards, frame)
        return f"{'snapshot' if isinstance(frame, Snapshot) else 'turn'} {frame.data.sequence}"

    async def cut(self) -> None:
        """Break the connection."""
        await self._lines[-1].close()


@asynccontextmanager
async def following(
    gateway: Gateway,
    *,
    subscriber: str | None = None,
    cursor: str | CursorStore | None = None,
    kinds: str | None = None,
    ceremony: str | None = None,
) -> AsyncIterator[Followed]:
    """Follow the gateway, without pauses."""
    links: list[Link] = []
    lines: list[Connection] = []

    async def noted(address: str, token: str | None) -> Connection:
        lines.append(await open_websocket(address, token))
        return lines[-1]

    feed = connect(
        gateway.addresses.feed,
        ceremony=ceremony,
        kinds=kinds,
        cursor=cursor,
        subscriber=subscriber,
        on_link=links.append,
        edges=Edges(connect=noted, sleep=lambda _seconds: asyncio.sleep(0)),
    )
    async with feed:
        yield Followed(feed, links, lines)


async def test_a_cut_connection_goes_on_where_it_was(gateway: Gateway, records: Records) -> None:
    """What was announced meanwhile follows, once; the board is the gateway's own."""
    async with following(gateway) as followed:
        assert [await followed.next() for _ in range(1)] == ["snapshot 3"]
        records.add(record(4))
        assert await followed.next() == "turn 4"
        await followed.cut()
        records.add(record(5))
        records.add(record(1, ceremony=OTHER, partition=1), partition=1)
        records.add(record(6))
        assert [await followed.next() for _ in range(3)] == ["turn 5", "turn 1", "turn 6"]
        async with following(gateway) as late:
            assert {await late.next() for _ in range(2)} == {"snapshot 6", "snapshot 1"}
        assert followed.boards == late.boards
    assert [link.resumed for link in followed.links if link.status == "live"] == [False, True]


async def test_a_break_right_behind_the_snapshots_loses_nothing(gateway: Gateway, records: Records) -> None:
    """Whether they were all is the gateway's to know, by the cursor."""
    records.add(record(1, ceremony=OTHER, partition=1), partition=1)
    async with following(gateway) as followed:
        await followed.next()
        await followed.cut()
        # The second one may have been on its way already; then it does not come again.
        while len(followed.boards) < 2:
            await followed.next()
        records.add(record(2, ceremony=OTHER, partition=1), partition=1)
        while await followed.next() != "turn 2":
            """A snapshot that comes again."""
        async with following(gateway) as late:
            assert {await late.next() for _ in range(2)} == {"snapshot 3", "snapshot 2"}
        assert followed.boards == late.boards


async def test_a_changed_filter_holds_on_this_connection_and_the_next(gateway: Gateway, records: Records) -> None:
    """Snapshots under the new filter, turns with holes, and the same behind a break."""
    async with following(gateway) as followed:
        assert await followed.next() == "snapshot 3"
        await followed.feed.change_filter(kinds="milestone")
        assert await followed.next() == "snapshot 3"
        assert set(followed.boards[NIGHT]) == {"milestone/lead/film"}
        for each in (4, 5, 6, 7):
            records.add(record(each))
        assert [await followed.next() for _ in range(4)] == ["turn 4", "turn 5", "turn 6", "turn 7"]
        await followed.cut()
        records.add(record(8))
        records.add(record(9))
        assert [await followed.next() for _ in range(2)] == ["turn 8", "turn 9"]
        assert set(followed.boards[NIGHT]) == {"milestone/lead/film"}
        await followed.feed.change_filter()
        assert await followed.next() == "snapshot 9"
        async with following(gateway) as late:
            await late.next()
        assert followed.boards == late.boards
    assert [link.resumed for link in followed.links if link.status == "live"] == [False, True]


async def test_a_filter_that_is_too_large_is_refused_and_the_feed_goes_on(gateway: Gateway, records: Records) -> None:
    """The gateway's own words reach the consumer."""
    async with following(gateway, ceremony=NIGHT) as followed:
        assert await followed.next() == "snapshot 3"
        await followed.feed.change_filter(works=[f"film-{each}" for each in range(1000)])
        with pytest.raises(RequestRefused, match="filter-too-large"):
            await followed.next()
        records.add(record(4))
        assert await followed.next() == "turn 4"


async def test_a_subscriber_goes_on_behind_what_it_dealt_with(gateway: Gateway, records: Records) -> None:
    """A bot without a disk gets the frame again in whose midst it died, and nothing before it."""
    async with following(gateway, subscriber="my-bot") as followed:
        assert await followed.next() == "snapshot 3"
        for each in (4, 5):
            records.add(record(each))
        assert [await followed.next() for _ in range(2)] == ["turn 4", "turn 5"]
    async with asyncio.timeout(IN_TIME):
        while "my-bot" not in records.places:
            await asyncio.sleep(0)
    records.add(record(6))
    async with following(gateway, subscriber="my-bot") as again:
        assert [await again.next() for _ in range(2)] == ["turn 5", "turn 6"]
    assert again.links[1].resumed


async def test_a_subscriber_that_lost_a_turn_gets_snapshots(gateway: Gateway, records: Records) -> None:
    """Though the gateway keeps its place: a cursor that is none stands above that."""
    async with following(gateway, subscriber="my-bot") as followed:
        await followed.next()
        records.add(record(4))
        await followed.next()
    async with asyncio.timeout(IN_TIME):
        while "my-bot" not in records.places:
            await asyncio.sleep(0)
    async with following(gateway, subscriber="my-bot", cursor=ANEW) as again:
        assert await again.next() == "snapshot 4"
    assert not again.links[1].resumed


async def test_a_cursor_in_a_file_does_the_same(gateway: Gateway, records: Records, tmp_path: Path) -> None:
    """At the place that was kept, after any number of runs."""
    kept = CursorFile(tmp_path / "cursor")
    async with following(gateway, cursor=kept) as followed:
        assert await followed.next() == "snapshot 3"
        records.add(record(4))
        assert await followed.next() == "turn 4"
    for each in (5, 6):
        records.add(record(each))
        async with following(gateway, cursor=kept) as again:
            assert [await again.next() for _ in range(2)] == [f"turn {each - 1}", f"turn {each}"]


async def test_heartbeats_keep_a_quiet_feed_alive(records: Records) -> None:
    """A gateway that has nothing to say is not taken for a dead one, and its heartbeat moves the place on."""
    # Two and a half heartbeats are how long a busy machine may rest.
    async with gateway_that_beats(1.0, records) as gateway, following(gateway, kinds="big-five") as followed:
        assert await followed.next() == "snapshot 3"
        begun = followed.feed.cursor
        waiting = asyncio.ensure_future(anext(followed.feed))
        records.add(record(4))
        async with asyncio.timeout(IN_TIME):
            while followed.feed.cursor == begun:
                await asyncio.sleep(0.01)
        waiting.cancel()
    assert [link.status for link in followed.links] == ["connecting", "live"]


async def test_a_wrong_option_is_refused_with_the_gateways_words(gateway: Gateway) -> None:
    """What the gateway does not know stays in the address, and it says so."""
    feed = connect(f"{gateway.addresses.feed}?colour=red")
    async with feed:
        with pytest.raises(FeedRefused, match="HTTP 400: unknown-option") as refused:
            await anext(feed)
    assert refused.value.status == 400
