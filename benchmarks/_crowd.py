"""What the benchmarks of the feed share: servers and crowds of clients, each a process of its own on its processor.

The clients are sockets in one loop that count frames and look at nothing else, so that they cost as little as clients
can; what is measured is the server.
"""

import argparse
import asyncio
import errno
import multiprocessing
import os
import resource
import select
import selectors
import signal
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import psutil

from consumers.gateway.core.cursor import Cursor
from consumers.gateway.gateway import Edges, running
from consumers.gateway.limits import Limits
from consumers.gateway.past import PastAway, Stretch
from consumers.gateway.relay import Sink
from sweepcast.frames import FEED_PATH
from sweepcast.programme import award_body_of
from sweepcast.settings import Settings
from sweepcast.turns import SOURCE, sequence_text

NIGHT = "oscars-2017"
EPOCH = b"benchmark-topic-"
START = datetime(2017, 1, 8, 20, tzinfo=UTC)
TOLD_BEFORE = 999
"""Turns that a gateway knows when the crowd comes; from then on numbers, and so frames, are equally long for long."""
PATIENCE = 120.0
"""Seconds after which a benchmark gives up waiting; nothing is measured by it."""
STALLED_RECEIVE_BYTES = 4096
BROWSERS_OFFER = "permessage-deflate; client_max_window_bits"
SERVERS, CLIENTS = 0, 1
"""The processors, as numbers among those that this process may use."""


class Failed(Exception):
    """A benchmark could not measure what it wanted to."""


def turn_record(sequence: int, padding: int = 0) -> bytes:
    """Return the Kafka record of a turn that changes the stage; `padding` bytes make it longer.

    The gateway looks at no more of a value than a filter needs, so that it may be as short as this.
    """
    position = {"partition": 0, "offset": sequence}
    cause = {"id": f"c{sequence}", "type": "sweepcast.announcement.winner-announced", "time": START}
    return msgspec.json.encode(
        {
            "type": "sweepcast.turn",
            "specversion": "1.0",
            "id": f"t{sequence}",
            "source": SOURCE,
            "subject": NIGHT,
            "time": START,
            "sequence": sequence_text(sequence),
            "data": {
                "ceremony": NIGHT,
                "award_body": award_body_of(NIGHT),
                "sequence": sequence,
                "cause": cause | {"position": position},
                "updates": [
                    {
                        "address": "stage",
                        "value": {"type": "stage", "decided": sequence, "x": "x" * padding},
                        "ended": None,
                    }
                ],
            },
        }
    )


# Processes and what they are told.


def pin(processor: int) -> None:
    """Keep this process on one of the processors that it may use, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        usable = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {usable[processor % len(usable)]})


def allow_descriptors(wanted: int) -> None:
    """Let this process open so many files and sockets.

    Raises:
        Failed: the system does not let it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard if hard == -1 else max(wanted, hard)))
        except (ValueError, OSError) as error:
            raise Failed(f"{wanted} open files are needed, {hard} allowed: raise `ulimit -Hn`, or ask for less") from (
                error
            )


def run_benchmark(main: Callable[[], None]) -> None:
    """Run a benchmark; one that cannot measure, or is interrupted, says so and ends with an exit code."""
    try:
        main()
    except Failed as failed:
        sys.exit(f"not measured: {failed}")
    except KeyboardInterrupt:
        sys.exit(130)


