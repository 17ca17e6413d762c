"""The embedded Kafka: one real broker on this machine, with the settings that make it start in about a second.

The settings are those measured for one person's machine: one copy of everything, no waiting for members of a group
that will never come, and a short memory of a broker's own death, so that one that was killed comes back at once.
"""

import shutil
import signal
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from stack.errors import StackError
from stack.guard import Guard
from stack.jars import join_classpath
from stack.java import Java
from stack.ports import free_port
from stack.sole_use import sole_use

HOST = "127.0.0.1"
LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes; the limit of updates, rejections and changelogs, above that of announcements: they carry one, and more."""
READY_LINE = "Kafka Server started"
"""What the broker logs once it accepts clients. Connecting again and again would be no better a sign, and a worse
guest: see `stack.ports`."""
START_SECONDS = 60.0
STOP_SECONDS = 10.0
JVM_OPTIONS = (
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.awt.headless=true",
    f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties')}",
)
TAIL_LINES = 15
LITTLE_SPACE = 1_000_000
"""Bytes; with less than this left, a disk is as good as full for Kafka."""
DISK_FULL = "the disk is full; free some space, or choose another folder with --data"
KNOWN_FAILURES = (
    ("Address already in use", "its port is taken; stop what listens there, or choose another with --port"),
    ("No space left on device", DISK_FULL),
    ("Disk quota exceeded", "the disk quota is used up; free some space, or choose another folder with --data"),
    ("Failed to acquire lock", "another broker uses the same data folder; stop it, or choose another with --data"),
    ("Permission denied", "a file may not be read or written; see the lines below for which"),
    ("Invalid cluster.id", "the data folder belongs to another Kafka; choose another with --data"),
    ("UnsupportedClassVersionError", "this Java is too old for it"),
    ("Could not reserve enough space", "there is not enough memory for it (256 MB)"),
)
"""What the broker's log says, and what that means to a person."""


class BrokerError(StackError):
    """The embedded Kafka did not start; the message has the reason and the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Kafka:
    """The program: a Java runtime, and Kafka's jars."""

    java: Java
    jars: tuple[Path, ...]
    options: tuple[str, ...] = ()
    """What else Java is told, such as to use a start-up archive (`stack.startup_archive`)."""

    def command(self, main: str, *arguments: str) -> list[str]:
        """Return the command that runs one of Kafka's main classes."""
        classpath = join_classpath(self.jars)
        return [str(self.java.program), *JVM_OPTIONS, *self.options, "-cp", classpath, main, *arguments]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one broker lives: its folder, and its two ports."""

    folder: Path
    port: int
    controller_port: int

    @property
    def bootstrap_servers(self) -> str:
        """Where clients find the broker."""
        return f"{HOST}:{self.port}"

    @property
    def properties_file(self) -> Path:
        """The broker's configuration, written anew at each start, since the ports may differ."""
        return self.folder / "server.properties"

    @property
    def data(self) -> Path:
        """Where the broker keeps its topics."""
        return self.folder / "data"


def choose_place(folder: Path, port: int = 0) -> Place:
    """Return a place in `folder` with this port, or a free one for 0."""
    chosen = port or free_port(HOST)
    return Place(folder, chosen, free_port(HOST, {chosen}))


def properties(place: Place) -> str:
    """Return the broker's configuration."""
    controller = f"{HOST}:{place.controller_port}"
    values = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.bootstrap.servers": controller,
        "controller.listener.names": "CONTROLLER",
        "listeners": f"CLIENTS://{place.bootstrap_servers},CONTROLLER://{controller}",
        "advertised.listeners": f"CLIENTS://{place.bootstrap_servers},CONTROLLER://{controller}",
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "CLIENTS",
        "log.dirs": str(place.data),
        "message.max.bytes": str(LARGEST_MESSAGE),
        "replica.fetch.max.bytes": str(LARGEST_MESSAGE),
        "auto.create.topics.enable": "false",
        # One broker: its internal topics have one copy, and one partition is soon created and loaded.
        "offsets.topic.num.partitions": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # A group starts with its first member, instead of waiting 3 s for others.
        "group.initial.rebalance.delay.ms": "0",
        # After a SIGKILL the port opens again after 4 s instead of 12 s: the time the old session is waited out.
        "broker.session.timeout.ms": "2000",
        "broker.heartbeat.interval.ms": "500",
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())


