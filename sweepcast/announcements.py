"""What producers say: the nine announcements, each a CloudEvent of type `sweepcast.announcement.<name>`."""

from typing import Annotated

import msgspec
from msgspec import Meta

from sweepcast.cloudevents import CloudEvent, Codec, Id, Text
from sweepcast.programme import Medium, Person, Programme

TYPE_PREFIX = "sweepcast.announcement."


def _tag(class_name: str) -> str:
    """Return the CloudEvents type of an announcement's class: `WinnerAnnounced` gives `…winner-announced`."""
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in class_name)
    return TYPE_PREFIX + words.removeprefix("-")


class Nothing(msgspec.Struct, frozen=True):
    """The data of an announcement whose type says it all."""


class CategoryNamed(msgspec.Struct, frozen=True, kw_only=True):
    """Data that names one category."""

    category: Id


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Who won a category: nominations of it (several in a tie), or the recipients of an honorary award.

    Neither means that the category was decided without an award.
    """

    category: Id
    nominations: tuple[Id, ...] = ()
    recipients: tuple[Person, ...] = ()


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """The full new outcome of a category that had one, and why. An empty outcome withdraws the award."""

    category: Id
    nominations: tuple[Id, ...] = ()
    recipients: tuple[Person, ...] = ()
    reason: Text


class Postponement(msgspec.Struct, frozen=True, kw_only=True):
    """A category that will not be decided as planned; a winner may still be announced later."""

    category: Id
    reason: Text


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """A nomination that no longer stands; it counts for nothing."""

    category: Id
    nomination: Id
    reason: Text


Count = Annotated[int, Meta(ge=0)]


class CompleteFor(msgspec.Struct, frozen=True, kw_only=True):
    """How far a history can be trusted: every work at or above a threshold is in it. No claim goes further."""

    wins_at_least: Count
    nominations_at_least: Count
    clean_sweep_nominations_at_least: Count
    big_five: bool = False


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One work in a body's history, at the ceremony where it was nominated."""

    title: Text
    edition: int
    ceremony_year: int
    film_year: int
    wins: Count
    nominations: Count
    big_five: bool = False
    id: Id | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Rows for the record book where the full history is not at hand: works of one medium, before an edition."""

    medium: Medium
    before_edition: int
    complete_for: CompleteFor
    works: tuple[HistoryRow, ...]
    source: Text
    """Where the rows come from and how wins are counted."""


class ProgrammePublished(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """A programme, new or revised."""

    data: Programme


class CeremonyOpened(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """The night begins."""

    data: Nothing = Nothing()


class CategoryUpNext(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """The category that is decided next."""

    data: CategoryNamed


class WinnerAnnounced(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """A category is decided."""

    data: Outcome


class WinnerCorrected(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """What was said of a category was wrong."""

    data: Correction


class CategoryPostponed(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """A category is put off."""

    data: Postponement


class NominationWithdrawn(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """A nomination is taken back before its category is decided."""

    data: Withdrawal


class CeremonyClosed(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """The night is over; its results enter the record book."""

    data: Nothing = Nothing()


class HistorySeeded(CloudEvent, frozen=True, kw_only=True, tag=_tag):
    """The record book as it stood before the subject's night."""

    data: History


Announcement = (
    ProgrammePublished
    | CeremonyOpened
    | CategoryUpNext
    | WinnerAnnounced
    | WinnerCorrected
    | CategoryPostponed
    | NominationWithdrawn
    | CeremonyClosed
    | HistorySeeded
)

ANNOUNCEMENTS: Codec[Announcement] = Codec(Announcement, "announcement")
