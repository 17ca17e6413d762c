"""A hundred thousand malformed frames and handshakes against a running gateway, beside a subscriber that must not mind.

What is sent comes from a seed; the same seed sends the same. A first part warms the gateway up, so that what is made
once is not taken for a leak. It fails, saying what it found, when the gateway logs an error, leaves a connection open
that it should end, keeps tasks, files or memory, or when the subscriber misses a turn or waits for one.
"""

import asyncio
import gc
import itertools
import logging
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import psutil
from _crowd import (
    CLIENTS,
    PATIENCE,
    SERVERS,
    TOLD_BEFORE,
    Failed,
    Part,
    Server,
    formatted,
    gateway,
    part,
    percentile,
    pin,
    place_of,
    run_benchmark,
    serve_part,
    verdict,
)
from crowd import Came, followers_part

from consumers.gateway.limits import Limits
from tests.consumers.gateway.malformed import Attack, attacks, carry_out_all

WARM_SHARE = 0.2
"""This part of the frames is sent beforehand."""
KEPT_BYTES = 8_000_000
"""What may be resident more in the end than after warming up: the turns sent meanwhile, and what malloc holds back."""
KEPT_OBJECTS = 500
"""Objects that Python's collector may see more, besides those of the turns; a leak shows as one a connection."""
OBJECTS_A_TURN = 5
AIM_SECONDS = 1.0
"""A turn should be with the subscriber after that at the latest, though the attacks take all that there is."""
EVERY = 0.05
"""Seconds between two turns."""
REST_SECONDS = 3.0
"""After so long without attacks the gateway has nothing left to do for them."""
LIMITS = Limits(connections=100, connections_per_address=100)
"""Many more than there are at a time; if places were not given back, they would soon be gone, and be missed."""
DESCRIPTORS = 1000


class State(NamedTuple):
    """What a gateway holds."""

    resident_bytes: int
    objects: int
    tasks: int
    files: int


class Watched:
    """A gateway that publishes by itself, and tells what it holds and what went wrong in it."""

    def __init__(self, server: Server, troubles: list[str]) -> None:
        """Watch a server; `troubles` is where others note what goes wrong."""
        self._server = server
        self._troubles = troubles
        self._process = psutil.Process()
        self._due: dict[int, float] = {}
        self._publishing: asyncio.Task[None] | None = None

    def url(self) -> str:
        """Return where clients connect."""
        return self._server.url()

    def start_publishing(self) -> None:
        """Send a turn again and again."""
        self._publishing = asyncio.create_task(self._publish())

    async def stop_publishing(self) -> dict[int, float]:
        """Send no more; return when each turn was due."""
        if self._publishing is not None:
            self._publishing.cancel()
            await asyncio.wait([self._publishing])
        return self._due

    def state(self) -> State:
        """Return what is held once everything has been collected that is not."""
        gc.collect()
        return State(
            self._process.memory_info().rss,
            len(gc.get_objects()),
            len(asyncio.all_tasks()),
            self._process.num_fds(),
        )

    def troubles(self) -> list[str]:
        """Return what was logged as a warning or worse, and what nobody handled."""
        return self._troubles

    async def _publish(self) -> None:
        due = time.monotonic()
        for sequence in itertools.count(TOLD_BEFORE + 1):
            await asyncio.sleep(due - time.monotonic())
            self._due[sequence] = due
            self._server.publish(sequence)
            due += EVERY


class Notes(logging.Handler):
    """Notes what is logged."""

    def __init__(self, troubles: list[str]) -> None:
        """Note warnings and worse."""
        super().__init__(logging.WARNING)
        self._troubles = troubles

    def emit(self, record: logging.LogRecord) -> None:
        """Note one."""
        self._troubles.append(self.format(record))


@asynccontextmanager
async def watched(limits: Limits) -> AsyncIterator[Watched]:
    """Run a gateway that is watched."""
    troubles: list[str] = []
    logging.getLogger().addHandler(Notes(troubles))
    asyncio.get_running_loop().set_exception_handler(lambda _, context: troubles.append(f"nobody handled: {context}"))
    async with gateway(limits) as server:
        yield Watched(server, troubles)


class Findings(NamedTuple):
    """What came of the attacks."""

    sent: int
    seconds: float
    waits: list[float]
    came: Came
    before: State
    after: State
    troubles: list[str]
    kinds: Counter[str]


