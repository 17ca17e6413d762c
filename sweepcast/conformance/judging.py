"""What must hold of frames and answers, as plain functions: they get what was seen, and yield what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from sweepcast.conformance.boards import applied, board_at, by_address, difference, same_turn, selected, selected_turns
from sweepcast.conformance.seen import Board, Seen, Snapshot, Turn, Update
from sweepcast.conformance.verdicts import Problem
from sweepcast.filters import Filter, filter_of
from sweepcast.frames import Acked, Delayed, Filtered, Heartbeat, Hello, Refused
from sweepcast.turns import sequence_text

TEXT_KEYS = ("version", "heartbeat_seconds", "resumed", "reason", "ceremonies", "filter", "delay_seconds", "stale")
"""What the data of hello must name, since clients lean on it; `limits` besides."""


class _HelloKeys(msgspec.Struct):
    data: dict[str, object]


def snapshots_in(frames: Iterable[Seen]) -> list[Snapshot]:
    """Return the snapshots among frames."""
    return [each.frame for each in frames if isinstance(each.frame, Snapshot)]


def turns_in(frames: Iterable[Seen]) -> list[Turn]:
    """Return the turns among frames."""
    return [each.frame for each in frames if isinstance(each.frame, Turn)]


def sequences(frames: Iterable[Seen]) -> dict[str, int]:
    """Return the last sequence of each night that frames tell of."""
    return {
        each.frame.data.ceremony: each.frame.data.sequence for each in frames if isinstance(each.frame, Snapshot | Turn)
    }


def judge_hello(frames: Sequence[Seen], reason: str = "no-cursor") -> Iterator[Problem]:
    """Hello is first and comes once; `resumed` agrees with the reason; nothing that clients lean on is left out."""
    hello = frames[0].frame if frames else None
    if not isinstance(hello, Hello):
        yield Problem(
            expected="hello as the first frame",
            seen=type(hello).__name__,
            frames=tuple(each.shown for each in frames[:1]),
        )
        return
    shown = (frames[0].shown,)
    if any(isinstance(each.frame, Hello) for each in frames[1:]):
        yield Problem(expected="one hello", seen="another one later", frames=shown)
    if hello.data.reason != reason:
        yield Problem(expected=f"the reason {reason}", seen=hello.data.reason, frames=shown)
    if hello.data.resumed != (hello.data.reason == "resumed"):
        seen = f'"resumed": {hello.data.resumed}'.lower()
        yield Problem(expected=f"`resumed` as the reason {hello.data.reason} says", seen=seen, frames=shown)
    if hello.data.heartbeat_seconds <= 0:
        yield Problem(expected="heartbeat_seconds above 0", seen=str(hello.data.heartbeat_seconds), frames=shown)
    if list(hello.data.ceremonies) != sorted(set(hello.data.ceremonies)):
        yield Problem(expected="each of `ceremonies` once, sorted", seen=str(hello.data.ceremonies), frames=shown)
    data = msgspec.json.decode(frames[0].text, type=_HelloKeys).data
    left_out = [each for each in (*TEXT_KEYS, "limits") if data.get(each) is None]
    if left_out:
        yield Problem(expected="all that hello tells", seen=f"without {', '.join(left_out)}", frames=shown)
    elif hello.data.limits is not None:
        limits = msgspec.structs.asdict(hello.data.limits)
        if any(value <= 0 for value in limits.values()):
            yield Problem(expected="limits above 0", seen=str(limits), frames=shown)


def judge_opening(frames: Sequence[Seen]) -> Iterator[Problem]:
    """Unless resumed, one snapshot of each of hello's ceremonies comes, and no turn of a night before its snapshot."""
    hello = frames[0].frame
    if not isinstance(hello, Hello):
        return
    announced = Counter() if hello.data.resumed else Counter(hello.data.ceremonies)
    came = Counter(each.data.ceremony for each in snapshots_in(frames))
    if came != announced:
        yield Problem(
            expected=f"one snapshot of each of: {', '.join(sorted(announced)) or 'no night'}",
            seen=", ".join(sorted(came.elements())) or "none",
            frames=tuple(each.shown for each in frames[:3]),
        )
    waited_for = set(announced)
    for each in frames:
        if isinstance(each.frame, Snapshot):
            waited_for.discard(each.frame.data.ceremony)
        elif isinstance(each.frame, Turn) and each.frame.data.ceremony in waited_for:
            yield Problem(expected="a night's snapshot before its turns", seen="a turn first", frames=(each.shown,))
            return


