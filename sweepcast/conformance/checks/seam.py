"""The seam between snapshot and turns, and that all ways to a board lead to the same one."""

import asyncio
from contextlib import AsyncExitStack

from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Connection, Gateway
from sweepcast.conformance.judging import (
    judge_history,
    judge_seam,
    judge_snapshot,
    judge_turns,
    sequences,
    snapshots_in,
)
from sweepcast.conformance.seen import Turn
from sweepcast.conformance.verdicts import Problem, Verdict, verdict
from sweepcast.filters import EVERYTHING

NEWCOMERS = 12
QUIET = "no turn came in meanwhile: the seam itself was not crossed; check again while a night goes on"


@check("snapshot-is-board", "Frames", "A snapshot is what the turns of its night up to its sequence make.")
async def snapshot_is_board(gateway: Gateway) -> Verdict:
    """Hold every snapshot of a connection against the turns over HTTP."""
    async with gateway.connect() as connection:
        frames = await connection.opening()
    problems: list[Problem] = []
    for snapshot in snapshots_in(frames):
        turns = await gateway.turns(snapshot.data.ceremony)
        problems += judge_snapshot(snapshot, turns, EVERYTHING)
    return verdict(problems, "" if snapshots_in(frames) else "there is no night yet")


@check("turns-make-board", "HTTP", "A night's turns over HTTP count from 1 without holes, and make its board.")
async def turns_make_board(gateway: Gateway) -> Verdict:
    """Hold the board over HTTP against the turns over HTTP."""
    ceremony = await gateway.night()
    board = await gateway.board(ceremony)
    return verdict(judge_history(await gateway.turns(ceremony), board.board, board.sequence))


@check(
    "seam", "In short", "Who connects while turns come in gets a snapshot and the turns behind it: no gap, no repeat."
)
async def seam(gateway: Gateway) -> Verdict:
    """Let newcomers connect one after the other, and hold their boards against those of one who was there before."""
    async with AsyncExitStack() as stack:
        witness = await stack.enter_async_context(gateway.connect())
        await witness.opening()
        newcomers: list[Connection] = []
        for _ in range(NEWCOMERS):
            newcomers.append(await stack.enter_async_context(gateway.connect()))
            await newcomers[-1].opening()
            await asyncio.sleep(gateway.watch / NEWCOMERS)
        await witness.drain()
        last = sequences(each for each in witness.seen if isinstance(each.frame, Turn))
        await asyncio.gather(*(_catch_up(each, last) for each in newcomers))
        await asyncio.gather(*(each.heartbeat() for each in newcomers))
    problems = [problem for each in newcomers for problem in judge_seam(witness.seen, each.seen)]
    return verdict([*judge_turns(witness.seen), *problems[:3]], "" if last else QUIET)


async def _catch_up(connection: Connection, last: dict[str, int]) -> None:
    """Read until everything has come that somebody else has seen."""
    for ceremony, sequence in last.items():
        if sequences(connection.seen).get(ceremony, 0) < sequence:
            await connection.until_turn(ceremony, sequence)


CHECKS = (snapshot_is_board, turns_make_board, seam)
