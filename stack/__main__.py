"""`python -m stack`: everything on this machine, from the broker alone to a whole night."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path

from platformdirs import user_data_path

from stack.errors import StackError
from stack.guard import Guard
from stack.install import prepare
from stack.jars import KAFKA_VERSION, LOCK, cache_folder, resolve_lock, write_lock
from stack.local_run import LocalRun, Replay, Teller, run_folder
from stack.ports import PortClaims
from stack.topics import create_topics
from sweepcast.settings import Settings, SettingsError, read_settings

DEFAULT_CEREMONY = "golden-globes-2017"
FAILED = 1
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(
        prog="python -m stack",
        description="Runs Sweepcast on this machine: an embedded Kafka, worker, gateway and page, each under watch.",
        epilog="Settings are SWEEPCAST_* environment variables, listed in the README. SWEEPCAST_KAFKA names a Kafka "
        "that runs already, and is used instead of the embedded one; KAFKA_HOME one whose jars are used. "
        "Ctrl-C ends a run and everything in it.",
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="run everything, and replay a night", description=LocalRun.demo.__doc__)
    demo.add_argument("--pace", metavar="PACE", help="real, max, or a factor such as 60x (default: about two minutes)")
    demo.add_argument("--ceremony", default=DEFAULT_CEREMONY, metavar="ID", help="default: %(default)s")
    demo.add_argument("--exit-when-done", action="store_true", help="end after the night, and print its final board")
    demo.add_argument("--no-watch", action="store_true", help="no viewer in the terminal, only one line a part")
    demo.add_argument("--data", type=Path, metavar="DIR", help="keep data and logs there (default: thrown away)")
    up = commands.add_parser("up", help="run everything, ready for a night", description=LocalRun.up.__doc__)
    up.add_argument("--data", type=Path, metavar="DIR", default=data_folder(), help="default: %(default)s")
    kafka = commands.add_parser("kafka", help="run the embedded Kafka alone", description=LocalRun.kafka.__doc__)
    kafka.add_argument("--port", type=int, default=0, help="default: 9092, or the next free one")
    kafka.add_argument("--data", type=Path, metavar="DIR", help="keep data and logs there (default: thrown away)")
    commands.add_parser("topics", help="create the topics in the Kafka of SWEEPCAST_KAFKA")
    commands.add_parser("prepare", help="fetch all that the embedded Kafka needs, once")
    commands.add_parser("lock-jars", help=f"resolve the jars of Kafka {KAFKA_VERSION} anew, and renew their lock")
    return root


def data_folder() -> Path:
    """Return where a night that is to be kept is kept, unless somebody says otherwise."""
    return user_data_path("sweepcast")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        return carry_out(options, read_settings())
    except (StackError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED


def carry_out(options: argparse.Namespace, settings: Settings) -> int:
    """Carry a command out; return the exit code."""
    tell = Teller(sys.stdout)
    match options.command:
        case "prepare":
            prepare(cache_folder(settings.cache), lambda words: tell("kafka", words))
        case "lock-jars":
            LOCK.write_text(write_lock(resolve_lock()))
        case "topics":
            created = asyncio.run(create_topics(settings))
            tell("topics", f"created: {', '.join(created) or 'none, all were there'}")
        case _:
            with Guard() as guard, PortClaims() as ports, run_folder(options.data, guard) as folder:
                asyncio.run(until_told(the_run(options, LocalRun(settings, folder, guard, ports, tell))))
    return 0


def the_run(options: argparse.Namespace, run: LocalRun) -> Coroutine[object, object, None]:
    """Return what the command asks of a run."""
    match options.command:
        case "demo":
            terminal = sys.stdin.isatty() and sys.stdout.isatty()
            replay = Replay(options.ceremony, options.pace, options.exit_when_done)
            return run.demo(replay, watch=terminal and not options.no_watch)
        case "up":
            return run.up()
        case _:
            return run.kafka(options.port)


async def until_told(work: Coroutine[object, object, None]) -> None:
    """Await `work`, or cancel it at a Ctrl-C or SIGTERM; at a second one, leave at once: the guard ends the rest."""
    task = asyncio.ensure_future(work)

    def stop() -> None:
        if task.cancelling():
            os._exit(FAILED)
        task.cancel()

    loop = asyncio.get_running_loop()
    for each in STOPPING_SIGNALS:
        loop.add_signal_handler(each, stop)
    try:
        await task
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    sys.exit(main())
