"""The viewer on the full screen: follows the feed and shows it, until it is told to stop."""

import asyncio
import signal
from contextlib import ExitStack, aclosing
from typing import Protocol

import msgspec
from rich.console import Console

from sweepcast.client import follow
from sweepcast.commands.running import handled, stopping, until
from sweepcast.feed_errors import FeedEnded, Link
from sweepcast.watch.keys import Key
from sweepcast.watch.terminal import full_screen, signs_for, typed_keys
from sweepcast.watch.views.paint import Lines, Signs
from sweepcast.watch.views.screen import screen
from sweepcast.watch.watching import Room, Watching, with_key, with_link, with_news, with_place_held

BETWEEN_FRAMES = 0.04
"""Seconds from one picture to the next at least: what happens in between is drawn at once, and nobody sees more."""


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

    async def follow(self, *, delay: float | None = None, token: str | None = None) -> None:
        """Take in the feed, so many seconds later; one that ended for good leaves what it showed.

        Raises:
            FeedRefused: there is nothing to follow.
        """
        watching = self.watching
        feed = follow(watching.url, ceremony=watching.chosen, delay=delay, token=token, on_link=self.on_link)
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


async def show_screen(
    watching: Watching,
    console: Console,
    keyboard: int | None,
    *,
    delay: float | None = None,
    token: str | None = None,
) -> None:
    """Fill the screen until a key or a signal says stop; the terminal is then as it was before.

    Raises:
        FeedRefused: the address or an option is wrong.
    """
    loop = asyncio.get_running_loop()
    viewer = Viewer(watching, signs_for(console.encoding))

    with ExitStack() as stack:
        terminal = stack.enter_context(full_screen(console, keyboard))

        def suspend() -> None:
            terminal.suspend()
            viewer.changed.set()

        stack.enter_context(stopping(loop, viewer.stop.set))
        stack.enter_context(handled(loop, signal.SIGWINCH, viewer.changed.set))
        stack.enter_context(handled(loop, signal.SIGTSTP, suspend))
        stack.enter_context(typed_keys(loop, keyboard, viewer.on_key))
        await until(viewer.stop, viewer.follow(delay=delay, token=token), viewer.show(terminal))
