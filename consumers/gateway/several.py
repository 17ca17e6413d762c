"""Serves the feed by several processes on the same ports; this one keeps the ports and the processes."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from consumers.gateway.door.door import access_of
from consumers.gateway.listening import port_of, reserve
from consumers.gateway.metrics import SHARED_FOLDER, forget_process
from consumers.gateway.processes import CHILD_OPTION, ChildProcess, Keeper, can_share_ports, start_child
from sweepcast.settings import PREFIX, Settings, SettingsError

COMMAND = (sys.executable, "-m", "consumers.gateway", CHILD_OPTION)
READY = "sweepcast gateway ready:"
"""How the line begins with which a gateway says that it is ready, and where."""


async def serve_by_several(settings: Settings, say: Callable[[str], None]) -> None:
    """Run so many processes as the settings say, until a signal says to stop; `say` what they say once all are ready.

    Raises:
        CannotListen: one of the two ports cannot be had.
        GaveUp: the processes cannot be kept running.
        SettingsError: this system cannot do it.
    """
    access_of(settings)  # what is wrong is said once, before there are several to say it
    if not can_share_ports():
        raise SettingsError(
            f"{PREFIX}PROCESSES={settings.processes}: only Linux lets several processes share a port; run one, or "
            "several on ports of their own behind a proxy"
        )
    with (
        reserve(settings.feed_host, settings.feed_port, PREFIX + "FEED") as feed,
        reserve(settings.http_host, settings.http_port, PREFIX + "HTTP") as http,
        tempfile.TemporaryDirectory(prefix="sweepcast-metrics-") as folder,
    ):
        own = msgspec.structs.replace(settings, feed_port=port_of(feed), http_port=port_of(http), processes=1)
        await _keep(own, settings.processes, Path(folder), say)


async def _keep(settings: Settings, processes: int, folder: Path, say: Callable[[str], None]) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ |= settings.environment() | {SHARED_FOLDER: str(folder)}
    ready_lines: list[str] = []

    async def start() -> ChildProcess:
        return await start_child(COMMAND, environ, READY, ready_lines.append)

    keeper = Keeper(start, lambda: say(ready_lines[0]), lambda pid: forget_process(pid, folder))
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, keeper.stop)
    await keeper.run(processes)
