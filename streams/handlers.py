"""One handler an announcement: what it changes in a night's state, or why it cannot be folded."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from streams.night import Decision, Night, category_of
from sweepcast.announcements import (
    Announcement,
    CategoryPostponed,
    CategoryUpNext,
    CeremonyClosed,
    CeremonyOpened,
    HistorySeeded,
    NominationWithdrawn,
    ProgrammePublished,
    WinnerAnnounced,
    WinnerCorrected,
)
from sweepcast.board import EarlierOutcome, Ref
from sweepcast.programme import Category, Nomination, Person, Programme, problems
from sweepcast.turns import RejectionReason

_PROBLEMS_TOLD = 5


class Refused(msgspec.Struct, frozen=True):
    """An announcement that changes nothing: a reason from the contract, and what a person can do about it."""

    reason: RejectionReason
    detail: str


class Refusal(Exception):
    """Carries a `Refused` out of a handler; the fold returns it."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        """Make the answer that the fold returns."""
        super().__init__(detail)
        self.refused = Refused(reason, detail)


def handle(night: Night | None, announcement: Announcement) -> Night:
    """Return the night after the announcement, its sequence number counted on.

    Raises:
        Refusal: the announcement cannot be folded.
    """
    if night is None:
        night = _first(announcement)
    elif announcement.id in night.folded:
        turn = night.folded[announcement.id]
        raise Refusal(
            "duplicate",
            f"the announcement {announcement.id!r} was folded before, as turn {turn} of {announcement.subject}: "
            "nothing is to be done; a new announcement needs an id of its own",
        )
    sequence = night.sequence + 1
    night = msgspec.structs.replace(night, sequence=sequence, folded={**night.folded, announcement.id: sequence})
    return _after(night, announcement)


def _first(announcement: Announcement) -> Night:
    if not isinstance(announcement, ProgrammePublished):
        raise Refusal(
            "unknown-ceremony",
            f"no programme of {announcement.subject!r} was published: publish it first, or correct the subject",
        )
    return Night(programme=announcement.data)


def _after(night: Night, announcement: Announcement) -> Night:
    match announcement:
        case ProgrammePublished():
            return _programme_published(night, announcement)
        case CeremonyOpened():
            return _ceremony_opened(night, announcement)
        case CategoryUpNext():
            return _category_up_next(night, announcement)
        case WinnerAnnounced():
            return _winner_announced(night, announcement)
        case WinnerCorrected():
            return _winner_corrected(night, announcement)
        case CategoryPostponed():
            return _category_postponed(night, announcement)
        case NominationWithdrawn():
            return _nomination_withdrawn(night, announcement)
        case CeremonyClosed():
            return _ceremony_closed(night, announcement)
        case HistorySeeded():
            return _history_seeded(night, announcement)


def _programme_published(night: Night, announcement: ProgrammePublished) -> Night:
    programme = announcement.data
    _still_running(night, "its programme is final")
    if programme.ceremony != announcement.subject:
        raise Refusal(
            "bad-programme",
            f"$.data.ceremony is {programme.ceremony!r}, and the subject {announcement.subject!r}: make them the same",
        )
    wrong = [str(problem) for problem in problems(programme)] + list(_gone(night, programme))
    if wrong:
        more = f" (and {len(wrong) - _PROBLEMS_TOLD} more)" if len(wrong) > _PROBLEMS_TOLD else ""
        raise Refusal("bad-programme", "; ".join(wrong[:_PROBLEMS_TOLD]) + more)
    return msgspec.structs.replace(night, programme=programme)


def _gone(night: Night, programme: Programme) -> Iterable[str]:
    """Yield what a revised programme leaves out although something was said of it already."""
    nominations = {category.id: {each.id for each in category.nominations} for category in programme.categories}
    said = {category: set(decision.winners) for category, decision in night.decisions.items()}
    for category in night.postponed:
        said.setdefault(category, set())
    for category, nomination in night.withdrawn:
        said.setdefault(category, set()).add(nomination)
    if night.up_next is not None:
        said.setdefault(night.up_next, set())
    for category, names in said.items():
        if category not in nominations:
            yield f"$.categories: {category!r} is missing, but was announced already: keep it"
        for missing in sorted(names - nominations.get(category, names)):
            yield f"$.categories: {missing!r} is missing in {category!r}, but was announced already: keep it"


def _ceremony_opened(night: Night, announcement: CeremonyOpened) -> Night:
    _still_running(night, "it cannot be opened again")
    return msgspec.structs.replace(night, opened_at=night.opened_at or announcement.time)


def _category_up_next(night: Night, announcement: CategoryUpNext) -> Night:
    _still_running(night, "nothing is up next")
    category = _category(night, announcement.data.category)
    _undecided(night, category)
    return msgspec.structs.replace(night, up_next=category.id)


def _winner_announced(night: Night, announcement: WinnerAnnounced) -> Night:
    _still_running(night, "say what changed as a correction")
    outcome = announcement.data
    category = _category(night, outcome.category)
    _undecided(night, category)
    decision = _decision(night, category, outcome.nominations, outcome.recipients, announcement.time, None)
    return msgspec.structs.replace(
        night,
        opened_at=night.opened_at or announcement.time,
        up_next=None if night.up_next == category.id else night.up_next,
        decisions={**night.decisions, category.id: decision},
        postponed=_without(night.postponed, category.id),
    )


def _winner_corrected(night: Night, announcement: WinnerCorrected) -> Night:
    correction = announcement.data
    category = _category(night, correction.category)
    before = night.decisions.get(category.id)
    if before is None:
        raise Refusal("not-decided", f"{category.id!r} has no outcome to correct: announce its winner first")
    decision = _decision(
        night, category, correction.nominations, correction.recipients, announcement.time, correction.reason
    )
    if (decision.winners, decision.recipients) == (before.winners, before.recipients):
        return night
    said = EarlierOutcome(
        winners=before.winners,
        recipients=tuple(Ref(id=each.id, name=each.name) for each in before.recipients),
        said_at=before.said_at,
        sequence=before.sequence,
        corrected_at=announcement.time,
        reason=correction.reason,
    )
    return msgspec.structs.replace(
        night,
        decisions={**night.decisions, category.id: decision},
        earlier={**night.earlier, category.id: (*night.earlier.get(category.id, ()), said)},
    )


def _category_postponed(night: Night, announcement: CategoryPostponed) -> Night:
    _still_running(night, "nothing can be postponed")
    category = _category(night, announcement.data.category)
    _undecided(night, category)
    return msgspec.structs.replace(
        night,
        up_next=None if night.up_next == category.id else night.up_next,
        postponed={**night.postponed, category.id: announcement.data.reason},
    )


def _nomination_withdrawn(night: Night, announcement: NominationWithdrawn) -> Night:
    _still_running(night, "correct the outcome of the category instead")
    category = _category(night, announcement.data.category)
    _undecided(night, category)
    nomination = _nomination(category, announcement.data.nomination)
    named = (category.id, nomination.id)
    if named in night.withdrawn:
        return night
    return msgspec.structs.replace(night, withdrawn=(*night.withdrawn, named))


def _ceremony_closed(night: Night, announcement: CeremonyClosed) -> Night:
    return msgspec.structs.replace(night, closed_at=night.closed_at or announcement.time, up_next=None)


def _history_seeded(night: Night, announcement: HistorySeeded) -> Night:
    history = announcement.data
    if history.before_edition > night.programme.edition:
        raise Refusal(
            "bad-history",
            f"$.data.before_edition is {history.before_edition}, but {announcement.subject} is edition "
            f"{night.programme.edition}: seed a night with the history before it",
        )
    late = [row.title for row in history.works if row.edition >= history.before_edition]
    if late:
        raise Refusal(
            "bad-history",
            f"$.data.works has rows of edition {history.before_edition} or later ({', '.join(late[:_PROBLEMS_TOLD])}): "
            "leave them out, or raise $.data.before_edition",
        )
    return night


def _still_running(night: Night, so: str) -> None:
    if night.closed_at is not None:
        raise Refusal(
            "ceremony-closed", f"{night.programme.ceremony} was closed at {night.closed_at.isoformat()}: {so}"
        )


def _category(night: Night, named: str) -> Category:
    category = category_of(night, named)
    if category is None:
        known = _known(each.id for each in night.programme.categories)
        raise Refusal("unknown-category", f"{night.programme.ceremony} has no category {named!r}. It has: {known}")
    return category


def _nomination(category: Category, named: str) -> Nomination:
    nomination = next((each for each in category.nominations if each.id == named), None)
    if nomination is None:
        known = _known(each.id for each in category.nominations)
        raise Refusal("unknown-nomination", f"{named!r} is not nominated in {category.id!r}. Nominated: {known}")
    return nomination


def _undecided(night: Night, category: Category) -> None:
    decision = night.decisions.get(category.id)
    if decision is not None:
        said = _known([*decision.winners, *(each.id for each in decision.recipients)])
        raise Refusal(
            "already-decided",
            f"{category.id!r} was decided in turn {decision.sequence} ({said}): send a correction to change that",
        )


def _decision(
    night: Night,
    category: Category,
    nominations: tuple[str, ...],
    recipients: tuple[Person, ...],
    time: datetime,
    reason: str | None,
) -> Decision:
    """Return the outcome as a decision of this turn, its winners in the category's order."""
    for named in nominations:
        nomination = _nomination(category, named)
        if (category.id, nomination.id) in night.withdrawn:
            raise Refusal("bad-outcome", f"{named!r} was withdrawn from {category.id!r}: it cannot win")
    if recipients and category.competitive:
        raise Refusal("bad-outcome", f"{category.id!r} is competitive: name $.data.nominations, not recipients")
    return Decision(
        winners=tuple(each.id for each in category.nominations if each.id in nominations),
        recipients=recipients,
        said_at=time,
        sequence=night.sequence,
        reason=reason,
    )


def _without(postponed: dict[str, str], category: str) -> dict[str, str]:
    return {each: reason for each, reason in postponed.items() if each != category}


def _known(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "none"
