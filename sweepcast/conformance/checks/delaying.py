"""The delay: everything is told later, and the delay is changed amid a connection."""

import asyncio
from contextlib import suppress

from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Connection, Gateway
from sweepcast.conformance.judging import (
    judge_delay,
    judge_delayed,
    judge_hello,
    judge_opening,
    judge_refused,
    judge_snapshot,
    judge_turns,
    snapshots_in,
)
from sweepcast.conformance.seen import Snapshot, Turn
from sweepcast.conformance.verdicts import CannotTell, Problem, Unexpected, Verdict, verdict
from sweepcast.filters import EVERYTHING
from sweepcast.requests import LONGEST_DELAY_SECONDS

DELAY_SECONDS = 1.0
ASK_EVERY_SECONDS = 0.05


@check(
    "delay-told", "Connecting", "With a delay, hello tells it, and each snapshot is the board as it stood at its turn."
)
async def delay_told(gateway: Gateway) -> Verdict:
    """Connect with a delay, and hold the snapshots against the turns over HTTP."""
    async with gateway.connect(("delay", "30")) as connection:
        frames = await connection.opening()
    problems = [*judge_hello(frames), *judge_opening(frames)]
    if connection.hello.data.delay_seconds != 30:
        problems.append(
            Problem(
                expected="delay_seconds 30", seen=str(connection.hello.data.delay_seconds), frames=(frames[0].shown,)
            )
        )
    for snapshot in snapshots_in(frames):
        problems += judge_snapshot(snapshot, await gateway.turns(snapshot.data.ceremony), EVERYTHING)
    return verdict(problems[:3])


@check(
    "delay-holds", "Connecting", "Nothing is told before it is as old as the delay, and everything is told in the end."
)
async def delay_holds(gateway: Gateway) -> Verdict:
    """Watch a night's board over HTTP, and what a delayed connection tells of it."""
    ceremony = await gateway.night()
    options = (("ceremony", ceremony), ("delay", f"{DELAY_SECONDS:g}"))
    async with gateway.connect(*options) as connection:
        reading = asyncio.create_task(_read(connection))
        try:
            absent = await _watched(gateway, ceremony)
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
        last = absent[-1][1]
        if last == absent[0][1]:
            raise CannotTell("no turn came in: check again while a night goes on")
        if not any(sequence >= last for _, sequence in _told(connection, ceremony)):
            await connection.until_turn(ceremony, last)
    problems = [*judge_delay(_told(connection, ceremony), absent, DELAY_SECONDS), *judge_turns(connection.seen)]
    return verdict(problems)


@check("delay-change", "Requests", "A delay is changed amid a connection, and one that is too long is refused.")
async def delay_change(gateway: Gateway) -> Verdict:
    """Ask for a delay, for one that is too long, and for none."""
    async with gateway.connect() as connection:
        await connection.opening()
        problems = list(judge_delayed(await connection.ask(_delay("1", 5.0)), "1", 5.0))
        too_long = await connection.ask(_delay("2", LONGEST_DELAY_SECONDS + 1))
        problems += judge_refused(too_long, ("malformed-request",), "2", or_unnamed=True)
        problems += judge_delayed(await connection.ask(_delay("3", 0.0)), "3", 0.0)
    return verdict(problems)


def _delay(request: str, seconds: float) -> dict[str, object]:
    return {"type": "delay", "id": request, "seconds": seconds}


async def _read(connection: Connection) -> None:
    """Write down what comes, until it is enough."""
    with suppress(Unexpected):  # what is missing is said by who waits for it
        while True:
            await connection.next("a frame", connection.heartbeat_patience if connection.seen else None)


async def _watched(gateway: Gateway, ceremony: str) -> list[tuple[float, int]]:
    """Return moments, and the last sequence that was there: asked later, so what is not in it was not there then."""
    begin = gateway.clock()
    absent: list[tuple[float, int]] = []
    # Once more in the end: however long an answer took, there was time for a turn behind it.
    while not absent or absent[-1][0] - begin < gateway.watch:
        await asyncio.sleep(ASK_EVERY_SECONDS if absent else 0)
        asked_at = gateway.clock()
        absent.append((asked_at, (await gateway.board(ceremony)).sequence))
    return absent


def _told(connection: Connection, ceremony: str) -> list[tuple[float, int]]:
    return [
        (each.at, each.frame.data.sequence)
        for each in connection.seen
        if isinstance(each.frame, Snapshot | Turn) and each.frame.data.ceremony == ceremony
    ]


CHECKS = (delay_told, delay_holds, delay_change)
