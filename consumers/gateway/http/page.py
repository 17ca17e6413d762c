"""The page and its files over HTTP, what links to it say of themselves, and where the page finds the feed."""

from collections.abc import Callable, Hashable, Mapping
from pathlib import Path, PurePath
from typing import Final

from aiohttp import web

from consumers.gateway.core.options import Refused
from consumers.gateway.door.origins import Origins
from consumers.gateway.http.answers import ASK_AGAIN, Answer, Answers, answer_of, json_response, tagged
from consumers.gateway.http.editions import HTML, PAGE_TYPES, Editions, without_prefix
from consumers.gateway.http.encodings import GZIP, GZIP_TAG, gzipped, takes_gzip
from consumers.gateway.http.link_targets import KnownOf
from consumers.gateway.http.previews import preview, with_preview
from sweepcast.frames import FEED_PATH

INDEX: Final = "index.html"
EMBED: Final = "embed.html"
"""The one page that other pages may show in a frame. It has nothing that could be clicked by mistake."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""What has this name is always the same (RFC 8246); a year is as long as caches keep anything."""
ENCODED: Final = "Accept-Encoding"
REMEMBERED_BYTES: Final = 4 * 1024 * 1024
"""Answers that need not be compressed again: all files, and the page with the previews of the last links."""


class Page:
    """Serves the page's folder."""

    def __init__(
        self,
        folder: Path,
        feed_url: Callable[[str, bool], str],
        known_of: KnownOf,
        origins: Origins = frozenset(),
    ) -> None:
        """Serve `folder`; `feed_url` makes the feed's address of a request's host and security.

        `known_of` tells what a link to the page may say of the night that it leads to.
        Pages of `origins` may show the embed in a frame, those of any origin if there are none.
        """
        self._editions = Editions(folder)
        self._answers = Answers(REMEMBERED_BYTES)
        self._feed_url = feed_url
        self._known_of = known_of
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
        edition = self._editions.newest()
        content = _found(edition.asked, INDEX)
        known = await self._known_of(request.query.get("ceremony"), request.query.get("at", ""))
        told = preview(known, f"{request.scheme}://{request.host}{request.rel_url}")
        made_of = (edition.prefix, told)
        return self._answer(request, INDEX, made_of, lambda: with_preview(content.decode(), told).encode(), ASK_AGAIN)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return one of the page's files."""
        edition = self._editions.newest()
        prefix, name = without_prefix(request.match_info["file"])
        content = _found(edition.kept if prefix else edition.asked, name)
        # A page that came before this edition, or from a gateway with another, gets what there is.
        kept = FOR_EVER if prefix == edition.prefix else ASK_AGAIN
        return self._answer(request, name, (edition.prefix, bool(prefix), name), lambda: content, kept)

    async def config(self, request: web.Request) -> web.StreamResponse:
        """Return where the feed is, for the page."""
        return json_response({"feed_url": self._feed_url(request.host, request.secure)})

    def _answer(
        self, request: web.Request, name: str, made_of: Hashable, make: Callable[[], bytes], cache: str
    ) -> web.StreamResponse:
        gzip = takes_gzip(",".join(request.headers.getall(ENCODED, ())))
        answer = self._answers.get((gzip, made_of)) or self._answers.remember(
            (gzip, made_of), _encoded(make(), gzip=gzip)
        )
        response = tagged(request, answer)
        response.headers.update(
            {"Cache-Control": cache, "Vary": ENCODED, "Content-Type": PAGE_TYPES[PurePath(name).suffix]}
        )
        if answer.etag.endswith(GZIP_TAG):
            response.headers["Content-Encoding"] = GZIP
        if name.endswith(HTML):
            response.headers.update(framing_headers(name, self._origins))
        return response


def _encoded(content: bytes, *, gzip: bool) -> Answer:
    plain = answer_of(content, "application/octet-stream")
    return (gzipped(plain) if gzip else None) or plain


def _found(files: Mapping[str, bytes], name: str) -> bytes:
    content = files.get(name)
    if content is None:
        raise Refused(
            "not-found", f"there is nothing at /{name[:200]}; the page is at /, boards at /v1/ceremonies", 404
        )
    return content


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


def feed_url_for(configured: str, port: int) -> Callable[[str, bool], str]:
    """Return a function from a request's host and security to the feed's address as this viewer reaches it."""

    def address(host: str, secure: bool) -> str:  # noqa: FBT001  # a fact about the request, not a switch
        if configured:
            return configured
        return f"{'wss' if secure else 'ws'}://{_without_port(host)}:{port}{FEED_PATH}"

    return address


def _without_port(host: str) -> str:
    """Return the host of a Host header: `[::1]:8080` gives `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else host
