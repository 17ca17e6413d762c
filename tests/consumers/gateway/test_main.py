"""`python -m consumers.gateway` as a process: what it says, and how it ends."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from consumers.gateway.listening import listen, port_of
from sweepcast.close_codes import CloseCode
from sweepcast.frames import Goodbye, Hello
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import PATIENCE, client

READY = re.compile(r"sweepcast gateway ready: page (http://127\.0\.0\.1:\d+/) feed (ws://127\.0\.0\.1:\d+/v1/feed)")


@asynccontextmanager
async def process(*arguments: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the gateway's command as long as the block."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SWEEPCAST_")}
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "consumers.gateway",
        *arguments,
        env=environ | variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield command
    finally:
        if command.returncode is None:
            command.kill()
        await command.communicate()


async def line_with(stream: asyncio.StreamReader | None, words: str) -> str:
    """Wait for a line that holds the words."""
    assert stream is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await stream.readline()).decode():
            if words in line:
                return line
    raise AssertionError(f"it ended without having said {words!r}")


async def ended(command: asyncio.subprocess.Process) -> tuple[int, str]:
    """Wait for the end; return the exit code and what was said on standard error."""
    async with asyncio.timeout(PATIENCE):
        _, problems = await command.communicate()
    assert command.returncode is not None
    return command.returncode, problems.decode()


async def test_it_says_its_settings_and_that_it_is_ready_and_ends_with_goodbye(fresh_kafka: Settings) -> None:
    """The ready line names both addresses; SIGTERM ends it with code 0, and clients hear goodbye."""
    variables = {"SWEEPCAST_KAFKA": fresh_kafka.kafka, "SWEEPCAST_FEED_PORT": "0", "SWEEPCAST_HTTP_PORT": "0"}
    async with process(**variables) as command:
        assert fresh_kafka.kafka in await line_with(command.stdout, "SWEEPCAST_KAFKA=")
        ready = READY.match(await line_with(command.stdout, "ready"))
        assert ready is not None
        async with client(ready[2]) as feed:
            assert isinstance(await feed.next(), Hello)
            command.send_signal(signal.SIGTERM)
            assert isinstance(await feed.next(), Goodbye)
            code, problems = await ended(command)
    assert code == 0
    assert "Traceback" not in problems


async def test_a_second_signal_is_no_fault(fresh_kafka: Settings) -> None:
    """Whoever presses Ctrl-C again while viewers are leaving gets the same end: goodbye to everybody, and code 0."""
    variables = {"SWEEPCAST_KAFKA": fresh_kafka.kafka, "SWEEPCAST_FEED_PORT": "0", "SWEEPCAST_HTTP_PORT": "0"}
    async with process(**variables) as command, AsyncExitStack() as leaving:
        ready = READY.match(await line_with(command.stdout, "ready"))
        assert ready is not None
        feeds = [await leaving.enter_async_context(client(ready[2])) for _ in range(80)]
        heard = [asyncio.create_task(feed.closed()) for feed in feeds]
        command.send_signal(signal.SIGINT)
        await asyncio.wait(heard, return_when=asyncio.FIRST_COMPLETED)
        command.send_signal(signal.SIGINT)
        assert {code for code, _ in await asyncio.gather(*heard)} == {CloseCode.STOPPING}
        assert await ended(command) == (0, "")


@pytest.mark.parametrize("number", ["0", "many", "257"])
async def test_a_number_of_processes_that_cannot_be(number: str) -> None:
    """It says how it is used."""
    async with process("--processes", number) as command:
        code, problems = await ended(command)
    assert code == 2
    assert f"'{number}' is no number of processes from 1 to 256" in problems


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_waits_for_kafka_in_words_and_can_be_stopped_meanwhile(how: signal.Signals) -> None:
    """Without Kafka it says what it waits for and what to do, once, and still ends when told."""
    variables = {"SWEEPCAST_KAFKA": "127.0.0.1:1", "SWEEPCAST_FEED_PORT": "0", "SWEEPCAST_HTTP_PORT": "0"}
    async with process(**variables) as command:
        assert "waiting for it" in await line_with(command.stderr, "Kafka at 127.0.0.1:1 does not answer")
        command.send_signal(how)
        code, problems = await ended(command)
    assert code == 0
    assert problems == ""


async def test_a_taken_port_ends_it_with_the_reason() -> None:
    """Nothing is half started: the port is named, with the setting to change."""
    with listen("127.0.0.1", 0, "SWEEPCAST_HTTP") as taken:
        port = port_of(taken)
        async with process(SWEEPCAST_FEED_PORT="0", SWEEPCAST_HTTP_PORT=str(port)) as command:
            code, problems = await ended(command)
    assert code == 3
    assert f"port {port} of 127.0.0.1 is taken" in problems
    assert "SWEEPCAST_HTTP_PORT" in problems
    assert "Traceback" not in problems


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"SWEEPCAST_FEED_PRT": "1"}, "SWEEPCAST_FEED_PRT is not a setting"),
        ({"SWEEPCAST_TOKEN_SECRET": "hunter2", "SWEEPCAST_FEED_PORT": "0"}, "secret 1 has 7 bytes and needs 32"),
        ({"SWEEPCAST_ORIGINS": "https://a.example/"}, "SWEEPCAST_ORIGINS: 'https://a.example/' is no origin"),
        ({"SWEEPCAST_FEED_PORT": "many"}, "SWEEPCAST_FEED_PORT='many' cannot be used"),
        (
            {"SWEEPCAST_KAFKA_SECURITY": "SSL", "SWEEPCAST_KAFKA_CA_FILE": "/no/such/file"}
            | {"SWEEPCAST_FEED_PORT": "0", "SWEEPCAST_HTTP_PORT": "0"},
            "SWEEPCAST_KAFKA_CA_FILE='/no/such/file' cannot be read",
        ),
    ],
)
async def test_a_setting_that_cannot_be_used_ends_it_with_the_reason(variables: dict[str, str], says: str) -> None:
    """The variable is named, and there is no traceback."""
    async with process(**variables) as command:
        code, problems = await ended(command)
    assert code == 2
    assert says in problems
    assert "Traceback" not in problems


async def test_help_tells_the_settings_and_the_ready_line() -> None:
    """--help is enough to run it."""
    async with process("--help") as command:
        async with asyncio.timeout(PATIENCE):
            told, _ = await command.communicate()
    assert command.returncode == 0
    for words in (b"SWEEPCAST_FEED_HOST", b"sweepcast gateway ready", b"Exit codes"):
        assert words in told
