"""How long an announcement takes to become a turn, beside the least that Kafka's own client takes for one record.

One announcement at a time, as in a night: first the same bytes go through Kafka bare, from producer to consumer; then
they are announced, and their turn is awaited both in Kafka (through the worker) and on the feed (through the gateway).
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator

from _rig import everything_running, following, nights, percentile
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from stack.parts import feed_address
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.client import News, follow
from sweepcast.frames import TurnFrame
from sweepcast.kafka import connection_options
from sweepcast.programme import award_body_of
from sweepcast.settings import Settings

FLOOR = "sweepcast.benchmark.floor"
AIM_RATIO = 2.0
AIM_P99_MS = 20.0


async def measure(settings: Settings, rounds: int, pause: float) -> dict[str, list[float]]:
    """Return the seconds that each announcement took on each way."""
    clock = time.perf_counter
    admin = AIOKafkaAdminClient(**connection_options(settings))
    await admin.start()
    await admin.create_topics([NewTopic(FLOOR, settings.partitions, 1)])
    await admin.close()
    took: dict[str, list[float]] = {"floor": [], "worker": [], "feed": []}
    seen: asyncio.Queue[float] = asyncio.Queue()
    async with (
        following(settings, FLOOR, clock) as bare,
        following(settings, topics.UPDATES, clock) as turns,
        AIOKafkaProducer(**connection_options(settings), acks="all", enable_idempotence=True) as producer,
    ):
        watching = asyncio.create_task(_watch(follow(feed_address(settings)), seen))
        announcements = (each for night in nights() for each in night)
        warm = 20
        for number, announcement in zip(range(rounds + warm), announcements, strict=False):
            content = ANNOUNCEMENTS.encode(announcement)
            key = award_body_of(announcement.subject).encode()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (no secret)
            start = clock()
            await producer.send(FLOOR, content, key)
            floor = (await bare.next())[0] - start
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (no secret)
            start = clock()
            await producer.send(topics.ANNOUNCEMENTS, content, key)
            worker = (await turns.next())[0] - start
            feed = await seen.get() - start
            if number >= warm:
                for way, seconds in (("floor", floor), ("worker", worker), ("feed", feed)):
                    took[way].append(seconds)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return took


async def _watch(feed: AsyncIterator[News], seen: "asyncio.Queue[float]") -> None:
    async for frame in feed:
        if isinstance(frame, TurnFrame):
            seen.put_nowait(time.perf_counter())


def report(took: dict[str, list[float]]) -> None:
    """Print percentiles in milliseconds, and as multiples of the floor's."""
    print(f"{len(took['floor'])} announcements, one at a time")
    print(f"{'':32}{'p50':>10}{'p99':>10}{'max':>10}{'p50 / floor':>14}")
    names = {
        "floor": "Kafka bare, one record",
        "worker": "announcement to turn in Kafka",
        "feed": "announcement to subscriber",
    }
    floor = percentile(took["floor"], 50)
    for way, name in names.items():
        p50, p99 = percentile(took[way], 50), percentile(took[way], 99)
        figures = "".join(f"{1000 * each:>7.2f} ms" for each in (p50, p99, max(took[way])))
        print(f"{name:32}{figures}{p50 / floor:>14.2f}")
    print(f"aims: p50 at most {AIM_RATIO:g} times the floor, p99 at most {AIM_P99_MS:g} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300, help="how many announcements (%(default)s)")
    parser.add_argument("--pause", type=float, default=0.02, help="seconds between two, on average (%(default)s)")
    options = parser.parse_args()

    async def run() -> dict[str, list[float]]:
        async with everything_running() as settings:
            return await measure(settings, options.rounds, options.pause)

    report(asyncio.run(run()))


if __name__ == "__main__":
    main()
