"""The feed over Server-Sent Events, over real sockets."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import NamedTuple

import aiohttp
import msgspec
import pytest
from aiohttp import web
from yarl import URL

from consumers.gateway.core.cursor import decode_cursor
from consumers.gateway.core.options import FeedOptions, Refused
from consumers.gateway.gateway import Gateway
from consumers.gateway.http.sse import RECONNECT_SECONDS, EventStreams, event_of, options_of
from consumers.gateway.limits import Limits
from consumers.gateway.opening import prepared
from sweepcast.close_codes import CloseCode
from sweepcast.filters import Filter
from sweepcast.frames import FEED_PATH, FRAMES, AnyFrame, Goodbye, Heartbeat, Hello, Snapshot, TurnFrame
from tests.consumers.gateway.conftest import PATIENCE, Records
from tests.consumers.gateway.serving import Topic, serving
from tests.consumers.gateway.turns import NIGHT, OTHER, Reader, canonical, lead, record, stage, standing


class Event(NamedTuple):
    """One event as a browser hears it."""

    fields: dict[str, str]

    @property
    def frame(self) -> AnyFrame:
        """The frame that it carries."""
        return FRAMES.decode(self.fields["data"].encode())


class Stream:
    """A client that reads events."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        """Read what comes with an answer."""
        self.answer = answer

    async def event(self) -> Event | None:
        """Return the next event, none at the end."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            while line := (await self.answer.content.readline()).decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                fields[name] = f"{fields[name]}\n{value}" if name in fields else value
        return Event(fields) if fields else None

    async def next(self) -> AnyFrame:
        """Return the next frame, which must come; the event's id is its cursor."""
        event = await self.event()
        assert event is not None, "the stream has ended"
        frame = event.frame
        assert event.fields["id"] == frame.cursor
        return frame

    async def rest(self) -> list[AnyFrame]:
        """Return all frames up to the end of the stream."""
        frames = []
        while (event := await self.event()) is not None:
            frames.append(event.frame)
        return frames


class Clock:
    """A clock in the hand of the test."""

    def __init__(self) -> None:
        """Stand at a moment."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the moment."""
        return self.now


class Setup(NamedTuple):
    """What serves a topic over SSE."""

    topic: Topic
    streams: EventStreams
    http: aiohttp.ClientSession

    @asynccontextmanager
    async def follow(self, last: str | None = None, **options: str) -> AsyncIterator[Stream]:
        """Connect as a browser does, which says where it was when it comes back."""
        headers = {} if last is None else {"Last-Event-ID": last}
        async with self.http.get(FEED_PATH, params=options, headers=headers) as answer:
            assert answer.status == 200
            stream = Stream(answer)
            first = await stream.event()
            assert first is not None
            assert list(first.fields) == ["retry"]
            yield stream


@asynccontextmanager
async def sse(topic: Topic | None = None, limits: Limits = Limits(), **options: object) -> AsyncIterator[Setup]:  # noqa: B008  # immutable
    """Serve a topic over SSE, with heartbeats so seldom that none comes unasked."""
    topic = topic or Topic()
    given: dict[str, object] = {"heartbeat_seconds": 3600.0, "clock": Clock(), **options}

    async def prepare(wanted: FeedOptions) -> FeedOptions:
        return await prepared(topic.feed, wanted, topic, Records())

    streams = EventStreams(topic.feed, limits, prepare, **given)  # type: ignore[arg-type]  # the tests name what they need
    async with serving(streams) as http:
        news = asyncio.create_task(streams.pass_on_news())
        yield Setup(topic, streams, http)
        news.cancel()
        await asyncio.wait([news])