def judge_turns(frames: Iterable[Seen], begin: Mapping[str, int] | None = None) -> Iterator[Problem]:
    """Where boards are seen whole, each turn's sequence is one more than the last of its night.

    `begin` has the last sequence of nights whose turns are gone on with; a night that is in neither `begin` nor any
    snapshot begins with turn 1.
    """
    last = dict(begin or {})
    for each in frames:
        frame = each.frame
        if isinstance(frame, Snapshot):
            last[frame.data.ceremony] = frame.data.sequence
        elif isinstance(frame, Turn):
            due = last.get(frame.data.ceremony, 0) + 1
            if frame.data.sequence != due:
                what = "a repeat" if frame.data.sequence < due else "a gap"
                yield Problem(
                    expected=f"turn {due} of {frame.data.ceremony}",
                    seen=f"{what}: turn {frame.data.sequence}",
                    frames=(each.shown,),
                )
                return
            if frame.sequence != sequence_text(frame.data.sequence) or frame.subject != frame.data.ceremony:
                yield Problem(
                    expected=f"sequence {sequence_text(due)} and subject {frame.data.ceremony} in the envelope",
                    seen=f"{frame.sequence} and {frame.subject}",
                    frames=(each.shown,),
                )
            last[frame.data.ceremony] = frame.data.sequence


def judge_snapshot(snapshot: Snapshot, turns: Sequence[Turn], wanted: Filter) -> Iterator[Problem]:
    """A snapshot is what the turns up to its sequence make, without what the filter does not select."""
    data = snapshot.data
    if turns and data.sequence > turns[-1].data.sequence:
        yield Problem(
            expected=f"a snapshot of {data.ceremony} up to turn {turns[-1].data.sequence} at most",
            seen=f"sequence {data.sequence}",
        )
        return
    what = f"the board of {data.ceremony} after turn {data.sequence}"
    if not wanted.selects_whole_boards:
        what += f" under {told(wanted)}"
    yield from difference(selected(board_at(turns, data.sequence), wanted), data.board, what)


def judge_history(turns: Sequence[Turn], board: Board, sequence: int) -> Iterator[Problem]:
    """A night's turns over HTTP count from 1 without holes, and make its board."""
    numbers = [each.data.sequence for each in turns]
    due = list(range(1, len(turns) + 1))
    if numbers != due:
        first = next((a for a, b in zip(due, numbers, strict=False) if a != b), len(due))
        yield Problem(
            expected=f"turns from 1 without holes, so {first} in its place", seen=str(numbers[first - 1 :][:3])
        )
        return
    if sequence > len(turns):
        yield Problem(expected=f"the turns up to {sequence}, as the board has it", seen=f"{len(turns)} turns")
        return
    yield from difference(board_at(turns, sequence), board, f"the board after turn {sequence}, made of the turns")


def judge_seam(witness: Sequence[Seen], newcomer: Sequence[Seen]) -> Iterator[Problem]:
    """Who comes in amid the turns has, after each of them, the board of one who was there all the time."""
    yield from judge_opening(newcomer)
    yield from judge_turns(newcomer)
    boards = dict(_boards(witness))
    for place, board in _boards(newcomer):
        if place in boards:
            ceremony, sequence = place
            problems = list(
                difference(boards[place], board, f"the board of {ceremony} after turn {sequence}, as others have it")
            )
            if problems:
                yield from problems
                return


def _boards(frames: Iterable[Seen]) -> Iterator[tuple[tuple[str, int], Board]]:
    boards: dict[str, Board] = {}
    for each in frames:
        if isinstance(each.frame, Snapshot):
            boards[each.frame.data.ceremony] = each.frame.data.board
        elif isinstance(each.frame, Turn):
            ceremony = each.frame.data.ceremony
            boards[ceremony] = applied(boards.get(ceremony, {}), each.frame.data.updates)
        else:
            continue
        yield (each.frame.data.ceremony, each.frame.data.sequence), boards[each.frame.data.ceremony]


