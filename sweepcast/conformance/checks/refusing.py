"""Refusals: each row of the table that can be provoked from outside, over the websocket and over HTTP."""

from collections.abc import Iterator
from contextlib import AsyncExitStack

import msgspec

from sweepcast.conformance.checking import Check, check
from sweepcast.conformance.gateway import Answer, Gateway
from sweepcast.conformance.verdicts import CannotTell, Problem, Unexpected, Verdict, verdict
from sweepcast.frames import FEED_PATH

ORIGIN = "https://conformance.invalid"
CALL_BACK = (429, 503)
OK, UNAUTHORIZED = 200, 401
_MANY = 10_000


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What must be refused, and how.

    Attributes:
        code, status: with which it is refused.
        what: what is asked, in words.
        queries: queries of the feed's address, each of them to be refused over websocket and HTTP.
        feed_path: another path at the websocket.
        paths: paths over HTTP.
        method: of the request over HTTP.
    """

    code: str
    status: int
    what: str
    queries: tuple[str, ...] = ()
    feed_path: str | None = None
    paths: tuple[str, ...] = ()
    method: str = "GET"


REFUSALS = (
    Refusal(code="unknown-option", status=400, what="An option that there is not", queries=("colour=red", "filter=x")),
    Refusal(
        code="repeated-option",
        status=400,
        what="An option that may stand once, given twice",
        queries=("delay=1&delay=2", "cursor=a&cursor=b", "subscriber=a&subscriber=b"),
    ),
    Refusal(code="malformed-query", status=400, what="A query that is no UTF-8", queries=("kind=%ff", "cursor=%c3%28")),
    Refusal(
        code="malformed-ceremony",
        status=400,
        what="A ceremony that cannot be one",
        queries=("ceremony=", "ceremony=golden%20globes", "ceremony=oscars"),
        paths=("/v1/ceremonies/golden%20globes/board", "/v1/ceremonies/oscars/turns"),
    ),
    Refusal(
        code="malformed-id",
        status=400,
        what="A kind, work, person or category that cannot be an id",
        queries=("kind=", "work=la%20la", "person=a/b", "category=%3Cb%3E"),
    ),
    Refusal(
        code="malformed-delay",
        status=400,
        what="A delay that is no number, below 0 or above 600",
        queries=("delay=soon", "delay=-1", "delay=601", "delay=nan", "delay="),
    ),
    Refusal(
        code="malformed-subscriber",
        status=400,
        what="A subscriber without a name",
        queries=("subscriber=", "subscriber=a%20b"),
    ),
    Refusal(
        code="malformed-number",
        status=400,
        what="A number over HTTP that is none",
        paths=("/v1/ceremonies/golden-globes-2017/turns?after=x", "/v1/ceremonies/golden-globes-2017/turns?limit=x"),
    ),
    Refusal(
        code="not-found",
        status=404,
        what="A path where there is nothing",
        feed_path="/v1/no-such-feed",
        paths=("/v1/no-such-thing", "/no-such-file.html"),
    ),
    Refusal(
        code="unknown-ceremony",
        status=404,
        what="A night of which nothing is known",
        paths=tuple(f"/v1/ceremonies/conformance-9999/{each}" for each in ("board", "turns", "feed.atom")),
    ),
    Refusal(
        code="method-not-allowed",
        status=405,
        what="Anything but reading",
        paths=("/v1/ceremonies", FEED_PATH),
        method="POST",
    ),
)


class _Error(msgspec.Struct):
    error: str
    detail: str


def judge_refusal(answer: Answer | None, status: int, code: str, asked: str, *, websocket: bool) -> Iterator[Problem]:
    """A refusal has its status, its code and words; over HTTP in JSON, at the websocket in one line of text."""
    if answer is None:
        yield Problem(expected=f"{asked} refused with {status} {code}", seen="it was served")
        return
    if websocket:
        said = answer.text.strip().split(": ", 1)
    else:
        try:
            told = msgspec.json.decode(answer.body, type=_Error)
            said = [told.error, told.detail]
        except msgspec.DecodeError:
            said = []
    well = answer.status == status and len(said) == 2 and said[0] == code and said[1].strip() and "\n" not in said[0]
    if not well or (websocket and "\n" in said[1]):
        form = f"{code}: <what to do>" if websocket else f'{{"error": "{code}", "detail": "<what to do>"}}'
        yield Problem(expected=f"{asked} answered with {status} and {form}", seen=answer.shown)
    if answer.status == UNAUTHORIZED and answer.headers.get("www-authenticate", "").split(" ")[0] != "Bearer":
        seen = answer.headers.get("www-authenticate", "none")
        yield Problem(expected="WWW-Authenticate: Bearer with 401", seen=seen)
    if answer.status in CALL_BACK and not answer.headers.get("retry-after", "").isdigit():
        seen = answer.headers.get("retry-after", "none")
        yield Problem(expected=f"Retry-After in seconds with {answer.status}", seen=seen)


def _refused(refusal: Refusal) -> Check:
    async def look(gateway: Gateway) -> Verdict:
        problems: list[Problem] = []
        status, code = refusal.status, refusal.code
        urls = [gateway.feed_url(each) for each in refusal.queries]
        if refusal.feed_path is not None:
            urls.append(gateway.feed_url("", refusal.feed_path))
        for url in urls:
            problems += judge_refusal(await gateway.refusal(url), status, code, url, websocket=True)
        without_http = gateway.address.http is None
        if without_http and not urls:
            raise CannotTell("needs the gateway's HTTP side: give it with --http")
        paths = () if without_http else (*(f"{FEED_PATH}?{each}" for each in refusal.queries), *refusal.paths)
        for path in paths:
            answer = await gateway.get(path, method=refusal.method)
            asked = f"{refusal.method} {path}"
            problems += judge_refusal(answer, status, code, asked, websocket=False)
        return verdict(problems[:3])

    says = f"{refusal.what} is refused with {refusal.status} {refusal.code}."
    return Check(id=f"refusal-{refusal.code}", section="Refusals", says=says, look=look)


@check("refusal-filter-too-large", "Refusals", "A filter of more ids than hello allows is refused with 400.")
async def filter_too_large(gateway: Gateway) -> Verdict:
    """Name one id more than allowed."""
    async with gateway.connect() as connection:
        await connection.next("hello")
        limits = connection.hello.data.limits
        if limits is None:
            raise Unexpected(Problem(expected="`limits` in hello", seen="none"))
    query = "&".join(f"work={each:x}" for each in range(limits.filter_ids + 1))
    if len(query) > _MANY:
        raise CannotTell(f"{limits.filter_ids} ids are allowed: more than fit into an address")
    problems = list(
        judge_refusal(
            await gateway.refusal(gateway.feed_url(query)), 400, "filter-too-large", "so large a filter", websocket=True
        )
    )
    if gateway.address.http is not None:
        answer = await gateway.get(f"{FEED_PATH}?{query}")
        problems += judge_refusal(answer, 400, "filter-too-large", "so large a filter over HTTP", websocket=False)
    return verdict(problems)


@check("refusal-token", "Refusals", "Where viewer tokens are asked for, none and a malformed one are refused with 401.")
async def token(gateway: Gateway) -> Verdict:
    """Come without the token, and with one that is none."""
    without = await gateway.refusal(gateway.feed_url(), token=False)
    if without is None:
        raise CannotTell("this gateway asks for no viewer token")
    problems = list(judge_refusal(without, 401, "no-token", "the feed without a token", websocket=True))
    broken = {"Authorization": "Bearer no.such.token"}
    answer = await gateway.refusal(gateway.feed_url(), broken, token=False)
    problems += judge_refusal(answer, 401, "malformed-token", "the feed with a broken token", websocket=True)
    if gateway.address.http is not None:
        for path in (FEED_PATH, "/v1/ceremonies"):
            for headers, code in (({}, "no-token"), (broken, "malformed-token")):
                over_http = await gateway.get(path, headers, token=False)
                problems += judge_refusal(over_http, 401, code, f"GET {path}", websocket=False)
        config = await gateway.get("/v1/config", token=False)
        if config.status != OK:
            problems.append(Problem(expected="/v1/config without a token", seen=config.shown))
    return verdict(problems[:3])


@check("refusal-origin", "Refusals", "Where only some origins are served, others are refused with 403.")
async def origin(gateway: Gateway) -> Verdict:
    """Come as a page of an origin that nobody serves."""
    answer = await gateway.refusal(gateway.feed_url(), {"Origin": ORIGIN})
    if answer is None:
        raise CannotTell("this gateway serves pages of any origin")
    return verdict(judge_refusal(answer, 403, "origin-not-allowed", f"the feed to {ORIGIN}", websocket=True))


@check("refusal-crowd", "Refusals", "One connection too many is refused with 429 or 503, and told when to come back.")
async def crowd(gateway: Gateway) -> Verdict:
    """Open connections until one is refused."""
    if not gateway.crowd:
        raise CannotTell("it takes connections away from others: allow so many with --crowd NUMBER")
    answer = await _first_refusal(gateway, gateway.crowd)
    if answer is None:
        raise CannotTell(f"{gateway.crowd} connections are not too many: allow more with --crowd NUMBER")
    status, code = (429, "too-many-connections") if answer.status == 429 else (503, "full")
    return verdict(judge_refusal(answer, status, code, "one connection too many", websocket=True))


async def _first_refusal(gateway: Gateway, number: int) -> Answer | None:
    """Return the first refusal while so many connections are opened and held, none if all are served."""
    async with AsyncExitStack() as stack:
        for _ in range(number):
            try:
                connection = await stack.enter_async_context(gateway.connect())
                await connection.next("hello")
            except Unexpected:
                # Asked again in the form that shows the whole answer.
                answer = await gateway.refusal(gateway.feed_url())
                if answer is not None:
                    return answer
    return None


CHECKS = (*(_refused(each) for each in REFUSALS), filter_too_large, token, origin, crowd)
