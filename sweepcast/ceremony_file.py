"""A ceremony as a JSON file: its programme, the history before it, and its night as it went. Reads and checks it.

The format is described in docs/ceremonies.md. Nothing here touches the disk: bytes in, a checked ceremony out.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, get_args

import msgspec

from sweepcast.announcements import History
from sweepcast.cloudevents import Id, Text, Time, explain
from sweepcast.programme import Category, Problem, Programme, problems
from sweepcast.topics import ENVELOPE_BYTES, LARGEST_ANNOUNCEMENT
from sweepcast.unknown_fields import unknown_fields

TimeSource = Literal["reported", "interpolated", "assumed"]
"""Whether a source gave the time, or it was spread evenly between two reported ones, or is a plain assumption."""


_LINE_END = b"\n"


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """When the night opened or closed."""

    time: Time
    time_source: TimeSource = "assumed"


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="announce"):
    """What every announcement of a night says; `announce` tells which one it is."""

    category: Id
    time: Time
    time_source: TimeSource = "assumed"
    order_source: Literal["seen", "recalled"] = "seen"
    """Whether its place in the running order was read in a source, or recalled."""


class Winner(Entry, frozen=True, kw_only=True, tag="winner"):
    """A category is decided: winning nominations (several in a tie), or the people of an honorary award, by id."""

    nominations: tuple[Id, ...] = ()
    recipients: tuple[Id, ...] = ()


class NoAward(Entry, frozen=True, kw_only=True, tag="no-award"):
    """A category is decided: nobody wins it."""


class Corrected(Entry, frozen=True, kw_only=True, tag="correction"):
    """What was announced was wrong; this is the full new outcome. An empty one withdraws the award."""

    nominations: tuple[Id, ...] = ()
    recipients: tuple[Id, ...] = ()
    reason: Text


class Postponed(Entry, frozen=True, kw_only=True, tag="postponement"):
    """A category is put off."""

    reason: Text


class Withdrawn(Entry, frozen=True, kw_only=True, tag="withdrawal"):
    """A nomination no longer stands."""

    nomination: Id
    reason: Text


AnyEntry = Winner | NoAward | Corrected | Postponed | Withdrawn


class NightAsItWent(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a ceremony, in order. What stands before the opening or behind the closing was said then."""

    opened: Moment
    announcements: tuple[AnyEntry, ...]
    closed: Moment


class CeremonyFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that a ceremony's file holds; without `night` it is a programme for a night to come."""

    programme: Programme
    history: tuple[History, ...] = ()
    night: NightAsItWent | None = None
    notes: tuple[str, ...] = ()
    """Where the facts come from, for whoever reads the file."""


class CeremonyFileError(ValueError):
    """A file that is no sound ceremony. `problems` says where and what to do, one line each."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        """Name the file and all that was found wrong in it."""
        self.name = name
        self.problems = tuple(problems)
        super().__init__(name, self.problems)

    def __str__(self) -> str:
        """Return one line a problem, each with the file's name and the path in the document."""
        return "\n".join(f"{self.name}: {each}" for each in self.problems)


def decode_ceremony(content: bytes, name: str) -> CeremonyFile:
    """Return the ceremony in `content`; `name` is what errors call the file.

    Raises:
        CeremonyFileError: not JSON, a value that does not fit (the first one), or, all together, fields that nothing
            reads, an unsound programme or history, and a night that does not fit its programme.
    """
    document = _parsed(content.removeprefix(codecs.BOM_UTF8), name)
    try:
        ceremony = msgspec.convert(document, CeremonyFile)
    except msgspec.ValidationError as error:
        raise CeremonyFileError(name, [_misfit(str(error))]) from None
    found = [*unknown_fields(document, CeremonyFile), *ceremony_problems(ceremony)]
    if found:
        raise CeremonyFileError(name, found)
    return ceremony


def ceremony_problems(ceremony: CeremonyFile) -> list[Problem]:
    """Return what is wrong with a ceremony beyond its types: programme, history, and a night that does not fit them."""
    programme = (
        Problem(each.path.replace("$", "$.programme", 1), each.message) for each in problems(ceremony.programme)
    )
    return [*programme, *_size_problems(ceremony), *_history_problems(ceremony), *_night_problems(ceremony)]


def notices(ceremony: CeremonyFile) -> list[Problem]:
    """Return what is allowed but worth a look: categories without an outcome, an opening on another day."""
    night = ceremony.night
    if night is None:
        return []
    decided = {each.category for each in night.announcements if isinstance(each, Winner | NoAward)}
    found = [
        Problem(f"$.programme.categories[{place}]", f"{category.id!r} gets no outcome in this night")
        for place, category in enumerate(ceremony.programme.categories)
        if category.id not in decided
    ]
    if night.opened.time.date() != ceremony.programme.date:
        found.append(Problem("$.night.opened.time", f"is not on the programme's date, {ceremony.programme.date}"))
    return found


def _parsed(content: bytes, name: str) -> object:
    try:
        content.decode()
        return msgspec.json.decode(content)
    except UnicodeDecodeError as error:
        problem = Problem(_line(content, error.start), f"not UTF-8: {error}; save the file in this encoding")
    except (msgspec.DecodeError, RecursionError) as error:
        place = re.search(r"byte (\d+)", str(error))
        problem = Problem(_line(content, int(place[1]) if place else len(content)), f"not JSON: {error}")
    raise CeremonyFileError(name, [problem])


def _line(content: bytes, end: int) -> str:
    return f"line {1 + content.count(_LINE_END, 0, end)}"


