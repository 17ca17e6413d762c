"""The websocket shell, over real sockets."""

import asyncio
import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, suppress
from random import Random

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from consumers.gateway.feed import Feed
from consumers.gateway.gateway import Gateway, running
from consumers.gateway.limits import Limits
from consumers.gateway.listening import listen
from consumers.gateway.metrics import Metrics
from consumers.gateway.relay import Relay
from consumers.gateway.websocket.server import FeedServer
from sweepcast.close_codes import CloseCode
from sweepcast.frames import Goodbye, Heartbeat, Hello, Refused, Snapshot, TurnFrame
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import PATIENCE, Client, Records, client, open_door
from tests.consumers.gateway.turns import EPOCH, NIGHT, OTHER, Reader, record, standing, writer


async def opened(feed: Client, reader: Reader, frames: int) -> None:
    """Take the opening of a connection, of so many frames."""
    for _ in range(frames):
        reader.take(await feed.next())


async def test_snapshot_then_turns_without_a_seam(gateway: Gateway, records: Records) -> None:
    """A client gets hello, the board as it stands, and each turn as it falls."""
    await records.whole(record(1), record(2))
    async with client(gateway.addresses.feed) as feed:
        hello, snapshot = await feed.next(), await feed.next()
        assert isinstance(hello, Hello)
        assert isinstance(snapshot, Snapshot)
        assert snapshot.data.sequence == 2
        records.add(record(3))
        records.add(record(4))
        turns = [await feed.next(), await feed.next()]
        assert [each.data.sequence for each in turns if isinstance(each, TurnFrame)] == [3, 4]


async def test_one_that_was_cut_off_resumes_exactly(gateway: Gateway, records: Records) -> None:
    """Start, middle and resumed: three clients end with the same boards, byte for byte."""
    await records.whole()
    start, cut, middle = Reader(), Reader(), Reader()
    async with client(gateway.addresses.feed) as first:
        await opened(first, start, 1)
        async with client(gateway.addresses.feed) as second:
            await opened(second, cut, 1)
            records.add(record(1))
            await opened(second, cut, 1)
        for sequence in (2, 3):
            records.add(record(sequence))
        async with (
            client(f"{gateway.addresses.feed}?cursor={cut.cursor}") as second,
            client(gateway.addresses.feed) as third,
        ):
            await opened(second, cut, 3)
            await opened(third, middle, 2)
            for sequence in (4, 5):
                records.add(record(sequence))
            await opened(first, start, 5)
            await opened(second, cut, 2)
            await opened(third, middle, 2)
    assert start.turns == cut.turns == [(NIGHT, sequence) for sequence in range(1, 6)]
    assert cut.hellos[-1].data.resumed
    assert start.encoded() == cut.encoded() == middle.encoded()


async def test_one_ceremony_is_served_alone(gateway: Gateway, records: Records) -> None:
    """Turns of other ceremonies do not come; a heartbeat still proves that nothing is missing."""
    await records.whole(record(1))
    async with client(f"{gateway.addresses.feed}?ceremony={OTHER}") as feed:
        assert isinstance(await feed.next(), Hello)
        records.add(record(2))
        records.add(record(1, ceremony=OTHER, partition=1), partition=1)
        turn = await feed.next()
        assert turn.subject == OTHER


async def test_heartbeats_carry_the_newest_cursor(records: Records) -> None:
    """Each heartbeat says that the client has everything up to its cursor."""
    settings = Settings(feed_port=0, http_port=0, heartbeat_seconds=0.01)
    async with running(settings, records.edges) as gateway:
        await records.whole(record(1))
        async with client(f"{gateway.addresses.feed}?ceremony={OTHER}") as feed:
            hello, beat = await feed.next(), await feed.next()
            assert isinstance(hello, Hello)
            assert hello.data.heartbeat_seconds == 0.01
            assert isinstance(beat, Heartbeat)
            records.add(record(2))
            while (later := await feed.next()).cursor == beat.cursor:
                assert isinstance(later, Heartbeat)
        async with client(f"{gateway.addresses.feed}?ceremony={OTHER}&cursor={later.cursor}") as feed:
            hello = await feed.next()
            assert isinstance(hello, Hello)
            assert hello.data.resumed


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/feed?cermony=x", 400, "unknown-option"),
        ("/v1/feed?ceremony=nonsense", 400, "golden-globes-2017"),
        ("/", 404, "the feed is at /v1/feed"),
        ("/v2/feed", 404, "the feed is at /v1/feed"),
    ],
)
async def test_what_cannot_be_served_is_refused_before_the_connection(
    gateway: Gateway, records: Records, path: str, status: int, says: str
) -> None:
    """A refusal is an HTTP status and a sentence that a person understands."""
    await records.whole()
    with pytest.raises(InvalidStatus) as refused:
        await connect(gateway.addresses.feed.replace("/v1/feed", path))
    assert refused.value.response.status_code == status
    assert says in (refused.value.response.body or b"").decode()