async def until(holds: Callable[[], bool]) -> None:
    """Let everybody run until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        (b'{"cursor":"abc"}', b'id: abc\ndata: {"cursor":"abc"}\n\n'),
        (b'{\n  "cursor": "a-_"\r\n}', b'id: a-_\ndata: {\ndata:   "cursor": "a-_"\ndata: }\n\n'),
        (b'{"data":{"cursor":"no"},"cursor":"yes"}', b'id: yes\ndata: {"data":{"cursor":"no"},"cursor":"yes"}\n\n'),
        ('{"cursor":"c","n":"é\u2028"}'.encode(), 'id: c\ndata: {"cursor":"c","n":"é\u2028"}\n\n'.encode()),
    ],
)
def test_a_frame_becomes_an_event(frame: bytes, event: bytes) -> None:
    """Its cursor is the id, its lines are the data: a line end is the only thing that has to be told apart."""
    assert event_of(frame) == event


@pytest.mark.parametrize(
    ("query", "last", "cursor"),
    [("", None, None), ("cursor=a", None, "a"), ("cursor=a", "b", "b"), ("", "b", "b"), ("cursor=a", "", "a")],
)
def test_the_last_event_stands_above_the_cursor(query: str, last: str | None, cursor: str | None) -> None:
    """A browser comes back to the address that it had, and says how far it had got."""
    assert options_of(query, last).cursor == cursor


def test_the_query_is_the_feeds_own() -> None:
    """All options are known, and others refused, as over websockets."""
    wanted = options_of("ceremony=oscars-2017&kind=lead&delay=30&subscriber=bot", None)
    assert wanted.filter == Filter(ceremonies=("oscars-2017",), kinds=("lead",))
    assert (wanted.delay_seconds, wanted.subscriber) == (30.0, "bot")
    with pytest.raises(Refused, match="no option"):
        options_of("nonsense=1", None)


async def test_hello_then_a_snapshot_then_every_turn() -> None:
    """The frames are those of the feed, and lead to the gateway's own board."""
    async with sse() as setup:
        setup.topic.add(record(1), record(2))
        reader = Reader()
        async with setup.follow() as stream:
            for _ in range(2):
                reader.take(await stream.next())
            for each in (3, 4, 5):
                setup.topic.add(record(each))
                frame = await stream.next()
                assert isinstance(frame, TurnFrame)
                reader.take(frame)
        assert reader.turns == [(NIGHT, 3), (NIGHT, 4), (NIGHT, 5)]
        assert reader.encoded() == canonical(setup.topic.log)


async def test_nothing_holds_back_what_is_live() -> None:
    """Its type is that of events; neither caches nor proxies may keep, gather or change them."""
    async with sse() as setup, setup.follow() as stream:
        headers = stream.answer.headers
        assert headers["Content-Type"] == "text/event-stream"
        assert "no-cache" in headers["Cache-Control"]
        assert headers["X-Accel-Buffering"] == "no"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Encoding" not in headers


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
async def test_browsers_are_told_to_come_back_at_different_times(jitter: float) -> None:
    """The pause lies between the bounds, in milliseconds, and is chance's."""
    least, most = RECONNECT_SECONDS
    async with sse(jitter=lambda: jitter) as setup, setup.http.get(FEED_PATH) as answer:
        event = await Stream(answer).event()
        assert event is not None
        assert int(event.fields["retry"]) == round(1000 * (least + (most - least) * jitter))


async def test_one_who_comes_back_misses_nothing_and_gets_nothing_twice() -> None:
    """Cut off after any event, a browser goes on exactly there with its last id."""
    async with sse() as setup:
        setup.topic.add(record(1))
        reader = Reader()
        last: str | None = None
        for each in range(2, 12):
            setup.topic.add(record(each))
            async with setup.follow(last) as stream:
                for _ in range(2):  # hello, and the snapshot or the one turn that is new
                    reader.take(await stream.next())
            last = reader.cursor
        assert [hello.data.reason for hello in reader.hellos] == ["no-cursor"] + ["resumed"] * 9
        assert reader.turns == [(NIGHT, each) for each in range(3, 12)]
        assert reader.encoded() == canonical(setup.topic.log)


async def test_a_cursor_that_cannot_be_honoured_is_said_aloud() -> None:
    """Whatever stands in the header, hello says why, and snapshots follow."""
    async with sse() as setup:
        setup.topic.add(record(1))
        for last in ("nonsense", "x" * 5000):
            async with setup.follow(last) as stream:
                hello, snapshot = await stream.next(), await stream.next()
                assert isinstance(hello, Hello)
                assert (hello.data.resumed, hello.data.reason) == (False, "cursor-malformed")
                assert isinstance(snapshot, Snapshot)


