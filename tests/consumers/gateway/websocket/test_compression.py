"""The feed as it is on the wire for those who offer compression and for those who do not, over real sockets."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from consumers.gateway.core.cursor import Cursor
from consumers.gateway.gateway import Gateway, running
from consumers.gateway.websocket.deflate import LARGE_BYTES, UNHEARD_MESSAGES
from sweepcast.close_codes import CloseCode
from sweepcast.frames import FRAMES, Acked, AnyFrame, Delayed, Goodbye, Hello, Snapshot, TurnFrame
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import PATIENCE, Client, Records, client
from tests.consumers.gateway.turns import record, standing

TITLE = "The Longest Title of the Night, " * (LARGE_BYTES // 32 + 1)
OFFER = "permessage-deflate; client_max_window_bits"
"""What browsers offer."""
LARGEST = 16 * 1024
FIN, RSV1, TEXT = 0x80, 0x40, 0x1


class Wire(NamedTuple):
    """A frame as it came: its first byte, its payload, and all of its bytes."""

    head: int
    payload: bytes
    data: bytes

    @property
    def text(self) -> bytes:
        """The message."""
        if not self.head & RSV1:
            return self.payload
        return zlib.decompressobj(wbits=-15).decompress(self.payload + b"\x00\x00\xff\xff")

    @property
    def said(self) -> AnyFrame:
        """What it says."""
        return FRAMES.decode(self.text)


class Raw:
    """A client that sees the bytes."""

    def __init__(self, reader: asyncio.StreamReader, head: str) -> None:
        """Read behind the answer to the handshake."""
        self.head = head
        self._reader = reader

    async def next(self) -> Wire:
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE):
            begin = await self._reader.readexactly(2)
            size = {126: 2, 127: 8}.get(begin[1], 0)
            length = await self._reader.readexactly(size)
            payload = await self._reader.readexactly(int.from_bytes(length) if size else begin[1])
        return Wire(begin[0], payload, begin + length + payload)


@asynccontextmanager
async def raw(url: str, offer: str | None) -> AsyncIterator[Raw]:
    """Connect to the feed with an offer of extensions, or with none."""
    host, _, path = url.removeprefix("ws://").partition("/")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    offering = "" if offer is None else f"Sec-WebSocket-Extensions: {offer}\r\n"
    writer.write(
        (
            f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{offering}"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
    )
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
        yield Raw(reader, head.decode())
    finally:
        writer.close()


async def test_small_frames_are_the_same_bytes_for_everyone(gateway: Gateway, records: Records) -> None:
    """A small snapshot goes out uncompressed, and so do turns as they fall, however large: identical for all."""
    await records.whole(record(1))
    async with raw(gateway.addresses.feed, OFFER) as offering, raw(gateway.addresses.feed, None) as plain:
        assert "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover" in offering.head
        assert "Sec-WebSocket-Extensions" not in plain.head
        hellos = [await each.next() for each in (offering, plain)]
        records.add(record(2))
        records.add(record(3, updates=[standing("film", 1, title=TITLE)]))
        theirs, ours = [[await each.next() for _ in range(3)] for each in (offering, plain)]
    assert [type(each.said) for each in ours] == [Snapshot, TurnFrame, TurnFrame]
    assert {each.head for each in (*hellos, *theirs, *ours)} == {FIN | TEXT}
    assert [each.data for each in theirs] == [each.data for each in ours]


async def test_a_large_snapshot_is_compressed_for_those_who_offered_it_alone(
    gateway: Gateway, records: Records
) -> None:
    """The message is the same, byte for byte; two who join at one place get the same bytes on the wire."""
    await records.whole(record(1, updates=[standing("film", 1, title=TITLE)]))
    got = []
    for offer in (OFFER, None, "permessage-deflate"):
        async with raw(gateway.addresses.feed, offer) as each:
            assert (await each.next()).head == FIN | TEXT
            got.append(await each.next())
    compressed, plain, again = got
    assert plain.head == FIN | TEXT
    assert len(plain.data) > LARGE_BYTES
    assert compressed.head == FIN | RSV1 | TEXT
    assert compressed.text == plain.payload
    assert len(compressed.data) < len(plain.data) / 10
    assert again.data == compressed.data


@pytest.mark.parametrize(
    "offer", ["permessage-deflate; server_max_window_bits=9", "permessage-foo", "x-webkit-deflate-frame"]
)
async def test_an_offer_that_does_not_fit_is_not_taken(gateway: Gateway, records: Records, offer: str) -> None:
    """The client is served all the same, uncompressed."""
    await records.whole(record(1, updates=[standing("film", 1, title=TITLE)]))
    async with raw(gateway.addresses.feed, offer) as each:
        assert "Sec-WebSocket-Extensions" not in each.head
        frames = [await each.next() for _ in range(2)]
    assert [frame.head for frame in frames] == [FIN | TEXT, FIN | TEXT]
    assert isinstance(frames[1].said, Snapshot)


async def test_an_offer_that_fits_less_is_passed_over_for_one_that_fits(gateway: Gateway, records: Records) -> None:
    """A client may offer the same in several ways, in the order of its liking."""
    await records.whole(record(1))
    async with raw(gateway.addresses.feed, "permessage-deflate; server_max_window_bits=9, permessage-deflate") as each:
        assert "server_no_context_takeover; client_no_context_takeover\r\n" in each.head
        assert isinstance((await each.next()).said, Hello)


async def seen(url: str, *, compression: str | None) -> list[AnyFrame]:
    """Return what a client sees: an opening, the answer to a request, and what comes when it is back."""
    async with client(url, compression=compression) as feed:
        frames = [await feed.next(), await feed.next()]
        await feed.connection.send('{"type":"filter","id":"1","filter":{"kinds":["standing"]}}')
        frames += [await feed.next(), await feed.next()]
        assert bool(feed.connection.protocol.extensions) is (compression is not None)
    async with client(f"{url}?cursor={frames[1].cursor}", compression=compression) as feed:
        frames += [await feed.next()]
    return frames


async def test_with_and_without_compression_the_same_is_said(gateway: Gateway, records: Records) -> None:
    """Hello, snapshots, answers and resumed connections: a client of the library makes the same of both."""
    await records.whole(record(1, updates=[standing("film", 1, title=TITLE)]), record(2))
    with_it, without = [await seen(gateway.addresses.feed, compression=each) for each in ("deflate", None)]
    assert [type(each) for each in with_it] == [type(each) for each in without]
    assert [each.data for each in with_it] == [each.data for each in without]
    assert [each.cursor for each in with_it] == [each.cursor for each in without]


async def test_turns_that_were_missed_come_compressed_where_they_are_large(gateway: Gateway, records: Records) -> None:
    """One who comes back is told by itself; the small turn among them is the same bytes as ever."""
    await records.whole(record(1))
    async with client(gateway.addresses.feed) as feed:
        await feed.next()
        cursor = (await feed.next()).cursor
    records.add(record(2))
    records.add(record(3, updates=[standing("film", 1, title=TITLE)]))
    url = f"{gateway.addresses.feed}?cursor={cursor}"
    async with raw(url, OFFER) as offering, raw(url, None) as plain:
        theirs, ours = [[await each.next() for _ in range(3)] for each in (offering, plain)]
    assert [each.head for each in theirs] == [FIN | TEXT, FIN | TEXT, FIN | RSV1 | TEXT]
    assert [each.said for each in theirs[1:]] == [each.said for each in ours[1:]]
    assert theirs[1].data == ours[1].data


async def test_what_was_sent_is_counted_as_it_was_on_the_wire(
    gateway: Gateway, records: Records, http: aiohttp.ClientSession
) -> None:
    """A compressed snapshot counts for what it took."""
    await records.whole(record(1, updates=[standing("film", 1, title=TITLE)]))
    sizes = []
    for offer in (OFFER, None):
        async with raw(gateway.addresses.feed, offer) as each:
            await each.next()
            sizes.append(len((await each.next()).data))
    text = await (await http.get("/metrics")).text()
    counted = {
        tuple(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "sweepcast_sent_bytes_total"
    }
    assert counted[("sweepcast.feed.snapshot",)] == sum(sizes)


@pytest.mark.parametrize("size", [LARGEST + 1, 10_000_000])
async def test_a_bomb_ends_the_connection_like_any_message_that_is_too_large(
    gateway: Gateway, records: Records, size: int
) -> None:
    """Ten megabytes that come in ten kilobytes are refused with 1009; the largest message is taken, compressed too."""
    await records.whole()
    async with client(gateway.addresses.feed) as feed:
        assert isinstance(await feed.next(), Hello)
        await feed.connection.send('{"type":"delay","seconds":0}'.ljust(LARGEST))
        assert isinstance(await feed.next(), Delayed)
        await feed.connection.send(" " * size)
        assert (await feed.closed())[0] == 1009


async def test_what_cannot_be_decompressed_breaks_the_protocol(gateway: Gateway, records: Records) -> None:
    """It ends the connection with 1002, and nobody else's."""
    await records.whole()
    async with client(gateway.addresses.feed) as broken, client(gateway.addresses.feed) as other:
        await broken.next()
        await other.next()
        broken.connection.transport.write(b"\xc1\x84\x00\x00\x00\x00\xff\xff\xff\xff")
        assert (await broken.closed())[0] == 1002
        records.add(record(1))
        assert isinstance(await other.next(), TurnFrame)


