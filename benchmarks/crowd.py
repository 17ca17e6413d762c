"""How soon thousands of clients are served again that lose their gateway all at once.

Two gateways have the same feed, and the crowd is at the first. It is killed; each client comes back to the second with
its cursor, after the pause that the protocol asks for, from as many addresses as the limits ask for. Meanwhile there is
more news. A client is served once it was resumed and has what it missed.
"""

import asyncio
import contextlib
import random
import statistics
import sys
import time
import zlib
from collections import Counter
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from _crowd import (
    CLIENTS,
    PATIENCE,
    SERVERS,
    TOLD_BEFORE,
    Failed,
    Part,
    Place,
    allow_descriptors,
    formatted,
    gateway,
    handshake,
    median_and_range,
    obey_in_loop,
    part,
    percentile,
    place_of,
    run_benchmark,
    serve_part,
    verdict,
)

from consumers.gateway.limits import Limits
from sweepcast.client import pause_before
from sweepcast.frames import FEED_PATH

AIM_SECONDS = 10.0
MISSED = 5
"""Updates that are sent while everyone is away."""
AFTER = 10
"""Updates that follow, one every half second, while the crowd comes back."""
EVERY = 0.5
TEXT, COMPRESSED = 0x81, 0xC1
"""The first byte of a message's frame (RFC 6455, 5.2; RFC 7692, 6)."""


class Data(msgspec.Struct):
    """What is looked at in a frame's data."""

    sequence: int = 0
    resumed: bool = False
    reason: str = ""


class Frame(msgspec.Struct):
    """What is looked at in a frame."""

    type: str
    data: Data
    cursor: str


FRAMES = msgspec.json.Decoder(Frame)


class Lost(Exception):
    """A connection is over, or was not given; the message says why."""


class Follower:
    """One client: keeps its cursor, comes back by itself, and notes what it got."""

    def __init__(self, source: str) -> None:
        """Connect from an address of this machine."""
        self.source = source
        self.cursor: str | None = None
        self.sequences: list[int] = []
        self.reasons: list[str] = []
        self.got: dict[int, float] = {}
        """When each update was here, of those since the gateway was lost."""

    async def follow(self, crowd: "Followers") -> None:
        """Follow the feed for ever, wherever the crowd is sent."""
        failures = 0
        while True:
            try:
                await self._once(crowd)
            except (OSError, EOFError, Lost) as lost:
                crowd.losses[type(lost).__name__ if isinstance(lost, OSError | EOFError) else str(lost)] += 1
                await asyncio.sleep(pause_before(failures, random.random()))  # noqa: S311  # no secret
                failures += 1

    async def _once(self, crowd: "Followers") -> None:
        place = crowd.place
        local = (self.source, 0) if self.source else None
        reader, writer = await asyncio.open_connection(place.host, place.port, local_addr=local)
        try:
            path = FEED_PATH if self.cursor is None else f"{FEED_PATH}?cursor={quote(self.cursor)}"
            writer.write(handshake(place, path))
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in head.partition(b"\r\n")[0]:
                raise Lost(head.partition(b"\r\n")[0].decode())
            while True:
                self._take(await _next_frame(reader), crowd)
        finally:
            writer.transport.abort()

    def _take(self, frame: Frame, crowd: "Followers") -> None:
        self.cursor = frame.cursor
        if frame.type == "sweepcast.feed.hello":
            self.reasons.append(frame.data.reason)
        elif frame.type == "sweepcast.feed.snapshot":
            self.sequences = [frame.data.sequence]
            crowd.note_joined()
        elif frame.type == "sweepcast.turn":
            self.sequences.append(frame.data.sequence)
            self.got[frame.data.sequence] = time.monotonic()


async def _next_frame(reader: asyncio.StreamReader) -> Frame:
    first, short = await reader.readexactly(2)
    if first not in (TEXT, COMPRESSED):
        raise Lost("the connection was closed in order")
    size = {126: 2, 127: 8}.get(short, 0)
    length = int.from_bytes(await reader.readexactly(size), "big") if size else short
    payload = await reader.readexactly(length)
    if first == COMPRESSED:
        payload = zlib.decompressobj(wbits=-15).decompress(payload + b"\x00\x00\xff\xff")
    return FRAMES.decode(payload)


class Came(NamedTuple):
    """How one client fared: why its last connection began as it did, when it had an update, and what it got in all."""

    reason: str
    served_at: float
    whole: bool


