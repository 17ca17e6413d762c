"""Entries that wait for a second person, written into the audit log and read from it again at the next start. Pure.

The line of an entry that waits holds the announcement whole. It waits for as long as no later line of the same id says
that it was sent, taken back, or failed: nothing goes to Kafka before such a line is on the disk. What was sent, Kafka
tells of; what was taken back, nobody but this log.
"""

import logging
from collections.abc import Iterable, Iterator

import msgspec

from producers.desk.answers import Entry, EntryWeight
from producers.desk.audit import UNREADABLE
from producers.desk.drafting import shown_data
from producers.desk.entries.book import Record
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.cloudevents import Malformed, type_of

logger = logging.getLogger(__name__)
_BEGINS = frozenset({"entered", "ingested"})
_ENDS = frozenset({"sent", "receipt", "rejected", "withdrawn", "failed"})


def detail_of(entry: Entry) -> dict[str, object]:
    """Return what a line of the audit log tells of an entry."""
    return {
        "type": entry.type,
        "data": entry.data,
        "based_on": entry.based_on,
        "undoes": entry.undoes,
        "weight": entry.weight,
        "confirmed_by": entry.confirmed_by,
    }


def detail_to_wait_by(record: Record) -> dict[str, object]:
    """Return what the line of an entry tells that begins to wait: all that it takes to send it after a restart."""
    return {**detail_of(record.entry), "announcement": msgspec.Raw(ANNOUNCEMENTS.encode(record.announcement))}


class _Line(msgspec.Struct, frozen=True):
    who: str
    role: str
    action: str
    id: str | None = None
    label: str = ""
    rehearsal: bool = False
    detail: msgspec.Raw = msgspec.Raw(b"{}")


class _Detail(msgspec.Struct, frozen=True):
    weight: EntryWeight
    based_on: int | None = None
    undoes: int | None = None
    announcement: msgspec.Raw = msgspec.Raw()


def recalled(lines: Iterable[bytes]) -> list[Record]:
    """Return the entries that wait at the end of an audit log, and those that were taken back while they waited.

    Lines that a crash has damaged are passed over. Rehearsals end with the desk, and so does what waited in them.
    """
    records = dict[str, Record]()
    for line in _readable(lines):
        if line.id is None or line.rehearsal:
            continue
        record = records.pop(line.id, None) if line.action in _BEGINS | _ENDS else None
        if line.action in _BEGINS and (begun := _begun(line)) is not None:
            records[line.id] = begun
        elif line.action == "withdrawn" and record is not None:
            record.entry = msgspec.structs.replace(record.entry, status="withdrawn")
            record.settled.set()
            records[line.id] = record
    return list(records.values())


def _readable(lines: Iterable[bytes]) -> Iterator[_Line]:
    decoder = msgspec.json.Decoder(_Line)
    for line in lines:
        try:
            yield decoder.decode(line)
        except UNREADABLE:
            continue


def _begun(line: _Line) -> Record | None:
    """Return the entry that begins to wait with this line, none where it did not have to."""
    try:
        detail = msgspec.json.decode(line.detail, type=_Detail)
        if not bytes(detail.announcement):
            return None
        announcement = ANNOUNCEMENTS.decode(bytes(detail.announcement))
    except (msgspec.DecodeError, Malformed) as error:
        logger.warning("the entry %r waited for a second person, and cannot be read any more: %s", line.id, error)
        return None
    entry = Entry(
        id=announcement.id,
        ceremony=announcement.subject,
        rehearsal=False,
        type=type_of(announcement),
        data=shown_data(announcement),
        label=line.label,
        by=line.who,
        entered_at=announcement.time,
        based_on=detail.based_on,
        weight=detail.weight,
        status="waiting",
        undoes=detail.undoes,
    )
    return Record(entry, announcement, line.role)
