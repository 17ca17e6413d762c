"""Lets people and programs in: by bearer token, or by a cookie that no page of another origin can use.

A browser sends a cookie of ours with SameSite=Strict only from our own page; writes by it need a header besides, which
pages of other origins cannot send without being allowed to, and an Origin, where there is one, that is our own.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from producers.desk.audit import Audit, AuditLine
from producers.desk.http.answers import answered, body_of
from producers.desk.people import Person
from producers.desk.refusal import Refusal
from producers.desk.room import Clocks
from producers.desk.token_book import TokenBook
from sweepcast.client_address import client_address

COOKIE = "sweepcast-desk"
HEADER = "X-Sweepcast-Desk"
LONGEST_TOKEN = 200
_READS = frozenset({"GET", "HEAD"})
_MISSES, _MISSES_SECONDS = 10, 60.0
"""After so many wrong tokens of one address in so many seconds, no further wrong one is looked at closely."""
_MOST_ADDRESSES = 10_000


class LoginRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser sends to log in."""

    token: str


class Misses:
    """Counts wrong tokens by address. Pure: the time comes in."""

    def __init__(self) -> None:
        """None was wrong yet."""
        self._of: dict[str, deque[float]] = {}

    def check(self, address: str, clock: float) -> None:
        """Let an address pass that was not wrong too often.

        Raises:
            Refusal: `too-many`.
        """
        times = self._of.get(address)
        while times and clock - times[0] > _MISSES_SECONDS:
            times.popleft()
        if times and len(times) >= _MISSES:
            raise Refusal("too-many", f"{_MISSES} wrong tokens within a minute: wait a minute", 429)

    def add(self, address: str, clock: float) -> None:
        """Count a wrong one."""
        if address not in self._of and len(self._of) >= _MOST_ADDRESSES:
            del self._of[next(iter(self._of))]
        self._of.setdefault(address, deque(maxlen=_MISSES)).append(clock)


class Access:
    """Tells who asks, and serves the login."""

    def __init__(self, tokens: TokenBook, clocks: Clocks, audit: Audit, *, proxies: int) -> None:
        """Know people by these tokens. So many proxies of our own are believed by whom they were asked, and how."""
        self._tokens = tokens
        self._clocks = clocks
        self._audit = audit
        self._proxies = proxies
        self._misses = Misses()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the login."""
        return [web.post("/v1/desk/login", self.login), web.post("/v1/desk/logout", self.logout)]

    def person(self, request: web.Request) -> Person:
        """Return who asks.

        Raises:
            Refusal: `no-token`, `bad-token`, `token-expired`, `too-many`, or `origin` for a write by cookie.
        """
        bearer = _bearer(request.headers)
        token = bearer or request.cookies.get(COOKIE)
        if not token:
            raise Refusal("no-token", "send a token as Authorization: Bearer, or log in at /v1/desk/login", 401)
        if bearer is None and request.method not in _READS:
            check_own_page(request.headers, request.host)
        with self._counting_misses(request):
            return self._tokens.check(token[:LONGEST_TOKEN], self._clocks.now())

    def holds(self, person: Person) -> bool:
        """Return whether the token by which somebody came still holds."""
        return self._tokens.holds(person, self._clocks.now())

    async def login(self, request: web.Request) -> web.StreamResponse:
        """Exchange a token for a cookie."""
        check_own_page(request.headers, request.host)
        token = (await body_of(request, LoginRequest)).token.strip()
        now = self._clocks.now()
        with self._counting_misses(request):
            session, person = self._tokens.log_in(token[:LONGEST_TOKEN], now)
        self._audit.add(AuditLine(at=now, who=person.name, role=person.role, action="login"))
        response = answered(person.answer())
        response.set_cookie(
            COOKIE,
            session,
            max_age=max(1, int((person.expires_at - now).total_seconds())),
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._is_secure(request),
        )
        return response

    async def logout(self, request: web.Request) -> web.StreamResponse:
        """Take the cookie away, and end the session that it stands for."""
        check_own_page(request.headers, request.host)
        left = self._tokens.log_out(request.cookies.get(COOKIE, "")[:LONGEST_TOKEN])
        if left is not None:
            self._audit.add(AuditLine(at=self._clocks.now(), who=left.name, role=left.role, action="logout"))
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict", secure=self._is_secure(request) or None)
        return response

    @contextmanager
    def _counting_misses(self, request: web.Request) -> Iterator[None]:
        """Count a token that turns out wrong.

        A right one always passes: on the night, a forgotten window with an old token must not keep out everybody else
        at its address.

        Raises:
            Refusal: `too-many` wrong ones of this address, instead of `bad-token`.
        """
        try:
            yield
        except Refusal as refusal:
            if refusal.code == "bad-token":
                address, clock = self._address(request), self._clocks.monotonic()
                self._misses.check(address, clock)
                self._misses.add(address, clock)
            raise

    def _address(self, request: web.Request) -> str:
        """Return the address that wrong tokens are counted by: behind a proxy not everybody's at once."""
        return client_address(request.remote or "", request.headers.getall("X-Forwarded-For", ()), self._proxies)

    def _is_secure(self, request: web.Request) -> bool:
        return request.secure or (self._proxies > 0 and request.headers.get("X-Forwarded-Proto") == "https")


def check_own_page(headers: Mapping[str, str], host: str) -> None:
    """Let a write pass that our own page sends, or a program that has no origin.

    Raises:
        Refusal: `origin`.
    """
    if HEADER not in headers:
        raise Refusal(
            "origin", f"send the header {HEADER}: without it, a page of another origin could have sent this", 403
        )
    origin = headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise Refusal("origin", f"{origin[:200]} is not this desk's own page: open the desk itself", 403)
    if headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Refusal("origin", "this was sent by a page of another origin: open the desk itself", 403)


def _bearer(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" and token.strip() else None
