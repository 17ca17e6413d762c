"""Several processes of the gateway on the same ports, as processes."""

import asyncio
import os
import re
import signal

import aiohttp
import pytest
from aiokafka import AIOKafkaProducer
from prometheus_client.parser import text_string_to_metric_families

from consumers.gateway.listening import CannotListen, listen
from consumers.gateway.processes import can_share_ports
from stack.ports import free_port
from sweepcast.frames import Goodbye, Hello, Snapshot, TurnFrame
from sweepcast.settings import Settings
from sweepcast.topics import UPDATES
from tests.consumers.gateway.conftest import PATIENCE, client
from tests.consumers.gateway.test_main import READY, ended, line_with, process
from tests.consumers.gateway.turns import record

pytestmark = pytest.mark.skipif(not can_share_ports(), reason="only Linux spreads connections over a shared port")

NO_KAFKA = {"SWEEPCAST_KAFKA": "127.0.0.1:1", "SWEEPCAST_FEED_PORT": "0"}
WAITS = re.compile(r"\[(\d+)\] .*waiting for it")
"""What each process says, with its number, once it listens and has looked for Kafka."""


async def waiting(command: asyncio.subprocess.Process, processes: int) -> list[int]:
    """Wait until so many processes wait for Kafka; return their numbers."""
    pids: list[int] = []
    while len(pids) < processes:
        found = WAITS.search(await line_with(command.stderr, "waiting for it"))
        assert found is not None
        pids.append(int(found[1]))
    return pids


async def processes_told(port: str, expected: int) -> None:
    """Wait until the gateway tells that it is so many processes; it is not ready, and answers all the same."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}/") as http, asyncio.timeout(PATIENCE):
        while True:
            try:
                async with http.get("metrics", headers={"Connection": "close"}) as answer:
                    families = text_string_to_metric_families(await answer.text())
                told = {each.name: each.samples[0].value for each in families if each.samples}
            except aiohttp.ClientConnectionError:
                continue  # it came to the one that is just ending
            if told.get("sweepcast_processes") == expected:
                return


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_they_are_ended_together(how: signal.Signals) -> None:
    """Before Kafka is there, all listen and wait; told to stop, all end, and so does their parent, with code 0."""
    port = str(free_port())
    async with process("--processes", "2", **NO_KAFKA, SWEEPCAST_HTTP_PORT=port) as command:
        await waiting(command, 2)
        await processes_told(port, 2)
        command.send_signal(how)
        code, problems = await ended(command)
    assert code == 0
    assert problems == ""


async def test_one_that_is_killed_is_replaced() -> None:
    """It is said in words, and soon there are as many as before; the setting does what the option does."""
    port = str(free_port())
    async with process(**NO_KAFKA, SWEEPCAST_HTTP_PORT=port, SWEEPCAST_PROCESSES="2") as command:
        killed, _ = await waiting(command, 2)
        os.kill(killed, signal.SIGKILL)
        said = await line_with(command.stderr, "ended by itself")
        assert f"process {killed} of the gateway ended by itself (SIGKILL)" in said
        assert await waiting(command, 1) != [killed]
        await processes_told(port, 2)
        command.send_signal(signal.SIGTERM)
        assert (await ended(command))[0] == 0


async def test_they_end_when_their_parent_is_killed() -> None:
    """Nobody is left behind who holds the ports."""
    port = str(free_port())
    async with process("--processes", "2", **NO_KAFKA, SWEEPCAST_HTTP_PORT=port) as command:
        await waiting(command, 2)
        command.kill()
        await command.wait()
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    listen("127.0.0.1", int(port), "SWEEPCAST_HTTP").close()
                except CannotListen:
                    await asyncio.sleep(0.01)
                else:
                    return


@pytest.mark.parametrize(
    ("variables", "code", "says"),
    [
        ({"SWEEPCAST_TOKEN_SECRET": "short"}, 2, "secret 1 has 5 bytes"),
        ({"SWEEPCAST_FEED_HOST": "203.0.113.7"}, 3, "check SWEEPCAST_FEED_HOST"),
    ],
)
async def test_what_will_not_run_is_said_once_and_not_tried_again(
    variables: dict[str, str], code: int, says: str
) -> None:
    """The exit code is that of a gateway alone."""
    ports = {"SWEEPCAST_FEED_PORT": "0", "SWEEPCAST_HTTP_PORT": "0", "SWEEPCAST_KAFKA": "127.0.0.1:1"}
    async with process("--processes", "2", **(ports | variables)) as command:
        ended_with, problems = await ended(command)
    assert ended_with == code
    assert problems.count(says) == 1
    assert "Traceback" not in problems


async def test_a_port_that_somebody_else_has_is_not_shared() -> None:
    """Not even with another gateway of several processes."""
    port = str(free_port())
    async with process("--processes", "2", **NO_KAFKA, SWEEPCAST_HTTP_PORT=port) as command:
        await waiting(command, 2)
        async with process("--processes", "2", **NO_KAFKA, SWEEPCAST_HTTP_PORT=port) as other:
            code, problems = await ended(other)
        assert code == 3
        assert f"port {port} of 127.0.0.1 is taken" in problems
        command.send_signal(signal.SIGTERM)
        await ended(command)


async def test_they_serve_one_feed(fresh_kafka: Settings) -> None:
    """One line says that all are ready; whoever of them one comes to tells the same, and each hears goodbye."""
    variables = {"SWEEPCAST_KAFKA": fresh_kafka.kafka, "SWEEPCAST_FEED_PORT": "0", "SWEEPCAST_HTTP_PORT": "0"}
    async with process("--processes", "2", **variables) as command:
        ready = READY.match(await line_with(command.stdout, "ready"))
        assert ready is not None
        page, feed_url = ready[1], ready[2]
        clients = [client(feed_url) for _ in range(12)]
        feeds = [await each.__aenter__() for each in clients]
        for feed in feeds:
            assert isinstance(await feed.next(), Hello)
        producer = AIOKafkaProducer(bootstrap_servers=fresh_kafka.kafka)
        await producer.start()
        await producer.send_and_wait(UPDATES, record(1), partition=0)
        await producer.stop()
        # The night begins with this turn, so each is told a snapshot of it, or the turn.
        told = [await feed.next() for feed in feeds]
        assert all(isinstance(each, TurnFrame | Snapshot) for each in told)
        async with aiohttp.ClientSession() as http, http.get(f"{page}metrics") as answer:
            text = await answer.text()
        assert 'sweepcast_connections{transport="websocket"} 12.0' in text
        assert "sweepcast_processes 2.0" in text
        assert text.count("process_open_fds{") == 2
        command.send_signal(signal.SIGTERM)
        for feed in feeds:
            while not isinstance(await feed.next(), Goodbye):
                pass
        for each in clients:
            await each.__aexit__(None, None, None)
        assert command.stdout is not None
        assert b"ready" not in await command.stdout.read()
        assert (await ended(command))[0] == 0
