"""What all answers over HTTP have in common: refusals in words, methods, and which pages may read them."""

import aiohttp
import pytest
from aiohttp import web

from consumers.gateway.core.options import Refused
from tests.consumers.gateway.conftest import Records
from tests.consumers.gateway.serving import serving
from tests.consumers.gateway.turns import NIGHT, record

HOME, STRANGER = "https://awards.example", "https://elsewhere.example"


class Part:
    """Something that is served, or refused."""

    def __init__(self, refused: Refused | None = None) -> None:
        """Refuse everything for a reason, if there is one."""
        self._refused = refused

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/part", self.serve)]

    async def serve(self, _: web.Request) -> web.StreamResponse:
        """Answer."""
        if self._refused is not None:
            raise self._refused
        return web.Response(text="part")


async def test_refusals_are_json_that_a_person_understands() -> None:
    """Code, sentence and status are those of the refusal; who is to come back later hears when."""
    full = Refused("full", "there is no room: come back later", 503, retry_after=7)
    async with serving(Part(full)) as http, http.get("/part") as answer:
        assert answer.status == 503
        assert await answer.json() == {"error": "full", "detail": "there is no room: come back later"}
        assert answer.headers["Retry-After"] == "7"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    async with serving(Part(Refused("malformed-id", "no"))) as http, http.get("/part") as answer:
        assert answer.status == 400
        assert "Retry-After" not in answer.headers


async def test_a_check_comes_before_everything() -> None:
    """Whoever the check refuses gets nothing; a browser's preliminary question is answered all the same."""

    def check(request: web.Request) -> None:
        if "Authorization" not in request.headers:
            raise Refused("no-token", "bring a token", 401)

    async with serving(Part(), check=check) as http:
        async with http.get("/part") as answer:
            assert (answer.status, (await answer.json())["error"]) == (401, "no-token")
        async with http.get("/part", headers={"Authorization": "Bearer x"}) as answer:
            assert (answer.status, await answer.text()) == (200, "part")
        async with http.options("/part") as answer:
            assert answer.status == 204


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("path", ["/v1/ceremonies", "/v1/feed", "/", f"/v1/ceremonies/{NIGHT}/turns"])
async def test_everything_is_only_read(http: aiohttp.ClientSession, method: str, path: str) -> None:
    """Other methods are refused, with those that are possible."""
    async with http.request(method, path) as answer:
        assert (answer.status, (await answer.json())["error"]) == (405, "method-not-allowed")
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path",
    ["/v1/ceremonies", f"/v1/ceremonies/{NIGHT}/board", f"/v1/ceremonies/{NIGHT}/turns", "/v1/feed", "/healthz", "/",
     f"/v1/ceremonies/{NIGHT}/feed.atom", "/v1/config"],
)  # fmt: skip
async def test_heads_are_told_without_what_follows(records: Records, http: aiohttp.ClientSession, path: str) -> None:
    """HEAD has the status and type of GET, and no content; a stream does not even begin."""
    await records.whole(record(1))
    async with http.head(path) as answer:
        assert answer.status == 200
        assert await answer.read() == b""
        head = answer.content_type
    async with http.get(path) as answer:
        assert answer.content_type == head


async def test_pages_of_any_origin_may_read() -> None:
    """Unless the operator says otherwise; a page may also send a token, and see tags."""
    async with serving(Part()) as http:
        async with http.get("/part", headers={"Origin": STRANGER}) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        asked = {"Origin": STRANGER, "Access-Control-Request-Method": "GET"}
        async with http.options("/part", headers=asked) as answer:
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")
            assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
            assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


async def test_only_pages_of_allowed_origins_may_read() -> None:
    """Where the operator names origins, browsers show answers to their pages alone, and caches tell them apart."""
    async with serving(Part(), origins=[HOME]) as http:
        for method in ("GET", "OPTIONS"):
            async with http.request(method, "/part", headers={"Origin": HOME}) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == HOME
                assert answer.headers["Vary"] == "Origin"
            async with http.request(method, "/part", headers={"Origin": STRANGER}) as answer:
                assert "Access-Control-Allow-Origin" not in answer.headers
                assert answer.headers["Vary"] == "Origin"
