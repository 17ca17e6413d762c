"""Doubles, triples and more: a person with several wins tonight."""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, category_evidence
from sweepcast.board import Evidence, Subject

KINDS = {2: "double", 3: "triple", 4: "quadruple", 5: "quintuple", 6: "sextuple"}
"""What a number of wins is called; more than the largest are called by it, and told by their number."""


def _claims(situation: Situation) -> Iterator[Claim]:
    for person, count in situation.counted_people():
        if count.wins >= min(KINDS):
            kind = KINDS[min(count.wins, max(KINDS))]
            yield Claim(
                subject=person.id,
                kind=kind,
                status=kind,
                subjects=(Subject(kind="person", id=person.id, name=person.name),),
                numbers={"wins": count.wins},
                evidence=Evidence(categories=category_evidence(entry for entry in count.entries if entry.won)),
                headline=f"{person.name} wins a {kind}: {count.wins} awards tonight",
                weight="minor",
            )


FAMILY = Family("multiple", tuple((kind, kind) for kind in KINDS.values()), _claims)
