"""The command line of the feed: `sweepcast tail`, `sweepcast watch`; also `python -m sweepcast`."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

from sweepcast import __version__
from sweepcast.commands import tail, watch
from sweepcast.commands.arguments import Surroundings, read_surroundings
from sweepcast.commands.running import REFUSED
from sweepcast.settings import SettingsError

COMMANDS: dict[str, ModuleType] = {"tail": tail, "watch": watch}
DESCRIPTION = "Follows awards nights as they happen, from the feed of a Sweepcast gateway."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; see `sweepcast COMMAND --help` for what it means.

    Raises:
        SystemExit: help was asked for (code 0), or an argument cannot be used (code 2).
    """
    try:
        around = read_surroundings()
    except SettingsError as error:
        print(f"sweepcast: {error}", file=sys.stderr)
        return REFUSED
    parsers = command_line(around)
    read = parsers[""].parse_args(arguments)
    code: int = COMMANDS[read.command].start(parsers[read.command], read)
    return code


def command_line(around: Surroundings) -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command by its name, and under the empty name that of all."""
    parser = argparse.ArgumentParser(prog="sweepcast", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"sweepcast {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    parsers = {"": parser}
    for name, command in COMMANDS.items():
        parsers[name] = commands.add_parser(
            name, help=command.HELP, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        command.add_arguments(parsers[name], around)
    return parsers


if __name__ == "__main__":
    sys.exit(main())
