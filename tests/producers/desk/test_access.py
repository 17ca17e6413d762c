"""Who is let in: tokens, roles, the cookie and what no other page can do with it, and files of the page."""

import asyncio
import json
import stat
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from aiohttp import StreamReader
from aiohttp.test_utils import make_mocked_request

from producers.desk import tokens
from producers.desk.http.access import HEADER, Misses
from producers.desk.http.answers import content_of
from producers.desk.refusal import Refusal
from producers.desk.token_book import TokenBook, TokenFileError
from producers.shell import OK, REJECTED, USAGE
from tests.producers.desk.world import BEGIN, GLOBES, Caller, TheDesk, entry, running

NIGHT = f"/v1/desk/nights/{GLOBES}"
OURS = {HEADER: "1"}


async def test_without_a_token_nothing_is_told(the_desk: TheDesk) -> None:
    """Only the page, the health and the login need no token; everything else says how to get in."""
    stranger = the_desk.stranger()
    for path in ("/v1/desk", NIGHT, "/v1/desk/events", "/v1/desk/audit.csv", "/v1/announcements/x", "/v1/nothing"):
        answer = await stranger.get(path)
        assert (answer.status, answer.body["error"]) == (401, "no-token"), path
        assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert (await stranger.get("/healthz")).status == 200


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("view", "POST", f"{NIGHT}/entries"),
        ("view", "PUT", f"{NIGHT}/holder"),
        ("view", "POST", "/v1/desk/rehearsals"),
        ("view", "POST", "/v1/announcements"),
        ("enter", "POST", "/v1/desk/programmes"),
        ("enter", "POST", f"{NIGHT}/entries/x/confirm"),
        ("enter", "GET", "/v1/desk/audit.jsonl"),
    ],
)
async def test_roles_bound_what_somebody_may(the_desk: TheDesk, role: str, method: str, path: str) -> None:
    """A role that is too small is told which one is needed."""
    await the_desk.publish()
    bodies = {
        "entries": entry("a", 2, "ceremony-opened"),
        "holder": {"browser": "browser-1"},
        "rehearsals": {"ceremony": GLOBES},
        "announcements": {
            "id": "a",
            "source": "s",
            "subject": GLOBES,
            "time": "2017-01-08T20:00:00Z",
            "specversion": "1.0",
            "type": "sweepcast.announcement.ceremony-opened",
        },
        "programmes": {},
    }
    somebody = the_desk.caller("Small", role)  # type: ignore[arg-type]  # the parameters are roles
    answer = await somebody.call(method, path, bodies.get(path.rpartition("/")[2]))
    assert (answer.status, answer.body["error"]) == (403, "role")


async def test_a_token_that_expired_or_was_revoked_is_of_no_use(the_desk: TheDesk) -> None:
    """Both are refused at once, each in its own words."""
    anna, ben = the_desk.caller("Anna"), the_desk.caller("Ben")
    gone = next(each for each in the_desk.tokens.valid(BEGIN) if each.name == "Ben")
    the_desk.tokens.revoke(gone.id)
    assert (await ben.get("/v1/desk")).body["error"] == "bad-token"
    assert (await anna.get("/v1/desk")).status == 200
    the_desk.time.go_on(12 * 3600)
    assert (await anna.get("/v1/desk")).body["error"] == "token-expired"


