"""The gateway's numbers for Prometheus. docs/operating.md lists them all.

Each method is named after what happened. Where several processes share a port, each writes its numbers into files of
one folder, and any of them answers for all: counters and connections are summed, and of what each process has for
itself (its log, its distance from Kafka) the largest is told.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Literal

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

Transport = Literal["websocket", "sse"]

SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder for the numbers of several processes; the library wants it so."""

LATENCIES: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

TYPE_FIRST: Final = b'{"type":"'

LIVE_SECONDS: Final = 600.0
"""An announcement whose time is longer ago is told again."""

KNOWN_CLOSES: Final = frozenset(
    {1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 4000, 4001, 4002, 4500, 4501}
)
"""A client may close with any code from 3000 to 4999; the rest is counted as `other`, or it could make 2,000 series."""


class Metrics:
    """Counts what one gateway does."""

    def __init__(self, version: str, shared_folder: Path | None = None) -> None:
        """Count from nothing; together with other processes if there is a `shared_folder`.

        The library decides when it is imported whether it counts for one process or for several, by the environment
        variable `SHARED_FOLDER`: `shared_folder` must be what it says.
        """
        self._own = CollectorRegistry()
        self._shared_folder = shared_folder
        self._connections = self._gauge("connections", "Viewers that are connected.", ("transport",), "livesum")
        self._opened = self._counter("connections_opened", "Connections that were taken.", ("transport",))
        self._refusals = self._counter("refusals", "Requests and connections that were refused.", ("code",))
        self._evictions = self._counter("evictions", "Viewers that were ended for their slowness.", ("reason",))
        self._closes = self._counter("closes", "Websockets that have been closed, by close code.", ("code",))
        self._frames = self._counter("frames_sent", "Frames that were written to viewers.", ("type",))
        self._bytes = self._counter("sent_bytes", "Bytes that the frames took on the wire.", ("type",))
        self._sent: dict[str, tuple[Counter, Counter]] = {}
        self._requests = self._counter("requests", "What viewers asked for over websockets.", ("type",))
        self._taken = self._counter("records_taken", "Records that were read from the updates topic.")
        self._dropped = self._counter("records_dropped", "Records of the updates topic that made no turn.", ("reason",))
        self._lag = self._gauge("kafka_lag_records", "Records in Kafka that have not been read yet.", mode="livemax")
        self._stale = self._gauge("stale", "1 while Kafka cannot be read and the feed may be old.", mode="livemax")
        self._ready = self._gauge("ready", "1 once all that Kafka held has been read.", mode="livemin")
        self._behind = self._gauge("viewers_behind", "Viewers that have not got everything yet.", mode="livesum")
        self._entries = self._gauge("log_entries", "Turns that are kept for those who come back.", mode="livemax")
        self._log_bytes = self._gauge("log_bytes", "Bytes of the turns that are kept.", mode="livemax")
        self._nights = self._gauge("nights", "Ceremonies whose boards are held.", mode="livemax")
        self._turn_latency = self._histogram(
            "turn_to_send_seconds", "Seconds from the turn's entry into Kafka until it was written to viewers."
        )
        self._latency = self._histogram(
            "announcement_to_send_seconds",
            "Seconds from the time of a live announcement until its turn was written to viewers.",
        )
        self._gauge("processes", "Processes of the gateway that answer together.", mode="livesum").set(1)
        self._gauge("build_info", "1, labelled with the version.", ("version",), "livemax").labels(version).set(1)
        for transport in ("websocket", "sse"):
            self._connections.labels(transport).set(0)
        ProcessCollector(registry=self._own)

    def connected(self, transport: Transport) -> None:
        """A viewer was let in."""
        self._opened.labels(transport).inc()
        self._connections.labels(transport).inc()

    def disconnected(self, transport: Transport) -> None:
        """A viewer is gone."""
        self._connections.labels(transport).dec()

    def refused(self, code: str) -> None:
        """A request or a connection was refused, with one of the codes of docs/protocol.md."""
        self._refusals.labels(code).inc()

    def evicted(self, reason: str) -> None:
        """A viewer was ended for its slowness."""
        self._evictions.labels(reason).inc()

    def closed(self, code: int | None) -> None:
        """A websocket has been closed; without a code it was cut off."""
        known = 1006 if code is None else code
        self._closes.labels(str(known) if known in KNOWN_CLOSES else "other").inc()

    def sent(self, frame: bytes, viewers: int, size: int) -> None:
        """A frame of `size` bytes on the wire was written to so many viewers; said once a frame, not once a viewer."""
        kind = _type_of(frame)
        counters = self._sent.get(kind)
        if counters is None:  # finding a series by its labels costs more than counting
            counters = self._sent[kind] = self._frames.labels(kind), self._bytes.labels(kind)
        frames, bytes_ = counters
        frames.inc(viewers)
        bytes_.inc(viewers * size)

    def requested(self, kind: str) -> None:
        """A viewer asked for something: `filter`, `delay`, `ack`, or what could not be read."""
        self._requests.labels(kind).inc()

    def took(self) -> None:
        """A record was read from the updates topic."""
        self._taken.inc()

    def dropped(self, reason: str) -> None:
        """A record of the updates topic made no turn."""
        self._dropped.labels(reason).inc()

    def delivered(self, frame: bytes, told_at: float, now: float) -> None:
        """A turn has been written to all who are up to date; moments are in seconds since 1970.

        Kafka got it at `told_at`. How long ago it was announced is counted where that is live: nights that are told
        again have the times of back then.
        """
        self._turn_latency.observe(max(0.0, now - told_at))
        announced_at = _announced_at(frame)
        if announced_at is not None and 0 <= now - announced_at <= LIVE_SECONDS:
            self._latency.observe(now - announced_at)

    def stands(self, *, ready: bool, stale: bool, lag: int) -> None:
        """This is how the gateway stands with Kafka."""
        self._ready.set(ready)
        self._stale.set(stale)
        self._lag.set(lag)

    def holds(self, *, entries: int, size: int, nights: int, behind: int) -> None:
        """This is what it holds: turns in the log, their bytes, nights, and viewers that are behind."""
        self._entries.set(entries)
        self._log_bytes.set(size)
        self._nights.set(nights)
        self._behind.set(behind)

    def render(self) -> tuple[str, bytes]:
        """Return the content type and the text that Prometheus reads."""
        if self._shared_folder is None:
            return CONTENT_TYPE_LATEST, generate_latest(self._own)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self._shared_folder))  # type: ignore[no-untyped-call]  # it has no types
        registry.register(_Processes(self._shared_folder))
        return CONTENT_TYPE_LATEST, generate_latest(registry)

    def _counter(self, name: str, told: str, labels: Iterable[str] = ()) -> Counter:
        return Counter(f"sweepcast_{name}", told, labels, registry=self._own)

    def _gauge(
        self,
        name: str,
        told: str,
        labels: Iterable[str] = (),
        mode: Literal["livesum", "livemax", "livemin"] = "livesum",
    ) -> Gauge:
        return Gauge(f"sweepcast_{name}", told, labels, registry=self._own, multiprocess_mode=mode)

    def _histogram(self, name: str, told: str) -> Histogram:
        return Histogram(f"sweepcast_{name}", told, registry=self._own, buckets=LATENCIES)


