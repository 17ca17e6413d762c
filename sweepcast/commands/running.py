"""How a command runs and ends: until a signal says stop, nobody reads any more, or the feed ends."""

import asyncio
import io
import os
import signal
import stat
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

from sweepcast.feed_errors import FeedEnded, FeedRefused

STOPPED = 0
FEED_ENDED = 1
REFUSED = 2
EXIT_CODES = """\
exit codes:
  0   stopped by a key or a signal, or because nobody reads any more
  1   the feed ended for good
  2   it cannot be followed so"""
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(name: str, work: Callable[[], Coroutine[object, object, None]]) -> int:
    """Do the work of a command in a loop of its own, and return the exit code; what went wrong is told."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that this terminal or log has no letters for is no reason to fall silent.
        sys.stdout.reconfigure(errors="replace")
    try:
        asyncio.run(work())
    except BrokenPipeError:
        # What is still in the buffer would be written, and fail, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except FeedEnded as error:
        sys.stderr.write(f"{name}: {error}\n")
        return FEED_ENDED
    except (FeedRefused, ValueError, OSError) as error:
        sys.stderr.write(f"{name}: {error}\n")
        return REFUSED
    return STOPPED


async def until_stopped(work: Coroutine[object, object, None], out: TextIO) -> None:
    """Do the work until a signal says stop, or nobody reads any more from `out`, where that is a pipe."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    with ExitStack() as stack:
        stack.enter_context(stopping(loop, stop.set))
        stack.enter_context(_reader_gone(loop, out, stop.set))
        await until(stop, work)


async def until(stop: asyncio.Event, *work: Coroutine[object, object, None]) -> None:
    """Do all the work until `stop` is set; what one of it raises is raised here."""
    stopped = asyncio.ensure_future(stop.wait())
    tasks: list[asyncio.Future[None]] = [asyncio.ensure_future(each) for each in work]
    running: set[asyncio.Future[object]] = {stopped, *tasks}  # type: ignore[arg-type]  # a set of futures is invariant
    everything = set(running)
    try:
        while stopped in running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
    finally:
        for each in everything:
            each.cancel()
        await asyncio.gather(*everything, return_exceptions=True)


@contextmanager
def stopping(loop: asyncio.AbstractEventLoop, then: Callable[[], object]) -> Iterator[None]:
    """Call `then` at each signal that wants a program to end."""
    with ExitStack() as stack:
        for number in _STOPPING:
            stack.enter_context(handled(loop, number, then))
        yield


@contextmanager
def handled(loop: asyncio.AbstractEventLoop, number: signal.Signals, handler: Callable[[], object]) -> Iterator[None]:
    """Call `handler` at a signal."""
    loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        loop.remove_signal_handler(number)


@contextmanager
def _reader_gone(loop: asyncio.AbstractEventLoop, out: TextIO, then: Callable[[], object]) -> Iterator[None]:
    """Call `then` when the other end of a pipe is closed, though nothing is being written."""
    try:
        descriptor = out.fileno()
    except OSError:
        descriptor = -1  # not a file of the system
    if descriptor < 0 or not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        yield
        return

    def gone() -> None:
        loop.remove_reader(descriptor)
        then()

    # The writing end of a pipe has nothing to read: it becomes ready only when the reading end is gone.
    loop.add_reader(descriptor, gone)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
