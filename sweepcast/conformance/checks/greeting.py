"""How a connection begins: hello, the snapshots, the subprotocol."""

from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Gateway
from sweepcast.conformance.judging import judge_filter, judge_hello, judge_opening, judge_seam
from sweepcast.conformance.verdicts import Problem, Verdict, verdict
from sweepcast.filters import EVERYTHING
from sweepcast.frames import SUBPROTOCOL, Hello


@check(
    "hello-first", "Frames", "The first frame is hello; it tells the heartbeat, the filter, the delay and the limits."
)
async def hello_first(gateway: Gateway) -> Verdict:
    """Connect without options and look at hello."""
    async with gateway.connect() as connection:
        frames = await connection.opening()
    problems = list(judge_hello(frames))
    hello = frames[0].frame
    if isinstance(hello, Hello):
        problems += judge_filter(hello.data.filter, EVERYTHING)
        if hello.data.delay_seconds:
            problems.append(Problem(expected="no delay", seen=f"{hello.data.delay_seconds:g} s"))
    return verdict(problems)


@check("snapshots-follow", "In short", "Behind hello comes one snapshot of each of its nights, before any turn of it.")
async def snapshots_follow(gateway: Gateway) -> Verdict:
    """Connect without options and read up to a heartbeat."""
    async with gateway.connect() as connection:
        frames = await connection.opening()
        frames += await connection.heartbeat()
    return verdict(judge_opening(frames))


@check(
    "current-nights",
    "Connecting",
    "Without a ceremony, all nights that are not closed are told, and at least one of each award body.",
)
async def current_nights(gateway: Gateway) -> Verdict:
    """Hold hello against the list of nights, asked for before it."""
    listed = await gateway.nights()
    async with gateway.connect() as connection:
        await connection.next("hello")
    told = set(connection.hello.data.ceremonies)
    problems = [
        Problem(
            expected=f"{each.id}, which is not closed, among hello's ceremonies", seen=", ".join(sorted(told)) or "none"
        )
        for each in listed
        if each.sequence and not each.is_closed and each.id not in told
    ]
    bodies = {each.body for each in listed if each.sequence}
    left_out = bodies - {each.body for each in listed if each.id in told}
    problems += [
        Problem(expected=f"a night of {body}", seen=", ".join(sorted(told)) or "none") for body in sorted(left_out)
    ]
    return verdict(problems)


@check("subprotocol", "Connecting", "A client that offers the subprotocol cloudevents.json gets it.")
async def subprotocol(gateway: Gateway) -> Verdict:
    """Offer it."""
    async with gateway.connect() as connection:
        got = connection.connection.subprotocol
        await connection.next("hello")
    return verdict(_differs(SUBPROTOCOL, got))


@check("no-subprotocol", "Connecting", "A client that offers no subprotocol gets none, and the same frames.")
async def no_subprotocol(gateway: Gateway) -> Verdict:
    """Offer none."""
    async with gateway.connect(subprotocols=()) as connection:
        frames = await connection.opening()
        problems = _differs(None, connection.connection.subprotocol)
    return verdict([*problems, *judge_hello(frames), *judge_opening(frames)])


@check("no-compression", "Compression", "A client that offers no compression gets none.")
async def no_compression(gateway: Gateway) -> Verdict:
    """Offer none: the handshake, or the first compressed frame, fails where there is some."""
    async with gateway.connect() as connection:
        frames = await connection.opening()
    return verdict([*judge_hello(frames), *judge_opening(frames)])


@check("compression", "Compression", "A client that offers compression gets the same frames.")
async def compression(gateway: Gateway) -> Verdict:
    """Connect without and with the offer, and hold the boards against each other."""
    async with gateway.connect() as connection:
        plain = await connection.opening()
    async with gateway.connect(compression=True) as connection:
        frames = await connection.opening()
        note = "" if connection.is_compressed else "the gateway does not take it"
    return verdict([*judge_hello(frames), *judge_seam(plain, frames)], note)


def _differs(expected: str | None, seen: str | None) -> list[Problem]:
    if expected == seen:
        return []
    return [Problem(expected=f"the subprotocol {expected or 'none'}", seen=seen or "none")]


CHECKS = (hello_first, snapshots_follow, current_nights, subprotocol, no_subprotocol, no_compression, compression)
