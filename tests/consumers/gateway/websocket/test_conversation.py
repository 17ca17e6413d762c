"""What clients say on the feed, and what the gateway does about it, over real sockets."""

from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import ClientConnection

from consumers.gateway.core.cursor import Cursor, CursorMalformed, decode_cursor, encode_cursor
from consumers.gateway.gateway import Gateway, running
from consumers.gateway.websocket.conversation import place_in
from sweepcast.filters import filter_of, wanted
from sweepcast.frames import Acked, Delayed, Filtered, Heartbeat, Hello, Refused, Snapshot, TurnFrame
from sweepcast.requests import REQUESTS, Acknowledge, AnyRequest, ChangeDelay, ChangeFilter
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import Client, Records, client
from tests.consumers.gateway.seam_model import stage
from tests.consumers.gateway.turns import EPOCH, NIGHT, OTHER, new_log, record


class Clock:
    """The gateway's clock, in the hand of the test; seconds since the epoch."""

    def __init__(self) -> None:
        """Begin some time after all that is told at 0."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of a gateway under test."""
    return Clock()


@pytest.fixture
async def gateway(records: Records, settings: Settings, clock: Clock) -> AsyncIterator[Gateway]:
    """A running gateway with a clock of the test's."""
    async with running(settings, records.edges, clock=clock) as gateway:
        await records.whole(record(1), record(2))
        yield gateway


async def say(connection: ClientConnection, request: AnyRequest) -> None:
    """Say something to the gateway."""
    await connection.send(REQUESTS.encode(request).decode())


async def opening(feed: Client) -> str:
    """Take hello and the snapshots behind it; return the last one's cursor."""
    hello = await feed.next()
    assert isinstance(hello, Hello)
    cursor = hello.cursor
    for _ in hello.data.ceremonies:
        cursor = (await feed.next()).cursor
    return cursor


async def test_another_filter_holds_from_the_place_where_the_client_is(gateway: Gateway, records: Records) -> None:
    """The answer repeats the id, the snapshots are filtered, and so is every turn from then on."""
    async with client(gateway.addresses.feed) as feed:
        await opening(feed)
        await say(feed.connection, ChangeFilter(id="7", filter=wanted(filter_of(kinds=["stage"]))))
        answer, snapshot = await feed.next(), await feed.next()
        assert isinstance(answer, Filtered)
        assert (answer.data.request, answer.data.filter) == ("7", filter_of(kinds=["stage"]))
        assert answer.data.ceremonies == (NIGHT,)
        assert isinstance(snapshot, Snapshot)
        assert list(snapshot.data.board) == ["stage"]
        assert snapshot.cursor == answer.data.holds_from
        records.add(record(3))
        turn = await feed.next()
        assert isinstance(turn, TurnFrame)
        assert [each.address for each in turn.data.updates] == ["stage"]


async def test_a_night_that_was_let_go_can_be_asked_for(gateway: Gateway, records: Records) -> None:
    """Its board is read again; while Kafka is away the request is refused in words, and nothing has changed."""
    old = "golden-globes-1950"
    records.add(record(1, ceremony=old, offset=10, updates=[stage("closed")]), told_at=0.0)
    for year in range(1951, 1970):
        turn = record(1, ceremony=f"golden-globes-{year}", offset=year, updates=[stage("closed")])
        records.add(turn, told_at=999.0 if year == 1969 else 0.0)
    async with client(gateway.addresses.feed) as feed:
        await opening(feed)
        records.away = True
        await say(feed.connection, ChangeFilter(filter=wanted(filter_of(ceremonies=[old]))))
        refused = await feed.next()
        assert isinstance(refused, Refused)
        assert refused.data.code == "kafka-away"
        records.away = False
        await say(feed.connection, ChangeFilter(filter=wanted(filter_of(ceremonies=[old]))))
        answer, snapshot = await feed.next(), await feed.next()
        assert isinstance(answer, Filtered)
        assert isinstance(snapshot, Snapshot)
        assert (snapshot.data.ceremony, snapshot.data.sequence) == (old, 1)
        assert [each.ceremony for each in records.readings] == [old, old]