async def test_nothing_is_served_before_the_log_is_whole(gateway: Gateway, records: Records) -> None:
    """While Kafka is read for the first time, clients are asked to come back, instead of getting half a night."""
    records.sink.begin(b"epoch", ())
    records.add(record(1))
    with pytest.raises(InvalidStatus) as refused:
        await connect(gateway.addresses.feed)
    assert refused.value.response.status_code == 503
    records.sink.caught_up()
    assert gateway.ready.is_set()
    async with client(gateway.addresses.feed) as feed:
        assert isinstance(await feed.next(), Hello)
        assert isinstance(await feed.next(), Snapshot)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, None),
        (["cloudevents.json"], "cloudevents.json"),
        (["chat", "cloudevents.json"], "cloudevents.json"),
        (["chat"], None),
    ],
)
async def test_our_subprotocol_is_chosen_when_it_is_offered(
    gateway: Gateway, records: Records, offered: list[str] | None, chosen: str | None
) -> None:
    """A client that offers none, or others, gets the same frames."""
    await records.whole()
    subprotocols = None if offered is None else [Subprotocol(each) for each in offered]
    async with connect(gateway.addresses.feed, subprotocols=subprotocols) as connection:
        assert connection.subprotocol == chosen
        assert isinstance(await Client(connection).next(), Hello)


async def test_what_a_client_says_is_read_and_bounded(gateway: Gateway, records: Records) -> None:
    """What is no request is refused in words and changes nothing; a large message ends the connection, code 1009."""
    await records.whole()
    async with client(gateway.addresses.feed) as feed:
        assert isinstance(await feed.next(), Hello)
        answers: list[tuple[str, str | None]] = []
        for nonsense in ("hello", "{}", '{"type":"filter"}', b"\xff", '{"type":"filter","id":"7","filter":{"kind":1}}'):
            await feed.connection.send(nonsense)
            refused = await feed.next()
            assert isinstance(refused, Refused)
            answers.append((refused.data.code, refused.data.request))
        assert answers == [("malformed-request", None)] * 4 + [("malformed-request", "7")]
        await (await feed.connection.ping())
        records.add(record(1))
        assert isinstance(await feed.next(), TurnFrame)
        await feed.connection.send("x" * 17_000)
        assert (await feed.closed())[0] == 1009


async def test_a_new_log_sends_everyone_for_new_snapshots(gateway: Gateway, records: Records) -> None:
    """When the topic was made anew, clients hear goodbye, and their cursors are refused aloud."""
    await records.whole(record(1), record(2))
    reader = Reader()
    async with client(gateway.addresses.feed) as feed:
        await opened(feed, reader, 2)
        await records.whole(record(1), epoch=b"another")
        goodbye = await feed.next()
        assert isinstance(goodbye, Goodbye)
        assert goodbye.data.code == CloseCode.LOG_RENEWED
        assert await feed.closed() == (CloseCode.LOG_RENEWED, CloseCode.LOG_RENEWED.reason)
    async with client(f"{gateway.addresses.feed}?cursor={goodbye.cursor}") as feed:
        await opened(feed, reader, 2)
    assert reader.hellos[-1].data.reason == "cursor-of-another-log"
    assert reader.sequences == {NIGHT: 1}


