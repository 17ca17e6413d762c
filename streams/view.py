"""The board as a pure view of a night's state: the same state always gives the same board."""

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

import msgspec

from streams.milestones import FAMILIES
from streams.milestones.claim import Claim, Situation
from streams.night import Decision, Night, Since
from streams.rules import Rules
from streams.tally import Count, Tally, competitive, tally
from sweepcast.board import (
    AnyValue,
    Board,
    CategoryState,
    CeremonyInfo,
    Milestone,
    NominationState,
    Ref,
    Stage,
    Standing,
    WorkInfo,
    WorkRef,
)
from sweepcast.programme import Category, Medium, Nomination, Person, Programme

MEDIA: tuple[Medium, ...] = get_args(Medium)


class Names(msgspec.Struct, frozen=True):
    """What to show for each id of a programme."""

    works: dict[str, WorkRef]
    people: dict[str, Ref]


def names_of(programme: Programme) -> Names:
    """Return what to show for the programme's ids."""
    distributors = {each.id: Ref(id=each.id, name=each.name) for each in programme.distributors}
    return Names(
        works={
            work.id: WorkRef(id=work.id, title=work.title, distributor=distributors.get(work.distributor or ""))
            for work in programme.works
        },
        people={each.id: Ref(id=each.id, name=each.name) for each in programme.people},
    )


def claims_of(night: Night, count: Tally, rules: Rules) -> Iterator[tuple[str, Claim]]:
    """Yield every claim that is true of the night, with its address."""
    situation = Situation(
        programme=night.programme,
        tally=count,
        measures=night.measures,
        rules=rules,
    )
    for family in FAMILIES:
        for claim in family.claims(situation):
            yield f"milestone/{family.name}/{claim.subject}", claim


def board_of(night: Night, rules: Rules) -> Board:
    """Return the board of a night."""
    count = tally(night)
    return board_with(night, count, claims_of(night, count, rules))


class Former(msgspec.Struct, frozen=True):
    """A night as it was before, with its board: what did not change since need not be drawn again."""

    night: Night
    board: Board


def board_with(night: Night, count: Tally, claims: Iterable[tuple[str, Claim]], former: Former | None = None) -> Board:
    """Return the board of a night that was counted and judged already."""
    names = names_of(night.programme)
    board: Board = {"ceremony": _ceremony(night.programme), "stage": _stage(night)}
    board.update(_categories(night, names, former))
    board.update(_works(night.programme, names))
    board.update(_standings(night.programme, count))
    for address, claim in claims:
        board[address] = _milestone(claim, night.since[address])
    return board


def redrawn(night: Night, former: Former) -> Board:
    """Return the board of a night that is counted as formerly: its stage and its categories alone may differ."""
    categories = _categories(night, names_of(night.programme), former)
    return {**former.board, "stage": _stage(night), **dict(categories)}


def _ceremony(programme: Programme) -> CeremonyInfo:
    return CeremonyInfo(
        id=programme.ceremony,
        award_body=Ref(id=programme.award_body, name=programme.award_body_name),
        name=programme.name,
        edition=programme.edition,
        ceremony_year=programme.ceremony_year,
        film_year=programme.film_year,
        date=programme.date,
        time_zone=programme.time_zone,
        running_order=tuple(category.id for category in programme.categories),
    )


def _stage(night: Night) -> Stage:
    counting = competitive(night.programme)
    return Stage(
        status="closed" if night.closed_at else "open" if night.opened_at else "published",
        up_next=night.up_next,
        decided=sum(category.id in night.decisions for category in counting),
        categories=len(counting),
        opened_at=night.opened_at,
        closed_at=night.closed_at,
    )


def _categories(night: Night, names: Names, former: Former | None) -> Iterator[tuple[str, AnyValue]]:
    for place, category in enumerate(night.programme.categories, start=1):
        address = f"category/{category.id}"
        if former is not None and _told_alike(former.night, night, category.id):
            yield address, former.board[address]
        else:
            yield address, _category(night, category, place, names)


