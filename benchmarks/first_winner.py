"""How soon the first winner is on the screen after `make demo`, against the start of Kafka alone.

`make demo` runs in a terminal of its own, as a newcomer sees it, on a machine that was prepared before. The floor is
`python -m stack kafka` until it says where Kafka is.
"""

import argparse
import os
import pty
import re
import select
import statistics
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
WINNER = "Aaron Taylor-Johnson"
"""The night's first winner; before he is announced, the screen has his name among the nominees only."""
TOLD = re.compile(rf"★[^★]*{WINNER}")
READY = re.compile("Kafka is at")
PATIENCE_SECONDS = 60.0
SIZE = (40, 130)
"""Lines and columns of the terminal."""
ENVIRONMENT = {**os.environ, "TERM": "xterm-256color"}


def seconds_until(command: Sequence[str], told: re.Pattern[str]) -> float:
    """Return how long a command in a terminal of its own takes until its screen has what is `told`; then leave it."""
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, SIZE)
    began = time.monotonic()
    process = subprocess.Popen(
        ["setsid", "--ctty", *command], cwd=ROOT, stdin=terminal, stdout=terminal, stderr=terminal, env=ENVIRONMENT
    )
    os.close(terminal)
    shown = ""
    try:
        while told.search(plain(shown)) is None:
            ready, _, _ = select.select([screen], [], [], PATIENCE_SECONDS)
            if not ready or time.monotonic() - began > PATIENCE_SECONDS:
                raise SystemExit(f"{' '.join(command)} told nothing of it in {PATIENCE_SECONDS:g} s:\n{shown[-2000:]}")
            shown += os.read(screen, 65536).decode(errors="replace")
        return time.monotonic() - began
    finally:
        os.write(screen, b"\x03")
        drain(screen)
        process.wait(PATIENCE_SECONDS)
        os.close(screen)


def plain(shown: str) -> str:
    """Return what a terminal was sent, without its control sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\n│╭╮╰╯]", " ", shown)


def drain(terminal: int) -> None:
    """Read until the program has gone, so that it is not held up by an unread terminal."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        return


def main() -> None:
    """Measure several times in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often to start each (default: 5)")
    runs = parser.parse_args().runs
    subprocess.run([sys.executable, "-m", "stack", "prepare"], cwd=ROOT, check=True)
    kafka, demo = [], []
    for _ in range(runs):
        kafka.append(seconds_until([sys.executable, "-m", "stack", "kafka"], READY))
        demo.append(seconds_until(["make", "demo"], TOLD))
    kafka_median, demo_median = statistics.median(kafka), statistics.median(demo)
    print(
        f"Kafka alone, until ready      {kafka_median:6.2f} s  (from {min(kafka):.2f} to {max(kafka):.2f}, {runs} runs)"
    )
    print(f"make demo, to first winner    {demo_median:6.2f} s  (from {min(demo):.2f} to {max(demo):.2f}; aim: 6 s)")
    print(f"ratio                         {demo_median / kafka_median:6.2f}")


if __name__ == "__main__":
    main()
