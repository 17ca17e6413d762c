"""Several processes of one gateway: kept running, and ended together."""

import asyncio

import pytest

from consumers.gateway.processes import PAUSES, STEADY_SECONDS, Deaths, GaveUp, Keeper
from tests.consumers.gateway.conftest import PATIENCE


class Fake:
    """A process in the hand of the test."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.told = 0
        self._ready: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def ready(self) -> bool:
        return await self._ready

    async def ended(self) -> int:
        return await asyncio.shield(self._code)

    def stop(self) -> None:
        self.told += 1
        self.end(0)

    def is_ready(self) -> None:
        """Become ready."""
        self._ready.set_result(True)

    def end(self, code: int) -> None:
        """End."""
        if not self._ready.done():
            self._ready.set_result(False)
        if not self._code.done():
            self._code.set_result(code)


class Machine:
    """Where processes are started; pauses pass at once and are noted."""

    def __init__(self) -> None:
        self.started: list[Fake] = []
        self.pauses: list[float] = []
        self.ended: list[int] = []
        self.ready = 0
        self._news = asyncio.Condition()
        self.keeper = Keeper(self._start, self._on_ready, self.ended.append, self._sleep)

    async def _start(self) -> Fake:
        async with self._news:
            self.started.append(Fake(len(self.started) + 1))
            self._news.notify_all()
        return self.started[-1]

    def _on_ready(self) -> None:
        self.ready += 1

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def process(self, number: int) -> Fake:
        """Wait until so many processes have been started; return the last of them."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.started) >= number)
        return self.started[number - 1]


async def ended(run: asyncio.Task[None]) -> None:
    """Wait for the end."""
    async with asyncio.timeout(PATIENCE):
        await run


async def settle() -> None:
    """Let everything happen that needs no more than its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_all_are_ready_once() -> None:
    """It is said when the last one is, and not again when one has been started anew."""
    machine = Machine()
    run = asyncio.create_task(machine.keeper.run(2))
    first, second = await machine.process(1), await machine.process(2)
    first.is_ready()
    await settle()
    assert machine.ready == 0
    second.is_ready()
    await settle()
    assert machine.ready == 1
    first.end(1)
    (await machine.process(3)).is_ready()
    await settle()
    assert machine.ready == 1
    machine.keeper.stop()
    await ended(run)
    assert sorted(machine.ended) == [1, 2, 3]


async def test_one_that_dies_before_it_was_ready_is_waited_for_in_its_place() -> None:
    """The ready line comes when all places are filled by one that was ready."""
    machine = Machine()
    run = asyncio.create_task(machine.keeper.run(1))
    (await machine.process(1)).end(-9)
    (await machine.process(2)).is_ready()
    await settle()
    assert machine.ready == 1
    machine.keeper.stop()
    await ended(run)


async def test_a_process_that_dies_is_started_anew_after_a_growing_pause(caplog: pytest.LogCaptureFixture) -> None:
    """At the end it is given up, with an exit code, and the others are ended."""
    machine = Machine()
    run = asyncio.create_task(machine.keeper.run(2))
    other = await machine.process(2)
    (await machine.process(1)).end(-9)
    for number in range(len(PAUSES)):
        (await machine.process(3 + number)).end(1)
    with pytest.raises(GaveUp, match="6 times in a row") as gave_up:
        await ended(run)
    assert gave_up.value.code == 1
    assert machine.pauses == list(PAUSES)
    assert other.told == 1
    assert "SIGKILL" in caplog.text


@pytest.mark.parametrize("code", [2, 3])
async def test_what_will_not_run_is_not_tried_again(code: int) -> None:
    """A setting that cannot be used, and a port that cannot be had, end it at once with the same exit code."""
    machine = Machine()
    run = asyncio.create_task(machine.keeper.run(2))
    await machine.process(2)
    machine.started[0].end(code)
    with pytest.raises(GaveUp) as gave_up:
        await ended(run)
    assert gave_up.value.code == code
    assert len(machine.started) == 2


async def test_told_to_stop_all_end_and_none_is_started() -> None:
    """Also when one of them is just between two lives."""
    machine = Machine()
    never = asyncio.Event()

    async def long_pause(_: float) -> None:
        await never.wait()

    keeper = Keeper(machine._start, machine._on_ready, machine.ended.append, long_pause)
    run = asyncio.create_task(keeper.run(2))
    await machine.process(2)
    machine.started[0].end(1)
    await settle()
    keeper.stop()
    await ended(run)
    assert len(machine.started) == 2
    assert machine.started[1].told == 1


async def test_told_twice_each_process_is_told_twice() -> None:
    """The second time it ends at once, instead of saying goodbye to its viewers."""
    machine = Machine()

    class Slow(Fake):
        def stop(self) -> None:
            self.told += 1
            if self.told == 2:
                self.end(0)

    slow = Slow(1)

    async def start() -> Fake:
        return slow

    keeper = Keeper(start, machine._on_ready, machine.ended.append)
    run = asyncio.create_task(keeper.run(1))
    await settle()
    keeper.stop()
    await settle()
    assert not run.done()
    keeper.stop()
    await ended(run)


def test_deaths_far_apart_are_not_in_a_row() -> None:
    """A process that has run for a minute begins anew; one that dies sooner is paused for longer each time."""
    deaths = Deaths(0, 100.0)
    pauses = []
    for _ in PAUSES:
        deaths = deaths.died(deaths.started_at + 1)
        pauses.append(deaths.pause)
    assert pauses == list(PAUSES)
    assert deaths.died(deaths.started_at + 1).pause is None
    assert deaths.died(deaths.started_at + STEADY_SECONDS).pause == PAUSES[0]
