"""Limits: messages that are too large or too many end the connection with the code that says so."""

import asyncio
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from sweepcast.close_codes import CloseCode
from sweepcast.conformance.checking import check
from sweepcast.conformance.gateway import Connection, Gateway
from sweepcast.conformance.verdicts import CannotTell, Problem, Unexpected, Verdict, verdict
from sweepcast.frames import Hello, ToldLimits

TOO_BIG = 1009
BOMB = 100
"""So many times the largest message is still smaller than one, compressed."""
MOST_MESSAGES = 20_000
"""No more are sent to see the limit at work."""


@check("message-too-big", "Staying connected", "A message larger than hello allows ends the connection with 1009.")
async def message_too_big(gateway: Gateway) -> Verdict:
    """Send one byte more than allowed."""
    async with gateway.connect() as connection:
        await connection.opening()
        await connection.say(" " * (_limits(connection.hello).message_bytes + 1))
        code, _ = await connection.closed()
    return verdict([] if code == TOO_BIG else [Problem(expected="close code 1009", seen=str(code))])


@check(
    "compressed-too-big",
    "Compression",
    "A compressed message is as large as what it says: 1009.",
)
async def compressed_too_big(gateway: Gateway) -> Verdict:
    """Send many times as much as allowed, in as few bytes as compression makes of it."""
    async with gateway.connect(compression=True) as connection:
        await connection.opening()
        if not connection.is_compressed:
            raise CannotTell("the gateway does not take compression")
        await connection.say(" " * (BOMB * _limits(connection.hello).message_bytes))
        code, _ = await connection.closed()
    return verdict([] if code == TOO_BIG else [Problem(expected="close code 1009", seen=str(code))])


@check("message-just-fits", "Staying connected", "A message as large as hello allows is taken.")
async def message_just_fits(gateway: Gateway) -> Verdict:
    """Send a request that is filled up to the limit with spaces."""
    async with gateway.connect() as connection:
        await connection.opening()
        size = _limits(connection.hello).message_bytes
        await connection.ask(
            '{"type": "delay", "seconds": 0}'.ljust(size), "an answer to a message of the largest size"
        )
    return verdict([])


@check("too-many-messages", "Staying connected", "Too many messages end the connection with goodbye and 4500.")
async def too_many_messages(gateway: Gateway) -> Verdict:
    """Send more than hello allows in a minute, at once."""
    async with gateway.connect() as connection:
        await connection.opening()
        allowed = _limits(connection.hello).messages_per_minute
        if allowed > MOST_MESSAGES:
            raise CannotTell(f"{allowed} messages a minute are allowed: more than the kit sends")
        # Read and send at once: else the answers would fill both ends.
        closed = asyncio.create_task(connection.closed())
        await _send(connection, allowed + 10)
        code, _ = await closed
    return verdict(_judged(connection, code))


@check("too-many-pings", "Staying connected", "Pings count as messages: too many end the connection with 4500.")
async def too_many_pings(gateway: Gateway) -> Verdict:
    """Ping more often than hello allows in a minute, at once."""
    async with gateway.connect() as connection:
        await connection.opening()
        allowed = _limits(connection.hello).messages_per_minute
        if allowed > MOST_MESSAGES:
            raise CannotTell(f"{allowed} messages a minute are allowed: more than the kit sends")
        closed = asyncio.create_task(connection.closed())
        with suppress(ConnectionClosed):
            for _ in range(allowed + 10):
                await connection.connection.ping()
        code, _ = await closed
    return verdict(_judged(connection, code))


def _judged(connection: Connection, code: int) -> list[Problem]:
    """Return what is wrong with how a connection ended that was too talkative."""
    problems = []
    if code != CloseCode.TOO_MANY_MESSAGES:
        problems.append(Problem(expected="close code 4500", seen=str(code)))
    farewell = connection.farewell
    if farewell is None or farewell.data.code != CloseCode.TOO_MANY_MESSAGES:
        shown = tuple(each.shown for each in connection.seen[-1:])
        problems.append(Problem(expected="goodbye with 4500 as the last frame", seen="another one", frames=shown))
    return problems


async def _send(connection: Connection, number: int) -> None:
    try:
        for _ in range(number):
            await connection.connection.send('{"type": "delay", "seconds": 0}')
    except ConnectionClosed:
        return


def _limits(hello: Hello) -> ToldLimits:
    if hello.data.limits is None:
        raise Unexpected(Problem(expected="`limits` in hello", seen="none"))
    return hello.data.limits


CHECKS = (message_too_big, compressed_too_big, message_just_fits, too_many_messages, too_many_pings)
