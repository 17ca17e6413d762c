"""Subscribers: acknowledged places are kept, and gone on at."""

from uuid import uuid4

from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Gateway
from sweepcast.conformance.judging import judge_acked, judge_not_resumed, judge_refused, judge_resumed
from sweepcast.conformance.seen import Turn
from sweepcast.conformance.verdicts import CannotTell, Verdict, verdict
from sweepcast.frames import Acked, Refused


@check(
    "ack-resumes", "Requests", "A subscriber without a cursor goes on exactly at the place that it acknowledged last."
)
async def ack_resumes(gateway: Gateway) -> Verdict:
    """Acknowledge a turn amid a night, then the newest place, coming back each time under the same name."""
    ceremony = await gateway.night()
    turns = await gateway.turns(ceremony)
    place = max(len(turns) // 2 - 1, 0)
    options = (("subscriber", _name()), ("ceremony", ceremony))
    async with gateway.connect(*options) as connection:
        await connection.opening()
        answer = await connection.ask({"type": "ack", "id": "1", "cursor": turns[place].cursor})
        if isinstance(answer.frame, Refused) and answer.frame.data.code == "cannot-keep-place":
            raise CannotTell(f"the gateway cannot keep places now: {answer.frame.data.detail}")
        problems = list(judge_acked(answer, "1"))
    async with gateway.connect(*options) as again:
        await again.opening()
        if again.hello.data.resumed and place + 1 < len(turns):
            await again.until_turn(ceremony, turns[-1].data.sequence)
        problems += judge_resumed(again.seen, turns[place + 1 :])
        newest = next((each.frame for each in reversed(again.seen) if isinstance(each.frame, Turn)), turns[place])
        problems += judge_acked(await again.ask({"type": "ack", "id": "2", "cursor": newest.cursor}), "2")
    async with gateway.connect(*options) as last:
        await last.opening()
        problems += judge_resumed(last.seen, ())
    return verdict(problems[:3])


@check(
    "ack-cursor-first", "Connecting", "A cursor in the query stands above the place that the subscriber acknowledged."
)
async def ack_cursor_first(gateway: Gateway) -> Verdict:
    """Acknowledge the newest place, and come back under that name with the cursor of the first turn."""
    ceremony = await gateway.night()
    turns = await gateway.turns(ceremony)
    options = (("subscriber", _name()), ("ceremony", ceremony))
    async with gateway.connect(*options) as connection:
        await connection.opening()
        answer = await connection.ask({"type": "ack", "id": "1", "cursor": turns[-1].cursor})
    if not isinstance(answer.frame, Acked):
        raise CannotTell("the gateway keeps no place now: see ack-resumes")
    async with gateway.connect(*options, ("cursor", turns[0].cursor)) as again:
        await again.opening()
        if again.hello.data.reason == "cursor-too-old":
            raise CannotTell("the gateway no longer holds the turns of this night: announce or replay another one")
        if again.hello.data.resumed and len(turns) > 1:
            await again.until_turn(ceremony, turns[-1].data.sequence)
    return verdict(judge_resumed(again.seen, turns[1:]))


@check("ack-anew", "Cursors", "A subscriber that has a place says cursor=anew, which is none, to start with snapshots.")
async def ack_anew(gateway: Gateway) -> Verdict:
    """Acknowledge a place, and start anew under that name."""
    ceremony = await gateway.night()
    turns = await gateway.turns(ceremony)
    options = (("subscriber", _name()), ("ceremony", ceremony))
    async with gateway.connect(*options) as connection:
        await connection.opening()
        answer = await connection.ask({"type": "ack", "id": "1", "cursor": turns[-1].cursor})
    if not isinstance(answer.frame, Acked):
        raise CannotTell("the gateway keeps no place now: see ack-resumes")
    async with gateway.connect(*options, ("cursor", "anew")) as again:
        frames = await again.opening()
    return verdict(judge_not_resumed(frames, ("cursor-malformed",)))


@check("ack-malformed-cursor", "Requests", "What is no cursor cannot be acknowledged: refused with malformed-cursor.")
async def ack_malformed_cursor(gateway: Gateway) -> Verdict:
    """Acknowledge a text that no gateway gave out."""
    async with gateway.connect(("subscriber", _name())) as connection:
        await connection.opening()
        answer = await connection.ask({"type": "ack", "id": "1", "cursor": "no cursor"})
    return verdict(judge_refused(answer, ("malformed-cursor",), "1"))


def _name() -> str:
    """Return the name of a subscriber that nobody else has."""
    return f"conformance-{uuid4().hex[:12]}"


CHECKS = (ack_resumes, ack_cursor_first, ack_anew, ack_malformed_cursor)
