"""Makes, lists and revokes the desk's tokens: `python -m producers.desk.tokens make --name Anna --role enter`."""

import argparse
import math
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from producers.desk.answers import ROLES
from producers.desk.folder import folder_of
from producers.desk.token_book import TokenBook, TokenFileError
from producers.shell import OK, REJECTED, USAGE, print_line, print_problem
from sweepcast.settings import SettingsError, read_settings

LONGEST_HOURS = 24.0 * 366


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _carry_out(options, TokenBook(folder_of(read_settings())), datetime.now(UTC))
    except (SettingsError, TokenFileError) as error:
        print_problem(str(error))
        return USAGE


def _carry_out(options: argparse.Namespace, book: TokenBook, now: datetime) -> int:
    if options.command == "make":
        try:
            token, kept = book.make(options.name, options.role, options.hours, now)
        except msgspec.ValidationError:
            print_problem("--name: write 1 to 100 characters, as the person is to be shown")
            return USAGE
        print_problem(
            f"{kept.name} ({kept.role}), up to {kept.expires_at:%Y-%m-%d %H:%M %Z}, id {kept.id}; "
            "it is shown this once:"
        )
        print_line(token)
        return OK
    if options.command == "revoke":
        gone = book.revoke(options.id)
        if gone is None:
            print_problem(f"there is no token {options.id!r}; see: python -m producers.desk.tokens list")
            return REJECTED
        print_line(f"revoked: {gone.name} ({gone.role})")
        return OK
    for each in sorted(book.valid(now), key=lambda each: (each.name, each.expires_at)):
        once = "  once" if each.once else ""
        print_line(f"{each.id}  {each.role:<7}  up to {each.expires_at:%Y-%m-%d %H:%M %Z}  {each.name}{once}")
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m producers.desk.tokens",
        description="Tokens let people and programs into the desk. Only their hashes are kept, in the folder of "
        "SWEEPCAST_DESK_FOLDER; a desk that runs hears of every change at once.",
        epilog="Roles, each with what those before it may: view; enter (announce, hold the desk, rehearse); confirm "
        "(for a second person; publish programmes; the audit log); admin.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    make = commands.add_parser("make", help="make a token and print it")
    make.add_argument("--name", required=True, help="whose it is, as everybody at the desk sees it")
    make.add_argument("--role", choices=ROLES, default="enter", help="default: %(default)s")
    make.add_argument("--hours", type=_hours, default=12.0, help="how long it holds (default: %(default)g)")
    commands.add_parser("list", help="list the tokens that hold")
    revoke = commands.add_parser("revoke", help="take a token away at once")
    revoke.add_argument("id", help="as list shows it")
    return parser


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = math.nan
    if not 0 < hours <= LONGEST_HOURS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of hours from above 0 to {LONGEST_HOURS:g}")
    return hours


if __name__ == "__main__":
    sys.exit(main())
