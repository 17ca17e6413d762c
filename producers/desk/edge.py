"""The desk's line to Kafka as the rest of the desk sees it: what is heard goes into a sink, what is said is awaited."""

from typing import NoReturn, Protocol

from sweepcast.turns import Position, Rejection, Turn


class Away(Exception):
    """Kafka did not take what was said, or it is not known whether; the message says why and what to do."""


class Sink(Protocol):
    """Takes what is heard."""

    def begin(self, partitions: int) -> None:
        """Forget everything: it is read anew, from the first announcement on."""

    def next_offset(self, partition: int) -> int:
        """Return the offset of the next announcement to be heard on a partition."""

    def announcement(self, position: Position, content: bytes | None) -> None:
        """Take an announcement, in the order of its partition."""

    def answer(self, answer: Turn | Rejection) -> None:
        """Take a turn or a rejection; some come twice."""

    def catching_up(self) -> None:
        """Kafka is there, and what it holds is being read."""

    def caught_up(self) -> None:
        """All that Kafka held has been heard."""

    def away(self, detail: str) -> None:
        """Kafka is away; the words say what is wrong and what to do."""


class Edge(Protocol):
    """An open line to Kafka."""

    async def listen(self, sink: Sink) -> NoReturn:
        """Give the sink all that is said and answered, from the beginning and for ever."""

    async def say(self, key: bytes, content: bytes) -> Position:
        """Send an announcement; return where it stands once Kafka has stored it.

        Raises:
            Away: it was not taken, or that is not known.
        """
