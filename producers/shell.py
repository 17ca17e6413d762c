"""What the producers' commands share at their outer edge: exit codes, signals, and printing."""

import argparse
import asyncio
import math
import signal
import sys
from collections.abc import Callable, Coroutine

OK = 0
REJECTED = 1
USAGE = 2
NOT_REACHED = 3
_BY_SIGNAL = 128


def print_line(line: str) -> None:
    """Print a line at once, whoever reads it."""
    print(line, flush=True)  # noqa: T201 (the command's own output)


def print_problem(line: str) -> None:
    """Print a line that is not the command's result."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 (the command's own words)


def seconds(text: str) -> float:
    """Return a number of seconds from the command line.

    Raises:
        argparse.ArgumentTypeError: it is no number above 0.

    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return number


def run(main: Callable[[], Coroutine[None, None, int]], farewell: str) -> int:
    """Run `main` to its end and return its exit code; 128 plus the signal where Ctrl-C or SIGTERM ended it.

    A signal cancels `main`, which closes what it has open; then `farewell` is printed.
    """
    return asyncio.run(_until_signal(main, farewell))


async def _until_signal(main: Callable[[], Coroutine[None, None, int]], farewell: str) -> int:
    caught: list[int] = []
    task = asyncio.create_task(main())
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        caught.append(number)
        task.cancel()

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop, each)
    try:
        return await task
    except asyncio.CancelledError:
        if not caught:
            raise
        print_problem(farewell)
        return _BY_SIGNAL + caught[0]
