"""What healthy clients notice of a thousand that have stopped reading, and how soon those are evicted.

In turns: the healthy clients alone; then beside them as many that have read nothing since they connected, from the
moment when the gateway has set them all aside as behind until it has evicted the last, and a little longer. Latency is
the time from when an update was due to when a client has it.
"""

import statistics
import time
import urllib.request
from contextlib import ExitStack
from typing import NamedTuple

import msgspec
from _crowd import (
    CLIENTS,
    PATIENCE,
    SERVERS,
    TOLD_BEFORE,
    Failed,
    Part,
    Place,
    crowd_part,
    formatted,
    gateway,
    median_and_range,
    part,
    percentile,
    place_of,
    run_benchmark,
    serve_part,
    verdict,
)

from consumers.gateway.limits import Limits
from sweepcast.frames import FEED_PATH

AIM_RATIO = 1.5
UPDATE_EXTRA_BYTES = 1500
"""A winner's turn has about 2 KB."""
LOOK_SECONDS = 0.5
"""How often it is looked whether the stalled clients are still there."""
LOOKS_ASIDE = 30
"""How often in a row all stalled clients must be behind, before it counts: about two seconds."""
SWEEP_SECONDS = 1.0
"""How often the gateway looks for them."""


class Sizes(NamedTuple):
    """How many clients there are, and how the updates come."""

    healthy: int
    stalled: int
    rounds: int
    seconds: float
    every: float


class Clients(msgspec.Struct):
    """What /healthz says of the clients."""

    connections: int
    behind: int
    evicted: dict[str, int]


class Health(msgspec.Struct):
    """What is looked at of /healthz."""

    clients: Clients


class Beside(NamedTuple):
    """One round with stalled clients: seconds of each delivery, and until the first and the last was evicted."""

    latencies: list[float]
    evicted_first: float
    evicted_last: float
    noticed: int


class Bench:
    """A gateway, its healthy clients, and those that stall."""

    def __init__(self, stack: ExitStack, sizes: Sizes, limits: Limits) -> None:
        """Start the gateway and connect the healthy clients."""
        descriptors = sizes.healthy + sizes.stalled + 300
        self._sizes = sizes
        self._limits = limits
        self._server: Part = stack.enter_context(
            part(serve_part, gateway, descriptors, limits, UPDATE_EXTRA_BYTES, processor=SERVERS)
        )
        self._healthy: Part = stack.enter_context(part(crowd_part, descriptors, processor=CLIENTS))
        self._stalled: Part = stack.enter_context(part(crowd_part, descriptors, processor=CLIENTS))
        self._stalled.tell("stall")
        self._place: Place = place_of(self._server.tell("url"))
        self._page: str = self._server.tell("page")
        self._next = TOLD_BEFORE + 1
        self._healthy.tell("connect", self._place, [FEED_PATH] * sizes.healthy)
        self._healthy.tell("settle")

    def alone(self, seconds: float) -> list[float]:
        """Return the seconds of each delivery while there are only healthy clients."""
        count = int(seconds / self._sizes.every)
        self._begin(count)
        while not self._published():
            self._clients()
        return self._latencies(count)

    def beside_stalled(self) -> Beside:
        """Let the stalled clients come, be set aside and be evicted; return what the healthy ones noticed."""
        before = sum(self._clients().evicted.values())
        self._stalled.tell("connect", self._place, [FEED_PATH] * self._sizes.stalled)
        self._set_aside()
        began = time.monotonic()
        count = int((self._limits.stalled_seconds + 3 * SWEEP_SECONDS) / self._sizes.every)
        self._begin(count)
        first = last = 0.0
        while not self._published():
            evicted = sum(self._clients().evicted.values()) - before
            if evicted and not first:
                first = time.monotonic() - began
            if evicted >= self._sizes.stalled and not last:
                last = time.monotonic() - began
        latencies = self._latencies(count)
        if not last or self._clients().connections != self._sizes.healthy:
            raise Failed(f"not all stalled clients were evicted: {self._clients()}")
        noticed: int = self._stalled.tell("cut_off")
        self._stalled.tell("leave")
        return Beside(latencies, first, last, noticed)

    def _set_aside(self) -> None:
        """Send updates until all stalled clients are behind, and stay so: their systems take a last few bytes."""
        deadline = time.monotonic() + PATIENCE
        aside = 0
        while aside < LOOKS_ASIDE:
            for _ in range(5):
                self._server.tell("publish", self._next)
                self._next += 1
            self._healthy.tell("settle", 0.05)
            clients = self._clients()
            aside = aside + 1 if clients.behind == self._sizes.stalled else 0
            if time.monotonic() > deadline or clients.connections < self._sizes.healthy + self._sizes.stalled:
                raise Failed(f"the stalled clients were not set aside together: {clients}")

    def _begin(self, count: int) -> None:
        self._healthy.begin("listen", count * self._sizes.healthy, count * self._sizes.every + PATIENCE / 4)
        self._server.begin("publish_many", self._next, count, self._sizes.every)
        self._next += count

    def _published(self) -> bool:
        """Wait a little; return whether all updates have been sent."""
        return self._server.ready(LOOK_SECONDS)

    def _latencies(self, count: int) -> list[float]:
        due = self._server.result()
        arrivals = self._healthy.result()
        return [when - due[number % count] for number, when in enumerate(arrivals)]

    def _clients(self) -> Clients:
        with urllib.request.urlopen(f"{self._page}healthz", timeout=10) as answer:  # noqa: S310  # our own address
            return msgspec.json.decode(answer.read(), type=Health).clients


