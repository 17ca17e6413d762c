"""When each client hears goodbye as the gateway stops: one after the other, so that they do not come back together."""

from collections.abc import Callable
from typing import Final

AT_LEAST_A_SECOND: Final = 500
"""Farewells a second, so that few clients do not make a stop long; another gateway takes on so many easily."""


def farewells(clients: int, seconds: float, chance: Callable[[], float]) -> list[float]:
    """Return when to say goodbye to each of so many clients, in seconds from now, rising.

    They are spread evenly over `seconds` at most, less where there are few: a single client leaves at once. `chance`
    returns a number from 0 up to 1, as `random.random` does: within its part of the time each goes at random, so that
    several gateways that stop together, and clients that count the same pauses, do not fall into step.
    """
    if clients < 1:
        return []
    span = min(seconds, (clients - 1) / AT_LEAST_A_SECOND)
    return [(number + chance()) * span / clients for number in range(clients)]
