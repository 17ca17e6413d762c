"""Server-Sent Events: the same frames, ids and cursors as over the websocket."""

from collections.abc import Iterator, Sequence

from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Events, Gateway
from sweepcast.conformance.judging import (
    judge_hello,
    judge_not_resumed,
    judge_opening,
    judge_resumed,
    judge_snapshot,
    snapshots_in,
)
from sweepcast.conformance.seen import Seen, Turn
from sweepcast.conformance.verdicts import CannotTell, Problem, Verdict, verdict
from sweepcast.filters import filter_of
from sweepcast.frames import Heartbeat


def judge_ids(events: Sequence[tuple[str, Seen]]) -> Iterator[Problem]:
    """The id of an event is the cursor of its frame."""
    for event_id, seen in events:
        if event_id != seen.frame.cursor:
            yield Problem(expected=f"the cursor {seen.frame.cursor} as id", seen=event_id, frames=(seen.shown,))
            return


@check(
    "sse-opening", "Server-Sent Events", "Over SSE too hello comes first, snapshots follow, and each id is a cursor."
)
async def sse_opening(gateway: Gateway) -> Verdict:
    """Read the feed over SSE, whole and filtered, up to the snapshots."""
    problems: list[Problem] = []
    for options, wanted in (((), filter_of()), ((("kind", "milestone"),), filter_of(kinds=["milestone"]))):
        async with gateway.events(*options) as stream:
            events = await stream.opening()
        if not stream.content_type.startswith("text/event-stream"):
            problems.append(Problem(expected="the content type text/event-stream", seen=stream.content_type))
        frames = [seen for _, seen in events]
        problems += [*judge_ids(events), *judge_hello(frames), *judge_opening(frames)]
        for snapshot in snapshots_in(frames):
            problems += judge_snapshot(snapshot, await gateway.turns(snapshot.data.ceremony), wanted)
    return verdict(problems[:3])


@check("sse-resumes", "Server-Sent Events", "At the same cursor, SSE tells the same turns, with the same cursors.")
async def sse_resumes(gateway: Gateway) -> Verdict:
    """Resume amid a night, with the cursor in the query."""
    ceremony, turns, place = await _amid(gateway)
    async with gateway.events(("ceremony", ceremony), ("cursor", turns[place].cursor)) as stream:
        events = await _through(stream, turns[-1].data.sequence, begin=place + 1 == len(turns))
    return verdict(_judged(events, turns[place + 1 :]))


@check("sse-last-event-id", "Server-Sent Events", "Last-Event-ID resumes, and stands above `cursor` in the query.")
async def sse_last_event_id(gateway: Gateway) -> Verdict:
    """Resume with the header, and with another cursor in the query."""
    ceremony, turns, place = await _amid(gateway)
    options = (("ceremony", ceremony), ("cursor", turns[-1].cursor))
    async with gateway.events(*options, last_event_id=turns[place].cursor) as stream:
        events = await _through(stream, turns[-1].data.sequence, begin=place + 1 == len(turns))
    problems = list(_judged(events, turns[place + 1 :]))
    async with gateway.events(last_event_id="no cursor") as stream:
        problems += judge_not_resumed([seen for _, seen in await stream.opening()], ("cursor-malformed",))
    return verdict(problems[:3])


@check("sse-heartbeat", "Server-Sent Events", "Heartbeats come over SSE too; the websocket resumes at the last id.")
async def sse_heartbeat(gateway: Gateway) -> Verdict:
    """Wait for a heartbeat over SSE, and go on at its id over the websocket."""
    async with gateway.connect() as connection:
        await connection.next("hello")
        patience = connection.heartbeat_patience
    async with gateway.events(within=patience) as stream:
        await stream.opening()
        await stream.until("a heartbeat", lambda seen: isinstance(seen.frame, Heartbeat))
    async with gateway.connect(("cursor", stream.seen[-1][0])) as connection:
        await connection.opening()
    return verdict([*judge_ids(stream.seen), *judge_resumed(connection.seen, ())])


async def _amid(gateway: Gateway) -> tuple[str, list[Turn], int]:
    ceremony = await gateway.night()
    turns = await gateway.turns(ceremony)
    return ceremony, turns, max(len(turns) // 2 - 1, 0)


async def _through(stream: Events, sequence: int, *, begin: bool) -> list[tuple[str, Seen]]:
    """Return the events up to a turn, or those of the beginning alone."""
    await stream.opening()
    if not begin:
        await stream.until(
            f"turn {sequence}", lambda seen: isinstance(seen.frame, Turn) and seen.frame.data.sequence >= sequence
        )
    return stream.seen


def _judged(events: Sequence[tuple[str, Seen]], turns: Sequence[Turn]) -> Iterator[Problem]:
    frames = [seen for _, seen in events]
    first = frames[0]
    if "cursor-too-old" in first.text:
        raise CannotTell("the gateway no longer holds the turns of this night: announce or replay another one")
    yield from judge_ids(events)
    yield from judge_resumed(frames, turns)
    for seen, turn in zip((each for each in frames if isinstance(each.frame, Turn)), turns, strict=False):
        if seen.frame.cursor != turn.cursor or seen.frame.id != turn.id:
            yield Problem(
                expected=f"{turn.id} with the cursor {turn.cursor}, as over HTTP",
                seen=f"{seen.frame.id} with {seen.frame.cursor}",
                frames=(seen.shown,),
            )
            return


CHECKS = (sse_opening, sse_resumes, sse_last_event_id, sse_heartbeat)
