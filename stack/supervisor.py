"""Keeps the parts of a run alive: starts them, says how they fare, starts again what dies, and ends everything.

Each part is a process of its own with a log of its own. `Supervisor` is used as a context: inside, parts are started
and awaited one by one or together; when the context ends, however it ends, so does every part.
"""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from stack.errors import StackError
from stack.guard import Guard, end
from stack.probes import Output, Probe
from stack.restarts import Patience, pause_after

TAIL_LINES = 15
READY_SECONDS = 60.0
"""How long a part may take to become ready; then it is ended and counts as dead."""
GRACE_SECONDS = 1.25
"""How long the parts that end together may take for it; whoever is late is killed. A run ends in up to three waves and
a viewer, and a Ctrl-C is to end it within 5 s."""
HOPELESS = frozenset({2, 64, 78})
"""Exit codes after which a start again would end alike: a wrong call (argparse; EX_USAGE), and wrong settings
(EX_CONFIG)."""
ROOT = Path(__file__).parent.parent

Result = TypeVar("Result")
Tell = Callable[[str, str], None]
"""Is told the name of a part, and how it fares."""


class PartFailed(StackError):
    """A part keeps dying; the message has its last words."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the run.

    Attributes:
        name: as it is shown, and its log's name.
        command: the program and its arguments.
        ready: returns when others can rely on the part.
        environment: variables beyond our own.
        after: names of the parts that must be ready whenever this one is started, and that end after it.
        ends: exit codes with which a part that has an end may end; with any other it is started again.
        explain: says in a person's words what a log of a failure means; nothing when it does not know.
        grace: seconds that it may take to end when it is asked to; then it is killed.
    """

    name: str
    command: tuple[str, ...]
    ready: Probe | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    ends: frozenset[int] = frozenset({0})
    explain: Callable[[str], str] = lambda _: ""
    grace: float = GRACE_SECONDS


@dataclass(slots=True)
class _Kept:
    """A part that is being kept alive."""

    part: Part
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    was_ready: bool = False
    deaths: list[float] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    keeper: asyncio.Task[None] | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    code: int = 0


