"""Rehearsals: copies of a night's programme, folded in the desk alone, that nobody else ever hears of. Pure."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from producers.desk.known import World
from producers.desk.refusal import Refusal
from sweepcast.programme import Programme

MARK = "-rehearsal-"
_MOST = 20
"""Rehearsals at a time: each keeps a night in memory."""


class Rehearsals:
    """The rehearsals that are going on, by ceremony."""

    def __init__(self) -> None:
        """None goes on."""
        self._worlds: dict[str, World] = {}

    def __iter__(self) -> Iterator[str]:
        """Give their ceremonies."""
        return iter(self._worlds)

    def get(self, ceremony: str) -> World | None:
        """Return a rehearsal's world, none where there is no such rehearsal."""
        return self._worlds.get(ceremony)

    def keep(self, ceremony: str, world: World) -> None:
        """Keep a rehearsal that begins.

        Raises:
            Refusal: `too-many` are going on.
        """
        if len(self._worlds) >= _MOST:
            raise Refusal("too-many", f"{_MOST} rehearsals are going on: throw one away", 429)
        self._worlds[ceremony] = world

    def forget(self, ceremony: str) -> None:
        """Throw a rehearsal away."""
        self._worlds.pop(ceremony, None)

    def new_id(self, programme: Programme, now: datetime) -> str:
        """Return an id of no other rehearsal, also of none before the desk was started anew."""
        number = int(now.timestamp())
        while (id_ := f"{programme.award_body}-{programme.ceremony_year}{MARK}{number}") in self._worlds:
            number += 1
        return id_


def is_rehearsal(ceremony: str) -> bool:
    """Return whether an id is one of a rehearsal, which must never leave the desk."""
    return MARK in ceremony


def copy_of(programme: Programme, ceremony: str) -> Programme:
    """Return the programme as a rehearsal has it: under its own id, and marked wherever its name is shown."""
    return structs.replace(programme, ceremony=ceremony, name=f"Rehearsal: {programme.name}")
