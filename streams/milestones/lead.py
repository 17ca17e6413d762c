"""The lead in wins, films and series apart: one work alone, several level, or clinched: nobody can draw level."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from streams.milestones.claim import Claim, Family, Situation, category_evidence
from streams.wording import WORK_WORD, listed, wins
from sweepcast.board import Evidence, Subject
from sweepcast.programme import Medium, Work

if TYPE_CHECKING:
    from streams.tally import Count


def _claims(situation: Situation) -> Iterator[Claim]:
    by_medium: dict[Medium, list[tuple[Work, Count]]] = {}
    for work, count in situation.counted_works():
        by_medium.setdefault(work.medium, []).append((work, count))
    for medium, counts in by_medium.items():
        most = max(count.wins for _, count in counts)
        if most:
            leaders = [work for work, count in counts if count.wins == most]
            level = [work for work, count in counts if count.possible >= most]
            yield _claim(situation, medium, most, leaders, clinched=level == leaders and len(leaders) == 1)


def _claim(situation: Situation, medium: Medium, most: int, leaders: list[Work], *, clinched: bool) -> Claim:
    one, many = WORK_WORD[medium]
    names = listed([work.title for work in leaders])
    kind, status, headline = "lead", "shared", f"{names} share the {one} lead with {wins(most)}"
    if clinched:
        kind, status = "clinched", "clinched"
        headline = f"{names} clinches the {one} lead with {wins(most)}"
    elif len(leaders) == 1:
        status, headline = "sole", f"{names} leads all {many} with {wins(most)}"
    won = (entry for work in leaders for entry in situation.tally.works[work.id].entries if entry.won)
    return Claim(
        subject=medium,
        kind=kind,
        status=status,
        subjects=tuple(Subject(kind="work", id=work.id, name=work.title) for work in leaders),
        numbers={"wins": most},
        evidence=Evidence(categories=category_evidence(won)),
        headline=headline,
        weight="minor" if most >= situation.rules.telling_wins else "quiet",
    )


FAMILY = Family("lead", (("lead", "shared"), ("lead", "sole"), ("clinched", "clinched")), _claims)
