"""Keeps the places of named subscribers in Kafka, as the offsets of a consumer group each.

So they need no store of our own, outlast every gateway, and Kafka's own tools show how far behind each subscriber is.
The group has no members: its offsets are committed from outside, as any tool may do it, over one connection for all.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.errors import (
    BrokerResponseError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaConnectionError,
    KafkaError,
    NotCoordinatorForGroupError,
    RequestTimedOutError,
    for_code,
)
from aiokafka.protocol.commit import OffsetCommitRequest, OffsetFetchRequest

from consumers.gateway.core.cursor import Cursor, encode_cursor
from consumers.gateway.places import PlacesAway
from sweepcast.kafka import connection_options
from sweepcast.settings import Settings
from sweepcast.topics import UPDATES

CLIENT_ID = "sweepcast-gateway-places"
GROUP_PREFIX = "sweepcast-feed."
REQUEST_MS = 5000
"""After so long a broker that does not answer counts as away."""
PATIENCE_SECONDS = 8.0
"""How long a place may take: a broker that has just become coordinator of a group needs some seconds to be ready."""
RETRY_SECONDS = 0.1
MOST_REQUESTS = 64
"""Requests on the way at a time; more wait for their turn."""
NO_GENERATION, NO_MEMBER, KEPT_AS_LONG_AS_KAFKA_SAYS = -1, "", -1
CURSOR_AT = 0
"""The partition whose offset bears the cursor as its metadata."""

_NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)

Answer = TypeVar("Answer")


class KafkaPlaces:
    """The places in Kafka; `close` it in the end."""

    def __init__(self, settings: Settings, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Keep places in the Kafka of the settings; it is connected to when the first one is asked for."""
        self._settings = settings
        self._patience_seconds = patience_seconds
        self._client: AIOKafkaClient | None = None
        self._connecting = asyncio.Lock()
        self._turns = asyncio.Semaphore(MOST_REQUESTS)

    async def find(self, subscriber: str) -> str | None:
        """Return the cursor that is kept for a subscriber, none where none is.

        Raises:
            PlacesAway: Kafka does not say.
        """
        group = GROUP_PREFIX + subscriber
        return await self._persist(lambda client: _fetch(client, group))

    async def keep(self, subscriber: str, cursor: Cursor) -> None:
        """Keep a place in the stead of an earlier one; it outlasts this process once this returns.

        Raises:
            PlacesAway: Kafka did not say that it keeps it.
        """
        group = GROUP_PREFIX + subscriber
        await self._persist(lambda client: _commit(client, group, cursor))

    async def close(self) -> None:
        """Let go of Kafka."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _persist(self, ask: Callable[[AIOKafkaClient], Awaitable[Answer]]) -> Answer:
        """Return Kafka's answer; ask again while the group's broker says that it is not ready."""
        try:
            async with asyncio.timeout(self._patience_seconds), self._turns:
                while True:
                    try:
                        return await ask(await self._connected())
                    except _NOT_YET:
                        await asyncio.sleep(RETRY_SECONDS)
        except (KafkaError, OSError) as fault:  # a TimeoutError is an OSError
            if _concerns_connection(fault):
                # aiokafka heals much by itself, but not a cluster that has moved: begin with a fresh look at it.
                await self.close()
            raise PlacesAway(
                f"Kafka at {self._settings.bootstrap_servers} does not keep places now ({type(fault).__name__}): "
                "try again in a moment"
            ) from fault

    async def _connected(self) -> AIOKafkaClient:
        async with self._connecting:
            if self._client is None:
                options = connection_options(self._settings)
                client = AIOKafkaClient(client_id=CLIENT_ID, request_timeout_ms=REQUEST_MS, **options)
                try:
                    await client.bootstrap()
                except BaseException:
                    await client.close()
                    raise
                self._client = client
            return self._client


def _concerns_connection(fault: Exception) -> bool:
    """Return whether a fault is one of the way to Kafka, and not Kafka's answer to one request."""
    return isinstance(fault, RequestTimedOutError) or not isinstance(fault, BrokerResponseError)


async def _commit(client: AIOKafkaClient, group: str, cursor: Cursor) -> None:
    text = encode_cursor(cursor)
    offsets = cursor.offsets or (0,)
    partitions = [(each, offset, text if each == CURSOR_AT else "") for each, offset in enumerate(offsets)]
    request = OffsetCommitRequest(group, NO_GENERATION, NO_MEMBER, KEPT_AS_LONG_AS_KAFKA_SAYS, [(UPDATES, partitions)])
    response = await _send(client, group, request)
    for _, answers in response.topics:
        for _, error_code in answers:
            _check(error_code)


async def _fetch(client: AIOKafkaClient, group: str) -> str | None:
    response = await _send(client, group, OffsetFetchRequest(group, [(UPDATES, [CURSOR_AT])]))
    _check(getattr(response, "error_code", 0))
    for _, answers in response.topics:
        for _, offset, metadata, error_code in answers:
            _check(error_code)
            if offset >= 0 and metadata:
                return str(metadata)
    return None


async def _send(client: AIOKafkaClient, group: str, request: object) -> Any:  # noqa: ANN401  # aiokafka ships no types
    """Return the answer of the broker that keeps a group's offsets."""
    if client.get_random_node() is None:
        raise KafkaConnectionError("no broker is known")
    node = await client.coordinator_lookup(CoordinationType.GROUP, group)
    return await client.send(node, request, group=ConnectionGroup.COORDINATION)


def _check(error_code: int) -> None:
    if error_code:
        error: KafkaError = for_code(error_code)()
        raise error
