"""What became of what was entered or announced before: in this run of the desk, or, from Kafka, before it."""

from producers.desk.answers import Entry, Receipt, Refused
from producers.desk.drafting import shown_data
from producers.desk.entries.book import SETTLED, Record
from producers.desk.known import World
from producers.desk.refusal import Refusal
from producers.desk.room import Room
from producers.desk.telling import label_of, who
from sweepcast.announcements import Announcement
from sweepcast.cloudevents import type_of


class Remembering:
    """Looks ids up."""

    def __init__(self, room: Room) -> None:
        """Remember what was said in the nights of this room."""
        self._room = room

    def record(self, ceremony: str, id_: str) -> Record | None:
        """Return what was said under an id, of this ceremony or of another one; none where it is new."""
        record = self._room.entries.get(id_)
        if record is not None:
            return record
        world = self._room.world(ceremony)
        said = world.said.get(id_)
        if said is None:
            return None
        record = Record(self._entry_of(world, said), said, "")
        if record.entry.status in SETTLED:
            record.settled.set()
        return record

    def entry(self, ceremony: str, id_: str) -> Entry:
        """Return a night's entry as it stands.

        Raises:
            Refusal: `unknown-entry`.
        """
        record = self.record(ceremony, id_)
        if record is None or record.entry.ceremony != ceremony:
            raise unknown_entry(ceremony, id_)
        return record.entry

    def found(self, id_: str) -> Entry:
        """Return what became of an announcement, whoever made it.

        Raises:
            Refusal: `unknown-entry`.
        """
        record, world = self._room.entries.get(id_), self._room.known.world
        if record is not None:
            return record.entry
        said = world.said.get(id_)
        if said is None:
            raise Refusal("unknown-entry", f"nothing was announced under the id {id_!r}", 404)
        return self._entry_of(world, said)

    def _entry_of(self, world: World, said: Announcement) -> Entry:
        """Return as an entry what was said before the desk was started, or by others."""
        night, answer = world.nights.get(said.subject), world.answers.get((said.subject, said.id))
        receipt = answer if isinstance(answer, Receipt) else None
        major = receipt is not None and any(each.weight == "major" for each in receipt.headlines)
        return Entry(
            id=said.id,
            ceremony=said.subject,
            rehearsal=self._room.is_rehearsal(said.subject),
            type=type_of(said),
            data=shown_data(said),
            label=label_of(said, None if night is None else night.programme),
            by=who(said.source),
            entered_at=said.time,
            based_on=None,
            weight="extraordinary" if major else "ordinary",
            status="sent" if answer is None else "done" if receipt else "rejected",
            receipt=receipt,
            rejection=answer if isinstance(answer, Refused) else None,
        )


def unknown_entry(ceremony: str, id_: str) -> Refusal:
    """Return the refusal of an entry that a night does not have."""
    return Refusal("unknown-entry", f"there is no entry {id_!r} of {ceremony}", 404)
