"""How much one connection may take of the gateway, and all of them together."""

import msgspec

from consumers.gateway.core.options import MOST_FILTER_IDS
from sweepcast.frames import ToldLimits
from sweepcast.requests import LONGEST_DELAY_SECONDS
from sweepcast.settings import Settings

MIB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of the feed, in bytes and seconds.

    Attributes:
        connections: how many there may be at once in this process, of whatever kind.
        connections_per_address: how many of them from one address; as many, unless an operator sets it.
        client_message_bytes: the largest message that a client may send; the largest filter is some 10 KiB.
        messages_per_minute: how many messages it may send; pings and the fragments of a message count as well.
        log_bytes: frames that the log holds.
        send_buffer_bytes: what the kernel keeps for a client that does not read. Left alone, it takes some MB.
        clogged_bytes: with so much waiting in the process, a client is behind: it gets no more until it has read.
        stalled_seconds: a client that is behind and takes not one byte for so long is evicted.
        waiting_bytes: a client is evicted when more than so much of the feed waits for it.
        handshake_seconds: a connection that has not asked for the feed by then is closed.
        close_seconds: how long a client may take to answer a farewell.
        drain_seconds: over how long all hear theirs when the gateway stops, at most.
    """

    connections: int = 10_000
    connections_per_address: int = 10_000
    client_message_bytes: int = 16 * 1024
    messages_per_minute: int = 120
    log_bytes: int = 64 * MIB
    send_buffer_bytes: int = 64 * 1024
    clogged_bytes: int = 64 * 1024
    stalled_seconds: float = 15.0
    waiting_bytes: int = 8 * MIB
    handshake_seconds: float = 10.0
    close_seconds: float = 2.0
    drain_seconds: float = 10.0


def limits_of(settings: Settings) -> Limits:
    """Return the limits that an operator has set; clients can count on the others, which are the same everywhere."""
    return Limits(
        connections=settings.connections,
        connections_per_address=settings.connections_per_address,
        drain_seconds=settings.drain_seconds,
        log_bytes=settings.feed_log_mib * MIB,
    )


def told_limits(limits: Limits) -> ToldLimits:
    """Return what hello says of the limits."""
    return ToldLimits(
        message_bytes=limits.client_message_bytes,
        messages_per_minute=limits.messages_per_minute,
        filter_ids=MOST_FILTER_IDS,
        delay_seconds=LONGEST_DELAY_SECONDS,
        waiting_bytes=limits.waiting_bytes,
        silent_seconds=limits.stalled_seconds,
    )
