"""Entries on their way: tried, confirmed, recorded, sent, and settled by what comes back.

Between two `await`s nothing else happens, and whatever is checked before a sending is checked without one.
"""

import asyncio
from typing import Literal

import msgspec

from producers.desk.answers import Draft, Entry, Receipt, Refused
from producers.desk.audit import Action, AuditError
from producers.desk.drafting import announcement_of, shown_data
from producers.desk.dry_fold import KnownNight
from producers.desk.edge import Away
from producers.desk.entries import SETTLED, Record
from producers.desk.known import receipt_of, unknown
from producers.desk.people import Person, need
from producers.desk.refusal import Refusal, bad_entry
from producers.desk.rehearsals import is_rehearsal
from producers.desk.room import AGAIN, Room
from producers.desk.telling import label_of, who
from producers.desk.undoing import ENTERED_IN_ERROR, undo
from producers.desk.views import turns_after
from sweepcast.announcements import ANNOUNCEMENTS, Announcement, HistorySeeded, ProgrammePublished
from sweepcast.cloudevents import EventId, Text, type_of
from sweepcast.programme import award_body_of
from sweepcast.turns import Position

_HEAVY = (ProgrammePublished, HistorySeeded)
"""Announcements that change a whole night, or the record book: they take the role confirm."""


class EntryRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser sends: an announcement's type and data, or the turn to take back."""

    id: EventId
    based_on: int
    type: str | None = None
    data: dict[str, object] | None = None
    undoes: int | None = None
    reason: Text | None = None
    confirmed: bool = False
    browser: str | None = None


