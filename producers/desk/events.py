"""The desk's events in one log that all browsers read, each from its own place; who falls behind too far is told so."""

import asyncio
from collections import deque
from itertools import islice
from typing import NamedTuple

import msgspec

from producers.desk.answers import Answer

REMEMBERED = 5000
"""Events that are kept for browsers that come back: a whole night has some hundreds."""


class Event(NamedTuple):
    """One event, ready to be sent."""

    number: int
    name: str
    data: bytes


class EventLog:
    """Numbers events from 1; its `epoch` tells one log from another, so that a place in an earlier one is not taken."""

    def __init__(self, epoch: str, remembered: int = REMEMBERED) -> None:
        """Begin with no event."""
        self._epoch = epoch
        self._events: deque[Event] = deque(maxlen=remembered)
        self._last = 0
        self._news = asyncio.Event()

    @property
    def last(self) -> int:
        """The number of the newest event."""
        return self._last

    def id_of(self, number: int) -> str:
        """Return a place in the log as browsers keep it."""
        return f"{self._epoch}-{number}"

    def place(self, id_: str) -> int | None:
        """Return the number of an event by its id, none where what came after it is not all here."""
        epoch, _, number = id_.rpartition("-")
        if epoch != self._epoch or not (number.isascii() and number.isdigit()) or len(number) > 15:
            return None
        return int(number) if self.knows(int(number)) else None

    def knows(self, number: int) -> bool:
        """Return whether all events behind this one are here."""
        return self._last - len(self._events) <= number <= self._last

    def publish(self, name: str, content: Answer) -> None:
        """Add an event, and wake all who wait for one."""
        self._last += 1
        self._events.append(Event(self._last, name, msgspec.json.encode(content)))
        news, self._news = self._news, asyncio.Event()
        news.set()

    def after(self, number: int) -> list[Event]:
        """Return the events behind this one."""
        return list(islice(self._events, max(0, len(self._events) - (self._last - number)), None))

    async def wait(self, number: int, seconds: float) -> None:
        """Wait until there is an event behind this one, for so long at most."""
        if self._last > number:
            return
        news = self._news
        try:
            async with asyncio.timeout(seconds):
                await news.wait()
        except TimeoutError:
            return
