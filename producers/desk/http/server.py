"""The desk's HTTP shell: puts together what is served, lets people in, and answers whatever goes wrong in words."""

import asyncio
import logging
from contextlib import suppress

from aiohttp import web
from aiohttp.typedefs import Middleware

from producers.desk.answers import Answer, Kafka
from producers.desk.desk import Desk
from producers.desk.http.access import Access
from producers.desk.http.answers import PERSON, Handler, Part, answered, refused
from producers.desk.http.aside import Aside
from producers.desk.http.entries import EntryRoutes
from producers.desk.http.events import BEAT_SECONDS, EventRoutes
from producers.desk.http.holders import HolderRoutes
from producers.desk.http.nights import NightRoutes
from producers.desk.http.page import PageRoutes
from producers.desk.http.programmes import ProgrammeRoutes
from producers.desk.refusal import Refusal
from producers.desk.token_book import TokenFileError

logger = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What the page may load and do: its own files, and nothing inline or from elsewhere."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Server": "sweepcast",
}
_OPEN = frozenset({"/healthz", "/v1/desk/login", "/v1/desk/logout"})
"""What needs no token, beside the page."""


class Health(Answer, frozen=True, kw_only=True):
    """That the desk runs."""

    status: str = "ok"
    kafka: Kafka


class HealthRoutes:
    """Serves whether the desk runs."""

    def __init__(self, desk: Desk) -> None:
        """Tell of this desk."""
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/healthz", self.health)]

    async def health(self, _: web.Request) -> web.StreamResponse:
        """Return that the desk runs, and how it stands with Kafka."""
        return answered(Health(kafka=self._desk.known.kafka))


def application(
    desk: Desk,
    access: Access,
    leaving: asyncio.Event,
    *,
    page: PageRoutes | None = None,
    beat_seconds: float = BEAT_SECONDS,
) -> web.Application:
    """Return the aiohttp application of a desk; its streams end when `leaving` is set."""
    aside = Aside()
    parts: tuple[Part, ...] = (
        HealthRoutes(desk),
        access,
        EventRoutes(desk, access, leaving, beat_seconds),
        NightRoutes(desk, aside),
        EntryRoutes(desk),
        HolderRoutes(desk),
        ProgrammeRoutes(desk, aside),
        page or PageRoutes(),
    )
    made = web.Application(middlewares=[_answering(access)])
    # Not by the middleware: a stream's headers are sent long before its handler returns.
    made.on_response_prepare.append(_add_headers)
    for part in parts:
        made.add_routes(part.routes())
    return made


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _answering(access: Access) -> Middleware:
    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer in words that a person understands, whatever becomes of the request."""
        try:
            if request.path.startswith("/v1/") and request.path not in _OPEN:
                request[PERSON] = access.person(request)
            return await handler(request)
        except Refusal as refusal:
            return refused(refusal)
        except TokenFileError as error:
            logger.exception("the file of tokens cannot be used")
            return refused(Refusal("tokens", f"the desk cannot look at its tokens: {error}", 503))
        except web.HTTPMethodNotAllowed as error:
            allowed = ", ".join(sorted(error.allowed_methods))
            detail = f"{request.method[:20]} is not possible here, but {allowed}"
            response = refused(Refusal("method-not-allowed", detail, 405))
            response.headers["Allow"] = allowed
            return response
        except web.HTTPNotFound:
            return refused(Refusal("not-found", "there is nothing here; see docs/desk-openapi.yaml", 404))
        except web.HTTPException:
            raise
        except Exception as error:
            logger.exception("%s %s failed", request.method, request.path)
            detail = f"the desk failed at this ({type(error).__name__}; its log says more): try again"
            return refused(Refusal("internal-error", detail, 500))

    return answer


async def let_go(desk: Desk, seconds: float = 1.0) -> None:
    """Let go, for ever, what is held by browsers that are gone."""
    with suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(seconds)
            desk.let_go()
