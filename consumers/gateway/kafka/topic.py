"""Asks Kafka for a topic's id and partitions.

The id is new each time a topic is created, even under its old name (KIP-516, Kafka 2.8). That makes it the epoch of our
cursors. aiokafka 0.14 knows the metadata request up to version 5; ids came with version 10, which is written down here
with aiokafka's own building blocks.
"""

from io import BytesIO
from typing import Any, NamedTuple

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import IncompatibleBrokerVersion, KafkaConnectionError, KafkaError, for_code
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Boolean, CompactArray, CompactString, Int16, Int32, Schema, TaggedFields


class Topic(NamedTuple):
    """A topic's id, 16 bytes, and the numbers of its partitions."""

    id: bytes
    partitions: tuple[int, ...]


class _Uuid(AbstractType[bytes]):  # type: ignore[misc]  # aiokafka ships no types
    """Sixteen bytes as they are."""

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value

    @classmethod
    def decode(cls, data: BytesIO) -> bytes:
        return data.read(16)


_ANY_ID = bytes(16)


class _MetadataResponse(Response):  # type: ignore[misc]  # likewise
    API_KEY = 3
    API_VERSION = 10
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_authorized_operations", Int32),
        ("tags", TaggedFields),
    )


class _MetadataRequestStruct(RequestStruct):  # type: ignore[misc]  # likewise
    API_KEY = 3
    API_VERSION = 10
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _MetadataRequest(Request[_MetadataRequestStruct]):  # type: ignore[misc]  # likewise
    API_KEY = 3

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def build(self, request_struct_class: type[_MetadataRequestStruct]) -> _MetadataRequestStruct:
        return request_struct_class([(_ANY_ID, self._topic, {})], False, False, False, {})  # noqa: FBT003


async def look_up(client: AIOKafkaClient, topic: str) -> Topic:
    """Return a topic's id and partitions as one of the brokers knows them now; it is not created by asking.

    Raises:
        KafkaError: no broker answers, the topic is not there, or the brokers are older than 2.8.
    """
    node = client.get_random_node()
    if node is None:
        raise KafkaConnectionError("no broker is known")
    try:
        response: Any = await client.send(node, _MetadataRequest(topic))
    except NotImplementedError:
        raise IncompatibleBrokerVersion("this Kafka gives topics no ids: version 2.8 or newer is needed") from None
    for error_code, _, topic_id, _, partitions, *_ in response.topics:
        if error_code:
            raise _error(error_code)
        return Topic(id=topic_id, partitions=tuple(sorted(partition for _, partition, *_ in partitions)))
    raise KafkaConnectionError("the broker's answer holds no topic")


def _error(code: int) -> KafkaError:
    error: KafkaError = for_code(code)()
    return error
