"""Puts the gateway together: sockets, feed, relay, and the shells around them; and takes it down again in order."""

import asyncio
import socket
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

import sweepcast
from consumers.gateway.core.frame_writer import FrameWriter, Stamp
from consumers.gateway.door.door import Door, access_of
from consumers.gateway.feed import Feed
from consumers.gateway.http.answers import Answers
from consumers.gateway.http.door import HttpDoor
from consumers.gateway.http.health import Clients, HealthCheck
from consumers.gateway.http.link_targets import LinkTargets, nothing_known
from consumers.gateway.http.metrics_page import MetricsPage
from consumers.gateway.http.nights import Nights
from consumers.gateway.http.page import Page, feed_url_for
from consumers.gateway.http.server import application
from consumers.gateway.http.sse import EventStreams
from consumers.gateway.http.turns import Turns
from consumers.gateway.limits import Limits, limits_of, told_limits
from consumers.gateway.listening import let_wait, listen, port_of
from consumers.gateway.metrics import Metrics
from consumers.gateway.opening import prepared
from consumers.gateway.past import Past
from consumers.gateway.places import Places
from consumers.gateway.relay import Relay, Sink
from consumers.gateway.websocket.fan_out import end_dead_connections
from consumers.gateway.websocket.server import FeedServer
from sweepcast.frames import FEED_PATH
from sweepcast.settings import PREFIX, Settings

PAGE = Path(__file__).resolve().parent.parent / "page"
SWEEP_SECONDS = 1.0
"""How often stalled clients are looked for."""
HTTP_FAREWELL_SECONDS = 0.5
"""How long a request under way may take when the gateway stops."""

DEAD_SECONDS = 30
"""A client that has confirmed nothing for so long is gone."""
TELL_SECONDS = 0.1
"""How often those are looked after who watch with a delay."""
Source = Callable[[Sink], Coroutine[None, None, None]]
"""Gives records to a sink until it is cancelled."""


class Edges(NamedTuple):
    """Where turns come from, now and of old, and where subscribers' places are kept."""

    source: Source
    past: Past
    places: Places


class Addresses(NamedTuple):
    """Where a running gateway is found: the page, and the feed."""

    page: str
    feed: str


class Gateway(NamedTuple):
    """A running gateway.

    Attributes:
        ready: set once the feed is whole.
        hurry: set it to end without taking the time that farewells take.
        work: its tasks; none of them ends but by a fault.
    """

    addresses: Addresses
    ready: asyncio.Event
    hurry: asyncio.Event
    work: list[asyncio.Task[None]]


class Company(NamedTuple):
    """The processes that a gateway is one of, where there are several: they share its ports and its metrics."""

    metrics_folder: Path