async def test_the_cookie_is_for_our_own_page_alone(the_desk: TheDesk) -> None:
    """It is HttpOnly and SameSite=Strict; a write by it needs our header and our own origin, a read neither."""
    await the_desk.publish()
    token, _ = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    stranger = the_desk.stranger()
    assert (await stranger.post("/v1/desk/login", {"token": token})).body["error"] == "origin"
    logged_in = await stranger.post("/v1/desk/login", {"token": token}, headers=OURS)
    assert (logged_in.status, logged_in.body["name"], logged_in.body["role"]) == (200, "Anna", "enter")
    cookie = logged_in.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    sent = {"Cookie": cookie.partition(";")[0]}
    assert (await stranger.get("/v1/desk", headers=sent)).body["me"]["name"] == "Anna"
    body = {"browser": "browser-1"}
    for headers in (
        {},
        {**OURS, "Origin": "http://evil.example"},
        {**OURS, "Origin": "null"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
    ):
        answer = await stranger.call("PUT", f"{NIGHT}/holder", body, headers={**sent, **headers})
        assert (answer.status, answer.body["error"]) == (403, "origin"), headers
    own = {**sent, **OURS, "Origin": the_desk.url, "Sec-Fetch-Site": "same-origin"}
    assert (await stranger.call("PUT", f"{NIGHT}/holder", body, headers=own)).status == 200
    out = await stranger.post("/v1/desk/logout", headers=own)
    assert (out.status, "Max-Age=0" in out.headers["Set-Cookie"]) == (204, True)


async def test_a_token_for_once_is_good_for_one_login(the_desk: TheDesk) -> None:
    """It gives a session of its own, and then it is gone; as a bearer token it is refused."""
    token, _ = the_desk.tokens.make("admin", "admin", 24, BEGIN, once=True)
    stranger = the_desk.stranger()
    bearer = await stranger.get("/v1/desk", headers={"Authorization": f"Bearer {token}"})
    assert (bearer.status, bearer.body["error"]) == (401, "bad-token")
    first = await stranger.post("/v1/desk/login", {"token": token}, headers=OURS)
    second = await stranger.post("/v1/desk/login", {"token": token}, headers=OURS)
    assert (first.status, second.status) == (200, 401)
    assert token not in first.headers["Set-Cookie"]


async def test_nothing_goes_out_in_the_name_of_the_next_person(the_desk: TheDesk) -> None:
    """What somebody left unsent in a browser is refused when another person's browser sends it, whatever their role."""
    await the_desk.publish()
    body = {**entry("a", 2, "ceremony-opened"), "by": "Anna"}
    for role in ("view", "enter"):
        other = await the_desk.caller("Ben", role).post(f"{NIGHT}/entries", body)
        assert (other.status, other.body["error"]) == (409, "another-person")
        assert "Anna entered this, and you are Ben" in other.body["detail"]
    assert (await the_desk.caller("Anna").post(f"{NIGHT}/entries?wait=5", body)).body["by"] == "Anna"


async def test_whoever_leaves_ends_their_session(the_desk: TheDesk) -> None:
    """The session of a token for once lets nobody in after that, whoever kept its cookie; a person's own token does."""
    once, _ = the_desk.tokens.make("admin", "admin", 24, BEGIN, once=True)
    own, _ = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    stranger = the_desk.stranger()
    for token, after in ((once, 401), (own, 200)):
        logged_in = await stranger.post("/v1/desk/login", {"token": token}, headers=OURS)
        cookie = {"Cookie": logged_in.headers["Set-Cookie"].partition(";")[0]}
        assert (await stranger.post("/v1/desk/logout", headers={**cookie, **OURS})).status == 204
        assert (await stranger.get("/v1/desk", headers=cookie)).status == after
    assert (await stranger.post("/v1/desk/logout", headers=OURS)).status == 204
    # What is announced waits for its line in the log, and lines are written in their order.
    log = (await (await the_desk.publish()).get("/v1/desk/audit.jsonl")).text.splitlines()
    assert [line["who"] for line in map(json.loads, log) if line["action"] == "logout"] == ["admin", "Anna"]


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """Whoever is not even logged in keeps no request open by sending next to nothing."""
    silent = StreamReader(Mock(), limit=2**16, loop=asyncio.get_running_loop())
    request = make_mocked_request("POST", "/v1/desk/login", payload=silent)
    with pytest.raises(Refusal, match="did not come within 0 seconds") as told:
        await content_of(request, slowest=0)
    assert (told.value.code, told.value.status) == ("too-slow", 408)


async def test_guessing_is_slowed_down(the_desk: TheDesk) -> None:
    """After ten wrong tokens within a minute an address is told to wait; a minute later it is answered again."""
    stranger, wrong = the_desk.stranger(), {"token": "swd_guess"}
    for _ in range(10):
        assert (await stranger.post("/v1/desk/login", wrong, headers=OURS)).status == 401
    waiting = await stranger.post("/v1/desk/login", wrong, headers=OURS)
    assert (waiting.status, waiting.body["error"]) == (429, "too-many")
    the_desk.time.go_on(61)
    assert (await stranger.post("/v1/desk/login", wrong, headers=OURS)).status == 401


async def test_a_forgotten_window_keeps_nobody_out(the_desk: TheDesk) -> None:
    """One that asks on and on with a token that was revoked: those with a right one, at the same address, go on."""
    token, _ = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    anna, stranger = the_desk.caller("Anna"), the_desk.stranger()
    for _ in range(11):
        forgotten = await stranger.get("/v1/desk", headers={"Cookie": "sweepcast-desk=swd_revoked"})
    assert forgotten.status == 429
    assert (await anna.get("/v1/desk")).status == 200
    assert (await stranger.post("/v1/desk/login", {"token": token}, headers=OURS)).status == 200


async def _guess(stranger: Caller, forwarded: str) -> int:
    headers = {**OURS, "X-Forwarded-For": forwarded}
    return (await stranger.post("/v1/desk/login", {"token": "swd_guess"}, headers=headers)).status


async def test_behind_a_proxy_each_client_is_slowed_down_for_itself(tmp_path: Path) -> None:
    """The address that our proxy added counts, whatever a client wrote before it; others behind it log in."""
    async with running(tmp_path, proxies=1) as the_desk:
        stranger = the_desk.stranger()
        for made_up in range(10):
            assert await _guess(stranger, f"198.51.100.{made_up}, 203.0.113.5") == 401
        assert await _guess(stranger, "203.0.113.5") == 429
        assert await _guess(stranger, "192.0.2.1") == 401
        bearer = {"Authorization": "Bearer swd_guess", "X-Forwarded-For": "203.0.113.5"}
        assert (await stranger.get("/v1/desk", headers=bearer)).status == 429


async def test_without_a_proxy_no_client_writes_its_own_address(the_desk: TheDesk) -> None:
    """The header means nothing then: whoever guesses is slowed down under every name."""
    stranger = the_desk.stranger()
    for made_up in range(10):
        assert await _guess(stranger, f"198.51.100.{made_up}") == 401
    assert await _guess(stranger, "192.0.2.1") == 429


def test_one_address_does_not_slow_another_down() -> None:
    """Misses are counted by address."""
    misses = Misses()
    for _ in range(10):
        misses.add("a", 0.0)
    misses.check("b", 0.0)
    with pytest.raises(Refusal):
        misses.check("a", 0.0)


def test_only_hashes_are_kept(tmp_path: Path) -> None:
    """The file holds no token, and is for its owner alone; what expired is cleared away."""
    book = TokenBook(tmp_path)
    token, kept = book.make("Anna", "enter", 1, BEGIN)
    content = (tmp_path / "tokens.json").read_text()
    assert token not in content
    assert kept.hash in content
    assert stat.S_IMODE((tmp_path / "tokens.json").stat().st_mode) == 0o600
    book.make("Ben", "enter", 1, BEGIN + timedelta(hours=2))
    assert kept.hash not in (tmp_path / "tokens.json").read_text()


def test_two_books_see_what_the_other_writes(tmp_path: Path) -> None:
    """The command makes and revokes while the server runs: no restart is needed."""
    server, command = TokenBook(tmp_path), TokenBook(tmp_path)
    assert server.valid(BEGIN) == []
    token, kept = command.make("Anna", "enter", 1, BEGIN)
    assert server.check(token, BEGIN).name == "Anna"
    command.revoke(kept.id)
    with pytest.raises(Refusal):
        server.check(token, BEGIN)


def test_a_broken_file_of_tokens_is_named(tmp_path: Path) -> None:
    """Nobody is let in by a file that cannot be read; the error says which, and what to do."""
    (tmp_path / "tokens.json").write_text("{")
    with pytest.raises(TokenFileError, match=r"tokens\.json is no file of tokens"):
        TokenBook(tmp_path).valid(BEGIN)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`make` prints the token alone on standard output, `list` shows it without, `revoke` ends it."""
    monkeypatch.setenv("SWEEPCAST_DESK_FOLDER", str(tmp_path))
    assert tokens.main(["make", "--name", "Anna Ü", "--role", "confirm", "--hours", "2"]) == OK
    token = capsys.readouterr().out.strip()
    assert token.startswith("swd_")
    assert tokens.main(["list"]) == OK
    listed = capsys.readouterr().out
    assert "Anna Ü" in listed
    assert "confirm" in listed
    assert token not in listed
    assert tokens.main(["revoke", listed.split()[0]]) == OK
    assert tokens.main(["revoke", listed.split()[0]]) == REJECTED
    assert tokens.main(["make", "--name", " "]) == USAGE
    with pytest.raises(SystemExit):
        tokens.main(["make", "--name", "Anna", "--hours", "-1"])


async def test_the_page_is_served_under_a_strict_policy(tmp_path: Path) -> None:
    """Its files come with their types, nothing outside of its folder, and nothing inline may run."""
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.html").write_text("<!doctype html>")
    (page / "desk.js").write_text("export {};")
    (page / "notes.md").write_text("no")
    (tmp_path / "secret.js").write_text("no")
    async with running(tmp_path, page=page) as the_desk:
        stranger = the_desk.stranger()
        index, script = await stranger.get("/"), await stranger.get("/desk.js")
        assert index.headers["Content-Type"] == "text/html; charset=utf-8"
        assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
        policy = index.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert index.headers["X-Frame-Options"] == "DENY"
        for path in ("/notes.md", "/../secret.js", "/%2e%2e/secret.js", "/nothing.js", "/%00"):
            answer = await stranger.get(path)
            assert (answer.status, answer.body["error"]) == (404, "not-found"), path


async def test_what_the_page_shares_with_the_viewers_page_is_served(the_desk: TheDesk) -> None:
    """Those modules and no others, at their path in the checkout."""
    stranger = the_desk.stranger()
    assert (await stranger.get("/consumers/page/board.js")).status == 200
    assert (await stranger.get("/consumers/page/app.js")).status == 404


async def test_what_is_not_there_is_answered_in_words(the_desk: TheDesk) -> None:
    """Unknown paths and methods get JSON with what to do, not a page of the framework."""
    anna = the_desk.caller()
    assert (await anna.get("/v1/nothing")).body["error"] == "not-found"
    wrong = await anna.call("PUT", "/v1/desk/login", {})
    assert (wrong.status, wrong.body["error"]) == (405, "method-not-allowed")
    assert "POST" in wrong.headers["Allow"]
