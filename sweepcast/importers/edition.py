"""Builds one ceremony from its rows: the programme, and a night with each category's outcome at assumed times."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

import msgspec

from sweepcast.ceremony_file import AnyEntry, CeremonyFile, Moment, NightAsItWent, NoAward, Winner
from sweepcast.importers.ids import slug, untaken
from sweepcast.programme import Category, Medium, Nomination, Person, Programme, Work

ORDER_AND_TIMES = "The night's times are assumed; categories are told in the order of the imported file."
_OPENING = time(20)
_BETWEEN_CATEGORIES = timedelta(minutes=2)
_PERSONAL = ("director", "lead-actor", "lead-actress", "supporting-actor", "supporting-actress")
"""Awards whose nominations are best told apart by person."""


class Named(msgspec.Struct, frozen=True):
    """A work or a person: id, and title or name."""

    id: str
    name: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One nomination; `won` is none where that is still to come."""

    works: tuple[Named, ...]
    people: tuple[Named, ...]
    song: str | None
    won: bool | None


class CategoryOfEntries(msgspec.Struct, frozen=True, kw_only=True):
    """One category with its nominations, in the order of the file."""

    id: str
    name: str
    competitive: bool
    medium: Medium | None
    award: str | None
    entries: tuple[Entry, ...]


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One ceremony as imported; `media` tells the works that are not films by id."""

    ceremony: str
    award_body: str
    award_body_name: str
    number: int
    ceremony_year: int
    film_year: int
    date: date
    time_zone: str
    categories: tuple[CategoryOfEntries, ...]
    media: dict[str, Medium] = {}
    notes: tuple[str, ...] = ()


def ceremony_of(edition: Edition, zone: tzinfo) -> CeremonyFile:
    """Return the ceremony with a night from 20:00 in `zone`; without a night where no outcome is known.

    A category in which nobody won had no award. People who are honoured without a work are recipients.
    """
    categories = [(each, _nominations(each)) for each in edition.categories]
    entries = [entry for each in edition.categories for entry in each.entries]
    programme = Programme(
        ceremony=edition.ceremony,
        award_body=edition.award_body,
        award_body_name=edition.award_body_name,
        name=f"{ordinal(edition.number)} {edition.award_body_name}",
        edition=edition.number,
        ceremony_year=edition.ceremony_year,
        film_year=edition.film_year,
        date=edition.date,
        time_zone=edition.time_zone,
        categories=tuple(
            Category(
                id=each.id,
                name=each.name,
                competitive=each.competitive,
                medium=each.medium,
                award=each.award,
                nominations=tuple(nomination for _, nomination in nominations),
            )
            for each, nominations in categories
        ),
        works=tuple(
            Work(id=id_, title=title, medium=edition.media.get(id_, "film"))
            for id_, title in _first_names(work for entry in entries for work in entry.works)
        ),
        people=tuple(
            Person(id=id_, name=name)
            for id_, name in _first_names(person for entry in entries for person in entry.people)
        ),
    )
    told = any(entry.won is not None for entry in entries)
    return CeremonyFile(
        programme=programme, night=_night(edition, categories, zone) if told else None, notes=edition.notes
    )


def ordinal(number: int) -> str:
    """Return 1 as `1st`, 12 as `12th`, 42 as `42nd`."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def ceremony_ids(award_body: str, years: Sequence[int]) -> list[str]:
    """Return a body's ceremony ids for the years of its ceremonies, in order: a second one that year gets `-2`."""
    seen: Counter[int] = Counter()
    ids = []
    for year in years:
        seen[year] += 1
        ids.append(f"{award_body}-{year}" if seen[year] == 1 else f"{award_body}-{year}-{seen[year]}")
    return ids


def _first_names(named: Iterable[Named]) -> Iterator[tuple[str, str]]:
    """Yield each id once, with the first name that it bears."""
    names: dict[str, str] = {}
    for each in named:
        names.setdefault(each.id, each.name)
    return iter(names.items())


def _nominations(category: CategoryOfEntries) -> list[tuple[Entry, Nomination]]:
    entries = [entry for entry in category.entries if not _is_recipient(category, entry)]
    return [
        (
            entry,
            Nomination(
                id=name,
                works=tuple(dict.fromkeys(each.id for each in entry.works)),
                people=tuple(dict.fromkeys(each.id for each in entry.people)),
                song=entry.song,
            ),
        )
        for entry, name in zip(entries, _names(entries, personal=category.award in _PERSONAL), strict=True)
    ]


def _is_recipient(category: CategoryOfEntries, entry: Entry) -> bool:
    """Return whether somebody is honoured rather than nominated."""
    return bool(not category.competitive and entry.won and entry.people and not entry.works)


def _names(entries: Sequence[Entry], *, personal: bool) -> list[str]:
    """Return an id for each entry, unique among them: its song, people or works; both where one is not enough."""
    short = [_name(entry, personal=personal) for entry in entries]
    repeated = {name for name, times in Counter(short).items() if times > 1}
    names: list[str] = []
    for entry, name in zip(entries, short, strict=True):
        more = _other_name(entry, name) if name in repeated else ""
        names.append(untaken(f"{name}-{more}" if more else name, {*names, *(short if more else ())}))
    return names


def _name(entry: Entry, *, personal: bool) -> str:
    works, people = _work_name(entry), _people_name(entry)
    return slug(entry.song or "") or (personal and people) or works or people or "nomination"


def _other_name(entry: Entry, name: str) -> str:
    return next((each for each in (_work_name(entry), _people_name(entry)) if each and each != name), "")[:60]


def _work_name(entry: Entry) -> str:
    return slug(entry.works[0].name) if entry.works else ""


def _people_name(entry: Entry) -> str:
    names = [each.name for each in entry.people]
    return slug(" and ".join(names) if len(names) < 3 else f"{names[0]} and others") if names else ""


def _night(
    edition: Edition, categories: Iterable[tuple[CategoryOfEntries, list[tuple[Entry, Nomination]]]], zone: tzinfo
) -> NightAsItWent:
    opened = datetime.combine(edition.date, _OPENING, zone)
    now, announcements = opened, list[AnyEntry]()
    for category, nominations in categories:
        now += _BETWEEN_CATEGORIES
        won = tuple(nomination.id for entry, nomination in nominations if entry.won)
        honoured = (each for entry in category.entries if _is_recipient(category, entry) for each in entry.people)
        recipients = tuple(dict.fromkeys(each.id for each in honoured))
        if won or recipients:
            announcements.append(
                Winner(category=category.id, time=now, order_source="recalled", nominations=won, recipients=recipients)
            )
        else:
            announcements.append(NoAward(category=category.id, time=now, order_source="recalled"))
    return NightAsItWent(
        opened=Moment(time=opened),
        announcements=tuple(announcements),
        closed=Moment(time=now + _BETWEEN_CATEGORIES),
    )