async def test_a_filter_is_kept_to() -> None:
    """Only what was asked for comes."""
    async with sse() as setup:
        setup.topic.add(record(1, updates=[stage(1), lead("a", 1)]))
        async with setup.follow(ceremony=NIGHT, kind="milestone") as stream:
            await stream.next()
            snapshot = await stream.next()
            assert isinstance(snapshot, Snapshot)
            assert list(snapshot.data.board) == ["milestone/lead/film"]
            setup.topic.add(record(1, ceremony=OTHER, partition=1), partition=1)
            setup.topic.add(record(2, updates=[standing("a", 2)]))
            setup.topic.add(record(3, updates=[stage(3), lead("b", 3)]))
            turn = await stream.next()
            assert isinstance(turn, TurnFrame)
            assert (turn.data.sequence, [each.address for each in turn.data.updates]) == (3, ["milestone/lead/film"])


async def test_a_delay_holds_everything_back() -> None:
    """What is told comes so many seconds later, and a heartbeat does not say more than was told."""
    clock = Clock()
    async with sse(clock=clock) as setup, setup.follow(delay="30") as stream:
        hello = await stream.next()
        assert isinstance(hello, Hello)
        assert hello.data.delay_seconds == 30.0
        setup.topic.add(record(1), told_at=clock.now)
        clock.now += 29.0
        setup.topic.stale()
        beat = await stream.next()
        assert isinstance(beat, Heartbeat)
        assert beat.cursor == hello.cursor
        clock.now += 1.0
        setup.topic.feed.tell()
        turn = await stream.next()
        assert isinstance(turn, TurnFrame)
        assert turn.data.sequence == 1


async def test_what_is_delayed_comes_by_itself() -> None:
    """Nothing else has to happen for it."""
    async with sse(clock=time.time) as setup:
        setup.topic.add(record(1), told_at=0.0)
        async with setup.follow(delay="0.05") as stream:
            await stream.next()
            await stream.next()
            setup.topic.add(record(2), told_at=time.time())
            turn = await stream.next()
            assert isinstance(turn, TurnFrame)
            assert turn.data.sequence == 2


async def test_a_quiet_stream_proves_that_it_is_whole() -> None:
    """Heartbeats come with the newest cursor, also where a filter lets nothing pass."""
    async with sse(heartbeat_seconds=0.01) as setup, setup.follow(ceremony=OTHER) as stream:
        setup.topic.add(record(1))
        wanted = setup.topic.log.selection(Filter(ceremonies=(OTHER,))).cursor(setup.topic.log.offsets)
        frame = await stream.next()
        while frame.cursor != wanted:
            frame = await stream.next()
        assert isinstance(frame, Heartbeat)


async def test_losing_kafka_is_said_at_once_and_so_is_finding_it() -> None:
    """A heartbeat says `stale` when that changes, and hello says how it is."""
    async with sse() as setup, setup.follow() as stream:
        hello = await stream.next()
        assert isinstance(hello, Hello)
        assert not hello.data.stale
        for stale in (True, False):
            setup.topic.stale(stale=stale)
            beat = await stream.next()
            assert isinstance(beat, Heartbeat)
            assert beat.data.stale is stale
        setup.topic.stale()
        async with setup.follow() as other:
            hello = await other.next()
            assert isinstance(hello, Hello)
            assert hello.data.stale


async def test_a_gateway_that_stops_says_goodbye() -> None:
    """Everyone gets the cursor to come back with, and no new one is let in."""
    async with sse() as setup:
        setup.topic.add(record(1))
        async with setup.follow() as one, setup.follow() as other:
            await until(lambda: setup.streams.connections == 2)
            await setup.streams.stop()
            for each in (one, other):
                *_, snapshot, goodbye = await each.rest()
                assert isinstance(goodbye, Goodbye)
                assert goodbye.data.code == CloseCode.STOPPING
                assert goodbye.cursor == snapshot.cursor
            async with setup.http.get(FEED_PATH) as answer:
                assert (answer.status, (await answer.json())["error"]) == (503, "not-ready")
        await until(lambda: setup.streams.connections == 0)


