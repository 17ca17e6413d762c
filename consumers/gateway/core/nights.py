"""The boards of all nights, in raw values: what each turn changes there, and which nights are current.

Boards of nights that were over long ago are let go, but for those that were asked for last. Pure: places are those of
the log's entries, and times are told.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from sweepcast.filters import Facts, facts_in

CURRENT_CLOSED = 1
"""Closed nights of each award body that are current: those in which something happened last.

All turns of a body are in one partition. So all gateways agree on what is current at a cursor, in whichever order they
read the partitions.
"""
LINGER_SECONDS = 900.0
"""A board is held for so long after its night ceased to be current; longer than any subscriber's delay."""
HELD_NIGHTS = 16
"""Boards of nights that are not current which are held all the same: those asked for last."""


class Kept:
    """A value as raw JSON, and what filters know of it, found out when the first one asks."""

    __slots__ = ("_facts", "raw")

    def __init__(self, raw: msgspec.Raw) -> None:
        """Keep a value."""
        self.raw = raw
        self._facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        """What filters know of the value."""
        if self._facts is None:
            self._facts = facts_in(self.raw)
        return self._facts


Values = dict[str, Kept]
"""A board: values by address."""


class Change(NamedTuple):
    """What an update did at its address: what stood there before, and what stands there since."""

    address: str
    before: Kept | None
    after: Kept | None


class RawUpdate(msgspec.Struct, frozen=True):
    """An update whose value is not read."""

    address: str
    value: msgspec.Raw


class Span:
    """From which place in the log on a night is current, and until which."""

    __slots__ = ("since", "until")

    def __init__(self, since: int) -> None:
        """Begin with the entry at `since`."""
        self.since = since
        self.until: int | None = None

    def holds(self, place: int) -> bool:
        """Return whether the night is current for one who has everything before `place`, and nothing from there on."""
        return self.since < place and (self.until is None or place <= self.until)


class Night:
    """One night: where it stands, and its board unless that was let go."""

    def __init__(self, ceremony: str, award_body: str, partition: int) -> None:
        """Know nothing of a night but whose it is, and where its records are."""
        self.ceremony = ceremony
        self.award_body = award_body
        self.partition = partition
        self.sequence = 0
        self.records = array("q")
        """The offsets of its records in the updates topic."""
        self.values: Values | None = {}
        self.spans: list[Span] = []
        self.left_at = 0.0
        """When it ceased to be current, if it did."""
        self.used = 0
        self._about: dict[str, msgspec.Raw] = {}
        self._encoded: bytes | None = None

    @property
    def is_current(self) -> bool:
        """Whether those who name no ceremony follow it now."""
        return bool(self.spans) and self.spans[-1].until is None

    @property
    def is_closed(self) -> bool:
        """Whether the night is over."""
        stage = self.about("stage")
        return stage is not None and _STAGES.decode(stage).status == "closed"

    def about(self, address: str) -> msgspec.Raw | None:
        """Return the value at `ceremony` or `stage`, which are known even when the board was let go."""
        if self.values is None:
            return self._about.get(address)
        kept = self.values.get(address)
        return None if kept is None else kept.raw

    def apply(self, sequence: int, updates: Iterable[RawUpdate]) -> tuple[Change, ...]:
        """Take a turn's updates; return what they change. The board must be held."""
        if self.values is None:
            raise RuntimeError(f"the board of {self.ceremony} was let go")
        values = self.values
        self.sequence = sequence
        self._encoded = None
        changes = []
        for update in updates:
            before = values.get(update.address)
            after = None
            if bytes(update.value) == b"null":
                values.pop(update.address, None)
            else:
                # A raw value is a view that would keep its whole record in memory.
                after = values[update.address] = Kept(update.value.copy())
            changes.append(Change(update.address, before, after))
        return tuple(changes)

    def encoded(self) -> bytes:
        """Return the held board as JSON with sorted addresses."""
        if self._encoded is None:
            self._encoded = encode_values(self.values or {})
        return self._encoded

    def let_go(self) -> None:
        """Forget the board."""
        self._about = {each: raw for each in ("ceremony", "stage") if (raw := self.about(each)) is not None}
        self.values = None
        self._encoded = None


