"""Lets the clients of a gateway that stops leave one after the other."""

import asyncio
import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from consumers.gateway.drain import farewells

Client = TypeVar("Client")


async def leave_in_turn(
    clients: Iterable[Client], leave: Callable[[Client], None], seconds: float, hurry: asyncio.Event
) -> None:
    """Call `leave` for each client, in an order left to chance; for all who are left, as soon as `hurry` is set."""
    leaving = list(clients)
    random.shuffle(leaving)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for client, moment in zip(leaving, farewells(len(leaving), seconds, random.random), strict=True):
        wait = begun + moment - loop.time()
        if wait > 0 and not hurry.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(hurry.wait(), wait)
        leave(client)
