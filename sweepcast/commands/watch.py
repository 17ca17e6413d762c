"""`sweepcast watch`: the terminal viewer, on the full screen or as lines."""

import argparse
import os
import sys
from collections.abc import Coroutine
from contextlib import aclosing
from typing import TextIO

import msgspec

from sweepcast.client import follow
from sweepcast.commands.arguments import Surroundings, add_feed_arguments, feed_options
from sweepcast.commands.running import EXIT_CODES, run, until_stopped
from sweepcast.watch.lines import Teller
from sweepcast.watch.watching import Watching

HELP = "show a night in the terminal"
DESCRIPTION = """\
Shows an awards night as it happens: winners, standings, who can still sweep, records and milestones.

On a terminal it fills the screen; into a pipe or a file, or with --plain, it writes one line an event.
"""
KEYS = f"""\
keys:
  1 2 3 4         stream, categories, people & distributors, milestones (Tab: the next one)
  j k, arrows     scroll; Space and b, PageDown and PageUp: by a page; g and G: to the top and the end
  n               the next night, where the feed has several
  q, Ctrl-C       quit

{EXIT_CODES}
"""
WITHOUT_RICH = "sweepcast watch: for the full screen: pip install 'sweepcast[watch]'; here is one line an event"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the viewer is to show: where the feed is, which night, how many seconds later, with which token."""

    url: str
    ceremony: str | None = None
    delay: float | None = None
    token: str | None = None
    plain: bool = False


def add_arguments(parser: argparse.ArgumentParser, around: Surroundings) -> None:
    """Tell the parser what this command can be told."""
    parser.description, parser.epilog = DESCRIPTION, KEYS
    add_feed_arguments(parser, around, filters=False)
    parser.add_argument("--plain", action="store_true", help="one line an event, for logs and screen readers")


def asked_of(parser: argparse.ArgumentParser, read: argparse.Namespace) -> Asked:
    """Return what the viewer is to show.

    Raises:
        SystemExit: it cannot be shown (code 2); it was told then.
    """
    options = feed_options(parser, read)
    if len(options["ceremony"]) > 1:
        parser.error("--ceremony: one night at a time; without it, n shows the next one")
    ceremony = next(iter(options["ceremony"]), None)
    return Asked(url=read.url, ceremony=ceremony, delay=options["delay"], token=options["token"], plain=read.plain)


def start(parser: argparse.ArgumentParser, read: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    asked = asked_of(parser, read)
    return run("sweepcast watch", lambda: _on_screen(asked) or until_stopped(tell(asked, sys.stdout), sys.stdout))


async def tell(asked: Asked, out: TextIO) -> None:
    """Write one line an event, for ever.

    Raises:
        FeedRefused, FeedEnded: there is nothing to follow, or nothing more.
        BrokenPipeError: nobody reads any more, and something was still to be written.
    """
    teller = Teller(Watching(url=asked.url, chosen=asked.ceremony), out)
    feed = follow(asked.url, ceremony=asked.ceremony, delay=asked.delay, token=asked.token, on_link=teller.on_link)
    async with aclosing(feed):
        async for frame in feed:
            teller.on_news(frame)


def _on_screen(asked: Asked) -> Coroutine[object, object, None] | None:
    """Return the viewer on the full screen; none where lines are asked for, or are all that there is room for."""
    if asked.plain or not sys.stdout.isatty() or os.environ.get("TERM", "") in {"", "dumb", "unknown"}:
        return None
    try:
        from rich.console import Console  # noqa: PLC0415  # an extra: the lines do without it

        from sweepcast.watch.app import show_screen  # noqa: PLC0415  # needs rich
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "rich":
            raise
        sys.stderr.write(f"{WITHOUT_RICH}\n")
        return None
    keyboard = sys.stdin.fileno() if sys.stdin.isatty() else None
    watching = Watching(url=asked.url, chosen=asked.ceremony)
    return show_screen(watching, Console(), keyboard, delay=asked.delay, token=asked.token)
