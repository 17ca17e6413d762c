"""`python -m producers.desk` as a person runs it."""

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from producers.desk.__main__ import main
from stack.supervisor import ROOT

IN_TIME = 60.0


async def _start(folder: Path, **environ: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "producers.desk"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Nothing listens on port 1: Kafka is away.
        env={**os.environ, "SWEEPCAST_KAFKA": "127.0.0.1:1", "SWEEPCAST_DESK_PORT": "0"}
        | {"SWEEPCAST_DESK_FOLDER": str(folder), **environ},
    )


async def _until_ready(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    told = ""
    async with asyncio.timeout(IN_TIME):
        while "sweepcast desk ready" not in told:
            line = await process.stdout.readline()
            assert line, told
            told += line.decode()
    return told


async def test_the_first_start_lets_an_admin_in_without_kafka(tmp_path: Path) -> None:
    """It prints its address, a token for one login and a link with it, needs no Kafka, and ends at once when told."""
    process = await _start(tmp_path / "desk")
    told = await _until_ready(process)
    url, token = re.findall(r"ready (http://\S+)/", told)[0], re.findall(r"swd_\S+", told)[0]
    assert f": {url}/#token={token}\n" in told
    async with aiohttp.ClientSession() as session:
        body = {"json": {"token": token}, "headers": {"X-Sweepcast-Desk": "1"}}
        async with session.post(f"{url}/v1/desk/login", **body) as login:  # type: ignore[arg-type]  # as named
            assert (login.status, (await login.json())["role"]) == (200, "admin")
        async with session.get(f"{url}/healthz") as health:
            assert (await health.json())["kafka"]["state"] == "away"
    assert token not in (tmp_path / "desk" / "tokens.json").read_text()
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), IN_TIME)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in errors.decode()
    again = await _start(tmp_path / "desk")
    assert "swd_" not in await _until_ready(again)
    again.send_signal(signal.SIGINT)
    await asyncio.wait_for(again.communicate(), IN_TIME)


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    """One line says which address, and the exit code that it was not to be had."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = await _start(tmp_path, SWEEPCAST_DESK_PORT=port)
        _, errors = await asyncio.wait_for(process.communicate(), IN_TIME)
    assert process.returncode == 3
    assert f"127.0.0.1:{port}" in errors.decode()
    assert "Traceback" not in errors.decode()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SWEEPCAST_DESK_CONFIRM", "nobody", "second-press"),
        ("SWEEPCAST_DESK_FOLDER", "/dev/null/desk", "/dev/null/desk"),
    ],
)
async def test_settings_that_cannot_be_used_are_said(tmp_path: Path, variable: str, value: str, words: str) -> None:
    """The variable or the folder is named, with what would do."""
    process = await _start(tmp_path, **{variable: value})
    _, errors = await asyncio.wait_for(process.communicate(), IN_TIME)
    assert process.returncode in {2, 3}
    assert words in errors.decode()
    assert "Traceback" not in errors.decode()


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    """The help names the settings and the command for tokens."""
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert "SWEEPCAST_DESK_HOST" in told
    assert "producers.desk.tokens" in told