def _told_alike(before: Night, after: Night, category: str) -> bool:
    """Return whether nothing changed that a category's value is made of."""
    return (
        after.programme is before.programme
        and after.decisions.get(category) is before.decisions.get(category)
        and after.earlier.get(category) is before.earlier.get(category)
        and after.postponed.get(category) is before.postponed.get(category)
        and after.withdrawn is before.withdrawn
        and (after.up_next == category) == (before.up_next == category)
    )


def _category(night: Night, category: Category, place: int, names: Names) -> CategoryState:
    decision = night.decisions.get(category.id)
    return CategoryState(
        id=category.id,
        name=category.name,
        order=place,
        competitive=category.competitive,
        medium=category.medium,
        award=category.award,
        status=_status(night, category),
        nominations=tuple(_nomination(night, category, each, decision, names) for each in category.nominations),
        winners=decision.winners if decision else (),
        recipients=recipients_shown(decision.recipients if decision else ()),
        decided_at=decision.said_at if decision else None,
        sequence=decision.sequence if decision else None,
        reason=decision.reason if decision else night.postponed.get(category.id),
        earlier=night.earlier.get(category.id, ()),
    )


def recipients_shown(recipients: Iterable[Person]) -> tuple[Ref, ...]:
    """Return the recipients of an honorary award as a board shows them."""
    return tuple(Ref(id=each.id, name=each.name) for each in recipients)


def _status(night: Night, category: Category) -> Literal["to-come", "up-next", "postponed", "decided"]:
    if category.id in night.decisions:
        return "decided"
    if night.up_next == category.id:
        return "up-next"
    return "postponed" if category.id in night.postponed else "to-come"


def _nomination(
    night: Night, category: Category, nomination: Nomination, decision: Decision | None, names: Names
) -> NominationState:
    status: Literal["nominated", "won", "lost", "withdrawn"] = "nominated"
    if (category.id, nomination.id) in night.withdrawn:
        status = "withdrawn"
    elif decision is not None:
        status = "won" if nomination.id in decision.winners else "lost"
    return NominationState(
        id=nomination.id,
        works=tuple(names.works[each] for each in nomination.works),
        people=tuple(names.people[each] for each in nomination.people),
        song=nomination.song,
        status=status,
    )


def _works(programme: Programme, names: Names) -> Iterator[tuple[str, AnyValue]]:
    for work in programme.works:
        distributor = names.works[work.id].distributor
        info = WorkInfo(id=work.id, title=work.title, medium=work.medium, distributor=distributor, card=work.card)
        yield f"work/{work.id}", info


def _standings(programme: Programme, count: Tally) -> Iterator[tuple[str, AnyValue]]:
    for medium in MEDIA:
        works = {each.id: each.title for each in programme.works if each.medium == medium}
        yield from _ranked("work", medium, works, count.works)
    yield from _ranked("person", None, {each.id: each.name for each in programme.people}, count.people)
    yield from _ranked("distributor", None, {each.id: each.name for each in programme.distributors}, count.distributors)


def _ranked(
    of: Literal["work", "person", "distributor"], medium: Medium | None, names: dict[str, str], counts: dict[str, Count]
) -> Iterator[tuple[str, AnyValue]]:
    """Yield the standings of those who have a count, ranked among themselves."""
    group = [(each, name, counts[each]) for each, name in names.items() if each in counts]
    wins = sorted((count.wins for _, _, count in group), reverse=True)
    for each, name, count in group:
        standing = Standing(
            of=of,
            id=each,
            name=name,
            medium=medium,
            nominations=count.nominations,
            wins=count.wins,
            decided=count.decided,
            lost=count.lost,
            to_come=count.to_come,
            possible=count.possible,
            rank=wins.index(count.wins) + 1 if count.wins else None,
        )
        yield f"standing/{of}/{each}", standing


def _milestone(claim: Claim, since: Since) -> Milestone:
    return Milestone(
        kind=claim.kind,
        status=claim.status,
        subjects=claim.subjects,
        numbers=claim.numbers,
        evidence=claim.evidence,
        since=since.sequence,
        since_time=since.time,
        headline=claim.headline,
        weight=claim.weight,
    )
