"""Ends what a run leaves behind, even when the run itself was killed without a chance to say goodbye.

A small process of its own holds the reading end of a pipe and is told there which process groups are running and
which folders are to be thrown away. When the pipe ends, for whatever reason, the run is over: what is still listed is
ended and removed. That works alike on Linux and macOS, and needs nothing of the processes that it guards.
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

    def watch(self, group: int) -> None:
        """End this process group with the run, unless `release` names it before."""
        self._tell(f"watch {group}")

    def release(self, group: int) -> None:
        """Forget a process group that has ended: its number may be given to somebody else."""
        self._tell(f"release {group}")

    def throw_away(self, folder: Path) -> None:
        """Remove this folder after the run."""
        self._tell(f"remove {folder}")

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()


def end_group(group: int, how: signal.Signals) -> bool:
    """Send a signal to a process group; return whether there was still somebody in it."""
    try:
        os.killpg(group, how)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group that is only a zombie
        return False
    return True


def guard(lines: Iterable[str]) -> None:
    """Follow what is told until it ends; then end the groups that are left, and remove the folders."""
    groups: set[int] = set()
    folders: list[str] = []
    for line in lines:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "watch":
            groups.add(int(rest))
        elif word == "release":
            groups.discard(int(rest))
        elif word == "remove":
            folders.append(rest)
    deadline = time.monotonic() + GRACE_SECONDS
    left = [group for group in groups if end_group(group, signal.SIGTERM)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [group for group in left if _is_alive(group)]
    for group in left:
        end_group(group, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    guard(sys.stdin)
