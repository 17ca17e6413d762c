"""The winner stream: what was said of a night, in order.

Who watches gets it turn by turn; who joins late gets it from the board, as far as a board can tell. What was taken
back stays in the stream and says so.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from sweepcast.board import Board, CategoryState, CeremonyInfo, Ended, Milestone, Stage, Weight, applied
from sweepcast.frames import Snapshot, TurnFrame
from sweepcast.order_of_telling import loudness, place_of
from sweepcast.watch.winners import Winner, chosen, said, winners


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said: in which turn, and when."""

    sequence: int
    time: datetime


class Noted(Entry, frozen=True, kw_only=True):
    """Something about the night as such, in words: it opened, a category was put off."""

    text: str


class CalledUp(Entry, frozen=True, kw_only=True):
    """A category is decided next."""

    category: str


class Decided(Entry, frozen=True, kw_only=True):
    """A category was decided; without winners there is no award. `stands` is false once it was corrected."""

    category_id: str
    category: str
    winners: tuple[Winner, ...]
    stands: bool = True


class Corrected(Entry, frozen=True, kw_only=True):
    """An outcome was corrected: what was said before, what is right, and why it was wrong."""

    category_id: str
    category: str
    before: tuple[Winner, ...]
    winners: tuple[Winner, ...]
    reason: str
    stands: bool = True


class Claimed(Entry, frozen=True, kw_only=True):
    """A milestone fell. `stands` is false once it was taken back."""

    address: str
    kind: str
    status: str
    headline: str
    weight: Weight
    stands: bool = True


class TakenBack(Entry, frozen=True, kw_only=True):
    """A milestone was taken back by a correction."""

    address: str
    kind: str
    status: str
    headline: str


def said_once(kind: str, headline: str) -> str:
    """Return a headline without the kind's own name in front of it, for where that is shown beside it."""
    return headline.removeprefix(f"{kind.replace('-', ' ').capitalize()}: ")


AnyEntry = Noted | CalledUp | Decided | Corrected | Claimed | TakenBack


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """A night as a viewer has it: the board, the last turn in it, and the stream, oldest first."""

    board: Board
    sequence: int
    stream: tuple[AnyEntry, ...]


def joined(frame: Snapshot) -> Night:
    """Return a night as somebody sees it who joins now."""
    board = frame.data.board
    return Night(board=board, sequence=frame.data.sequence, stream=tuple(remembered(board, frame.data.sequence)))


def followed(night: Night | None, frame: TurnFrame) -> Night:
    """Return the night after a turn; a ceremony's first turn needs no night before it."""
    before = Night(board={}, sequence=0, stream=()) if night is None else night
    board = applied(before.board, frame.data.updates)
    new = tuple(told(before.board, frame, board))
    return Night(board=board, sequence=frame.data.sequence, stream=(*_revised(before.stream, new), *new))


def told(before: Board, frame: TurnFrame, after: Board) -> Iterator[AnyEntry]:
    """Yield what a turn says, outcomes before the milestones that stand on them, the loudest of these first."""
    at = _At(frame.data.sequence, frame.data.cause.time)
    updates = frame.data.updates
    yield from _night_told(before, after, at)
    for update in updates:
        if isinstance(update.value, CategoryState):
            yield from _category_told(before.get(update.address), update.value, at)
    taken_back = [
        _taken_back(update.address, update.ended, at)
        for update in updates
        if update.ended is not None and update.ended.how == "retracted" and _was_told(before.get(update.address))
    ]
    yield from sorted(taken_back, key=lambda entry: place_of(entry.kind))
    claimed = [
        _claimed(update.address, update.value)
        for update in updates
        if isinstance(update.value, Milestone) and update.value.since == at.sequence and update.value.weight != "quiet"
    ]
    yield from sorted(claimed, key=_loudness)


def remembered(board: Board, sequence: int) -> Iterator[AnyEntry]:
    """Yield the stream as the board after turn `sequence` remembers it.

    That is the outcomes with their corrections, and the milestones that hold. A milestone whose wording has moved on
    since it fell (a lead that grew) is left out unless it is a major one: told at its first moment, it would say what
    nobody could have known then.
    """
    stage = board.get("stage")
    entries: list[AnyEntry] = []
    for value in board.values():
        if isinstance(value, CategoryState) and value.status == "decided":
            entries += _outcomes(value)
    decided = {each.category_id: each.sequence for each in entries if isinstance(each, Decided | Corrected)}
    claims = [
        _claimed(address, value)
        for address, value in board.items()
        if isinstance(value, Milestone)
        and (value.weight == "major" or (value.weight == "minor" and _unmoved(value, decided)))
    ]
    # Sorting is stable: of one turn, the outcome stays in front of its milestones.
    said_in_order = sorted([*entries, *sorted(claims, key=_loudness)], key=lambda entry: entry.sequence)
    if isinstance(stage, Stage) and stage.opened_at is not None:
        yield Noted(sequence=0, time=stage.opened_at, text="The night begins")
    yield from said_in_order
    if isinstance(stage, Stage) and stage.closed_at is not None:
        yield Noted(sequence=sequence, time=stage.closed_at, text="The night is over")


