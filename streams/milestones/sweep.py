"""Clean sweeps: whether a work with several nominations is still perfect, has won everything, or can no longer."""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, about, category_evidence
from streams.record_book import Sweep
from streams.rules import Rules
from streams.tally import Count
from sweepcast.board import CategoryEvidence, Evidence, Weight
from sweepcast.programme import Work


def lost_categories(count: Count) -> list[CategoryEvidence]:
    """Return the decided categories in which no entry won: each of them breaks a sweep."""
    return [category for category in category_evidence(count.entries) if category.won is False]


def clean_sweep(count: Count, rules: Rules) -> Sweep | None:
    """Return which clean sweep it is, if any: all decided and every category won, with enough nominations for one."""
    if count.nominations < rules.sweep_nominations or count.to_come or lost_categories(count):
        return None
    return "strict" if count.wins == count.nominations else "effective"


def _claims(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        if count.nominations >= situation.rules.sweep_nominations:
            yield _claim(work, count, situation.rules)


def _claim(work: Work, count: Count, rules: Rules) -> Claim:
    lost, sweep = lost_categories(count), clean_sweep(count, rules)
    title = work.title
    weight: Weight
    if lost:
        what = lost[0].name if len(lost) == 1 else f"{count.lost} of {count.nominations} nominations"
        kind, status, headline = "sweep-broken", "broken", f"No clean sweep for {title}: it lost {what}"
        weight = "minor" if count.wins >= rules.telling_wins else "quiet"
    elif sweep is not None:
        kind, status, weight = "clean-sweep", sweep, "major"
        if sweep == "strict":
            headline = f"Clean sweep: {title} wins all {count.nominations} of its nominations"
        else:
            headline = (
                f"{title} wins every category it stood in: {count.wins} wins from {count.nominations} nominations"
            )
    elif count.decided:
        kind, status, weight = "sweep-on-course", "perfect", "quiet"
        headline = f"{title} is on course for a clean sweep: {count.wins} of {count.nominations} so far"
    else:
        kind, status, weight = "sweep-on-course", "undecided", "quiet"
        headline = f"{title} can still win all {count.nominations} of its nominations"
    return Claim(
        subject=work.id,
        kind=kind,
        status=status,
        subjects=about(work),
        numbers={"wins": count.wins, "decided": count.decided, "nominations": count.nominations},
        evidence=Evidence(categories=category_evidence(count.entries)),
        headline=headline,
        weight=weight,
    )


FAMILY = Family(
    "sweep",
    (
        ("sweep-broken", "broken"),
        ("sweep-on-course", "undecided"),
        ("sweep-on-course", "perfect"),
        ("clean-sweep", "effective"),
        ("clean-sweep", "strict"),
    ),
    _claims,
)
