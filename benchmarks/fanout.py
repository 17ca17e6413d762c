"""What it costs to send one update to thousands of clients: processor time a delivered frame, and memory a connection.

Servers run on one processor, their clients on another. The same bytes are sent in turns, round after round, by
- the gateway, to clients without a filter;
- a bare websockets server with its own broadcast();
- a bare asyncio server with transport.write();
- the gateway, to clients with 50 different filters that all select the update.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import NamedTuple

from _crowd import (
    CLIENTS,
    SERVERS,
    TOLD_BEFORE,
    Part,
    Server,
    crowd_part,
    formatted,
    gateway,
    median_and_range,
    part,
    place_of,
    run_benchmark,
    serve_part,
    turn_record,
    verdict,
)
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.frames import Frame, Opcode

from consumers.gateway.limits import Limits
from sweepcast.frames import FEED_PATH

AIM_BROADCAST, AIM_RAW, AIM_FILTERED, AIM_BYTES = 1.15, 1.5, 1.3, 16 * 1024
OURS, BROADCAST, RAW, FILTERED = "gateway", "broadcast", "raw", "filtered"
CURSOR_BYTES = len(',"cursor":""') + 35
"""What a frame has beyond its record."""
WARM_ROUNDS = 1


def update(sequence: int) -> bytes:
    """Return as many bytes as a frame of the gateway has."""
    return turn_record(sequence) + b" " * CURSOR_BYTES


@asynccontextmanager
async def broadcasting() -> AsyncIterator[Server]:
    """Run a bare websockets server with the gateway's options."""
    connections: set[ServerConnection] = set()

    async def handle(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    limits = Limits()
    async with serve(
        handle, "127.0.0.1", 0, compression=None, ping_interval=None, max_size=limits.client_message_bytes,
        write_limit=limits.clogged_bytes, backlog=1024,
    ) as server:  # fmt: skip
        port = server.sockets[0].getsockname()[1]
        yield Server(f"ws://127.0.0.1:{port}", lambda sequence: broadcast(connections, update(sequence), text=True))


@asynccontextmanager
async def writing() -> AsyncIterator[Server]:
    """Run a bare asyncio server that answers the handshake and from then on only writes."""
    transports: set[asyncio.Transport] = set()

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)  # noqa: S101  # what a stream's protocol is given
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            if data.endswith(b"\r\n\r\n"):
                self.transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
                transports.add(self.transport)

        def connection_lost(self, _: Exception | None) -> None:
            transports.discard(self.transport)

    def publish(sequence: int) -> None:
        data = Frame(Opcode.TEXT, update(sequence)).serialize(mask=False)
        for transport in transports:
            transport.write(data)

    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", 0, backlog=1024)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield Server(f"ws://127.0.0.1:{port}", publish)


class Round(NamedTuple):
    """What some updates cost: processor seconds a frame, bytes a frame, and seconds until the last client had each."""

    cpu_seconds: float
    frame_bytes: float
    waits: list[float]


class Way(NamedTuple):
    """One way to send, with its server and its clients."""

    server: Part
    crowd: Part
    connections: int
    bytes_each: float

    def round(self, first: int, updates: int) -> "Round":
        """Send some updates, and say what it cost."""
        self.crowd.tell("bytes_read")
        before = self.server.tell("spent").cpu_seconds
        waits = []
        for sequence in range(first, first + updates):
            self.crowd.begin("wait_for", self.connections)
            began = self.server.tell("publish", sequence)
            waits.append(self.crowd.result() - began)
        used = self.server.tell("spent").cpu_seconds - before
        frames = updates * self.connections
        return Round(used / frames, self.crowd.tell("bytes_read") / frames, waits)


def unfiltered(_: int) -> str:
    """Return the path of a client that wants everything."""
    return FEED_PATH


def filtered(groups: int) -> Callable[[int], str]:
    """Return the path of each client when there are so many filters, all of which select the update."""
    return lambda number: f"{FEED_PATH}?kind=stage&kind=other-{number % groups}"


