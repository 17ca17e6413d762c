"""Faust as the worker needs it: corrections to faust-streaming 0.15.3 and aiokafka 0.14, each with its reason.

They are subclasses, put in place by `App`; nothing of Faust is patched. Where they stand on a private name of Faust,
the version is pinned, and a test of each correction would notice.
"""

import abc
import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata
from faust.tables.manager import TableManager as StockTableManager
from faust.tables.recovery import Recovery as StockRecovery
from faust.tables.recovery import ServiceStopped
from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, EventT
from mode import Service
from mode.services import WaitArgT
from mode.utils.futures import maybe_async

from streams.stored import newer, partition_of

_LOG = logging.getLogger(__name__)
_ADVICE_SECONDS = 1.0
_FETCH_WAIT_MS = 100
_LOOK_SECONDS = 0.1
_RESTLESS_SECONDS = 60.0
_RESTLESS_TIMES = 4


class App(faust.App, abc.ABC):
    """A Faust app with one source topic, whose tables say where in the source to go on."""

    def __init__(self, name: str, *, source: str, **options: Any) -> None:  # noqa: ANN401 (Faust checks them)
        """Make the app; `options` are Faust's."""
        self.source = source
        super().__init__(name, TableManager=TableManager, **options)

    @abc.abstractmethod
    async def restore(self, partitions: frozenset[int]) -> None:
        """Take up these partitions of the source as the tables have them, and let go of all others."""

    @abc.abstractmethod
    def next_offsets(self) -> Mapping[int, int]:
        """Return for each partition taken up the offset that is to be read next."""

    def _new_transport(self) -> "Transport":
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> "Transport":
        return Transport(self.conf.broker_producer, self)

    def _create_directories(self) -> None:
        """Make none: tables in memory need no folder."""


