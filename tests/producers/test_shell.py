"""The outer edge of the commands: exit codes and signals, in a process of their own."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from producers.shell import run
from stack.ports import free_port

ROOT = Path(__file__).parents[2]


def test_the_exit_code_is_what_the_command_returns() -> None:
    """No signal, no farewell."""

    async def three() -> int:
        return 3

    assert run(three, "farewell") == 3


def test_an_error_of_ours_comes_through() -> None:
    """Only a signal is an orderly end."""

    async def broken() -> int:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run(broken, "farewell")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_a_replay_in_order(number: signal.Signals) -> None:
    """It says that it can be started again, prints no traceback, and its code names the signal."""
    environment = {**os.environ, "SWEEPCAST_KAFKA": f"127.0.0.1:{free_port()}"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "producers.replay",
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    waiting = await process.stderr.readline()
    process.send_signal(number)
    printed, problems = await process.communicate()
    assert waiting.startswith(b"waiting up to 30 s for Kafka at 127.0.0.1:")
    assert (printed, problems.decode().strip()) == (
        b"",
        "stopped; start it again to go on: what was said is recognised and changes nothing",
    )
    assert process.returncode == 128 + number
