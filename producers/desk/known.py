"""What the desk knows: the nights folded from what was said, who said it, and what the worker answered.

An answer counts once the announcement it answers has been folded here as well, whichever is read first: so whoever
gets a receipt finds the night as it is after that turn.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

from producers.desk.answers import Kafka, Receipt, Refused
from producers.desk.dry_fold import Home, KnownNight, Nights
from producers.desk.refusal import Refusal
from producers.desk.telling import said_by
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.cloudevents import Malformed
from sweepcast.turns import Position, Rejection, RejectionData, Turn, TurnData

logger = logging.getLogger(__name__)


class Listener(Protocol):
    """Hears what is new."""

    def turned(self, turn: TurnData, receipt: Receipt) -> None:
        """A turn came back."""

    def rejected(self, ceremony: str | None, announcement: str | None, refused: Refused) -> None:
        """An announcement was not folded."""

    def kafka_changed(self, kafka: Kafka) -> None:
        """Kafka came or went."""

    def night_came(self, ceremony: str) -> None:
        """A night's first programme was published."""

    def forgotten(self) -> None:
        """All nights were forgotten, to be read anew."""


class Nobody:
    """Hears nothing: who listens comes later."""

    def turned(self, turn: TurnData, receipt: Receipt) -> None:
        """Pass over a turn."""

    def rejected(self, ceremony: str | None, announcement: str | None, refused: Refused) -> None:
        """Pass over a rejection."""

    def kafka_changed(self, kafka: Kafka) -> None:
        """Pass over a change."""

    def night_came(self, ceremony: str) -> None:
        """Pass over a night."""

    def forgotten(self) -> None:
        """Pass over it."""


class World:
    """Nights with all that was said and answered in them."""

    def __init__(self, nights: Nights) -> None:
        """Know only these nights, of which nothing was said yet."""
        self.nights = nights
        self.said: dict[str, Announcement] = {}
        self.answers: dict[tuple[str, str], Receipt | Refused] = {}

    def hear(self, announcement: Announcement, position: Position) -> TurnData | Refused:
        """Fold an announcement in; return what the worker is going to answer."""
        self.said.setdefault(announcement.id, announcement)
        return self.nights.hear(announcement, position)

    def night(self, ceremony: str) -> KnownNight:
        """Return a night.

        Raises:
            Refusal: `unknown-ceremony`.
        """
        night = self.nights.get(ceremony)
        if night is None:
            raise unknown(ceremony)
        return night


def unknown(ceremony: str) -> Refusal:
    """Return the refusal of a night that is not known."""
    return Refusal(
        "unknown-ceremony", f"no programme of {ceremony!r} was published: publish it first, or see /v1/desk", 404
    )


def receipt_of(turn: TurnData) -> Receipt:
    """Return a turn as a receipt."""
    said = said_by(turn.updates, turn.sequence)
    return Receipt(
        sequence=turn.sequence,
        time=turn.cause.time,
        headlines=said.headlines,
        retracted=said.retracted,
        passed=said.passed,
    )


class Known:
    """The real nights, as Kafka tells of them; the sink of the desk's edge."""

    def __init__(self, home_of: Callable[[int], Home]) -> None:
        """Know nothing yet; `home_of` gives where award bodies are at home, by the number of partitions."""
        self._home_of = home_of
        self.listener: Listener = Nobody()
        self._heard: dict[int, int] = {}
        self._early: dict[int, list[Turn | Rejection]] = defaultdict(list)
        self.world = World(Nights(home_of(1)))
        self.kafka = Kafka(state="away", detail="Kafka was not reached yet")

    def begin(self, partitions: int) -> None:
        """Forget everything: it is read anew."""
        self._heard, self._early = {}, defaultdict(list)
        self.world = World(Nights(self._home_of(partitions)))
        self.listener.forgotten()

    def next_offset(self, partition: int) -> int:
        """Return the offset of the next announcement to be heard on a partition."""
        return self._heard.get(partition, -1) + 1

    def announcement(self, position: Position, content: bytes | None) -> None:
        """Fold an announcement in; what cannot be read, the worker rejects."""
        if position.offset < self.next_offset(position.partition):
            return
        try:
            announcement = ANNOUNCEMENTS.decode(content or b"")
        except Malformed:
            announcement = None
        if announcement is not None:
            before = self.world.nights.get(announcement.subject)
            self.world.hear(announcement, position)
            if before is None and self.world.nights.get(announcement.subject) is not None:
                self.listener.night_came(announcement.subject)
        self._heard[position.partition] = position.offset
        self._answer_early_ones(position.partition)

    def answer(self, answer: Turn | Rejection) -> None:
        """Take an answer, or keep it until its announcement was folded here."""
        position = answer.data.cause.position if isinstance(answer, Turn) else answer.data.position
        if position.offset >= self.next_offset(position.partition):
            self._early[position.partition].append(answer)
        elif isinstance(answer, Turn):
            self._turned(answer.data)
        else:
            self._rejected(answer.data)

    def catching_up(self) -> None:
        """Tell that what Kafka holds is being read."""
        self._set(Kafka(state="catching-up", detail="reading what Kafka holds; a moment"))

    def caught_up(self) -> None:
        """Tell that all has been read."""
        self._set(Kafka(state="connected"))

    def away(self, detail: str) -> None:
        """Tell that Kafka is away."""
        self._set(Kafka(state="away", detail=detail))

    def _set(self, kafka: Kafka) -> None:
        if kafka != self.kafka:
            self.kafka = kafka
            self.listener.kafka_changed(kafka)

    def _answer_early_ones(self, partition: int) -> None:
        early = self._early.pop(partition, [])
        for each in early:
            self.answer(each)

    def _turned(self, turn: TurnData) -> None:
        key = (turn.ceremony, turn.cause.id)
        if isinstance(self.world.answers.get(key), Receipt):
            return
        night = self.world.nights.get(turn.ceremony)
        if night is None or night.sequence < turn.sequence or night.turns[turn.sequence - 1].id != turn.cause.id:
            logger.error(
                "turn %d of %s is another one here than the worker's: are desk and worker of the same version?",
                turn.sequence,
                turn.ceremony,
            )
            return
        receipt = receipt_of(turn)
        self.world.answers[key] = receipt
        self.listener.turned(turn, receipt)

    def _rejected(self, data: RejectionData) -> None:
        # The same announcement again is no second one: its answer is the turn of the first, whether read yet or not.
        if data.reason == "duplicate":
            return
        refused = Refused(reason=data.reason, detail=data.detail)
        if data.ceremony is not None and data.announcement is not None:
            key = (data.ceremony, data.announcement)
            if self.world.answers.get(key) == refused:
                return
            self.world.answers.setdefault(key, refused)
        self.listener.rejected(data.ceremony, data.announcement, refused)
