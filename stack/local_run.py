"""A whole night on this machine: Kafka, topics, worker, gateway and desk under one supervisor, or a replay instead."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import msgspec

from stack.broker import choose_place, format_place
from stack.errors import StackError
from stack.final_board import closed_board, in_words
from stack.guard import Guard
from stack.install import prepare
from stack.jars import cache_folder
from stack.parts import (
    DESK,
    GATEWAY,
    KAFKA,
    REPLAY,
    SOMETHING_REJECTED,
    WORKER,
    broker_part,
    ceremony_file,
    desk_address,
    desk_part,
    feed_address,
    gateway_part,
    page_address,
    replay_part,
    viewer_part,
    worker_part,
)
from stack.ports import PortClaims, is_free
from stack.sole_use import sole_use
from stack.supervisor import Supervisor
from stack.topics import create_topics
from stack.way_in import python, way_in
from sweepcast.settings import Settings

KAFKA_PORT = 9092
"""Where the parts look for Kafka without being told: what is announced by hand then finds a run of everything."""


class WrongCallError(StackError):
    """What was asked for cannot be done; the message says what can."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A ceremony to be replayed, and how."""

    ceremony: str
    pace: str | None
    exit_when_done: bool


class Teller:
    """Prints one readable line a part, and is quiet while somebody else has the terminal."""

    def __init__(self, out: TextIO) -> None:
        """Print to `out`."""
        self._out = out
        self._held: list[str] | None = None

    def __call__(self, name: str, words: str) -> None:
        """Print how a part fares."""
        self.print(f"{name:<8} {words}")

    def print(self, line: str) -> None:
        """Print a line, or keep it while the terminal is somebody else's."""
        if self._held is not None:
            self._held.append(line)
            return
        # Whoever listened may be gone (`| head`), which is no reason to end a night; the logs have it all the same.
        with suppress(BrokenPipeError):
            self._out.write(f"{line}\n")
            self._out.flush()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Keep what is to be printed until the end of the block."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            for line in held:
                self.print(line)


