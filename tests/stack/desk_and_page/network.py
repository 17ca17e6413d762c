"""A network between browsers and a server that a test can cut, with or without anybody saying so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_PIECE = 65536


class Network:
    """Passes on what both sides say, until it is cut. After a break the connections of before are of no use."""

    def __init__(self, to: int) -> None:
        """Lead to a port of this machine."""
        self._to = to
        self._there = asyncio.Event()
        self._back = asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._refusing = False
        self.mend()

    def break_off(self) -> None:
        """Break off every connection, and refuse new ones: everybody knows at once that there is no network."""
        self._abort()
        self._refusing = True

    def cut(self, *, answers_alone: bool = False) -> None:
        """Let nothing through; `answers_alone`: what is asked still arrives, and nobody hears what comes of it."""
        self._back.clear()
        if not answers_alone:
            self._there.clear()

    def mend(self) -> None:
        """Let new connections through; those of before are broken off."""
        self._abort()
        self._refusing = False
        self._there.set()
        self._back.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        self._ends.add(writer)
        try:
            if self._refusing:
                writer.transport.abort()
                return
            with suppress(OSError):
                await self._there.wait()
                theirs, ours = await asyncio.open_connection("127.0.0.1", self._to)
                self._ends.add(ours)
                try:
                    await asyncio.gather(_pump(reader, ours, self._there), _pump(theirs, writer, self._back))
                finally:
                    self._ends.discard(ours)
                    ours.close()
        finally:
            self._ends.discard(writer)
            writer.close()

    async def end(self) -> None:
        """Break everything off."""
        self.mend()
        await asyncio.gather(*self._carrying)

    def _abort(self) -> None:
        for end in self._ends:
            end.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, whole: asyncio.Event) -> None:
    while piece := await reader.read(_PIECE):
        await whole.wait()
        writer.write(piece)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()


@asynccontextmanager
async def network(to: int) -> AsyncIterator[tuple[Network, int]]:
    """Give a network that leads to that port, and the port at which it begins."""
    between = Network(to)
    server = await asyncio.start_server(between.carry, "127.0.0.1", 0)
    try:
        yield between, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await between.end()
