"""Requests that cannot be carried out: each is refused, and the connection lives on."""

import json

import msgspec

from sweepcast.conformance.checking import Check
from sweepcast.conformance.gateway import Connection, Gateway
from sweepcast.conformance.judging import judge_delayed, judge_refused
from sweepcast.conformance.verdicts import CannotTell, Problem, Unexpected, Verdict, verdict

ROOM_FOR_THE_REST = 60
"""Bytes of a request besides the ids in it."""


class Refusable(msgspec.Struct, frozen=True, kw_only=True):
    """A request that must be refused, and how.

    Attributes:
        id: of the check.
        what: the request in words.
        messages: what is said; each of them must be refused.
        code: with which code.
        request: the id that the answer must repeat.
        or_unnamed: the request is so broken that its id need not have been read.
    """

    id: str
    what: str
    messages: tuple[str | bytes, ...]
    code: str
    request: str | None = None
    or_unnamed: bool = False


REFUSABLE = (
    Refusable(
        id="request-no-json",
        what="What is no JSON object",
        messages=("", "{", "null", "[]", '"filter"', "\x00", "[" * 500, '{"type": 1}'),
        code="malformed-request",
    ),
    Refusable(
        id="request-binary",
        what="A binary message that is no request",
        messages=(b"\xff\xfe", b"\x00" * 20),
        code="malformed-request",
    ),
    Refusable(
        id="request-unknown-type",
        what="A request of an unknown type",
        messages=('{"type": "subscribe", "id": "1"}', '{"id": "1"}'),
        code="malformed-request",
        request="1",
        or_unnamed=True,
    ),
    Refusable(
        id="request-malformed",
        what="A request with an unknown or missing field, or with a value that does not fit",
        messages=(
            '{"type": "filter", "id": "1", "filter": {"kind": ["milestone"]}}',
            '{"type": "filter", "id": "1", "filter": {"kinds": ["not an id"]}}',
            '{"type": "filter", "id": "1"}',
            '{"type": "delay", "id": "1", "seconds": -1}',
            '{"type": "delay", "id": "1", "seconds": "30"}',
            '{"type": "delay", "id": "1", "seconds": 5, "jitter": 1}',
            '{"type": "ack", "id": "1", "cursor": ""}',
        ),
        code="malformed-request",
        request="1",
        or_unnamed=True,
    ),
    Refusable(
        id="request-no-subscriber",
        what="An acknowledgement without a subscriber",
        messages=('{"type": "ack", "id": "1", "cursor": "abc"}',),
        code="no-subscriber",
        request="1",
    ),
)


def _refused(refusable: Refusable) -> Check:
    async def look(gateway: Gateway) -> Verdict:
        problems: list[Problem] = []
        async with gateway.connect() as connection:
            await connection.opening()
            for message in refusable.messages:
                answer = await connection.ask(message, f"refused, in answer to {message!r:.80}")
                problems += judge_refused(answer, (refusable.code,), refusable.request, or_unnamed=refusable.or_unnamed)
            problems += await _lives(connection)
        return verdict(problems[:3])

    says = f"{refusable.what} is refused with {refusable.code}; nothing has changed."
    return Check(id=refusable.id, section="Requests", says=says, look=look)


async def _too_large(gateway: Gateway) -> Verdict:
    async with gateway.connect() as connection:
        await connection.opening()
        limits = connection.hello.data.limits
        if limits is None:
            raise Unexpected(Problem(expected="`limits` in hello", seen="none"))
        request = json.dumps({"type": "filter", "id": "1", "filter": {"works": _ids(limits.filter_ids + 1)}})
        if len(request) > limits.message_bytes:
            raise CannotTell("a filter of more ids than allowed is also a larger message than allowed")
        problems = list(judge_refused(await connection.ask(request), ("filter-too-large",), "1"))
        problems += await _lives(connection)
    return verdict(problems)


def _ids(number: int) -> list[str]:
    return [f"{each:x}" for each in range(number)]


async def _lives(connection: Connection) -> list[Problem]:
    """Return what is wrong with the answer to a request that can be carried out."""
    answer = await connection.ask({"type": "delay", "id": "still-there", "seconds": 0}, "an answer after all that")
    return list(judge_delayed(answer, "still-there", 0.0))


CHECKS = (
    *(_refused(each) for each in REFUSABLE),
    Check(
        id="request-filter-too-large",
        section="Requests",
        says="A filter with more ids than hello allows is refused with filter-too-large; nothing has changed.",
        look=_too_large,
    ),
)
