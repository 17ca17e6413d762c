"""The HTTP shell: the page and its files, boards, and health, over aiohttp."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from consumers.gateway.feed import Feed
from consumers.gateway.health import Clients, health_of
from consumers.gateway.log import FeedLog
from consumers.gateway.options import Refused, checked_ceremony
from sweepcast.frames import FEED_PATH

PAGE_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
"""Files of the page that are served, and as what; whatever else lies in its folder is not."""

PART_HEADERS = ("If-None-Match", "If-Modified-Since", "Range")
"""A request with one of these may be answered with less than the file, which aiohttp would compress as well."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Answers requests from the feed's state."""

    def __init__(
        self, feed: Feed, clients: Callable[[], Clients], page: Path, feed_url: Callable[[str, bool], str]
    ) -> None:
        """Serve the page in the folder `page`; `feed_url` makes the feed's address of a request's host and security."""
        self._feed = feed
        self._clients = clients
        self._page = page.resolve()
        self._feed_url = feed_url

    def application(self) -> web.Application:
        """Return the aiohttp application."""
        application = web.Application(middlewares=[_answer_in_json])
        application.add_routes(
            [
                web.get("/", self.index),
                web.get("/v1/config", self.config),
                web.get("/v1/ceremonies", self.ceremonies),
                web.get("/v1/ceremonies/{ceremony}/board", self.board),
                web.get("/healthz", self.health),
                web.get("/{file:.+}", self.file),
            ]
        )
        return application

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Return the page."""
        return self._file(request, "index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return one of the page's files."""
        return self._file(request, request.match_info["file"])

    async def config(self, request: web.Request) -> web.StreamResponse:
        """Return where the feed is, for the page."""
        return _json({"feed_url": self._feed_url(request.host, request.secure)})

    async def ceremonies(self, _: web.Request) -> web.StreamResponse:
        """Return all nights, the latest first."""
        log = self._log()
        nights = sorted((_summary(log, each) for each in log.ceremonies), key=_by_date, reverse=True)
        return _json({"cursor": log.cursor, "ceremonies": nights})

    async def board(self, request: web.Request) -> web.StreamResponse:
        """Return one night's board, with the cursor at which the feed goes on from it."""
        ceremony = checked_ceremony(request.match_info["ceremony"])
        log = self._log()
        at = log.board(ceremony)
        if at is None:
            raise Refused("unknown-ceremony", f"no turn of {ceremony} has been seen; /v1/ceremonies lists them", 404)
        board = msgspec.Raw(at.encoded)
        return _json({"ceremony": ceremony, "sequence": at.sequence, "cursor": log.cursor, "board": board})

    async def health(self, _: web.Request) -> web.StreamResponse:
        """Return the gateway's health: status 200 once the feed is whole, 503 before."""
        health = health_of(self._feed, self._clients())
        return _json(health, HTTPStatus.SERVICE_UNAVAILABLE if health.status == "starting" else HTTPStatus.OK)

    def _log(self) -> FeedLog:
        log = self._feed.current
        if log is None:
            raise Refused("not-ready", "the feed is still being read from Kafka: try again in a moment", 503)
        return log

    def _file(self, request: web.Request, name: str) -> web.StreamResponse:
        path = _file_in(self._page, name)
        if path is None:
            raise Refused(
                "not-found", f"there is nothing at /{name[:200]}; the page is at /, boards at /v1/ceremonies", 404
            )
        # The names of the page's files do not change with their content: ask each time whether they are still good.
        headers = {"Cache-Control": "no-cache", "Content-Type": PAGE_TYPES[path.suffix]}
        response = web.FileResponse(path, headers=headers)
        if not any(each in request.headers for each in PART_HEADERS):
            response.enable_compression()
        return response


def feed_url_for(configured: str, port: int) -> Callable[[str, bool], str]:
    """Return a function from a request's host and security to the feed's address as this viewer reaches it."""

    def address(host: str, secure: bool) -> str:  # noqa: FBT001  # a fact about the request, not a switch
        if configured:
            return configured
        return f"{'wss' if secure else 'ws'}://{_without_port(host)}:{port}{FEED_PATH}"

    return address


@web.middleware
async def _answer_in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals into JSON that a person understands, and let pages of other origins read everything."""
    try:
        response = web.Response(status=HTTPStatus.NO_CONTENT) if request.method == "OPTIONS" else await handler(request)
    except Refused as refused:
        response = _json({"error": refused.code, "detail": refused.detail}, HTTPStatus(refused.status))
    except web.HTTPMethodNotAllowed:
        detail = f"{request.method[:20]} is not possible here: everything is read with GET"
        response = _json({"error": "method-not-allowed", "detail": detail}, HTTPStatus.METHOD_NOT_ALLOWED)
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Server"] = "sweepcast"
    return response


def _file_in(folder: Path, name: str) -> Path | None:
    """Return the file if it may be served, none if it is not there, of no type of ours, or outside of the folder."""
    try:
        path = (folder / name).resolve()
        served = path.is_relative_to(folder) and path.suffix in PAGE_TYPES and path.is_file()
    except (OSError, ValueError):  # a name that no file system takes
        return None
    return path if served else None


def _json(content: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    headers = {"Cache-Control": "no-cache" if status == HTTPStatus.OK else "no-store"}
    return web.Response(
        body=msgspec.json.encode(content), status=status, content_type="application/json", headers=headers
    )


def _summary(log: FeedLog, ceremony: str) -> dict[str, Any]:
    """Return what its board says of a night as a whole; the values are passed on without being understood."""
    told: dict[str, Any] = {"id": ceremony}
    about = log.value(ceremony, "ceremony")
    if about is not None:
        told |= {
            name: value for name, value in msgspec.json.decode(about).items() if name not in ("type", "running_order")
        }
    at = log.board(ceremony)
    stage = log.value(ceremony, "stage")
    told["sequence"] = 0 if at is None else at.sequence
    told["stage"] = None if stage is None else msgspec.Raw(stage)
    return told


def _by_date(summary: dict[str, Any]) -> tuple[str, str]:
    return str(summary.get("date", "")), str(summary["id"])


def _without_port(host: str) -> str:
    """Return the host of a Host header: `[::1]:8080` gives `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else host
