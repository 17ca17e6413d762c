"""`python -m consumers.gateway`: serves the feed, boards and the page, until it is told to stop."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from pathlib import Path

import msgspec

from consumers.gateway.gateway import Company, Gateway, running
from consumers.gateway.kafka.edges import kafka_edges
from consumers.gateway.listening import CannotListen, allow_open_files
from consumers.gateway.metrics import SHARED_FOLDER
from consumers.gateway.processes import CHILD_OPTION, GaveUp, parent_gone
from consumers.gateway.several import READY, serve_by_several
from sweepcast.settings import PREFIX, Settings, SettingsError, read_settings

OK, FAULT, USAGE, PORT_TAKEN = 0, 1, 2, 3

SPARE_FILES = 100
"""Open files beside the viewers' connections: Kafka's, the program's own, and those of who only reads over HTTP."""

DESCRIPTION = "Serve the feed of turns (websocket, SSE), and boards and the page (HTTP), from Kafka."
EPILOG = """\
Settings are environment variables, printed at the start: SWEEPCAST_KAFKA, SWEEPCAST_FEED_HOST and _PORT,
SWEEPCAST_HTTP_HOST and _PORT (port 0: any free one), SWEEPCAST_FEED_URL (the feed's address as viewers reach it, when
it is not the page's own host), SWEEPCAST_HEARTBEAT_SECONDS, SWEEPCAST_LOG_LEVEL. docs/operating.md tells of limits,
proxies, viewer tokens, several processes and metrics; docs/protocol.md describes the feed.

Once all turns have been read from Kafka, one line on standard output says so:
  sweepcast gateway ready: page http://…/ feed ws://…/v1/feed
SIGTERM or Ctrl-C says goodbye to all clients, one after the other within SWEEPCAST_DRAIN_SECONDS, and ends it; a
second one says it to all who are left at once.

Exit codes: 0 stopped as told, 1 a fault, 2 a setting cannot be used, 3 a port cannot be had.
"""

logger = logging.getLogger("consumers.gateway")


def main() -> int:
    """Run the gateway; return its exit code."""
    options = _parser().parse_args()
    try:
        settings = read_settings()
        if options.child:
            return run_as_child(settings)
        if options.processes is not None:
            settings = msgspec.structs.replace(settings, processes=options.processes)
        configure_logging(settings.log_level)
        for name, value in settings.describe().items():
            say(f"{name}={value}")
        asyncio.run(serve(settings) if settings.processes == 1 else serve_by_several(settings, say))
    except SettingsError as error:
        return fail(str(error), USAGE)
    except CannotListen as error:
        return fail(str(error), PORT_TAKEN)
    except GaveUp as error:
        return fail(str(error), error.code)
    return OK


def run_as_child(settings: Settings) -> int:
    """Run one of several processes, whose parent has said everything that is the same for all; return the exit code."""
    configure_logging(settings.log_level, f"%(levelname)s [{os.getpid()}]")
    asyncio.run(serve(settings, Company(metrics_folder=Path(os.environ[SHARED_FOLDER]))))
    return OK


async def serve(settings: Settings, company: Company | None = None) -> None:
    """Run the gateway until a signal says to stop, or until the parent of several processes is gone."""
    stop = asyncio.Event()
    _on_signals(stop)
    _allow_connections(settings)
    async with kafka_edges(settings) as edges, running(settings, edges, company=company) as gateway:
        _on_signals(stop, gateway.hurry)
        ends: list[asyncio.Task[object]] = [asyncio.create_task(stop.wait())]
        if company is not None:
            ends.append(asyncio.create_task(parent_gone()))
        telling = asyncio.create_task(tell_when_ready(gateway))
        await asyncio.wait([*ends, *gateway.work], return_when=asyncio.FIRST_COMPLETED)
        stop.set()  # a signal from now on is a second one, whatever the first end was
        for task in (*ends, telling):
            task.cancel()


async def tell_when_ready(gateway: Gateway) -> None:
    """Say on standard output that the gateway is ready, and where."""
    await gateway.ready.wait()
    # What was read by now lives long: the collector need not walk over it again, which takes tens of milliseconds.
    gc.freeze()
    say(f"{READY} page {gateway.addresses.page} feed {gateway.addresses.feed}")


def configure_logging(level: str, prefix: str = "%(levelname)s") -> None:
    """Send the log to standard error; libraries are heard when they have more to say than we do ourselves."""
    logging.basicConfig(level=level.upper(), stream=sys.stderr, format=f"%(asctime)s {prefix} %(name)s: %(message)s")
    # Its debugging shows whole requests, and a viewer token may stand in their first line or in a header.
    logging.getLogger("websockets").setLevel(logging.INFO if level == "debug" else logging.WARNING)
    if level != "debug":
        # We say ourselves that Kafka is away, once; aiokafka says it many times a second.
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _on_signals(stop: asyncio.Event, hurry: asyncio.Event | None = None) -> None:
    """Set `stop` at the first signal that says to end, and `hurry` at another one."""

    def told() -> None:
        if hurry is not None and stop.is_set():
            hurry.set()
        stop.set()

    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told)


def _allow_connections(settings: Settings) -> None:
    wanted = settings.connections + SPARE_FILES
    allowed = allow_open_files(wanted)
    if allowed < wanted:
        logger.warning(
            "this system allows %d open files, which is %d connections: raise its hard bound (ulimit -Hn), or lower "
            "%sCONNECTIONS",
            allowed,
            max(0, allowed - SPARE_FILES),
            PREFIX,
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m consumers.gateway",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--processes",
        type=_processes,
        metavar="N",
        help="serve by so many processes on the same ports, on Linux (default: SWEEPCAST_PROCESSES)",
    )
    parser.add_argument(CHILD_OPTION, action="store_true", help=argparse.SUPPRESS)
    return parser


def _processes(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= 256:  # more than there are processors to run them
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes from 1 to 256")
    return number


def say(line: str) -> None:
    """Print a line at once, whoever reads it."""
    print(line, flush=True)  # the program's own output


def fail(message: str, code: int) -> int:
    """Print why the gateway cannot run, and return the exit code."""
    print(f"sweepcast gateway: {message}", file=sys.stderr, flush=True)  # the program's own words
    return code


if __name__ == "__main__":
    sys.exit(main())
