"""What the viewer is asked for on its command line."""

import argparse
from collections.abc import Sequence

import msgspec

from sweepcast.client import FeedRefused, feed_address
from sweepcast.frames import FEED_PATH
from sweepcast.settings import Settings

DESCRIPTION = """\
Shows an awards night as it happens: winners, standings, who can still sweep, records and milestones.

On a terminal it fills the screen; into a pipe or a file, or with --plain, it writes one line an event.
"""

KEYS = """\
keys:
  1 2 3 4         stream, categories, people & distributors, milestones (Tab: the next one)
  j k, arrows     scroll; Space and b, PageDown and PageUp: by a page; g and G: to the top and the end
  n               the next night, where the feed has several
  q, Ctrl-C       quit
"""


class Arguments(msgspec.Struct, frozen=True):
    """Where the feed is, which night to show, and whether as plain lines."""

    url: str
    ceremony: str | None
    plain: bool


def read_arguments(arguments: Sequence[str], settings: Settings) -> Arguments:
    """Return what the command line asks for.

    Raises:
        SystemExit: help was asked for (code 0), or an argument cannot be used (code 2); it was told then.
    """
    parser = argparse.ArgumentParser(
        prog="python -m sweepcast.watch",
        description=DESCRIPTION,
        epilog=KEYS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    url = feed_url(settings)
    parser.add_argument("--url", default=url, help=f"the feed (now {url}; SWEEPCAST_FEED_URL changes that)")
    parser.add_argument("--ceremony", metavar="ID", help="the night to show, as in golden-globes-2017")
    parser.add_argument("--plain", action="store_true", help="one line an event, for logs and screen readers")
    read = parser.parse_args(arguments)
    try:
        feed_address(read.url, None, None)
    except FeedRefused as error:
        parser.error(f"--url {error}")
    return Arguments(url=read.url, ceremony=read.ceremony or None, plain=read.plain)


def feed_url(settings: Settings) -> str:
    """Return the feed's address by the settings: its own, or host and port that the gateway on this machine has."""
    return settings.feed_url or f"ws://{settings.feed_host}:{settings.feed_port}{FEED_PATH}"
