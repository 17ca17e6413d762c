"""How long 98 Academy Awards take through Kafka and the worker, beside an empty Faust agent that keeps a table.

Both get the same announcements in the same run, all at once. The empty agent is stock Faust: for each event it sets
one key of a table in memory, which writes one record to its changelog, and waits for nothing.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from _rig import everything_running, following
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.importers.sources import ceremonies_in
from sweepcast.kafka import connection_options
from sweepcast.programme import award_body_of
from sweepcast.retelling import in_order, retold
from sweepcast.settings import Settings

HISTORY = Path(__file__).parents[1] / "ceremonies" / "oscars" / "oscars.tsv"
EMPTY_IN, EMPTY_CHANGELOG = "sweepcast.benchmark.empty", "sweepcast-benchmark-empty-changelog"
EMPTY_AGENT = f"""
import faust, sys
app = faust.App("sweepcast-benchmark", broker="kafka://" + sys.argv[1], store="memory://", topic_partitions=1,
                topic_disable_leader=True, consumer_auto_offset_reset="earliest", web_enabled=False)
raw = dict(key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
table = app.Table("empty", key_type=bytes, value_type=bytes, partitions=1,
                  changelog_topic=app.topic("{EMPTY_CHANGELOG}", internal=True, partitions=1, **raw))

@app.agent(app.topic("{EMPTY_IN}", **raw), name="empty")
async def empty(stream):
    async for event in stream.events():
        table[b"position"] = str(event.message.offset).encode()

app.finalize()
faust.Worker(app, loglevel="ERROR").execute_from_commandline()
"""
AIM_SECONDS = 3.0
AIM_RATIO = 0.8
START_SECONDS = 30.0


async def through(settings: Settings, contents: list[bytes], to: str, out: str, partitions: int) -> float:
    """Return the seconds from sending all contents at once until as many records came out."""
    following_settings = Settings(kafka=settings.kafka, partitions=partitions)
    key = award_body_of("oscars-2017").encode()
    async with (
        following(following_settings, out, time.monotonic) as came_out,
        AIOKafkaProducer(**connection_options(settings), acks="all", enable_idempotence=True) as producer,
    ):
        began = here = time.monotonic()
        sent = [await producer.send(to, content, key) for content in contents]
        await asyncio.gather(*sent)
        for _ in contents:
            here, _ = await came_out.next()
        return here - began


async def through_empty_agent(settings: Settings, contents: list[bytes]) -> float:
    """Return the same for the empty agent, measured when it is at work already."""
    admin = AIOKafkaAdminClient(**connection_options(settings))
    await admin.start()
    await admin.create_topics([NewTopic(each, 1, 1) for each in (EMPTY_IN, EMPTY_CHANGELOG)])
    await admin.close()
    command = [sys.executable, "-c", EMPTY_AGENT, settings.kafka]
    agent = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(START_SECONDS):
            await through(settings, [b"warm"], EMPTY_IN, EMPTY_CHANGELOG, 1)
        return await through(settings, contents, EMPTY_IN, EMPTY_CHANGELOG, 1)
    finally:
        agent.terminate()
        await agent.wait()


async def measure(contents: list[bytes]) -> tuple[float, float]:
    """Return the seconds through the worker, and through the empty agent."""
    async with everything_running() as settings:
        worker = await through(settings, contents, topics.ANNOUNCEMENTS, topics.UPDATES, settings.partitions)
        return worker, await through_empty_agent(settings, contents)


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    ceremonies = in_order(ceremonies_in(HISTORY.read_bytes(), HISTORY.name).ceremonies)
    contents = [ANNOUNCEMENTS.encode(each) for ceremony in ceremonies for each in retold(ceremony, "benchmark")]
    worker, empty = asyncio.run(measure(contents))
    print(f"{len(contents)} announcements of {len(ceremonies)} ceremonies, all at once")
    print(
        f"through the worker          {worker:6.2f} s  {len(contents) / worker:7.0f} a second  (aim: {AIM_SECONDS:g} s)"
    )
    print(f"through an empty agent      {empty:6.2f} s  {len(contents) / empty:7.0f} a second")
    print(f"ratio of the rates          {empty / worker:6.2f}  (aim: {AIM_RATIO:g})")


if __name__ == "__main__":
    main()
