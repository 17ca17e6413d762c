"""Clean sweeps: whether a work with several nominations is still perfect, has won everything, or can no longer."""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, about, category_evidence
from streams.rules import Rules
from streams.tally import Entry, counted
from sweepcast.board import CategoryEvidence, Evidence, Weight
from sweepcast.programme import Work


def lost_categories(entries: list[Entry]) -> list[CategoryEvidence]:
    """Return the decided categories in which none of the entries won: each of them breaks a sweep."""
    return [category for category in category_evidence(entries) if category.won is False]


def is_clean_sweep(entries: list[Entry], rules: Rules) -> bool:
    """Return whether every category of the entries is decided and won, with enough nominations to be called a sweep."""
    return (
        len(entries) >= rules.sweep_nominations
        and all(entry.decided for entry in entries)
        and not lost_categories(entries)
    )


def _claims(situation: Situation) -> Iterator[Claim]:
    for work, entries in situation.counted_works():
        if len(entries) >= situation.rules.sweep_nominations:
            yield _claim(work, entries, situation.rules)


def _claim(work: Work, entries: list[Entry], rules: Rules) -> Claim:
    count = counted(entries)
    lost = lost_categories(entries)
    title = work.title
    weight: Weight
    if lost:
        what = lost[0].name if len(lost) == 1 else f"{count.lost} of {count.nominations} nominations"
        kind, status, headline = "sweep-broken", "broken", f"No clean sweep for {title}: it lost {what}"
        weight = "minor" if count.wins >= rules.telling_wins else "quiet"
    elif is_clean_sweep(entries, rules):
        kind, weight = "clean-sweep", "major"
        if count.wins == count.nominations:
            status, headline = "strict", f"Clean sweep: {title} wins all {count.nominations} of its nominations"
        else:
            status = "effective"
            headline = f"{title} wins every category it stood in: {count.wins} wins from {count.nominations} nominations"
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
        evidence=Evidence(categories=category_evidence(entries)),
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