def fuzz(seed: int, frames: int) -> Findings:
    """Attack a gateway, and return what came of it."""
    kinds: Counter[str] = Counter()
    with (
        part(serve_part, watched, DESCRIPTORS, LIMITS, processor=SERVERS) as server,
        part(followers_part, DESCRIPTORS, processor=CLIENTS) as subscriber,
    ):
        place = place_of(server.tell("url"))
        subscriber.tell("join", place, [""])
        server.tell("start_publishing")
        _attack(place, attacks(seed, round(frames * WARM_SHARE)))
        before = _rested(server)
        began = time.monotonic()
        sent = _attack(place, _counted(attacks(seed + 1, frames), kinds))
        seconds = time.monotonic() - began
        after = _rested(server)
        _join(subscriber, place)
        due = server.tell("stop_publishing")
        (came, _), _ = subscriber.tell("came_back", max(due), max(due), PATIENCE)
        got = subscriber.tell("times")[0]
        waits = [got[sequence] - when for sequence, when in due.items() if sequence in got]
        return Findings(sent, seconds, waits, came, before, after, server.tell("troubles"), kinds)


def _attack(place: tuple[str, int], all_of_them: Iterator[Attack]) -> int:
    try:
        return asyncio.run(carry_out_all(all_of_them, tuple(place)))
    except* (TimeoutError, OSError) as errors:
        raise Failed(str(errors.exceptions[0])[:2000]) from None


def _counted(all_of_them: Iterator[Attack], kinds: Counter[str]) -> Iterator[Attack]:
    shown = time.monotonic()
    for attack in all_of_them:
        kinds[attack.name] += attack.frames
        if time.monotonic() - shown > 10:
            shown = time.monotonic()
            print(f"  {kinds.total()} frames", flush=True)
        yield attack


def _join(subscriber: Part, place: tuple[str, int]) -> None:
    """Let one more come after it all, who finds a place if the attackers have given back theirs."""
    try:
        subscriber.tell("join", place, [""])
    except Failed as failed:
        raise Failed(f"nobody is let in any more: {failed}") from None
    time.sleep(4 * EVERY)


def _rested(server: Part) -> State:
    time.sleep(REST_SECONDS)
    state: State = server.tell("state")
    return state


def judge(found: Findings) -> list[str]:
    """Return what is wrong, one line each."""
    turns = found.sent and round((found.seconds + 2 * REST_SECONDS) / EVERY)
    wrong = [f"the gateway said: {each[:2000]}" for each in found.troubles[:5]]
    if not found.came.whole:
        wrong.append("the subscriber did not get every turn, once and in order")
    if found.came.reason != "no-cursor":
        wrong.append(f"the subscriber was thrown out, and came back: {found.came.reason}")
    if max(found.waits) > AIM_SECONDS:
        wrong.append(f"the subscriber waited {max(found.waits):.2f} s for a turn")
    if found.after.tasks > found.before.tasks:
        wrong.append(f"there are {found.after.tasks} tasks, there were {found.before.tasks}")
    if found.after.files > found.before.files:
        wrong.append(f"there are {found.after.files} open files, there were {found.before.files}")
    if found.after.resident_bytes - found.before.resident_bytes > KEPT_BYTES:
        wrong.append("more memory is held than before; see above")
    if found.after.objects - found.before.objects > KEPT_OBJECTS + OBJECTS_A_TURN * turns:
        wrong.append("more objects are held than before; see above")
    return wrong


def report(found: Findings) -> None:
    """Print what came of it, beside what should."""
    print(f"{found.sent} malformed frames and handshakes in {found.seconds:.0f} s: {dict(found.kinds)}")
    waits = [each * 1e3 for each in found.waits]
    print(
        f"{len(waits)} turns to the subscriber beside them: median {statistics.median(waits):.1f} ms, "
        f"p99 {percentile(waits, 99):.1f} ms, worst {max(waits):.0f} ms, {verdict(max(waits) / 1e3, AIM_SECONDS, 's')}"
    )
    more = found.after.resident_bytes - found.before.resident_bytes
    print(
        f"memory: {found.after.resident_bytes / 1e6:.1f} MB, {more / 1e6:+.1f} MB since it was warm, "
        f"{verdict(more / 1e6, KEPT_BYTES / 1e6, 'MB')}; objects {found.after.objects - found.before.objects:+d}; "
        f"tasks {found.before.tasks} and then {found.after.tasks}; files {found.before.files} and {found.after.files}"
    )
    print(f"{len(found.troubles)} warnings or errors in its log, {verdict(len(found.troubles), 0)}")


def main() -> None:
    """Attack, and print what came of it."""
    parser = formatted(__doc__)
    parser.add_argument("--frames", type=int, default=100_000, help="malformed frames and handshakes to send")
    parser.add_argument("--seed", type=int, default=2017, help="what they are made from")
    asked = parser.parse_args()
    pin(CLIENTS)
    found = fuzz(asked.seed, asked.frames)
    report(found)
    wrong = judge(found)
    if wrong:
        raise Failed("\n".join(["the gateway did not stand it:", *wrong]))


if __name__ == "__main__":
    run_benchmark(main)
