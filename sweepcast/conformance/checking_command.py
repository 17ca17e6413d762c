"""The command that checks a gateway."""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import msgspec

from sweepcast.conformance.catalogue import ALL
from sweepcast.conformance.checking import Check, Done, chosen, run
from sweepcast.conformance.gateway import PATIENCE_SECONDS, WATCH_SECONDS, Address, CannotConnect, Gateway, reach
from sweepcast.conformance.report import CANNOT_RUN, Told, exit_code, lines, summary

HTTP_PORT = 8080
Print = Callable[[str], None]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m sweepcast.conformance",
        description="Check whether a gateway keeps to docs/protocol.md. For a client: … mock --help",
        epilog="Exit codes: 0 all that was checked passed, 1 something failed, 2 it cannot be checked.",
    )
    parser.add_argument("url", nargs="?", metavar="URL", help="the feed, as in ws://127.0.0.1:8765/v1/feed")
    parser.add_argument(
        "--http", metavar="URL", help="the HTTP side, as in http://127.0.0.1:8080 (the feed's host, port 8080); or none"
    )
    parser.add_argument("--token", help="a viewer token, where the gateway asks for one")
    parser.add_argument("--only", metavar="CHECK", nargs="+", default=[], help="these checks alone")
    parser.add_argument("--list", action="store_true", help="list the checks, and check nothing")
    parser.add_argument("--json", action="store_true", help="print what was found as one JSON array")
    parser.add_argument(
        "--cursor",
        metavar="REASON=TEXT",
        action="append",
        default=[],
        help="a cursor that the kit cannot make: cursor-of-another-log=…, cursor-too-old=… or cursor-ahead=…",
    )
    parser.add_argument(
        "--crowd", metavar="NUMBER", type=int, default=0, help="open up to so many connections, to see one refused"
    )
    parser.add_argument(
        "--patience",
        metavar="SECONDS",
        type=float,
        default=PATIENCE_SECONDS,
        help="how long to wait for what must come at once (%(default)g)",
    )
    parser.add_argument(
        "--watch",
        metavar="SECONDS",
        type=float,
        default=WATCH_SECONDS,
        help="how long to wait for turns to come in, where a check needs some (%(default)g)",
    )
    return parser


def main(arguments: Sequence[str], say: Print, warn: Print) -> int:
    """Check a gateway, and return the exit code; `say` prints what was found, `warn` what is beside that."""
    options = parser().parse_args(arguments)
    if options.list:
        say(listed(ALL))
        return 0
    if options.url is None:
        parser().error("the address of a feed is missing, as in ws://127.0.0.1:8765/v1/feed")
    try:
        checks = chosen(ALL, options.only)
        gateway = Gateway(
            Address(feed=feed_side(options.url), http=http_side(options.url, options.http), token=options.token),
            patience=options.patience,
            watch=options.watch,
            cursors=given_cursors(options.cursor),
            crowd=options.crowd,
        )
    except (LookupError, ValueError) as error:
        parser().error(str(error.args[0]))
    try:
        done = asyncio.run(checked(gateway, checks, warn if options.json else say))
    except CannotConnect as error:
        warn(str(error))
        return CANNOT_RUN
    if options.json:
        say(in_json(done))
    return exit_code(each.verdict for each in done)


async def checked(gateway: Gateway, checks: Sequence[Check], say: Print) -> list[Done]:
    """Check a gateway, saying how it goes.

    Raises:
        CannotConnect: there is nothing to check.
    """
    await reach(gateway)
    say(f"checking {gateway.feed_url()}, HTTP at {gateway.address.http or 'no address'}: {len(checks)} checks")

    def after(done: Done) -> None:
        for line in lines(done.check.id, done.verdict, done.seconds):
            say(line)

    done = await run(gateway, checks, after=after)
    say(summary([each.verdict for each in done]))
    return done


def listed(checks: Sequence[Check]) -> str:
    """Return a line for each check: its id, what must hold, and the section of docs/protocol.md."""
    width = max(len(each.id) for each in checks)
    return "\n".join(f"{each.id:{width}}  {each.says} [{each.section}]" for each in checks)


def in_json(done: Sequence[Done]) -> str:
    """Return what was found as a JSON array."""
    told = [
        Told(
            id=each.check.id,
            section=each.check.section,
            says=each.check.says,
            seconds=round(each.seconds, 3),
            verdict=each.verdict,
        )
        for each in done
    ]
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def feed_side(given: str) -> str:
    """Return the address of a feed.

    Raises:
        ValueError: what is given is none.
    """
    parts = urlsplit(given)
    if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.port == 0:
        raise ValueError(f"{given!r} is no address of a feed: write ws://host:port, or wss://host")
    return given


def http_side(feed: str, given: str | None) -> str | None:
    """Return the address of the HTTP side: as given, none for "none", else the feed's host at port 8080.

    Raises:
        ValueError: what is given is no address.
    """
    if given == "none":
        return None
    if given is None:
        parts = urlsplit(feed)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{'https' if parts.scheme == 'wss' else 'http'}://{host}:{HTTP_PORT}"
    if urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).hostname:
        raise ValueError(f"{given!r} is no HTTP address: write http://host:port, or none")
    return given.rstrip("/")


def given_cursors(given: Sequence[str]) -> dict[str, str]:
    """Return cursors by reason.

    Raises:
        ValueError: one is not written REASON=TEXT.
    """
    cursors: dict[str, str] = {}
    for each in given:
        reason, sign, text = each.partition("=")
        if not sign or not text or reason not in {check.id for check in ALL}:
            raise ValueError(f"{each!r} is no cursor for a check: write cursor-too-old=TEXT")
        cursors[reason] = text
    return cursors
