"""A ceremony's file told as announcements: the same file always gives the same announcements, with the same ids."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

from msgspec import structs

from sweepcast.announcements import (
    ANNOUNCEMENTS,
    TYPE_PREFIX,
    Announcement,
    CategoryNamed,
    CategoryPostponed,
    CategoryUpNext,
    CeremonyClosed,
    CeremonyOpened,
    Correction,
    HistorySeeded,
    NominationWithdrawn,
    Outcome,
    Postponement,
    ProgrammePublished,
    WinnerAnnounced,
    WinnerCorrected,
    Withdrawal,
)
from sweepcast.ceremony_file import AnyEntry, CeremonyFile, Corrected, NightAsItWent, NoAward, Postponed, Winner
from sweepcast.cloudevents import type_of
from sweepcast.programme import Person

UP_NEXT_AFTER = timedelta(minutes=1)
"""How long after the former announcement the next category is called up; half-way where less is left."""

_UNNAMED = "-"
"""Stands for an announcement's id until its content is known."""


def in_order(ceremonies: Iterable[CeremonyFile]) -> list[CeremonyFile]:
    """Return the ceremonies as they were held: body by body in the order given, each body's by edition.

    Of two files of one ceremony the later one counts.
    """
    by_id = {each.programme.ceremony: each for each in ceremonies}
    bodies = list(dict.fromkeys(each.programme.award_body for each in by_id.values()))
    return sorted(
        by_id.values(),
        key=lambda each: (bodies.index(each.programme.award_body), each.programme.edition, each.programme.date),
    )


def retold(ceremony: CeremonyFile, source: str) -> tuple[Announcement, ...]:
    """Return what producers would have said of the ceremony, in order, with the night's own times.

    Programme, history, opening; then each category called up and decided, with corrections where they were made;
    closing. A ceremony without a night gives its programme and its history, at the beginning of its day in UTC.
    `source` is the CloudEvents source. Ids are made of the content, so that a ceremony told twice is no second night,
    and whatever is changed in the file is said anew.
    """
    night = ceremony.night
    first = datetime.combine(ceremony.programme.date, time_of_day(), UTC) if night is None else night.opened.time
    said = [*published(ceremony, first, source)]
    if night is not None:
        said += _of_night(night, ceremony, source)
    return tuple(said)


def published(ceremony: CeremonyFile, time: datetime, source: str) -> tuple[Announcement, ...]:
    """Return the announcements of the ceremony's programme and of each table of its history, said at `time`."""
    subject = ceremony.programme.ceremony
    programme = ProgrammePublished(id=_UNNAMED, source=source, subject=subject, time=time, data=ceremony.programme)
    history = [
        HistorySeeded(id=_UNNAMED, source=source, subject=subject, time=time, data=each) for each in ceremony.history
    ]
    return (_named(programme), *(_named(each) for each in history))


def _of_night(night: NightAsItWent, ceremony: CeremonyFile, source: str) -> Iterator[Announcement]:
    subject = ceremony.programme.ceremony
    people = {each.id: each for each in ceremony.programme.people}
    before = [each for each in night.announcements if each.time < night.opened.time]
    behind = [each for each in night.announcements if each.time > night.closed.time]
    during = night.announcements[len(before) : len(night.announcements) - len(behind)]

    yield from (_announcement(each, subject, source, people) for each in before)
    yield _named(CeremonyOpened(id=_UNNAMED, source=source, subject=subject, time=night.opened.time))
    former = night.opened.time
    for entry in during:
        if isinstance(entry, Winner | NoAward):
            time = min(former + UP_NEXT_AFTER, former + (entry.time - former) / 2)
            data = CategoryNamed(category=entry.category)
            yield _named(CategoryUpNext(id=_UNNAMED, source=source, subject=subject, time=time, data=data))
        yield _announcement(entry, subject, source, people)
        former = entry.time
    yield _named(CeremonyClosed(id=_UNNAMED, source=source, subject=subject, time=night.closed.time))
    yield from (_announcement(each, subject, source, people) for each in behind)


def _announcement(entry: AnyEntry, subject: str, source: str, people: dict[str, Person]) -> Announcement:
    category, time = entry.category, entry.time
    said: Announcement
    if isinstance(entry, Winner | NoAward):
        won = (entry.nominations, entry.recipients) if isinstance(entry, Winner) else ((), ())
        outcome = Outcome(category=category, nominations=won[0], recipients=tuple(people[each] for each in won[1]))
        said = WinnerAnnounced(id=_UNNAMED, source=source, subject=subject, time=time, data=outcome)
    elif isinstance(entry, Corrected):
        recipients = tuple(people[each] for each in entry.recipients)
        correction = Correction(
            category=category, nominations=entry.nominations, recipients=recipients, reason=entry.reason
        )
        said = WinnerCorrected(id=_UNNAMED, source=source, subject=subject, time=time, data=correction)
    elif isinstance(entry, Postponed):
        postponement = Postponement(category=category, reason=entry.reason)
        said = CategoryPostponed(id=_UNNAMED, source=source, subject=subject, time=time, data=postponement)
    else:
        withdrawal = Withdrawal(category=category, nomination=entry.nomination, reason=entry.reason)
        said = NominationWithdrawn(id=_UNNAMED, source=source, subject=subject, time=time, data=withdrawal)
    return _named(said)


def _named(announcement: Announcement) -> Announcement:
    """Return the announcement with the id that its content gives it, whoever says it."""
    content = ANNOUNCEMENTS.encode(structs.replace(announcement, source=_UNNAMED))
    digest = hashlib.sha256(content).hexdigest()[:16]
    name = type_of(announcement).removeprefix(TYPE_PREFIX)
    return structs.replace(announcement, id=f"{announcement.subject}.{name}.{digest}")