@asynccontextmanager
async def running(  # what tests put in the place of the real ones
    settings: Settings,
    edges: Edges,
    limits: Limits | None = None,
    page: Path = PAGE,
    clock: Callable[[], float] = time.time,
    company: Company | None = None,
) -> AsyncIterator[Gateway]:
    """Run a gateway as long as the block; leaving it says goodbye to all clients, one after the other.

    `limits` are those of the settings, if no others are given. `clock` gives the seconds since the epoch.

    Raises:
        CannotListen: one of the two ports cannot be had; nothing has been started then.
        SettingsError: a setting cannot be used; likewise.
        Exception: whatever ended one of its tasks, when the block is left.
    """
    limits, access = limits or limits_of(settings), access_of(settings)
    feed, ready, hurry = Feed(), asyncio.Event(), asyncio.Event()
    metrics = Metrics(sweepcast.__version__, None if company is None else company.metrics_folder)
    door = Door(access, limits, clock)
    http_door, shared = HttpDoor(door), company is not None
    frames = FrameWriter(_stamp, settings.heartbeat_seconds, told_limits(limits))
    server = FeedServer(feed, limits, edges.past, edges.places, clock=clock, door=door, metrics=metrics)
    streams = EventStreams(
        feed,
        limits,
        lambda options: prepared(feed, options, edges.past, edges.places),
        heartbeat_seconds=settings.heartbeat_seconds,
        clock=clock,
        admit=http_door.admit,
        metrics=metrics,
    )
    async with AsyncExitStack() as stack:
        feed_socket = stack.enter_context(
            listen(settings.feed_host, settings.feed_port, PREFIX + "FEED", limits.send_buffer_bytes, shared=shared)
        )
        http_socket = stack.enter_context(
            listen(settings.http_host, settings.http_port, PREFIX + "HTTP", shared=shared)
        )
        for each in (feed_socket, http_socket):
            end_dead_connections(each, DEAD_SECONDS)
        feed_url = feed_url_for(settings.feed_url, port_of(feed_socket))
        known_of = nothing_known if access.secrets else LinkTargets(feed, edges.past).known
        answers = Answers()
        site = application(
            (
                Nights(feed, edges.past, answers),
                Turns(feed, edges.past, answers),
                streams,
                HealthCheck(feed, lambda: _clients(server, streams)),
                MetricsPage(metrics, lambda: _measure(metrics, feed, _clients(server, streams))),
                Page(page, feed_url, known_of, access.origins),
            ),
            origins=access.origins,
            check=http_door.check,
            on_refused=metrics.refused,
        )
        await stack.enter_async_context(_serving(site, http_socket))
        await server.start(feed_socket)
        stack.push_async_callback(_say_goodbye, server, streams)
        jobs = (
            edges.source(
                Relay(feed, server, frames, ready.set, clock=clock, metrics=metrics, kept_bytes=limits.log_bytes)
            ),
            _every(TELL_SECONDS, server.tell),
            _every(settings.heartbeat_seconds, server.heartbeat),
            streams.pass_on_news(),
            _every(SWEEP_SECONDS, lambda: _evict_slow(server, streams)),
            _every(SWEEP_SECONDS, lambda: _measure(metrics, feed, _clients(server, streams))),
            _every(SWEEP_SECONDS, lambda: _let_go(feed, clock())),
        )
        addresses = Addresses(
            page=f"http://{_shown(settings.http_host)}:{port_of(http_socket)}/",
            feed=f"ws://{_shown(settings.feed_host)}:{port_of(feed_socket)}{FEED_PATH}",
        )
        work = await stack.enter_async_context(_working(jobs))
        yield Gateway(addresses, ready, hurry, work)
        # Those who wait for their goodbye go on hearing what is new.
        await asyncio.gather(server.drain(hurry), streams.drain(hurry))


@asynccontextmanager
async def _working(jobs: Iterable[Coroutine[None, None, None]]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run jobs as long as the block, and raise what ended one of them."""
    work = [asyncio.create_task(job) for job in jobs]
    try:
        yield work
    finally:
        for task in work:
            task.cancel()
        await asyncio.wait(work)
    for task in work:
        if not task.cancelled():
            task.result()


@asynccontextmanager
async def _serving(site: web.Application, listening: socket.socket) -> AsyncIterator[None]:
    # A stream whose client goes away ends at once, and not when something is next sent to it.
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=HTTP_FAREWELL_SECONDS, handler_cancellation=True)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        let_wait(listening)
        yield
    finally:
        await runner.cleanup()


async def _every(seconds: float, act: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        act()


async def _say_goodbye(server: FeedServer, streams: EventStreams) -> None:
    await asyncio.gather(server.stop(), streams.stop())


def _evict_slow(server: FeedServer, streams: EventStreams) -> None:
    now = asyncio.get_running_loop().time()
    server.evict_slow(now)
    streams.evict_slow(now)


def _let_go(feed: Feed, now: float) -> None:
    if feed.log is not None:
        feed.log.let_go(now)


def _measure(metrics: Metrics, feed: Feed, clients: Clients) -> None:
    """Tell the metrics how things stand; of what happens they hear when it does."""
    metrics.stands(ready=feed.whole, stale=feed.stale, lag=feed.kafka.lag)
    log = feed.log
    if log is None:
        metrics.holds(entries=0, size=0, nights=0, behind=clients.behind)
    else:
        metrics.holds(entries=log.end - log.start, size=log.held_bytes, nights=log.held_boards, behind=clients.behind)


def _clients(server: FeedServer, streams: EventStreams) -> Clients:
    return Clients(
        connections=server.connections + streams.connections,
        streams=streams.connections,
        behind=len(server.viewers_behind) + streams.behind,
        evicted=dict(server.evicted + streams.evicted),
    )


def _stamp() -> Stamp:
    return Stamp(uuid.uuid4().hex, datetime.now(UTC))


def _shown(host: str) -> str:
    """Return a host as it stands in an address that a person can open."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104  # compared, not listened on
        return "localhost"
    return f"[{host}]" if ":" in host else host
