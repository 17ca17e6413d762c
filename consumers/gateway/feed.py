"""What the gateway's shells share: the log to serve, and how the gateway stands with Kafka. No I/O."""

import asyncio
from collections import Counter, deque
from typing import Literal

import msgspec

from consumers.gateway.core.log import FeedLog

LAST_TROUBLES = 20
"""Troubles that are shown on /healthz; all are counted, and logged."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that should not be in the updates topic: a gap, a conflict, a record that is no turn."""

    kind: Literal["gap", "conflict", "malformed"]
    partition: int
    offset: int
    detail: str


class Kafka(msgspec.Struct, frozen=True, kw_only=True):
    """How the gateway stands with Kafka.

    `connecting` and `reading` come before the first time that everything was read; `away` means that what is served
    may be old. `detail` says why for the operator.
    """

    state: Literal["connecting", "reading", "connected", "away"]
    detail: str = ""
    lag: int = 0
    """Records that Kafka holds and the gateway has not read."""


class Feed:
    """The log that is served, if it is whole."""

    def __init__(self) -> None:
        """Have no log, and no connection to Kafka."""
        self.log: FeedLog | None = None
        self.whole = False
        """Whether the log has everything that Kafka held when it was begun."""
        self.kafka = Kafka(state="connecting")
        self.troubles: deque[Trouble] = deque(maxlen=LAST_TROUBLES)
        self.counts: Counter[str] = Counter()
        """Troubles so far, by kind."""
        self._news = asyncio.Event()

    @property
    def current(self) -> FeedLog | None:
        """The log to serve; none while it is not whole."""
        return self.log if self.whole else None

    @property
    def stale(self) -> bool:
        """Whether there may be news that cannot be read now."""
        return self.kafka.state == "away"

    def tell(self) -> None:
        """Wake all who wait for news: the log has grown, is another one, or is stale or not any more."""
        self._news.set()
        self._news = asyncio.Event()

    async def news(self) -> None:
        """Wait until there is something new; what came before is not waited for."""
        await self._news.wait()

    def note(self, trouble: Trouble) -> None:
        """Remember a trouble."""
        self.troubles.append(trouble)
        self.counts[trouble.kind] += 1