async def test_everything_is_told_later_to_one_who_watches_with_a_delay(
    gateway: Gateway, records: Records, clock: Clock
) -> None:
    """The opening too: its board is that of a while ago, and each turn comes when it is due."""
    records.add(record(3), told_at=990.0)
    async with client(f"{gateway.addresses.feed}?delay=30") as late, client(gateway.addresses.feed) as prompt:
        await opening(prompt)
        hello, snapshot = await late.next(), await late.next()
        assert isinstance(hello, Hello)
        assert hello.data.delay_seconds == 30
        assert isinstance(snapshot, Snapshot)
        assert snapshot.data.sequence == 2
        records.add(record(4), told_at=1000.0)
        prompt_turn = await prompt.next()
        clock.now = 1020.0
        turn = await late.next()
        assert isinstance(turn, TurnFrame)
        assert turn.data.sequence == 3
        clock.now = 1030.0
        turn = await late.next()
        assert turn == prompt_turn


async def test_a_shorter_delay_releases_what_was_held_back(gateway: Gateway, records: Records) -> None:
    """The answer comes first, then what is due now."""
    async with client(f"{gateway.addresses.feed}?delay=600") as feed:
        await opening(feed)
        records.add(record(3), told_at=1000.0)
        await say(feed.connection, ChangeDelay(id="now", seconds=0.0))
        answer, turn = await feed.next(), await feed.next()
        assert isinstance(answer, Delayed)
        assert (answer.data.request, answer.data.delay_seconds) == ("now", 0.0)
        assert isinstance(turn, TurnFrame)
        assert turn.data.sequence == 3


async def test_an_acknowledged_place_is_where_the_subscriber_goes_on(gateway: Gateway, records: Records) -> None:
    """One that crashed comes back with its name alone, and gets what it had not acknowledged."""
    url = f"{gateway.addresses.feed}?subscriber=bot"
    async with client(url) as feed:
        place = await opening(feed)
        await say(feed.connection, Acknowledge(id="a", cursor=place))
        acked = await feed.next()
        assert isinstance(acked, Acked)
        assert (acked.data.request, acked.data.place) == ("a", place)
        records.add(record(3))
        await feed.next()
    assert records.places["bot"] == decode_cursor(place)
    async with client(url) as feed:
        hello, turn = await feed.next(), await feed.next()
        assert isinstance(hello, Hello)
        assert hello.data.resumed
        assert isinstance(turn, TurnFrame)
        assert turn.data.sequence == 3


async def test_a_place_that_cannot_be_kept_is_said(gateway: Gateway, records: Records) -> None:
    """Without a name, without Kafka, or without having been there, nothing is kept."""
    async with client(f"{gateway.addresses.feed}?subscriber=bot") as named, client(gateway.addresses.feed) as nameless:
        place = await opening(named)
        await opening(nameless)
        codes = []
        for feed, cursor, away in ((nameless, place, False), (named, "nonsense", False), (named, place, True)):
            records.away = away
            await say(feed.connection, Acknowledge(cursor=cursor))
            refused = await feed.next()
            assert isinstance(refused, Refused)
            codes.append(refused.data.code)
    assert codes == ["no-subscriber", "malformed-cursor", "cannot-keep-place"]
    assert records.places == {}


@pytest.mark.parametrize(
    ("cursor", "says"),
    [
        (Cursor(b"another topic id", (1,)), "another log"),
        (Cursor(EPOCH, unfinished=True), "amid the snapshots"),
        (Cursor(EPOCH, (9,)), "ahead of what this gateway has read"),
    ],
)
def test_only_a_place_that_was_reached_can_be_acknowledged(cursor: Cursor, says: str) -> None:
    """A subscriber must not lose what it never got."""
    log = new_log()
    log.append(record(1), 0, 0)
    assert place_in(log, log.cursor) == Cursor(EPOCH, (1,))
    with pytest.raises(CursorMalformed, match=says):
        place_in(log, encode_cursor(cursor))


async def test_that_kafka_is_away_is_said_at_once(gateway: Gateway, records: Records) -> None:
    """Not only with the next heartbeat that is due, and in hello to those who come meanwhile."""
    async with client(gateway.addresses.feed) as feed:
        await opening(feed)
        records.sink.away("Kafka is not there")
        beat = await feed.next()
        assert isinstance(beat, Heartbeat)
        assert beat.data.stale
        async with client(f"{gateway.addresses.feed}?ceremony={OTHER}") as second:
            hello = await second.next()
            assert isinstance(hello, Hello)
            assert hello.data.stale
        records.sink.caught_up()
        beat = await feed.next()
        assert isinstance(beat, Heartbeat)
        assert not beat.data.stale
