"""The Big Five: picture, director, screenplay, lead actor and lead actress won by one work.

Where a body splits picture or lead acting by genre, or screenplay by origin, the parts share one canonical award,
so either counts. Progress is told while all five can still be won.
"""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, about, category_evidence
from streams.rules import Rules
from streams.tally import Count
from sweepcast.board import Evidence
from sweepcast.programme import Work


def awards_won(count: Count) -> set[str]:
    """Return the canonical awards that were won."""
    return {entry.category.award for entry in count.entries if entry.won and entry.category.award is not None}


def is_big_five(count: Count, rules: Rules) -> bool:
    """Return whether all five were won."""
    return awards_won(count).issuperset(rules.big_five)


def _claims(situation: Situation) -> Iterator[Claim]:
    rules = situation.rules
    for work, count in situation.counted_works():
        won = awards_won(count).intersection(rules.big_five)
        open_awards = {entry.category.award for entry in count.entries if not entry.decided}
        if len(won) >= rules.big_five_progress and won.union(open_awards).issuperset(rules.big_five):
            yield _claim(work, count, len(won), rules)


def _claim(work: Work, count: Count, won: int, rules: Rules) -> Claim:
    whole = len(rules.big_five)
    complete = won == whole
    five = (entry for entry in count.entries if entry.category.award in rules.big_five)
    return Claim(
        subject=work.id,
        kind="big-five",
        status="complete" if complete else f"{won}-of-{whole}",
        subjects=about(work),
        numbers={"won": won, "of": whole},
        evidence=Evidence(categories=category_evidence(five)),
        headline=(
            f"{work.title} wins the Big Five: picture, director, screenplay, lead actor and lead actress"
            if complete
            else f"{work.title} has won {won} of the Big Five"
        ),
        weight="major" if complete else "minor",
    )


FAMILY = Family("big-five", (("big-five", "3-of-5"), ("big-five", "4-of-5"), ("big-five", "complete")), _claims)
