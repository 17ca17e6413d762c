"""The command that plays the mock gateway to a client, scenario after scenario, and says how it did."""

import argparse
import asyncio
import shlex
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic

from sweepcast.conformance.mock import MockGateway, mock_gateway
from sweepcast.conformance.report import CANNOT_RUN, exit_code, lines, summary
from sweepcast.conformance.scenarios import ALL, Scenario
from sweepcast.conformance.verdicts import Passed, Skipped, Verdict

AWAY_SECONDS = 5.0
"""So long a client that must stay away is watched."""
AFTERWARDS_SECONDS = 0.5
"""So long a client is watched when a scenario has been played to its end."""
WITHIN_SECONDS = 60.0
STOP_SECONDS = 3.0
URL = "{url}"
Print = Callable[[str], None]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m sweepcast.conformance mock",
        description="Be a gateway that misbehaves on purpose, and judge what a client does on the wire.",
        epilog="Exit codes: 0 the client passed, 1 it failed a scenario, 2 no client came.",
    )
    parser.add_argument("--list", action="store_true", help="list the scenarios, and play none")
    parser.add_argument("--scenario", metavar="NAME", nargs="+", default=[], help="these scenarios alone")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one (%(default)s)")
    parser.add_argument(
        "--run",
        metavar="COMMAND",
        help=f"start the client with this command for each scenario; {URL} in it is the feed's address",
    )
    parser.add_argument(
        "--within",
        metavar="SECONDS",
        type=float,
        default=WITHIN_SECONDS,
        help="how long to wait for what the client must do in a scenario (%(default)g)",
    )
    parser.add_argument(
        "--browser", action="store_true", help="leave out what a client in a browser cannot see: HTTP statuses"
    )
    return parser


def main(arguments: Sequence[str], say: Print, warn: Print) -> int:
    """Play scenarios, and return the exit code."""
    options = parser().parse_args(arguments)
    if options.list:
        say(listed(ALL))
        return 0
    try:
        scenarios = chosen(ALL, options.scenario, browser=options.browser)
    except LookupError as error:
        parser().error(str(error.args[0]))
    try:
        verdicts = asyncio.run(_play(scenarios, options, say))
    except OSError as error:
        warn(f"cannot run: {error}: take another --port, or correct --run")
        return CANNOT_RUN
    say(summary(verdicts))
    return exit_code(verdicts)


def chosen(scenarios: Sequence[Scenario], only: Sequence[str], *, browser: bool = False) -> tuple[Scenario, ...]:
    """Return the scenarios that are named, in their own order; all of them where none is named.

    `browser`: without those that take a client that sees HTTP statuses.

    Raises:
        LookupError: there is no such scenario.
    """
    unknown = set(only) - {each.id for each in scenarios}
    if unknown:
        raise LookupError(f"there is no scenario {', '.join(sorted(unknown))}: --list tells which there are")
    return tuple(each for each in scenarios if (not only or each.id in only) and not (browser and each.status))


def listed(scenarios: Sequence[Scenario]) -> str:
    """Return a line for each scenario: its id, what happens and what must be done."""
    width = max(len(each.id) for each in scenarios)
    return "\n".join(f"{each.id:{width}}  {each.says}" for each in scenarios)


async def _play(scenarios: Sequence[Scenario], options: argparse.Namespace, say: Print) -> list[Verdict]:
    verdicts: list[Verdict] = []
    port = options.port
    for scenario in scenarios:
        begin = monotonic()
        async with mock_gateway(scenario, host=options.host, port=port) as gateway:
            port = port or int(gateway.url.rpartition(":")[2].partition("/")[0])
            if not verdicts and options.run is None:
                say(f"connect your client to {gateway.url}, and start it again whenever it has ended")
            say(f"playing  {scenario.id}: {scenario.says}")
            async with _client(options.run, gateway.url) as process:
                verdicts.append(await watched(gateway, options.within, process))
        for line in lines(scenario.id, verdicts[-1], monotonic() - begin):
            say(line)
    return verdicts


async def watched(gateway: MockGateway, within: float, process: asyncio.subprocess.Process | None = None) -> Verdict:
    """Return what is to be said of the client when the scenario has been played, or `within` seconds are over.

    A client whose `process` has ended is not waited for any longer.
    """
    playing = asyncio.create_task(gateway.until(lambda gateway: gateway.played))
    ending = [asyncio.create_task(process.wait())] if process is not None else []
    await asyncio.wait([playing, *ending], timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for each in (playing, *ending):
        each.cancel()
    if not gateway.visits:
        ended = process is not None and process.returncode is not None
        return Skipped(why=f"no client came {'before its command ended' if ended else f'within {within:g} s'}")
    away = gateway.scenario.ends
    with suppress(TimeoutError):
        async with asyncio.timeout(AWAY_SECONDS if away else AFTERWARDS_SECONDS):
            number = len(gateway.visits)
            await gateway.until(lambda gateway: len(gateway.visits) > number)
    verdict = gateway.verdict
    if isinstance(verdict, Passed) and away:
        return Passed(note=f"it stayed away for {AWAY_SECONDS:g} s")
    return verdict


@asynccontextmanager
async def _client(command: str | None, url: str) -> AsyncGenerator[asyncio.subprocess.Process | None, None]:
    """Run a client while the block runs; its own output is not shown."""
    if command is None:
        yield None
        return
    process = await asyncio.create_subprocess_exec(
        *(each.replace(URL, url) for each in shlex.split(command)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