class Supervisor:
    """The parts of one run."""

    def __init__(self, logs: Path, tell: Tell, guard: Guard, patience: Patience | None = None) -> None:
        """Keep logs in the folder `logs`, and say how the parts fare by `tell`."""
        self._logs = logs
        self._tell = tell
        self._guard = guard
        self._patience = patience or Patience()
        self._kept: dict[str, _Kept] = {}

    async def __aenter__(self) -> Self:
        """Begin a run without parts."""
        # For their owner alone: the desk's has the token that lets in whoever is first.
        self._logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every part, those first on which no other stands."""
        keepers = [kept.keeper for kept in self._kept.values() if kept.keeper]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        self._failure.cancel()
        for wave in end_waves([kept.part for kept in self._kept.values()]):
            await asyncio.gather(*(self._end(self._kept[name]) for name in wave))

    def begin(self, part: Part) -> None:
        """Start a part without waiting for it; from now on it is started again whenever it ends."""
        self._keep(part, has_end=False)

    async def ready(self, name: str) -> None:
        """Return when a part that was begun is ready.

        Raises:
            PartFailed: this part, or another, keeps dying.
        """
        await self.unless_failed(self._kept[name].ready.wait())

    async def start(self, part: Part) -> None:
        """Begin a part, and return when it is ready.

        Raises:
            PartFailed: this part, or another, keeps dying.
        """
        self.begin(part)
        await self.ready(part.name)

    async def finish(self, part: Part) -> int:
        """Start a part that has an end, and return the exit code with which it ended; it is started again on others.

        Raises:
            PartFailed: this part, or another, keeps dying.
        """
        kept = self._keep(part, has_end=True)
        await self.unless_failed(kept.ended.wait())
        return kept.code

    async def unless_failed(self, work: Awaitable[Result]) -> Result:
        """Return what `work` gives, or end it when a part fails for good.

        Raises:
            PartFailed: a part keeps dying.
        """
        task = asyncio.ensure_future(work)
        waiting: set[asyncio.Future[Any]] = {task, self._failure}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if self._failure.done():
                self._failure.result()
            return task.result()
        finally:
            task.cancel()

    async def in_foreground(self, part: Part) -> int:
        """Give the terminal to a part, and return its exit code when it has ended.

        It stays in our process group, or it could not read the terminal; so a Ctrl-C there reaches both of us.
        """
        process = await asyncio.create_subprocess_exec(*part.command, cwd=ROOT, env={**os.environ, **part.environment})
        self._guard.watch(process.pid)
        try:
            return await self.unless_failed(process.wait())
        finally:
            # It may be leaving already, and then needs the time to give the terminal back as it was.
            await _end_process(process)
            self._guard.release(process.pid)

    def _keep(self, part: Part, *, has_end: bool) -> _Kept:
        kept = _Kept(part)
        self._kept[part.name] = kept
        log = self.log_of(part.name)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        kept.keeper = asyncio.create_task(self._keep_alive(kept, has_end=has_end), name=part.name)
        kept.keeper.add_done_callback(self._note_failure)
        return kept

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) and not self._failure.done():
            self._failure.set_exception(error)

    async def _keep_alive(self, kept: _Kept, *, has_end: bool) -> None:
        """Start the part again and again, until it ends well or dies too often."""
        name = kept.part.name
        while True:
            for other in kept.part.after:
                await self._kept[other].ready.wait()
            output, code = await self._live(kept)
            if has_end and code in kept.part.ends:
                kept.code = code
                kept.ended.set()
                return
            kept.deaths.append(time.monotonic())
            pause = pause_after(kept.deaths, was_ready=kept.was_ready, patience=self._patience)
            if pause is None or code in HOPELESS:
                raise PartFailed(self._last_words(kept, output, code))
            self._tell(name, f"{how_it_ended(code)}; starting it again in {pause:.2g} s (log: {output.path})")
            await asyncio.sleep(pause)

    async def _live(self, kept: _Kept) -> tuple[Output, int]:
        """Start the part once, and return its output and exit code when it has ended."""
        part = kept.part
        path = self.log_of(part.name)
        began = time.monotonic()
        with path.open("ab") as log:
            output = Output(path, log.tell())
            process = await asyncio.create_subprocess_exec(
                *part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **part.environment},
                start_new_session=True,
            )
        kept.process = process
        self._guard.watch(-process.pid)
        waiting = asyncio.create_task(self._become_ready(kept, output, began))
        waiting.add_done_callback(self._note_failure)
        try:
            code = await process.wait()
        finally:
            waiting.cancel()
        kept.ready.clear()
        self._forget(kept)
        return output, code

    async def _become_ready(self, kept: _Kept, output: Output, began: float) -> None:
        part = kept.part
        if part.ready is not None:
            try:
                async with asyncio.timeout(READY_SECONDS):
                    await part.ready(output)
            except TimeoutError:
                self._tell(part.name, f"not ready within {READY_SECONDS:.0f} s; ending it")
                if kept.process is not None:
                    end(-kept.process.pid, signal.SIGKILL)
                return
            self._tell(part.name, f"ready after {time.monotonic() - began:.1f} s")
        kept.was_ready = True
        kept.ready.set()

    async def _end(self, kept: _Kept) -> None:
        """Ask the part to end, and kill it when it takes too long."""
        process = kept.process
        if process is None:
            return
        end(-process.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(kept.part.grace):
                await process.wait()
        except TimeoutError:
            self._tell(kept.part.name, f"did not end within {kept.part.grace:.3g} s; killed")
            end(-process.pid, signal.SIGKILL)
            await process.wait()
        self._forget(kept)

    def _forget(self, kept: _Kept) -> None:
        """End what the part itself left behind, and forget its process."""
        if kept.process is not None:
            end(-kept.process.pid, signal.SIGKILL)
            self._guard.release(-kept.process.pid)
            kept.process = None

    def _last_words(self, kept: _Kept, output: Output, code: int) -> str:
        text = output.text()
        meaning = kept.part.explain(text)
        tail = "\n".join(f"  | {line}" for line in text.splitlines()[-TAIL_LINES:]) or "  | (nothing)"
        times = f", for the {len(kept.deaths)}th time" if len(kept.deaths) > 3 else ""
        return (
            f"{kept.part.name} {how_it_ended(code)}{times}, so the run ends"
            f"{': ' + meaning if meaning else ''}. Its last lines, from {output.path}:\n{tail}"
        )

    def log_of(self, name: str) -> Path:
        """Return the file with the output of a part."""
        return self._logs / f"{name}.log"


async def _end_process(process: asyncio.subprocess.Process) -> None:
    for how in (0, signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            end(process.pid, how)
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE_SECONDS / 3):
                    await process.wait()


def how_it_ended(code: int) -> str:
    """Return an exit code of a process in words."""
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def end_waves(parts: Sequence[Part]) -> list[list[str]]:
    """Return the names of parts in waves: each wave can end once those before it have, since none of them needs it."""
    left = {part.name: set(part.after) for part in parts}
    waves = []
    while left:
        needed = set().union(*left.values())
        wave = [name for name in left if name not in needed]
        waves.append(wave)
        for name in wave:
            del left[name]
    return waves
