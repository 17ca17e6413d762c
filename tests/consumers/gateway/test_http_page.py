"""The page and its files over HTTP."""

from pathlib import Path

import aiohttp
import pytest

from consumers.gateway.gateway import PAGE, Gateway
from consumers.gateway.http_page import Page, feed_url_for
from tests.consumers.gateway.serving import serving


async def test_the_page_and_its_files_are_served(tmp_path: Path) -> None:
    """The page is at /, its files beside it with their types; a browser asks each time whether they have changed."""
    tmp_path.joinpath("index.html").write_text("<!doctype html>")
    tmp_path.joinpath("views").mkdir()
    tmp_path.joinpath("views", "board.js").write_text("export {}")
    tmp_path.joinpath("notes.py").write_text("not for viewers")
    async with serving(Page(tmp_path, feed_url_for("", 9))) as http:
        async with http.get("/") as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
            assert await answer.text() == "<!doctype html>"
        async with http.get("/views/board.js") as answer:
            assert (answer.status, answer.content_type) == (200, "text/javascript")
            assert answer.headers["Cache-Control"] == "no-cache"
            known = answer.headers["ETag"]
        async with http.get("/views/board.js", headers={"If-None-Match": known}) as answer:
            assert answer.status == 304
        for path in ("/notes.py", "/views"):
            async with http.get(path) as answer:
                assert answer.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/v1/nothing",
        "/no-such-file.js",
        "/..%2fgateway%2f__init__.py",
        "/%2e%2e/gateway/gateway.py",
        "/%00.js",
        f"/{'x' * 3000}.js",
    ],
)
async def test_nothing_outside_of_the_pages_folder_is_served(http: aiohttp.ClientSession, path: str) -> None:
    """What is not there is refused in words, whatever the path looks like."""
    async with http.get(path) as answer:
        told = await answer.json()
        assert (answer.status, told["error"]) == (404, "not-found")
        assert 10 < len(told["detail"]) < 400


def test_the_page_of_the_checkout_is_where_it_is_looked_for() -> None:
    """The gateway serves the folder consumers/page."""
    assert PAGE.parts[-2:] == ("consumers", "page")
    assert PAGE.is_dir()


@pytest.mark.parametrize(
    ("host", "secure", "url"),
    [
        ("localhost:8080", False, "ws://localhost:9/v1/feed"),
        ("example.org", True, "wss://example.org:9/v1/feed"),
        ("[::1]:8080", False, "ws://[::1]:9/v1/feed"),
        ("[::1]", False, "ws://[::1]:9/v1/feed"),
    ],
)
def test_the_feed_is_found_at_the_pages_own_host(host: str, secure: bool, url: str) -> None:
    """Unless a setting says otherwise, the page finds the feed where it came from, at the feed's port."""
    assert feed_url_for("", 9)(host, secure) == url
    assert feed_url_for("wss://feed.example.org/v1/feed", 9)(host, secure) == "wss://feed.example.org/v1/feed"


async def test_the_page_is_told_where_the_feed_is(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    """/v1/config names the feed's address as this viewer reaches it."""
    async with http.get("/v1/config") as answer:
        assert await answer.json() == {"feed_url": gateway.addresses.feed}
