"""Every setting of every part: one typed struct, read from `SWEEPCAST_*` environment variables."""

import os
from collections.abc import Mapping
from typing import Annotated, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

PREFIX = "SWEEPCAST_"
CLIENTS_OWN = frozenset({"SWEEPCAST_TOKEN"})
"""Variables of the client's commands, which may be set where a server part is started too."""
SECRETS = frozenset({"kafka_password", "token_secret"})

Port = Annotated[int, Meta(ge=0, le=65535)]
Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0, le=86400)]
DrainSeconds = Annotated[float, Meta(ge=0, le=3600)]


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names the variable and the reason."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a part runs with. The field `kafka` is the variable `SWEEPCAST_KAFKA`, and so on."""

    kafka: str = ""
    """Bootstrap servers of Kafka, `host:port[,host:port…]`; empty for the embedded one, or port 9092 here."""
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """Kafka's security protocol."""
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    """How to log in to Kafka, where the security protocol says SASL."""
    kafka_username: str = ""
    """Kafka user, for SASL."""
    kafka_password: str = ""
    """Kafka password, for SASL; never printed."""
    kafka_ca_file: str = ""
    """File with the certificates to trust for Kafka over TLS; empty for the system's."""
    partitions: Count = 3
    """Partitions of each topic, the same for all of them."""
    replication: Count = 1
    """Copies of each topic that Kafka keeps."""
    worker_id: str = "worker-1"
    """Name of this worker in its group; a worker that comes back under its name goes on at once."""
    feed_host: str = "127.0.0.1"
    """Address on which the gateway serves the websocket feed."""
    feed_port: Port = 8765
    """Port of the websocket feed; 0 takes a free one."""
    http_host: str = "127.0.0.1"
    """Address on which the gateway serves the page and HTTP."""
    http_port: Port = 8080
    """Port of the page and HTTP; 0 takes a free one."""
    feed_url: str = ""
    """The feed's address as viewers reach it; empty for the page's own host at the feed's port."""
    heartbeat_seconds: Seconds = 5.0
    """Seconds between two heartbeats of the feed."""
    processes: Count = 1
    """Processes of the gateway that share its ports, each with a processor of its own; more than one on Linux."""
    connections: Count = 10_000
    """Connections of viewers that a process of the gateway takes at once, over websockets and SSE together."""
    connections_per_address: Count = 100
    """How many of them may come from one address; a network of IPv6 (/64) counts as one."""
    proxies: Annotated[int, Meta(ge=0, le=10)] = 0
    """Proxies of your own before gateway and desk, whose X-Forwarded-For is believed."""
    origins: str = ""
    """Origins whose pages may read the feed, `https://a.example[,https://b.example…]`; empty for all."""
    token_secret: str = ""
    """Secrets of 32 bytes or more for viewer tokens, the newest first; empty: anybody may watch. Never printed."""
    feed_log_mib: Annotated[int, Meta(ge=1, le=65536)] = 64
    """MiB of turns that each process of the gateway keeps, for those who come back with a cursor."""
    drain_seconds: DrainSeconds = 10.0
    """Seconds over which a gateway that stops says goodbye to its viewers, at most; fewer where there are few."""
    desk_host: str = "127.0.0.1"
    """Address on which the desk is served."""
    desk_port: Port = 8090
    """Port of the desk; 0 takes a free one."""
    desk_folder: str = ""
    """Folder of the desk's tokens and audit log; empty for `.sweepcast/desk` in the user's home."""
    desk_confirm: Literal["second-press", "two-people"] = "second-press"
    """What the extraordinary (a record, a clean sweep, a Big Five, a tie) needs at the desk before it goes out."""
    cache: str = ""
    """Folder for what the embedded Kafka needs and is fetched once; empty for the user's cache folder."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much the servers write into their logs."""

    @property
    def bootstrap_servers(self) -> str:
        """Where a part finds Kafka."""
        return self.kafka or "127.0.0.1:9092"

    def describe(self) -> dict[str, str]:
        """Return each variable's name and value as text, secrets masked, for a part to print at its start."""
        return {
            PREFIX + name.upper(): ("***" if name in SECRETS and value else str(value))
            for name, value in msgspec.structs.asdict(self).items()
        }

    def environment(self) -> dict[str, str]:
        """Return the variables that make another process read these same settings."""
        return {PREFIX + name.upper(): str(value) for name, value in msgspec.structs.asdict(self).items()}


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that `environ` names; a variable that is empty or missing leaves the default.

    Raises:
        SettingsError: a value cannot be used, or a `SWEEPCAST_*` variable is not a setting (a slip of the pen
            would otherwise silently run with a default).
    """
    values: dict[str, object] = {}
    types = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or not text or variable in CLIENTS_OWN:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in types:
            known = ", ".join(sorted(PREFIX + each.upper() for each in types))
            raise SettingsError(f"{variable} is not a setting of Sweepcast. Known: {known}")
        try:
            values[name] = msgspec.convert(text, types[name], strict=False)
        except msgspec.ValidationError as error:
            choices = get_args(types[name]) if get_origin(types[name]) is Literal else ()
            advice = f"; write one of {', '.join(choices)}" if choices else ""
            raise SettingsError(f"{variable}={text!r} cannot be used: {error}{advice}") from None
    return Settings(**values)  # type: ignore[arg-type]  # each value was converted to its field's type above
