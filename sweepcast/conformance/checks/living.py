"""Signs of life: heartbeats in time, pings answered."""

import asyncio

from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Gateway
from sweepcast.conformance.judging import judge_heartbeats
from sweepcast.conformance.verdicts import Problem, Verdict, verdict

BEATS = 3


@check(
    "heartbeat", "Staying connected", "Heartbeats come as often as hello says, also where the filter selects nothing."
)
async def heartbeat(gateway: Gateway) -> Verdict:
    """Wait for some heartbeats, without and with a filter that nothing passes."""
    problems: list[Problem] = []
    async with gateway.connect() as whole, gateway.connect(("work", "no-such-work")) as empty:
        for connection in (whole, empty):
            await connection.opening()
        begin = gateway.clock()
        for _ in range(BEATS):
            await asyncio.gather(whole.heartbeat(), empty.heartbeat())
        for connection in (whole, empty):
            frames = [each for each in connection.seen if each.at >= begin]
            interval = connection.hello.data.heartbeat_seconds
            problems += judge_heartbeats(frames, begin, interval, connection.heartbeat_patience)
    return verdict(problems)


@check("ping", "Staying connected", "A ping of the websocket is answered.")
async def ping(gateway: Gateway) -> Verdict:
    """Ping, and wait for the pong."""
    async with gateway.connect() as connection:
        await connection.next("hello")
        waiter = await connection.connection.ping()
        try:
            async with asyncio.timeout(gateway.patience):
                await waiter
        except TimeoutError:
            return verdict([Problem(expected="a pong", seen=f"none within {gateway.patience:g} s")])
    return verdict([])


CHECKS = (heartbeat, ping)