class Entering:
    """Takes what people and programs enter, and sees it through."""

    def __init__(self, room: Room) -> None:
        """Enter into the nights of this room."""
        self._room = room

    async def enter(self, person: Person, ceremony: str, request: EntryRequest) -> Record:
        """Take an entry; return its record, on its way or as it stands from an earlier sending.

        Raises:
            Refusal: with every code that docs/desk-openapi.yaml has for it.
        """
        need(person, "enter")
        night = self._room.night(ceremony)
        said = self._said_before(ceremony, request)
        if said is not None:
            return said
        self._open_for(ceremony)
        announcement, undoes = self._asked(person, night, request)
        if isinstance(announcement, _HEAVY):
            need(person, "confirm")
        holder = self._room.holders.of(ceremony)
        if holder is not None and holder.name != person.name:
            raise self._room.holders.refusal(ceremony, holder)
        if request.browser is not None:
            self._room.holders.heard(person.name, request.browser, self._room.clocks.monotonic())
        self._room.entries.check_free(ceremony, request.id)
        self._check_fresh(ceremony, request.based_on)
        draft = self._room.draft(announcement, undoes)
        if draft.refused is not None:
            self._refuse(person, announcement, draft)
        if draft.needs == "second-press" and not request.confirmed:
            raise Refusal(
                "confirm",
                f"this is extraordinary ({draft.would.headlines[0].text if draft.would else draft.label}): "
                "send it again with confirmed true, if it is so",
                428,
                draft=draft,
            )
        record = self._record(announcement, person.name, person.role, draft, request.based_on)
        if draft.needs == "second-person":
            return await self._wait_for_second(record)
        return await self._send(record)

    def entry(self, ceremony: str, id_: str) -> Entry:
        """Return an entry as it stands.

        Raises:
            Refusal: `unknown-entry`.
        """
        record = self._room.entries.get(id_)
        if record is not None and record.entry.ceremony == ceremony:
            return record.entry
        said = self._room.world(ceremony).said.get(id_)
        if said is not None and said.subject == ceremony:
            return self._remembered(said)
        raise Refusal("unknown-entry", f"there is no entry {id_!r} of {ceremony}", 404)

    async def confirmed(self, person: Person, ceremony: str, id_: str) -> Record:
        """Send what another person entered.

        Raises:
            Refusal: `role`, `same-person`, `not-waiting`, `stale`, `under-way`, or that Kafka is away.
        """
        need(person, "confirm")
        record = self._waiting(ceremony, id_)
        if record.entry.by.casefold() == person.name.casefold():
            raise Refusal("same-person", f"{person.name} entered it: somebody else must confirm it", 403)
        self._open_for(ceremony)
        self._room.entries.check_free(ceremony, id_)
        if record.entry.based_on is not None:
            try:
                self._check_fresh(ceremony, record.entry.based_on)
            except Refusal:
                self.end(record, "withdrawn", "the night went on before it was confirmed")
                raise
        self._room.entries.change(record, "waiting", confirmed_by=person.name)
        self._note(person.name, person.role, "confirmed", record.entry)
        return await self._send(record)

    def taken_back(self, person: Person, ceremony: str, id_: str) -> Entry:
        """Take back an entry that waits for a second person.

        Raises:
            Refusal: `role`, `unknown-entry` or `not-waiting`.
        """
        need(person, "enter")
        record = self._waiting(ceremony, id_)
        self.end(record, "withdrawn", f"taken back by {person.name}")
        return record.entry

    async def announce(self, person: Person, announcement: Announcement) -> Record:
        """Send an announcement as it came in; the same id again is not sent again.

        Raises:
            Refusal: `id-taken`, or that Kafka is away.
        """
        need(person, "confirm" if isinstance(announcement, _HEAVY) else "enter")
        ceremony = announcement.subject
        if is_rehearsal(ceremony) and not self._room.is_rehearsal(ceremony):
            raise unknown(ceremony)
        before = self._room.entries.get(announcement.id) or self._from_the_log(ceremony, announcement.id)
        if before is not None and before.entry.status != "failed":
            said = before.announcement
            if (type(said), said.subject, said.data) != (type(announcement), ceremony, announcement.data):
                raise id_taken(announcement.id)
            return before
        self._open_for(ceremony)
        draft = self._room.draft(announcement)
        record = self._record(announcement, person.name, person.role, draft, None)
        if draft.needs == "second-person" and not isinstance(announcement, _HEAVY):
            return await self._wait_for_second(record)
        return await self._go(record)

    def found(self, id_: str) -> Entry:
        """Return what became of an announcement, whoever made it.

        Raises:
            Refusal: `unknown-entry`.
        """
        record = self._room.entries.get(id_)
        if record is not None:
            return record.entry
        said = self._room.known.world.said.get(id_)
        if said is None:
            raise Refusal("unknown-entry", f"nothing was announced under the id {id_!r}", 404)
        return self._remembered(said)

    def check_programme(self, announcement: Announcement) -> None:
        """Let a programme pass that the worker would take, or has taken.

        Raises:
            Refusal: `refused`.
        """
        draft = self._room.draft(announcement)
        if draft.refused is not None and draft.refused.reason != "duplicate":
            raise Refusal("refused", draft.refused.detail, 422, draft=draft)

    def settle(self, ceremony: str, id_: str, answer: Receipt | Refused) -> None:
        """Settle an entry, if it is one of ours, by the turn or the rejection that came back."""
        record = self._room.entries.get(id_)
        if record is None or record.entry.ceremony != ceremony or record.entry.status in {"done", "rejected"}:
            return
        if isinstance(answer, Receipt):
            entry = self._room.entries.change(record, "done", receipt=answer)
            self._note(entry.by, record.role, "receipt", entry, msgspec.to_builtins(answer))
        else:
            entry = self._room.entries.change(record, "rejected", rejection=answer)
            self._note(entry.by, record.role, "rejected", entry, msgspec.to_builtins(answer))
        self._room.publish(entry)

    async def _send(self, record: Record) -> Record:
        """Send an entry: to Kafka, or to the fold of its rehearsal.

        Raises:
            Refusal: `kafka-away` or `audit`.
        """
        self._room.entries.begin(record.entry.ceremony, record.entry.id)
        return await self._go(record)

    async def _go(self, record: Record) -> Record:
        self._room.entries.keep(record)
        self._room.publish(self._room.entries.change(record, "sending"))
        await self._audited(record)
        if record.entry.rehearsal:
            self._rehearse(record)
        else:
            await self._said(record)
        return record

    def _asked(
        self, person: Person, night: KnownNight, request: EntryRequest
    ) -> tuple[Announcement, tuple[int, str] | None]:
        """Return the announcement that is asked for, and what it takes back."""
        ceremony = night.programme.ceremony
        if request.undoes is not None:
            if request.type is not None or request.data is not None:
                raise bad_entry("it has both undoes and type or data: send one of them")
            back = undo(night, request.undoes, request.reason or ENTERED_IN_ERROR)
            wanted = self._room.wanted(person, ceremony, back.type, back.data, request.id)
            return announcement_of(wanted), (request.undoes, back.label)
        if request.type is None or request.data is None:
            raise bad_entry("it needs type and data, or undoes")
        if request.reason is not None:
            raise bad_entry("reason goes with undoes; of a correction it stands in data")
        return announcement_of(self._room.wanted(person, ceremony, request.type, request.data, request.id)), None

    def _said_before(self, ceremony: str, request: EntryRequest) -> Record | None:
        """Return what became of an entry that was sent before under this id; none where it is new, or failed.

        Raises:
            Refusal: `id-taken`: the id was used for something else.
        """
        record = self._room.entries.get(request.id) or self._from_the_log(ceremony, request.id)
        if record is None:
            return None
        same = record.entry.ceremony == ceremony and (
            request.undoes == record.entry.undoes or record.entry.based_on is None
            if request.undoes is not None
            else self._is_same(record.announcement, request)
        )
        if not same:
            raise id_taken(request.id)
        return None if record.entry.status == "failed" else record

    @staticmethod
    def _is_same(said: Announcement, request: EntryRequest) -> bool:
        if request.type != type_of(said):
            return False
        try:
            return bool(msgspec.convert(request.data, type(said.data)) == said.data)
        except msgspec.ValidationError:
            return False

    def _from_the_log(self, ceremony: str, id_: str) -> Record | None:
        said = self._room.world(ceremony).said.get(id_)
        if said is None:
            return None
        record = Record(self._remembered(said), said, "")
        if record.entry.status in SETTLED:
            record.settled.set()
        return record

    def _remembered(self, said: Announcement) -> Entry:
        """Return as an entry what was said before the desk was started, or by others."""
        world = self._room.world(said.subject)
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

    def _record(self, announcement: Announcement, by: str, role: str, draft: Draft, based_on: int | None) -> Record:
        entry = Entry(
            id=announcement.id,
            ceremony=announcement.subject,
            rehearsal=draft.rehearsal,
            type=draft.type,
            data=draft.data,
            label=draft.label,
            by=by,
            entered_at=announcement.time,
            based_on=based_on,
            weight=draft.weight,
            status="waiting",
            undoes=draft.undoes,
        )
        return Record(entry, announcement, role)

    async def _wait_for_second(self, record: Record) -> Record:
        self._room.entries.keep(record)
        self._room.publish(record.entry)
        await self._audited(record)
        return record

    def _waiting(self, ceremony: str, id_: str) -> Record:
        record = self._room.entries.get(id_)
        if record is None or record.entry.ceremony != ceremony:
            raise Refusal("unknown-entry", f"there is no entry {id_!r} of {ceremony}", 404)
        if record.entry.status != "waiting":
            raise Refusal("not-waiting", f"it waits for nobody: it is {record.entry.status}", 409, entry=record.entry)
        return record

    def _open_for(self, ceremony: str) -> None:
        """Let an entry pass if it can be sent now."""
        if not self._room.is_rehearsal(ceremony):
            self._room.check_connected()

    def _check_fresh(self, ceremony: str, based_on: int) -> None:
        night = self._room.night(ceremony)
        if based_on == night.sequence:
            return
        if based_on > night.sequence:
            raise bad_entry(f"based_on is {based_on}, and {ceremony} has {night.sequence} turns: read it anew")
        meanwhile = turns_after(night, based_on, 100)
        last = meanwhile[-1]
        raise Refusal(
            "stale",
            f"the night went on meanwhile: {last.label}, by {last.by} (turn {last.sequence}): look, and enter it anew",
            409,
            sequence=night.sequence,
            meanwhile=meanwhile,
        )

    def _refuse(self, person: Person, announcement: Announcement, draft: Draft) -> None:
        refused = draft.refused
        if refused is not None:
            line = self._room.line(person.name, person.role, "refused", draft.ceremony, announcement.id, draft.label)
            self._room.audit.add(msgspec.structs.replace(line, detail=msgspec.to_builtins(refused)))
            raise Refusal("refused", refused.detail, 422, draft=draft)

    async def _audited(self, record: Record) -> None:
        """Have an entry on the disk before it is sent."""
        entry = record.entry
        action: Action = "entered" if entry.based_on is not None else "ingested"
        if entry.confirmed_by is not None and entry.status == "sending":
            action = "sent"
        try:
            await self._note(entry.by, record.role, action, entry)
        except AuditError as error:
            self._room.publish(self._room.entries.change(record, "failed"))
            raise Refusal("audit", f"nothing was sent: {error}", 503) from None

    def _rehearse(self, record: Record) -> None:
        world = self._room.world(record.entry.ceremony)
        offset = len(world.said)
        made = world.hear(record.announcement, Position(partition=0, offset=offset))
        if isinstance(made, Refused):
            self.settle(record.entry.ceremony, record.entry.id, made)
        else:
            self._room.known.listener.turned(made, receipt_of(made))

    async def _said(self, record: Record) -> None:
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
        if record.entry.status == "sending":
            self._room.publish(self._room.entries.change(record, "sent"))

    def end(self, record: Record, status: Literal["withdrawn", "failed"], why: str) -> None:
        """Settle an entry that makes no turn, and tell why."""
        entry = self._room.entries.change(record, status)
        self._note(entry.by, record.role, status, entry, {"why": why})
        self._room.publish(entry)

    def _note(
        self, name: str, role: str, action: Action, entry: Entry, detail: dict[str, object] | None = None
    ) -> "asyncio.Future[None]":
        line = self._room.line(name, role, action, entry.ceremony, entry.id, entry.label)
        if detail is None:
            detail = {"type": entry.type, "data": entry.data, "based_on": entry.based_on}
            detail |= {"undoes": entry.undoes, "weight": entry.weight, "confirmed_by": entry.confirmed_by}
        return self._room.audit.add(msgspec.structs.replace(line, detail=detail))


def id_taken(id_: str) -> Refusal:
    """Return the refusal of an id that was used for something else."""
    return Refusal("id-taken", f"the id {id_!r} was used for another announcement: give each its own", 409)


async def settled(record: Record, seconds: float) -> None:
    """Wait until nothing more is to come of an entry, for so long at most."""
    try:
        async with asyncio.timeout(seconds):
            await record.settled.wait()
    except TimeoutError:
        return
