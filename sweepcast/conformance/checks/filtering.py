"""Filters: filtered snapshots and turns, and changing the filter amid a connection."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

import msgspec

from sweepcast.conformance.boards import board_at, selected_turns
from sweepcast.conformance.checking import Check, check
from sweepcast.conformance.gateway import Connection, Gateway
from sweepcast.conformance.judging import (
    judge_changed_filter,
    judge_filter,
    judge_filtered_turns,
    judge_hello,
    judge_not_resumed,
    judge_opening,
    judge_resumed,
    judge_snapshot,
    snapshots_in,
    turns_in,
)
from sweepcast.conformance.seen import Board, Seen, Turn
from sweepcast.conformance.verdicts import CannotTell, Problem, Verdict, verdict
from sweepcast.filters import EVERYTHING, Filter, filter_of
from sweepcast.frames import Filtered, Hello
from sweepcast.requests import LONGEST_DELAY_SECONDS

KINDS = ("ceremony", "stage", "category", "work", "standing", "milestone")
MOST_EACH = 4
"""So many subjects of one dimension are filtered by."""
_OPTIONS = {"ceremonies": "ceremony", "kinds": "kind", "works": "work", "people": "person", "categories": "category"}


def options_of(wanted: Filter) -> list[tuple[str, str]]:
    """Return a filter as options of the query."""
    ids = msgspec.structs.asdict(wanted)
    return [(option, each) for dimension, option in _OPTIONS.items() for each in ids[dimension]]


def subjects(board: Board, dimension: str) -> list[str]:
    """Return ids by which a board can be filtered, those about which there is most to tell first."""
    if dimension == "kinds":
        milestones = {str(each.get("kind")) for each in board.values() if each.get("type") == "milestone"}
        return [*KINDS, *sorted(milestones)[:MOST_EACH]]
    if dimension == "categories":
        return [address.partition("/")[2] for address in sorted(board) if address.startswith("category/")][:MOST_EACH]
    of = "work" if dimension == "works" else "person"
    standings = [
        (int(each.get("wins", 0)), int(each.get("nominations", 0)), str(each.get("id")))
        for address, each in board.items()
        if address.startswith(f"standing/{of}/")
    ]
    return [subject for _, _, subject in sorted(standings, reverse=True)[:MOST_EACH]]


def _by(dimension: str, what: str) -> Check:
    async def look(gateway: Gateway) -> Verdict:
        ceremony = await gateway.night()
        board = (await gateway.board(ceremony)).board
        found = subjects(board, dimension)
        if not found:
            raise CannotTell(f"{ceremony} has no {what} to filter by")
        wanted = [filter_of(ceremonies=[ceremony], **{dimension: [each]}) for each in found]
        return verdict((await _judged(gateway, ceremony, wanted))[:3])

    says = f"A snapshot filtered by {what} is the whole board without the values that are not selected."
    return Check(id=f"filter-{_OPTIONS[dimension]}", section="Filters", says=says, look=look)


@check(
    "filter-several",
    "Filters",
    "Kinds must all hold together with works, people and categories, any one of which is enough.",
)
async def filter_several(gateway: Gateway) -> Verdict:
    """Name kinds and subjects together."""
    ceremony = await gateway.night()
    board = (await gateway.board(ceremony)).board
    about = {each: subjects(board, each)[:2] for each in ("works", "people", "categories")}
    wanted = [
        filter_of(ceremonies=[ceremony], **about),
        filter_of(ceremonies=[ceremony], kinds=["standing", "category"], **about),
        filter_of(ceremonies=[ceremony], kinds=["milestone", "stage"]),
    ]
    return verdict((await _judged(gateway, ceremony, wanted))[:3])


@check("filter-ceremony", "Filters", "With a ceremony alone its board is whole, and no other night is told.")
async def filter_ceremony(gateway: Gateway) -> Verdict:
    """Ask for one night, and for one that has not begun."""
    ceremony = await gateway.night()
    problems = await _judged(gateway, ceremony, [filter_of(ceremonies=[ceremony])])
    unknown = "conformance-9999"
    async with gateway.connect(("ceremony", unknown)) as connection:
        frames = await connection.opening()
    problems += [*judge_hello(frames), *judge_opening(frames)]
    if connection.hello.data.ceremonies:
        seen = ", ".join(connection.hello.data.ceremonies)
        problems.append(Problem(expected=f"nothing to begin with of {unknown}, which has not begun", seen=seen))
    return verdict(problems[:3])


@check(
    "filtered-turns",
    "Filters",
    "A filtered turn is the difference of two filtered boards, and comes only if there is one.",
)
async def filtered_turns(gateway: Gateway) -> Verdict:
    """See past turns by catching up from the longest delay, and those that come in meanwhile."""
    ceremony = await gateway.night()
    wanted = _telling(ceremony, (await gateway.board(ceremony)).board)
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(_delayed(gateway, each)) for each in wanted]
        for each in connections:
            await each.opening()
            await each.ask({"type": "delay", "seconds": 0})
        # Whatever comes in meanwhile is seen too.
        await asyncio.sleep(gateway.watch)
        turns = await gateway.turns(ceremony)
        expected = [_expected(each, turns, filter_) for each, filter_ in zip(connections, wanted, strict=True)]
        if not any(expected):
            raise CannotTell("no turn came in, and none in the last minutes: check again while a night goes on")
        await asyncio.gather(*(_until(*each, ceremony) for each in zip(connections, expected, strict=True)))
        await asyncio.gather(*(each.heartbeat() for each in connections))
    problems = [
        problem
        for each, filter_ in zip(connections, wanted, strict=True)
        for problem in judge_filtered_turns(_begin(each), turns, turns_in(each.seen), filter_)
    ]
    return verdict(problems[:3], f"{sum(map(len, expected))} filtered turns were looked at")


@check(
    "filter-change", "Requests", "A filter is changed amid a connection: filtered, snapshots of its nights, its turns."
)
async def filter_change(gateway: Gateway) -> Verdict:
    """Narrow the filter to milestones, widen it to everything, name a night."""
    ceremony = await gateway.night()
    problems: list[Problem] = []
    async with gateway.connect() as connection:
        await connection.opening()
        for request, wanted in enumerate(
            (filter_of(kinds=["milestone"]), EVERYTHING, filter_of(ceremonies=[ceremony], kinds=["standing"])), 1
        ):
            before = await _nights(gateway, wanted)
            frames = await _changed(connection, str(request), wanted)
            problems += judge_changed_filter(frames, str(request), wanted, (before, await _nights(gateway, wanted)))
            for snapshot in snapshots_in(frames):
                turns = await gateway.turns(snapshot.data.ceremony)
                problems += judge_snapshot(snapshot, turns, wanted)
    return verdict(problems[:3])


@check("filter-change-resumes", "Requests", "Behind a change of the filter, cursors belong to the new filter.")
async def filter_change_resumes(gateway: Gateway) -> Verdict:
    """Change the filter, and come back with the cursor of a heartbeat behind that, under the new and the old filter."""
    wanted = filter_of(kinds=["milestone"])
    async with gateway.connect() as connection:
        await connection.opening()
        await _changed(connection, "1", wanted)
        cursor = (await connection.heartbeat())[-1].frame.cursor
    async with gateway.connect(*options_of(wanted), ("cursor", cursor)) as new:
        await new.opening()
        problems = [*judge_resumed(new.seen, ())]
    async with gateway.connect(("cursor", cursor)) as old:
        problems += judge_not_resumed(await old.opening(), ("cursor-of-another-filter",))
    return verdict(problems)


async def _judged(gateway: Gateway, ceremony: str, filters: Iterable[Filter]) -> list[Problem]:
    """Return what is wrong with what connections of these filters, of one night each, begin with."""
    problems: list[Problem] = []
    for wanted in filters:
        async with gateway.connect(*options_of(wanted)) as connection:
            frames = await connection.opening()
        problems += [*judge_hello(frames), *judge_opening(frames)]
        hello = frames[0].frame
        if isinstance(hello, Hello):
            problems += judge_filter(hello.data.filter, wanted)
        snapshots = snapshots_in(frames)
        if [each.data.ceremony for each in snapshots] != [ceremony]:
            problems.append(Problem(expected=f"one snapshot, of {ceremony}", seen=str(len(snapshots))))
        turns = await gateway.turns(ceremony)
        for snapshot in snapshots:
            problems += judge_snapshot(snapshot, turns, wanted)
    return problems


def _telling(ceremony: str, board: Board) -> list[Filter]:
    """Return filters that have much to tell of a board."""
    works, people, categories = (subjects(board, each)[:1] for each in ("works", "people", "categories"))
    return [
        filter_of(ceremonies=[ceremony], kinds=["standing"]),
        filter_of(ceremonies=[ceremony], kinds=["stage", "milestone"]),
        filter_of(ceremonies=[ceremony], kinds=["category"]),
        *(filter_of(ceremonies=[ceremony], works=[each]) for each in works),
        *(filter_of(ceremonies=[ceremony], kinds=["milestone"], works=[each]) for each in works),
        filter_of(ceremonies=[ceremony], people=people, categories=categories, kinds=["milestone", "category"]),
    ]


def _delayed(gateway: Gateway, wanted: Filter) -> AbstractAsyncContextManager[Connection]:
    return gateway.connect(*options_of(wanted), ("delay", f"{LONGEST_DELAY_SECONDS:g}"))


def _begin(connection: Connection) -> int:
    """Return the sequence of the snapshot with which a connection began; 0 for a night that had not begun."""
    return max((each.data.sequence for each in snapshots_in(connection.seen)), default=0)


def _expected(connection: Connection, turns: Sequence[Turn], wanted: Filter) -> list[int]:
    begin = _begin(connection)
    behind = [each for each in turns if each.data.sequence > begin]
    return [sequence for sequence, _ in selected_turns(board_at(turns, begin), behind, wanted)]


async def _until(connection: Connection, expected: Sequence[int], ceremony: str) -> None:
    came = {each.data.sequence for each in turns_in(connection.seen)}
    if expected and not any(each >= expected[-1] for each in came):
        await connection.until_turn(ceremony, expected[-1])


async def _nights(gateway: Gateway, wanted: Filter) -> tuple[str, ...]:
    """Return the nights with which a connection of a filter begins."""
    async with gateway.connect(*options_of(wanted)) as connection:
        await connection.next("hello")
        return connection.hello.data.ceremonies


async def _changed(connection: Connection, request: str, wanted: Filter) -> list[Seen]:
    answer = await connection.ask({"type": "filter", "id": request, "filter": msgspec.to_builtins(wanted)}, "filtered")
    frames = [answer]
    if isinstance(answer.frame, Filtered):
        frames += await connection.snapshots(len(answer.frame.data.ceremonies))
    return frames


CHECKS = (
    _by("kinds", "kind"),
    _by("works", "work"),
    _by("people", "person"),
    _by("categories", "category"),
    filter_ceremony,
    filter_several,
    filtered_turns,
    filter_change,
    filter_change_resumes,
)