def format_place(kafka: Kafka, place: Place) -> None:
    """Write the configuration, and format the data folder unless that was done before.

    Raises:
        BrokerError: it could not be done, with the reason.
    """
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        place.properties_file.write_text(properties(place))
    except OSError as error:
        raise BrokerError(f"The data folder {place.folder} cannot be used: {error}.") from error
    if (place.data / "meta.properties").exists():
        return
    # A "-" at the beginning would be read as an option.
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")
    command = kafka.command(
        "kafka.tools.StorageTool", "format", "--standalone", "-t", cluster, "-c", str(place.properties_file)
    )
    told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if told.returncode != 0:
        raise BrokerError(
            failure(f"The folder {place.data} could not be formatted for Kafka", told.stdout, free_bytes(place.folder))
        )


def start_command(kafka: Kafka, place: Place) -> list[str]:
    """Return the command that runs the broker of a place that was formatted."""
    return kafka.command("kafka.Kafka", str(place.properties_file))


def explain(log: str, free_bytes: int | None = None) -> str:
    """Return what a broker's log says is wrong in a person's words; nothing when it is no known failure.

    A full disk may have no place left for the words that say so: `free_bytes` tells how much there is.
    """
    said = next((meaning for words, meaning in KNOWN_FAILURES if words in log), "")
    if not said and free_bytes is not None and free_bytes < LITTLE_SPACE:
        return DISK_FULL
    return said


def free_bytes(folder: Path) -> int:
    """Return how much space is left where `folder` lies."""
    return shutil.disk_usage(folder).free


def failure(what: str, log: str, free: int | None = None) -> str:
    """Return a message of what failed, the reason where it is a known one, and the tail of the log."""
    meaning = explain(log, free)
    tail = "\n".join(f"  | {line}" for line in log.splitlines()[-TAIL_LINES:])
    return f"{what}{': ' + meaning if meaning else ''}. The last lines of its log:\n{tail}"


class EmbeddedBroker:
    """One broker that runs as long as a `with` block, for tests and benchmarks; a run of all parts is supervised."""

    def __init__(self, kafka: Kafka, place: Place) -> None:
        """Take the program and the place; nothing is started yet."""
        self.place = place
        self._kafka = kafka
        self._process: subprocess.Popen[bytes] | None = None
        self._cleanup = ExitStack()

    @property
    def bootstrap_servers(self) -> str:
        """Where clients find the broker."""
        return self.place.bootstrap_servers

    @property
    def log(self) -> Path:
        """The file with the broker's own words since its last start."""
        return self.place.folder / "broker.log"

    def __enter__(self) -> Self:
        """Format the folder if need be, start the broker, and return once it accepts clients."""
        with ExitStack() as cleanup:
            cleanup.enter_context(sole_use(self.place.folder))
            self._guard = cleanup.enter_context(Guard())
            cleanup.callback(self.kill)
            format_place(self._kafka, self.place)
            self.start()
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the broker at once, where it has not been stopped before."""
        self._cleanup.close()

    def start(self) -> None:
        """Start the broker and return once it accepts clients.

        Raises:
            BrokerError: it ended instead, or took longer than a minute.
        """
        with self.log.open("wb") as log:
            command = start_command(self._kafka, self.place)
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        self._guard.watch(-self._process.pid)
        deadline = time.monotonic() + START_SECONDS
        while READY_LINE not in self._words():
            if self._process.poll() is not None:
                raise BrokerError(failure("Kafka did not start", self._words()))
            if time.monotonic() > deadline:
                raise BrokerError(failure("Kafka did not start within a minute", self._words()))
            time.sleep(0.02)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask the broker to end, and wait until it has; after so many seconds, end it."""
        self._end(signal.SIGTERM, seconds)

    def kill(self) -> None:
        """End the broker as a power cut would, and wait until it is gone."""
        self._end(signal.SIGKILL, STOP_SECONDS)

    def _words(self) -> str:
        return self.log.read_text(errors="replace")

    def _end(self, how: signal.Signals, seconds: float) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._guard.release(-self._process.pid)
        self._process = None
