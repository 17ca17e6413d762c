"""What a client's boards must be, worked out from whole turns: the rules of docs/protocol.md as plain functions."""

from collections.abc import Iterable, Iterator, Sequence

from sweepcast.conformance.seen import Board, Turn, TurnData, Update, facts
from sweepcast.conformance.verdicts import Problem
from sweepcast.filters import Filter

SHOWN_ADDRESSES = 5


def applied(board: Board, updates: Iterable[Update]) -> Board:
    """Return the board after the updates; `board` itself stays as it is."""
    after = dict(board)
    for update in updates:
        if update.value is None:
            after.pop(update.address, None)
        else:
            after[update.address] = update.value
    return after


def board_at(turns: Sequence[Turn], sequence: int, board: Board | None = None) -> Board:
    """Return the board after all turns up to `sequence`, on top of `board`."""
    after = dict(board or {})
    for turn in turns:
        if turn.data.sequence <= sequence:
            after = applied(after, turn.data.updates)
    return after


def selected(board: Board, wanted: Filter) -> Board:
    """Return the board without the values that the filter does not select."""
    return {address: value for address, value in board.items() if wanted.selects(facts(value))}


def selected_updates(before: Board, updates: Iterable[Update], wanted: Filter) -> tuple[Update, ...]:
    """Return those updates of a turn that its filtered form must have; `before` is the whole board before it.

    Where a value leaves the filtered board though another one is now at its address, `ended` is left open: it is about
    what stood there, and docs/protocol.md asks for the value alone.
    """
    told: list[Update] = []
    for update in updates:
        former = before.get(update.address)
        was = former is not None and wanted.selects(facts(former))
        if update.value is not None and wanted.selects(facts(update.value)):
            told.append(update)
        elif was:
            told.append(Update(address=update.address, value=None, ended=update.ended))
    return tuple(told)


def selected_turns(before: Board, turns: Iterable[Turn], wanted: Filter) -> Iterator[tuple[int, tuple[Update, ...]]]:
    """Yield sequence and updates of each of the turns as a filter must tell them, on top of the whole board."""
    board = before
    for turn in turns:
        told = selected_updates(board, turn.data.updates, wanted)
        board = applied(board, turn.data.updates)
        if told:
            yield turn.data.sequence, told


def difference(expected: Board, seen: Board, what: str) -> Iterator[Problem]:
    """Yield a problem if a board is not as expected: which addresses are missing, too many, or have another value."""
    missing = sorted(expected.keys() - seen.keys())
    surplus = sorted(seen.keys() - expected.keys())
    other = sorted(each for each in expected.keys() & seen.keys() if expected[each] != seen[each])
    found = [
        f"{word} {', '.join(addresses[:SHOWN_ADDRESSES])}{' …' if len(addresses) > SHOWN_ADDRESSES else ''}"
        for word, addresses in (("without", missing), ("besides", surplus), ("with another value at", other))
        if addresses
    ]
    if found:
        yield Problem(expected=f"{what} with {len(expected)} addresses", seen="; ".join(found))


def same_turn(expected: TurnData, seen: TurnData) -> bool:
    """Return whether two turns say the same, in whatever order their updates stand."""
    return (
        expected.ceremony == seen.ceremony
        and expected.sequence == seen.sequence
        and expected.cause == seen.cause
        and by_address(expected.updates) == by_address(seen.updates)
    )


def by_address(updates: Iterable[Update]) -> dict[str, Update]:
    """Return updates by their address."""
    return {each.address: each for each in updates}