async def test_compressed_messages_count_like_all_others(gateway: Gateway, records: Records) -> None:
    """As many as a minute allows are answered; more end the connection with the code for it."""
    await records.whole()
    async with client(gateway.addresses.feed, max_queue=None) as feed:
        hello = await feed.next()
        assert isinstance(hello, Hello)
        assert hello.data.limits is not None
        for number in range(hello.data.limits.messages_per_minute):
            await feed.connection.send(f'{{"type":"delay","id":"{number}","seconds":0}}')
        for _ in range(hello.data.limits.messages_per_minute):
            assert isinstance(await feed.next(), Delayed)
        with pytest.raises(ConnectionClosed):
            while True:
                await feed.connection.send('{"type":"delay","seconds":0}')
        assert (await feed.closed())[0] == CloseCode.TOO_MANY_MESSAGES


class Waiting(Records):
    """Edges whose places are kept when the test says so."""

    def __init__(self) -> None:
        """Keep none yet."""
        super().__init__()
        self.asked_to_keep = asyncio.Event()
        self.may_keep = asyncio.Event()

    async def keep(self, subscriber: str, cursor: Cursor) -> None:
        """Keep a place when it may be kept."""
        self.asked_to_keep.set()
        await self.may_keep.wait()
        await super().keep(subscriber, cursor)


