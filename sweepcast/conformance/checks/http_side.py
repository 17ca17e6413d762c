"""HTTP: boards, turns, Atom, and that browsers and caches are told what they need."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import msgspec

from sweepcast.conformance.boards import difference, same_turn
from sweepcast.conformance.checking import check
from sweepcast.conformance.checks.refusing import ORIGIN
from sweepcast.conformance.gateway import Answer, Gateway
from sweepcast.conformance.judging import judge_snapshot, snapshots_in
from sweepcast.conformance.seen import Board, Turn
from sweepcast.conformance.verdicts import CannotTell, Problem, Unexpected, Verdict, verdict
from sweepcast.filters import filter_of

ATOM = "{http://www.w3.org/2005/Atom}"
MOST_ENTRIES = 200
SUMMARY = (
    "id", "award_body", "name", "edition", "ceremony_year", "film_year", "date", "time_zone", "sequence", "stage",
)  # fmt: skip
"""What `/v1/ceremonies` tells of each night."""


class _Ceremonies(msgspec.Struct):
    cursor: str
    ceremonies: list[dict[str, object]]


class _Config(msgspec.Struct):
    feed_url: str


class _Health(msgspec.Struct):
    status: str


def judge_ceremonies(answer: Answer) -> Iterator[Problem]:
    """The list of nights has a cursor and all that is told of each night, the latest first."""
    try:
        listed = msgspec.json.decode(answer.body, type=_Ceremonies)
    except msgspec.DecodeError as error:
        yield Problem(expected="`cursor` and `ceremonies`", seen=str(error), frames=(answer.shown,))
        return
    for each in listed.ceremonies:
        left_out = [name for name in SUMMARY if name not in each]
        if left_out:
            yield Problem(
                expected="all that is told of a night", seen=f"{each.get('id')} without {', '.join(left_out)}"
            )
            return
    dates = [str(each["date"]) for each in listed.ceremonies]
    if dates != sorted(dates, reverse=True):
        yield Problem(expected="the latest night first", seen=", ".join(dates))


def judge_atom(answer: Answer, board: Board) -> Iterator[Problem]:
    """The Atom feed is well-formed, has what Atom asks for, and tells the board's milestones, the newest first."""
    try:
        feed = ET.fromstring(answer.body)  # noqa: S314  # expat expands no entity beyond measure; it is checked, not kept
    except ET.ParseError as error:
        yield Problem(expected="an Atom feed", seen=f"no XML: {error}", frames=(answer.shown,))
        return
    if feed.tag != f"{ATOM}feed":
        yield Problem(expected="an Atom feed", seen=feed.tag)
        return
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        left_out = [each for each in ("id", "title", "updated") if not (part.findtext(f"{ATOM}{each}") or "").strip()]
        if left_out:
            yield Problem(expected="id, title and updated of the feed and of each entry", seen=f"no {left_out[0]}")
            return
    times = [each.findtext(f"{ATOM}updated") or "" for each in entries]
    if times != sorted(times, reverse=True):
        yield Problem(expected="the newest milestone first", seen=", ".join(times[:5]))
    text = " ".join("".join(each.itertext()) for each in entries)
    told = [each for each in board.values() if each.get("type") == "milestone" and each.get("weight") != "quiet"]
    headlines = [str(each["headline"]) for each in told]
    for headline in (each for each in headlines if each not in text and len(entries) < MOST_ENTRIES):
        yield Problem(expected=f"the milestone {headline!r}", seen=f"{len(entries)} entries without it")
        return


def judge_not_modified(first: Answer, second: Answer, path: str) -> Iterator[Problem]:
    """An answer has an ETag; asked again with it, 304 says that nothing has changed, unless there is another ETag."""
    tag = first.headers.get("etag", "")
    if first.status != 200 or not tag.strip('W/"'):
        yield Problem(expected=f"200 with an ETag for {path}", seen=f"{first.status}, ETag: {tag or 'none'}")
    elif second.headers.get("etag", tag) == tag and (second.status != 304 or second.body):
        yield Problem(expected=f"304 without a body for {path} again", seen=second.shown)


def judge_cors(answer: Answer, path: str) -> Iterator[Problem]:
    """A page of any origin may read the answer."""
    allowed = answer.headers.get("access-control-allow-origin", "none")
    if allowed not in ("*", ORIGIN):
        yield Problem(expected=f"Access-Control-Allow-Origin: * for {path}", seen=allowed)


@check("http-ceremonies", "HTTP", "The list of nights has a cursor, and tells each night, the latest first.")
async def http_ceremonies(gateway: Gateway) -> Verdict:
    """Read the list."""
    answer = await gateway.get("/v1/ceremonies")
    if answer.status != 200:
        raise Unexpected(Problem(expected="GET /v1/ceremonies answered with 200", seen=answer.shown))
    return verdict(judge_ceremonies(answer))


@check("http-board", "HTTP", "The board over HTTP equals the snapshot over the feed at the same sequence.")
async def http_board(gateway: Gateway) -> Verdict:
    """Read both, and bring the older one up to the newer one by the turns between them."""
    ceremony = await gateway.night()
    wanted = filter_of(ceremonies=[ceremony])
    async with gateway.connect(("ceremony", ceremony)) as connection:
        frames = await connection.opening()
    board = await gateway.board(ceremony)
    turns = await gateway.turns(ceremony)
    problems: list[Problem] = []
    for snapshot in snapshots_in(frames):
        data = snapshot.data
        problems += judge_snapshot(snapshot, turns, wanted)
        if data.sequence == board.sequence:
            problems += difference(board.board, data.board, f"the board of {ceremony} as over HTTP")
        elif data.sequence > board.sequence:
            problems.append(
                Problem(expected=f"a board of turn {data.sequence} or later", seen=f"one of turn {board.sequence}")
            )
    return verdict(problems[:3])


