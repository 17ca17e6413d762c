"""The Faust worker: one agent that lets each announcement through the turnstile, and two tables that remember.

All that it decides, `step` decides; that it holds whatever is killed, `turnstile` sees to. Here they meet Kafka.
"""

import asyncio
import logging
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import msgspec
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from faust.types import EventT, StreamT

from streams.connection import CLIENT_ID, KafkaLog, UnfitKafkaError, credentials
from streams.fold import fold
from streams.hardening import App, StateTable
from streams.standstill import Standstill
from streams.step import MAX_RECORD_BYTES, Arrival, Fold, Home, Sending, step
from streams.stored import CHANGELOGS, Partition, Restored, Storing, restore, started_over, store_position
from streams.turnstile import Turnstile
from sweepcast import topics
from sweepcast.settings import Settings

Halt = Callable[[BaseException], object]
"""Ends the process at once: nothing may run after a fault, since nobody knows how much of a step reached Kafka."""

_LOG = logging.getLogger(__name__)
_RAW: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
_AT_ONCE = 100
"""How many announcements are taken together at the most, where they wait: a replay, or a worker that comes back."""
_LOOK_SECONDS = 20.0
_ACKNOWLEDGED_SECONDS = 60.0
"""How long Kafka may be away before the worker gives up, to come back when Kafka is there."""


class Worker(App):
    """The worker as a Faust app."""

    def __init__(self, settings: Settings, partitions: int, fold: Fold) -> None:
        """Make the worker for topics that have this many partitions; `create_app` brings the agent."""
        super().__init__(CLIENT_ID, source=topics.ANNOUNCEMENTS, **_options(settings, partitions))
        self.log_of_announcements = KafkaLog(settings)
        make_step = partial(step, fold=fold, home=home(partitions))
        self.turnstile = Turnstile(make_step, self, self.log_of_announcements)
        self.kept = {name: self._state_table(name, partitions) for name in CHANGELOGS}

    async def publish(self, partition: int, sending: Sending) -> Awaitable[object]:
        """Send a record behind those before it; what comes back is done when Kafka has acknowledged it."""
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            return await self.producer.send(sending.topic, sending.key, sending.value, partition, None, None)

    async def acknowledged(self, sent: Sequence[Awaitable[object]]) -> None:
        """Return when Kafka has acknowledged all of these records."""
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            await asyncio.gather(*sent)

    async def keep(self, partition: int, storing: Storing) -> None:
        """Store a record in its table; return when Kafka has acknowledged it."""
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            await self.kept[storing.table].store(partition, storing.key, storing.value)

    def next_offsets(self) -> dict[int, int]:
        """Return for each partition the offset of the announcement that is to be folded next."""
        return self.turnstile.next_offsets()

    async def restore(self, partitions: frozenset[int]) -> None:
        """Let the turnstile go on from what the tables hold.

        Raises:
            UnfitKafkaError: the tables are ahead of the log of announcements.

        """
        records = {name: table.records for name, table in self.kept.items()}
        whole = [await self._whole(restore(records, each)) for each in sorted(partitions)]
        bounds = await self.log_of_announcements.bounds(partitions)
        self.turnstile.restore(_within(each, bounds[each.number]) for each in whole)

    async def _whole(self, restored: Restored) -> Partition:
        """Return the partition; or, where something of it is lost, its beginning."""
        if not restored.lost:
            return restored.partition
        _LOG.error(
            "partition %d: %s lost or unreadable in the tables: folding again from the first announcement",
            restored.partition.number,
            ", ".join(restored.lost),
        )
        partition = started_over(restored.partition)
        await self.keep(partition.number, store_position(partition))
        return partition

    def _state_table(self, name: str, partitions: int) -> StateTable:
        changelog = self.topic(CHANGELOGS[name], acks=False, internal=True, partitions=partitions, **_RAW)
        table = StateTable(
            self,
            name=name,
            changelog_topic=changelog,
            partitions=partitions,
            recovery_buffer_size=100,
            key_type=bytes,
            value_type=bytes,
        )
        self.tables.add(table)
        return table