def measure(connections: int, rounds: int, updates: int, groups: int, wanted: list[str]) -> None:
    """Run the wanted ways in turns, and print what came of it."""
    factories = {
        OURS: ((gateway, Limits()), unfiltered),
        BROADCAST: ((broadcasting,), unfiltered),
        RAW: ((writing,), unfiltered),
        FILTERED: ((gateway, Limits()), filtered(groups)),
    }
    with ExitStack() as stack:
        ways: dict[str, Way] = {}
        for name, (factory, path) in factories.items():
            if name not in wanted:
                continue
            print(f"connecting {connections} clients: {name}", flush=True)
            ways[name] = _way(stack, factory, [path(number) for number in range(connections)])
        measured: dict[str, list[Round]] = {name: [] for name in ways}
        for each in range(WARM_ROUNDS + rounds):
            for name, way in ways.items():
                done = way.round(TOLD_BEFORE + 1 + each * updates, updates)
                if each >= WARM_ROUNDS:
                    measured[name].append(done)
    report(ways, measured)


def _way(stack: ExitStack, factory: tuple[object, ...], paths: list[str]) -> Way:
    connections = len(paths)
    server = stack.enter_context(part(serve_part, factory[0], connections + 200, *factory[1:], processor=SERVERS))
    crowd = stack.enter_context(part(crowd_part, connections + 100, processor=CLIENTS))
    place = place_of(server.tell("url"))
    # A first few, so that what is made once is not counted.
    crowd.tell("connect", place, paths[:10])
    crowd.tell("settle")
    before = server.tell("spent").resident_bytes
    crowd.tell("connect", place, paths[10:])
    crowd.tell("settle")
    after = server.tell("spent").resident_bytes
    return Way(server, crowd, connections, (after - before) / (connections - 10))


def report(ways: dict[str, Way], measured: dict[str, list[Round]]) -> None:
    """Print the figures beside what they should be."""
    print(f"updates to {next(iter(ways.values())).connections} connections of each server")
    costs = {name: [each.cpu_seconds for each in rounds] for name, rounds in measured.items()}
    for name, rounds in measured.items():
        last = median_and_range([wait * 1e3 for each in rounds for wait in each.waits], ".0f")
        print(
            f"{name:>9}: {median_and_range([each * 1e6 for each in costs[name]])} us of processor time a frame; "
            f"the last client had it after {last} ms; {rounds[-1].frame_bytes:.0f} bytes a frame; "
            f"{ways[name].bytes_each / 1024:.1f} KiB of memory a connection"
        )
    for mine, other, aim in (
        (OURS, BROADCAST, AIM_BROADCAST),
        (OURS, RAW, AIM_RAW),
        (FILTERED, OURS, AIM_FILTERED),
    ):
        if mine not in costs or other not in costs:
            continue
        # Round by round, since the machine may be busier in one round than in another.
        ratios = [mine / other for mine, other in zip(costs[mine], costs[other], strict=True)]
        print(f"{mine}/{other}: {median_and_range(ratios)}, {verdict(statistics.median(ratios), aim)}")
    for name in sorted({OURS, FILTERED} & costs.keys()):
        bytes_each = ways[name].bytes_each
        print(f"memory a connection, {name}: {bytes_each:.0f} bytes, {verdict(bytes_each, AIM_BYTES)}")


def main() -> None:
    """Measure, and print the figures."""
    parser = formatted(__doc__)
    parser.add_argument("--connections", type=int, default=4000, help="clients of each server")
    parser.add_argument("--rounds", type=int, default=8, help="rounds in which each server has its turn")
    parser.add_argument("--updates", type=int, default=20, help="updates of each server in a round")
    parser.add_argument("--groups", type=int, default=50, help="different filters")
    ways = [OURS, BROADCAST, RAW, FILTERED]
    parser.add_argument("--ways", nargs="+", choices=ways, default=ways, help="what to measure")
    asked = parser.parse_args()
    measure(asked.connections, asked.rounds, asked.updates, asked.groups, asked.ways)


if __name__ == "__main__":
    run_benchmark(main)