class _Stage(msgspec.Struct):
    status: str = ""


_STAGES = msgspec.json.Decoder(_Stage)
_BOARDS = msgspec.json.Encoder(order="deterministic")


def encode_values(values: Values) -> bytes:
    """Return a board as JSON with sorted addresses."""
    return _BOARDS.encode({address: kept.raw for address, kept in values.items()})


class Nights:
    """All nights by ceremony."""

    def __init__(self, *, current_closed: int = CURRENT_CLOSED, held: int = HELD_NIGHTS) -> None:
        """Have none; so many closed ones of each award body are current, and so many other boards are held."""
        self._nights: dict[str, Night] = {}
        self._closed: defaultdict[str, dict[str, None]] = defaultdict(dict)
        """Of each award body the current nights that are closed, the one that changed last at the end."""
        self._resting: set[str] = set()
        """Nights that are not current and whose boards are held."""
        self._current_closed = current_closed
        self._held = held
        self._uses = 0

    def __iter__(self) -> Iterator[Night]:
        """Give all nights, in the order of their ids."""
        return iter(self._nights[each] for each in sorted(self._nights))

    def get(self, ceremony: str) -> Night | None:
        """Return a night, none where it is not known."""
        return self._nights.get(ceremony)

    def enter(self, ceremony: str, award_body: str, partition: int, place: int) -> tuple[Night, bool]:
        """Return the night in which the entry at `place` happens, and whether it comes back by that.

        One comes back that was not current: those who name no ceremony do not know its board.
        """
        night = self._nights.get(ceremony)
        comes_back = night is not None and not night.is_current
        if night is None:
            night = self._nights[ceremony] = Night(ceremony, award_body, partition)
        if not night.is_current:
            night.spans.append(Span(place))
        self._resting.discard(ceremony)
        return night, comes_back

    def settle(self, night: Night, place: int, told_at: float) -> None:
        """Judge anew which nights are current behind the entry at `place`, which happened in `night`."""
        closed = self._closed[night.award_body]
        closed.pop(night.ceremony, None)
        if night.is_closed:
            closed[night.ceremony] = None
        while len(closed) > self._current_closed:
            oldest = next(iter(closed))
            del closed[oldest]
            leaving = self._nights[oldest]
            leaving.spans[-1].until = place
            leaving.left_at = told_at
            self._use(leaving)
        self.let_go(told_at)

    def use(self, night: Night) -> None:
        """Note that a night was asked for."""
        if night.ceremony in self._resting:
            self._use(night)

    def restore(self, night: Night, turns: Iterable[tuple[int, Iterable[RawUpdate]]]) -> None:
        """Make the board of a night that was let go, from its turns."""
        night.values = {}
        for sequence, updates in turns:
            night.apply(sequence, updates)
        if not night.is_current:
            self._use(night)

    def let_go(self, now: float) -> None:
        """Forget the boards of nights over long ago, but for those that were used last."""
        if len(self._resting) <= self._held:
            return
        by_use = sorted((self._nights[each] for each in self._resting), key=lambda each: each.used)
        for night in by_use[: -self._held or None]:
            if now - night.left_at > LINGER_SECONDS:
                self._resting.discard(night.ceremony)
                night.let_go()

    def forget_spans(self, start: int) -> None:
        """Forget which nights were current before the place where the log starts now."""
        for night in self._nights.values():
            night.spans = [each for each in night.spans if each.until is None or each.until >= start]

    def current_at(self, place: int) -> tuple[str, ...]:
        """Return the ids of the nights that are current for one who has everything before `place`, sorted."""
        return tuple(night.ceremony for night in self if any(span.holds(place) for span in night.spans))

    def _use(self, night: Night) -> None:
        self._uses += 1
        night.used = self._uses
        self._resting.add(night.ceremony)
