"""Several processes of the gateway on the same two ports: starts them, keeps them running, and ends them together.

Each is a whole gateway with a listening socket of its own for each port; the kernel spreads new connections over them
(SO_REUSEPORT, Linux). They share nothing but the folder with their metrics. The parent serves nothing: it keeps the
ports, so that they are the same ones throughout, and starts anew what dies.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

logger = logging.getLogger(__name__)

CHILD_OPTION: Final = "--child"
"""Tells the command that it is one of several: share the ports, and end when standard input does."""

PAUSES: Final = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds before a process that has died is started anew, by how often that has happened in a row."""
STEADY_SECONDS: Final = 60.0
"""After so long, a death is no repeated one."""
FOR_GOOD: Final = frozenset({2, 3})
"""Exit codes of a gateway that will not run before something is changed: a setting cannot be used, or a port be had."""


class Deaths(NamedTuple):
    """How often a process has died in a row. A value, with the clock as an argument."""

    in_a_row: int
    started_at: float

    def died(self, now: float) -> "Deaths":
        """Return the deaths after one more."""
        return Deaths(1 if now - self.started_at >= STEADY_SECONDS else self.in_a_row + 1, now)

    @property
    def pause(self) -> float | None:
        """Seconds to wait before the next start; none where starting again does not help."""
        return PAUSES[self.in_a_row - 1] if self.in_a_row <= len(PAUSES) else None


class Process(Protocol):
    """One process of the gateway, as it runs."""

    @property
    def pid(self) -> int:
        """Its number."""

    async def ready(self) -> bool:
        """Return whether it is ready, once it is or never will be."""

    async def ended(self) -> int:
        """Return its exit code once it has ended; below 0 the number of the signal that ended it."""

    def stop(self) -> None:
        """Tell it to end; told a second time, it ends at once."""


class GaveUp(Exception):
    """The processes cannot be kept running; says why, and with which exit code to end."""

    def __init__(self, why: str, code: int) -> None:
        """End with an exit code, for a reason."""
        super().__init__(why)
        self.code = code


class Keeper:
    """Keeps so many processes running until it is told to stop."""

    def __init__(
        self,
        start: Callable[[], Awaitable[Process]],
        on_ready: Callable[[], None],
        on_end: Callable[[int], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Call `on_ready` once, when all are ready, and `on_end` with the number of each process that has ended."""
        self._start = start
        self._on_ready = on_ready
        self._on_end = on_end
        self._sleep = sleep
        self._running: set[Process] = set()
        self._stopping = asyncio.Event()
        self._unready = 0

    async def run(self, processes: int) -> None:
        """Return when all have ended because they were told to.

        Raises:
            GaveUp: one of them cannot run, or dies again and again; the others have been ended.
        """
        self._unready = processes
        keeping = [asyncio.create_task(self._keep_one()) for _ in range(processes)]
        try:
            await asyncio.wait(keeping, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            self.stop()
            await asyncio.wait(keeping)
        for task in keeping:
            task.result()

    def stop(self) -> None:
        """Tell all to end; a second time, at once."""
        self._stopping.set()
        for process in self._running:
            process.stop()

    async def _keep_one(self) -> None:
        loop = asyncio.get_running_loop()
        deaths = Deaths(0, loop.time())
        counted = False
        while not self._stopping.is_set():
            process = await self._start()
            self._running.add(process)
            if self._stopping.is_set():
                process.stop()
            if not counted:
                counted = await self._became_ready(process)
            code = await process.ended()
            self._running.discard(process)
            self._on_end(process.pid)
            if self._stopping.is_set():
                return
            deaths = deaths.died(loop.time())
            await self._pause(process.pid, code, deaths)

    async def _became_ready(self, process: Process) -> bool:
        """Wait for the first process in its place that is ready, and say so when it was the last one."""
        if not await process.ready():
            return False
        self._unready -= 1
        if not self._unready:
            self._on_ready()
        return True

    async def _pause(self, pid: int, code: int, deaths: Deaths) -> None:
        how = f"process {pid} of the gateway ended by itself ({_shown(code)})"
        if code in FOR_GOOD:
            raise GaveUp(f"{how}: see above for why", code)
        if deaths.pause is None:
            raise GaveUp(f"{how}, {deaths.in_a_row} times in a row: see above for why", 1)
        logger.error("%s; starting another in %g s", how, deaths.pause)
        stopping = asyncio.ensure_future(self._stopping.wait())
        pausing = asyncio.ensure_future(self._sleep(deaths.pause))
        await asyncio.wait((stopping, pausing), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        pausing.cancel()


class ChildProcess:
    """A process of the gateway's own command."""

    def __init__(self, process: asyncio.subprocess.Process, ready_words: str, on_ready: Callable[[str], None]) -> None:
        """Take one for ready when it says a line that begins with `ready_words`; `on_ready` gets the line."""
        self._process = process
        self._ready_words = ready_words
        self._on_ready = on_ready
        self._told = asyncio.Event()
        self._is_ready = False
        self._listening = asyncio.create_task(self._listen())

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    async def ready(self) -> bool:
        """Return whether it is ready, once it is or never will be."""
        await self._told.wait()
        return self._is_ready

    async def ended(self) -> int:
        """Return its exit code once it has ended."""
        code = await self._process.wait()
        await asyncio.shield(self._listening)
        return code

    def stop(self) -> None:
        """Tell it to end."""
        # Not by the library: it would look whether the process has ended, and take its exit code from who waits for it.
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGTERM)

    async def _listen(self) -> None:
        """Read what it says, to its end, so that it never waits for a reader."""
        if self._process.stdout is not None:
            async for line in self._process.stdout:
                told = line.decode(errors="replace").strip()
                if told.startswith(self._ready_words):
                    self._on_ready(told)
                    self._is_ready = True
                    self._told.set()
        self._told.set()


async def start_child(
    command: Sequence[str], environ: Mapping[str, str], ready_words: str, on_ready: Callable[[str], None]
) -> ChildProcess:
    """Start one process of several.

    Its standard input is a pipe that nothing is written into: it ends when this process does, in whatever way, and so
    does the child. It has a process group of its own, or Ctrl-C in a terminal would reach it twice.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        env=dict(environ),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        process_group=0,
    )
    return ChildProcess(process, ready_words, on_ready)


async def parent_gone(stdin: int = 0) -> None:
    """Return when the process that started this one has ended, or has closed this one's standard input."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    with os.fdopen(stdin, "rb", closefd=False) as pipe:
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        try:
            await reader.read()
        finally:
            transport.close()


def can_share_ports() -> bool:
    """Return whether the kernel spreads the connections of a port over several processes; macOS has only the name."""
    return sys.platform == "linux" and hasattr(socket, "SO_REUSEPORT")


def _shown(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
