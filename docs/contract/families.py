"""The families of messages, a schema document each: what is in it, who writes it, and where its types live."""

from types import ModuleType
from typing import NamedTuple

from consumers.gateway import feed
from consumers.gateway.core import options
from docs.contract import answers
from docs.contract.schemas import Direction, Schema, document
from sweepcast import announcements, board, cloudevents, filters, frames, programme, requests, turns


class Family(NamedTuple):
    """One schema document."""

    name: str
    roots: tuple[str, ...]
    about: str
    direction: Direction
    vocabulary: tuple[ModuleType, ...]

    @property
    def schema(self) -> Schema:
        """The document."""
        return document(self.name, self.roots, self.about, self.direction, self.vocabulary)


FAMILIES = (
    Family(
        "frames.json",
        ("AnyFrame",),
        "Every frame of the feed, over WebSocket and as the data of a Server-Sent Event. Ignore what you do not know: "
        "there will be more types, fields and addresses.",
        Direction.TOLD,
        (cloudevents, programme, board, filters, turns, frames),
    ),
    Family(
        "requests.json",
        ("AnyRequest",),
        "Everything that a client may say over the websocket. Anything else is refused.",
        Direction.SAID,
        (cloudevents, filters, requests),
    ),
    Family(
        "board.json",
        ("Board",),
        "A board: the whole state of one night as a viewer sees it, from address to value.",
        Direction.TOLD,
        (cloudevents, programme, board),
    ),
    Family(
        "answers.json",
        ("Ceremonies", "BoardAnswer", "Turns", "Config", "Health", "Refusal"),
        "What the gateway answers over HTTP in JSON. Ignore what you do not know: there will be more fields.",
        Direction.TOLD,
        (cloudevents, programme, board, turns, frames, feed, options, answers),
    ),
    Family(
        "announcements.json",
        ("Announcement",),
        "What producers say: the records of Kafka's topic sweepcast.announcements. Fields that are not known here are "
        "ignored.",
        Direction.SAID,
        (cloudevents, programme, announcements),
    ),
    Family(
        "turns.json",
        ("Turn",),
        "What each announcement changed: the records of Kafka's topic sweepcast.updates.",
        Direction.TOLD,
        (cloudevents, programme, board, turns),
    ),
    Family(
        "rejections.json",
        ("Rejection",),
        "The announcements that could not be folded, and why: the records of Kafka's topic sweepcast.rejections.",
        Direction.TOLD,
        (cloudevents, turns),
    ),
)
