"""What /healthz says: whether the gateway can be relied on, and how it is with Kafka, the log and its clients."""

from typing import Literal

import msgspec

import sweepcast
from consumers.gateway.feed import Feed, Kafka, Trouble


class Clients(msgspec.Struct, frozen=True, kw_only=True):
    """The feed's clients: connected now, of these not up to date, and those that were evicted, by reason."""

    connections: int
    behind: int
    evicted: dict[str, int]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of /healthz.

    Attributes:
        status: `starting` until all that Kafka held has been read, then `ok`; `stale` while Kafka is away and what is
            served may be old.
        turns: entries in the log since it was begun.
        dropped: records that made no turn, by reason; repeats are harmless.
        troubles: what should not be in the updates topic, counted by kind; `last_troubles` are the latest.
    """

    status: Literal["starting", "ok", "stale"]
    version: str
    kafka: Kafka
    ceremonies: int
    turns: int
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
        cursor=None if log is None else log.cursor,
        dropped={} if log is None else dict(log.dropped),
        troubles=dict(feed.counts),
        last_troubles=list(feed.troubles),
        clients=clients,
    )


def _status(feed: Feed) -> Literal["starting", "ok", "stale"]:
    if not feed.whole:
        return "starting"
    return "stale" if feed.kafka.state == "away" else "ok"
