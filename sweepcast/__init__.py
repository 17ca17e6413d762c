"""Sweepcast: the contract that every part shares, and the client of the feed.

`sweepcast.follow` and what goes with it are loaded when they are first asked for: who needs the contract alone, as the
fold does, gets no event loop and no websocket with it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sweepcast.client import Feed as Feed
    from sweepcast.client import connect as connect
    from sweepcast.client import follow as follow
    from sweepcast.cursor_file import CursorFile as CursorFile
    from sweepcast.cursor_file import CursorStore as CursorStore
    from sweepcast.feed_errors import FeedEnded as FeedEnded
    from sweepcast.feed_errors import FeedError as FeedError
    from sweepcast.feed_errors import FeedRefused as FeedRefused
    from sweepcast.feed_errors import Link as Link
    from sweepcast.feed_errors import RequestRefused as RequestRefused
    from sweepcast.frames import Snapshot as Snapshot
    from sweepcast.frames import TurnFrame as TurnFrame
    from sweepcast.progress import News as News
    from sweepcast.progress import keep as keep
    from sweepcast.synchronous import FeedInAThread as FeedInAThread
    from sweepcast.synchronous import follow_sync as follow_sync

__version__ = "0.1.0"

_HOMES = {
    "Feed": "sweepcast.client",
    "connect": "sweepcast.client",
    "follow": "sweepcast.client",
    "CursorFile": "sweepcast.cursor_file",
    "CursorStore": "sweepcast.cursor_file",
    "FeedEnded": "sweepcast.feed_errors",
    "FeedError": "sweepcast.feed_errors",
    "FeedRefused": "sweepcast.feed_errors",
    "Link": "sweepcast.feed_errors",
    "RequestRefused": "sweepcast.feed_errors",
    "Snapshot": "sweepcast.frames",
    "TurnFrame": "sweepcast.frames",
    "News": "sweepcast.progress",
    "keep": "sweepcast.progress",
    "FeedInAThread": "sweepcast.synchronous",
    "follow_sync": "sweepcast.synchronous",
}
"""Where each public name lives."""


def __getattr__(name: str) -> object:
    """Return a public name from its home; see PEP 562."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  # only those who ask for such a name need it

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, for interactive use."""
    return sorted({*globals(), *_HOMES})