class StateTable(faust.Table[bytes, bytes]):
    """A table of records with marks; it is written by `store`, and read back by what is newest in it."""

    async def store(self, partition: int, key: bytes, value: bytes) -> None:
        """Write a record to the changelog, and return when Kafka has acknowledged it.

        Faust's own `table[key] = value` returns before anything is sent, and a write that fails is only logged.

        Raises:
            KafkaError: it could not be written.

        """
        acknowledged = await self.app.producer.send(self.changelog_topic_name, key, value, partition, None, None)
        await acknowledged
        self._put(key, value)

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]]) -> None:
        """Take records from the changelog: for each key the one with the highest mark, not the one written last."""
        for event in batch:
            if event.message.key is not None and event.message.value is not None:
                self._put(event.message.key, event.message.value)

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Forget what belongs to partitions that went to another worker."""
        ours = {tp.partition for tp in active_tps | standby_tps}
        for key in [each for each in self.records if partition_of(each) not in ours]:
            del self.records[key]

    @property
    def records(self) -> dict[bytes, bytes]:
        """The records by key."""
        return cast("dict[bytes, bytes]", self.data.data)

    def _put(self, key: bytes, value: bytes) -> None:
        if (record := newer(value, self.records.get(key))) is not None:
            self.records[key] = record


class Recovery(StockRecovery):
    """Reads the tables back."""

    app: App
    _rebalances = 0
    _times: Sequence[float] = ()

    async def on_rebalance(
        self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0
    ) -> None:
        """Note which assignment is being recovered, and whether they come thick and fast.

        Two workers of one name take each other's place for ever: aiokafka does not tell that from a session that ended.
        """
        self._rebalances = self.app.rebalancing_count
        now = asyncio.get_running_loop().time()
        self._times = [*(each for each in self._times if now - each < _RESTLESS_SECONDS), now]
        if len(self._times) > _RESTLESS_TIMES:
            _LOG.error(
                "lost its place in the group %d times within a minute; does another worker run under the name %s? "
                "Give each worker its own SWEEPCAST_WORKER_ID",
                len(self._times) - 1,
                self.app.conf.consumer_group_instance_id,
            )
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)

    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        """Go on where the tables stand.

        Faust resumes its streams first, then seeks, then clears every queue: records are read twice, or dropped. Here
        everything is in place before the first record is read. Nor are errors of the tables swallowed.
        """
        app, consumer = self.app, self.app.consumer
        await app.on_rebalance_complete.send()
        self._set_recovery_ended()
        for table in self.tables.values():
            await table.on_recovery_completed(self.actives_for_table[table], self.standbys_for_table[table])
        ours = frozenset(tp.partition for tp in consumer.assignment() if tp.topic == app.source)
        if self._outdated(generation_id):
            return
        await self._wait(app.restore(ours), timeout=app.conf.broker_request_timeout)
        await self._wait(consumer.perform_seek(), timeout=app.conf.broker_request_timeout)
        if self._outdated(generation_id):
            return
        self.completed.set()
        app.flow_control.resume()
        consumer.resume_flow()
        consumer.resume_partitions({tp for tp in consumer.assignment() if tp.topic == app.source})
        await app._fetcher.maybe_start()  # noqa: SLF001 (Faust's own recovery does the same)
        self.tables.on_actives_ready()
        self.tables.on_standbys_ready()
        app.on_rebalance_end()
        _LOG.info("state restored; going on at %s", dict(sorted(app.next_offsets().items())))

    def _outdated(self, generation_id: int) -> bool:
        """Return whether the next assignment is on its way already, which will be recovered by itself."""
        app = self.app
        return app.consumer_generation_id != generation_id or app.rebalancing_count != self._rebalances

    async def _wait(self, coro: WaitArgT, timeout: float | None = None) -> None:  # type: ignore[override]  # noqa: ASYNC109 (Faust's signature)
        """Wait for a step of the recovery.

        Faust takes a step that took too long for a worker that was stopped: it ends the recovery, and the worker hangs
        for ever. So it does where a step is cancelled. Here both are errors, and the worker ends with them.
        """
        try:
            await super()._wait(coro, timeout)
        except ServiceStopped:
            if self.should_stop:
                raise
            raise TimeoutError(f"a step of the recovery took longer than {timeout} s") from None
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if self.should_stop or task is None or task.cancelling():
                raise
            raise TimeoutError("a step of the recovery was given up") from error


class TableManager(StockTableManager):
    """Keeps the tables."""

    @property
    def recovery(self) -> Recovery:
        """The service that reads the tables back."""
        if self._recovery is None:
            self._recovery = Recovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return cast("Recovery", self._recovery)

    async def on_start(self) -> None:
        """Start at once: Faust sleeps for a second here, in case tables are still being declared. Ours are."""
        await self._update_channels()
        await self.recovery.start()


class InlineConsumer(driver.AIOKafkaConsumerThread):
    """The Kafka consumer, in the worker's own loop.

    Faust runs it in a thread of its own, so that agents which block the loop don't cost it its place in the group. Our
    steps take milliseconds. The thread cost each announcement two changes of thread, and a wait for the interpreter's
    lock whenever something else was at work.
    """

    wait_for_shutdown = False

    def __init__(self, consumer: "Consumer", *, loop: asyncio.AbstractEventLoop, **options: Any) -> None:  # noqa: ANN401 (Faust checks them)
        """Make a thread's stand-in whose loop is the worker's."""
        super().__init__(consumer, loop=loop, thread_loop=loop, **options)

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> AIOKafkaConsumer:
        """Return the Kafka consumer.

        While a fetch waits for something to come, the broker answers nothing else on that connection, and aiokafka
        fetches from no other partition of that broker. Faust lets it wait for 1.5 s, which each start then took longer.
        """
        consumer = super()._create_consumer(loop)
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS  # noqa: SLF001 (Faust has no setting for it)
        return consumer

    async def maybe_start(self) -> bool:
        """Start without a thread."""
        return await Service.maybe_start(self)

    async def start(self) -> None:
        """Start without a thread."""
        await Service.start(self)

    async def stop(self) -> None:
        """Stop without a thread."""
        await Service.stop(self)

    async def crash(self, exc: BaseException) -> None:
        """Crash without a thread."""
        await Service.crash(self, exc)

    async def on_stop(self) -> None:
        """Leave Kafka."""
        if self._consumer is not None:
            await self._consumer.stop()

    async def _stop_children(self) -> None:
        await self._default_stop_children()

    async def _stop_futures(self) -> None:
        await self._default_stop_futures()

    async def _stop_exit_stacks(self) -> None:
        await self._default_stop_exit_stacks()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Pass it on in this very loop."""
        await self.consumer.on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Pass it on in this very loop."""
        await self.consumer.on_partitions_assigned(assigned, generation_id)

    async def call_thread(self, fun: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (whatever it returns)
        """Call the function here."""
        return await maybe_async(fun(*args, **kwargs))

    async def _fetch_records(
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 (Faust's signature)
        max_records: int | None = None,
    ) -> RecordMap:
        """Return the next records of the partitions that are to be read, and have no others fetched.

        Faust only ignores the others. But aiokafka fetches on from a broker when all that it sent is read: each first
        unread record of a changelog held up all other partitions for 100 ms.
        """
        paused = consumer.paused()
        consumer.pause(*(consumer.assignment() - active_partitions - paused))
        consumer.resume(*(paused & {TopicPartition(*each) for each in active_partitions}))
        return await super()._fetch_records(consumer, active_partitions, timeout, max_records)

    async def tell_progress(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        """Commit offsets for the group."""
        consumer = self._ensure_consumer()
        assigned = consumer.assignment()
        await consumer.commit({tp: offset for tp, offset in offsets.items() if tp in assigned})


class Consumer(driver.Consumer):
    """Faust's side of the Kafka consumer."""

    app: App
    _told: Mapping[TopicPartition, OffsetAndMetadata] = {}

    def _new_consumer_thread(self) -> InlineConsumer:
        return InlineConsumer(self, loop=self.loop, beacon=self.beacon)

    async def _wait_next_records(self, timeout: float) -> tuple[RecordMap, set[TP]]:  # noqa: ASYNC109 (Faust's signature)
        """Return the next records, and the partitions that were read: those that were to be read when it began.

        Faust hands on the set itself. It may become empty while records are fetched, which aiokafka takes for all
        partitions, and whose records Faust then drops. And Faust looks into the set once a second, which made a
        recovered worker wait for that long.
        """
        if not self.flow_active:
            await self.can_resume_flow.wait()
        active = set(self._get_active_partitions())
        if not active:
            await self.sleep(_LOOK_SECONDS)
            return {}, active
        return await self._getmany(active, min(timeout, _LOOK_SECONDS)), active

    async def perform_seek(self) -> None:
        """Go to where the tables say.

        Faust goes to the group's committed offset, which runs ahead of the changelog: Faust commits what was never
        folded, such as what it drops at a rebalance.
        """
        assigned = self.assignment()
        wanted = {
            tp: offset
            for number, offset in self.app.next_offsets().items()
            if (tp := TP(self.app.source, number)) in assigned
        }
        await self.seek_wait(wanted)

    async def commit(self, topics: object = None, start_new_transaction: object = None) -> bool:  # noqa: ARG002 (Faust's signature)
        """Tell the group how far the tables are, so that whoever watches its lag sees the truth. Advice, nothing more.

        Faust's own account of what is acknowledged is off by one after a gap, and not used: the source has no acks.
        """
        offsets = {
            TopicPartition(self.app.source, number): OffsetAndMetadata(offset, "")
            for number, offset in self.app.next_offsets().items()
        }
        if offsets == self._told or not offsets:
            return False
        try:
            async with asyncio.timeout(_ADVICE_SECONDS):
                await cast("InlineConsumer", self._thread).tell_progress(offsets)
        except (TimeoutError, KafkaError, IllegalStateError) as error:
            _LOG.debug("could not commit progress: %r", error)
            return False
        self._told = offsets
        return True

    async def verify_all_partitions_active(self) -> None:
        """Leave it to `standstill`: Faust takes each partition that is at rest for a broken one, and only logs it."""


class Producer(driver.Producer):
    """The Kafka producer."""

    def _settings_extra(self) -> Mapping[str, Any]:
        """Write nothing twice and nothing out of order when it is sent again; Faust does so under transactions only."""
        return {"acks": "all", "enable_idempotence": True}


class Transport(driver.Transport):
    """Brings the corrected consumer and producer into the app."""

    Consumer = Consumer
    Producer = Producer
