"""The page and its files over HTTP, and where the page finds the feed."""

from collections.abc import Callable, Mapping
from pathlib import Path

from aiohttp import web

from consumers.gateway.http_answers import ASK_AGAIN, json_response
from consumers.gateway.options import Refused
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
"""A request with one of these may be answered with less than the file, which aiohttp would compress as well; it also
sends the end of what is compressed in answer to HEAD."""


class Page:
    """Serves the page's folder."""

    def __init__(self, folder: Path, feed_url: Callable[[str, bool], str]) -> None:
        """Serve `folder`; `feed_url` makes the feed's address of a request's host and security."""
        self._folder = folder.resolve()
        self._feed_url = feed_url

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; the last one takes every path that no other has taken."""
        return [
            web.get("/", self.index),
            web.get("/v1/config", self.config),
            web.get("/{file:.+}", self.file),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Return the page."""
        return self._file(request, "index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return one of the page's files."""
        return self._file(request, request.match_info["file"])

    async def config(self, request: web.Request) -> web.StreamResponse:
        """Return where the feed is, for the page."""
        return json_response({"feed_url": self._feed_url(request.host, request.secure)})

    def _file(self, request: web.Request, name: str) -> web.StreamResponse:
        path = _file_in(self._folder, name)
        if path is None:
            raise Refused(
                "not-found", f"there is nothing at /{name[:200]}; the page is at /, boards at /v1/ceremonies", 404
            )
        # The names of the page's files do not change with their content: ask each time whether they are still good.
        response = web.FileResponse(path, headers={"Cache-Control": ASK_AGAIN, "Content-Type": PAGE_TYPES[path.suffix]})
        if request.method == "GET" and not any(each in request.headers for each in PART_HEADERS):
            response.enable_compression()
        return response


def feed_url_for(configured: str, port: int) -> Callable[[str, bool], str]:
    """Return a function from a request's host and security to the feed's address as this viewer reaches it."""

    def address(host: str, secure: bool) -> str:  # noqa: FBT001  # a fact about the request, not a switch
        if configured:
            return configured
        return f"{'wss' if secure else 'ws'}://{_without_port(host)}:{port}{FEED_PATH}"

    return address


def _file_in(folder: Path, name: str) -> Path | None:
    """Return the file if it may be served, none if it is not there, of no type of ours, or outside of the folder."""
    try:
        path = (folder / name).resolve()
        served = path.is_relative_to(folder) and path.suffix in PAGE_TYPES and path.is_file()
    except (OSError, ValueError):  # a name that no file system takes
        return None
    return path if served else None


def _without_port(host: str) -> str:
    """Return the host of a Host header: `[::1]:8080` gives `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else host
