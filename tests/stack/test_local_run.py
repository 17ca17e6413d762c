"""`python -m stack`, as a person runs it: with real processes, a real Kafka and real signals."""

import asyncio
import re
import signal
from pathlib import Path

import psutil
import pytest

from stack.ports import is_free
from tests.stack.running import Start


async def all_gone(processes: list[psutil.Process]) -> None:
    """Wait until none of these processes runs."""
    while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes):
        await asyncio.sleep(0.02)


async def test_a_night_at_full_pace_ends_by_itself_with_its_board(start: Start) -> None:
    """The final board has what happened: La La Land swept, and all categories are decided."""
    run = await start("demo", "--pace", "max", "--exit-when-done")
    assert await run.end() == 0, run.text
    assert "closed, 25 of 25 categories decided" in run.text
    for line in ("La La Land: 7 of 7", "Moonlight: 1 of 6", "Manchester by the Sea: 1 of 5"):
        assert f"  {line}\n" in run.text
    assert all(is_free(port) for port in run.ports)


async def test_a_worker_and_a_gateway_that_are_killed_are_back_by_themselves(start: Start) -> None:
    """The night goes on after a SIGKILL of the worker and one of the gateway, and ends with the same board."""
    run = await start("demo", "--pace", "1200x", "--exit-when-done")
    await run.until("worker   ready")
    run.part("-m streams").kill()
    await run.until("worker   was ended by SIGKILL")
    run.part("-m consumers.gateway").kill()
    await run.until("gateway  was ended by SIGKILL")
    assert await run.end() == 0, run.text
    assert "  La La Land: 7 of 7\n" in run.text


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_everything_and_leaves_nothing(start: Start, tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end a run well: no process is left, and no port, but the data that was to be kept."""
    run = await start("up", "--data", str(tmp_path))
    await run.until("Ready for a night")
    assert "desk     http://127.0.0.1:" in run.text
    link = r"desk     open this link, which is good one time: http://127\.0\.0\.1:\d+/#token=swd_\S+\n"
    assert re.search(link, run.text)
    assert "desk     or log in with its token: swd_" in run.text
    processes = psutil.Process(run.process.pid).children(recursive=True)
    assert len(processes) >= 5  # broker, worker, gateway, desk, guard
    run.process.send_signal(how)
    assert await run.end() == 0, run.text
    await all_gone(processes)
    assert all(is_free(port) for port in run.ports)
    assert (tmp_path / "kafka" / "data" / "meta.properties").exists()
    logs = {each.stem for each in (tmp_path / "logs").glob("*.log")}
    assert logs == {"kafka", "worker", "gateway", "desk"}


async def test_a_run_that_is_killed_leaves_no_process_and_no_data(start: Start, tmp_path: Path) -> None:
    """Even a SIGKILL of the whole run ends its parts and removes what was to be thrown away; the logs stay."""
    run = await start("kafka", TMPDIR=str(tmp_path))
    await run.until("Kafka is at")
    processes = psutil.Process(run.process.pid).children(recursive=True)
    run.process.kill()
    await all_gone(processes)
    assert [each.name for each in tmp_path.glob("*/*")] == ["logs"]


async def test_a_kafka_that_runs_already_is_used(start: Start, kafka: str) -> None:
    """With SWEEPCAST_KAFKA the run brings no broker of its own."""
    run = await start("demo", "--pace", "max", "--exit-when-done", SWEEPCAST_KAFKA=kafka)
    assert await run.end() == 0, run.text
    assert "kafka    " not in run.text
    assert "  La La Land: 7 of 7\n" in run.text


async def test_a_port_that_is_taken_is_said(start: Start, kafka: str) -> None:
    """Whoever asks for a port that somebody has reads which, and what to do."""
    port = kafka.rpartition(":")[2]
    run = await start("kafka", "--port", port)
    assert await run.end() == 1
    assert f"Port {port} is taken" in run.text
    assert "Traceback" not in run.text


async def test_an_unknown_ceremony_is_said_with_those_that_are_known(start: Start, tmp_path: Path) -> None:
    """A slip of the pen is answered at once, before anything is started, and leaves nothing."""
    run = await start("demo", "--ceremony", "golden-globes-1017", TMPDIR=str(tmp_path))
    assert await run.end() == 1
    assert list(tmp_path.iterdir()) == []
    assert "Known: golden-globes-2017" in run.text


async def test_every_command_has_its_help(start: Start) -> None:
    """The help names each command, and what stops a run."""
    run = await start("--help")
    assert await run.end() == 0
    for command in ("demo", "up", "kafka", "topics", "prepare", "lock-jars", "Ctrl-C", "SWEEPCAST_KAFKA"):
        assert command in run.text
