"""How long it takes from a SIGKILL of the worker to the next turn, under the supervisor that starts it again.

The worker is killed in the middle of a night, and the next announcement is made at once; what is measured is the time
from the kill until the turn of that announcement is in Kafka.
"""

import argparse
import asyncio
import statistics
import time

from _rig import everything_running, following, nights, worker_process
from aiokafka import AIOKafkaProducer

from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.kafka import connection_options
from sweepcast.programme import award_body_of
from sweepcast.settings import Settings
from sweepcast.turns import TURNS

AIM_SECONDS = 3.0


async def measure(settings: Settings, kills: int, between: int) -> list[float]:
    """Return the seconds from each kill to the next turn; `between` two kills are that many announcements."""
    took: list[float] = []
    async with (
        following(settings, topics.UPDATES, time.monotonic) as turns,
        AIOKafkaProducer(**connection_options(settings), acks="all", enable_idempotence=True) as producer,
    ):
        for number, announcement in enumerate(each for night in nights() for each in night):
            killed = 0.0
            if number % between == between - 1:
                killed = time.monotonic()
                worker_process().kill()
            content = ANNOUNCEMENTS.encode(announcement)
            await producer.send_and_wait(topics.ANNOUNCEMENTS, content, award_body_of(announcement.subject).encode())
            while True:
                here, value = await turns.next()
                if TURNS.decode(value).data.cause.id == announcement.id:
                    break
            if killed:
                took.append(here - killed)
            if len(took) == kills:
                return took
    raise AssertionError("the nights are over")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=8, help="how often the worker is killed (%(default)s)")
    parser.add_argument("--between", type=int, default=20, help="announcements between two kills (%(default)s)")
    options = parser.parse_args()

    async def run() -> list[float]:
        async with everything_running() as settings:
            return await measure(settings, options.kills, options.between)

    took = asyncio.run(run())
    print(f"SIGKILL of the worker to the next turn, {len(took)} times:")
    print(f"median {statistics.median(took):.2f} s, longest {max(took):.2f} s (aim: {AIM_SECONDS:g} s)")


if __name__ == "__main__":
    main()
