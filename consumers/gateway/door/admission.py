"""Who may connect: a place for each connection, bounded in all and for each address. Pure."""

from collections import Counter
from types import TracebackType
from typing import Final, Self

from consumers.gateway.core.options import Refused

RETRY_WHEN_FULL_SECONDS: Final = 10
RETRY_WHEN_TOO_MANY_SECONDS: Final = 30
"""Longer, since it takes the client to close some first."""


class Ticket:
    """A connection's place. Give it back when the connection is over; as a context, the end of the block does."""

    __slots__ = ("_address", "_admission")

    def __init__(self, admission: "Admission", address: str) -> None:
        """Take a place for an address; only an admission makes tickets."""
        self._admission: Admission | None = admission
        self._address = address

    def release(self) -> None:
        """Give the place back; a second time does nothing, so that each way to a connection's end may do it."""
        if self._admission is not None:
            self._admission.take_back(self._address)
            self._admission = None

    def __enter__(self) -> Self:
        """Hold the place as long as the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the place back."""
        self.release()


class Admission:
    """Counts the connections of one gateway, whatever they are carried by."""

    def __init__(self, connections: int, connections_per_address: int) -> None:
        """Admit so many at once, in all and from one address."""
        self._most = connections
        self._most_per_address = connections_per_address
        self._held: Counter[str] = Counter()
        self._total = 0

    @property
    def connections(self) -> int:
        """How many places are taken."""
        return self._total

    @property
    def addresses(self) -> int:
        """How many addresses they are taken by."""
        return len(self._held)

    def admit(self, address: str) -> Ticket:
        """Return a place for a connection from `address`, as `sweepcast.client_address` tells it.

        Raises:
            Refused: `too-many-connections` where the address has as many as one may have, `full` where all places are
                taken; both say when to come back.
        """
        if self._held[address] >= self._most_per_address:
            raise Refused(
                "too-many-connections",
                f"your address has {self._held[address]} connections, as many as one may have: close some",
                429,
                retry_after=RETRY_WHEN_TOO_MANY_SECONDS,
            )
        if self._total >= self._most:
            raise Refused(
                "full",
                "the gateway has as many connections as it takes: come back later",
                503,
                retry_after=RETRY_WHEN_FULL_SECONDS,
            )
        self._held[address] += 1
        self._total += 1
        return Ticket(self, address)

    def take_back(self, address: str) -> None:
        """Free one place of an address; tickets call it, once each."""
        self._total -= 1
        self._held[address] -= 1
        if not self._held[address]:
            del self._held[address]  # or every address that ever came would be kept
