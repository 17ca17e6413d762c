"""The parts of a run: with which command each is started, what it waits for, and how it tells that it is ready."""

import sys
from pathlib import Path

from stack.broker import READY_LINE, Kafka, Place, explain, free_bytes, start_command
from stack.probes import answers, says
from stack.supervisor import GRACE_SECONDS, ROOT, Part
from sweepcast.frames import FEED_PATH
from sweepcast.settings import Settings

KAFKA = "kafka"
WORKER = "worker"
GATEWAY = "gateway"
REPLAY = "replay"
WATCH = "watch"
DESK = "desk"
WORKER_READY = "sweepcast worker ready"
DESK_READY = "sweepcast desk ready"
SOMETHING_REJECTED = 1
"""The replay's exit code when it ended, but not all that it said was folded."""


def broker_part(kafka: Kafka, place: Place) -> Part:
    """Return the embedded broker of a place that was formatted."""
    return Part(
        KAFKA,
        tuple(start_command(kafka, place)),
        ready=says(READY_LINE),
        explain=lambda log: explain(log, free_bytes(place.folder)),
    )


def worker_part(settings: Settings, after: tuple[str, ...]) -> Part:
    """Return the worker."""
    return Part(WORKER, _module("streams"), ready=says(WORKER_READY), environment=settings.environment(), after=after)


def gateway_part(settings: Settings, after: tuple[str, ...]) -> Part:
    """Return the gateway, which is ready when it has read all that Kafka holds."""
    return Part(
        GATEWAY,
        _module("consumers.gateway"),
        ready=answers(reachable(settings.http_host), settings.http_port, "/healthz"),
        environment=settings.environment(),
        after=after,
        # It says goodbye to its viewers one after the other; to the few of a demo that takes no time.
        grace=settings.drain_seconds + GRACE_SECONDS,
    )


def desk_part(settings: Settings, after: tuple[str, ...]) -> Part:
    """Return the desk, which is ready when its page can be opened, whether it has reached Kafka yet or not."""
    return Part(
        DESK, _module("producers.desk"), ready=says(DESK_READY), environment=settings.environment(), after=after
    )


def replay_part(settings: Settings, after: tuple[str, ...], ceremony: str, pace: str | None) -> Part:
    """Return the replay of a ceremony, at the pace that it takes by itself where None is asked for."""
    arguments = ["--quiet", *(["--pace", pace] if pace else []), ceremony]
    return Part(
        REPLAY,
        _module("producers.replay", *arguments),
        environment=settings.environment(),
        after=after,
        ends=frozenset({0, SOMETHING_REJECTED}),
    )


def viewer_part(settings: Settings) -> Part:
    """Return the viewer in the terminal."""
    return Part(
        WATCH, _module("sweepcast", "watch", "--url", feed_address(settings)), environment=settings.environment()
    )


def ceremony_file(ceremony: str) -> Path:
    """Return the file of a ceremony by its id."""
    return ROOT / "ceremonies" / f"{ceremony}.json"


def page_address(settings: Settings) -> str:
    """Return the page's address, as a browser on this machine reaches it."""
    return f"http://{_in_url(settings.http_host)}:{settings.http_port}/"


def desk_address(settings: Settings) -> str:
    """Return the desk's address, as a browser on this machine reaches it."""
    return f"http://{_in_url(settings.desk_host)}:{settings.desk_port}/"


def feed_address(settings: Settings) -> str:
    """Return the feed's address, as a client on this machine reaches it."""
    return settings.feed_url or f"ws://{_in_url(settings.feed_host)}:{settings.feed_port}{FEED_PATH}"


def reachable(host: str) -> str:
    """Return the address at which a server that listens on `host` is reached from its own machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 -- only compared with


def _in_url(host: str) -> str:
    host = reachable(host)
    return f"[{host}]" if ":" in host else host


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)
