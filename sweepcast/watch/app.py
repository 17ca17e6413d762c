"""The viewer at work: follows the feed and shows it, on the full screen or as lines, until it is told to stop."""

import asyncio
import os
import signal
import stat
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, aclosing, contextmanager
from typing import Protocol, TextIO

import msgspec
from rich.console import Console

from sweepcast.client import FeedEnded, Link, News, follow
from sweepcast.watch.arguments import Arguments
from sweepcast.watch.keys import Key
from sweepcast.watch.plain import link_line, news_lines
from sweepcast.watch.terminal import full_screen, signs_for, typed_keys
from sweepcast.watch.views.paint import Lines, Signs
from sweepcast.watch.views.screen import screen
from sweepcast.watch.watching import Room, Watching, with_key, with_link, with_news, with_place_held

BETWEEN_FRAMES = 0.04
"""Seconds from one picture to the next at least: what happens in between is drawn at once, and nobody sees more."""
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Screenlike(Protocol):
    """What the viewer needs of a screen."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in cells."""

    def draw(self, lines: Lines) -> None:
        """Put the lines on the screen."""


class Viewer:
    """Holds the state; frames, changes of the connection and keys change it, and the screen is drawn after that."""

    def __init__(self, watching: Watching, signs: Signs) -> None:
        """Start with a state."""
        self.watching = watching
        self.stop = asyncio.Event()
        self.changed = asyncio.Event()
        self.changed.set()
        self._signs = signs
        self._room = Room(limit=0, page=1)
        self._drawn: tuple[object, ...] = ()

    async def follow(self) -> None:
        """Take in the feed; one that ended for good leaves what it showed.

        Raises:
            FeedRefused: there is nothing to follow.
        """
        feed = follow(self.watching.url, ceremony=self.watching.chosen, on_link=self.on_link)
        try:
            async with aclosing(feed):
                async for frame in feed:
                    self._become(with_news(self.watching, frame))
        except FeedEnded as error:
            self._become(msgspec.structs.replace(self.watching, ended=str(error)))

    async def show(self, on: Screenlike) -> None:
        """Draw each state, but no more often than anybody can see."""
        while True:
            await self.changed.wait()
            self.changed.clear()
            on.draw(self._picture(on.size))
            await asyncio.sleep(BETWEEN_FRAMES)

    def on_key(self, key: Key) -> None:
        """Do what a key says."""
        after = with_key(self.watching, key, self._room)
        if after is None:
            self.stop.set()
        else:
            self._become(after)

    def on_link(self, link: Link) -> None:
        """Note how the connection is."""
        self._become(with_link(self.watching, link))

    def _picture(self, size: tuple[int, int]) -> Lines:
        """Return the screen as it is to be drawn now, the place of somebody who reads further down held."""
        shown = screen(self.watching, size, self._signs)
        drawn = (self.watching.ceremony, self.watching.view, size)
        held = with_place_held(self.watching, self._room, shown.room) if drawn == self._drawn else self.watching
        if held.scroll != self.watching.scroll:
            self.watching = held
            shown = screen(held, size, self._signs)
        self._room, self._drawn = shown.room, drawn
        return shown.lines

    def _become(self, watching: Watching) -> None:
        self.watching = watching
        self.changed.set()


async def show_screen(arguments: Arguments, console: Console, keyboard: int | None) -> None:
    """Fill the screen until a key or a signal says stop; the terminal is then as it was before.

    Raises:
        FeedRefused: the address or an option is wrong.
    """
    loop = asyncio.get_running_loop()
    viewer = Viewer(Watching(url=arguments.url, chosen=arguments.ceremony), signs_for(console.encoding))

    with ExitStack() as stack:
        terminal = stack.enter_context(full_screen(console, keyboard))

        def suspend() -> None:
            terminal.suspend()
            viewer.changed.set()

        for number in _STOPPING:
            stack.enter_context(_handled(loop, number, viewer.stop.set))
        stack.enter_context(_handled(loop, signal.SIGWINCH, viewer.changed.set))
        stack.enter_context(_handled(loop, signal.SIGTSTP, suspend))
        stack.enter_context(typed_keys(loop, keyboard, viewer.on_key))
        await _until(viewer.stop, viewer.follow(), viewer.show(terminal))


class Teller:
    """Tells what happens as lines."""

    def __init__(self, watching: Watching, out: TextIO) -> None:
        """Start with a state, and say where the feed is looked for."""
        self._watching = watching
        self._out = out
        self._say(link_line(watching.link, watching.url))

    async def follow(self) -> None:
        """Tell the feed.

        Raises:
            FeedRefused, FeedEnded: there is nothing to follow, or nothing more.
        """
        feed = follow(self._watching.url, ceremony=self._watching.chosen, on_link=self.on_link)
        async with aclosing(feed):
            async for frame in feed:
                self._on_news(frame)

    def on_link(self, link: Link) -> None:
        """Tell a change of the connection, but not each try that fails like the one before."""
        before, self._watching = self._watching.link, with_link(self._watching, link)
        if link.status == "live" or (link.status == "waiting" and link.reason != before.reason):
            self._say(link_line(link, self._watching.url))

    def _on_news(self, frame: News) -> None:
        before, self._watching = self._watching, with_news(self._watching, frame)
        for line in news_lines(before, self._watching, frame.data.ceremony):
            self._say(line)

    def _say(self, line: str) -> None:
        print(line, file=self._out, flush=True)


async def show_lines(arguments: Arguments, out: TextIO) -> None:
    """Write one line an event until a signal says stop, or nobody reads any more.

    Raises:
        FeedRefused, FeedEnded: there is nothing to follow, or nothing more.
        BrokenPipeError: nobody reads any more, and something was still to be written.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    teller = Teller(Watching(url=arguments.url, chosen=arguments.ceremony), out)
    with ExitStack() as stack:
        for number in _STOPPING:
            stack.enter_context(_handled(loop, number, stop.set))
        stack.enter_context(_reader_gone(loop, out, stop.set))
        await _until(stop, teller.follow())


async def _until(stop: asyncio.Event, *work: Coroutine[object, object, None]) -> None:
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
def _handled(loop: asyncio.AbstractEventLoop, number: signal.Signals, handler: Callable[[], object]) -> Iterator[None]:
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
