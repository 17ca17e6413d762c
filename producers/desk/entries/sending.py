"""Sees an entry through: into the audit log, then to Kafka or into the fold of its rehearsal, until it is answered."""

from typing import TYPE_CHECKING, Literal

import msgspec

from producers.desk.answers import Entry, Receipt, Refused
from producers.desk.audit import Action, AuditError
from producers.desk.edge import Away
from producers.desk.entries.book import Record
from producers.desk.entries.waiting_lines import detail_of, detail_to_wait_by
from producers.desk.known import receipt_of
from producers.desk.refusal import Refusal
from producers.desk.room import AGAIN, Room
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.programme import award_body_of
from sweepcast.turns import Position

if TYPE_CHECKING:
    import asyncio


class Sending:
    """Sends entries, and settles them by what comes back."""

    def __init__(self, room: Room) -> None:
        """Send what is entered into the nights of this room."""
        self._room = room

    async def send_alone(self, record: Record) -> Record:
        """Send an entry as the only one of its night that is under way.

        Raises:
            Refusal: `under-way`, `kafka-away` or `audit`.
        """
        self._room.entries.begin(record.entry.ceremony, record.entry.id)
        return await self.send(record)

    async def send(self, record: Record) -> Record:
        """Send an entry, once it stands in the audit log.

        Raises:
            Refusal: `kafka-away` or `audit`.
        """
        self._room.entries.keep(record)
        self._room.publish(self._room.entries.change(record, "sending"))
        await self.audited(record)
        if record.entry.rehearsal:
            self._rehearse(record)
        else:
            await self._say(record)
        return record

    def check_open(self, ceremony: str) -> None:
        """Let an entry pass if it can be sent now; rehearsals need no Kafka.

        Raises:
            Refusal: `kafka-away` or `catching-up`.
        """
        if not self._room.is_rehearsal(ceremony):
            self._room.check_connected()

    async def audited(self, record: Record) -> None:
        """Have an entry on the disk before it is sent, or waits.

        Raises:
            Refusal: `audit`; the entry has failed then.
        """
        entry = record.entry
        action: Action = "entered" if entry.based_on is not None else "ingested"
        if entry.confirmed_by is not None and entry.status == "sending":
            action = "sent"
        detail = detail_to_wait_by(record) if entry.status == "waiting" else detail_of(entry)
        try:
            await self.note(entry.by, record.role, action, entry, detail)
        except AuditError as error:
            self._room.publish(self._room.entries.change(record, "failed"))
            raise Refusal("audit", f"nothing was sent: {error}", 503) from None

    def settle(self, ceremony: str, id_: str, answer: Receipt | Refused) -> None:
        """Settle an entry, if it is one of ours, by the turn or the rejection that came back."""
        record = self._room.entries.get(id_)
        if record is None or record.entry.ceremony != ceremony or record.entry.status in {"done", "rejected"}:
            return
        if isinstance(answer, Receipt):
            entry = self._room.entries.change(record, "done", receipt=answer)
            self.note(entry.by, record.role, "receipt", entry, msgspec.to_builtins(answer))
        else:
            entry = self._room.entries.change(record, "rejected", rejection=answer)
            self.note(entry.by, record.role, "rejected", entry, msgspec.to_builtins(answer))
        self._room.publish(entry)

    def end(self, record: Record, status: Literal["withdrawn", "failed"], why: str) -> None:
        """Settle an entry that makes no turn, and tell why."""
        entry = self._room.entries.change(record, status)
        self.note(entry.by, record.role, status, entry, {"why": why})
        self._room.publish(entry)

    def note(
        self, name: str, role: str, action: Action, entry: Entry, detail: dict[str, object]
    ) -> "asyncio.Future[None]":
        """Add a line about an entry to the audit log; await what is returned for it to be on the disk."""
        line = self._room.line(name, role, action, entry.ceremony, entry.id, entry.label)
        return self._room.audit.add(msgspec.structs.replace(line, detail=detail))

    def _rehearse(self, record: Record) -> None:
        world = self._room.world(record.entry.ceremony)
        made = world.hear(record.announcement, Position(partition=0, offset=len(world.said)))
        if isinstance(made, Refused):
            self.settle(record.entry.ceremony, record.entry.id, made)
        else:
            self._room.known.listener.turned(made, receipt_of(made))

    async def _say(self, record: Record) -> None:
        if self._room.edge is None:
            raise Refusal("kafka-away", "the desk is not connected to Kafka", 503)
        try:
            await self._room.edge.say(
                award_body_of(record.entry.ceremony).encode(), ANNOUNCEMENTS.encode(record.announcement)
            )
        except Away as error:
            if record.entry.status == "sending":
                self.end(record, "failed", str(error))
            raise Refusal("kafka-away", f"{error}; {AGAIN}", 503) from None
        except BaseException:
            # Whatever happened: it may be in Kafka or not, and the night must not wait for it for ever.
            if record.entry.status == "sending":
                self.end(record, "failed", "the desk failed while sending it")
            raise
        if record.entry.status == "sending":
            self._room.publish(self._room.entries.change(record, "sent"))
