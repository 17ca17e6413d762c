"""How every part finds Kafka and is let in: the one place where the settings become options of a client."""

import ssl

from sweepcast.settings import Settings


def connection_options(settings: Settings) -> dict[str, object]:
    """Return the options of an aiokafka client that say where Kafka is, and how to log in there.

    Raises:
        OSError: the file with the certificates to trust cannot be read.
    """
    options: dict[str, object] = {
        "bootstrap_servers": settings.bootstrap_servers,
        "security_protocol": settings.kafka_security,
    }
    if settings.kafka_security.endswith("SSL"):
        options["ssl_context"] = trust(settings)
    if settings.kafka_security.startswith("SASL"):
        options["sasl_mechanism"] = settings.kafka_sasl_mechanism
        options["sasl_plain_username"] = settings.kafka_username
        options["sasl_plain_password"] = settings.kafka_password
    return options


def trust(settings: Settings) -> ssl.SSLContext:
    """Return which certificates to trust for Kafka over TLS: those of the file that is set, or the system's.

    Raises:
        OSError: the file cannot be read.
    """
    return ssl.create_default_context(cafile=settings.kafka_ca_file or None)
