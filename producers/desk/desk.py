"""The desk, put together: what it knows and shows, entries, who holds a night, and rehearsals."""

from collections.abc import Callable

import msgspec

from producers.desk.answers import Confirm, HolderEvent, NightsEvent, NightSummary
from producers.desk.audit import Action, Audit
from producers.desk.dry_fold import Home
from producers.desk.entries.entering import Entering
from producers.desk.entries.remembering import Remembering
from producers.desk.entries.second_person import SecondPerson
from producers.desk.entries.sending import Sending
from producers.desk.events import EventLog
from producers.desk.known import World
from producers.desk.listening import Listening
from producers.desk.people import Person, need
from producers.desk.refusal import Refusal
from producers.desk.rehearsals import copy_of
from producers.desk.room import Clocks, Room
from producers.desk.telling import source_of
from sweepcast.announcements import ProgrammePublished
from sweepcast.turns import Position


class Desk(Room):
    """All that the desk does, by whatever it is asked."""

    def __init__(
        self, *, confirm: Confirm, clocks: Clocks, home_of: Callable[[int], Home], events: EventLog, audit: Audit
    ) -> None:
        """Begin without an edge: until `edge` is set, nothing real can be sent."""
        super().__init__(confirm=confirm, clocks=clocks, home_of=home_of, events=events, audit=audit)
        sending = Sending(self)
        self.remembering = Remembering(self)
        self.second_person = SecondPerson(self, sending)
        self.entering = Entering(self, self.remembering, sending, self.second_person)
        self.known.listener = Listening(self, sending)

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
            line = self.line(person.name, person.role, actions.get(event.why, "held"), event.ceremony)
            to = None if event.holder is None else event.holder.name
            self.audit.add(msgspec.structs.replace(line, detail={"why": event.why, "holder": to}))
        return event

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
        published = ProgrammePublished(
            id=f"{id_}.programme",
            source=source_of(person.name),
            subject=id_,
            time=now,
            data=copy_of(night.programme, id_),
        )
        world.hear(published, Position(partition=0, offset=0))
        self.events.publish("nights", NightsEvent(ceremony=id_, there=True))
        self.audit.add(self.line(person.name, person.role, "rehearsal-begun", id_))
        return self.summary(id_)

    def end_rehearsal(self, person: Person, ceremony: str) -> None:
        """Throw a rehearsal away.

        Raises:
            Refusal: `role` or `unknown-ceremony`.
        """
        need(person, "enter")
        if not self.is_rehearsal(ceremony):
            raise Refusal("unknown-ceremony", f"no rehearsal {ceremony!r} is going on", 404)
        line = self.line(person.name, person.role, "rehearsal-ended", ceremony)
        self.rehearsals.forget(ceremony)
        self.entries.forget(ceremony)
        self.events.publish("nights", NightsEvent(ceremony=ceremony, there=False))
        self.audit.add(line)
