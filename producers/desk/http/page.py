"""The desk's page and its files, with the modules that it shares with the viewers' page.

They hold nothing that is secret, so they need no token.
"""

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from producers.desk.refusal import Refusal

FOLDER = Path(__file__).parents[1] / "page"
VIEWERS_PAGE = Path(__file__).parents[3] / "consumers" / "page"
SHARED = frozenset({"board.js", "dom.js", "naming.js", "sweepcast.js"})
"""What the desk's page imports of the viewers' page: modules that draw nothing and ask nobody."""
SHARED_PATH = "consumers/page/"
"""Where they are served: at their path in the checkout, so that the same import holds for Node and the type checker."""
TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""Files of the page that are served, and as what; whatever else lies in its folder is not."""


class PageRoutes:
    """Serves the page's folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Serve the files of `folder`."""
        self._folder = folder.resolve()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; the last one takes every path that no other has taken."""
        return [web.get("/", self.file), web.get("/{file:.+}", self.file)]

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return one of the page's files."""
        name = request.match_info.get("file", "index.html")
        path = self._served(name)
        if path is None:
            raise Refusal("not-found", f"there is nothing at /{name[:200]}; see docs/desk-openapi.yaml", 404)
        return web.FileResponse(path, headers={"Cache-Control": "no-cache", "Content-Type": TYPES[path.suffix]})

    def _served(self, name: str) -> Path | None:
        if name.startswith(SHARED_PATH) and (shared := name.removeprefix(SHARED_PATH)) in SHARED:
            return VIEWERS_PAGE / shared
        try:
            path = (self._folder / name).resolve()
            served = path.is_relative_to(self._folder) and path.suffix in TYPES and path.is_file()
        except (OSError, ValueError):  # a name that no file system takes
            return None
        return path if served else None
