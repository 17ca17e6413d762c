"""The JavaScript SDK against the scenarios of the mock gateway, in Node and over real sockets."""

import asyncio
import json
import subprocess
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import pytest

from sweepcast.board import AnyValue, encode_board
from sweepcast.conformance.mock import MockGateway, mock_gateway
from sweepcast.conformance.scenarios import ALL, Scenario
from sweepcast.conformance.verdicts import Passed
from tests.consumers.page.test_modules import UNTESTED, node

CLIENT = Path(__file__).parent / "modules" / "client.js"
IN_TIME = 60.0
"""Seconds after which a test gives up waiting for what must come; nothing is measured by it."""
PAUSES = "cut-before-hello"
"""Judges real pauses, which add up to half a minute; the recorded session `pause-grows` says the same without time."""
SCENARIOS = [each for each in ALL if not each.status and each.id != PAUSES]
"""A WebSocket of Node sees no HTTP status, like a browser's."""


@pytest.fixture(scope="module")
def command() -> tuple[str, ...]:
    """How to run Node with a WebSocket: from version 22 on it has one, before that it can be asked for."""
    for options in ((), ("--experimental-websocket",)):
        asked = [node(), *options, "--eval", "process.exit(globalThis.WebSocket ? 0 : 1)"]
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            return (node(), *options)
    pytest.skip(f"{UNTESTED} AGAINST THE MOCK GATEWAY: this Node.js has no WebSocket; install node 22 or newer")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
async def test_the_sdk_takes_it_well(scenario: Scenario, command: tuple[str, ...]) -> None:
    """It behaves on the wire as the protocol asks, delivers each turn once, and ends with the gateway's boards."""
    expected_turns = [list(each) for each in scenario.expected_turns()]
    async with mock_gateway(scenario) as gateway, asyncio.timeout(IN_TIME):
        client = await asyncio.create_subprocess_exec(
            *command, str(CLIENT), gateway.url, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        try:
            told = await what_it_tells(client, gateway, len(expected_turns))
        finally:
            if client.returncode is None:
                client.kill()
                await client.wait()
    *turns, boards = told
    assert gateway.verdict == Passed()
    assert turns == expected_turns
    if not scenario.ends:
        assert known(boards) == final_boards(gateway)


def final_boards(gateway: MockGateway) -> dict[str, dict[str, object]]:
    """Return the boards of all current nights."""
    nights = gateway.feed.nights(gateway.feed.end)
    return {each: json.loads(encode_board(nights[each].board)) for each in gateway.feed.current(gateway.feed.end)}


def known(boards: object) -> dict[str, dict[str, object]]:
    """Return boards without values of types that this version does not know: the SDK hands them on as they are."""
    assert isinstance(boards, dict)
    types = {each.__struct_config__.tag for each in AnyValue.__args__}
    return {
        ceremony: {address: value for address, value in board.items() if value["type"] in types}
        for ceremony, board in boards.items()
    }


async def what_it_tells(client: Process, gateway: MockGateway, turns: int) -> list[object]:
    """Return what the client prints: it is told to end behind so many turns, where it does not end by itself."""
    assert client.stdin is not None
    assert client.stdout is not None
    told: list[object] = []
    if not gateway.scenario.ends:
        while len(told) < turns:
            told.append(json.loads(await client.stdout.readline()))
        await gateway.until(lambda gateway: gateway.played)
        client.stdin.close()
    rest = await client.stdout.read()
    return [*told, *map(json.loads, rest.splitlines())]