class Followers:
    """The crowd in its process."""

    def __init__(self) -> None:
        """Have nobody."""
        self.place = Place("127.0.0.1", 0)
        self.losses: Counter[str] = Counter()
        self._followers: list[Follower] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._joined = 0

    def note_joined(self) -> None:
        """Count one more who has got a snapshot."""
        self._joined += 1

    async def join(self, place: Place, sources: list[str]) -> None:
        """Connect a client from each address, some hundred at a time, until all have got a snapshot."""
        self.place = Place(*place)
        for source in sources:
            follower = Follower(source)
            self._followers.append(follower)
            self._tasks.append(asyncio.create_task(follower.follow(self)))
            while len(self._followers) - self._joined > 200:
                await asyncio.sleep(0.005)
        async with asyncio.timeout(PATIENCE):
            while self._joined < len(self._followers):
                await asyncio.sleep(0.01)
        self.losses.clear()

    def move(self, place: Place) -> None:
        """Go there from the next connection on."""
        self.place = Place(*place)

    async def came_back(self, missed: int, last: int, within: float) -> tuple[list[Came], dict[str, int]]:
        """Wait until all have got the update `last`; return how each fared, and what became of their connections.

        `missed` is the update with which a client that was away has what it missed.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not all(last in each.got for each in self._followers):
                    await asyncio.sleep(0.05)
        came = [
            Came(
                reason=each.reasons[-1],
                served_at=each.got.get(missed, float("inf")),
                whole=each.sequences == list(range(TOLD_BEFORE, last + 1)),
            )
            for each in self._followers
        ]
        return came, dict(self.losses)

    def times(self) -> list[dict[int, float]]:
        """Return when each client had each update."""
        return [each.got for each in self._followers]

    async def leave(self) -> None:
        """Close all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._followers.clear()
        self._joined = 0
        self.losses.clear()


def followers_part(pipe: Connection, descriptors: int) -> None:
    """Run a crowd in this process, and do what the pipe says."""
    allow_descriptors(descriptors)
    asyncio.run(obey_in_loop(Followers(), pipe))


def addresses(clients: int, sources: int) -> list[str]:
    """Return the address of each client; all of 127.0.0.0/8 is this machine, where the system is Linux."""
    if sources == 1:
        return [""] * clients
    return [f"127.0.{1 + each % sources // 250}.{1 + each % sources % 250}" for each in range(clients)]


def one_round(clients: int, sources: int) -> tuple[list[float], float]:
    """Return the seconds from the loss until each client was served, and the processor seconds of the new gateway.

    Raises:
        Failed: a client was not resumed, or did not get everything in order.
    """
    descriptors = clients + 300
    # As tight as they can be: one connection more, or one that is not given back, would be refused.
    limits = Limits(connections=clients, connections_per_address=-(-clients // sources))
    with ExitStack() as stack:
        first = Part(serve_part, gateway, descriptors, limits, processor=SERVERS)
        stack.callback(first.kill)
        second = stack.enter_context(part(serve_part, gateway, descriptors, limits, processor=SERVERS))
        crowd = stack.enter_context(part(followers_part, descriptors, processor=CLIENTS))
        crowd.tell("join", place_of(first.tell("url")), addresses(clients, sources))
        crowd.tell("move", place_of(second.tell("url")))
        before = second.tell("spent").cpu_seconds
        missed = TOLD_BEFORE + MISSED
        last = missed + AFTER
        first.kill()
        lost = time.monotonic()
        for sequence in range(TOLD_BEFORE + 1, missed + 1):
            second.tell("publish", sequence)
        crowd.begin("came_back", missed, last, PATIENCE)
        second.tell("publish_many", missed + 1, AFTER, EVERY)
        came, losses = crowd.result()
        used = second.tell("spent").cpu_seconds - before
        crowd.tell("leave")
    _check(came, losses)
    return [each.served_at - lost for each in came], used


def _check(came: list[Came], losses: dict[str, int]) -> None:
    reasons = Counter(each.reason for each in came)
    whole = sum(each.whole for each in came)
    if reasons != {"resumed": len(came)} or whole != len(came):
        raise Failed(f"of {len(came)} clients {whole} got everything, once and in order; {reasons}; lost: {losses}")
    print(f"  connections lost or not given: {losses}", flush=True)


def main() -> None:
    """Measure, and print the figures."""
    parser = formatted(__doc__)
    parser.add_argument("--clients", type=int, default=5000, help="clients that lose their gateway")
    parser.add_argument("--rounds", type=int, default=3, help="how often")
    parser.add_argument(
        "--sources", type=int, default=250 if sys.platform == "linux" else 1,
        help="addresses that they come from",
    )  # fmt: skip
    asked = parser.parse_args()
    rounds = []
    for each in range(asked.rounds):
        print(f"round {each + 1} of {asked.rounds}", flush=True)
        rounds.append(one_round(asked.clients, asked.sources))
    served = [took for took, _ in rounds]
    print(f"{asked.clients} clients from {asked.sources} addresses, all resumed, nothing missing, nothing twice")
    print(f"served after: median {median_and_range([statistics.median(each) for each in served])} s, ", end="")
    print(f"99% {median_and_range([percentile(each, 99) for each in served])} s, ", end="")
    print(f"the last {median_and_range([max(each) for each in served])} s, ", end="")
    print(verdict(max(map(max, served)), AIM_SECONDS, "s"))
    print(
        f"processor time of the gateway: {median_and_range([used for _, used in rounds])} s, "
        f"{median_and_range([used / asked.clients * 1e3 for _, used in rounds])} ms a client, "
        f"with {MISSED + AFTER} updates to everyone"
    )


if __name__ == "__main__":
    run_benchmark(main)
