"""What an announcement says, and what a turn says, in words for the desk: labels, headlines, and who it was. Pure."""

from collections.abc import Iterable
from urllib.parse import quote, unquote

import msgspec

from producers.desk.answers import EntryWeight, Headline
from sweepcast.announcements import (
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
    Withdrawal,
)
from sweepcast.board import Milestone, Update
from sweepcast.order_of_telling import loudness
from sweepcast.programme import Nomination, Programme

SOURCE = "sweepcast/producers/desk"
"""The CloudEvents source of all that is entered at the desk; behind a slash, the name of the person."""
NO_AWARD = "no award"
WITHDRAWN_AWARD = "award withdrawn"


class Said(msgspec.Struct, frozen=True):
    """What a turn says of milestones: which became true, and which headlines ended, by a correction or by the night."""

    headlines: tuple[Headline, ...]
    retracted: tuple[str, ...]
    passed: tuple[str, ...]

    @property
    def weight(self) -> EntryWeight:
        """Extraordinary where something became true that interrupts: a record, a clean sweep, a Big Five, a tie."""
        return "extraordinary" if any(each.weight == "major" for each in self.headlines) else "ordinary"


def said_by(updates: Iterable[Update], sequence: int) -> Said:
    """Return what the turn with this sequence number says of milestones; quiet ones are left out."""
    headlines, ended = list[Headline](), dict[str, list[str]](retracted=[], passed=[])
    for update in updates:
        value = update.value
        if isinstance(value, Milestone) and value.since == sequence and value.weight != "quiet":
            headlines.append(Headline(kind=value.kind, text=value.headline, weight=value.weight))
        if update.ended is not None:
            ended[update.ended.how].append(update.ended.headline)
    headlines.sort(key=lambda each: loudness(each.kind, each.weight))
    return Said(tuple(headlines), tuple(ended["retracted"]), tuple(ended["passed"]))


def source_of(name: str) -> str:
    """Return the CloudEvents source, a URI reference, of what a person enters."""
    return f"{SOURCE}/{quote(name, safe='')}"


def who(source: str) -> str:
    """Return the person's name that a source of ours holds; of another producer the source as it is."""
    return unquote(source.removeprefix(f"{SOURCE}/")) if source.startswith(f"{SOURCE}/") else source


def category_in(announcement: Announcement) -> str | None:
    """Return the id of the category that an announcement is about, if it is about one."""
    category = getattr(announcement.data, "category", None)
    return category if isinstance(category, str) else None


def label_of(announcement: Announcement, programme: Programme | None) -> str:
    """Return in a few words what an announcement says, as in "Best Director → Damien Chazelle"."""
    match announcement:
        case ProgrammePublished(data=published):
            return f"Programme: {published.name}"
        case HistorySeeded(data=history):
            return f"History: {len(history.works)} {history.medium} works before edition {history.before_edition}"
        case CeremonyOpened():
            return "The night opens"
        case CeremonyClosed():
            return "The night closes"
        case CategoryUpNext(data=CategoryNamed(category=category)):
            return f"Up next: {category_name(programme, category)}"
        case CategoryPostponed(data=Postponement(category=category)):
            return f"Postponed: {category_name(programme, category)}"
        case NominationWithdrawn(data=Withdrawal(category=category, nomination=nomination)):
            return f"Nominee withdrawn: {category_name(programme, category)}: {_named(programme, category, nomination)}"
        case _:
            return _outcome(programme, announcement.data)


def name_of_type(announcement_type: str) -> str:
    """Return an announcement's name without what all types begin with."""
    return announcement_type.removeprefix(TYPE_PREFIX)


def category_name(programme: Programme | None, category: str) -> str:
    """Return what a category is called; its id where the programme does not know it."""
    known = () if programme is None else programme.categories
    return next((each.name for each in known if each.id == category), category)


def nominee_name(programme: Programme, category_award: str | None, nomination: Nomination) -> str:
    """Return what a nomination is called in a line: its song, else its people in personal awards, else its works."""
    people = [each.name for id_ in nomination.people for each in programme.people if each.id == id_]
    works = [each.title for id_ in nomination.works for each in programme.works if each.id == id_]
    if nomination.song:
        return f"“{nomination.song}”"
    if people and (category_award in _PERSONAL or not works):
        return ", ".join(people)
    return ", ".join(works) or nomination.id


_PERSONAL = frozenset(
    {"director", "lead-actor", "lead-actress", "supporting-actor", "supporting-actress", "lead-performance"}
)
"""Awards that are a person's before they are a film's."""


def _outcome(programme: Programme | None, data: object) -> str:
    if not isinstance(data, Outcome | Correction):
        return str(data)
    winners = [_named(programme, data.category, each) for each in dict.fromkeys(data.nominations)]
    winners += [each.name for each in data.recipients]
    nobody = WITHDRAWN_AWARD if isinstance(data, Correction) else NO_AWARD
    told = f"{category_name(programme, data.category)} → {_listed(winners) or nobody}"
    return f"{told} (corrected)" if isinstance(data, Correction) and winners else told


def _listed(names: list[str]) -> str:
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def _named(programme: Programme | None, category: str, nomination: str) -> str:
    for each in () if programme is None else programme.categories:
        if programme is not None and each.id == category:
            for one in each.nominations:
                if one.id == nomination:
                    return nominee_name(programme, each.award, one)
    return nomination
