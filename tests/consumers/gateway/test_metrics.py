"""The gateway's numbers, as Prometheus reads them."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from consumers.gateway.core.frame_writer import turn_frame
from consumers.gateway.metrics import SHARED_FOLDER, Metrics, forget_process
from tests.consumers.gateway.turns import NOW, record, writer

ROOT = Path(__file__).parents[3]
BASE_UNITS = ("_seconds", "_bytes", "_records", "_fds", "_info")
COUNTED = (
    "connections", "viewers_behind", "log_entries", "nights", "processes", "ready", "stale",
)  # fmt: skip
"""Gauges that count things, or say yes or no: they have no unit."""
ANNOUNCED_AT = NOW.timestamp()
TURN = turn_frame(record(1), "cursor")
HEARTBEAT = writer().heartbeat("cursor", stale=False)


def families(metrics: Metrics) -> dict[str, Metric]:
    """Return what Prometheus reads, by name."""
    content_type, text = metrics.render()
    assert content_type.startswith("text/plain; version=")
    return {family.name: family for family in text_string_to_metric_families(text.decode())}


def value(told: Mapping[str, Metric], sample: str, **labels: str) -> float | None:
    """Return the value of one sample."""
    found = [
        each.value
        for family in told.values()
        for each in family.samples
        if (each.name, each.labels) == (sample, labels)
    ]
    assert len(found) <= 1
    return found[0] if found else None


def full() -> Metrics:
    """Return metrics to which everything has happened."""
    metrics = Metrics("1.2.3")
    metrics.connected("websocket")
    metrics.connected("sse")
    metrics.disconnected("sse")
    metrics.refused("full")
    metrics.evicted("too-slow")
    metrics.closed(4000)
    metrics.sent(TURN, 2, 100)
    metrics.sent(TURN, 1, 40)
    metrics.sent(HEARTBEAT, 0, 10)
    metrics.requested("filter")
    metrics.took()
    metrics.dropped("repeat")
    metrics.delivered(TURN, told_at=ANNOUNCED_AT + 0.196, now=ANNOUNCED_AT + 0.2)
    metrics.stands(ready=True, stale=False, lag=7)
    metrics.holds(entries=10, size=2048, nights=2, behind=1)
    return metrics


def test_each_is_told_under_its_name() -> None:
    """What happened once is counted once, and what stands is told as it stands."""
    told = families(full())
    for sample, labels, expected in (
        ("sweepcast_connections", {"transport": "websocket"}, 1),
        ("sweepcast_connections", {"transport": "sse"}, 0),
        ("sweepcast_connections_opened_total", {"transport": "sse"}, 1),
        ("sweepcast_refusals_total", {"code": "full"}, 1),
        ("sweepcast_evictions_total", {"reason": "too-slow"}, 1),
        ("sweepcast_closes_total", {"code": "4000"}, 1),
        ("sweepcast_frames_sent_total", {"type": "sweepcast.turn"}, 3),
        ("sweepcast_sent_bytes_total", {"type": "sweepcast.turn"}, 240),
        ("sweepcast_frames_sent_total", {"type": "sweepcast.feed.heartbeat"}, 0),
        ("sweepcast_requests_total", {"type": "filter"}, 1),
        ("sweepcast_records_taken_total", {}, 1),
        ("sweepcast_records_dropped_total", {"reason": "repeat"}, 1),
        ("sweepcast_turn_to_send_seconds_bucket", {"le": "0.0025"}, 0),
        ("sweepcast_turn_to_send_seconds_bucket", {"le": "0.005"}, 1),
        ("sweepcast_announcement_to_send_seconds_bucket", {"le": "0.1"}, 0),
        ("sweepcast_announcement_to_send_seconds_bucket", {"le": "0.25"}, 1),
        ("sweepcast_ready", {}, 1),
        ("sweepcast_stale", {}, 0),
        ("sweepcast_kafka_lag_records", {}, 7),
        ("sweepcast_log_entries", {}, 10),
        ("sweepcast_log_bytes", {}, 2048),
        ("sweepcast_nights", {}, 2),
        ("sweepcast_viewers_behind", {}, 1),
        ("sweepcast_processes", {}, 1),
        ("sweepcast_build_info", {"version": "1.2.3"}, 1),
    ):
        assert value(told, sample, **labels) == expected, sample


def test_names_and_units_are_those_of_prometheus() -> None:
    """As Prometheus' own linter asks: help for each, `_total` for counters alone, base units, no type in a name."""
    told = [family for family in families(full()).values() if not family.name.endswith("_created")]
    assert len(told) > 20
    for family in told:
        name = family.name
        assert re.fullmatch(r"(sweepcast|process)_[a-z][a-z_]*[a-z]", name), name
        assert family.documentation, name
        assert family.documentation.endswith("."), name
        assert family.type in {"counter", "gauge", "histogram"}, name
        assert not name.endswith(("_count", "_sum", "_bucket", "_total")), name
        assert not re.search(r"milliseconds|minutes|kilobytes|mib|counter|gauge|histogram", name), name
        for sample in family.samples:
            assert sample.name.endswith("_total") == (family.type == "counter"), sample.name
        if family.type == "gauge":
            assert name.endswith(BASE_UNITS) or name.removeprefix("sweepcast_") in COUNTED, name
        if family.type == "histogram":
            assert name.endswith("_seconds"), name