def measure(sizes: Sizes) -> None:
    """Measure in turns, and print the figures beside what they should be."""
    limits = Limits()
    alone: list[list[float]] = []
    beside: list[Beside] = []
    with ExitStack() as stack:
        bench = Bench(stack, sizes, limits)
        bench.alone(2.0)
        for each in range(sizes.rounds):
            print(f"round {each + 1} of {sizes.rounds}", flush=True)
            alone.append(bench.alone(sizes.seconds))
            beside.append(bench.beside_stalled())
    print(f"{sizes.healthy} healthy clients, an update every {sizes.every * 1e3:.0f} ms; latency in ms:")
    for name, rounds in (("alone", alone), (f"beside {sizes.stalled} stalled", [each.latencies for each in beside])):
        p50, p99, worst = (
            median_and_range([1e3 * figure(each) for each in rounds])
            for figure in (statistics.median, lambda each: percentile(each, 99), max)
        )
        print(f"  {name}: median {p50}, p99 {p99}, worst {worst}")
    ratios = [percentile(b.latencies, 99) / percentile(a, 99) for a, b in zip(alone, beside, strict=True)]
    print(f"p99 beside/alone: {median_and_range(ratios)}, {verdict(statistics.median(ratios), AIM_RATIO)}")
    in_time = limits.stalled_seconds + 2 * SWEEP_SECONDS
    print(
        f"evicted after {median_and_range([each.evicted_first for each in beside], '.1f')} s (the first) and "
        f"{median_and_range([each.evicted_last for each in beside], '.1f')} s (the last) of taking nothing, "
        f"{verdict(max(each.evicted_last for each in beside), in_time, 's')}; "
        f"{min(each.noticed for each in beside)} of {sizes.stalled} were told so by their system"
    )


def main() -> None:
    """Measure, and print the figures."""
    parser = formatted(__doc__)
    parser.add_argument("--healthy", type=int, default=200, help="clients that read")
    parser.add_argument("--stalled", type=int, default=1000, help="clients that do not")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of about half a minute each")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long the healthy ones are alone in a round")
    parser.add_argument("--every", type=float, default=0.02, help="seconds between two updates")
    asked = parser.parse_args()
    measure(Sizes(asked.healthy, asked.stalled, asked.rounds, asked.seconds, asked.every))


if __name__ == "__main__":
    run_benchmark(main)
