"""What it costs that many clients join a big night at once, whether or not they offer compression as browsers do.

The Golden Globes of 2017 in the middle, with a snapshot of some 106 KB. In turns, round after round, so many clients
connect to one gateway that offer it, and as many that do not; each reads until it has its snapshot. With filters of
their own, which select nearly everything, a snapshot is made and compressed for each few clients alone.
"""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import NamedTuple

from _crowd import (
    BROWSERS_OFFER,
    CLIENTS,
    SERVERS,
    Part,
    Server,
    crowd_part,
    formatted,
    gateway_with,
    median_and_range,
    part,
    place_of,
    run_benchmark,
    serve_part,
)

from consumers.gateway.limits import Limits
from sweepcast.frames import FEED_PATH
from sweepcast.turns import TURNS, turn_of
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of

OPENING_FRAMES = 2
"""Hello, and the snapshot of the one night."""
WARM_ROUNDS = 1


class Joined(NamedTuple):
    """What joining cost for each: processor seconds and bytes of frames; and the seconds until the last had all."""

    cpu_seconds: float
    frame_bytes: float
    seconds: float


@asynccontextmanager
async def midway(limits: Limits) -> AsyncIterator[Server]:
    """Run a gateway that knows half a night."""
    turns = turns_of(GOLDEN_GLOBES_2017)
    records = [TURNS.encode(turn_of(each)) for each in turns[: len(turns) // 2]]
    async with gateway_with(limits, records) as server:
        yield server


def alike(_: int) -> str:
    """Return the path of clients that all get the same snapshot."""
    return FEED_PATH


def filtered(clients_each: int) -> Callable[[int], str]:
    """Return the path of each client where so many have a filter of their own, which selects nearly the whole board."""
    kinds = "&".join(f"kind={each}" for each in ("ceremony", "stage", "category", "work", "standing"))
    return lambda number: f"{FEED_PATH}?{kinds}&kind=other-{number // clients_each}"


def join(server: Part, crowd: Part, paths: list[str], offers: tuple[bool, ...]) -> dict[bool, Joined]:
    """Let all come at once, those who offer compression or those who do not, and leave again; say what it cost."""
    joined = {}
    place = place_of(server.tell("url"))
    for offering in offers:
        crowd.tell("bytes_read")
        before, began = server.tell("spent").cpu_seconds, time.monotonic()
        crowd.tell("offer", BROWSERS_OFFER if offering else "")
        crowd.tell("connect", place, paths)
        crowd.tell("wait_for", OPENING_FRAMES * len(paths))
        took = time.monotonic() - began
        used = server.tell("spent").cpu_seconds - before
        joined[offering] = Joined(used / len(paths), crowd.tell("bytes_read") / len(paths), took)
        crowd.tell("leave")
    return joined


def measure(clients: int, rounds: int, each: int) -> None:
    """Measure in turns, and print the figures."""
    with ExitStack() as stack:
        limits = Limits(connections=2 * clients + 100, connections_per_address=2 * clients + 100)
        server = stack.enter_context(part(serve_part, midway, 2 * clients + 300, limits, processor=SERVERS))
        crowd = stack.enter_context(part(crowd_part, clients + 100, processor=CLIENTS))
        for name, path in (("the same snapshot for all", alike), (f"one for each {each} clients", filtered(each))):
            paths = [path(number) for number in range(clients)]
            measured = [
                join(server, crowd, paths, (True, False) if number % 2 else (False, True))
                for number in range(WARM_ROUNDS + rounds)
            ][WARM_ROUNDS:]
            report(f"{clients} clients join, {name}", measured)


def report(name: str, measured: list[dict[bool, Joined]]) -> None:
    """Print what joining cost in each way, and how both compare."""
    print(name, flush=True)
    for offering in (False, True):
        costs = [each[offering] for each in measured]
        print(
            f"  {'compressed' if offering else 'plain':>10}: {costs[-1].frame_bytes / 1000:.1f} KB of frames a client, "
            f"{median_and_range([each.cpu_seconds * 1e3 for each in costs])} ms of processor time, "
            f"the last had it after {median_and_range([each.seconds for each in costs])} s"
        )
    # Round by round, since the machine may be busier in one round than in another.
    cpu = median_and_range([each[True].cpu_seconds / each[False].cpu_seconds for each in measured])
    size = measured[-1][True].frame_bytes / measured[-1][False].frame_bytes
    print(f"  compressed/plain: bytes {size:.2f}, processor time {cpu}")


def main() -> None:
    """Measure, and print the figures."""
    parser = formatted(__doc__)
    parser.add_argument("--clients", type=int, default=1000, help="clients that join at once")
    parser.add_argument("--rounds", type=int, default=6, help="rounds in which both have their turn")
    parser.add_argument("--each", type=int, default=2, help="clients that share a filter, where filters differ")
    asked = parser.parse_args()
    measure(asked.clients, asked.rounds, asked.each)


if __name__ == "__main__":
    run_benchmark(main)