def test_the_operators_page_lists_every_one() -> None:
    """docs/operating.md has a row for each, and none that is not told."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(sweepcast_[a-z_]+)(?:\{[a-z]+\})?`", page, re.MULTILINE))
    told = families(full()).values()
    assert listed == {
        family.name + ("_total" if family.type == "counter" else "")
        for family in told
        if family.name.startswith("sweepcast_") and not family.name.endswith("_created")
    }


def test_a_client_cannot_make_series() -> None:
    """Close codes of a client's own choice are one."""
    metrics = Metrics("1")
    for code in range(3000, 3500):
        metrics.closed(code)
    metrics.closed(None)
    told = families(metrics)
    assert value(told, "sweepcast_closes_total", code="other") == 500
    assert value(told, "sweepcast_closes_total", code="1006") == 1


def test_two_gateways_in_one_process_count_apart() -> None:
    """There is no registry that everybody shares."""
    one, other = Metrics("1"), Metrics("1")
    one.took()
    assert value(families(one), "sweepcast_records_taken_total") == 1
    assert value(families(other), "sweepcast_records_taken_total") == 0


@pytest.mark.parametrize("ago", [-0.5, 86400.0])
def test_what_is_not_live_says_nothing_of_the_latency(ago: float) -> None:
    """A night told again has the times of back then, and somebody else's clock may run ahead of ours."""
    metrics = Metrics("1")
    metrics.delivered(TURN, told_at=ANNOUNCED_AT + ago + 0.5, now=ANNOUNCED_AT + ago)
    told = families(metrics)
    assert value(told, "sweepcast_turn_to_send_seconds_sum") == 0
    assert value(told, "sweepcast_announcement_to_send_seconds_count") == 0


PROCESS = """
import os, sys
from pathlib import Path
from consumers.gateway.metrics import Metrics
metrics = Metrics("1", Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
metrics.connected("websocket")
metrics.refused("full")
metrics.delivered(b"{{}}", told_at=1.0, now=1.1)
metrics.stands(ready={ready}, stale=False, lag={lag})
print(os.getpid(), flush=True)
sys.stdin.readline()
sys.stdout.buffer.write(metrics.render()[1])
"""


@pytest.fixture
def pair(tmp_path: Path) -> list["subprocess.Popen[str]"]:
    """Two processes of one gateway, each of which waits for a line before it tells."""
    return [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS.format(ready=ready, lag=lag)],
            cwd=ROOT,
            env=os.environ | {SHARED_FOLDER: str(tmp_path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for ready, lag in ((True, 3), (False, 5))
    ]


def test_any_of_several_processes_answers_for_all(pair: list["subprocess.Popen[str]"], tmp_path: Path) -> None:
    """Sums of what is counted, the worst of what each has for itself, and system figures by process."""
    pids = [each.stdout.readline().strip() for each in pair if each.stdout is not None]
    first, second = (
        {family.name: family for family in text_string_to_metric_families(each.communicate("\n")[0])} for each in pair
    )
    for told in (first, second):
        assert value(told, "sweepcast_connections", transport="websocket") == 2
        assert value(told, "sweepcast_refusals_total", code="full") == 2
        assert value(told, "sweepcast_turn_to_send_seconds_count") == 2
        assert value(told, "sweepcast_kafka_lag_records") == 5
        assert value(told, "sweepcast_ready") == 0
        assert value(told, "sweepcast_processes") == 2
    if sys.platform == "linux":
        told_of = {each.labels["pid"] for each in first["process_resident_memory_bytes"].samples}
        assert told_of == set(pids)
    forget_process(int(pids[0]), tmp_path)
    forget_process(int(pids[1]), tmp_path)
    assert not list(tmp_path.glob("gauge_*"))
    assert list(tmp_path.glob("counter_*"))
