"""Ties: a competitive category with several winning nominations."""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation
from streams.wording import listed
from sweepcast.board import CategoryEvidence, Evidence, Subject
from sweepcast.programme import Category, Nomination

_WORDS = {2: "Tie", 3: "Three-way tie", 4: "Four-way tie"}


def _claims(situation: Situation) -> Iterator[Claim]:
    for category, winners in situation.winners():
        if len(winners) > 1:
            yield _claim(situation, category, winners)


def _claim(situation: Situation, category: Category, winners: list[Nomination]) -> Claim:
    names = listed([situation.name_of(category, nomination) for nomination in winners])
    word = _WORDS.get(len(winners), f"{len(winners)}-way tie")
    return Claim(
        subject=category.id,
        kind="tie",
        status="tie",
        subjects=(Subject(kind="category", id=category.id, name=category.name),),
        numbers={"winners": len(winners)},
        evidence=Evidence(
            categories=(CategoryEvidence(id=category.id, name=category.name, award=category.award, won=True),)
        ),
        headline=f"{word} for {category.name}: {names}",
        weight="major",
    )


FAMILY = Family("tie", (("tie", "tie"),), _claims)