class _At(msgspec.Struct, frozen=True):
    sequence: int
    time: datetime


def _night_told(before: Board, after: Board, at: _At) -> Iterator[AnyEntry]:
    was, now = before.get("stage"), after.get("stage")
    ceremony = after.get("ceremony")
    if "ceremony" not in before and isinstance(ceremony, CeremonyInfo):
        text = f"The programme is published: {len(ceremony.running_order)} categories"
        yield Noted(sequence=at.sequence, time=at.time, text=text)
    if not isinstance(now, Stage):
        return
    earlier = was.status if isinstance(was, Stage) else "published"
    if now.status != earlier:
        words = {"open": "The night begins", "closed": "The night is over", "published": "The night is yet to begin"}
        yield Noted(sequence=at.sequence, time=at.time, text=words[now.status])
    called = after.get(f"category/{now.up_next}")
    if isinstance(called, CategoryState) and not (isinstance(was, Stage) and was.up_next == now.up_next):
        yield CalledUp(sequence=at.sequence, time=at.time, category=called.name)


def _category_told(was: object, now: CategoryState, at: _At) -> Iterator[AnyEntry]:
    if now.status == "decided" and now.sequence == at.sequence:
        yield list(_outcomes(now))[-1]
    if now.status == "postponed" and not (isinstance(was, CategoryState) and was.status == "postponed"):
        reason = f" ({now.reason})" if now.reason else ""
        yield Noted(sequence=at.sequence, time=at.time, text=f"Put off: {now.name}{reason}")
    if isinstance(was, CategoryState):
        gone = {each.id for each in was.nominations if each.status == "withdrawn"}
        for each in now.nominations:
            if each.status == "withdrawn" and each.id not in gone:
                text = f"Withdrawn: {said(each, now.award).line(', ')} from {now.name}"
                yield Noted(sequence=at.sequence, time=at.time, text=text)


def _outcomes(category: CategoryState) -> Iterator[Decided | Corrected]:
    """Yield each outcome that a decided category ever had, the one that stands last."""
    ways = [(chosen(category, each.winners, (who.name for who in each.recipients)), each) for each in category.earlier]
    now = winners(category)
    first = now if not ways else ways[0][0]
    said_at = category.decided_at if not ways else ways[0][1].said_at
    sequence = category.sequence if not ways else ways[0][1].sequence
    if said_at is None or sequence is None:
        return
    yield Decided(
        sequence=sequence,
        time=said_at,
        category_id=category.id,
        category=category.name,
        winners=first,
        stands=not ways,
    )
    for place, (before, earlier) in enumerate(ways):
        last = place == len(ways) - 1
        turn = category.sequence if last else ways[place + 1][1].sequence
        yield Corrected(
            sequence=turn or sequence,
            time=earlier.corrected_at,
            category_id=category.id,
            category=category.name,
            before=before,
            winners=now if last else ways[place + 1][0],
            reason=earlier.reason,
            stands=last,
        )


def _claimed(address: str, milestone: Milestone) -> Claimed:
    return Claimed(
        sequence=milestone.since,
        time=milestone.since_time,
        address=address,
        kind=milestone.kind,
        status=milestone.status,
        headline=milestone.headline,
        weight=milestone.weight,
    )


def _taken_back(address: str, ended: Ended, at: _At) -> TakenBack:
    return TakenBack(
        sequence=at.sequence,
        time=at.time,
        address=address,
        kind=ended.kind,
        status=ended.status,
        headline=ended.headline,
    )


def _loudness(claim: Claimed) -> tuple[int, int]:
    return loudness(claim.kind, claim.weight)


def _was_told(value: object) -> bool:
    return isinstance(value, Milestone) and value.weight != "quiet"


def _unmoved(milestone: Milestone, decided: dict[str, int]) -> bool:
    stands_on = [each.id for each in milestone.evidence.categories if each.won is not None]
    return all(decided.get(category, 0) <= milestone.since for category in stands_on)


def _revised(stream: tuple[AnyEntry, ...], new: tuple[AnyEntry, ...]) -> Iterator[AnyEntry]:
    """Yield the stream with what the new entries correct or take back marked as no longer standing."""
    corrected = {each.category_id for each in new if isinstance(each, Corrected)}
    taken_back = {(each.address, each.kind, each.status) for each in new if isinstance(each, TakenBack)}
    for entry in stream:
        overtaken = (isinstance(entry, Decided | Corrected) and entry.category_id in corrected) or (
            isinstance(entry, Claimed) and (entry.address, entry.kind, entry.status) in taken_back
        )
        yield msgspec.structs.replace(entry, stands=False) if overtaken else entry
