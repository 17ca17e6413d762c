"""What all of the desk stands on: the nights that it knows, who holds them, the entries, and what it tells of them.

Everything from outside comes in: the line to Kafka, the clocks, the log of events, the audit log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from producers.desk.answers import Confirm, DeskAnswer, Draft, Entry, KafkaState, NightAnswer, NightSummary, Turns
from producers.desk.audit import Action, Audit, AuditLine
from producers.desk.drafting import Wanted, announcement_of, draft_of
from producers.desk.dry_fold import Home, KnownNight
from producers.desk.entries.book import EntryBook
from producers.desk.events import EventLog
from producers.desk.holders import Holders
from producers.desk.known import Known, World
from producers.desk.people import Person
from producers.desk.refusal import Refusal
from producers.desk.rehearsals import Rehearsals, is_rehearsal
from producers.desk.telling import source_of
from producers.desk.undoing import undo
from producers.desk.views import in_order, newest_turns, summary, turns_after
from sweepcast.announcements import Announcement

if TYPE_CHECKING:
    from producers.desk.edge import Edge

AGAIN = "send it again with the same id, which never doubles it"
_CODES: dict[KafkaState, str] = {"catching-up": "catching-up", "away": "kafka-away", "connected": "kafka-away"}
"""How a refusal is called that Kafka's state is the reason of; connected, the desk has no line of its own yet."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time of day, and a clock in seconds that only goes on."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]


class Room:
    """The desk's state, and what is shown of it; what changes it, others do."""

    def __init__(
        self, *, confirm: Confirm, clocks: Clocks, home_of: Callable[[int], Home], events: EventLog, audit: Audit
    ) -> None:
        """Begin without an edge: until `edge` is set, nothing real can be sent."""
        self.confirm = confirm
        self.clocks = clocks
        self.events = events
        self.audit = audit
        self.holders = Holders()
        self.entries = EntryBook()
        self.rehearsals = Rehearsals()
        self.known = Known(home_of)
        self.edge: Edge | None = None

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
            Refusal: `unknown-ceremony`; `catching-up` or `kafka-away` where Kafka may still tell of it.
        """
        kafka = self.known.kafka
        known = self.world(ceremony).nights.get(ceremony) is not None
        if not known and kafka.state != "connected" and not is_rehearsal(ceremony):
            detail = f"nothing is known of {ceremony!r} yet: {kafka.detail}; {AGAIN}"
            raise Refusal(_CODES[kafka.state], detail, 503)
        return self.world(ceremony).night(ceremony)

    def world(self, ceremony: str) -> World:
        """Return where a night is folded: a rehearsal's own world, or the real one."""
        return self.rehearsals.get(ceremony) or self.known.world

    def is_rehearsal(self, ceremony: str) -> bool:
        """Return whether a night is a rehearsal that is going on."""
        return self.rehearsals.get(ceremony) is not None

    def drafted(self, person: Person, ceremony: str, type_: str, data: object) -> Draft:
        """Return what an announcement would make of a night.

        Raises:
            Refusal: `unknown-ceremony` or `bad-entry`.
        """
        self.night(ceremony)
        return self.draft(announcement_of(self.wanted(person, ceremony, type_, data)))

    def undo_drafted(self, person: Person, ceremony: str, sequence: int) -> Draft:
        """Return what would take a turn back, tried.

        Raises:
            Refusal: `unknown-ceremony`, `unknown-turn`, `superseded` or `not-undoable`.
        """
        back = undo(self.night(ceremony), sequence)
        announcement = announcement_of(self.wanted(person, ceremony, back.type, back.data))
        return self.draft(announcement, (sequence, back.label))

    def draft(self, announcement: Announcement, undoes: tuple[int, str] | None = None) -> Draft:
        """Return what an announcement would make of its night; `undoes` is the turn it takes back, and its label."""
        return draft_of(
            self.world(announcement.subject),
            announcement,
            rehearsal=self.is_rehearsal(announcement.subject),
            confirm=self.confirm,
            undoes=undoes,
        )

    def wanted(self, person: Person, ceremony: str, type_: str, data: object, id_: str = "draft") -> Wanted:
        """Return what a person wants to announce, now."""
        return Wanted(
            ceremony=ceremony, type=type_, data=data, source=source_of(person.name), time=self.clocks.now(), id=id_
        )

    def check_connected(self) -> None:
        """Let pass what needs Kafka.

        Raises:
            Refusal: `kafka-away` or `catching-up`.
        """
        kafka = self.known.kafka
        if kafka.state != "connected" or self.edge is None:
            raise Refusal(_CODES[kafka.state], f"nothing was entered: {kafka.detail}; {AGAIN}", 503)

    def line(
        self, name: str, role: str, action: Action, ceremony: str, id_: str | None = None, label: str = ""
    ) -> AuditLine:
        """Return a line of the audit log, of now."""
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

    def publish(self, entry: Entry) -> None:
        """Tell everybody how far an entry is."""
        self.events.publish("entry", entry)