def forget_process(pid: int, shared_folder: Path) -> None:
    """Take off the numbers that a process had for itself, now that it is gone; what it counted stays."""
    mark_process_dead(pid, str(shared_folder))  # type: ignore[no-untyped-call]  # it has no types


class _Cause(msgspec.Struct):
    time: datetime


class _TurnData(msgspec.Struct):
    cause: _Cause


class _Turn(msgspec.Struct):
    data: _TurnData


_TURNS: Final = msgspec.json.Decoder(_Turn)


def _announced_at(frame: bytes) -> float | None:
    try:
        return _TURNS.decode(frame).data.cause.time.timestamp()
    except msgspec.MsgspecError:
        return None


def _type_of(frame: bytes) -> str:
    """Return the `type` of a frame that this gateway wrote: it stands first in all of them."""
    if not frame.startswith(TYPE_FIRST):
        return "other"
    return frame[len(TYPE_FIRST) : frame.index(b'"', len(TYPE_FIRST))].decode()


class _Processes(Collector):
    """What the system tells of each process that shares a folder, by `pid`; the library has no such thing."""

    def __init__(self, shared_folder: Path) -> None:
        self._shared_folder = shared_folder

    def collect(self) -> Iterator[Metric]:
        """Return memory, processor time and open files of each process, where the system tells them (Linux)."""
        told: dict[str, Metric] = {}
        for pid in self._pids():
            for metric in ProcessCollector(pid=partial(str, pid), registry=None).collect():
                family = told.setdefault(metric.name, Metric(metric.name, metric.documentation, metric.type))
                for sample in metric.samples:
                    family.add_sample(sample.name, {"pid": pid}, sample.value)
        yield from told.values()

    def _pids(self) -> list[str]:
        files = self._shared_folder.glob("gauge_livesum_*.db")
        return sorted(file.stem.rpartition("_")[2] for file in files)
