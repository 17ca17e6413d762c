"""Who holds the desk of each night, and who is there. Pure: the time comes in, as seconds of a clock."""

from collections import Counter
from datetime import datetime

import msgspec

from producers.desk.answers import Holder, HolderEvent, HolderWhy
from producers.desk.refusal import Refusal

GONE_AFTER = 20.0
"""Seconds without a word of the holder's browser, after which the desk is let go: a reload or a tunnel is shorter."""


class _Held(msgspec.Struct):
    holder: Holder
    heard: float


class Holders:
    """Keeps who holds what; each method that changes it returns what to tell everybody."""

    def __init__(self) -> None:
        """Nobody holds anything, and nobody is there."""
        self._held: dict[str, _Held] = {}
        self._open: Counter[tuple[str, str]] = Counter()

    def of(self, ceremony: str) -> Holder | None:
        """Return who holds the desk of a night."""
        held = self._held.get(ceremony)
        return None if held is None else held.holder

    def take(
        self, ceremony: str, name: str, browser: str, *, take_over: bool, now: datetime, clock: float
    ) -> HolderEvent:
        """Give the desk to somebody, or let who has it keep it.

        Raises:
            Refusal: `held` by somebody else, and it is not to be taken over.
        """
        held = self._held.get(ceremony)
        if held is not None and (held.holder.name, held.holder.browser) == (name, browser):
            held.heard = clock
            return HolderEvent(ceremony=ceremony, holder=held.holder, why="kept")
        if held is not None and held.holder.name != name and not take_over:
            raise self.refusal(ceremony, held.holder)
        why: HolderWhy = "taken" if held is None else "taken-over"
        return self._give(ceremony, Holder(name=name, browser=browser, since=now), why, clock)

    def hand_over(self, ceremony: str, name: str, to: str, *, now: datetime, clock: float) -> HolderEvent:
        """Give the desk from its holder to somebody who has it open.

        Raises:
            Refusal: `not-holder` or `not-present`.
        """
        held = self._held.get(ceremony)
        if held is None or held.holder.name != name:
            raise Refusal("not-holder", "only who holds the desk can hand it over: take it first", 409)
        browser = next((each for each_name, each in self._open if each_name == to), None)
        if browser is None:
            there = ", ".join(self.present()) or "nobody"
            raise Refusal("not-present", f"{to!r} does not have the desk open; there: {there}", 409)
        return self._give(ceremony, Holder(name=to, browser=browser, since=now), "handed-over", clock)

    def release(self, ceremony: str, name: str) -> HolderEvent:
        """Let the desk go; nothing happens where nobody holds it.

        Raises:
            Refusal: `held` by somebody else.
        """
        held = self._held.get(ceremony)
        if held is not None and held.holder.name != name:
            raise self.refusal(ceremony, held.holder)
        self._held.pop(ceremony, None)
        return HolderEvent(ceremony=ceremony, holder=None, why="released")

    def came(self, name: str, browser: str) -> None:
        """Note that a browser opened a stream of events."""
        self._open[name, browser] += 1

    def left(self, name: str, browser: str, clock: float) -> None:
        """Note that a browser closed one."""
        self.heard(name, browser, clock)
        self._open[name, browser] -= 1
        if self._open[name, browser] <= 0:
            del self._open[name, browser]

    def heard(self, name: str, browser: str, clock: float) -> None:
        """Note that a browser is alive."""
        for held in self._held.values():
            if (held.holder.name, held.holder.browser) == (name, browser):
                held.heard = clock

    def present(self) -> list[str]:
        """Return the names of those who have the desk open."""
        return sorted({name for name, _ in self._open})

    def expired(self, clock: float) -> list[HolderEvent]:
        """Let go what is held by browsers that were not heard of for too long, and return that."""
        gone = [
            ceremony
            for ceremony, held in self._held.items()
            if clock - held.heard > GONE_AFTER and (held.holder.name, held.holder.browser) not in self._open
        ]
        for ceremony in gone:
            del self._held[ceremony]
        return [HolderEvent(ceremony=each, holder=None, why="gone") for each in gone]

    @staticmethod
    def refusal(ceremony: str, holder: Holder) -> Refusal:
        """Return the refusal of what only the holder may do."""
        return Refusal(
            "held",
            f"{holder.name} holds the desk of {ceremony}: ask them to hand it over, or take it over",
            409,
            holder=holder,
        )

    def _give(self, ceremony: str, holder: Holder, why: HolderWhy, clock: float) -> HolderEvent:
        self._held[ceremony] = _Held(holder, clock)
        return HolderEvent(ceremony=ceremony, holder=holder, why=why)
