"""Hears what comes back, from Kafka or a rehearsal: tells everybody, and settles the entries that it answers."""

import logging
from typing import TYPE_CHECKING

from producers.desk.answers import Kafka, NightsEvent, Receipt, Refused, RejectionEvent, TurnEvent
from producers.desk.entries.sending import Sending
from producers.desk.room import Room
from producers.desk.views import turn_shown
from sweepcast.turns import TurnData

if TYPE_CHECKING:
    from producers.desk.entries.book import Record

logger = logging.getLogger(__name__)


class Listening:
    """The listener of what the desk knows. Before Kafka was read once, what it held is no news."""

    def __init__(self, room: Room, sending: Sending) -> None:
        """Tell the browsers of this room, and settle its entries."""
        self._room = room
        self._sending = sending
        self._ready = False
        self._doubted: list[Record] = []

    def turned(self, turn: TurnData, receipt: Receipt) -> None:
        """A turn came back: tell everybody, and whoever entered it."""
        night = self._room.night(turn.ceremony)
        if self._ready or self._room.is_rehearsal(turn.ceremony):
            told = night.turns[turn.sequence - 1]
            self._room.events.publish(
                "turn",
                TurnEvent(
                    ceremony=turn.ceremony,
                    rehearsal=self._room.is_rehearsal(turn.ceremony),
                    turn=turn_shown(night, told),
                    updates=turn.updates,
                ),
            )
        self._room.world(turn.ceremony).answers[turn.ceremony, turn.cause.id] = receipt
        self._sending.settle(turn.ceremony, turn.cause.id, receipt)

    def rejected(self, ceremony: str | None, announcement: str | None, refused: Refused) -> None:
        """An announcement was not folded: tell everybody, and whoever entered it."""
        if self._ready:
            event = RejectionEvent(
                ceremony=ceremony, announcement=announcement, reason=refused.reason, detail=refused.detail
            )
            self._room.events.publish("rejection", event)
        if ceremony is not None and announcement is not None:
            self._sending.settle(ceremony, announcement, refused)

    def kafka_changed(self, kafka: Kafka) -> None:
        """Kafka came or went: tell everybody. What it lost, if it was made anew, has failed."""
        if kafka.state == "connected":
            self._ready = True
            doubted, self._doubted = self._doubted, []
            for record in doubted:
                if record.entry.status == "sent" and record.entry.id not in self._room.known.world.said:
                    self._sending.end(record, "failed", "Kafka does not have it any more")
        logger.info("Kafka: %s %s", kafka.state, kafka.detail)
        self._room.events.publish("kafka", kafka)

    def forgotten(self) -> None:
        """Kafka was made anew: what it took before is in doubt, until all that it holds was read."""
        self._doubted = [each for each in self._room.entries.sent() if not each.entry.rehearsal]

    def night_came(self, ceremony: str) -> None:
        """A night's first programme was published: tell everybody."""
        if self._ready:
            self._room.events.publish("nights", NightsEvent(ceremony=ceremony, there=True))
