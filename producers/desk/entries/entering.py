"""Takes what people and programs enter: lets it pass or refuses it, and hands it on to be sent or to wait.

Between two `await`s nothing else happens, and whatever is checked before a sending is checked without one.
"""

import msgspec

from producers.desk.answers import Draft
from producers.desk.entries.asking import (
    EntryRequest,
    asked,
    check_fresh,
    check_person,
    check_same,
    id_taken,
    second_press,
)
from producers.desk.entries.book import Record, new_record
from producers.desk.entries.remembering import Remembering
from producers.desk.entries.second_person import SecondPerson
from producers.desk.entries.sending import Sending
from producers.desk.known import unknown
from producers.desk.people import Person, need
from producers.desk.refusal import Refusal
from producers.desk.rehearsals import is_rehearsal
from producers.desk.room import Room
from sweepcast.announcements import Announcement, HistorySeeded, ProgrammePublished

_HEAVY = (ProgrammePublished, HistorySeeded)
"""Announcements that change a whole night, or the record book: they take the role confirm."""


class Entering:
    """The one way in, for people and for programs."""

    def __init__(self, room: Room, remembering: Remembering, sending: Sending, second_person: SecondPerson) -> None:
        """Enter into the nights of this room."""
        self._room = room
        self._remembering = remembering
        self._sending = sending
        self._second_person = second_person

    async def enter(self, person: Person, ceremony: str, request: EntryRequest) -> Record:
        """Take an entry; return its record, on its way or as it stands from an earlier sending.

        Raises:
            Refusal: with every code that docs/desk-openapi.yaml has for it.
        """
        check_person(person, request.by)
        need(person, "enter")
        night = self._room.night(ceremony)
        before = self._remembering.record(ceremony, request.id)
        if before is not None:
            check_same(before, ceremony, request)
            if before.entry.status != "failed":
                return before
        self._sending.check_open(ceremony)
        announcement, undoes = asked(self._room, person, night, request)
        if isinstance(announcement, _HEAVY):
            need(person, "confirm")
        self._check_holder(person, ceremony, request.browser)
        self._room.entries.check_free(ceremony, request.id)
        check_fresh(night, request.based_on)
        draft = self._room.draft(announcement, undoes)
        self._check_rules(person, announcement, draft)
        if draft.needs == "second-press" and not request.confirmed:
            raise second_press(draft)
        record = new_record(announcement, draft, person, request.based_on)
        if draft.needs == "second-person":
            return await self._second_person.wait_for(record)
        return await self._sending.send_alone(record)

    async def announce(self, person: Person, announcement: Announcement) -> Record:
        """Send an announcement as it came in; the same id again is not sent again.

        Raises:
            Refusal: `id-taken`, or that Kafka is away.
        """
        need(person, "confirm" if isinstance(announcement, _HEAVY) else "enter")
        ceremony = announcement.subject
        if is_rehearsal(ceremony) and not self._room.is_rehearsal(ceremony):
            raise unknown(ceremony)
        before = self._remembering.record(ceremony, announcement.id)
        if before is not None:
            said = before.announcement
            if (type(said), said.subject, said.data) != (type(announcement), ceremony, announcement.data):
                raise id_taken(announcement.id)
            if before.entry.status != "failed":
                return before
        self._sending.check_open(ceremony)
        draft = self._room.draft(announcement)
        record = new_record(announcement, draft, person, None)
        if draft.needs == "second-person" and not isinstance(announcement, _HEAVY):
            return await self._second_person.wait_for(record)
        return await self._sending.send(record)

    def check_programme(self, announcement: Announcement) -> None:
        """Let a programme pass that the worker would take, or has taken.

        Raises:
            Refusal: `refused`.
        """
        draft = self._room.draft(announcement)
        if draft.refused is not None and draft.refused.reason != "duplicate":
            raise Refusal("refused", draft.refused.detail, 422, draft=draft)

    def _check_holder(self, person: Person, ceremony: str, browser: str | None) -> None:
        """Let an entry pass that nobody else holds the desk against."""
        holders = self._room.holders
        holder = holders.of(ceremony)
        if holder is not None and holder.name != person.name:
            raise holders.refusal(ceremony, holder)
        if browser is not None:
            holders.heard(person.name, browser, self._room.clocks.monotonic())

    def _check_rules(self, person: Person, announcement: Announcement, draft: Draft) -> None:
        """Let an entry pass that the worker would fold; what is refused is written down."""
        refused = draft.refused
        if refused is not None:
            line = self._room.line(person.name, person.role, "refused", draft.ceremony, announcement.id, draft.label)
            self._room.audit.add(msgspec.structs.replace(line, detail=msgspec.to_builtins(refused)))
            raise Refusal("refused", refused.detail, 422, draft=draft)
