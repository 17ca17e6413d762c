"""The lead in wins, films and series apart: one work alone, or several level."""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, category_evidence
from streams.wording import WORK_WORD, listed, wins
from sweepcast.board import Evidence, Subject
from sweepcast.programme import Medium, Work


def _claims(situation: Situation) -> Iterator[Claim]:
    wins_of: dict[Medium, list[tuple[int, Work]]] = {}
    for work, count in situation.counted_works():
        wins_of.setdefault(work.medium, []).append((count.wins, work))
    for medium, numbers in wins_of.items():
        most = max(number for number, _ in numbers)
        if most:
            yield _claim(situation, medium, most, [work for number, work in numbers if number == most])


def _claim(situation: Situation, medium: Medium, most: int, leaders: list[Work]) -> Claim:
    _, many = WORK_WORD[medium]
    alone = len(leaders) == 1
    names = listed([work.title for work in leaders])
    won = (entry for work in leaders for entry in situation.tally.works[work.id].entries if entry.won)
    return Claim(
        subject=medium,
        kind="lead",
        status="sole" if alone else "shared",
        subjects=tuple(Subject(kind="work", id=work.id, name=work.title) for work in leaders),
        numbers={"wins": most},
        evidence=Evidence(categories=category_evidence(won)),
        headline=f"{names} leads all {many} with {wins(most)}" if alone else f"{names} share the lead with {wins(most)}",
        weight="minor" if most >= situation.rules.telling_wins else "quiet",
    )


FAMILY = Family("lead", (("lead", "shared"), ("lead", "sole")), _claims)