@asynccontextmanager
async def busy(settings: Settings) -> AsyncIterator[tuple[Waiting, Client]]:
    """Run a gateway that deals with nothing that a client says, until it may keep the place that comes first."""
    records = Waiting()
    async with running(settings, records.edges) as gateway:
        await records.whole()
        async with client(f"{gateway.addresses.feed}?subscriber=bot", max_queue=None) as feed:
            hello = await feed.next()
            await feed.connection.send(f'{{"type":"ack","cursor":"{hello.cursor}"}}')
            async with asyncio.timeout(PATIENCE):
                await records.asked_to_keep.wait()
            yield records, feed


LONG_REQUEST = '{"type":"delay","seconds":0}'.ljust(LARGEST)
"""Some 50 bytes when it is compressed."""


async def test_few_bytes_do_not_take_much_memory(settings: Settings) -> None:
    """Who says more, compressed, than may wait to be dealt with, says too much."""
    async with busy(settings) as (records, feed):
        for _ in range(UNHEARD_MESSAGES + 1):
            await feed.connection.send(LONG_REQUEST)
        goodbye = await feed.next()
        assert isinstance(goodbye, Goodbye)
        assert goodbye.data.code == CloseCode.TOO_MANY_MESSAGES
        assert (await feed.closed())[0] == CloseCode.TOO_MANY_MESSAGES
        records.may_keep.set()


async def test_what_has_been_dealt_with_makes_room(settings: Settings) -> None:
    """As much as may wait is answered when its turn comes; and after that, again."""
    async with busy(settings) as (records, feed):
        for _ in range(UNHEARD_MESSAGES - 1):
            await feed.connection.send(LONG_REQUEST)
        records.may_keep.set()
        assert isinstance(await feed.next(), Acked)
        for _ in range(UNHEARD_MESSAGES - 1):
            assert isinstance(await feed.next(), Delayed)
        for _ in range(3 * UNHEARD_MESSAGES):
            await feed.connection.send(LONG_REQUEST)
            assert isinstance(await feed.next(), Delayed)


async def test_an_offer_in_words_of_its_own_is_refused_like_any_malformed_request(
    gateway: Gateway, records: Records
) -> None:
    """A header that cannot be read is the client's mistake, told by an HTTP status."""
    await records.whole()
    async with raw(gateway.addresses.feed, "permessage-deflate; =;;") as each:
        assert each.head.startswith("HTTP/1.1 400")


async def test_the_library_offers_what_the_gateway_takes(gateway: Gateway, records: Records) -> None:
    """A client may insist on no context on either side; that is what it gets."""
    await records.whole()
    insisting = ClientPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)
    async with connect(gateway.addresses.feed, compression=None, extensions=[insisting]) as connection:
        (agreed,) = connection.protocol.extensions
        assert "remote_no_context_takeover=True, local_no_context_takeover=True" in repr(agreed)
    narrow = ClientPerMessageDeflateFactory(server_max_window_bits=9)
    async with connect(gateway.addresses.feed, compression=None, extensions=[narrow]) as connection:
        assert connection.protocol.extensions == []
