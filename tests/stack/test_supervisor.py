"""The supervisor, with small scripts as its parts."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stack.guard import Guard
from stack.probes import Output, says
from stack.restarts import Patience
from stack.supervisor import ROOT, Part, PartFailed, Supervisor, end_waves

IMPATIENT = Patience(deaths=3, early_deaths=2, pause=0.01, longest_pause=0.01)
SERVER = "import time; print('serving', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SERVER


class Heard:
    """What the supervisor told, and who is waited for."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.lines: list[tuple[str, str]] = []
        self._news = asyncio.Event()

    def __call__(self, name: str, words: str) -> None:
        """Note a line."""
        self.lines.append((name, words))
        self._news.set()

    async def until(self, name: str, words: str, times: int = 1) -> None:
        """Wait until a part was told of with these words so many times."""
        while sum(each == name and words in said for each, said in self.lines) < times:
            self._news.clear()
            await self._news.wait()


@pytest.fixture
def guard() -> Iterator[Guard]:
    """A guard for whatever a test leaves behind."""
    with Guard() as each:
        yield each


@pytest.fixture
def supervise(tmp_path: Path, guard: Guard) -> Callable[[Heard], Supervisor]:
    """Make a supervisor with its logs in the test's folder, and little patience."""
    return lambda heard: Supervisor(tmp_path, heard, guard, IMPATIENT)


def script(name: str, code: str, *after: str, ready: str = "") -> Part:
    """Return a part that runs a line of Python."""
    return Part(name, (sys.executable, "-S", "-c", code), ready=says(ready) if ready else None, after=after)


def is_alive(pid: int) -> bool:
    """Return whether there is such a process (one that nobody has waited for yet counts)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def gone(pid: int) -> None:
    """Wait until there is no such process."""
    while is_alive(pid):
        await asyncio.sleep(0.01)


def pids_in(log: Path) -> list[int]:
    """Return the process ids that a part's starts have written into its log."""
    return [int(word) for word in log.read_text().split() if word.isdigit()]


async def test_a_part_is_started_when_it_is_ready(supervise: Callable[[Heard], Supervisor], tmp_path: Path) -> None:
    """Starting returns when the part serves; how long that took is told, and what it says is in its log."""
    heard = Heard()
    async with supervise(heard) as run:
        await run.start(script("server", SERVER, ready="serving"))
        assert [name for name, words in heard.lines if words.startswith("ready after")] == ["server"]
        assert (tmp_path / "server.log").read_text() == "serving\n"


async def test_a_part_that_was_killed_is_started_again(
    supervise: Callable[[Heard], Supervisor], tmp_path: Path
) -> None:
    """A part that dies is back by itself, and it is told why it went."""
    heard = Heard()
    async with supervise(heard) as run:
        await run.start(script("server", "import os; print(os.getpid(), flush=True); " + SERVER, ready="serving"))
        (first,) = pids_in(tmp_path / "server.log")
        os.kill(first, signal.SIGKILL)
        await heard.until("server", "was ended by SIGKILL")
        await heard.until("server", "ready", times=2)
        assert len(pids_in(tmp_path / "server.log")) == 2


async def test_a_part_that_keeps_dying_ends_the_run_with_its_last_words(
    supervise: Callable[[Heard], Supervisor],
) -> None:
    """Whoever reads the message knows which part, how it ended, and what it said last."""
    with pytest.raises(PartFailed, match=r"(?s)broken ended with exit code 7.*\| the reason"):
        async with supervise(Heard()) as run:
            await run.start(script("broken", "print('the reason'); raise SystemExit(7)", ready="never said"))


async def test_wrong_settings_are_not_tried_again(supervise: Callable[[Heard], Supervisor]) -> None:
    """After an exit code that says that somebody must act first, the run ends at once."""
    heard = Heard()
    with pytest.raises(PartFailed, match="exit code 78"):
        async with supervise(heard) as run:
            await run.start(script("unfit", "raise SystemExit(78)", ready="never said"))
    assert heard.lines == []


async def test_a_part_that_dies_late_ends_whatever_is_awaited(supervise: Callable[[Heard], Supervisor]) -> None:
    """The run does not wait for something that cannot come any more."""
    with pytest.raises(PartFailed, match="fickle"):
        async with supervise(Heard()) as run:
            await run.start(script("fickle", "print('serving', flush=True); input()", ready="serving"))
            await run.unless_failed(asyncio.Event().wait())


async def test_a_known_failure_is_explained(supervise: Callable[[Heard], Supervisor]) -> None:
    """What a part's log means to a person stands before its last lines."""
    part = Part(
        "broken",
        (sys.executable, "-c", "raise SystemExit('disk full')"),
        ready=says("never said"),
        explain=lambda log: "buy a larger one" if "disk full" in log else "",
    )
    with pytest.raises(PartFailed, match="so the run ends: buy a larger one"):
        async with supervise(Heard()) as run:
            await run.start(part)


