"""The page and its files over HTTP, what links to it say of themselves, and where the page finds the feed."""

from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from consumers.gateway.core.options import Refused, checked_ceremony
from consumers.gateway.door.origins import Origins
from consumers.gateway.feed import Feed
from consumers.gateway.http.answers import answer_of, json_response, tagged
from consumers.gateway.http.nights import board_held, known_log, latest
from consumers.gateway.http.previews import UNKNOWN, Known, Preview, milestone_address, preview, with_preview
from consumers.gateway.opening import whole_log
from consumers.gateway.past import Past
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

INDEX: Final = "index.html"
EMBED: Final = "embed.html"
"""The one page that other pages may show in a frame. It has nothing that could be clicked by mistake."""
HTML: Final = ".html"


class Previews:
    """Knows what stands on the boards that links to the page lead to."""

    def __init__(self, feed: Feed, past: Past) -> None:
        """Read boards from the feed's log, and from `past` those that it has let go."""
        self._feed = feed
        self._past = past
        self._latest: tuple[Hashable, str | None] = (None, None)

    async def known(self, ceremony: str | None, at: str) -> Known:
        """Return what is known of the night of a link, or of the latest one where it names none.

        Where nothing can be known now, that is nothing: the page comes in any case.
        """
        try:
            return await self._known(ceremony, milestone_address(at))
        except Refused:
            return UNKNOWN

    async def _known(self, ceremony: str | None, address: str | None) -> Known:
        night = self._latest_night() if ceremony is None else checked_ceremony(ceremony)
        if night is None:
            return UNKNOWN
        log = known_log(self._feed, night)
        milestone = None
        if address is not None:
            await board_held(log, self._past, night)
            _, values = log.board_at(night, log.end) or (0, {})
            milestone = values.get(address)
        return Known(
            ceremony=log.value(night, "ceremony"),
            stage=log.value(night, "stage"),
            milestone=None if milestone is None else bytes(milestone.raw),
        )

    def _latest_night(self) -> str | None:
        """Return the latest night, which is looked for among all of them only once a turn."""
        log = whole_log(self._feed)
        at = (log.epoch, log.offsets)
        if self._latest[0] != at:
            self._latest = (at, latest(log))
        return self._latest[1]


class Page:
    """Serves the page's folder."""

    def __init__(
        self,
        folder: Path,
        feed_url: Callable[[str, bool], str],
        previews: Previews,
        origins: Origins = frozenset(),
    ) -> None:
        """Serve `folder`; `feed_url` makes the feed's address of a request's host and security.

        Pages of `origins` may show the embed in a frame, those of any origin if there are none.
        """
        self._folder = folder.resolve()
        self._feed_url = feed_url
        self._previews = previews
        self._origins = origins

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; the last one takes every path that no other has taken."""
        return [
            web.get("/", self.index),
            web.get("/v1/config", self.config),
            web.get("/{file:.+}", self.file),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Return the page, with what a link to it says of itself where it is shared."""
        path = self._found(INDEX)
        known = await self._previews.known(request.query.get("ceremony"), request.query.get("at", ""))
        url = f"{request.scheme}://{request.host}{request.rel_url}"
        return self._answer(request, path, _previewing(path, preview(known, url)))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return one of the page's files."""
        path = self._found(request.match_info["file"])
        # Small as they are, they are read whole: aiohttp's own answer with a file leaves it open when its client goes.
        return self._answer(request, path, path.read_bytes())

    async def config(self, request: web.Request) -> web.StreamResponse:
        """Return where the feed is, for the page."""
        return json_response({"feed_url": self._feed_url(request.host, request.secure)})

    def _answer(self, request: web.Request, path: Path, content: bytes) -> web.StreamResponse:
        # The names of the page's files do not change with their content: ask each time whether they are still good.
        response = tagged(request, answer_of(content, "application/octet-stream"))
        response.headers["Content-Type"] = PAGE_TYPES[path.suffix]
        if path.suffix == HTML:
            response.headers.update(framing_headers(path.relative_to(self._folder).as_posix(), self._origins))
        # In answer to HEAD, aiohttp would send the end of what is compressed.
        if request.method == "GET" and response.body:
            response.enable_compression()
        return response

    def _found(self, name: str) -> Path:
        path = _file_in(self._folder, name)
        if path is None:
            raise Refused(
                "not-found", f"there is nothing at /{name[:200]}; the page is at /, boards at /v1/ceremonies", 404
            )
        return path


def framing_headers(file: str, origins: Origins) -> dict[str, str]:
    """Return the headers that say who may show an HTML file of the page in a frame (CSP 3, 6.4.2).

    Only the embed may be shown, by pages of `origins`, or by those of any origin if there are none. A page that others
    could lay beneath their own would take clicks that were meant for theirs.
    """
    if file != EMBED:
        return {"Content-Security-Policy": "frame-ancestors 'none'", "X-Frame-Options": "DENY"}
    # `null` is the origin of files, which no source expression stands for.
    allowed = " ".join(["'self'", *sorted(origins - {"null"})]) if origins else "*"
    return {"Content-Security-Policy": f"frame-ancestors {allowed}"}


def _previewing(path: Path, told: Preview) -> bytes:
    return with_preview(path.read_text(encoding="utf-8"), told).encode()


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
