"""Shutouts: a work with many nominations, all decided, that won nothing."""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, about, category_evidence
from streams.rules import Rules
from streams.tally import Count
from sweepcast.board import Evidence


def is_shutout(count: Count, rules: Rules) -> bool:
    """Return whether everything is decided and nothing won, with enough nominations to be called a shutout."""
    return count.nominations >= rules.shutout_nominations and not count.to_come and not count.wins


def _claims(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        if is_shutout(count, situation.rules):
            yield Claim(
                subject=work.id,
                kind="shutout",
                status="shutout",
                subjects=about(work),
                numbers={"wins": 0, "nominations": count.nominations},
                evidence=Evidence(categories=category_evidence(count.entries)),
                headline=f"{work.title} goes home empty-handed: no win from {count.nominations} nominations",
                weight="minor",
            )


FAMILY = Family("shutout", (("shutout", "shutout"),), _claims)
