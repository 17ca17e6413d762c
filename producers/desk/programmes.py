"""Programmes as they are handed in: what a file holds, what is wrong with it, and the announcements it makes. Pure."""

import hashlib
from datetime import datetime

import msgspec

from producers.desk.answers import CheckedCeremony, ProgrammeCheck
from producers.desk.known import World
from producers.desk.refusal import Refusal
from producers.desk.rehearsals import is_rehearsal
from producers.desk.telling import name_of_type
from sweepcast.announcements import Announcement, ProgrammePublished
from sweepcast.ceremony_file import CeremonyFile, CeremonyFileError, decode_ceremony, notices
from sweepcast.cloudevents import type_of
from sweepcast.importers.imported import Imported
from sweepcast.importers.plain_csv import read_plain_csv
from sweepcast.programme import Problem
from sweepcast.retelling import published

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes; a whole history as CSV has one or two million, a night's programme a tenth of that."""


class Checked(msgspec.Struct, frozen=True):
    """What was read of a file, and what is wrong with it."""

    ceremonies: tuple[CeremonyFile, ...]
    check: ProgrammeCheck


def check(content: bytes, *, csv: bool, world: World) -> Checked:
    """Return the ceremonies in a file, and every problem by its path (JSON) or its row (CSV)."""
    problems: tuple[Problem, ...]
    try:
        read = read_plain_csv(content) if csv else Imported(ceremonies=(decode_ceremony(_whole(content), "file"),))
        problems = read.problems
    except CeremonyFileError as error:
        read, problems = Imported(ceremonies=()), error.problems
    problems += tuple(_unfit(read.ceremonies))
    told = ProgrammeCheck(
        sound=bool(read.ceremonies) and not problems,
        ceremonies=tuple(_shown(each, world) for each in read.ceremonies),
        problems=problems,
        notices=(*read.notices, *(one for each in read.ceremonies for one in notices(each))),
    )
    return Checked(read.ceremonies, told)


def chosen(checked: Checked, ceremony: str | None) -> CeremonyFile:
    """Return the ceremony of a file that is to be published.

    Raises:
        Refusal: `bad-programme`, or `which-ceremony`.
    """
    if not checked.check.sound:
        first = checked.check.problems[0] if checked.check.problems else "there is no ceremony in it"
        raise Refusal("bad-programme", f"nothing was published: {first}", 422, check=checked.check)
    there = {each.programme.ceremony: each for each in checked.ceremonies}
    if ceremony is None and len(there) == 1:
        return checked.ceremonies[0]
    if ceremony not in there:
        raise Refusal("which-ceremony", f"say ?ceremony=, one of {', '.join(list(there)[:50])}", 422)
    return there[ceremony]


def announcements(file: CeremonyFile, world: World, source: str, now: datetime) -> list[Announcement]:
    """Return what publishes a ceremony: its programme and its histories, with ids that the content makes.

    So the same again is the same announcement; but a programme that comes back after another one is a new one.
    """
    return [_identified(each, world) for each in published(file, now, source)]


def _identified(announcement: Announcement, world: World) -> Announcement:
    salt = ""
    if isinstance(announcement, ProgrammePublished):
        night = world.nights.get(announcement.subject)
        before = [] if night is None else [each for each in night.turns if each.type == type_of(announcement)]
        if night is not None and before and night.programme == announcement.data:
            return msgspec.structs.replace(announcement, id=before[-1].id)
        salt = before[-1].id if before else ""
    digest = hashlib.sha256(msgspec.json.encode((announcement.subject, announcement.data, salt))).hexdigest()[:16]
    name = name_of_type(type_of(announcement))
    return msgspec.structs.replace(announcement, id=f"{announcement.subject[:100]}.{name}.{digest}")


def _whole(content: bytes) -> bytes:
    """Return a ceremony file; a bare programme becomes one."""
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content
    if isinstance(document, dict) and "programme" not in document and "categories" in document:
        return msgspec.json.encode({"programme": document})
    return content


def _unfit(ceremonies: tuple[CeremonyFile, ...]) -> list[Problem]:
    return [
        Problem("$.programme.ceremony", f"{each.programme.ceremony!r} is a rehearsal's id: name the night itself")
        for each in ceremonies
        if is_rehearsal(each.programme.ceremony)
    ]


def _shown(file: CeremonyFile, world: World) -> CheckedCeremony:
    programme = file.programme
    return CheckedCeremony(
        ceremony=programme.ceremony,
        name=programme.name,
        date=programme.date,
        categories=len(programme.categories),
        nominations=sum(len(each.nominations) for each in programme.categories),
        histories=len(file.history),
        known=world.nights.get(programme.ceremony) is not None,
    )
