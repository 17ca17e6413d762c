"""`sweepcast tail`: the feed as lines, one frame a line in JSON for programs, one event a line for people."""

import argparse
import sys
from contextlib import aclosing
from typing import TextIO

from sweepcast.client import follow
from sweepcast.commands.arguments import FeedOptions, Surroundings, add_feed_arguments, feed_options
from sweepcast.commands.running import EXIT_CODES, run, until_stopped
from sweepcast.cursor_file import CursorFile
from sweepcast.frames import FRAMES
from sweepcast.watch.lines import Teller
from sweepcast.watch.watching import Watching

HELP = "write the feed as lines"
DESCRIPTION = """\
Follows the feed and writes what comes to the standard output, a line at a time: what happened in words, or with
--json each snapshot and turn as the gateway's frame. How the connection is goes to the standard error output.
It goes on for ever: connections that are lost are made again, and nothing is left out or told twice.
"""
EXAMPLES = f"""\
examples:
  sweepcast tail --ceremony golden-globes-2017
  sweepcast tail --kind milestone --json | jq -r '.data.updates[]?.value.headline // empty'
  sweepcast tail --json --cursor-file bot.cursor     a later run goes on where this one was ended

{EXIT_CODES}
"""


def add_arguments(parser: argparse.ArgumentParser, around: Surroundings) -> None:
    """Tell the parser what this command can be told."""
    parser.description, parser.epilog = DESCRIPTION, EXAMPLES
    add_feed_arguments(parser, around, filters=True)
    parser.add_argument("--json", action="store_true", help="one frame a line, in JSON")
    parser.add_argument(
        "--cursor-file", metavar="FILE", help="keep the place here, and go on at it: what was written is not told again"
    )


def start(parser: argparse.ArgumentParser, read: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    options = feed_options(parser, read)
    store = CursorFile(read.cursor_file) if read.cursor_file else None
    return run(
        "sweepcast tail",
        lambda: until_stopped(
            tail(read.url, options, store, as_json=read.json, out=sys.stdout, notes=sys.stderr), sys.stdout
        ),
    )


async def tail(
    url: str, options: FeedOptions, store: CursorFile | None, *, as_json: bool, out: TextIO, notes: TextIO
) -> None:
    """Write each frame, for ever.

    Raises:
        FeedRefused, FeedEnded: there is nothing to follow, or nothing more.
        OSError: the cursor cannot be kept, or nobody reads any more.
    """
    chosen = options["ceremony"][0] if len(options["ceremony"]) == 1 else None
    teller = Teller(Watching(url=url, chosen=chosen), out, notes)
    async with aclosing(follow(url, cursor=store, on_link=teller.on_link, **options)) as feed:
        async for frame in feed:
            if as_json:
                print(FRAMES.encode(frame).decode(), file=out, flush=True)
            else:
                teller.on_news(frame)
