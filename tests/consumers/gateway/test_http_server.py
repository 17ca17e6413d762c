"""The HTTP shell, over real sockets."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from consumers.gateway.gateway import PAGE, Gateway, running
from consumers.gateway.http_server import feed_url_for
from sweepcast.board import CeremonyInfo, Ref, Update, decode_board, encode_board
from sweepcast.frames import Hello, TurnFrame
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import Records, client
from tests.consumers.gateway.turns import NIGHT, NOW, OTHER, record, stage


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[aiohttp.ClientSession]:
    """A session whose addresses begin at the gateway."""
    async with aiohttp.ClientSession(gateway.addresses.page) as session:
        yield session


def about(ceremony: str, year: int) -> Update:
    """Return the update that tells of a ceremony as a whole."""
    value = CeremonyInfo(
        id=ceremony,
        award_body=Ref(id="body", name="Body"),
        name=f"The {year} Night",
        edition=year - 1943,
        ceremony_year=year,
        film_year=year - 1,
        date=NOW.date().replace(year=year),
        time_zone="UTC",
        running_order=("director",),
    )
    return Update(address="ceremony", value=value)


async def test_health_is_bad_until_the_feed_is_whole(
    gateway: Gateway, records: Records, http: aiohttp.ClientSession
) -> None:
    """503 while Kafka has not been read, with the reason; 200 from then on, also when Kafka goes away."""
    records.sink.away("Kafka at nowhere does not answer")
    async with http.get("/healthz") as answer:
        health = await answer.json()
        assert (answer.status, health["status"]) == (503, "starting")
        assert health["kafka"] == {"state": "connecting", "detail": "Kafka at nowhere does not answer", "lag": 0}
    await records.whole(record(1))
    async with client(gateway.addresses.feed) as feed, http.get("/healthz") as answer:
        assert isinstance(await feed.next(), Hello)
        health = await answer.json()
        assert (answer.status, health["status"], health["turns"], health["ceremonies"]) == (200, "ok", 1, 1)
        assert health["clients"] == {"connections": 1, "behind": 0, "evicted": {}}
    records.sink.lagging(7)
    records.sink.away("Kafka at nowhere does not answer")
    async with http.get("/healthz") as answer:
        health = await answer.json()
        assert (answer.status, health["status"], health["kafka"]["state"]) == (200, "stale", "away")
    records.sink.caught_up()
    async with http.get("/healthz") as answer:
        assert (await answer.json())["status"] == "ok"


async def test_health_shows_what_should_not_be(records: Records, http: aiohttp.ClientSession) -> None:
    """A gap, a conflict and a record that is no turn are counted and told with their places; repeats are counted."""
    await records.whole(record(1), record(4), record(4), record(5, offset=2), b"?")
    async with http.get("/healthz") as answer:
        health = await answer.json()
    assert health["troubles"] == {"gap": 1, "conflict": 1, "malformed": 1}
    assert health["dropped"] == {"repeat": 1, "conflict": 1, "malformed": 1}
    gap, conflict, malformed = health["last_troubles"]
    assert gap == {
        "kind": "gap",
        "partition": 0,
        "offset": 1,
        "detail": f"2 turns of {NIGHT} are missing before turn 4",
    }
    assert (conflict["kind"], conflict["offset"]) == ("conflict", 3)
    assert (malformed["kind"], malformed["offset"]) == ("malformed", 4)


async def test_a_board_and_its_cursor_belong_together(
    gateway: Gateway, records: Records, http: aiohttp.ClientSession
) -> None:
    """A board read over HTTP is the canonical one, and its cursor goes on from it on the feed."""
    await records.whole(record(1), record(2))
    async with http.get(f"/v1/ceremonies/{NIGHT}/board") as answer:
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        content = await answer.read()
        told = await answer.json()
    assert (told["ceremony"], told["sequence"]) == (NIGHT, 2)
    board = content.partition(b'"board":')[2].removesuffix(b"}")
    assert len(decode_board(board)) > 1
    assert list(told["board"]) == sorted(decode_board(encode_board(decode_board(board))))
    records.add(record(3))
    async with client(f"{gateway.addresses.feed}?cursor={told['cursor']}") as feed:
        assert isinstance(await feed.next(), Hello)
        turn = await feed.next()
        assert isinstance(turn, TurnFrame)
        assert turn.data.sequence == 3


async def test_ceremonies_are_listed_the_latest_first(records: Records, http: aiohttp.ClientSession) -> None:
    """Each night is told as a whole: its id, what the board says of it, its stage, and the last turn."""
    await records.whole(record(1, updates=[about(NIGHT, 2017), stage(0)]), record(2, updates=[stage(1)]))
    records.add(record(1, ceremony="oscars-2018", updates=[about("oscars-2018", 2018)], partition=1), partition=1)
    async with http.get("/v1/ceremonies") as answer:
        later, earlier = (await answer.json())["ceremonies"]
    assert (later["id"], later["stage"], later["sequence"]) == ("oscars-2018", None, 1)
    assert earlier["stage"]["decided"] == 1
    del earlier["stage"]
    assert earlier == {
        "id": NIGHT,
        "award_body": {"id": "body", "name": "Body"},
        "name": "The 2017 Night",
        "edition": 74,
        "ceremony_year": 2017,
        "film_year": 2016,
        "date": "2017-01-08",
        "time_zone": "UTC",
        "sequence": 2,
    }


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        (f"/v1/ceremonies/{OTHER}/board", 404, "unknown-ceremony"),
        ("/v1/ceremonies/nonsense/board", 400, "malformed-ceremony"),
        ("/v1/nothing", 404, "not-found"),
        ("/no-such-file.js", 404, "not-found"),
        ("/..%2fgateway%2f__init__.py", 404, "not-found"),
        ("/%2e%2e/gateway/gateway.py", 404, "not-found"),
        ("/%00.js", 404, "not-found"),
        (f"/{'x' * 3000}.js", 404, "not-found"),
    ],
)
async def test_errors_are_json_that_a_person_understands(
    records: Records, http: aiohttp.ClientSession, path: str, status: int, error: str
) -> None:
    """Whatever cannot be had is refused with a code and a sentence; nothing outside of the page's folder is served."""
    await records.whole(record(1))
    async with http.get(path) as answer:
        told = await answer.json()
        assert (answer.status, told["error"]) == (status, error)
        assert 10 < len(told["detail"]) < 400
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_boards_are_not_served_before_the_feed_is_whole(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    """Half a board would be a false one."""
    assert not gateway.ready.is_set()
    for path in ("/v1/ceremonies", f"/v1/ceremonies/{NIGHT}/board"):
        async with http.get(path) as answer:
            assert (answer.status, (await answer.json())["error"]) == (503, "not-ready")


async def test_everything_is_only_read(http: aiohttp.ClientSession) -> None:
    """Other methods are refused; a browser's preliminary question is answered."""
    async with http.post("/v1/ceremonies") as answer:
        assert (answer.status, (await answer.json())["error"]) == (405, "method-not-allowed")
    async with http.options("/v1/ceremonies") as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")


async def test_the_page_and_its_files_are_served(records: Records, settings: Settings, tmp_path: Path) -> None:
    """The page is at /, its files beside it with their types; a browser asks each time whether they have changed."""
    tmp_path.joinpath("index.html").write_text("<!doctype html>")
    tmp_path.joinpath("views").mkdir()
    tmp_path.joinpath("views", "board.js").write_text("export {}")
    tmp_path.joinpath("notes.py").write_text("not for viewers")
    async with (
        running(settings, records.edges, page=tmp_path) as gateway,
        aiohttp.ClientSession(gateway.addresses.page) as http,
    ):
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
