"""Start the viewer: `python -m sweepcast.watch [--url URL] [--ceremony ID] [--plain]`."""

import asyncio
import io
import os
import sys

from rich.console import Console

from sweepcast.client import FeedEnded, FeedRefused
from sweepcast.settings import SettingsError, read_settings
from sweepcast.watch.app import show_lines, show_screen
from sweepcast.watch.arguments import read_arguments

STOPPED = 0
FEED_ENDED = 1
REFUSED = 2


def main() -> int:
    """Run the viewer and return its exit code: 0 stopped, 1 the feed ended for good, 2 it cannot be followed."""
    try:
        arguments = read_arguments(sys.argv[1:], read_settings())
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A name that this terminal or log has no letters for is no reason to fall silent.
            sys.stdout.reconfigure(errors="replace")
        console = Console()
        if arguments.plain or not console.is_terminal or console.is_dumb_terminal:
            asyncio.run(show_lines(arguments, sys.stdout))
        else:
            asyncio.run(show_screen(arguments, console, sys.stdin.fileno() if sys.stdin.isatty() else None))
    except (FeedRefused, SettingsError) as error:
        print(f"watch: {error}", file=sys.stderr)
        return REFUSED
    except FeedEnded as error:
        print(f"watch: {error}", file=sys.stderr)
        return FEED_ENDED
    except BrokenPipeError:
        # What is still in the buffer would be written, and fail, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return STOPPED


if __name__ == "__main__":
    sys.exit(main())
