"""Cursors: resuming at them exactly, and saying aloud where that cannot be."""

import asyncio
from collections.abc import Sequence

from sweepcast.conformance.checking import Check, check
from sweepcast.conformance.gateway import Gateway
from sweepcast.conformance.judging import (
    judge_alike,
    judge_hello,
    judge_not_resumed,
    judge_resumed,
    judge_turns,
    sequences,
    turns_in,
)
from sweepcast.conformance.seen import Seen, Turn
from sweepcast.conformance.verdicts import CannotTell, Problem, Verdict, verdict
from sweepcast.frames import Hello

PLACES = 6
"""So many places of a night are resumed at."""


@check(
    "resume-exact", "Cursors", "At the cursor of any past turn, exactly the turns behind it follow, as told elsewhere."
)
async def resume_exact(gateway: Gateway) -> Verdict:
    """Resume at the cursors of turns over HTTP, from the first to the last."""
    ceremony = await gateway.night()
    turns = await gateway.turns(ceremony)
    places = _places(len(turns))
    came = await asyncio.gather(*(_resumed(gateway, ceremony, turns, place) for place in places))
    honoured = [
        (place, frames) for place, frames in zip(places, came, strict=True) if _reason(frames) != "cursor-too-old"
    ]
    if not honoured:
        raise CannotTell("the gateway no longer holds the turns of this night: announce or replay another one")
    problems: list[Problem] = []
    for place, frames in honoured:
        problems += judge_resumed(frames, turns[place + 1 :])
        problems += judge_turns(frames, {ceremony: turns[place].data.sequence})
    too_old = len(places) - len(honoured)
    return verdict(problems[:3], f"{too_old} of {len(places)} cursors were too old" if too_old else "")


@check("resume-again", "Cursors", "Resumed twice at the same cursor, the same turns with the same cursors come.")
async def resume_again(gateway: Gateway) -> Verdict:
    """Resume twice at a place amid a night."""
    ceremony = await gateway.night()
    turns = await gateway.turns(ceremony)
    if len(turns) < 2:
        raise CannotTell("the night has but one turn: announce some more")
    place = len(turns) // 2 - 1
    first, second = [await _resumed(gateway, ceremony, turns, place) for _ in range(2)]
    if _reason(first) == "cursor-too-old":
        raise CannotTell("the gateway no longer holds the turns of this night: announce or replay another one")
    return verdict([*judge_hello(first, "resumed"), *judge_alike(turns_in(first), turns_in(second))])


@check(
    "resume-newest", "Cursors", "At a heartbeat's cursor nothing is left to tell: no snapshot, and newer turns alone."
)
async def resume_newest(gateway: Gateway) -> Verdict:
    """Come back with the cursor of a heartbeat, and stay for another one."""
    async with gateway.connect() as connection:
        await connection.opening()
        frames = await connection.heartbeat()
        known = sequences(connection.seen)
    async with gateway.connect(("cursor", frames[-1].frame.cursor)) as again:
        await again.opening()
        await again.heartbeat()
    return verdict([*judge_resumed(again.seen, ()), *judge_turns(again.seen, known)])


@check("board-cursor", "Cursors", "The feed goes on from the cursor of a board over HTTP, with that ceremony alone.")
async def board_cursor(gateway: Gateway) -> Verdict:
    """Resume at the cursor of a board."""
    ceremony = await gateway.night()
    board = await gateway.board(ceremony)
    async with gateway.connect(("ceremony", ceremony), ("cursor", board.cursor)) as connection:
        await connection.opening()
        await connection.heartbeat()
    return verdict([*judge_resumed(connection.seen, ()), *judge_turns(connection.seen, {ceremony: board.sequence})])


@check("cursor-unfinished", "Cursors", "Who comes back amid the snapshots is told so, and gets all of them again.")
async def cursor_unfinished(gateway: Gateway) -> Verdict:
    """Come back with the cursor of hello, before any snapshot."""
    async with gateway.connect() as connection:
        hello = await connection.next("hello")
        if not connection.hello.data.ceremonies:
            raise CannotTell("the gateway has no night yet: announce or replay one")
    return await _not_resumed(gateway, hello.frame.cursor, ("cursor-unfinished",))


@check("cursor-of-another-filter", "Cursors", "A cursor belongs to its filter: under another one, snapshots follow.")
async def cursor_of_another_filter(gateway: Gateway) -> Verdict:
    """Come with a cursor of the unfiltered feed, and with a kind; and the other way round."""
    problems: list[Problem] = []
    for before, behind in (((), (("kind", "milestone"),)), ((("kind", "milestone"),), ())):
        async with gateway.connect(*before) as connection:
            await connection.opening()
            cursor = (await connection.heartbeat())[-1].frame.cursor
        async with gateway.connect(*behind, ("cursor", cursor)) as again:
            problems += judge_not_resumed(await again.opening(), ("cursor-of-another-filter",))
    return verdict(problems)


@check("cursor-malformed", "Cursors", "What is no cursor is said to be none, and snapshots follow.")
async def cursor_malformed(gateway: Gateway) -> Verdict:
    """Come with texts that no gateway gives out as cursors."""
    problems: list[Problem] = []
    for text in ("?", "no cursor", "ä", "AAAA", "0" * 200):
        async with gateway.connect(("cursor", text)) as connection:
            problems += judge_not_resumed(await connection.opening(), ("cursor-malformed",))
    return verdict(problems)


def _given(reason: str, says: str) -> Check:
    """Return a check with a cursor that the kit cannot make by itself."""

    async def look(gateway: Gateway) -> Verdict:
        if reason not in gateway.cursors:
            raise CannotTell(f"the kit cannot make such a cursor: give one with --cursor {reason}=TEXT")
        return await _not_resumed(gateway, gateway.cursors[reason], (reason,))

    return Check(id=reason, section="Cursors", says=says, look=look)


async def _not_resumed(gateway: Gateway, cursor: str, reasons: tuple[str, ...]) -> Verdict:
    async with gateway.connect(("cursor", cursor)) as connection:
        frames = await connection.opening()
    return verdict(judge_not_resumed(frames, reasons))


async def _resumed(gateway: Gateway, ceremony: str, turns: Sequence[Turn], place: int) -> list[Seen]:
    """Return what comes behind the cursor of a turn up to the last turn that is known, and a heartbeat."""
    async with gateway.connect(("ceremony", ceremony), ("cursor", turns[place].cursor)) as connection:
        await connection.opening()
        if connection.hello.data.resumed and place + 1 < len(turns):
            await connection.until_turn(ceremony, turns[-1].data.sequence)
        elif connection.hello.data.resumed:
            await connection.heartbeat()
        return connection.seen


def _places(turns: int) -> list[int]:
    """Return some places from 0 to that of the last turn, both included."""
    return sorted({round(each * (turns - 1) / (PLACES - 1)) for each in range(PLACES)})


def _reason(frames: Sequence[Seen]) -> str:
    hello = frames[0].frame
    return hello.data.reason if isinstance(hello, Hello) else ""


CHECKS = (
    resume_exact,
    resume_again,
    resume_newest,
    board_cursor,
    cursor_unfinished,
    cursor_of_another_filter,
    cursor_malformed,
    _given("cursor-of-another-log", "A cursor of a feed that was made anew since is said to be one; snapshots follow."),
    _given("cursor-too-old", "A cursor whose turns are no longer held is said to be one; snapshots follow."),
    _given("cursor-ahead", "A cursor of a gateway that had read more is said to be one; snapshots follow."),
)
