"""One frame to many connections: the bytes on the wire, who is passed over, and what a connection lets go of."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State
from websockets.server import ServerProtocol

from consumers.gateway.listening import port_of
from consumers.gateway.websocket.fan_out import cut_off, end_dead_connections, fan_out, forget_handshake, text_frame

PATIENCE = 20.0
EDGES = (0, 1, 125, 126, 65535, 65536, 100_000)
"""Lengths on both sides of where a websocket frame's header grows."""


class Meeting:
    """A websockets server, and the connections it has with clients, in the order in which they came."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections: list[ServerConnection] = []
        self.done = asyncio.Event()
        self._stack = AsyncExitStack()

    async def join(self) -> ClientConnection:
        """Connect one more client, and wait until the server knows it."""
        known = len(self.connections)
        client = await self._stack.enter_async_context(
            connect(f"ws://127.0.0.1:{self.port}", compression=None, ping_interval=None, max_size=None)
        )
        while len(self.connections) == known:
            await asyncio.sleep(0)
        return client

    async def handle(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        await self.done.wait()

    async def close(self) -> None:
        self.done.set()
        await self._stack.aclose()


@asynccontextmanager
async def running_meeting() -> AsyncIterator[Meeting]:
    """Run such a server as long as the block."""
    meeting = Meeting(0)
    async with serve(meeting.handle, "127.0.0.1", 0, compression=None, ping_interval=None, close_timeout=1) as server:
        meeting.port = next(iter(server.sockets)).getsockname()[1]
        try:
            yield meeting
        finally:
            await meeting.close()


@pytest.fixture
async def meeting() -> AsyncIterator[Meeting]:
    """A server without clients yet."""
    async with running_meeting() as it:
        yield it


async def soon(awaitable: Awaitable[str | bytes]) -> str | bytes:
    """Wait for what must come."""
    async with asyncio.timeout(PATIENCE):
        return await awaitable


@given(st.text() | st.sampled_from(EDGES).map(lambda length: "x" * length))
@settings(max_examples=50, deadline=None)
def test_the_bytes_are_those_of_the_library(text: str) -> None:
    """What is written once is, byte for byte, what the library's own server writes for each."""
    protocol = ServerProtocol(state=State.OPEN)
    protocol.send_text(text.encode())
    assert text_frame(text.encode()) == b"".join(protocol.data_to_send())


@pytest.mark.parametrize("length", EDGES)
async def test_everyone_gets_the_text(meeting: Meeting, length: int) -> None:
    """Each client reads the message whole, and it is counted how many got it."""
    clients = [await meeting.join() for _ in range(3)]
    assert fan_out(meeting.connections, text_frame(b"x" * length)) == 3
    for client in clients:
        assert await soon(client.recv()) == "x" * length


async def test_it_keeps_its_place_among_other_messages(meeting: Meeting) -> None:
    """What the library sends before and after comes before and after, pongs too."""
    client = await meeting.join()
    (connection,) = meeting.connections
    await connection.send("first")
    fan_out([connection], text_frame(b"second"))
    await connection.ping()
    await connection.send("third")
    fan_out([connection], text_frame(b"fourth"))
    assert [await soon(client.recv()) for _ in range(4)] == ["first", "second", "third", "fourth"]


async def test_one_that_is_closing_is_passed_over(meeting: Meeting) -> None:
    """Nothing follows a close frame; the others get the message."""
    leaving, staying = await meeting.join(), await meeting.join()
    closing = asyncio.create_task(meeting.connections[0].close(4000, "stopping"))
    while meeting.connections[0].state is State.OPEN:
        await asyncio.sleep(0)
    assert fan_out(meeting.connections, text_frame(b"news")) == 1
    assert await soon(staying.recv()) == "news"
    with pytest.raises(ConnectionClosed):
        await soon(leaving.recv())
    assert leaving.close_code == 4000
    await closing


async def test_one_that_is_gone_is_passed_over(meeting: Meeting) -> None:
    """A closed connection that is still in somebody's set does no harm."""
    gone, staying = await meeting.join(), await meeting.join()
    await gone.close()
    await meeting.connections[0].wait_closed()
    assert fan_out(meeting.connections, text_frame(b"news")) == 1
    assert await soon(staying.recv()) == "news"


async def test_one_whose_peer_is_gone_does_not_keep_the_news_from_others(meeting: Meeting) -> None:
    """A peer that has vanished is noticed by writing to it, again and again, and everyone else gets all."""
    vanished, staying = await meeting.join(), await meeting.join()
    vanished.transport.abort()
    for number in range(10):
        fan_out(meeting.connections, text_frame(b"%d" % number))
    assert [await soon(staying.recv()) for _ in range(10)] == [str(number) for number in range(10)]


async def test_one_that_cannot_be_written_to_is_ended_and_the_others_are_served(meeting: Meeting) -> None:
    """An open connection whose transport refuses is cut off instead of raising; it would miss a message otherwise."""
    await meeting.join()
    staying = await meeting.join()
    broken = meeting.connections[0]
    broken.transport.write_eof()
    assert fan_out(meeting.connections, text_frame(b"news")) == 1
    assert await soon(staying.recv()) == "news"
    async with asyncio.timeout(PATIENCE):
        await broken.wait_closed()


async def test_the_handshake_is_forgotten_and_the_connection_goes_on(meeting: Meeting) -> None:
    """Without its headers a connection still sends, receives and closes as ever."""
    client = await meeting.join()
    (connection,) = meeting.connections
    assert connection.request is not None
    assert connection.response is not None
    forget_handshake(connection)
    assert not list(connection.request.headers.raw_items())
    assert not list(connection.response.headers.raw_items())
    await client.send("to the server")
    assert await soon(connection.recv()) == "to the server"
    fan_out([connection], text_frame(b"to the client"))
    assert await soon(client.recv()) == "to the client"
    await connection.close(4000, "stopping")
    await client.wait_closed()
    assert (client.close_code, client.close_reason) == (4000, "stopping")


async def test_one_cut_off_hears_of_it_at_once(meeting: Meeting) -> None:
    """The kernel resets the connection instead of keeping what the client does not read."""
    client = await meeting.join()
    (connection,) = meeting.connections
    cut_off(connection.transport)
    async with asyncio.timeout(PATIENCE):
        await client.wait_closed()
        await connection.wait_closed()
    assert client.close_code == 1006
    cut_off(connection.transport)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="TCP_USER_TIMEOUT is Linux's")
def test_accepted_connections_inherit_the_end_of_dead_ones() -> None:
    """It is set once, on the listening socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        end_dead_connections(listening, 60)
        with socket.create_connection(("127.0.0.1", port_of(listening))):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="TCP_USER_TIMEOUT is Linux's")
def test_one_that_confirms_nothing_is_ended_by_the_kernel() -> None:
    """Whoever takes nothing of what waits for it for so long is ended, without a ping from us."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        end_dead_connections(listening, 1)
        with socket.socket() as silent:
            silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            silent.connect(listening.getsockname())
            accepted, _ = listening.accept()
            with accepted, pytest.raises(TimeoutError, match="Connection timed out"):
                accepted.settimeout(PATIENCE)
                while True:
                    accepted.sendall(b"x" * 65536)