class Part:
    """A process of the benchmark: an object in it, whose methods are called from here."""

    def __init__(self, main: Callable[..., None], *args: object, processor: int) -> None:
        """Start a process in which `main(pipe, *args)` obeys, on a processor."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run_part, args=(processor, main, theirs, *args), daemon=True)
        # Ctrl-C reaches all processes of a terminal; this one ends the others.
        interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._process.start()
        signal.signal(signal.SIGINT, interrupted)
        theirs.close()

    def begin(self, method: str, *args: object) -> None:
        """Tell the object to do something, without waiting for it."""
        self._pipe.send((method, args))

    def result(self) -> Any:  # noqa: ANN401  # whatever the method returns
        """Wait for what was begun, and return what came of it.

        Raises:
            Failed: it raised something, or the process is gone.
        """
        try:
            well, value = self._pipe.recv()
        except (EOFError, ConnectionError):
            raise Failed("a process of the benchmark is gone; what it said is above") from None
        if not well:
            raise Failed(value)
        return value

    def tell(self, method: str, *args: object) -> Any:  # noqa: ANN401  # whatever the method returns
        """Call a method of the object and return its result."""
        self.begin(method, *args)
        return self.result()

    def ready(self, seconds: float) -> bool:
        """Return whether the result of what was begun is there, within so many seconds."""
        return self._pipe.poll(seconds)

    def kill(self) -> None:
        """End the process without a word."""
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self.kill()


@contextmanager
def part(main: Callable[..., None], *args: object, processor: int) -> Iterator[Part]:
    """Run a process of the benchmark as long as the block."""
    it = Part(main, *args, processor=processor)
    try:
        yield it
    finally:
        it.close()


def _run_part(processor: int, main: Callable[..., None], pipe: Connection, *args: object) -> None:
    pin(processor)
    with suppress(BrokenPipeError):  # nobody wants to know any more
        try:
            main(pipe, *args)
        except Failed as failed:
            pipe.send((False, str(failed)))


def obey(thing: object, pipe: Connection) -> None:
    """Call the methods that the pipe names, until it is closed."""
    while True:
        try:
            method, args = pipe.recv()
        except (EOFError, ConnectionError):
            return
        pipe.send(_answer(thing, method, args))


async def obey_in_loop(thing: object, pipe: Connection) -> None:
    """Call the methods that the pipe names, coroutines too, until it is closed; the event loop runs on meanwhile."""
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(pipe.fileno(), readable.set)
    try:
        while True:
            await readable.wait()
            readable.clear()
            while pipe.poll():
                method, args = pipe.recv()
                well, value = _answer(thing, method, args)
                pipe.send(await _awaited(value) if isinstance(value, Awaitable) else (well, value))
    except (EOFError, ConnectionError):
        return
    finally:
        loop.remove_reader(pipe.fileno())


def _answer(thing: object, method: str, args: Sequence[object]) -> tuple[bool, Any]:
    try:
        return True, getattr(thing, method)(*args)
    except Exception as error:  # noqa: BLE001  # told to the process that asked
        return False, f"{type(error).__name__}: {error}"


async def _awaited(value: Awaitable[object]) -> tuple[bool, object]:
    try:
        return True, await value
    except Exception as error:  # noqa: BLE001  # likewise
        return False, f"{type(error).__name__}: {error}"


# Servers.


class Spent(NamedTuple):
    """What a process has used so far: seconds of processor time, user and system together, and bytes of memory."""

    cpu_seconds: float
    resident_bytes: int


class Server:
    """What is measured: it has an address, sends updates to all who are connected, and says what it used."""

    def __init__(self, url: str, publish: Callable[[int], None], page: str = "") -> None:
        """Be found at `url`; `publish(sequence)` sends an update to everyone; a gateway has a `page` too."""
        self._url = url
        self._page = page
        self._publish = publish
        self._process = psutil.Process()

    def url(self) -> str:
        """Return where clients connect."""
        return self._url

    def page(self) -> str:
        """Return where a gateway's page is."""
        return self._page

    def publish(self, sequence: int) -> float:
        """Send one update; return when that began, by the clock that all processes share."""
        began = time.monotonic()
        self._publish(sequence)
        return began

    async def publish_many(self, first: int, count: int, every: float) -> list[float]:
        """Send an update every so many seconds; return when each was due, which is before it began if it was late."""
        due = time.monotonic()
        dues = []
        for sequence in range(first, first + count):
            await asyncio.sleep(due - time.monotonic())
            self.publish(sequence)
            dues.append(due)
            due += every
        return dues

    def spent(self) -> Spent:
        """Return what this process has used."""
        return Spent(time.process_time(), self._process.memory_info().rss)


ServerFactory = Callable[..., AbstractAsyncContextManager[Server]]


def serve_part(pipe: Connection, factory: ServerFactory, descriptors: int, *args: object) -> None:
    """Run a server in this process, and do what the pipe says."""
    allow_descriptors(descriptors)

    async def run() -> None:
        async with factory(*args) as server:
            await obey_in_loop(server, pipe)

    asyncio.run(run())


class NoKafka:
    """What a gateway has of Kafka besides new turns: no old ones, and nobody's place."""

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Have no old turns."""
        raise PastAway(f"a benchmark has no turns of {stretch.ceremony} but those in the log")

    async def find(self, subscriber: str) -> str | None:
        """Find no place."""
        del subscriber

    async def keep(self, subscriber: str, cursor: Cursor) -> None:
        """Forget a place at once."""


@asynccontextmanager
async def gateway(limits: Limits, padding: int = 0) -> AsyncIterator[Server]:
    """Run our gateway, with the benchmark in the place of Kafka."""
    records = [turn_record(sequence, padding) for sequence in range(1, TOLD_BEFORE + 1)]
    async with gateway_with(limits, records, padding) as server:
        yield server


@asynccontextmanager
async def gateway_with(limits: Limits, records: Sequence[bytes], padding: int = 0) -> AsyncIterator[Server]:
    """Run our gateway, which knows the turns of these records."""
    settings = Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0)
    sinks: asyncio.Queue[Sink] = asyncio.Queue()

    async def source(sink: Sink) -> None:
        sinks.put_nowait(sink)
        await asyncio.Event().wait()

    async with running(settings, Edges(source, NoKafka(), NoKafka()), limits) as it:
        sink = await sinks.get()
        sink.begin(EPOCH, ())
        for offset, record in enumerate(records):
            sink.take(record, 0, offset, time.time())
        sink.caught_up()
        yield Server(it.addresses.feed, partial(take, sink, padding=padding), it.addresses.page)


def take(sink: Sink, sequence: int, padding: int = 0) -> None:
    """Hand a gateway the record of a turn, as if it came out of Kafka."""
    sink.take(turn_record(sequence, padding), 0, sequence - 1, time.time())


# Clients.


class Place(NamedTuple):
    """Where clients connect."""

    host: str
    port: int


def place_of(url: str) -> Place:
    """Return the host and port in a websocket's address."""
    parts = urlsplit(url)
    return Place(parts.hostname or "127.0.0.1", parts.port or 80)


