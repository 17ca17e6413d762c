"""The mock gateway's nights: invented, small, and with all that makes a client's work hard.

The lead passes from film to film, a result is corrected, a milestone is taken back, and there are films and people for
every filter. A turn's updates are the difference of two boards, as at a real gateway.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

from sweepcast.board import (
    Board,
    CategoryState,
    CeremonyInfo,
    Ended,
    Evidence,
    Milestone,
    NominationState,
    Ref,
    Stage,
    Standing,
    Subject,
    Update,
    WorkInfo,
    WorkRef,
)
from sweepcast.turns import Cause, Position, TurnData

BODY = "village"
_FIRST_YEAR = 1947
_TITLES = {"mill": "The Mill", "pond": "Pond", "barn": "Barn"}
_NAMES = {"ada": "Ada Byron", "ben": "Ben Nevis"}
_CATEGORIES: dict[str, tuple[tuple[str, str], ...]] = {
    "score": (("mill", "ben"), ("pond", "ada")),
    "song": (("pond", "ada"), ("barn", "ben")),
    "director": (("mill", "ada"), ("pond", "ben")),
    "stunt": (("barn", ""), ("mill", "")),
    "picture": (("mill", ""), ("pond", ""), ("barn", "")),
}
_ORDER = tuple(_CATEGORIES)


class _Story(msgspec.Struct, frozen=True, kw_only=True):
    """How far a night is: who won what, and what is called up."""

    status: str = "published"
    up_next: str | None = None
    won: dict[str, str] = {}
    corrected: frozenset[str] = frozenset()


def night(year: int = 2020) -> tuple[TurnData, ...]:
    """Return the turns of the Village Awards of a year, from the programme to the close."""
    ceremony = f"{BODY}-{year}"
    begin = datetime(year, 2, 1, 20, tzinfo=UTC)
    board: Board = {}
    told: list[TurnData] = []
    since: dict[str, int] = {}
    for sequence, (event, story) in enumerate(_told(), 1):
        time = begin + timedelta(minutes=sequence)
        after = _board(story, year, begin, sequence, since)
        cause = Cause(
            id=f"{ceremony}.{event}.{sequence}",
            type=f"sweepcast.announcement.{event}",
            time=time,
            position=Position(partition=0, offset=sequence - 1),
        )
        updates = _difference(board, after, "retracted" if event == "winner-corrected" else "passed")
        data = TurnData(ceremony=ceremony, award_body=BODY, sequence=sequence, cause=cause, updates=updates)
        told.append(data)
        board = after
    return tuple(told)


def _told() -> Iterator[tuple[str, _Story]]:
    story = _Story()
    yield "programme-published", story
    story = msgspec.structs.replace(story, status="open")
    yield "ceremony-opened", story
    for category, winner in (
        ("score", "mill"),
        ("song", "pond"),
        ("director", "pond"),
        ("stunt", "barn"),
        ("picture", "mill"),
    ):
        story = msgspec.structs.replace(story, up_next=category)
        yield "category-up-next", story
        story = msgspec.structs.replace(story, up_next=None, won={**story.won, category: winner})
        yield "winner-announced", story
    for category, winner in (("picture", "barn"), ("director", "mill"), ("director", "pond")):
        story = msgspec.structs.replace(
            story, won={**story.won, category: winner}, corrected=story.corrected | {category}
        )
        yield "winner-corrected", story
    yield "ceremony-closed", msgspec.structs.replace(story, status="closed")


def _board(story: _Story, year: int, begin: datetime, sequence: int, since: dict[str, int]) -> Board:
    board: Board = {
        "ceremony": CeremonyInfo(
            id=f"{BODY}-{year}",
            award_body=Ref(id=BODY, name="Village Awards"),
            name=f"Village Awards {year}",
            edition=year - _FIRST_YEAR,
            ceremony_year=year,
            film_year=year - 1,
            date=date(year, 2, 1),
            time_zone="Europe/Berlin",
            running_order=_ORDER,
        ),
        "stage": Stage(
            status=msgspec.convert(story.status, Stage.__annotations__["status"]),
            up_next=story.up_next,
            decided=len(story.won),
            categories=len(_ORDER),
            opened_at=None if story.status == "published" else begin,
            closed_at=begin + timedelta(hours=1) if story.status == "closed" else None,
        ),
    }
    board |= {f"category/{each}": _category(each, story, begin) for each in _ORDER}
    for work, title in _TITLES.items():
        board[f"work/{work}"] = WorkInfo(id=work, title=title, medium="film", distributor=None, card=None)
        board[f"standing/work/{work}"] = _standing("work", work, title, story)
    for person, name in _NAMES.items():
        board[f"standing/person/{person}"] = _standing("person", person, name, story)
    return board | _lead(story, begin, sequence, since)


def _category(category: str, story: _Story, begin: datetime) -> CategoryState:
    winner = story.won.get(category)
    lost = "nominated" if winner is None else "lost"
    return CategoryState(
        id=category,
        name=category.title(),
        order=_ORDER.index(category) + 1,
        competitive=True,
        medium="film",
        award=category,
        status="decided" if winner else "up-next" if story.up_next == category else "to-come",
        nominations=tuple(
            NominationState(
                id=work,
                works=(WorkRef(id=work, title=_TITLES[work]),),
                people=(Ref(id=person, name=_NAMES[person]),) if person else (),
                song="Splash" if category == "song" else None,
                status="won" if work == winner else msgspec.convert(lost, NominationState.__annotations__["status"]),
            )
            for work, person in _CATEGORIES[category]
        ),
        winners=(winner,) if winner else (),
        recipients=(),
        decided_at=begin + timedelta(minutes=_ORDER.index(category)) if winner else None,
        sequence=None,
        reason="the wrong card was read" if category in story.corrected else None,
        earlier=(),
    )


def _standing(of: str, subject: str, name: str, story: _Story) -> Standing:
    stood = [
        (category, work)
        for category, nominations in _CATEGORIES.items()
        for work, person in nominations
        if subject in (work, person)
    ]
    decided = [(category, work) for category, work in stood if category in story.won]
    wins = sum(story.won[category] == work for category, work in decided)
    return Standing(
        of="work" if of == "work" else "person",
        id=subject,
        name=name,
        medium="film" if of == "work" else None,
        nominations=len(stood),
        wins=wins,
        decided=len(decided),
        lost=len(decided) - wins,
        to_come=len(stood) - len(decided),
        possible=len(stood) - len(decided) + wins,
        rank=None,
    )


def _lead(story: _Story, begin: datetime, sequence: int, since: dict[str, int]) -> Board:
    """Return the milestone of the films with most wins, where there is one; it is one address for all of them."""
    wins = {work: sum(each == work for each in story.won.values()) for work in _TITLES}
    most = max(wins.values())
    leaders = [work for work, number in wins.items() if number == most]
    if most == 0 or len(leaders) == len(wins):
        return {}
    names = " and ".join(_TITLES[each] for each in leaders)
    headline = f"{names} {'leads' if len(leaders) == 1 else 'lead'} with {most}"
    first = since.setdefault(headline, sequence)
    milestone = Milestone(
        kind="lead",
        status="sole" if len(leaders) == 1 else "shared",
        subjects=tuple(Subject(kind="work", id=each, name=_TITLES[each]) for each in leaders),
        numbers={"wins": most},
        evidence=Evidence(),
        since=first,
        since_time=begin + timedelta(minutes=first),
        headline=headline,
        weight="minor",
    )
    return {"milestone/lead/film": milestone}


def _difference(before: Board, after: Board, how: str) -> tuple[Update, ...]:
    gone = [Update(address=each, value=None, ended=_ended(before[each], how)) for each in before if each not in after]
    changed = [
        Update(address=address, value=value, ended=_ended(before.get(address), how))
        for address, value in after.items()
        if before.get(address) != value
    ]
    return (*gone, *changed)


def _ended(former: object, how: str) -> Ended | None:
    if not isinstance(former, Milestone):
        return None
    return Ended(
        how="retracted" if how == "retracted" else "passed",
        kind=former.kind,
        status=former.status,
        headline=former.headline,
    )
