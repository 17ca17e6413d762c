"""`python -m consumers.gateway`: serves the feed, boards and the page, until it is told to stop."""

import argparse
import asyncio
import logging
import signal
import sys

from consumers.gateway.gateway import Gateway, running
from consumers.gateway.kafka_edges import kafka_edges
from consumers.gateway.listening import CannotListen
from sweepcast.settings import Settings, SettingsError, read_settings

OK, FAULT, USAGE, PORT_TAKEN = 0, 1, 2, 3

DESCRIPTION = "Serve the feed of turns (websocket), and boards and the page (HTTP), from Kafka."
EPILOG = """\
Settings are environment variables, printed at the start: SWEEPCAST_KAFKA, SWEEPCAST_FEED_HOST and _PORT,
SWEEPCAST_HTTP_HOST and _PORT (port 0: any free one), SWEEPCAST_FEED_URL (the feed's address as viewers reach it, when
it is not the page's own host), SWEEPCAST_HEARTBEAT_SECONDS, SWEEPCAST_LOG_LEVEL. docs/protocol.md describes the feed.

Once all turns have been read from Kafka, one line on standard output says so:
  sweepcast gateway ready: page http://…/ feed ws://…/v1/feed
SIGTERM or Ctrl-C says goodbye to all clients and ends it.

Exit codes: 0 stopped as told, 1 a fault, 2 a setting cannot be used, 3 a port cannot be had.
"""

logger = logging.getLogger("consumers.gateway")


def main() -> int:
    """Run the gateway; return its exit code."""
    argparse.ArgumentParser(
        prog="python -m consumers.gateway",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    try:
        settings = read_settings()
        configure_logging(settings.log_level)
        for name, value in settings.describe().items():
            say(f"{name}={value}")
        asyncio.run(serve(settings))
    except SettingsError as error:
        return fail(str(error), USAGE)
    except CannotListen as error:
        return fail(str(error), PORT_TAKEN)
    return OK


async def serve(settings: Settings) -> None:
    """Run the gateway until a signal says to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    async with kafka_edges(settings) as edges, running(settings, edges) as gateway:
        stopping = asyncio.create_task(stop.wait())
        telling = asyncio.create_task(tell_when_ready(gateway))
        await asyncio.wait([stopping, *gateway.work], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        telling.cancel()


async def tell_when_ready(gateway: Gateway) -> None:
    """Say on standard output that the gateway is ready, and where."""
    await gateway.ready.wait()
    say(f"sweepcast gateway ready: page {gateway.addresses.page} feed {gateway.addresses.feed}")


def configure_logging(level: str) -> None:
    """Send the log to standard error; libraries are heard when they have more to say than we do ourselves."""
    logging.basicConfig(
        level=level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if level != "debug":
        # We say ourselves that Kafka is away, once; aiokafka says it many times a second.
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
        logging.getLogger("websockets").setLevel(logging.WARNING)


def say(line: str) -> None:
    """Print a line at once, whoever reads it."""
    print(line, flush=True)  # the program's own output


def fail(message: str, code: int) -> int:
    """Print why the gateway cannot run, and return the exit code."""
    print(f"sweepcast gateway: {message}", file=sys.stderr, flush=True)  # the program's own words
    return code


if __name__ == "__main__":
    sys.exit(main())
