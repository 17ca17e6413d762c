"""Old turns, which are read from Kafka when somebody asks for them, and not held for ever.

The feed's log knows where the records of every night are; `Past` reads them again. Pure but for waiting: Kafka's side
is in kafka_past.py.
"""

import asyncio
from collections.abc import Iterable
from typing import Protocol

import msgspec

from sweepcast.filters import Filter

MOST_ROUNDS = 5
"""How often nights are read again in which something happened meanwhile: once a year, and twice in none."""


class Stretch(msgspec.Struct, frozen=True):
    """Where the records of one ceremony's turns are: their offsets in a partition of the updates topic, ascending."""

    ceremony: str
    partition: int
    offsets: tuple[int, ...]


class PastAway(Exception):
    """Old turns cannot be read now; the message says why, and what to do."""


class Past(Protocol):
    """Reads old turns."""

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Return the records at these offsets, in their order.

        Raises:
            PastAway: they cannot be read now.
        """


class Boards(Protocol):
    """A log that lets go of boards, and makes them again."""

    def absent(self, selected: Filter) -> tuple[str, ...]:
        """Return those of the filter's ceremonies whose boards were let go."""

    def stretch(self, ceremony: str) -> Stretch | None:
        """Return where a night's records are, none for a night that is not known."""

    def restore(self, ceremony: str, records: Iterable[bytes]) -> None:
        """Make a board again, from all records of its night."""


async def held(boards: Boards, past: Past, ceremonies: Iterable[str]) -> None:
    """See to it that the boards of these nights are held, as far as they are known; read those that were let go.

    They are held when this returns. Whoever waits for anything else before using them has to ask again.

    Raises:
        PastAway: one of them cannot be read now.
    """
    wanted = Filter(ceremonies=tuple(ceremonies))
    rounds = 0
    while absent := boards.absent(wanted):
        if rounds == MOST_ROUNDS:
            raise PastAway(f"the boards of {', '.join(absent)} change faster than they can be read: try again")
        rounds += 1
        await asyncio.gather(*(_restore(boards, past, each) for each in absent))


async def _restore(boards: Boards, past: Past, ceremony: str) -> None:
    stretch = boards.stretch(ceremony)
    if stretch is None:
        return
    records = await past.records(stretch)
    if boards.stretch(ceremony) != stretch:
        return  # turns came meanwhile: what was read is not the whole night any more
    try:
        boards.restore(ceremony, records)
    except ValueError as error:
        raise PastAway(f"Kafka no longer has the turns of {ceremony} where they were: {error}") from error


class SharedPast:
    """Lets all who ask for the same turns at a time share one reading of them."""

    def __init__(self, past: Past) -> None:
        """Read with `past`."""
        self._past = past
        self._readings: dict[Stretch, asyncio.Task[list[bytes]]] = {}

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Return the records at these offsets, in their order.

        Raises:
            PastAway: they cannot be read now.
        """
        reading = self._readings.get(stretch)
        if reading is None:
            reading = self._readings[stretch] = asyncio.create_task(self._past.records(stretch))
            reading.add_done_callback(lambda done: self._forget(stretch, done))
        # One who goes away does not take the reading from the others.
        return await asyncio.shield(reading)

    async def close(self) -> None:
        """Give up what is being read; those who wait for it are cancelled."""
        readings = list(self._readings.values())
        for each in readings:
            each.cancel()
        if readings:
            await asyncio.wait(readings)

    def _forget(self, stretch: Stretch, done: asyncio.Task[list[bytes]]) -> None:
        del self._readings[stretch]
        if not done.cancelled():
            done.exception()  # if nobody waits any more, nobody needs to hear of it
