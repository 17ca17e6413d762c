"""The desk: takes what people and programs enter, tries it, sends it, and tells everybody what became of it.

Everything from outside comes in: the line to Kafka, the clocks, the log of events, the audit log. Between two `await`s
nothing else happens, and whatever is checked before a sending is checked without one.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from producers.desk.answers import (
    Confirm,
    DeskAnswer,
    Draft,
    Entry,
    HolderEvent,
    Kafka,
    NightAnswer,
    NightsEvent,
    NightSummary,
    Receipt,
    Refused,
    RejectionEvent,
    TurnEvent,
    Turns,
)
from producers.desk.audit import Action, Audit, AuditError, AuditLine
from producers.desk.drafting import Wanted, announcement_of, draft_of, shown_data
from producers.desk.dry_fold import Home, KnownNight
from producers.desk.edge import Away, Edge
from producers.desk.entries import SETTLED, EntryBook, Record
from producers.desk.events import EventLog
from producers.desk.holders import Holders
from producers.desk.known import Known, World, receipt_of, unknown
from producers.desk.people import Person, need
from producers.desk.refusal import Refusal, bad_entry
from producers.desk.rehearsals import Rehearsals, copy_of, is_rehearsal
from producers.desk.telling import label_of, source_of, who
from producers.desk.undoing import ENTERED_IN_ERROR, undo
from producers.desk.views import in_order, newest_turns, summary, turn_shown, turns_after
from sweepcast.announcements import ANNOUNCEMENTS, Announcement, HistorySeeded, ProgrammePublished
from sweepcast.cloudevents import EventId, Text, type_of
from sweepcast.programme import award_body_of
from sweepcast.turns import Position, TurnData

logger = logging.getLogger(__name__)

AGAIN = "send it again with the same id, which never doubles it"
_HEAVY = (ProgrammePublished, HistorySeeded)
"""Announcements that change a whole night, or the record book: they take the role confirm."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time of day, and a clock in seconds that only goes on."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]


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


