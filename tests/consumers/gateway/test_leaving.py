"""Clients that leave one after the other."""

import asyncio

from consumers.gateway.leaving import leave_in_turn
from tests.consumers.gateway.conftest import PATIENCE


async def test_all_leave_in_an_order_left_to_chance() -> None:
    """Each leaves once, and not in the order in which they came."""
    left: list[int] = []
    await leave_in_turn(range(20), left.append, 10.0, asyncio.Event())
    assert sorted(left) == list(range(20))
    assert left != sorted(left)


async def test_told_to_hurry_all_leave_at_once() -> None:
    """They would have taken a minute."""
    left: list[int] = []
    hurry, first = asyncio.Event(), asyncio.Event()

    def leave(client: int) -> None:
        left.append(client)
        first.set()

    leaving = asyncio.create_task(leave_in_turn(range(30_000), leave, 60.0, hurry))
    async with asyncio.timeout(PATIENCE):
        await first.wait()
        assert len(left) < 3000
        hurry.set()
        await leaving
    assert len(left) == 30_000


async def test_nobody_is_waited_for() -> None:
    """Without clients it is over at once."""
    async with asyncio.timeout(PATIENCE):
        await leave_in_turn([], lambda _: None, 3600.0, asyncio.Event())
