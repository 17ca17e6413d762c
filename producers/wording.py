"""Readable lines for people at a terminal: what is said, and what it caused. Pure text, no terminal codes."""

from collections.abc import Iterable, Iterator

from sweepcast.announcements import (
    TYPE_PREFIX,
    Announcement,
    CategoryNamed,
    CeremonyClosed,
    CeremonyOpened,
    Correction,
    HistorySeeded,
    Outcome,
    Postponement,
    ProgrammePublished,
    Withdrawal,
)
from sweepcast.board import CategoryState, Milestone, NominationState
from sweepcast.cloudevents import type_of
from sweepcast.programme import Nomination, Person, Programme
from sweepcast.turns import Rejection, Turn

NO_AWARD = "no award"

_VERBS = {
    "programme-published": "programme",
    "history-seeded": "history",
    "ceremony-opened": "opened",
    "category-up-next": "up next",
    "winner-announced": "winner",
    "winner-corrected": "corrected",
    "category-postponed": "postponed",
    "nomination-withdrawn": "withdrawn",
    "ceremony-closed": "closed",
}


def said_line(announcement: Announcement, programme: Programme) -> str:
    """Return what is said as one line: the night's own clock, what it is, and of whom, with the programme's names."""
    verb = _VERBS[type_of(announcement).removeprefix(TYPE_PREFIX)]
    return f"{announcement.time:%H:%M:%S}  {verb:<9}  {_told(announcement, programme)}"


def answer_lines(answer: Turn | Rejection) -> list[str]:
    """Return a turn, or why there was none, for reading."""
    if isinstance(answer, Turn):
        return _turn_lines(answer)
    reason = f"rejected ({answer.data.reason}): {answer.data.detail}"
    return [reason, f"  announcement {answer.data.announcement}"] if answer.data.announcement else [reason]


def _told(announcement: Announcement, programme: Programme) -> str:
    match announcement:
        case ProgrammePublished(data=published):
            return f"{published.name}: {_size(published)}"
        case HistorySeeded(data=history):
            return f"{len(history.works)} {history.medium} works before edition {history.before_edition}"
        case CeremonyOpened() | CeremonyClosed():
            return programme.name
        case _:
            return _told_of_category(announcement.data, programme)


def _told_of_category(
    data: CategoryNamed | Outcome | Correction | Postponement | Withdrawal, programme: Programme
) -> str:
    text = next((each.name for each in programme.categories if each.id == data.category), data.category)
    if isinstance(data, Outcome | Correction):
        text += f": {_winners(programme, data.category, data.nominations, data.recipients)}"
    if isinstance(data, Withdrawal):
        text += f": {_winners(programme, data.category, (data.nomination,), ())}"
    if isinstance(data, Correction | Postponement | Withdrawal):
        text += f" ({data.reason})"
    return text


def _size(programme: Programme) -> str:
    nominations = sum(len(each.nominations) for each in programme.categories)
    return f"{len(programme.categories)} categories, {nominations} nominations"


def _winners(programme: Programme, category: str, nominations: Iterable[str], recipients: Iterable[Person]) -> str:
    listed = {n.id: n for each in programme.categories if each.id == category for n in each.nominations}
    names = [_nomination(programme, listed[each]) if each in listed else each for each in nominations]
    return " and ".join([*names, *(each.name for each in recipients)]) or NO_AWARD


def _nomination(programme: Programme, nomination: Nomination) -> str:
    titles = {each.id: each.title for each in programme.works}
    names = {each.id: each.name for each in programme.people}
    return _entry(
        nomination.song,
        [names[each] for each in nomination.people],
        [titles[each] for each in nomination.works],
        nomination.id,
    )


def _entry(song: str | None, people: list[str], works: list[str], otherwise: str) -> str:
    """Return a nomination as it would be read out: song, people, works, whatever there is of them."""
    parts = [f'"{song}"' if song else "", ", ".join(people), ", ".join(works)]
    return " - ".join(each for each in parts if each) or otherwise


def _turn_lines(turn: Turn) -> list[str]:
    what = turn.data.cause.type.removeprefix(TYPE_PREFIX)
    lines = [f"turn {turn.data.sequence} of {turn.data.ceremony}: {_VERBS.get(what, what)}"]
    lines += [f"  {each}" for each in _changes(turn)]
    return lines if turn.data.updates else [*lines, "  nothing changed"]


def _changes(turn: Turn) -> Iterator[str]:
    values = [each.value for each in turn.data.updates]
    for category in (each for each in values if isinstance(each, CategoryState)):
        yield f"{category.name}: {_category_outcome(category)}"
    for milestone in (each for each in values if isinstance(each, Milestone)):
        if milestone.since == turn.data.sequence and milestone.weight != "quiet":
            yield f"{milestone.kind}: {milestone.headline}"
    for update in turn.data.updates:
        if update.ended is not None and update.ended.how == "retracted":
            yield f"retracted: {update.ended.headline}"


def _category_outcome(category: CategoryState) -> str:
    if category.status != "decided":
        return f"{category.status} ({category.reason})" if category.reason else category.status
    winners = [_state(each) for each in category.nominations if each.id in category.winners]
    said = " and ".join([*winners, *(each.name for each in category.recipients)]) or NO_AWARD
    return f"{said} (corrected: {category.reason})" if category.earlier and category.reason else said


def _state(nomination: NominationState) -> str:
    people, works = [each.name for each in nomination.people], [each.title for each in nomination.works]
    return _entry(nomination.song, people, works, nomination.id)
