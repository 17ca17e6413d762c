"""`python -m streams`: run the worker. `python -m streams rebuild`: have it fold everything again."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from aiokafka.errors import KafkaError

from streams.app import create_app
from streams.connection import UnfitKafkaError, ready_kafka
from streams.rebuild import order_rebuild
from sweepcast.settings import Settings, SettingsError, read_settings

FAULT = 70
"""Exit code after a fault of Kafka or of ours (EX_SOFTWARE of sysexits): start it again."""
UNFIT = 78
"""Exit code where somebody must act first (EX_CONFIG of sysexits)."""
READY = "sweepcast worker ready"

_GOODBYE_SECONDS = 3.0
_COLLECT_EVERY = 50_000
_LOG = logging.getLogger("streams")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worker until it is told to stop, or another command; return the exit code."""
    command = _parser().parse_args(arguments).command
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return UNFIT
    logging.basicConfig(
        level=settings.log_level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name, value in settings.describe().items():
        _LOG.info("%s=%s", name, value)
    try:
        return asyncio.run(_rebuild(settings) if command == "rebuild" else _run(settings))
    except UnfitKafkaError as error:
        _LOG.critical("%s", error)
        return UNFIT
    except (KafkaError, OSError, TimeoutError):
        _LOG.critical("Kafka at %s failed us; start again", settings.bootstrap_servers, exc_info=True)
        return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m streams",
        description="Folds announcements into turns: the worker between sweepcast.announcements and sweepcast.updates. "
        "Settings are SWEEPCAST_* variables; what it runs with stands at the top of its log (stderr). "
        f"Exit codes: 0 when told to stop, {FAULT} to be started again, {UNFIT} when somebody must act first.",
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=("run", "rebuild"),
        default="run",
        help="run: fold until told to stop (SIGTERM, Ctrl-C). "
        "rebuild: have the worker fold everything again from the first announcement, when it starts next",
    )
    return parser


async def _rebuild(settings: Settings) -> int:
    partitions = await order_rebuild(settings)
    sys.stdout.write(f"{partitions} partitions will be folded again from the first announcement: restart the worker\n")
    return 0


async def _run(settings: Settings) -> int:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    working = asyncio.create_task(_work(settings))
    stopping = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        stopping.cancel()
        return working.result()
    _LOG.info("told to stop")
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    return 0


async def _work(settings: Settings) -> int:
    """Fold until cancelled; return the exit code when that cannot go on."""
    worker = create_app(settings, await ready_kafka(settings), _halt)
    try:
        await worker.start()  # returns when the tables are read back
        if not worker.should_stop:
            _spare_collections()
            sys.stdout.write(f"{READY}\n")
            sys.stdout.flush()
        await worker.wait_until_stopped()
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await worker.stop()
    if isinstance(worker.crash_reason, UnfitKafkaError):
        raise worker.crash_reason
    _LOG.critical("stopped by a fault: %r; start again", worker.crash_reason)
    return FAULT


def _spare_collections() -> None:
    """Keep the garbage collector from walking over the whole program and all nights in the middle of an announcement.

    That took 25 to 50 ms now and then. What is there now stays; nights are trees, which need no collector.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, 20, 100)


def _halt(error: BaseException) -> NoReturn:
    _LOG.critical("cannot go on with a step half done; start again", exc_info=error)
    _leave(FAULT)


def _leave(code: int) -> NoReturn:
    """End the process at once. Threads of Faust must not hold it up, and what counts is in Kafka or not said."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    _leave(main())
