"""The HTTP shell: puts together what is served over aiohttp, and answers refusals and pages of other origins alike."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Middleware

from consumers.gateway.core.options import Refused
from consumers.gateway.door.origins import Origins, cors_headers
from consumers.gateway.http.answers import Handler, json_response, refusal

METHODS = "GET, HEAD, OPTIONS"
"""Everything is only read."""
TOLD_HEADERS = "ETag, Retry-After"
"""Headers of answers that pages of other origins may see beside those that they always may."""
PREFLIGHT_SECONDS = "7200"
"""How long a browser may remember the answer to its preliminary question; longer ones are cut to this by some."""


class Part(Protocol):
    """Something that is served."""

    def routes(self) -> list[web.RouteDef]:
        """Return where it is served."""


Check = Callable[[web.Request], None]
"""Lets a request pass, or raises Refused."""


def check_nothing(_: web.Request) -> None:
    """Let every request pass."""


def tell_nobody(_: str) -> None:
    """Let refusals go uncounted."""


def application(
    parts: Sequence[Part],
    *,
    origins: Origins = frozenset(),
    check: Check = check_nothing,
    on_refused: Callable[[str], None] = tell_nobody,
) -> web.Application:
    """Return the aiohttp application that serves the parts; of two for one path, the first.

    Pages of `origins` may read what it answers, those of any origin if there are none. `check` sees every request
    first; `on_refused` hears the code of each refusal.
    """

    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        varies = response.headers.getall("Vary", [])
        response.headers.update(cors_headers(origins, request.headers.get("Origin")))
        if varies:
            response.headers["Vary"] = ", ".join(dict.fromkeys([*varies, *response.headers.getall("Vary")]))
        response.headers["Access-Control-Expose-Headers"] = TOLD_HEADERS
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Server"] = "sweepcast"

    made = web.Application(middlewares=[_answering(check, on_refused)])
    # Not by the middleware: a stream's headers are sent long before its handler returns.
    made.on_response_prepare.append(add_headers)
    for part in parts:
        made.add_routes(part.routes())
    return made


def _answering(check: Check, on_refused: Callable[[str], None]) -> Middleware:
    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer in words that a person understands, whatever becomes of the request."""
        if request.method == "OPTIONS":
            return _preflight()
        try:
            check(request)
            return await handler(request)
        except Refused as refused:
            on_refused(refused.code)
            return refusal(refused)
        except web.HTTPMethodNotAllowed:
            on_refused("method-not-allowed")
            detail = f"{request.method[:20]} is not possible here: everything is read with GET"
            response = json_response({"error": "method-not-allowed", "detail": detail}, HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = METHODS
            return response

    return answer


def _preflight() -> web.Response:
    """Return the answer to what a browser asks before it asks for something with headers of its own."""
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)
