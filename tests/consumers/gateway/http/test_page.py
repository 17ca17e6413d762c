"""The page and its files over HTTP."""

from pathlib import Path

import aiohttp
import pytest

from consumers.gateway.door.origins import Origins
from consumers.gateway.gateway import PAGE, Gateway
from consumers.gateway.http.link_targets import LinkTargets
from consumers.gateway.http.page import Page, feed_url_for, framing_headers
from tests.consumers.gateway.http.test_nights import about
from tests.consumers.gateway.serving import Topic, serving
from tests.consumers.gateway.turns import NIGHT, lead, record, stage

LATER = "golden-globes-2018"
LEAD = "milestone/lead/film"


def page_of(folder: Path, topic: Topic, origins: Origins = frozenset()) -> Page:
    """Return what serves a folder, with previews from that feed."""
    return Page(folder, feed_url_for("", 9), LinkTargets(topic.feed, topic).known, origins)


async def test_the_page_and_its_files_are_served(tmp_path: Path) -> None:
    """The page is at /, its files beside it with their types; a browser asks each time whether they have changed."""
    tmp_path.joinpath("index.html").write_text("<!doctype html>")
    tmp_path.joinpath("views").mkdir()
    tmp_path.joinpath("views", "board.js").write_text("export {}")
    tmp_path.joinpath("notes.py").write_text("not for viewers")
    async with serving(page_of(tmp_path, Topic())) as http:
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


async def test_what_a_page_names_is_kept_for_ever(tmp_path: Path) -> None:
    """The page names its files with what is in them, so that they need never be asked for again."""
    tmp_path.joinpath("index.html").write_text('<link rel="stylesheet" href="page.css">\n')
    tmp_path.joinpath("page.css").write_text("p { margin: 0 }")
    async with serving(page_of(tmp_path, Topic())) as http:
        async with http.get("/") as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
            named = (await answer.text()).split('"')[3]
        async with http.get(f"/{named}") as answer:
            assert await answer.text() == "p { margin: 0 }"
            assert answer.content_type == "text/css"
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        other = named.replace(named[2:18], "0" * 16)
        async with http.get(f"/{other}") as answer:
            assert await answer.text() == "p { margin: 0 }"
            assert answer.headers["Cache-Control"] == "no-cache"
        async with http.get(f"/{named[:19]}index.html") as answer:
            assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/long.js"])