class LocalRun:
    """One run of everything."""

    def __init__(self, settings: Settings, folder: Path, guard: Guard, ports: PortClaims, tell: Teller) -> None:
        """Keep data and logs in `folder`."""
        self._settings = settings
        self._folder = folder
        self._guard = guard
        self._ports = ports
        self._tell = tell

    async def kafka(self, port: int) -> None:
        """Run Kafka alone, with Sweepcast's topics, until cancelled."""
        async with self._supervisor() as run:
            settings = await self._start_kafka(run, port)
            self._tell.print(
                f"Kafka is at {settings.kafka}; the parts find it by: export SWEEPCAST_KAFKA={settings.kafka}"
            )
            await run.unless_failed(asyncio.Event().wait())

    async def up(self) -> None:
        """Run everything but a replay, ready for a night, until cancelled."""
        async with self._supervisor() as run:
            settings = await self._start_all(run)
            await self._start_desk(run, settings)
            await run.ready(WORKER)
            self._tell.print(
                "Ready for a night: publish its programme at the desk (ceremonies/ has some), and announce. "
                f"Ctrl-C ends it.\nFrom a terminal, by Kafka at {settings.kafka}: "
                f"{python()} -m producers.announce --help, {python()} -m producers.replay --help"
            )
            await run.unless_failed(asyncio.Event().wait())

    async def demo(self, replay: Replay, *, watch: bool) -> None:
        """Run everything and replay a ceremony; return when the viewer is left, or all is over and that was asked."""
        if not ceremony_file(replay.ceremony).exists():
            known = ", ".join(sorted(file.stem for file in ceremony_file("*").parent.glob("*.json"))) or "none"
            raise WrongCallError(f"There is no ceremony {replay.ceremony!r} in ceremonies/. Known: {known}.")
        async with self._supervisor() as run:
            settings = await self._start_all(run)
            over = asyncio.create_task(self._replayed(run, settings, replay))
            try:
                if watch:
                    with self._tell.quiet():
                        await self._watch(run, settings, over, replay)
                elif replay.exit_when_done:
                    await over
                else:
                    await over
                    self._tell.print("The night is over; Ctrl-C ends the run.")
                    await run.unless_failed(asyncio.Event().wait())
            finally:
                over.cancel()
            if replay.exit_when_done:
                self._tell.print(f"\n{over.result()}")

    async def _watch(self, run: Supervisor, settings: Settings, over: "asyncio.Task[str]", replay: Replay) -> None:
        """Give the terminal to the viewer until its user leaves, or until all is over where that was asked."""
        viewing = asyncio.create_task(run.in_foreground(viewer_part(settings)))
        try:
            if replay.exit_when_done:
                await asyncio.wait({viewing, over}, return_when=asyncio.FIRST_COMPLETED)
                await over
            elif code := await viewing:
                raise StackError(f"The viewer in the terminal ended with exit code {code}; --no-watch does without it.")
        finally:
            viewing.cancel()
            await asyncio.gather(viewing, return_exceptions=True)

    async def _replayed(self, run: Supervisor, settings: Settings, replay: Replay) -> str:
        """Replay the ceremony, and return its final board in words once the gateway shows it."""
        code = await run.finish(replay_part(settings, self._below, str(ceremony_file(replay.ceremony)), replay.pace))
        if code == SOMETHING_REJECTED:
            self._tell(REPLAY, f"over; something was rejected, see {run.log_of(REPLAY)}")
        else:
            self._tell(REPLAY, "over, and all of it folded")
        return in_words(await run.unless_failed(closed_board(settings, replay.ceremony)))

    async def _start_all(self, run: Supervisor) -> Settings:
        """Start all parts, and return when the page can be looked at.

        The worker may take a moment longer; what is announced meanwhile waits for it in Kafka.
        """
        settings = await self._start_kafka(run, 0) if not self._settings.kafka else self._settings
        if self._settings.kafka:
            await self._create_topics(settings)
        settings = self._with_ports(settings)
        run.begin(worker_part(settings, self._below))
        await run.start(gateway_part(settings, self._below))
        self._tell("page", page_address(settings))
        self._tell("feed", feed_address(settings))
        self._tell("logs", str(self._logs))
        return settings

    async def _start_desk(self, run: Supervisor, settings: Settings) -> None:
        """Start the desk; its tokens and its audit log are kept with the rest of the run."""
        port = self._ports.next_free_port(settings.desk_port, settings.desk_host)
        folder = settings.desk_folder or str(self._folder / "desk")
        settings = msgspec.structs.replace(settings, desk_port=port, desk_folder=folder)
        await run.start(desk_part(settings, self._below))
        for line in way_in(desk_address(settings), run.log_of(DESK).read_text(errors="replace"), Path(folder)):
            self._tell(DESK, line)

    async def _start_kafka(self, run: Supervisor, port: int) -> Settings:
        """Start the embedded Kafka and create the topics; return the settings that lead there."""
        if port and not is_free(port):
            raise WrongCallError(f"Port {port} is taken; choose another with --port, or leave it out for a free one.")
        cache = cache_folder(self._settings.cache)
        kafka = await asyncio.to_thread(prepare, cache, lambda words: self._tell(KAFKA, words))
        place = choose_place(self._folder / "kafka", port or self._ports.next_free_port(KAFKA_PORT))
        await asyncio.to_thread(format_place, kafka, place)
        await run.start(broker_part(kafka, place))
        settings = msgspec.structs.replace(self._settings, kafka=place.bootstrap_servers)
        await run.unless_failed(self._create_topics(settings))
        return settings

    async def _create_topics(self, settings: Settings) -> None:
        began = time.monotonic()
        created = await create_topics(settings)
        self._tell("topics", f"{len(created)} created, ready after {time.monotonic() - began:.1f} s")

    def _with_ports(self, settings: Settings) -> Settings:
        """Return the settings with the ports that page and feed get: the ones that were set, or the next free ones."""
        page = self._ports.next_free_port(settings.http_port, settings.http_host)
        feed = self._ports.next_free_port(settings.feed_port, settings.feed_host)
        for what, wanted, got in (("page", settings.http_port, page), ("feed", settings.feed_port, feed)):
            if wanted not in (0, got):
                self._tell(GATEWAY, f"port {wanted} is taken; the {what} is at {got}")
        return msgspec.structs.replace(settings, http_port=page, feed_port=feed)

    @property
    def _below(self) -> tuple[str, ...]:
        """What the parts stand on: the embedded broker; not one that somebody else looks after."""
        return () if self._settings.kafka else (KAFKA,)

    @property
    def _logs(self) -> Path:
        return self._folder / "logs"

    def _supervisor(self) -> Supervisor:
        return Supervisor(self._logs, self._tell, self._guard)


@contextmanager
def run_folder(kept: Path | None, guard: Guard) -> Iterator[Path]:
    """Give the folder of a run: the one to be kept, or one that is thrown away afterwards.

    Where the run fails, the logs of one to be thrown away stay, for whoever wants to know why.

    Raises:
        StackError: another run uses the folder, or it cannot be made.
    """
    if kept is not None:
        with sole_use(kept):
            yield kept.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="sweepcast-"))
    guard.throw_away(folder / "kafka")
    try:
        yield folder
    except BaseException:
        if not any(folder.rglob("*.log")):
            guard.throw_away(folder)
        raise
    guard.throw_away(folder)
