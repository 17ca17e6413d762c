"""The book of entries: each by its id, how far it is, and which one of a night is under way."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import structs

from producers.desk.answers import Draft, Entry, Receipt, Refused, Status
from producers.desk.people import Person
from producers.desk.refusal import Refusal
from sweepcast.announcements import Announcement

SETTLED: frozenset[Status] = frozenset({"done", "rejected", "withdrawn", "failed"})
_OPEN: frozenset[Status] = frozenset({"waiting", "sending", "sent"})


@dataclass(slots=True)
class Record:
    """An entry with the announcement that it makes; `settled` is set when nothing more is to come."""

    entry: Entry
    announcement: Announcement
    role: str
    settled: asyncio.Event = field(default_factory=asyncio.Event)


def new_record(announcement: Announcement, draft: Draft, person: Person, based_on: int | None) -> Record:
    """Return an entry that was not sent yet; `based_on` is the turn it was made in sight of, none for a program's."""
    entry = Entry(
        id=announcement.id,
        ceremony=announcement.subject,
        rehearsal=draft.rehearsal,
        type=draft.type,
        data=draft.data,
        label=draft.label,
        by=person.name,
        entered_at=announcement.time,
        based_on=based_on,
        weight=draft.weight,
        status="waiting",
        undoes=draft.undoes,
    )
    return Record(entry, announcement, person.role)


async def settled(record: Record, seconds: float) -> None:
    """Wait until nothing more is to come of an entry, for so long at most."""
    try:
        async with asyncio.timeout(seconds):
            await record.settled.wait()
    except TimeoutError:
        return


class EntryBook:
    """Keeps all entries since the desk was started."""

    def __init__(self) -> None:
        """Keep none yet."""
        self._records: dict[str, Record] = {}
        self._under_way: dict[str, str] = {}

    def get(self, id_: str) -> Record | None:
        """Return an entry's record by its id."""
        return self._records.get(id_)

    def keep(self, record: Record) -> None:
        """Keep a new entry, or one that is sent again."""
        self._records[record.entry.id] = record

    def under_way(self, ceremony: str) -> str | None:
        """Return the id of the entry that is under way in a night."""
        return self._under_way.get(ceremony)

    def begin(self, ceremony: str, id_: str) -> None:
        """Note that an entry is under way.

        Raises:
            Refusal: `under-way`: another one of this night is.
        """
        self.check_free(ceremony, id_)
        self._under_way[ceremony] = id_

    def check_free(self, ceremony: str, id_: str) -> None:
        """Let an entry pass if no other one of its night is under way.

        Raises:
            Refusal: `under-way`: another one of this night is.
        """
        other = self._under_way.get(ceremony)
        if other is not None and other != id_:
            record = self._records[other]
            raise Refusal(
                "under-way",
                f"an entry by {record.entry.by} is under way ({record.entry.label}): wait for its receipt",
                409,
                entry=record.entry,
            )

    def change(
        self,
        record: Record,
        status: Status,
        *,
        receipt: Receipt | None = None,
        rejection: Refused | None = None,
        confirmed_by: str | None = None,
    ) -> Entry:
        """Change how far an entry is; return it."""
        record.entry = structs.replace(
            record.entry,
            status=status,
            receipt=receipt,
            rejection=rejection,
            confirmed_by=confirmed_by or record.entry.confirmed_by,
        )
        if status in SETTLED:
            if self._under_way.get(record.entry.ceremony) == record.entry.id:
                del self._under_way[record.entry.ceremony]
            record.settled.set()
        return record.entry

    def open(self, ceremony: str) -> tuple[Entry, ...]:
        """Return a night's entries that are not settled."""
        return tuple(each.entry for each in self._of(ceremony) if each.entry.status in _OPEN)

    def sent(self) -> list[Record]:
        """Return the entries that Kafka has and that have no answer."""
        return [each for each in self._records.values() if each.entry.status == "sent"]

    def forget(self, ceremony: str) -> None:
        """Forget a night's entries."""
        for each in list(self._of(ceremony)):
            each.settled.set()
            del self._records[each.entry.id]
        self._under_way.pop(ceremony, None)

    def _of(self, ceremony: str) -> Iterator[Record]:
        return (each for each in self._records.values() if each.entry.ceremony == ceremony)
