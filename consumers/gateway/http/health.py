"""What /healthz says: whether the gateway can be relied on, and how it is with Kafka, the log and its clients."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

import msgspec
from aiohttp import web

import sweepcast
from consumers.gateway.feed import Feed, Kafka, Trouble
from consumers.gateway.http.answers import json_response


class Clients(msgspec.Struct, frozen=True, kw_only=True):
    """The feed's clients: connected now, of these not up to date, and those that were evicted, by reason.

    `streams` of the connections are over Server-Sent Events, the others over websockets.
    """

    connections: int
    behind: int
    evicted: dict[str, int]
    streams: int = 0


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What the log holds in memory: turns and the bytes of their frames, and boards."""

    turns: int
    bytes: int
    boards: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of /healthz.

    Attributes:
        status: `starting` until all that Kafka held has been read, then `ok`; `stale` while Kafka is away and what is
            served may be old.
        turns: entries in the log since it was begun, of which some are `held`; older ones are read from Kafka.
        dropped: records that made no turn, by reason; repeats are harmless.
        troubles: what should not be in the updates topic, counted by kind; `last_troubles` are the latest.
    """

    status: Literal["starting", "ok", "stale"]
    version: str
    kafka: Kafka
    ceremonies: int
    turns: int
    held: Held
    cursor: str | None
    dropped: dict[str, int]
    troubles: dict[str, int]
    last_troubles: list[Trouble]
    clients: Clients


def health_of(feed: Feed, clients: Clients) -> Health:
    """Return the gateway's health."""
    log = feed.log
    return Health(
        status=_status(feed),
        version=sweepcast.__version__,
        kafka=feed.kafka,
        ceremonies=0 if log is None else len(log.ceremonies),
        turns=0 if log is None else log.end,
        held=_held(feed),
        cursor=None if log is None else log.cursor,
        dropped={} if log is None else dict(log.dropped),
        troubles=dict(feed.counts),
        last_troubles=list(feed.troubles),
        clients=clients,
    )


class HealthCheck:
    """Serves /healthz."""

    def __init__(self, feed: Feed, clients: Callable[[], Clients]) -> None:
        """Tell of the feed and of its clients."""
        self._feed = feed
        self._clients = clients

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/healthz", self.health)]

    async def health(self, _: web.Request) -> web.StreamResponse:
        """Return the gateway's health: status 200 once the feed is whole, 503 before."""
        health = health_of(self._feed, self._clients())
        return json_response(health, HTTPStatus.SERVICE_UNAVAILABLE if health.status == "starting" else HTTPStatus.OK)


def _held(feed: Feed) -> Held:
    log = feed.log
    if log is None:
        return Held(turns=0, bytes=0, boards=0)
    return Held(turns=log.end - log.start, bytes=log.held_bytes, boards=log.held_boards)


def _status(feed: Feed) -> Literal["starting", "ok", "stale"]:
    if not feed.whole:
        return "starting"
    return "stale" if feed.stale else "ok"
