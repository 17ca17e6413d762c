"""How a winner is said: whom the award honours first, then work, people and distributor, each word once."""

from collections.abc import Iterable

import msgspec

from sweepcast.board import CategoryState, NominationState

_HONOURS_PEOPLE = ("actor", "actress", "director")
"""Endings of the canonical awards that go to people for a work; all others go to the work."""


class Winner(msgspec.Struct, frozen=True):
    """A nomination as one says it: `lead` is whom the award honours, `details` are what one wants to know besides."""

    lead: str
    details: tuple[str, ...] = ()

    def line(self, separator: str) -> str:
        """Return lead and details in one line."""
        return separator.join((self.lead, *self.details))


def said(nomination: NominationState, award: str | None) -> Winner:
    """Return a nomination as one says it in a category of the canonical award."""
    works = _listed(work.title for work in nomination.works)
    people = _listed(person.name for person in nomination.people)
    distributors = _listed(dict.fromkeys(work.distributor.name for work in nomination.works if work.distributor))
    if nomination.song:
        words = [f"\N{LEFT DOUBLE QUOTATION MARK}{nomination.song}\N{RIGHT DOUBLE QUOTATION MARK}", works, people]
    elif people and (award or "").endswith(_HONOURS_PEOPLE):
        words = [people, works]
    else:
        words = [works, people]
    lead, *details = [each for each in (*words, distributors) if each] or [nomination.id]
    return Winner(lead, tuple(details))


def winners(category: CategoryState) -> tuple[Winner, ...]:
    """Return who won a category as it stands; several in a tie, none where there is no award."""
    return chosen(category, category.winners, (each.name for each in category.recipients))


def chosen(category: CategoryState, nominations: Iterable[str], recipients: Iterable[str]) -> tuple[Winner, ...]:
    """Return nominations of a category, by id, and recipients, by name, as one says them."""
    by_id = {each.id: each for each in category.nominations}
    won = [said(by_id[each], category.award) if each in by_id else Winner(each) for each in nominations]
    return (*won, *(Winner(each) for each in recipients))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
