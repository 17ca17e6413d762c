"""How somebody gets into the desk of a run on this machine, in lines for the terminal. Pure."""

import os
import re
import shlex
import sys
from pathlib import Path

_TOKEN = re.compile(r"(?<!\S)swd_\S+")


def way_in(address: str, log: str, folder: Path) -> list[str]:
    """Return what to do to get into a desk.

    Args:
        address: where the desk is.
        log: what the desk has said since its start. It made a token if nobody had one, and says it there, once.
        folder: where the desk keeps its tokens.
    """
    made = _TOKEN.search(log)
    more = f"SWEEPCAST_DESK_FOLDER={shlex.quote(str(folder))} {python()} -m producers.desk.tokens make --name NAME"
    if made is None:
        return [address, f"log in with a token that was made before, or make one: {more} --role admin"]
    return [
        address,
        f"open this link, which is good one time: {address}#token={made[0]}",
        f"or log in with its token: {made[0]}",
        f"tokens for others: {more}",
    ]


def python() -> str:
    """Return how to call the Python of this run, from where one stands."""
    here = Path(sys.executable)
    return shlex.quote(os.path.relpath(here) if here.is_relative_to(Path.cwd()) else str(here))
