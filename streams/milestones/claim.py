"""What a milestone family sees, and what it says: a situation goes in, claims come out."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import msgspec

from streams.rules import Rules
from streams.tally import Count, Entry, Tally
from streams.wording import listed
from streams.yardsticks import Measures, Yardstick
from sweepcast.board import CategoryEvidence, Evidence, Subject, Weight
from sweepcast.programme import Category, Medium, Nomination, Person, Programme, Work


class Situation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A night at one moment, counted, with what it is measured by."""

    programme: Programme
    tally: Tally
    measures: Measures
    rules: Rules

    def counted_works(self) -> Iterator[tuple[Work, Count]]:
        """Yield each work that has a nomination that counts, with its count, in the programme's order."""
        for work in self.programme.works:
            count = self.tally.works.get(work.id)
            if count is not None:
                yield work, count

    def counted_people(self) -> Iterator[tuple[Person, Count]]:
        """Yield each person who has a nomination that counts, with the count, in the programme's order."""
        for person in self.programme.people:
            count = self.tally.people.get(person.id)
            if count is not None:
                yield person, count

    def winners(self) -> Iterator[tuple[Category, list[Nomination]]]:
        """Yield each category that was won, with its winning nominations."""
        won = (entry for entry in self.tally.entries if entry.won)
        for _, entries in groupby(won, key=lambda entry: entry.category.id):
            first, *others = entries
            yield first.category, [first.nomination, *(entry.nomination for entry in others)]

    def yardstick(self, medium: Medium) -> Yardstick:
        """Return the record book's word for a medium."""
        return self.measures.works.get(medium) or Yardstick(medium=medium)

    def name_of(self, category: Category, nomination: Nomination) -> str:
        """Return what a headline calls a nomination: its people, its song or its works."""
        people = listed([each.name for each in self.programme.people if each.id in nomination.people])
        works = listed([each.title for each in self.programme.works if each.id in nomination.works])
        if people and (category.award in self.rules.personal_awards or not works):
            return people
        return nomination.song or works or nomination.id


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that is true now: a milestone but for since when."""

    subject: str
    kind: str
    status: str
    subjects: tuple[Subject, ...]
    numbers: dict[str, int]
    evidence: Evidence
    headline: str
    weight: Weight

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it this claim and no other; its numbers may grow."""
        return (self.kind, self.status, *(subject.id for subject in self.subjects))


class Family(msgspec.Struct, frozen=True, gc=False):
    """Milestones that follow one another at one address, `milestone/<name>/<subject>`.

    Attributes:
        line: their (kind, status) in the order of progress. Going on along the line is no end of what was said
            before; anything else is.
        claims: all that is true in a situation, at most one a subject.
    """

    name: str
    line: tuple[tuple[str, str], ...]
    claims: Callable[[Situation], Iterable[Claim]]


def about(work: Work) -> tuple[Subject, ...]:
    """Return the subject of a claim about one work."""
    return (Subject(kind="work", id=work.id, name=work.title),)


def category_evidence(entries: Iterable[Entry]) -> tuple[CategoryEvidence, ...]:
    """Return the categories of the entries, each once, with how their subject fared there."""
    fared: dict[str, CategoryEvidence] = {}
    for entry in entries:
        category = entry.category
        won_before = category.id in fared and fared[category.id].won is True
        won = (entry.won or won_before) if entry.decided else None
        fared[category.id] = CategoryEvidence(id=category.id, name=category.name, award=category.award, won=won)
    return tuple(fared.values())