def _misfit(problem: str) -> Problem:
    """Return msgspec's sentence as a problem with its path, and with what to do."""
    message, _, path = explain(problem).partition(" - at ")
    path, _, advice = path.partition(": ")
    path = path.strip("`") or "$"
    if path.endswith(".announce"):
        kinds = ", ".join(str(each.__struct_config__.tag) for each in get_args(AnyEntry))
        advice = f"write one of {kinds}"
    return Problem(path, ": ".join(each for each in (message, advice) if each))


def _size_problems(ceremony: CeremonyFile) -> Iterator[Problem]:
    """Yield what would be too large for Kafka, and so could never be announced."""
    announced: list[tuple[str, str, Programme | History]] = [
        ("$.programme", "leave out film cards, or what is not of this night", ceremony.programme),
        *((f"$.history[{h}]", "leave out works far from any record", each) for h, each in enumerate(ceremony.history)),
    ]
    for path, advice, data in announced:
        size = len(msgspec.json.encode(data)) + ENVELOPE_BYTES
        if size > LARGEST_ANNOUNCEMENT:
            yield Problem(path, f"takes {size} bytes as an announcement, and Kafka {LARGEST_ANNOUNCEMENT}: {advice}")


def _history_problems(ceremony: CeremonyFile) -> Iterator[Problem]:
    for h, history in enumerate(ceremony.history):
        path = f"$.history[{h}]"
        if history.before_edition > ceremony.programme.edition:
            yield Problem(
                f"{path}.before_edition", f"is behind the ceremony's own edition, {ceremony.programme.edition}"
            )
        for w, work in enumerate(history.works):
            if work.edition >= history.before_edition:
                yield Problem(f"{path}.works[{w}].edition", f"is not before edition {history.before_edition}")
            if work.wins > work.nominations:
                yield Problem(f"{path}.works[{w}].wins", f"is more than its nominations, {work.nominations}")


def _night_problems(ceremony: CeremonyFile) -> Iterator[Problem]:
    night = ceremony.night
    if night is None:
        return
    yield from _time_problems(night)
    categories = {each.id: each for each in ceremony.programme.categories}
    people = {each.id for each in ceremony.programme.people}
    decided: set[str] = set()
    withdrawn: set[tuple[str, str]] = set()
    for place, entry in enumerate(night.announcements):
        path = f"$.night.announcements[{place}]"
        category = categories.get(entry.category)
        if category is None:
            known = ", ".join(categories)
            yield Problem(
                f"{path}.category", f"names {entry.category!r}, which the programme does not have; it has {known}"
            )
            continue
        yield from _order_problems(entry, path, decided=entry.category in decided)
        if entry.time > night.closed.time and not isinstance(entry, Corrected):
            yield Problem(
                f"{path}.time", "is behind the closing, when only corrections are heard: close the night later"
            )
        if isinstance(entry, Withdrawn):
            yield from _nomination_problems(f"{path}.nomination", (entry.nomination,), category, set())
        if isinstance(entry, Winner | Corrected):
            yield from _outcome_problems(entry, path, category, people, withdrawn)
        if isinstance(entry, Winner | NoAward):
            decided.add(entry.category)
        if isinstance(entry, Withdrawn):
            withdrawn.add((entry.category, entry.nomination))


def _time_problems(night: NightAsItWent) -> Iterator[Problem]:
    if night.closed.time < night.opened.time:
        yield Problem("$.night.closed.time", "is before the opening")
    times = [each.time for each in night.announcements]
    for place, (former, time) in enumerate(pairwise(times), start=1):
        if time < former:
            yield Problem(
                f"$.night.announcements[{place}].time", "is before the announcement above it: put them in order"
            )


def _order_problems(entry: AnyEntry, path: str, *, decided: bool) -> Iterator[Problem]:
    """Yield what is wrong with when an entry comes, given whether its category has an outcome by then."""
    if isinstance(entry, Corrected) and not decided:
        yield Problem(
            f"{path}.announce", f"corrects {entry.category!r}, which has no outcome yet: announce a winner first"
        )
    if isinstance(entry, Winner | NoAward) and decided:
        yield Problem(
            f"{path}.announce", f"decides {entry.category!r} a second time: make it a correction with its reason"
        )
    if isinstance(entry, Postponed | Withdrawn) and decided:
        yield Problem(
            f"{path}.announce", f"comes after {entry.category!r} was decided: put it before, or correct the outcome"
        )


def _outcome_problems(
    entry: Winner | Corrected, path: str, category: Category, people: set[str], withdrawn: set[tuple[str, str]]
) -> Iterator[Problem]:
    if isinstance(entry, Winner) and not entry.nominations and not entry.recipients:
        yield Problem(path, "names no winner: add nominations or recipients, or announce no-award")
    if category.competitive and entry.recipients:
        yield Problem(f"{path}.recipients", f"{category.id!r} is competitive: name nominations of it instead")
    for field, ids in (("nominations", entry.nominations), ("recipients", entry.recipients)):
        if len(set(ids)) != len(ids):
            yield Problem(f"{path}.{field}", "names one id more than once")
    yield from _nomination_problems(f"{path}.nominations", entry.nominations, category, withdrawn)
    for each in entry.recipients:
        if each not in people:
            yield Problem(f"{path}.recipients", f"names {each!r}, who is not among $.programme.people: add them there")


def _nomination_problems(
    path: str, named: Iterable[str], category: Category, withdrawn: set[tuple[str, str]]
) -> Iterator[Problem]:
    known = [each.id for each in category.nominations]
    for each in named:
        if each not in known:
            has = ", ".join(known) or "none"
            yield Problem(path, f"names {each!r}, which is not nominated in {category.id!r}; nominations there: {has}")
        elif (category.id, each) in withdrawn:
            yield Problem(path, f"names {each!r}, which was withdrawn before")
