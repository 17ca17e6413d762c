"""Our own gateway, over real sockets, with turns coming in meanwhile: every check of the kit passes."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress

import msgspec
import pytest

from consumers.gateway.gateway import Gateway as OwnGateway
from consumers.gateway.gateway import running
from consumers.gateway.tokens import sign
from sweepcast.conformance.catalogue import ALL
from sweepcast.conformance.checking import Check
from sweepcast.conformance.gateway import Address, Gateway
from sweepcast.conformance.night import night
from sweepcast.conformance.verdicts import Passed
from sweepcast.settings import Settings
from sweepcast.turns import TURNS, TurnData, turn_of
from tests.consumers.gateway.conftest import Records
from tests.consumers.gateway.turns import EPOCH
from tests.sweepcast.conformance.faults import LIVE

WATCH_SECONDS = 0.5
TURN_EVERY_SECONDS = 0.05
SECRET = "s" * 32
OPEN = Settings(feed_port=0, http_port=0, heartbeat_seconds=0.2, connections_per_address=10_000)
CLOSED = msgspec.structs.replace(OPEN, token_secret=SECRET, origins="https://ours.example", connections_per_address=20)
NEEDS_CLOSED = frozenset({"refusal-token", "refusal-origin", "refusal-crowd"})
"""The checks of what only a gateway does that does not serve everybody."""
CANNOT_HERE = frozenset({"cursor-too-old"})
"""The log of so few turns is held whole."""


def records_of(turns: Iterable[TurnData], first: int = 0) -> list[bytes]:
    """Return the records of turns whose announcements stand one behind the other from the offset `first`."""
    records = []
    for offset, turn in enumerate(turns, first):
        position = msgspec.structs.replace(turn.cause.position, offset=offset)
        cause = msgspec.structs.replace(turn.cause, position=position)
        records.append(TURNS.encode(turn_of(msgspec.structs.replace(turn, cause=cause))))
    return records


ALL_RECORDS = records_of(turn for year in range(2019, 2040) for turn in night(year))
SAID = 26
"""So many have been said at the beginning: a whole night, and ten turns of the next."""


@asynccontextmanager
async def own_gateway(
    settings: Settings, *, epoch: bytes = EPOCH, said: int = SAID, live: bool = False
) -> AsyncIterator[OwnGateway]:
    """Run our gateway with so many turns said; `live`: while more come in."""
    records = Records()

    async def go_on() -> None:
        for each in ALL_RECORDS[said:]:
            await asyncio.sleep(TURN_EVERY_SECONDS)
            records.add(each, told_at=time.time())

    async with running(settings, records.edges) as gateway:
        await records.whole(*ALL_RECORDS[:said], epoch=epoch)
        going = asyncio.create_task(go_on()) if live else None
        try:
            yield gateway
        finally:
            gateway.hurry.set()
            if going is not None:
                going.cancel()
                with suppress(asyncio.CancelledError):
                    await going


def checked(gateway: OwnGateway, token: str | None = None, cursors: Mapping[str, str] | None = None) -> Gateway:
    """Return a running gateway as the kit checks it."""
    address = Address(feed=gateway.addresses.feed, http=gateway.addresses.page.rstrip("/"), token=token)
    return Gateway(address, watch=WATCH_SECONDS, cursors=cursors, crowd=30)


async def foreign_cursors(check: str) -> dict[str, str]:
    """Return the cursor of another gateway, where a check needs one."""
    others = {"cursor-of-another-log": (b"that-log-16bytes", SAID), "cursor-ahead": (EPOCH, SAID + 5)}
    if check not in others:
        return {}
    epoch, said = others[check]
    async with own_gateway(OPEN, epoch=epoch, said=said) as other, checked(other).connect() as connection:
        await connection.opening()
        return {check: (await connection.heartbeat())[-1].frame.cursor}


@pytest.mark.parametrize("check", [each for each in ALL if each.id not in CANNOT_HERE], ids=lambda each: each.id)
async def test_it_passes(check: Check) -> None:
    """Nothing is skipped but what cannot be seen here; the cursors of other gateways come from other gateways."""
    settings, token = OPEN, None
    if check.id in NEEDS_CLOSED:
        settings, token = CLOSED, sign((SECRET,), "conformance", time.time() + 3600, time.time())
    cursors = await foreign_cursors(check.id)
    async with own_gateway(settings, live=check.id in LIVE) as gateway:
        verdict = await check.run(checked(gateway, token, cursors))
    assert isinstance(verdict, Passed)
    assert check.id not in LIVE or "no turn" not in verdict.note