async def test_answers_are_compressed_for_who_takes_it(tmp_path: Path, path: str) -> None:
    """Both encodings have the same content and tags of their own; HEAD and 304 say the same as GET."""
    text = "<head>" + "la la land, " * 200
    tmp_path.joinpath("index.html").write_text(text)
    tmp_path.joinpath("long.js").write_text(text)
    wishes: tuple[tuple[str, str | None], ...] = (("identity", None), ("gzip;q=0", None), ("br, gzip", "gzip"))
    tags = {}
    async with serving(page_of(tmp_path, Topic())) as http:
        for wish, encoding in wishes:
            headers = {"Accept-Encoding": wish}
            async with http.get(path, headers=headers) as answer:
                assert (await answer.text()).startswith("<head>la la land, ")
                told = answer.headers
            assert told.get("Content-Encoding") == encoding
            assert told["Vary"] == "Accept-Encoding"
            assert (int(told["Content-Length"]) < len(text)) == (encoding is not None)
            tags[encoding] = told["ETag"]
            async with http.head(path, headers=headers) as answer:
                same = {"ETag", "Content-Length", "Content-Type", "Vary", "Cache-Control"}
                assert {name: answer.headers[name] for name in same} == {name: told[name] for name in same}
                assert answer.headers.get("Content-Encoding") == encoding
            async with http.get(path, headers=headers | {"If-None-Match": told["ETag"]}) as answer:
                assert (answer.status, answer.headers["ETag"]) == (304, told["ETag"])
                assert answer.headers["Vary"] == "Accept-Encoding"
                assert await answer.read() == b""
    assert tags[None] != tags["gzip"]


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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a page that has a head."""
    tmp_path.joinpath("index.html").write_text("<head>\n</head>", encoding="utf-8")
    return tmp_path


def topic_of_two_nights() -> Topic:
    """Return a feed with one night under way, in which a film leads, and a later one that has not begun."""
    topic = Topic()
    topic.add(
        record(1, updates=[about(NIGHT, 2017), stage(0)]),
        record(2, updates=[stage(1), lead("la-la-land", 2)]),
        record(1, ceremony=LATER, offset=3, updates=[about(LATER, 2018)]),
    )
    return topic


@pytest.mark.parametrize(
    ("query", "title", "description"),
    [
        ("", "The 2018 Night", "January 8, 2018. Not yet begun."),
        (f"?ceremony={NIGHT}", "The 2017 Night", "January 8, 2017. Under way: 1 of 25 categories decided."),
        (f"?ceremony={NIGHT}&at={LEAD}", "la-la-land leads — with 2", "The 2017 Night, January 8, 2017"),
        (f"?ceremony={NIGHT}&at={LEAD}@2", "la-la-land leads — with 2", "The 2017 Night, January 8, 2017"),
        (f"?ceremony={NIGHT}&at=milestone/tie/song", "The 2017 Night", "January 8, 2017. Under way: 1 of 25"),
        (f"?ceremony={NIGHT}&at=stage", "The 2017 Night", "January 8, 2017. Under way: 1 of 25"),
        ("?ceremony=oscars-2017", "Sweepcast", "An awards night as it happens"),
        ("?ceremony=%22%3E%3Cscript%3E", "Sweepcast", "An awards night as it happens"),
    ],
)
async def test_a_link_tells_of_the_night_that_it_leads_to(
    folder: Path, query: str, title: str, description: str
) -> None:
    """The night and how far it is; a milestone only where the link names one that the board holds."""
    async with serving(page_of(folder, topic_of_two_nights())) as http, http.get(f"/{query}") as answer:
        told = await answer.text()
    assert f'property="og:title" content="{title}"' in told
    assert f'property="og:description" content="{description}' in told
    assert "<script" not in told
    assert ("leads" in told) == (LEAD in query)


async def test_the_page_comes_when_nothing_can_be_known(folder: Path) -> None:
    """While the feed is still being read, or Kafka is away, links tell of Sweepcast alone."""
    starting, away = Topic(), Topic(current_closed=0, held_nights=0)
    starting.feed.whole = False
    away.away = True
    for topic in (starting, away):
        async with serving(page_of(folder, topic)) as http, http.get(f"/?ceremony={NIGHT}&at={LEAD}") as answer:
            assert answer.status == 200
            assert 'property="og:title" content="Sweepcast"' in await answer.text()


async def test_the_address_of_a_preview_is_that_of_the_link(folder: Path) -> None:
    """It says how whoever shared it reached the page."""
    headers = {"Host": "awards.example"}
    path = f"/?ceremony={NIGHT}&at={LEAD}"
    async with serving(page_of(folder, Topic())) as http, http.get(path, headers=headers) as answer:
        told = await answer.text()
    assert f'property="og:url" content="http://awards.example/?ceremony={NIGHT}&amp;at={LEAD}"' in told


async def test_a_browser_asks_whether_the_page_has_changed(folder: Path) -> None:
    """The page has a tag, which changes with what its preview says; HEAD tells it as well."""
    topic = topic_of_two_nights()
    async with serving(page_of(folder, topic)) as http:
        path = f"/?ceremony={NIGHT}"
        async with http.get(path) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
            known = answer.headers["ETag"]
        async with http.head(path) as answer:
            assert (answer.headers["ETag"], answer.content_type) == (known, "text/html")
        async with http.get(path, headers={"If-None-Match": known}) as answer:
            assert answer.status == 304
        topic.add(record(3, offset=4, updates=[stage(2)]))
        async with http.get(path, headers={"If-None-Match": known}) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("path", ["/", "/index.html", "/embed-maker.html", "/summary.html"])
async def test_the_page_cannot_be_shown_in_a_frame(http: aiohttp.ClientSession, path: str) -> None:
    """No other page can lay ours beneath its own and take clicks meant for it."""
    async with http.get(path) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert answer.headers["X-Frame-Options"] == "DENY"


async def test_the_embed_can_be_shown_in_a_frame(http: aiohttp.ClientSession) -> None:
    """Pages of any origin may show it, where the operator has named none."""
    async with http.get("/embed.html") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Security-Policy"] == "frame-ancestors *"
        assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize(
    ("origins", "policy"),
    [
        ({"https://b.example", "https://a.example"}, "frame-ancestors 'self' https://a.example https://b.example"),
        ({"null"}, "frame-ancestors 'self'"),
    ],
)
def test_the_embed_is_for_pages_of_the_origins_allowed(origins: set[str], policy: str) -> None:
    """Whose pages may read the feed may show the embed, and nobody else."""
    assert framing_headers("embed.html", frozenset(origins)) == {"Content-Security-Policy": policy}
    assert framing_headers("views/embed.html", frozenset(origins))["X-Frame-Options"] == "DENY"