async def test_a_feed_made_anew_sends_everyone_for_new_snapshots() -> None:
    """Goodbye says so, and who comes back with its old place is told why it cannot be honoured."""
    async with sse() as setup:
        setup.topic.add(record(1))
        async with setup.follow() as stream:
            await stream.next()
            await stream.next()
            setup.topic.renew().epoch = b"another-topic-id"
            setup.topic.feed.tell()
            (goodbye,) = await stream.rest()
            assert isinstance(goodbye, Goodbye)
            assert goodbye.data.code == CloseCode.LOG_RENEWED
        async with setup.follow(goodbye.cursor) as stream:
            hello = await stream.next()
            assert isinstance(hello, Hello)
            assert hello.data.reason == "cursor-of-another-log"


async def test_one_whose_turns_were_let_go_is_told_to_come_back() -> None:
    """Held back by its delay longer than the log reaches, it can only start anew."""
    clock = Clock()
    async with sse(Topic(kept_bytes=10_000), clock=clock) as setup:
        setup.topic.add(record(1), told_at=0.0)
        async with setup.follow(delay="30") as stream:
            await stream.next()
            await stream.next()
            setup.topic.add(*(record(each) for each in range(2, 30)), told_at=clock.now)
            clock.now += 31.0
            setup.topic.feed.tell()
            goodbye = (await stream.rest())[-1]
            assert isinstance(goodbye, Goodbye)
            assert goodbye.data.code == CloseCode.TOO_SLOW
        assert setup.streams.evicted == {"too-slow": 1}


SMALL = Limits(send_buffer_bytes=4096, clogged_bytes=4096, waiting_bytes=200_000, stalled_seconds=15.0)


@asynccontextmanager
async def not_reading(setup: Setup) -> AsyncIterator[asyncio.StreamReader]:
    """Connect as a client that asks for the feed, and then reads only when the test does."""
    url = setup.http._build_url(FEED_PATH)  # the session knows the port
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)  # as the loop wants it
    await asyncio.get_running_loop().sock_connect(sock, (url.host, url.port))
    reader, writer = await asyncio.open_connection(sock=sock, limit=1024)
    writer.write(b"GET /v1/feed HTTP/1.1\r\nHost: x\r\n\r\n")
    await until(lambda: setup.streams.connections == 1)
    yield reader
    writer.transport.abort()


def large(sequence: int) -> bytes:
    """Return a turn of some 60 KB."""
    return record(sequence, updates=[standing(f"film-{sequence}", 1, "x" * 60_000)])


async def test_one_who_takes_nothing_is_evicted_and_nobody_notices() -> None:
    """After the time set, counted from the last byte that it took; nothing piles up for it; others get everything."""
    limits = msgspec.structs.replace(SMALL, waiting_bytes=10**9)
    async with sse(limits=limits) as setup, not_reading(setup), setup.follow() as healthy:
        await healthy.next()
        for each in range(1, 120):
            setup.topic.add(large(each))
            frame = await healthy.next()
            while not isinstance(frame, TurnFrame):
                frame = await healthy.next()
            assert frame.data.sequence == each
        await until(lambda: setup.streams.behind == 1)
        (stalled,) = (each for each in setup.streams._streams if each.waiting_bytes)
        assert stalled.waiting_bytes < 300_000
        setup.streams.evict_slow(100.0)
        setup.streams.evict_slow(114.9)
        assert setup.streams.evicted == {}
        setup.streams.evict_slow(115.0)
        assert setup.streams.evicted == {"stalled": 1}
        await until(lambda: setup.streams.connections == 1)
        setup.topic.add(large(120))
        frame = await healthy.next()
        assert isinstance(frame, TurnFrame)


async def test_one_who_takes_a_little_is_left_alone() -> None:
    """Slow is not dead: each byte that it takes begins the time anew, and once it reads it gets all it lacks."""
    limits = msgspec.structs.replace(SMALL, waiting_bytes=10**9)
    async with sse(limits=limits) as setup, not_reading(setup) as reader:
        setup.topic.add(*(large(each) for each in range(1, 120)))
        await until(lambda: setup.streams.behind == 1)
        (slow,) = setup.streams._streams
        for now in range(0, 100, 10):
            setup.streams.evict_slow(float(now))
            taken = slow.waiting_bytes
            while slow.waiting_bytes == taken:
                await reader.read(1024)
                await asyncio.sleep(0)
        assert setup.streams.evicted == {}
        received = b""
        async with asyncio.timeout(PATIENCE):
            while b'"sequence":119,' not in received[-70_000:]:
                received = received[-70_000:] + await reader.read(65_536)