async def test_stopping_says_goodbye_with_the_place_to_come_back_to(records: Records, settings: Settings) -> None:
    """On its way down the gateway tells each client its cursor; the next gateway resumes there."""
    turns = [record(sequence) for sequence in (1, 2, 3)]
    reader = Reader()
    async with running(settings, records.edges) as gateway:
        await records.whole(*turns[:2])
        feed = Client(await connect(gateway.addresses.feed, ping_interval=None))
        await opened(feed, reader, 2)
    goodbye = await feed.next()
    assert isinstance(goodbye, Goodbye)
    assert goodbye.data.code == CloseCode.STOPPING
    assert await feed.closed() == (CloseCode.STOPPING, CloseCode.STOPPING.reason)
    again = Records()
    async with running(settings, again.edges) as gateway:
        await again.whole(*turns)
        async with client(f"{gateway.addresses.feed}?cursor={goodbye.cursor}") as feed:
            await opened(feed, reader, 2)
    assert reader.turns == [(NIGHT, 3)]


HANDSHAKE = (
    b"GET /v1/feed HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def served(feed: Feed, limits: Limits, records: Records) -> FeedServer:
    """Return a feed server that asks nobody for anything, for whom no time passes."""
    return FeedServer(
        feed, limits, records, records, clock=lambda: 0.0, door=open_door(limits), metrics=Metrics("test")
    )


def relay_to(server: FeedServer, feed: Feed, kept_bytes: int = Limits().log_bytes) -> Relay:
    """Return a relay to a feed server."""
    return Relay(
        feed, server, writer(), lambda: None, clock=lambda: 0.0, metrics=Metrics("test"), kept_bytes=kept_bytes
    )


class Stand:
    """A feed server that the test itself drives, without a gateway's clocks."""

    def __init__(self, server: FeedServer, relay: Relay, url: str) -> None:
        """Stand with a log that is whole and holds one turn."""
        self.server = server
        self.relay = relay
        self.url = url
        self._sequence = 0
        relay.begin(EPOCH, ())
        self.add()
        relay.caught_up()

    def add(self, size: int = 10) -> None:
        """Add the next turn, with a value of about so many bytes."""
        self._sequence += 1
        # What cannot be compressed well takes as much of a socket for all.
        title = b64encode(Random(self._sequence).randbytes(size * 3 // 4)).decode()  # noqa: S311  # no secret
        updates = [standing("film", self._sequence % 8, title=title)]
        self.relay.take(record(self._sequence, updates=updates), 0, self._sequence - 1, 0.0)

    async def add_until(self, behind: int) -> int:
        """Add large turns until so many clients are behind; return how many bytes that took."""
        added = 0
        while len(self.server.viewers_behind) < behind:
            assert added < 16 * LARGE, "the kernel takes more than it should, or nobody is told to be behind"
            self.add(LARGE)
            added += LARGE
            await asyncio.sleep(0)
        return added


LARGE = 100_000


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    """A feed server with one turn."""
    feed, limits, records = Feed(), Limits(), Records()
    server = served(feed, limits, records)
    with listen("127.0.0.1", 0, "SWEEPCAST_FEED", limits.send_buffer_bytes) as listening:
        await server.start(listening)
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/v1/feed"
        yield Stand(server, relay_to(server, feed), url)
        async with asyncio.timeout(PATIENCE):
            await server.stop()


def small_socket(url: str) -> socket.socket:
    """Return a socket, connected to the feed's port, that takes little unless it is read."""
    host, _, port = url.removeprefix("ws://").partition("/")[0].partition(":")
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.connect((host, int(port)))
    return small


async def whole(feed: Client, reader: Reader, stand: Stand) -> None:
    """Read until the client has every turn, and the server knows."""
    while reader.sequences[NIGHT] < stand.relay.offsets[0]:
        reader.take(await feed.next())
    await until(lambda: all(each.connection.clogged for each in stand.server.viewers_behind))


async def until(true: Callable[[], bool]) -> None:
    """Wait until something has become true."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.001)


async def test_one_who_stops_reading_falls_behind_and_is_written_no_more(stand: Stand) -> None:
    """What waits for a stalled client does not grow, and the others get every turn meanwhile."""
    with small_socket(stand.url) as stalled:
        stalled.sendall(HANDSHAKE)
        await until(lambda: stand.server.connections == 1)
        async with client(stand.url) as healthy:
            reader = Reader()
            await opened(healthy, reader, 2)
            await stand.add_until(behind=1)
            await whole(healthy, reader, stand)
            (viewer,) = stand.server.viewers_behind
            waiting = viewer.connection.waiting_bytes
            for _ in range(20):
                stand.add(LARGE)
            await whole(healthy, reader, stand)
            assert stand.server.viewers_behind == [viewer]
            assert viewer.connection.waiting_bytes == waiting < 3 * LARGE


async def test_one_who_reads_again_gets_every_turn_once(stand: Stand) -> None:
    """A client that was behind is pulled along from the log, and is live again in the end."""
    async with client(stand.url, sock=small_socket(stand.url), max_queue=1) as slow:
        await until(lambda: stand.server.connections == 1)
        await stand.add_until(behind=1)
        for _ in range(20):
            stand.add(LARGE)
        reader = Reader()
        await opened(slow, reader, 2)
        await whole(slow, reader, stand)
        assert stand.server.viewers_behind == []
        stand.add()
        reader.take(await slow.next())
        assert [sequence for _, sequence in reader.turns] == list(range(2, stand.relay.offsets[0] + 1))


async def test_a_board_larger_than_the_socket_takes_comes_whole(stand: Stand) -> None:
    """A client that is clogged by the opening alone is behind from the start, and is live once it has read."""
    for _ in range(10):
        stand.add(LARGE)
    stand.add(10 * LARGE)
    async with client(stand.url, sock=small_socket(stand.url), max_queue=1) as slow:
        await until(lambda: len(stand.server.viewers_behind) == 1)
        stand.server.heartbeat()
        stand.add()
        reader = Reader()
        await opened(slow, reader, 2)
        await whole(slow, reader, stand)
        assert stand.server.viewers_behind == []
        stand.add()
        reader.take(await slow.next())
        assert [sequence for _, sequence in reader.turns] == [13, 14]


async def test_heartbeats_are_for_those_who_have_everything(stand: Stand) -> None:
    """One who is behind gets none: a heartbeat says that nothing is missing."""
    with small_socket(stand.url) as stalled:
        stalled.sendall(HANDSHAKE)
        async with client(stand.url) as healthy:
            reader = Reader()
            await opened(healthy, reader, 2)
            await until(lambda: stand.server.connections == 2)
            await stand.add_until(behind=1)
            await whole(healthy, reader, stand)
            (viewer,) = stand.server.viewers_behind
            waiting = viewer.connection.waiting_bytes
            stand.server.heartbeat()
            assert isinstance(await healthy.next(), Heartbeat)
            assert viewer.connection.waiting_bytes == waiting


async def test_a_new_log_keeps_nobody_who_does_not_read(stand: Stand) -> None:
    """One who cannot be told goodbye is cut off."""
    with small_socket(stand.url) as stalled:
        stalled.sendall(HANDSHAKE)
        await until(lambda: stand.server.connections == 1)
        await stand.add_until(behind=1)
        stand.relay.begin(b"another", ())
        await until(lambda: stand.server.connections == 0)


async def test_one_who_takes_nothing_is_evicted(stand: Stand) -> None:
    """A client that is behind and takes no byte for `stalled_seconds` is cut off; nobody else is."""
    with small_socket(stand.url) as stalled:
        stalled.sendall(HANDSHAKE)
        async with client(stand.url) as healthy:
            await opened(healthy, Reader(), 2)
            await until(lambda: stand.server.connections == 2)
            await stand.add_until(behind=1)
            stand.server.evict_slow(now=1000.0)
            stand.server.evict_slow(now=1000.0 + Limits().stalled_seconds - 0.1)
            assert stand.server.evicted == {}
            stand.server.evict_slow(now=1000.0 + Limits().stalled_seconds)
            assert stand.server.evicted == {"stalled": 1}
            await until(lambda: stand.server.connections == 1)
            assert stand.server.viewers_behind == []
            assert isinstance(await healthy.next(), TurnFrame)


async def test_many_who_take_nothing_are_evicted_one_after_the_other(stand: Stand) -> None:
    """The event loop is not taken from everybody else for as long as it takes to end them all."""
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(small_socket(stand.url)).sendall(HANDSHAKE)
        await until(lambda: stand.server.connections == 3)
        await stand.add_until(behind=3)
        for _ in range(2):
            # Looked at twice before the others' turn comes, they are still evicted once.
            stand.server.evict_slow(now=1000.0)
            stand.server.evict_slow(now=1000.0 + Limits().stalled_seconds)
        assert 1 <= stand.server.evicted["stalled"] < 3
        await until(lambda: stand.server.connections == 0)
        assert stand.server.evicted == {"stalled": 3}


async def test_one_who_is_slow_but_takes_something_stays(stand: Stand) -> None:
    """Slowness alone is no reason: whoever has taken a byte since the last look is not stalled."""
    with small_socket(stand.url) as slow:
        slow.sendall(HANDSHAKE)
        await until(lambda: stand.server.connections == 1)
        await stand.add_until(behind=1)
        (viewer,) = stand.server.viewers_behind
        for _ in range(40):
            stand.add(LARGE)
        slow.settimeout(0)
        for look in range(5):
            stand.server.evict_slow(look * (Limits().stalled_seconds - 0.1))
            waiting = viewer.connection.waiting_bytes
            while viewer.connection.waiting_bytes == waiting:
                with suppress(BlockingIOError):
                    slow.recv(16384)
                await asyncio.sleep(0)
        assert stand.server.evicted == {}
        assert stand.server.connections == 1


async def test_the_kernel_keeps_little_for_one_who_does_not_read(stand: Stand) -> None:
    """The send buffer is bounded on the listening socket, so that a stalled client shows after some 100 KB."""
    with small_socket(stand.url) as stalled:
        stalled.sendall(HANDSHAKE)
        await until(lambda: stand.server.connections == 1)
        assert await stand.add_until(behind=1) <= 8 * LARGE


async def test_one_whose_turns_were_let_go_is_sent_for_a_snapshot() -> None:
    """A slow client that the log has left behind hears goodbye with the code for too slow, and is not told half."""
    feed, limits, records = Feed(), Limits(), Records()
    server = served(feed, limits, records)
    with listen("127.0.0.1", 0, "SWEEPCAST_FEED", limits.send_buffer_bytes) as listening:
        await server.start(listening)
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/v1/feed"
        stand = Stand(server, relay_to(server, feed, kept_bytes=3 * LARGE), url)
        async with client(url, sock=small_socket(url), max_queue=1) as slow:
            await until(lambda: server.connections == 1)
            await stand.add_until(behind=1)
            for _ in range(20):
                stand.add(LARGE)
            while not isinstance(frame := await slow.next(), Goodbye):
                assert isinstance(frame, Hello | Snapshot | TurnFrame)
            assert frame.data.code == CloseCode.TOO_SLOW
            assert server.evicted == {"too-slow": 1}
        await server.stop()


async def test_stopping_waits_for_nobody_who_does_not_answer(stand: Stand) -> None:
    """A client that does not read, and one that never asked for anything, do not keep the gateway from ending."""
    with small_socket(stand.url) as stalled, small_socket(stand.url):
        stalled.sendall(HANDSHAKE)
        await until(lambda: stand.server.connections == 1)
        await stand.add_until(behind=1)
        async with asyncio.timeout(PATIENCE):
            await stand.server.stop()
        assert stand.server.connections == 0


async def test_clients_that_leave_are_forgotten(stand: Stand) -> None:
    """Nothing stays of a connection that is gone, whether it said farewell or not."""
    async with client(stand.url) as polite, client(stand.url) as rude:
        await opened(polite, Reader(), 2)
        await opened(rude, Reader(), 2)
        assert stand.server.connections == 2
        rude.connection.transport.abort()
        await until(lambda: stand.server.connections == 1)
        with pytest.raises(ConnectionClosed):
            await rude.next()
    await until(lambda: stand.server.connections == 0)
    stand.add()
