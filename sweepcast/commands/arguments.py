"""What all commands are told on the command line of the feed: where it is, and what of it to follow."""

import argparse
import os
from collections.abc import Mapping
from typing import TypedDict

import msgspec

from sweepcast.feed_address import feed_place, wanted_at
from sweepcast.feed_errors import FeedRefused
from sweepcast.frames import FEED_PATH
from sweepcast.settings import Settings, read_settings

TOKEN_VARIABLE = "SWEEPCAST_TOKEN"  # noqa: S105  # the name of a variable, no token
_FILTER = {
    "ceremony": "a night",
    "kind": "values of a kind",
    "work": "a work",
    "person": "a person",
    "category": "a category",
}
_EXAMPLES = {
    "ceremony": "golden-globes-2017",
    "kind": "milestone",
    "work": "la-la-land",
    "person": "emma-stone",
    "category": "director",
}


class FeedOptions(TypedDict):
    """The options of `sweepcast.follow` that a command line has."""

    ceremony: tuple[str, ...]
    kinds: tuple[str, ...]
    works: tuple[str, ...]
    people: tuple[str, ...]
    categories: tuple[str, ...]
    delay: float | None
    token: str | None


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a command finds around it: the settings, and a viewer token."""

    settings: Settings = Settings()
    token: str | None = None

    @property
    def feed_url(self) -> str:
        """The feed's address by the settings: its own, or host and port that the gateway on this machine has."""
        settings = self.settings
        return settings.feed_url or f"ws://{settings.feed_host}:{settings.feed_port}{FEED_PATH}"


def read_surroundings(environ: Mapping[str, str] = os.environ) -> Surroundings:
    """Return what the environment says.

    Raises:
        SettingsError: a variable cannot be used.
    """
    # The token is a viewer's secret and no setting of a part: parts print their settings.
    settings = read_settings({name: value for name, value in environ.items() if name != TOKEN_VARIABLE})
    return Surroundings(settings=settings, token=environ.get(TOKEN_VARIABLE) or None)


def add_feed_arguments(parser: argparse.ArgumentParser, around: Surroundings, *, filters: bool) -> None:
    """Add where the feed is, which nights, how late and with which token; and all of the filter where it is wanted."""
    url = around.feed_url
    parser.add_argument("--url", default=url, help=f"the feed (now {url}; SWEEPCAST_FEED_URL changes that)")
    for option, what in _FILTER.items():
        if filters or option == "ceremony":
            again = "; may be given again" if filters else ""
            parser.add_argument(
                f"--{option}",
                metavar="ID",
                action="append",
                default=[],
                help=f"only {what}, as in {_EXAMPLES[option]}{again}",
            )
    parser.add_argument("--delay", metavar="SECONDS", type=float, help="tell everything later, for a delayed broadcast")
    parser.add_argument(
        "--token", default=around.token, help=f"a viewer token; better in the environment, as {TOKEN_VARIABLE}"
    )


def feed_options(parser: argparse.ArgumentParser, read: argparse.Namespace) -> FeedOptions:
    """Return what `read` says of the feed.

    Raises:
        SystemExit: it cannot be followed so (code 2); it was told then.
    """
    ids = {option: tuple(getattr(read, option, ())) for option in _FILTER}
    try:
        wanted_at(feed_place(read.url), ids, delay=read.delay)
    except FeedRefused as error:
        parser.error(f"--url {error}")
    except ValueError as error:
        parser.error(str(error))
    return FeedOptions(
        ceremony=ids["ceremony"],
        kinds=ids["kind"],
        works=ids["work"],
        people=ids["person"],
        categories=ids["category"],
        delay=read.delay,
        token=read.token,
    )
