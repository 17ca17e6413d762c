"""Runs the desk: `python -m producers.desk`."""

import argparse
import asyncio
import logging
import secrets
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from producers.desk.audit import AuditError, AuditLine, open_audit
from producers.desk.desk import Desk
from producers.desk.events import EventLog
from producers.desk.folder import folder_of
from producers.desk.http.access import Access
from producers.desk.http.server import application, let_go
from producers.desk.kafka_edge import KafkaEdge, home_of
from producers.desk.room import Clocks
from producers.desk.token_book import FIRST_HOURS, TokenBook, TokenFileError
from producers.shell import NOT_REACHED, OK, USAGE, print_line, print_problem, run
from sweepcast.settings import PREFIX, Settings, SettingsError, read_settings

READY = "sweepcast desk ready"
_GOODBYE_SECONDS = 3.0
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (only compared with)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desk until a signal ends it; return the exit code."""
    _parser().parse_args(arguments)
    try:
        settings = read_settings()
    except SettingsError as error:
        print_problem(str(error))
        return USAGE
    _configure_logging(settings)
    return run(lambda: _serve(settings), "the desk is closed")


async def _serve(settings: Settings) -> int:
    folder = folder_of(settings)
    print_line("settings " + " ".join(f"{name}={value}" for name, value in _shown(settings).items()))
    tokens, clocks = TokenBook(folder), Clocks(lambda: datetime.now(UTC), time.monotonic)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        async with open_audit(folder / "audit.jsonl") as audit:
            desk = Desk(
                confirm=settings.desk_confirm,
                clocks=clocks,
                home_of=home_of,
                events=EventLog(secrets.token_hex(4)),
                audit=audit,
            )
            audit.add(AuditLine(at=clocks.now(), who="", role="", action="started"))
            waiting = desk.second_person.recall()
            if waiting:
                print_line(f"waiting for a second person since before this start: {waiting}")
            await _open(desk, tokens, settings, folder)
    except (AuditError, TokenFileError, SettingsError) as error:
        print_problem(str(error))
        return USAGE
    except OSError as error:
        print_problem(f"the desk cannot be opened at {settings.desk_host}:{settings.desk_port}, {folder}: {error}")
        return NOT_REACHED
    return OK


async def _open(desk: Desk, tokens: TokenBook, settings: Settings, folder: Path) -> None:
    """Serve the desk until cancelled."""
    leaving = asyncio.Event()
    access = Access(tokens, desk.clocks, desk.audit, proxies=settings.proxies)
    runner = web.AppRunner(
        application(desk, access, leaving), access_log=None, shutdown_timeout=_GOODBYE_SECONDS, handle_signals=False
    )
    await runner.setup()
    edge = KafkaEdge(settings)
    desk.edge = edge
    work = [asyncio.create_task(edge.listen(desk.known)), asyncio.create_task(let_go(desk))]
    try:
        site = web.TCPSite(runner, settings.desk_host, settings.desk_port)
        await site.start()
        url = _url(settings.desk_host, runner.addresses[0][1])
        _tell_first_token(tokens, desk.clocks, url, folder)
        print_line(f"{READY} {url}")
        await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for each in work:
            if each.done():
                each.result()
    finally:
        leaving.set()
        # Whoever waits for an event hears that there will be none.
        desk.events.publish("kafka", desk.known.kafka)
        for each in work:
            each.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*work, return_exceptions=True)
        await runner.cleanup()
        await edge.close()


def _tell_first_token(tokens: TokenBook, clocks: Clocks, url: str, folder: Path) -> None:
    """Make a token for whoever starts a desk that nobody can enter, and print it, once."""
    if any(not each.once for each in tokens.valid(clocks.now())):
        return
    for each in tokens.valid(clocks.now()):
        tokens.revoke(each.id)
    token, kept = tokens.make("admin", "admin", FIRST_HOURS, clocks.now(), once=True)
    print_line(f"nobody has a token for this desk yet ({folder}). This one lets an admin in, one time, up to")
    print_line(f"{kept.expires_at:%Y-%m-%d %H:%M %Z}: {token}")
    print_line(f"Open this link, or log in with it at {url}: {url}#token={token}")
    print_line("Others: python -m producers.desk.tokens make --name Anna --role enter --hours 12")


def _shown(settings: Settings) -> dict[str, str]:
    return {
        name: value
        for name, value in settings.describe().items()
        if name.startswith((f"{PREFIX}DESK", f"{PREFIX}KAFKA"))
    }


def _url(host: str, port: int) -> str:
    host = _HERE.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _configure_logging(settings: Settings) -> None:
    logging.basicConfig(
        level=settings.log_level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if settings.log_level != "debug":
        # We say ourselves that Kafka is away, once; aiokafka says it many times a second.
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog="python -m producers.desk",
        description="Serves the desk, where people and other systems announce what happens at a ceremony, on its own "
        "port. Kafka may come later: the desk says so, and waits.",
        epilog="Settings: SWEEPCAST_DESK_HOST, _PORT, _FOLDER, _CONFIRM and SWEEPCAST_KAFKA…, listed in the README. "
        "Tokens: python -m producers.desk.tokens --help. More: docs/desk.md. Ctrl-C ends it.",
    )


if __name__ == "__main__":
    sys.exit(main())
