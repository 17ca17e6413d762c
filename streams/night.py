"""The state of one night: its programme and everything that was said since, as plain data."""

from datetime import datetime

import msgspec

from streams.yardsticks import Measures
from sweepcast.board import EarlierOutcome
from sweepcast.programme import Category, Person, Programme


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A category's outcome as last announced; without winners and recipients there is no award."""

    winners: tuple[str, ...]
    recipients: tuple[Person, ...]
    said_at: datetime
    sequence: int
    reason: str | None


class Since(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Since which turn a milestone's claim holds; another claim at its address starts anew."""

    claim: tuple[str, ...]
    sequence: int
    time: datetime


class Night(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One ceremony between its programme and for ever.

    Attributes:
        measures: the record book's word at the time of the last turn, so that a board needs nothing but this.
        sequence: how many turns were made.
        folded: announcement id to the sequence number of its turn.
        decisions, earlier, postponed: by category id.
        withdrawn: pairs of category id and nomination id.
        since: by a milestone's address.
    """

    programme: Programme
    measures: Measures = Measures()
    sequence: int = 0
    folded: dict[str, int] = {}
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    up_next: str | None = None
    decisions: dict[str, Decision] = {}
    earlier: dict[str, tuple[EarlierOutcome, ...]] = {}
    postponed: dict[str, str] = {}
    withdrawn: tuple[tuple[str, str], ...] = ()
    since: dict[str, Since] = {}


def category_of(night: Night, category: str) -> Category | None:
    """Return the programme's category with that id, or none."""
    return next((each for each in night.programme.categories if each.id == category), None)
