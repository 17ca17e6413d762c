"""Entries that wait for a second person: who confirms them, who takes them back, and that they outlive the desk."""

from producers.desk.answers import Entry
from producers.desk.entries.asking import check_fresh
from producers.desk.entries.book import Record
from producers.desk.entries.remembering import unknown_entry
from producers.desk.entries.sending import Sending
from producers.desk.entries.waiting_lines import detail_of, recalled
from producers.desk.people import Person, need
from producers.desk.refusal import Refusal
from producers.desk.room import Room


class SecondPerson:
    """Keeps what waits, and sends it when another person says so."""

    def __init__(self, room: Room, sending: Sending) -> None:
        """Keep the waiting entries of this room."""
        self._room = room
        self._sending = sending

    def recall(self) -> int:
        """Let wait again what the audit log says was waiting when the desk ended; return how many entries that are.

        What was taken back is known again as well: whoever sends it once more is told so, and it does not go out.
        """
        records = recalled(self._room.audit.lines().splitlines())
        for record in records:
            self._room.entries.keep(record)
        return sum(each.entry.status == "waiting" for each in records)

    async def wait_for(self, record: Record) -> Record:
        """Let an entry wait, once it stands in the audit log.

        Raises:
            Refusal: `audit`.
        """
        self._room.entries.keep(record)
        self._room.publish(record.entry)
        await self._sending.audited(record)
        return record

    async def confirmed(self, person: Person, ceremony: str, id_: str) -> Record:
        """Send what another person entered.

        Raises:
            Refusal: `role`, `same-person`, `not-waiting`, `stale`, `under-way`, or that Kafka is away.
        """
        need(person, "confirm")
        record = self._waiting(ceremony, id_)
        if record.entry.by.casefold() == person.name.casefold():
            raise Refusal("same-person", f"{person.name} entered it: somebody else must confirm it", 403)
        self._sending.check_open(ceremony)
        self._room.entries.check_free(ceremony, id_)
        if record.entry.based_on is not None:
            try:
                check_fresh(self._room.night(ceremony), record.entry.based_on)
            except Refusal:
                self._sending.end(record, "withdrawn", "the night went on before it was confirmed")
                raise
        entry = self._room.entries.change(record, "waiting", confirmed_by=person.name)
        self._sending.note(person.name, person.role, "confirmed", entry, detail_of(entry))
        return await self._sending.send_alone(record)

    def taken_back(self, person: Person, ceremony: str, id_: str) -> Entry:
        """Take back an entry that waits.

        Raises:
            Refusal: `role`, `unknown-entry` or `not-waiting`.
        """
        need(person, "enter")
        record = self._waiting(ceremony, id_)
        self._sending.end(record, "withdrawn", f"taken back by {person.name}")
        return record.entry

    def _waiting(self, ceremony: str, id_: str) -> Record:
        record = self._room.entries.get(id_)
        if record is None or record.entry.ceremony != ceremony:
            raise unknown_entry(ceremony, id_)
        if record.entry.status != "waiting":
            raise Refusal("not-waiting", f"it waits for nobody: it is {record.entry.status}", 409, entry=record.entry)
        return record
