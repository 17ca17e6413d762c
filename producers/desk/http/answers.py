"""Requests and answers of the desk's HTTP shell: bodies that are checked, answers in JSON, refusals in words."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import msgspec
from aiohttp import web

from producers.desk.answers import Answer
from producers.desk.people import Person
from producers.desk.refusal import Refusal

LARGEST_BODY = 256 * 1024
"""Bytes of a body that is no programme and no announcement: a press release at its longest."""
NIGHT = "/v1/desk/nights/{ceremony}"
"""Where a night is served."""
LONGEST_WAIT = 10.0
SLOWEST_BODY = 60.0
"""Seconds that a body may take to come, whose sender is perhaps not known yet: the largest file over a bad line."""
RETRY_AFTER = "2"
PERSON: web.RequestKey[Person] = web.RequestKey("person", Person)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = TypeVar("Body")


class Part(Protocol):
    """Something that is served."""

    def routes(self) -> list[web.RouteDef]:
        """Return where it is served."""


def answered(content: Answer, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return the response with an answer; nobody may keep it."""
    return web.Response(
        body=msgspec.json.encode(content),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def refused(refusal: Refusal) -> web.Response:
    """Return the response that says why not."""
    content = {"error": refusal.code, "detail": refusal.detail, **refusal.more}
    headers = {"Cache-Control": "no-store"}
    if refusal.status in {429, 503}:
        headers["Retry-After"] = RETRY_AFTER
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="sweepcast-desk"'
    return web.Response(
        body=msgspec.json.encode(content), status=refusal.status, content_type="application/json", headers=headers
    )


async def content_of(request: web.Request, largest: int = LARGEST_BODY, slowest: float = SLOWEST_BODY) -> bytes:
    """Return a request's body, of so many bytes and in so many seconds at most.

    Raises:
        Refusal: `too-large` or `too-slow`.
    """
    if (request.content_length or 0) > largest:
        raise _too_large(largest)
    content = bytearray()
    try:
        async with asyncio.timeout(slowest):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > largest:
                    raise _too_large(largest)
    except TimeoutError:
        raise Refusal("too-slow", f"the body did not come within {slowest:g} seconds: send it again", 408) from None
    return bytes(content)


async def body_of(request: web.Request, kind: type[Body]) -> Body:
    """Return a request's body in JSON.

    Raises:
        Refusal: `content-type`, `too-large`, or `bad-entry` with the path of what does not fit.
    """
    if request.content_type != "application/json":
        raise Refusal("content-type", f"it is {request.content_type}: send application/json", 415)
    content = await content_of(request)
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("bad-entry", f"the body cannot be read: {error}", 422) from None


def number_of(request: web.Request, name: str, default: int, bounds: tuple[int, int]) -> int:
    """Return a whole number of the query.

    Raises:
        Refusal: `bad-request`.
    """
    text, (least, most) = request.query.get(name, str(default)), bounds
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Refusal("bad-request", f"?{name}={text[:50]!r} is no whole number from {least} to {most}", 400)
    return int(text)


def wait_of(request: web.Request) -> float:
    """Return how many seconds a request is ready to wait for a receipt.

    Raises:
        Refusal: `bad-request`.
    """
    text = request.query.get("wait", "0")
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise Refusal("bad-request", f"?wait={text[:50]!r} is no number of seconds from 0 to {LONGEST_WAIT:g}", 400)
    return seconds


def _too_large(largest: int) -> Refusal:
    return Refusal("too-large", f"the body has more than {largest} bytes", 413)


def ceremony_of(request: web.Request) -> str:
    """Return the ceremony that a request's path names.

    Raises:
        Refusal: `unknown-ceremony`.
    """
    ceremony: str = request.match_info["ceremony"]
    if len(ceremony) > 150:
        raise Refusal("unknown-ceremony", "a ceremony's id has at most 150 characters", 404)
    return ceremony