@check("http-turns", "HTTP", "Turns come in pages of at most `limit`; `next` leads through all of them, each once.")
async def http_turns(gateway: Gateway) -> Verdict:
    """Read a night in pages of seven, and hold it against the same in large ones."""
    ceremony = await gateway.night()
    whole = await gateway.turns(ceremony)
    problems: list[Problem] = []
    paged: list[Turn] = []
    behind: int | None = 0
    while behind is not None and behind < whole[-1].data.sequence:
        page = await gateway.page_of_turns(ceremony, behind, 7)
        paged += page.turns
        wrong = [each.data.sequence for each in page.turns if each.data.sequence <= behind]
        if len(page.turns) > 7 or wrong or not page.turns:
            problems.append(Problem(expected=f"1 to 7 turns behind {behind}", seen=f"{len(page.turns)} turns, {wrong}"))
            break
        behind = page.next
    alike = len(paged) >= len(whole) and all(
        same_turn(one.data, other.data) and one.cursor == other.cursor for one, other in zip(whole, paged, strict=False)
    )
    if not problems and not alike:
        problems.append(Problem(expected=f"the same {len(whole)} turns in pages", seen=f"{len(paged)}, or others"))
    end = await gateway.page_of_turns(ceremony, whole[-1].data.sequence + 1_000_000, 7)
    if end.turns or end.next is not None:
        problems.append(Problem(expected="no turn and `next` null behind the end", seen=f"next {end.next}"))
    return verdict(problems)


@check("http-atom", "HTTP", "A night's milestones are an Atom feed, the newest first, without the quiet ones.")
async def http_atom(gateway: Gateway) -> Verdict:
    """Read the Atom feed and the board until no turn comes between the two."""
    ceremony = await gateway.night()
    for _ in range(5):
        before = await gateway.board(ceremony)
        answer = await gateway.get(f"/v1/ceremonies/{ceremony}/feed.atom")
        if (await gateway.board(ceremony)).sequence == before.sequence:
            break
    else:
        raise CannotTell("turns come in too fast to hold the Atom feed against the board: check again later")
    problems = list(judge_atom(answer, before.board))
    kind = answer.headers.get("content-type", "none")
    if answer.status != 200 or not kind.startswith("application/atom+xml"):
        problems.append(
            Problem(expected="200 and the content type application/atom+xml", seen=f"{answer.status}, {kind}")
        )
    return verdict(problems)


@check(
    "http-etag",
    "HTTP",
    "Lists, boards, turns and Atom feeds have an ETag; asked with it again, 304 says nothing has changed.",
)
async def http_etag(gateway: Gateway) -> Verdict:
    """Ask twice for each."""
    ceremony = await gateway.night()
    problems: list[Problem] = []
    for what in ("", f"/{ceremony}/board", f"/{ceremony}/turns?after=0&limit=5", f"/{ceremony}/feed.atom"):
        path = f"/v1/ceremonies{what}"
        first = await gateway.get(path)
        second = await gateway.get(path, {"If-None-Match": first.headers.get("etag", '"none"')})
        problems += judge_not_modified(first, second, path)
    return verdict(problems)


@check("http-cors", "HTTP", "Pages of any origin may read everything, unless the operator allows only some.")
async def http_cors(gateway: Gateway) -> Verdict:
    """Ask as a page of another origin."""
    if await gateway.refusal(gateway.feed_url(), {"Origin": ORIGIN}) is not None:
        raise CannotTell("this gateway serves pages of some origins only")
    ceremony = await gateway.night()
    problems: list[Problem] = []
    for path in ("/v1/ceremonies", *(f"/v1/ceremonies/{ceremony}/{each}" for each in ("board", "turns", "feed.atom"))):
        problems += judge_cors(await gateway.get(path, {"Origin": ORIGIN}), path)
    return verdict(problems[:3])


@check("http-health", "HTTP", "/healthz answers 200 with `ok` or `stale` once the feed is whole.")
async def http_health(gateway: Gateway) -> Verdict:
    """Ask how the gateway is; it serves the feed, so that it is whole."""
    async with gateway.connect() as connection:
        await connection.next("hello")
    answer = await gateway.get("/healthz")
    try:
        status = msgspec.json.decode(answer.body, type=_Health).status
    except msgspec.DecodeError as error:
        status = str(error)
    well = answer.status == 200 and status in ("ok", "stale")
    return verdict([] if well else [Problem(expected="200 with the status ok or stale", seen=answer.shown)])


@check("http-config", "HTTP", "/v1/config tells where the feed is.")
async def http_config(gateway: Gateway) -> Verdict:
    """Ask, and look at the address."""
    answer = await gateway.get("/v1/config")
    try:
        url = msgspec.json.decode(answer.body, type=_Config).feed_url
    except msgspec.DecodeError as error:
        url = str(error)
    well = answer.status == 200 and url.startswith(("ws://", "wss://"))
    return verdict([] if well else [Problem(expected="200 with a feed_url of a websocket", seen=answer.shown)])


CHECKS = (
    http_ceremonies, http_board, http_turns, http_atom, http_etag, http_cors, http_health, http_config,
)  # fmt: skip
