"""How the worker is let into Kafka: the settings reach Faust's clients as they reach everyone else's."""

import ssl

import pytest
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from msgspec.structs import replace

from streams.connection import changelog_topics, client_options, credentials
from streams.step import MAX_RECORD_BYTES
from sweepcast.settings import Settings

LOGIN = Settings(kafka_username="worker", kafka_password="secret")  # noqa: S106 (no secret: a test)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(kafka_security="SSL"),
        replace(LOGIN, kafka_security="SASL_PLAINTEXT", kafka_sasl_mechanism="PLAIN"),
        replace(LOGIN, kafka_security="SASL_SSL", kafka_sasl_mechanism="SCRAM-SHA-256"),
        replace(LOGIN, kafka_security="SASL_SSL"),
    ],
    ids=lambda settings: f"{settings.kafka_security} {settings.kafka_sasl_mechanism}",
)
def test_faust_logs_in_as_all_parts_do(settings: Settings) -> None:
    """Faust's credentials become the same options of aiokafka as the settings do elsewhere."""
    options = client_options(settings)
    auth = credentials_to_aiokafka_auth(credentials(settings))
    assert isinstance(auth.get("ssl_context"), ssl.SSLContext) == isinstance(options.get("ssl_context"), ssl.SSLContext)
    names = ("security_protocol", "sasl_mechanism", "sasl_plain_username", "sasl_plain_password")
    assert {name: auth.get(name) for name in names} == {name: options.get(name) for name in names}


def test_the_tables_topics_take_the_largest_record() -> None:
    """They have the announcements' partitions, the settings' copies, and room for what the step may store."""
    topics = changelog_topics(Settings(replication=3), 6)
    assert [each.name for each in topics] == ["sweepcast.state.nights", "sweepcast.state.books"]
    for each in topics:
        assert (each.num_partitions, each.replication_factor) == (6, 3)
        assert each.topic_configs["max.message.bytes"] == str(MAX_RECORD_BYTES)
        assert each.topic_configs["cleanup.policy"] == "compact"
