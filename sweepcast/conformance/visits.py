"""What the mock gateway sees of a client, and the rules by which that is judged: docs/protocol.md, from the other end.

Each rule is a plain function: visits in, problems out.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal
from urllib.parse import parse_qsl

import msgspec

from sweepcast.cloudevents import Malformed
from sweepcast.conformance.asking import Refusal, read_query
from sweepcast.conformance.model import LIMITS
from sweepcast.conformance.verdicts import Problem, shortened
from sweepcast.requests import REQUESTS

LONGEST_PAUSE_SECONDS = 20.0
"""A client comes back after this pause at most: docs/protocol.md, "Staying connected"."""
SLACK_SECONDS = 2.0
"""What a handshake and a busy machine may add."""
MANY_PAUSES_SECONDS = 1.0
"""So long take five growing pauses with half a second at first, whatever chance makes of them, but once in 10,000."""


class Given(msgspec.Struct, frozen=True):
    """A cursor that a client got, and whether it is from amid the snapshots."""

    cursor: str
    unfinished: bool


class Visit(msgspec.Struct, kw_only=True):
    """One connection of a client, or its attempt.

    Attributes:
        at: when it came, in seconds of the gateway's clock.
        query: what it asked for.
        refused: the HTTP status with which it was refused by the scenario.
        resumed: whether its cursor was honoured.
        given: the cursors that it got, in order.
        settled: whether it had certainly taken all of them off the wire.
        messages: what it said.
        done: whether the script was over when it left.
        hushed_at: when the gateway fell silent.
        left_at, left_by: when and by whom the connection was ended.
    """

    at: float
    query: str
    refused: int | None = None
    resumed: bool = False
    given: list[Given] = []
    settled: bool = False
    messages: list[str] = []
    done: bool = False
    hushed_at: float | None = None
    left_at: float | None = None
    left_by: Literal["client", "gateway"] | None = None

    @property
    def cursor(self) -> str | None:
        """The cursor with which it came."""
        return dict(parse_qsl(self.query)).get("cursor")

    @property
    def options(self) -> list[tuple[str, str]]:
        """What it asked for besides its place and its token, sorted."""
        return sorted(each for each in parse_qsl(self.query) if each[0] not in ("cursor", "token"))


Rule = Callable[[Sequence[Visit]], Iterator[Problem]]


def asks_well(visits: Sequence[Visit]) -> Iterator[Problem]:
    """What it asks for is in order, and the same each time but for the cursor."""
    for each in visits:
        try:
            read_query(each.query)
        except Refusal as refusal:
            yield Problem(expected="options of docs/protocol.md", seen=f"{each.query!r}: {refusal}")
            return
        if each.options != visits[0].options:
            yield Problem(expected=f"the options of its first connection, {visits[0].options}", seen=str(each.options))
            return


def speaks_well(visits: Sequence[Visit]) -> Iterator[Problem]:
    """What it says are requests, no more than hello allows, none larger."""
    for visit in visits:
        for message in visit.messages:
            try:
                REQUESTS.decode(message.encode())
            except Malformed as error:
                yield Problem(expected="requests of docs/protocol.md", seen=str(error), frames=(shortened(message),))
                return
        if len(visit.messages) > LIMITS.messages_per_minute:
            yield Problem(
                expected=f"at most {LIMITS.messages_per_minute} messages a minute", seen=str(len(visit.messages))
            )


def comes(times: int) -> Rule:
    """Return the rule that it connects so many times: it comes back after each end that is not for good."""

    def judge(visits: Sequence[Visit]) -> Iterator[Problem]:
        if len(visits) < times:
            seen = f"{len(visits)}; the last ended by {visits[-1].left_by or 'nobody yet'}" if visits else "none"
            yield Problem(expected=f"{times} connections", seen=seen)

    return judge


def stays_away_after(times: int) -> Rule:
    """Return the rule that nothing comes behind so many connections: the last one ended for good."""

    def judge(visits: Sequence[Visit]) -> Iterator[Problem]:
        if len(visits) > times:
            pause = visits[times].at - (visits[times - 1].left_at or visits[times - 1].at)
            yield Problem(expected="that the client stays away", seen=f"it came back after {pause:.2f} s")

    return judge


def stays(visits: Sequence[Visit]) -> Iterator[Problem]:
    """It does not leave while nothing is wrong with the connection."""
    for number, each in enumerate(visits, 1):
        if each.left_by == "client" and not each.done and each.hushed_at is None:
            yield Problem(expected=f"that the client stays on connection {number}", seen="it left")
            return


def leaves_within(shortest: float, longest: float) -> Rule:
    """Return the rule that it leaves a connection that is no good, not too early and not too late, in seconds."""

    def judge(visits: Sequence[Visit]) -> Iterator[Problem]:
        for each in visits:
            if each.hushed_at is None or each.left_at is None:
                continue
            after = each.left_at - each.hushed_at
            if each.left_by != "client" or not shortest <= after <= longest:
                who = "it" if each.left_by == "client" else "the gateway gave up waiting, which"
                yield Problem(
                    expected=f"that the client leaves after {shortest:g} to {longest:g} s",
                    seen=f"{who} left after {after:.2f} s",
                )

    return judge


def comes_back_with(*expected: Literal["given", "newest", "none", "any"]) -> Rule:
    """Return the rule of the cursor with which it comes back each time.

    `given`: one that it got on its last connection, or the one that it came with then; `newest`: that of the last
    frame; `none`: without; `any`: that is its own affair.
    """

    def judge(visits: Sequence[Visit]) -> Iterator[Problem]:
        for number, (wanted, visit) in enumerate(zip(expected, visits[1:], strict=False), 1):
            former = visits[number - 1]
            allowed = _allowed(wanted, former)
            if allowed is not None and visit.cursor not in allowed:
                yield Problem(
                    expected=f"connection {number + 1} with {_in_words(allowed)}", seen=visit.cursor or "no cursor"
                )

    return judge


def _allowed(wanted: str, former: Visit) -> frozenset[str | None] | None:
    finished = [each.cursor for each in former.given if not each.unfinished]
    match wanted:
        case "none":
            return frozenset({None})
        case "newest":
            return frozenset({finished[-1]} if finished and former.settled else {former.cursor, *finished})
        case "given":
            got: set[str | None] = {each.cursor for each in former.given}
            if former.cursor is not None:
                got.add(former.cursor)
            if not former.resumed and not (finished and former.settled):
                got.add(None)  # it may have nothing yet that it could go on from
            return frozenset(got)
    return None


def _in_words(allowed: frozenset[str | None]) -> str:
    cursors = sorted(each for each in allowed if each is not None)
    words = [f"cursor {each}" for each in cursors[-2:]] + (["no cursor"] if None in allowed else [])
    return " or ".join(words)


def waits(seconds: float) -> Rule:
    """Return the rule that it comes back no sooner than Retry-After asked for."""

    def judge(visits: Sequence[Visit]) -> Iterator[Problem]:
        for former, visit in pairwise(visits):
            pause = visit.at - (former.left_at or former.at)
            if former.refused is not None and pause < seconds:
                yield Problem(expected=f"a pause of {seconds:g} s, as Retry-After says", seen=f"{pause:.2f} s")
                return

    return judge


def pauses_well(visits: Sequence[Visit]) -> Iterator[Problem]:
    """The pauses before it comes back grow, differ, and do not exceed 20 seconds."""
    pauses = [later.at - former.left_at for former, later in pairwise(visits) if former.left_at]
    said = ", ".join(f"{each:.2f}" for each in pauses)
    if any(each > LONGEST_PAUSE_SECONDS + SLACK_SECONDS for each in pauses):
        yield Problem(expected=f"pauses of {LONGEST_PAUSE_SECONDS:g} s at most", seen=f"{said} s")
    elif pauses and sum(pauses) < MANY_PAUSES_SECONDS:
        yield Problem(expected=f"growing pauses, together at least {MANY_PAUSES_SECONDS:g} s", seen=f"{said} s")
    elif len(pauses) > 2 and max(pauses) - min(pauses) < 0.01 * max(pauses):
        yield Problem(expected="growing pauses with a random part", seen=f"{said} s")