async def test_a_part_with_an_end_is_awaited(supervise: Callable[[Heard], Supervisor]) -> None:
    """A part that has an end is over with the exit code that it may end with."""
    async with supervise(Heard()) as run:
        assert await run.finish(script("short", "pass")) == 0


async def test_a_part_with_an_end_is_started_again_when_it_fails(
    supervise: Callable[[Heard], Supervisor], tmp_path: Path
) -> None:
    """A replay that was killed goes on, since it counts nothing twice."""
    mark = tmp_path / "mark"
    code = f"import os, pathlib, signal; m = pathlib.Path({str(mark)!r}); e = m.exists(); m.touch()\n"
    code += "if not e: os.kill(os.getpid(), signal.SIGKILL)"
    heard = Heard()
    async with supervise(heard) as run:
        assert await run.finish(script("short", code)) == 0
    assert [name for name, words in heard.lines if "SIGKILL" in words] == ["short"]


async def test_what_a_part_stands_on_is_awaited_at_each_start(
    supervise: Callable[[Heard], Supervisor], tmp_path: Path
) -> None:
    """A part that dies with what it stands on is started only when that is ready again."""
    heard = Heard()
    gate = asyncio.Event()

    async def gated(output: Output) -> None:
        await says("serving")(output)
        await gate.wait()

    gate.set()
    code = "import os; print(os.getpid(), flush=True); " + SERVER
    async with supervise(heard) as run:
        await run.start(Part("below", (sys.executable, "-S", "-c", code), ready=gated))
        await run.start(script("above", code, "below", ready="serving"))
        gate.clear()
        for name in ("below", "above"):
            os.kill(pids_in(tmp_path / f"{name}.log")[0], signal.SIGKILL)
            await heard.until(name, "starting it again")
        while len(pids_in(tmp_path / "below.log")) < 2:
            await asyncio.sleep(0.01)
        assert len(pids_in(tmp_path / "above.log")) == 1
        gate.set()
        await heard.until("above", "ready", times=2)
        told = [name for name, words in heard.lines if words.startswith("ready")]
        assert told == ["below", "above", "below", "above"]


async def test_everything_is_ended_with_the_run(supervise: Callable[[Heard], Supervisor], tmp_path: Path) -> None:
    """No process is left, not even one that a part has started, or one that does not want to end."""
    child = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]).pid, flush=True)"
    async with supervise(Heard()) as run:
        await run.start(script("parent", child + "; " + SERVER, ready="serving"))
        await run.start(script("stubborn", "import os; print(os.getpid(), flush=True); " + STUBBORN, ready="serving"))
    for name in ("parent", "stubborn"):
        await gone(pids_in(tmp_path / f"{name}.log")[0])


async def test_parts_end_before_what_they_stand_on() -> None:
    """The broker is the last to go, so that the others can say goodbye to it."""
    parts = [script("broker", ""), script("worker", "", "broker"), script("replay", "", "worker")]
    assert end_waves(parts) == [["replay"], ["worker"], ["broker"]]


async def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    """A SIGKILL cannot be caught, so the guard ends the parts and removes the folder that was to be thrown away."""
    thrown = tmp_path / "thrown-away"
    thrown.mkdir()
    program = f"""
import asyncio, sys
from pathlib import Path
from stack.guard import Guard
from stack.probes import says
from stack.supervisor import Part, Supervisor

async def main():
    with Guard() as guard:
        guard.throw_away(Path({str(thrown)!r}))
        async with Supervisor(Path({str(tmp_path)!r}), lambda *_: None, guard) as run:
            code = "import os; print(os.getpid(), flush=True); " + {STUBBORN!r}
            await run.start(Part("server", (sys.executable, "-S", "-c", code), ready=says("serving")))
            print("up", flush=True)
            await asyncio.Event().wait()

asyncio.run(main())
"""
    supervisor = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=subprocess.PIPE, cwd=ROOT)
    assert supervisor.stdout is not None
    assert await supervisor.stdout.readline() == b"up\n"
    supervisor.kill()
    await supervisor.wait()
    await gone(pids_in(tmp_path / "server.log")[0])
    while thrown.exists():
        await asyncio.sleep(0.01)


async def test_a_part_in_the_foreground_has_our_terminal(supervise: Callable[[Heard], Supervisor]) -> None:
    """It stays in our process group, and its exit code is returned."""
    code = "import os, sys; sys.exit(3 if os.getpgid(0) == os.getpgid(os.getppid()) else 4)"
    async with supervise(Heard()) as run:
        assert await run.in_foreground(Part("viewer", (sys.executable, "-c", code))) == 3


async def test_the_log_of_the_run_before_is_kept(supervise: Callable[[Heard], Supervisor], tmp_path: Path) -> None:
    """A new run starts a new log, and the one before it can still be read."""
    (tmp_path / "short.log").write_text("of yesterday")
    async with supervise(Heard()) as run:
        await run.finish(script("short", "print('of today')"))
    assert (tmp_path / "short.log").read_text() == "of today\n"
    assert (tmp_path / "short.log.1").read_text() == "of yesterday"
