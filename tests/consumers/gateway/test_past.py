"""Old turns on demand: who asks at the same time shares a reading, and a board is restored once and whole."""

import asyncio
from collections.abc import Iterable

import pytest

from consumers.gateway.past import PastAway, SharedPast, Stretch, held
from sweepcast.filters import Filter
from tests.consumers.gateway.turns import NIGHT, OTHER

FIRST, SECOND = Stretch(NIGHT, 0, (0, 2)), Stretch(OTHER, 1, (7,))


class SlowPast:
    """A past whose readings end when the test says so."""

    def __init__(self) -> None:
        """Have read nothing."""
        self.read: list[Stretch] = []
        self.fault: PastAway | None = None
        self._go = asyncio.Event()
        self._asked = asyncio.Event()

    async def records(self, stretch: Stretch) -> list[bytes]:
        """Return each offset as text."""
        self.read.append(stretch)
        self._asked.set()
        await self._go.wait()
        if self.fault is not None:
            raise self.fault
        return [str(each).encode() for each in stretch.offsets]

    async def asked(self) -> None:
        """Wait until something is being read."""
        await self._asked.wait()
        self._asked.clear()

    def go(self) -> None:
        """Let all readings end."""
        self._go.set()


class FakeBoards:
    """A log that knows where nights are, and has let go of their boards."""

    def __init__(self, *stretches: Stretch) -> None:
        """Know these nights."""
        self.stretches = {each.ceremony: each for each in stretches}
        self.restored: list[tuple[str, list[bytes]]] = []
        self.gone = set(self.stretches)

    def absent(self, selected: Filter) -> tuple[str, ...]:
        """Return what was named and let go."""
        return tuple(each for each in selected.ceremonies if each in self.gone)

    def stretch(self, ceremony: str) -> Stretch | None:
        """Return where a night is."""
        return self.stretches.get(ceremony)

    def restore(self, ceremony: str, records: Iterable[bytes]) -> None:
        """Write down what a board is made of."""
        content = list(records)
        if b"broken" in content:
            raise ValueError("these are not its turns")
        self.restored.append((ceremony, content))
        self.gone.discard(ceremony)


async def test_boards_that_were_let_go_are_read_and_restored() -> None:
    """Each absent night is read once; those that are held, and those that nobody knows, are left alone."""
    boards, past = FakeBoards(FIRST, SECOND), SlowPast()
    boards.gone.discard(OTHER)
    past.go()
    await held(boards, past, [NIGHT, OTHER, "nobodys-2000"])
    assert past.read == [FIRST]
    assert boards.restored == [(NIGHT, [b"0", b"2"])]


async def test_a_night_that_went_on_meanwhile_is_read_again() -> None:
    """What was read before a new turn came is not the whole night, and is not made a board."""
    boards, past = FakeBoards(FIRST), SlowPast()
    waiting = asyncio.create_task(held(boards, past, [NIGHT]))
    await past.asked()
    longer = Stretch(NIGHT, 0, (0, 2, 3))
    boards.stretches[NIGHT] = longer
    past.go()
    await waiting
    assert past.read == [FIRST, longer]
    assert boards.restored == [(NIGHT, [b"0", b"2", b"3"])]


async def test_a_night_that_never_stands_still_is_given_up() -> None:
    """One who asks is not kept for ever; the board is not made of half a night."""

    class Restless(FakeBoards):
        def stretch(self, ceremony: str) -> Stretch | None:
            before = self.stretches[ceremony]
            self.stretches[ceremony] = Stretch(ceremony, 0, (*before.offsets, before.offsets[-1] + 1))
            return before

    boards, past = Restless(FIRST), SlowPast()
    past.go()
    with pytest.raises(PastAway, match=NIGHT):
        await held(boards, past, [NIGHT])
    assert boards.restored == []


async def test_turns_that_are_not_the_nights_own_are_refused() -> None:
    """A topic that was made anew beneath the log gives no false board."""

    class Broken(SlowPast):
        async def records(self, stretch: Stretch) -> list[bytes]:
            return [b"broken"]

    boards = FakeBoards(FIRST)
    with pytest.raises(PastAway, match="no longer has the turns"):
        await held(boards, Broken(), [NIGHT])


async def test_those_who_ask_at_a_time_share_a_reading() -> None:
    """One reading serves all who ask before it ends; who asks later gets a fresh one; other nights have their own."""
    past = SlowPast()
    shared = SharedPast(past)
    asking = [asyncio.create_task(shared.records(FIRST)) for _ in range(3)]
    other = asyncio.create_task(shared.records(SECOND))
    while len(past.read) < 2:
        await past.asked()
    past.go()
    assert await asyncio.gather(*asking) == [[b"0", b"2"]] * 3
    assert await other == [b"7"]
    assert past.read == [FIRST, SECOND]
    assert await shared.records(FIRST) == [b"0", b"2"]
    assert past.read == [FIRST, SECOND, FIRST]


async def test_one_who_goes_away_takes_nothing_from_the_others() -> None:
    """Cancelling one of those who wait leaves the reading to the rest."""
    past = SlowPast()
    shared = SharedPast(past)
    leaving, staying = (asyncio.create_task(shared.records(FIRST)) for _ in range(2))
    await past.asked()
    leaving.cancel()
    await asyncio.wait([leaving])
    past.go()
    assert await staying == [b"0", b"2"]
    assert leaving.cancelled()


async def test_a_fault_is_told_to_all_who_wait_and_is_not_kept() -> None:
    """Everybody hears why; the next one who asks has it read again."""
    past = SlowPast()
    past.fault = PastAway("Kafka is away")
    shared = SharedPast(past)
    asking = [asyncio.create_task(shared.records(FIRST)) for _ in range(2)]
    await past.asked()
    past.go()
    assert [str(each) for each in await asyncio.gather(*asking, return_exceptions=True)] == ["Kafka is away"] * 2
    past.fault = None
    assert await shared.records(FIRST) == [b"0", b"2"]


async def test_closing_gives_up_what_is_being_read() -> None:
    """A gateway that stops waits for no reading."""
    past = SlowPast()
    shared = SharedPast(past)
    asking = asyncio.create_task(shared.records(FIRST))
    await past.asked()
    await shared.close()
    await asyncio.wait([asking])
    assert asking.cancelled()
