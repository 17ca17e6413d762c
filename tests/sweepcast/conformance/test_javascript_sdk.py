"""The JavaScript SDK in Node against every scenario of the mock gateway, over real sockets."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from sweepcast.conformance.mock import mock_gateway
from sweepcast.conformance.scenarios import ALL, Scenario
from sweepcast.conformance.verdicts import Passed
from tests.consumers.page.test_modules import node

FOLLOW = Path(__file__).parent / "javascript" / "follow.js"
PATIENCE_SECONDS = 60.0
"""After which a test gives up waiting for what must come; nothing is measured by it."""
SPEED = 5
"""Where a scenario is about pauses, client and gateway count so many seconds to one of the wall's.

The longest pause that is let pass, of 22 of theirs, is 4 of the wall's then: a busy machine may rest for some of them.
"""
SHORT_PAUSES = "0.02"


def is_about_pauses(scenario: Scenario) -> bool:
    """Return whether real pauses are needed, with real chance."""
    return scenario.id == "cut-before-hello" or scenario.status


@asynccontextmanager
async def following(url: str, speed: int, chance: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the follower."""
    process = await asyncio.create_subprocess_exec(
        node(),
        str(FOLLOW),
        url,
        str(speed),
        chance,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def lines(process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    """Yield what it writes."""
    assert process.stdout is not None
    async for line in process.stdout:
        yield line.decode().rstrip("\n")


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.id)
async def test_the_sdk_takes_it_well(scenario: Scenario) -> None:
    """It behaves on the wire as the protocol asks, delivers each turn once, and ends with the gateway's boards."""
    speed, chance = (SPEED, "random") if is_about_pauses(scenario) else (1, SHORT_PAUSES)
    turns: list[str] = []
    boards: dict[str, object] = {}
    async with (
        mock_gateway(scenario, clock=lambda: time.monotonic() * speed) as gateway,
        following(gateway.url, speed, chance) as process,
        asyncio.timeout(PATIENCE_SECONDS),
    ):
        expected = [f"{ceremony} {sequence}" for ceremony, sequence in gateway.expected_turns]
        async for line in lines(process):
            if line.startswith("{"):
                boards = json.loads(line)
                break
            turns.append(line)
            if len(turns) == len(expected) and not scenario.ends:
                await gateway.until(lambda gateway: gateway.played)
                assert process.stdin is not None
                process.stdin.close()
    assert gateway.verdict == Passed()
    assert turns == expected
    if not scenario.ends:
        nights = gateway.feed.nights(gateway.feed.end)
        told = {each: nights[each].board for each in gateway.feed.current(gateway.feed.end)}
        for ceremony, board in msgspec.json.decode(msgspec.json.encode(told)).items():
            mine = boards[ceremony]
            assert isinstance(mine, dict)
            assert {address: value for address, value in mine.items() if address in board} == board
