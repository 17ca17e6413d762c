"""The settings: what the environment says, and what is refused."""

import pytest
from msgspec import structs

from sweepcast.settings import Settings, SettingsError, read_settings


def test_defaults() -> None:
    """Without variables of ours everything runs on this machine; other variables are nobody's business."""
    assert read_settings({}) == Settings()
    assert read_settings({"PATH": "/bin", "KAFKA": "elsewhere:9092"}) == Settings()
    assert Settings().bootstrap_servers == "127.0.0.1:9092"


def test_reads_each_in_its_own_type() -> None:
    """Numbers become numbers, and what is empty leaves the default."""
    settings = read_settings(
        {
            "SWEEPCAST_KAFKA": "a:1,b:2",
            "SWEEPCAST_FEED_PORT": "0",
            "SWEEPCAST_HEARTBEAT_SECONDS": "0.5",
            "SWEEPCAST_LOG_LEVEL": "debug",
            "SWEEPCAST_PARTITIONS": "",
        }
    )
    assert settings == Settings(kafka="a:1,b:2", feed_port=0, heartbeat_seconds=0.5, log_level="debug")
    assert settings.bootstrap_servers == "a:1,b:2"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("SWEEPCAST_FEED_PORT", "70000", "<= 65535"),
        ("SWEEPCAST_FEED_PORT", "http", "Expected `int`"),
        ("SWEEPCAST_PARTITIONS", "0", ">= 1"),
        ("SWEEPCAST_HEARTBEAT_SECONDS", "0", "> 0"),
        ("SWEEPCAST_HEARTBEAT_SECONDS", "nan", "> 0"),
        ("SWEEPCAST_HEARTBEAT_SECONDS", "inf", "<= 86400"),
        ("SWEEPCAST_CONNECTIONS", "0", ">= 1"),
        ("SWEEPCAST_PROXIES", "-1", ">= 0"),
        ("SWEEPCAST_DRAIN_SECONDS", "-1", ">= 0"),
        ("SWEEPCAST_LOG_LEVEL", "loud", "write one of debug, info, warning, error"),
        ("SWEEPCAST_KAFKA_SECURITY", "ssl", "write one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL"),
        ("SWEEPCAST_KAFAK", "a:1", "is not a setting of Sweepcast. Known: SWEEPCAST_"),
    ],
)
def test_refuses_with_the_variable_and_what_to_do(variable: str, value: str, told: str) -> None:
    """A value that cannot be used is an error, and a slip in a name never runs with a default."""
    with pytest.raises(SettingsError) as raised:
        read_settings({variable: value})
    assert variable in str(raised.value)
    assert told in str(raised.value)


def test_secrets_are_never_printed() -> None:
    """Each setting is described by its variable; a password only by whether there is one."""
    described = read_settings({"SWEEPCAST_KAFKA_USERNAME": "desk", "SWEEPCAST_KAFKA_PASSWORD": "hunter2"}).describe()
    assert described["SWEEPCAST_KAFKA_USERNAME"] == "desk"
    assert "***" in described["SWEEPCAST_KAFKA_PASSWORD"]
    assert "hunter2" not in str(described)
    assert not Settings().describe()["SWEEPCAST_KAFKA_PASSWORD"]
    assert set(described) == {f"SWEEPCAST_{each.upper()}" for each in Settings.__struct_fields__}


def test_another_process_reads_the_same() -> None:
    """The environment that settings make gives the same settings, secrets included."""
    secret = {"SWEEPCAST_KAFKA_PASSWORD": "p w=1"}
    settings = structs.replace(read_settings(secret), kafka="a:1", heartbeat_seconds=0.25, http_port=0, worker_id="w 2")
    assert read_settings(settings.environment()) == settings
    assert read_settings(Settings().environment()) == Settings()
    assert structs.replace(settings, kafka="").environment()["SWEEPCAST_KAFKA"] == ""


def test_what_the_clients_commands_read_is_no_setting_and_no_error() -> None:
    """A shell in which `sweepcast tail` has its token can start a gateway too."""
    assert read_settings({"SWEEPCAST_TOKEN": "x"}) == Settings()
