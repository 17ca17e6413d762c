"""The door of the gateway: asks each caller for its origin, its token and its address before it takes a place. Pure.

The shells tell the door what they know of a caller; websockets, SSE and HTTP come through the same one.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from consumers.gateway.door.admission import Admission, Ticket
from consumers.gateway.door.origins import Origins, check_origin, cors_headers, origins_of
from consumers.gateway.limits import Limits
from consumers.gateway.tokens import Secrets, Viewer, check, presented_token, secrets_of
from sweepcast.client_address import client_address
from sweepcast.settings import Settings


class Caller(NamedTuple):
    """What a shell knows of who connects.

    Attributes:
        peer: the address at the other end of the connection.
        forwarded: the values of all `X-Forwarded-For` headers.
        origin: the header `Origin`, where there is one.
        authorization: the header `Authorization`, where there is one.
        token: the option `token` of the query, where there is one.
    """

    peer: str
    forwarded: Iterable[str] = ()
    origin: str | None = None
    authorization: str | None = None
    token: str | None = None


class Admitted(NamedTuple):
    """A caller who is in: its place, to be released at the end, and how long it may stay.

    Attributes:
        ticket: its place among the connections.
        viewer: the name that its token gives, none where no tokens are asked for.
        expires_at: the moment (seconds since 1970) at which its token expires, none where there is none.
    """

    ticket: Ticket
    viewer: str | None
    expires_at: float | None


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of callers."""

    origins: Origins = frozenset()
    secrets: Secrets = ()
    proxies: int = 0


def access_of(settings: Settings) -> Access:
    """Return what an operator asks of callers.

    Raises:
        SettingsError: an origin or a secret cannot be used.
    """
    return Access(
        origins=origins_of(settings.origins), secrets=secrets_of(settings.token_secret), proxies=settings.proxies
    )


class Door:
    """Lets callers in, or refuses them."""

    def __init__(self, access: Access, limits: Limits, clock: Callable[[], float]) -> None:
        """Take the time, in seconds since 1970, from `clock`."""
        self.admission = Admission(limits.connections, limits.connections_per_address)
        self._access = access
        self._clock = clock

    def enter(self, caller: Caller) -> Admitted:
        """Return a place for a connection that stays.

        Raises:
            Refused: the caller may not have one.
        """
        viewer = self.ask(caller)
        ticket = self.admission.admit(client_address(caller.peer, caller.forwarded, self._access.proxies))
        return Admitted(ticket, None if viewer is None else viewer.name, None if viewer is None else viewer.expires_at)

    def ask(self, caller: Caller) -> Viewer | None:
        """Return whom a caller's token names, none where no tokens are asked for; takes no place.

        Raises:
            Refused: the caller's origin or token is not one that is let in.
        """
        check_origin(self._access.origins, caller.origin)
        return check(self._access.secrets, presented_token(caller.authorization, caller.token), self._clock())

    def cors_headers(self, origin: str | None) -> dict[str, str]:
        """Return the headers that let an allowed page read an answer."""
        return cors_headers(self._access.origins, origin)