def judge_resumed(frames: Sequence[Seen], expected: Sequence[Turn]) -> Iterator[Problem]:
    """After `resumed` exactly the turns behind the cursor follow, each as it is told elsewhere, and no snapshot.

    Turns that come behind the expected ones are newer than what is known, and are not judged.
    """
    yield from judge_hello(frames, "resumed")
    for each in snapshots_in(frames):
        yield Problem(expected="no snapshot after `resumed`", seen=f"a snapshot of {each.data.ceremony}")
        return
    came = [each for each in frames if isinstance(each.frame, Turn)]
    for place, turn in enumerate(expected):
        if place >= len(came):
            yield Problem(
                expected=f"turn {turn.data.sequence} of {turn.data.ceremony}",
                seen=f"{len(came)} turns, of {len(expected)} behind the cursor",
            )
            return
        frame = came[place].frame
        if not isinstance(frame, Turn) or not same_turn(turn.data, frame.data):
            yield Problem(
                expected=f"turn {turn.data.sequence} of {turn.data.ceremony}, as over HTTP",
                seen="another turn, or other updates",
                frames=(came[place].shown,),
            )
            return


def judge_alike(first: Sequence[Turn], second: Sequence[Turn]) -> Iterator[Problem]:
    """Resumed twice at one cursor, the same turns with the same cursors come; one may have got more of them by now."""
    for one, other in zip(first, second, strict=False):
        if not same_turn(one.data, other.data) or one.cursor != other.cursor or one.id != other.id:
            yield Problem(
                expected=f"{one.id} with cursor {one.cursor} again", seen=f"{other.id} with cursor {other.cursor}"
            )
            return


def judge_not_resumed(frames: Sequence[Seen], reasons: Sequence[str]) -> Iterator[Problem]:
    """A cursor that cannot be honoured is said aloud, with the right reason, and snapshots follow."""
    hello = frames[0].frame
    reason = hello.data.reason if isinstance(hello, Hello) else ""
    if reason not in reasons:
        yield Problem(expected=f"the reason {' or '.join(reasons)}", seen=reason, frames=(frames[0].shown,))
    else:
        yield from judge_hello(frames, reason)
        yield from judge_opening(frames)


def judge_filter(understood: Filter, wanted: Filter) -> Iterator[Problem]:
    """A filter is said to be understood as it was asked for."""
    if filter_of(**msgspec.structs.asdict(understood)) != filter_of(**msgspec.structs.asdict(wanted)):
        yield Problem(expected=f"the filter {told(wanted)}", seen=told(understood))


def judge_filtered_turns(begin: int, turns: Sequence[Turn], came: Sequence[Turn], wanted: Filter) -> Iterator[Problem]:
    """Behind the snapshot at turn `begin`, filtered turns are the differences of filtered boards, and no others come.

    `turns` are all of the night, whole; turns that came and are newer than these are not judged.
    """
    board = board_at(turns, begin)
    behind = [each for each in turns if each.data.sequence > begin]
    expected = dict(selected_turns(board, behind, wanted))
    last = turns[-1].data.sequence if turns else 0
    seen = {each.data.sequence: each for each in came if each.data.sequence <= last}
    numbers = [each.data.sequence for each in came if each.data.sequence <= last]
    if numbers != sorted(set(numbers)):
        yield Problem(expected=f"rising sequences under {told(wanted)}", seen=str(numbers))
    for sequence in sorted(expected.keys() - seen.keys())[:1]:
        yield Problem(expected=f"turn {sequence} under {told(wanted)}", seen="that it never came")
    for sequence in sorted(seen.keys() - expected.keys())[:1]:
        yield Problem(
            expected=f"no turn {sequence} under {told(wanted)}: none of its updates is selected",
            seen=f"{len(seen[sequence].data.updates)} updates",
        )
    for sequence in sorted(expected.keys() & seen.keys()):
        problems = list(_same_updates(sequence, expected[sequence], seen[sequence].data.updates, wanted))
        if problems:
            yield problems[0]
            return


def _same_updates(
    sequence: int, expected: Sequence[Update], seen: Sequence[Update], wanted: Filter
) -> Iterator[Problem]:
    what = f"in turn {sequence} under {told(wanted)}"
    due, came = by_address(expected), by_address(seen)
    for address in sorted(due.keys() - came.keys()):
        yield Problem(expected=f"an update of {address} {what}", seen="none")
    for address in sorted(came.keys() - due.keys()):
        yield Problem(expected=f"no update of {address} {what}", seen="one")
    for address in sorted(due.keys() & came.keys()):
        if due[address].value != came[address].value:
            value = "null, since the new value is not selected" if due[address].value is None else "the new value"
            yield Problem(expected=f"{value} at {address} {what}", seen=str(came[address].value)[:200])


