"""The edge to the terminal: keys as they are typed, the full screen, and everything as it was before at the end."""

import asyncio
import os
import signal
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.control import Control
from rich.live import Live

from sweepcast.watch.keys import Key, decode_keys
from sweepcast.watch.views.paint import ASCII, UNICODE, Lines, Signs


class FullScreen:
    """The terminal while the viewer has it."""

    def __init__(self, console: Console, live: Live, keyboard: int | None) -> None:
        """Draw by `live`; `keyboard` is the file descriptor that keys come from, if any."""
        self._console = console
        self._live = live
        self._keyboard = keyboard

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in cells, as they are now."""
        return self._console.size.width, self._console.size.height

    def draw(self, lines: Lines) -> None:
        """Put the lines on the screen."""
        self._live.update(Group(*lines), refresh=True)

    def wipe(self) -> None:
        """Leave nothing: a terminal that was resized meanwhile may otherwise keep lines of ours behind us."""
        self._console.control(Control.clear(), Control.home())

    def suspend(self) -> None:
        """Give the terminal back, stop as Ctrl-Z wants it, and take the terminal again when we are woken."""
        self.wipe()
        self._live.stop()
        with as_it_was(self._keyboard):
            signal.raise_signal(signal.SIGSTOP)
        self._live.start()


@contextmanager
def full_screen(console: Console, keyboard: int | None) -> Iterator[FullScreen]:
    """Take the terminal; whatever happens inside, it is given back as it was."""
    # The screen is drawn when something happens; a thread that draws at times would only get in between.
    live = Live(console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
    with _key_by_key(keyboard), live:
        terminal = FullScreen(console, live, keyboard)
        yield terminal
        terminal.wipe()


@contextmanager
def typed_keys(loop: asyncio.AbstractEventLoop, keyboard: int | None, on_key: Callable[[Key], None]) -> Iterator[None]:
    """Tell `on_key` each key that is typed."""
    if keyboard is None:
        yield
        return
    begun = b""

    def read() -> None:
        nonlocal begun
        typed = os.read(keyboard, 1024)
        if not typed:
            loop.remove_reader(keyboard)
        keys, begun = decode_keys(begun + typed)
        for key in keys:
            on_key(key)

    loop.add_reader(keyboard, read)
    try:
        yield
    finally:
        loop.remove_reader(keyboard)


def signs_for(encoding: str) -> Signs:
    """Return the signs that a terminal of the encoding can show."""
    try:
        "".join(str(getattr(UNICODE, name)) for name in UNICODE.__struct_fields__).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


@contextmanager
def _key_by_key(keyboard: int | None) -> Iterator[None]:
    """Let keys come at once and unseen; Ctrl-C and Ctrl-Z stay signals."""
    if keyboard is None:
        yield
        return
    before = termios.tcgetattr(keyboard)
    tty.setcbreak(keyboard, termios.TCSADRAIN)
    try:
        yield
    finally:
        # What was typed ahead was meant for the viewer, not for the shell behind it.
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)


@contextmanager
def as_it_was(keyboard: int | None) -> Iterator[None]:
    """Give the keyboard back line by line, and take it key by key again behind that."""
    if keyboard is None:
        yield
        return
    ours = termios.tcgetattr(keyboard)
    lines = termios.tcgetattr(keyboard)
    lines[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(keyboard, termios.TCSADRAIN, lines)
    try:
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, ours)