async def test_one_for_whom_too_much_waits_is_evicted() -> None:
    """However it reads: more than so many bytes are not kept waiting."""
    async with sse(limits=SMALL) as setup, not_reading(setup):
        setup.topic.add(*(large(each) for each in range(1, 120)))
        await until(lambda: setup.streams.behind == 1)
        setup.streams.evict_slow(100.0)
        assert setup.streams.evicted == {"too-far-behind": 1}
        await until(lambda: setup.streams.connections == 0)


async def test_one_who_goes_away_is_forgotten_at_once() -> None:
    """Without anything being sent to it."""
    async with sse() as setup:
        async with setup.follow() as stream:
            await stream.next()
            assert setup.streams.connections == 1
        await until(lambda: setup.streams.connections == 0)


class Door:
    """Lets in who is expected, and knows who is inside."""

    def __init__(self) -> None:
        """Have nobody inside."""
        self.inside: list[str | None] = []

    def __call__(self, _: web.Request, options: FeedOptions) -> AbstractContextManager[object]:
        """Let somebody in."""
        if options.token != "right":  # noqa: S105  # the test's own
            raise Refused("no-token", "bring the right one", 401)
        return self._seat(options)

    @contextmanager
    def _seat(self, options: FeedOptions) -> Iterator[None]:
        self.inside.append(options.token)
        try:
            yield
        finally:
            self.inside.remove(options.token)


async def test_the_door_is_asked_first_and_told_at_the_end() -> None:
    """Whom it refuses gets its words; whom it lets in is inside until the stream ends."""
    door = Door()
    async with sse(admit=door) as setup:
        async with setup.http.get(FEED_PATH) as answer:
            assert (answer.status, (await answer.json())["error"]) == (401, "no-token")
        async with setup.follow(token="right") as stream:  # noqa: S106  # likewise
            await stream.next()
            assert door.inside == ["right"]
        await until(lambda: not door.inside)


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("nonsense=1", 400, "unknown-option"),
        ("ceremony=x", 400, "malformed-ceremony"),
        ("delay=601", 400, "malformed-delay"),
        ("cursor=a&cursor=b", 400, "repeated-option"),
        ("kind=%ff", 400, "malformed-query"),
    ],
)
async def test_what_cannot_be_served_is_refused(query: str, status: int, error: str) -> None:
    """Before the stream begins, with a status, a code and a sentence."""
    async with sse() as setup:
        url = f"{setup.http._build_url(FEED_PATH)}?{query}"
        async with setup.http.get(URL(url, encoded=True)) as answer:
            assert (answer.status, (await answer.json())["error"]) == (status, error)


async def test_a_gateway_that_is_not_whole_yet_says_so(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    """Half a feed would be a false one."""
    assert not gateway.ready.is_set()
    async with http.get(FEED_PATH) as answer:
        assert (answer.status, (await answer.json())["error"]) == (503, "not-ready")
        assert int(answer.headers["Retry-After"]) > 0


async def test_a_named_subscriber_goes_on_where_it_acknowledged(records: Records, http: aiohttp.ClientSession) -> None:
    """Without a cursor of its own it goes on at the place that is kept; without Kafka it is told to come later."""
    await records.whole(record(1), record(2))
    async with http.get(FEED_PATH) as answer:
        stream = Stream(answer)
        await stream.event()
        await stream.next()
        snapshot = await stream.next()
    records.places["my-bot"] = decode_cursor(snapshot.cursor)
    records.add(record(3))
    async with http.get(FEED_PATH, params={"subscriber": "my-bot"}) as answer:
        stream = Stream(answer)
        await stream.event()
        hello, turn = await stream.next(), await stream.next()
    assert isinstance(hello, Hello)
    assert hello.data.resumed
    assert isinstance(turn, TurnFrame)
    assert turn.data.sequence == 3
    records.away = True
    async with http.get(FEED_PATH, params={"subscriber": "my-bot"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (503, "kafka-away")
