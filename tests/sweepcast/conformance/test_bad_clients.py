"""Clients that break the protocol in one place each, over real sockets: the mock gateway finds them out."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from sweepcast.conformance.mock import MockGateway, mock_gateway
from sweepcast.conformance.scenarios import ALL
from sweepcast.conformance.verdicts import Failed

PATIENCE_SECONDS = 60.0
Behave = Callable[[MockGateway], Awaitable[None]]


@asynccontextmanager
async def line(gateway: MockGateway, query: str = "") -> AsyncIterator[ClientConnection]:
    """Connect to the gateway."""
    async with connect(f"{gateway.url}{query}", ping_interval=None, close_timeout=1.0) as connection:
        yield connection


async def read(gateway: MockGateway, query: str = "") -> str | None:
    """Read until the connection ends; return the last cursor."""
    cursor = None
    with suppress(ConnectionClosed, InvalidHandshake, InvalidMessage, EOFError, OSError):
        async with line(gateway, query) as connection:
            async for message in connection:
                with suppress(ValueError):
                    cursor = json.loads(message)["cursor"]
    return cursor


async def stays_at_home(gateway: MockGateway) -> None:
    """Never connect."""


async def comes_once(gateway: MockGateway) -> None:
    """Do not come back."""
    await read(gateway)


async def comes_always(gateway: MockGateway) -> None:
    """Come back at once, whatever happens, with the last cursor."""
    cursor = await read(gateway)
    for _ in range(len(gateway.scenario.scripts)):
        if not gateway.played:
            cursor = await read(gateway, f"?cursor={cursor}" if cursor else "")
    if gateway.scenario.ends:
        with suppress(InvalidHandshake):
            async with line(gateway):
                pass


async def forgets(gateway: MockGateway) -> None:
    """Come back without a cursor."""
    await read(gateway)
    with suppress(InvalidHandshake):
        async with line(gateway):
            pass


async def leaves(gateway: MockGateway) -> None:
    """Leave after hello, for no reason."""
    async with line(gateway) as connection:
        await connection.recv()


async def chatters(gateway: MockGateway) -> None:
    """Say what is no request."""
    async with line(gateway) as connection:
        await connection.send("good evening")
        await gateway.until(lambda gateway: bool(gateway.visits[0].given))
        while True:
            message = json.loads(await connection.recv())
            if message["type"] == "sweepcast.feed.refused":
                return


SILENT = frozenset({"silence", "gap"})
"""Here this client would wait for many seconds; test_visits.py has what is found then."""

ROWS: list[tuple[str, Behave]] = [
    *((each.id, stays_at_home) for each in ALL),
    *((each.id, comes_once) for each in ALL if len(each.scripts) > 1 and not each.ends and each.id not in SILENT),
    *((each.id, comes_always) for each in ALL if each.ends),
    ("refusal-503", comes_always),
    ("refusal-429", comes_always),
    ("cut-before-hello", comes_always),
    *((each, forgets) for each in ("cut", "torn", "goodbye-4000", "cursor-of-a-heartbeat", "late-snapshot")),
    *((each, leaves) for each in ("plain", "slow", "repeat", "unknown", "unknown-value")),
    ("plain", chatters),
]


@pytest.mark.parametrize(("scenario", "behave"), ROWS, ids=lambda each: getattr(each, "__name__", each))
async def test_it_is_found_out(scenario: str, behave: Behave) -> None:
    """A scenario that every client passes says nothing."""
    played = next(each for each in ALL if each.id == scenario)
    async with mock_gateway(played) as gateway, asyncio.timeout(PATIENCE_SECONDS):
        behaving = asyncio.ensure_future(behave(gateway))
        over = [behaving] if played.ends else [behaving, asyncio.ensure_future(gateway.until(lambda each: each.played))]
        await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
        for each in over:
            each.cancel()
        await asyncio.gather(*over, return_exceptions=True)
    verdict = gateway.verdict
    assert isinstance(verdict, Failed)
    assert all(each.expected and each.seen for each in verdict.problems)