class Desk:
    """All that the desk does, by whatever it is asked."""

    def __init__(
        self, *, confirm: Confirm, clocks: Clocks, home_of: Callable[[int], Home], events: EventLog, audit: Audit
    ) -> None:
        """Begin without an edge; `edge` must be set before anything real is sent."""
        self.confirm = confirm
        self.clocks = clocks
        self.events = events
        self.audit = audit
        self.holders = Holders()
        self.entries = EntryBook()
        self.rehearsals = Rehearsals()
        self.known = Known(home_of, self)
        self.edge: Edge | None = None
        self._ready = False

    # What is shown.

    def shown(self, person: Person) -> DeskAnswer:
        """Return the desk as a person finds it."""
        every = [*self.known.world.nights, *self.rehearsals]
        return DeskAnswer(
            me=person.answer(),
            kafka=self.known.kafka,
            confirm=self.confirm,
            nights=in_order(self.summary(each) for each in every),
            event_id=self.events.id_of(self.events.last),
        )

    def summary(self, ceremony: str) -> NightSummary:
        """Return a night as it stands in the list.

        Raises:
            Refusal: `unknown-ceremony`.
        """
        return summary(
            self.night(ceremony),
            rehearsal=self.is_rehearsal(ceremony),
            holder=self.holders.of(ceremony),
            under_way=self.entries.under_way(ceremony),
        )

    def night_shown(self, ceremony: str) -> NightAnswer:
        """Return a night, whole.

        Raises:
            Refusal: `unknown-ceremony`.
        """
        night = self.night(ceremony)
        return NightAnswer(
            ceremony=ceremony,
            rehearsal=self.is_rehearsal(ceremony),
            sequence=night.sequence,
            holder=self.holders.of(ceremony),
            under_way=self.entries.under_way(ceremony),
            board=night.board,
            turns=newest_turns(night),
            entries=self.entries.open(ceremony),
            present=tuple(self.holders.present()),
            event_id=self.events.id_of(self.events.last),
        )

    def turns(self, ceremony: str, after: int, limit: int) -> Turns:
        """Return turns of a night, the oldest first."""
        return Turns(ceremony=ceremony, turns=turns_after(self.night(ceremony), after, limit))

    def night(self, ceremony: str) -> KnownNight:
        """Return what is known of a night.

        Raises:
            Refusal: `unknown-ceremony`.
        """
        return self.world(ceremony).night(ceremony)

    def world(self, ceremony: str) -> World:
        """Return where a night is folded: a rehearsal's own world, or the real one."""
        return self.rehearsals.get(ceremony) or self.known.world

    def is_rehearsal(self, ceremony: str) -> bool:
        """Return whether a night is a rehearsal that is going on."""
        return self.rehearsals.get(ceremony) is not None

    # Drafts.

    def drafted(self, person: Person, ceremony: str, type_: str, data: object) -> Draft:
        """Return what an announcement would make of a night.

        Raises:
            Refusal: `unknown-ceremony` or `bad-entry`.
        """
        self.night(ceremony)
        return self._draft(announcement_of(self._wanted(person, ceremony, type_, data)))

    def undo_drafted(self, person: Person, ceremony: str, sequence: int) -> Draft:
        """Return what would take a turn back, tried.

        Raises:
            Refusal: `unknown-ceremony`, `unknown-turn`, `superseded` or `not-undoable`.
        """
        back = undo(self.night(ceremony), sequence)
        announcement = announcement_of(self._wanted(person, ceremony, back.type, back.data))
        return self._draft(announcement, (sequence, back.label))

    def _draft(self, announcement: Announcement, undoes: tuple[int, str] | None = None) -> Draft:
        return draft_of(
            self.world(announcement.subject),
            announcement,
            rehearsal=self.is_rehearsal(announcement.subject),
            confirm=self.confirm,
            undoes=undoes,
        )

    def _wanted(self, person: Person, ceremony: str, type_: str, data: object, id_: str = "draft") -> Wanted:
        return Wanted(
            ceremony=ceremony, type=type_, data=data, source=source_of(person.name), time=self.clocks.now(), id=id_
        )

    # Entries.

    async def enter(self, person: Person, ceremony: str, request: EntryRequest) -> Record:
        """Take an entry; return its record, on its way or as it stands from an earlier sending.

        Raises:
            Refusal: with every code that docs/desk-openapi.yaml has for it.
        """
        need(person, "enter")
        night = self.night(ceremony)
        said = self._said_before(ceremony, request)
        if said is not None:
            return said
        self._open_for(ceremony)
        announcement, undoes = self._asked(person, night, request)
        if isinstance(announcement, _HEAVY):
            need(person, "confirm")
        holder = self.holders.of(ceremony)
        if holder is not None and holder.name != person.name:
            raise self.holders.refusal(ceremony, holder)
        if request.browser is not None:
            self.holders.heard(person.name, request.browser, self.clocks.monotonic())
        self.entries.check_free(ceremony, request.id)
        self._check_fresh(ceremony, request.based_on)
        draft = self._draft(announcement, undoes)
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
        return await self.send(record)

    def entry(self, ceremony: str, id_: str) -> Entry:
        """Return an entry as it stands.

        Raises:
            Refusal: `unknown-entry`.
        """
        record = self.entries.get(id_)
        if record is not None and record.entry.ceremony == ceremony:
            return record.entry
        said = self.world(ceremony).said.get(id_)
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
        self.entries.check_free(ceremony, id_)
        if record.entry.based_on is not None:
            try:
                self._check_fresh(ceremony, record.entry.based_on)
            except Refusal:
                self._end(record, "withdrawn", "the night went on before it was confirmed")
                raise
        self.entries.change(record, "waiting", confirmed_by=person.name)
        self._note(person.name, person.role, "confirmed", record.entry)
        return await self.send(record)

    def taken_back(self, person: Person, ceremony: str, id_: str) -> Entry:
        """Take back an entry that waits for a second person.

        Raises:
            Refusal: `role`, `unknown-entry` or `not-waiting`.
        """
        need(person, "enter")
        record = self._waiting(ceremony, id_)
        self._end(record, "withdrawn", f"taken back by {person.name}")
        return record.entry

    async def send(self, record: Record) -> Record:
        """Send an entry: to Kafka, or to the fold of its rehearsal.

        Raises:
            Refusal: `kafka-away` or `audit`.
        """
        self.entries.begin(record.entry.ceremony, record.entry.id)
        return await self._go(record)

    async def _go(self, record: Record) -> Record:
        self.entries.keep(record)
        self._publish(self.entries.change(record, "sending"))
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
            wanted = self._wanted(person, ceremony, back.type, back.data, request.id)
            return announcement_of(wanted), (request.undoes, back.label)
        if request.type is None or request.data is None:
            raise bad_entry("it needs type and data, or undoes")
        if request.reason is not None:
            raise bad_entry("reason goes with undoes; of a correction it stands in data")
        return announcement_of(self._wanted(person, ceremony, request.type, request.data, request.id)), None

    def _said_before(self, ceremony: str, request: EntryRequest) -> Record | None:
        """Return what became of an entry that was sent before under this id; none where it is new, or failed.

        Raises:
            Refusal: `id-taken`: the id was used for something else.
        """
        record = self.entries.get(request.id) or self._from_the_log(ceremony, request.id)
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
        said = self.world(ceremony).said.get(id_)
        if said is None:
            return None
        record = Record(self._remembered(said), said, "")
        if record.entry.status in SETTLED:
            record.settled.set()
        return record

    def _remembered(self, said: Announcement) -> Entry:
        """Return as an entry what was said before the desk was started, or by others."""
        world = self.world(said.subject)
        night, answer = world.nights.get(said.subject), world.answers.get((said.subject, said.id))
        receipt = answer if isinstance(answer, Receipt) else None
        major = receipt is not None and any(each.weight == "major" for each in receipt.headlines)
        return Entry(
            id=said.id,
            ceremony=said.subject,
            rehearsal=self.is_rehearsal(said.subject),
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
        self.entries.keep(record)
        self._publish(record.entry)
        await self._audited(record)
        return record

    def _waiting(self, ceremony: str, id_: str) -> Record:
        record = self.entries.get(id_)
        if record is None or record.entry.ceremony != ceremony:
            raise Refusal("unknown-entry", f"there is no entry {id_!r} of {ceremony}", 404)
        if record.entry.status != "waiting":
            raise Refusal("not-waiting", f"it waits for nobody: it is {record.entry.status}", 409, entry=record.entry)
        return record

    def _open_for(self, ceremony: str) -> None:
        """Let an entry pass if it can be sent now."""
        if not self.is_rehearsal(ceremony):
            self.check_connected()

    def check_connected(self) -> None:
        """Let pass what needs Kafka.

        Raises:
            Refusal: `kafka-away` or `catching-up`.
        """
        kafka = self.known.kafka
        if kafka.state != "connected" or self.edge is None:
            code = "catching-up" if kafka.state == "catching-up" else "kafka-away"
            raise Refusal(code, f"nothing was entered: {kafka.detail}; {AGAIN}", 503)

    def _check_fresh(self, ceremony: str, based_on: int) -> None:
        night = self.night(ceremony)
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
            line = self._line(person.name, person.role, "refused", draft.ceremony, announcement.id, draft.label)
            self.audit.add(msgspec.structs.replace(line, detail=msgspec.to_builtins(refused)))
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
            self._publish(self.entries.change(record, "failed"))
            raise Refusal("audit", f"nothing was sent: {error}", 503) from None

    def _rehearse(self, record: Record) -> None:
        world = self.world(record.entry.ceremony)
        offset = len(world.said)
        made = world.hear(record.announcement, Position(partition=0, offset=offset))
        if isinstance(made, Refused):
            self._settle(record.entry.ceremony, record.entry.id, made)
        else:
            self.turned(made, receipt_of(made))

    async def _said(self, record: Record) -> None:
        if self.edge is None:
            raise Refusal("kafka-away", "the desk is not connected to Kafka", 503)
        try:
            await self.edge.say(
                award_body_of(record.entry.ceremony).encode(), ANNOUNCEMENTS.encode(record.announcement)
            )
        except Away as error:
            if record.entry.status == "sending":
                self._end(record, "failed", str(error))
            raise Refusal("kafka-away", f"{error}; {AGAIN}", 503) from None
        if record.entry.status == "sending":
            self._publish(self.entries.change(record, "sent"))

    # What comes back.

    def turned(self, turn: TurnData, receipt: Receipt) -> None:
        """A turn came back: tell everybody, and whoever entered it."""
        night = self.night(turn.ceremony)
        if self._ready or self.is_rehearsal(turn.ceremony):
            told = night.turns[turn.sequence - 1]
            self.events.publish(
                "turn",
                TurnEvent(
                    ceremony=turn.ceremony,
                    rehearsal=self.is_rehearsal(turn.ceremony),
                    turn=turn_shown(night, told),
                    updates=turn.updates,
                ),
            )
        self.world(turn.ceremony).answers[turn.ceremony, turn.cause.id] = receipt
        self._settle(turn.ceremony, turn.cause.id, receipt)

    def rejected(self, ceremony: str | None, announcement: str | None, refused: Refused) -> None:
        """An announcement was not folded: tell everybody, and whoever entered it."""
        if self._ready:
            event = RejectionEvent(
                ceremony=ceremony, announcement=announcement, reason=refused.reason, detail=refused.detail
            )
            self.events.publish("rejection", event)
        if ceremony is not None and announcement is not None:
            self._settle(ceremony, announcement, refused)

    def kafka_changed(self, kafka: Kafka) -> None:
        """Kafka came or went: tell everybody. What it lost, if it was made anew, has failed."""
        if kafka.state == "connected":
            self._ready = True
            for record in self.entries.sent():
                if not record.entry.rehearsal and record.entry.id not in self.known.world.said:
                    self._end(record, "failed", "Kafka does not have it any more")
        logger.info("Kafka: %s %s", kafka.state, kafka.detail)
        self.events.publish("kafka", kafka)

    def night_came(self, ceremony: str) -> None:
        """A night's first programme was published: tell everybody."""
        if self._ready:
            self.events.publish("nights", NightsEvent(ceremony=ceremony, there=True))

    def _settle(self, ceremony: str, id_: str, answer: Receipt | Refused) -> None:
        record = self.entries.get(id_)
        if record is None or record.entry.ceremony != ceremony or record.entry.status in {"done", "rejected"}:
            return
        if isinstance(answer, Receipt):
            entry = self.entries.change(record, "done", receipt=answer)
            self._note(entry.by, record.role, "receipt", entry, msgspec.to_builtins(answer))
        else:
            entry = self.entries.change(record, "rejected", rejection=answer)
            self._note(entry.by, record.role, "rejected", entry, msgspec.to_builtins(answer))
        self._publish(entry)

    def _end(self, record: Record, status: Literal["withdrawn", "failed"], why: str) -> None:
        """Settle an entry that makes no turn, and tell why."""
        entry = self.entries.change(record, status)
        self._note(entry.by, record.role, status, entry, {"why": why})
        self._publish(entry)

    def _publish(self, entry: Entry) -> None:
        self.events.publish("entry", entry)

    # Who holds the desk.

    def hold(self, person: Person, ceremony: str, browser: str, *, take_over: bool) -> HolderEvent:
        """Give the desk of a night to a person, or let them keep it."""
        need(person, "enter")
        self.night(ceremony)
        clocks = self.clocks
        event = self.holders.take(
            ceremony, person.name, browser, take_over=take_over, now=clocks.now(), clock=clocks.monotonic()
        )
        return self._held(person, event)

    def hand_over(self, person: Person, ceremony: str, to: str) -> HolderEvent:
        """Give the desk to somebody who is there."""
        need(person, "enter")
        clocks = self.clocks
        event = self.holders.hand_over(ceremony, person.name, to, now=clocks.now(), clock=clocks.monotonic())
        return self._held(person, event)

    def release(self, person: Person, ceremony: str) -> HolderEvent:
        """Let the desk go."""
        need(person, "enter")
        return self._held(person, self.holders.release(ceremony, person.name))

    def let_go(self) -> None:
        """Let go what is held by browsers that are gone."""
        for event in self.holders.expired(self.clocks.monotonic()):
            self.events.publish("holder", event)

    def _held(self, person: Person, event: HolderEvent) -> HolderEvent:
        if event.why != "kept":
            self.events.publish("holder", event)
            actions: dict[str, Action] = {"handed-over": "handed-over", "released": "released"}
            line = self._line(person.name, person.role, actions.get(event.why, "held"), event.ceremony)
            to = None if event.holder is None else event.holder.name
            self.audit.add(msgspec.structs.replace(line, detail={"why": event.why, "holder": to}))
        return event

    # Rehearsals.

    def begin_rehearsal(self, person: Person, ceremony: str) -> NightSummary:
        """Begin a rehearsal of a night.

        Raises:
            Refusal: `role`, `unknown-ceremony`, or `too-many` are going on.
        """
        need(person, "enter")
        if self.is_rehearsal(ceremony):
            raise Refusal("bad-request", f"{ceremony} is a rehearsal itself: name the night", 400)
        night, now = self.known.world.night(ceremony), self.clocks.now()
        id_ = self.rehearsals.new_id(night.programme, now)
        world = World(self.known.world.nights.rehearsal_of(ceremony))
        self.rehearsals.keep(id_, world)
        envelope = self._wanted(person, id_, "", {})
        published = ProgrammePublished(
            id=f"{id_}.programme",
            source=envelope.source,
            subject=id_,
            time=now,
            data=copy_of(night.programme, id_),
        )
        world.hear(published, Position(partition=0, offset=0))
        self.events.publish("nights", NightsEvent(ceremony=id_, there=True))
        self.audit.add(self._line(person.name, person.role, "rehearsal-begun", id_))
        return self.summary(id_)

    def end_rehearsal(self, person: Person, ceremony: str) -> None:
        """Throw a rehearsal away.

        Raises:
            Refusal: `role` or `unknown-ceremony`.
        """
        need(person, "enter")
        if not self.is_rehearsal(ceremony):
            raise Refusal("unknown-ceremony", f"no rehearsal {ceremony!r} is going on", 404)
        line = self._line(person.name, person.role, "rehearsal-ended", ceremony)
        self.rehearsals.forget(ceremony)
        self.entries.forget(ceremony)
        self.events.publish("nights", NightsEvent(ceremony=ceremony, there=False))
        self.audit.add(line)

    # What comes in by programs, and programmes.

    async def announce(self, person: Person, announcement: Announcement) -> Record:
        """Send an announcement as it came in; the same id again is not sent again.

        Raises:
            Refusal: `id-taken`, or that Kafka is away.
        """
        need(person, "confirm" if isinstance(announcement, _HEAVY) else "enter")
        ceremony = announcement.subject
        if is_rehearsal(ceremony) and not self.is_rehearsal(ceremony):
            raise unknown(ceremony)
        before = self.entries.get(announcement.id) or self._from_the_log(ceremony, announcement.id)
        if before is not None and before.entry.status != "failed":
            said = before.announcement
            if (type(said), said.subject, said.data) != (type(announcement), ceremony, announcement.data):
                raise id_taken(announcement.id)
            return before
        self._open_for(ceremony)
        draft = self._draft(announcement)
        record = self._record(announcement, person.name, person.role, draft, None)
        if draft.needs == "second-person" and not isinstance(announcement, _HEAVY):
            return await self._wait_for_second(record)
        return await self._go(record)

    def check_programme(self, announcement: Announcement) -> None:
        """Let a programme pass that the worker would take, or has taken.

        Raises:
            Refusal: `refused`.
        """
        draft = self._draft(announcement)
        if draft.refused is not None and draft.refused.reason != "duplicate":
            raise Refusal("refused", draft.refused.detail, 422, draft=draft)

    def found(self, id_: str) -> Entry:
        """Return what became of an announcement, whoever made it.

        Raises:
            Refusal: `unknown-entry`.
        """
        record = self.entries.get(id_)
        if record is not None:
            return record.entry
        said = self.known.world.said.get(id_)
        if said is None:
            raise Refusal("unknown-entry", f"nothing was announced under the id {id_!r}", 404)
        return self._remembered(said)

    # The audit log.

    def _note(
        self, name: str, role: str, action: Action, entry: Entry, detail: dict[str, object] | None = None
    ) -> "asyncio.Future[None]":
        line = self._line(name, role, action, entry.ceremony, entry.id, entry.label)
        if detail is None:
            detail = {"type": entry.type, "data": entry.data, "based_on": entry.based_on}
            detail |= {"undoes": entry.undoes, "weight": entry.weight, "confirmed_by": entry.confirmed_by}
        return self.audit.add(msgspec.structs.replace(line, detail=detail))

    def _line(
        self, name: str, role: str, action: Action, ceremony: str, id_: str | None = None, label: str = ""
    ) -> AuditLine:
        return AuditLine(
            at=self.clocks.now(),
            who=name,
            role=role,
            action=action,
            ceremony=ceremony,
            rehearsal=self.is_rehearsal(ceremony),
            id=id_,
            label=label,
        )


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
