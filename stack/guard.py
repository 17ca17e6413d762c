"""Ends what a run leaves behind, even when the run itself was killed without a chance to say goodbye.

A small process of its own holds the reading end of a pipe and is told there which processes are running and which
folders are to be thrown away. When the pipe ends, for whatever reason, the run is over: what is still listed is ended
and removed. That works alike on Linux and macOS, and needs nothing of the processes that it guards.

A target is what `os.kill` takes: the id of a process, or that of a process group as a negative number.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

GRACE_SECONDS = 1.0


class Guard:
    """The run's side of the pipe."""

    def __enter__(self) -> Self:
        """Start the guarding process, in a session of its own, so that no signal from the terminal reaches it."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the pipe, and wait until what was left is ended and removed."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def watch(self, target: int) -> None:
        """End this process or group with the run, unless `release` names it before."""
        self._tell(f"watch {target}")

    def release(self, target: int) -> None:
        """Forget a process or group that has ended: its number may be given to somebody else."""
        self._tell(f"release {target}")

    def throw_away(self, folder: Path) -> None:
        """Remove this folder after the run."""
        self._tell(f"remove {folder}")

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            # A guard that somebody killed is no reason to fail: all that is lost is its help if we are killed too.
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(line.encode() + b"\n")
                self._process.stdin.flush()


def end(target: int, how: int) -> bool:
    """Send a signal to a process or group, 0 for none; return whether there was still somebody to get it."""
    try:
        os.kill(target, how)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group that is only a zombie
        return False
    return True


def guard(lines: Iterable[str], grace_seconds: float = GRACE_SECONDS) -> None:
    """Follow what is told until it ends; then end the targets that are left, and remove the folders."""
    targets: set[int] = set()
    folders: list[str] = []
    for line in lines:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "watch":
            targets.add(int(rest))
        elif word == "release":
            targets.discard(int(rest))
        elif word == "remove":
            folders.append(rest)
    deadline = time.monotonic() + grace_seconds
    left = [target for target in targets if end(target, signal.SIGTERM)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [target for target in left if end(target, 0)]
    for target in left:
        end(target, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    guard(sys.stdin)