def judge_delay(
    told_at: Iterable[tuple[float, int]], absent_at: Iterable[tuple[float, int]], seconds: float
) -> Iterator[Problem]:
    """Nothing is told before it is `seconds` old.

    Args:
        told_at: when something was told, and up to which sequence.
        absent_at: moments at which all turns behind a sequence were certainly not there yet.
        seconds: the delay.
    """
    absent = list(absent_at)
    for time, sequence in told_at:
        # The last moment at which this turn was still to come.
        before = max((moment for moment, last in absent if last < sequence), default=None)
        if before is not None and time - before < seconds:
            yield Problem(
                expected=f"turn {sequence} not before it is {seconds:g} s old",
                seen=f"it was told {time - before:.2f} s after it was still to come",
            )
            return


def judge_refused(
    answer: Seen, codes: Sequence[str], request: str | None, *, or_unnamed: bool = False
) -> Iterator[Problem]:
    """A request that cannot be carried out is refused, with its code, its id, and words that help.

    `or_unnamed`: the request is so broken that its id need not have been read.
    """
    frame = answer.frame
    shown = (answer.shown,)
    if not isinstance(frame, Refused):
        yield Problem(expected=f"refused with {' or '.join(codes)}", seen=type(frame).__name__, frames=shown)
        return
    if frame.data.code not in codes:
        yield Problem(expected=f"the code {' or '.join(codes)}", seen=frame.data.code, frames=shown)
    if frame.data.request != request and not (or_unnamed and frame.data.request is None):
        yield Problem(expected=f"the request's id {request}", seen=str(frame.data.request), frames=shown)


def judge_delayed(answer: Seen, request: str, seconds: float) -> Iterator[Problem]:
    """A change of the delay is answered with the request's id and the seconds that hold now."""
    frame = answer.frame
    if not isinstance(frame, Delayed) or frame.data.request != request or frame.data.delay_seconds != seconds:
        yield Problem(
            expected=f"delayed by {seconds:g} s, in answer to {request}",
            seen=type(frame).__name__,
            frames=(answer.shown,),
        )


def judge_changed_filter(
    frames: Sequence[Seen], request: str, wanted: Filter, nights: Sequence[tuple[str, ...]]
) -> Iterator[Problem]:
    """A change of the filter is answered with the filter as understood, and one snapshot of each of its nights.

    `nights`: those with which connections of this filter began before and after it; one of them must agree.
    """
    frame = frames[0].frame
    if not isinstance(frame, Filtered) or frame.data.request != request:
        yield Problem(
            expected=f"filtered, in answer to {request}", seen=type(frame).__name__, frames=(frames[0].shown,)
        )
        return
    yield from judge_filter(frame.data.filter, wanted)
    if frame.data.ceremonies not in nights:
        yield Problem(
            expected=f"`ceremonies` as a connection of this filter begins with: {', '.join(nights[-1])}",
            seen=", ".join(frame.data.ceremonies) or "none",
        )
    came = Counter(each.data.ceremony for each in snapshots_in(frames))
    if came != Counter(frame.data.ceremonies):
        yield Problem(
            expected=f"a snapshot of each of {', '.join(frame.data.ceremonies) or 'no night'} behind filtered",
            seen=", ".join(sorted(came.elements())) or "none",
            frames=tuple(each.shown for each in frames[:2]),
        )


def judge_acked(answer: Seen, request: str) -> Iterator[Problem]:
    """An acknowledgement is answered with the request's id."""
    frame = answer.frame
    if not isinstance(frame, Acked) or frame.data.request != request:
        yield Problem(expected=f"acked, in answer to {request}", seen=type(frame).__name__, frames=(answer.shown,))


def judge_heartbeats(frames: Sequence[Seen], begin: float, interval: float, patience: float) -> Iterator[Problem]:
    """Heartbeats come every `interval` seconds; one that is later than `patience` counts as missing."""
    last = begin
    for each in frames:
        if isinstance(each.frame, Heartbeat):
            if each.at - last > patience:
                yield Problem(
                    expected=f"a heartbeat every {interval:g} s", seen=f"none for {each.at - last:.1f} s",
                    frames=(each.shown,),
                )  # fmt: skip
            last = each.at
    if last == begin:
        yield Problem(expected=f"a heartbeat every {interval:g} s", seen="none")


def told(wanted: Filter) -> str:
    """Return a filter as a person writes it."""
    return msgspec.json.encode(wanted).decode()