def create_app(settings: Settings, partitions: int, halt: Halt, *, fold: Fold = fold) -> Worker:
    """Return the worker for topics that have this many partitions; it calls `halt` where it cannot go on."""
    worker = Worker(settings, partitions, fold)
    # Without acks, Faust keeps no account of what was read: the tables do.
    announcements = worker.topic(topics.ANNOUNCEMENTS, acks=False, **_RAW)

    @worker.agent(announcements, name="fold")
    async def take_all(stream: StreamT[bytes]) -> None:
        await _take_all(stream.events(), worker.turnstile, halt)

    standstill = Standstill(worker.log_of_announcements)

    @worker.timer(_LOOK_SECONDS)  # type: ignore[untyped-decorator]  # so it is in Faust
    async def look_for_standstill() -> None:
        await look_once(standstill, worker, halt)

    return worker


def home(partitions: int) -> Home:
    """Return where an award body is at home: the partition that Kafka's default partitioner chooses for its id."""
    return lambda award_body: (murmur2(award_body.encode()) & 0x7FFFFFFF) % partitions


async def _take_all(events: AsyncIterable[EventT[bytes]], turnstile: Turnstile, halt: Halt) -> None:
    """Take events as they come, those together that wait together."""
    waiting: asyncio.Queue[Arrival] = asyncio.Queue(_AT_ONCE)
    taking = asyncio.create_task(_take_waiting(waiting, turnstile, halt))
    try:
        async for event in events:
            await waiting.put(_arrival(event))
        await waiting.join()
    finally:
        taking.cancel()


async def _take_waiting(waiting: asyncio.Queue[Arrival], turnstile: Turnstile, halt: Halt) -> None:
    """Take all that waits, again and again; halt where it cannot be taken, since Faust would pass it over."""
    while True:
        arrivals = [await waiting.get()]
        while not waiting.empty():
            arrivals.append(waiting.get_nowait())
        try:
            await turnstile.take(arrivals)
        except Exception as error:  # noqa: BLE001 (it ends the process)
            halt(error)
            return
        for _ in arrivals:
            waiting.task_done()


async def look_once(standstill: Standstill, worker: Worker, halt: Halt) -> None:
    """Halt where announcements wait that nobody takes; not while partitions are being handed out, or Kafka is away."""
    try:
        stuck = await standstill.look({} if worker.rebalancing else worker.next_offsets())
    except (KafkaError, TimeoutError) as error:
        _LOG.debug("could not look at the log: %r", error)
        return
    if stuck:
        halt(TimeoutError(f"announcements wait on partitions {stuck}, and none was folded for {_LOOK_SECONDS:g} s"))


def _arrival(event: EventT[bytes]) -> Arrival:
    message = event.message
    return Arrival(message.topic, message.partition, message.offset, round(message.timestamp * 1000), message.value)


def _within(partition: Partition, offsets: range) -> Partition:
    """Return the partition, fit for a log that has these offsets."""
    following = partition.mark.offset + 1
    where = f"{topics.ANNOUNCEMENTS}/{partition.number}"
    if following > offsets.stop:
        raise UnfitKafkaError(
            f"{where} ends at offset {offsets.stop}, but announcements up to {partition.mark.offset} were folded: it "
            "is not the log that the tables were made from. Bring that back, or run `python -m streams rebuild`, then "
            "start again"
        )
    if following < offsets.start:
        _LOG.error(
            "%s: announcements %d to %d are gone from Kafka and cannot be folded", where, following, offsets.start - 1
        )
        mark = msgspec.structs.replace(partition.mark, offset=offsets.start - 1)
        return msgspec.structs.replace(partition, mark=mark)
    return partition


def _options(settings: Settings, partitions: int) -> dict[str, Any]:
    return {
        "broker": [f"kafka://{each.strip()}" for each in settings.bootstrap_servers.split(",")],
        "broker_credentials": credentials(settings),
        # A worker that comes back under its name goes on at once, instead of after the session of the one that died.
        "consumer_group_instance_id": settings.worker_id,
        "broker_session_timeout": 10.0,
        "broker_heartbeat_interval": 2.0,
        "broker_request_timeout": 30.0,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": MAX_RECORD_BYTES,
        "producer_max_request_size": 2 * MAX_RECORD_BYTES,
        "store": "memory://",
        "topic_partitions": partitions,
        "topic_replication_factor": settings.replication,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "table_standby_replicas": 0,
        "stream_wait_empty": False,
        "web_enabled": False,
    }