def handshake(place: Place, path: str = FEED_PATH, offer: str = BROWSERS_OFFER) -> bytes:
    """Return the request with which a client becomes a websocket; `offer` says which extensions it knows."""
    extensions = f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {place.host}:{place.port}\r\n{extensions}"
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: c3dlZXBjYXN0LWJlbmNoLg==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: cloudevents.json\r\n\r\n"
    ).encode()


class Frames:
    """Counts the websocket frames in a stream of bytes, and drops them."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.count = 0
        self._rest = 0
        self._header = b""

    def feed(self, data: bytes | memoryview) -> int:
        """Take the next bytes; return how many frames ended in them."""
        at, end, before = self._rest, len(data), self.count
        if at and at <= end:
            self.count += 1
        if self._header:
            data, at = self._header + bytes(data), 0
            end, self._header = len(data), b""
        while at < end:
            length = _frame_length(data, at, end)
            if length is None:
                self._header = bytes(data[at:])
                at = end
                break
            at += length
            if at <= end:
                self.count += 1
        self._rest = at - end
        return self.count - before


def _frame_length(data: bytes | memoryview, at: int, end: int) -> int | None:
    """Return the bytes of the frame that begins at `at`, none while its length is not there."""
    if end - at < 2:
        return None
    short = data[at + 1] & 0x7F
    if short < 126:
        return 2 + short
    size = 2 if short == 126 else 8
    if end - at < 2 + size:
        return None
    return 2 + size + int.from_bytes(data[at + 2 : at + 2 + size], "big")


class _Client:
    """One socket, and what has been read from it."""

    __slots__ = ("frames", "head", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.frames = Frames()
        self.head: bytearray | None = bytearray()
        """The answer to the handshake as far as it is here; none once it is whole."""


class Crowd:
    """Many clients in one process that count the frames they get; told to, some that read nothing."""

    def __init__(self) -> None:
        """Have no clients."""
        self._selector = selectors.DefaultSelector()
        self._clients: list[_Client] = []
        self._buffer = bytearray(256 * 1024)
        self._view = memoryview(self._buffer)
        self._open = 0
        self._frames = 0
        self._bytes = 0
        self._lost = 0
        self._stalled = False
        self._offer = BROWSERS_OFFER
        self._arrivals: list[tuple[int, float]] | None = None

    def stall(self) -> None:
        """Let those who connect from now on read nothing after the handshake."""
        self._stalled = True

    def offer(self, extensions: str) -> None:
        """Let those who connect from now on offer other extensions than browsers do; none, if this is empty."""
        self._offer = extensions

    def connect(self, place: Place, paths: Sequence[str], at_once: int = 100) -> None:
        """Connect a client to each path, and wait until all are websockets.

        Raises:
            Failed: one was refused.
        """
        wanted = len(self._clients) + len(paths)
        waiting = list(reversed(paths))
        deadline = time.monotonic() + PATIENCE
        while self._open < wanted:
            while waiting and len(self._clients) - self._open < at_once:
                self._begin(place, waiting.pop())
            self._turn(0.1)
            if self._lost or time.monotonic() > deadline:
                raise Failed(f"{self._open} of {wanted} clients could connect, {self._lost} were turned away")

    def settle(self, quiet: float = 0.5) -> int:
        """Read until nothing came for so many seconds; return the frames read since the last time."""
        until = time.monotonic() + quiet
        while time.monotonic() < until:
            if self._turn(quiet / 4):
                until = time.monotonic() + quiet
        frames, self._frames = self._frames, 0
        return frames

    def wait_for(self, frames: int) -> float:
        """Read until so many frames are here; return when the last of them was.

        Raises:
            Failed: they do not come, or more come.
        """
        deadline = time.monotonic() + PATIENCE
        while self._frames < frames:
            self._turn(1.0)
            if self._lost or time.monotonic() > deadline:
                raise Failed(f"{self._frames} of {frames} frames came, and {self._lost} clients were lost")
        last = time.monotonic()
        if self._frames > frames:
            raise Failed(f"{self._frames} frames came instead of {frames}")
        self._frames = 0
        return last

    def listen(self, frames: int, timeout: float) -> list[float]:
        """Read until so many frames are here; return when each came, those of one client after those of another.

        Raises:
            Failed: a client got fewer or more than the others.
        """
        self._arrivals = []
        for client in self._clients:
            client.frames.count = 0
        deadline = time.monotonic() + timeout
        while self._frames < frames and time.monotonic() < deadline:
            self._turn(0.5)
        self._frames = 0
        counts = {client.frames.count for client in self._clients}
        if len(counts) != 1 or self._lost:
            raise Failed(f"clients got from {min(counts)} to {max(counts)} frames, and {self._lost} were lost")
        arrivals, self._arrivals = self._arrivals, None
        return [when for _, when in sorted(arrivals, key=lambda each: each[0])]

    def bytes_read(self) -> int:
        """Return the bytes of frames read since this was asked last."""
        bytes_read, self._bytes = self._bytes, 0
        return bytes_read

    def cut_off(self) -> int:
        """Return how many of the stalled clients have been told by their system that the connection is over."""
        poll = select.poll()
        for client in self._clients:
            poll.register(client.sock, 0)
        return len(poll.poll(0))

    def leave(self) -> None:
        """Close all connections."""
        for client in self._clients:
            self._drop(client)
        self._clients.clear()
        self._open = self._frames = self._lost = 0

    def _begin(self, place: Place, path: str) -> None:
        sock = socket.socket()
        sock.setblocking(False)  # noqa: FBT003  # that is how it is called
        if self._stalled:
            # What waits for one that does not read shall wait at the server, not here.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STALLED_RECEIVE_BYTES)
        code = sock.connect_ex(place)
        if code not in (0, errno.EINPROGRESS):
            raise Failed(f"cannot connect: {os.strerror(code)}")
        client = _Client(sock)
        self._clients.append(client)
        self._selector.register(sock, selectors.EVENT_WRITE, (client, handshake(place, path, self._offer)))

    def _turn(self, timeout: float) -> int:
        """Handle what is ready; return how many clients were."""
        ready = self._selector.select(timeout)
        for key, _ in ready:
            client, request = key.data
            if request is None:
                self._read(client)
            else:
                self._ask(client, request)
        return len(ready)

    def _ask(self, client: _Client, request: bytes) -> None:
        try:
            client.sock.sendall(request)
        except OSError:
            self._drop(client)
            self._lost += 1
            return
        self._selector.modify(client.sock, selectors.EVENT_READ, (client, None))

    def _read(self, client: _Client) -> None:
        try:
            size = client.sock.recv_into(self._buffer)
        except BlockingIOError:
            return
        except OSError:
            size = 0
        if not size:
            self._drop(client)
            self._lost += 1
        elif client.head is None:
            self._count(client, self._view[:size])
        else:
            self._read_head(client, self._view[:size])

    def _read_head(self, client: _Client, data: memoryview) -> None:
        assert client.head is not None  # noqa: S101  # it is looked at before
        client.head += data
        head, blank, rest = bytes(client.head).partition(b"\r\n\r\n")
        if not blank:
            return
        if b" 101 " not in head.splitlines()[0]:
            self._drop(client)
            self._lost += 1
            return
        client.head = None
        self._open += 1
        if self._stalled:
            self._selector.unregister(client.sock)
        elif rest:
            self._count(client, rest)

    def _count(self, client: _Client, data: bytes | memoryview) -> None:
        ended = client.frames.feed(data)
        self._bytes += len(data)
        self._frames += ended
        if self._arrivals is not None:
            now = time.monotonic()
            number = client.sock.fileno()
            self._arrivals.extend([(number, now)] * ended)

    def _drop(self, client: _Client) -> None:
        if client.sock.fileno() >= 0:
            with suppress(KeyError):
                self._selector.unregister(client.sock)
            client.sock.close()


def crowd_part(pipe: Connection, descriptors: int) -> None:
    """Run a crowd of clients in this process, and do what the pipe says."""
    allow_descriptors(descriptors)
    obey(Crowd(), pipe)


# Figures.


def median_and_range(values: Sequence[float], form: str = ".2f") -> str:
    """Return the median of some figures and between what they lie."""
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def verdict(value: float, aim: float, unit: str = "") -> str:
    """Return whether a figure that should be small is small enough."""
    return f"{'met' if value <= aim else 'MISSED'}: the aim is at most {f'{aim:g} {unit}'.strip()}"


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile, between the values beside it."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def formatted(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of options that shows the defaults."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
