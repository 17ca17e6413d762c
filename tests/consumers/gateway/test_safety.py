"""What protects a gateway, over real sockets: origins, tokens, places, message rates; and what it counts of it all."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from consumers.gateway.gateway import Gateway, running
from consumers.gateway.limits import Limits
from consumers.gateway.tokens import sign
from sweepcast.close_codes import CloseCode
from sweepcast.frames import FRAMES, Goodbye, Hello, Snapshot, TurnFrame
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import PATIENCE, Client, Records, client
from tests.consumers.gateway.http.test_nights import about
from tests.consumers.gateway.turns import NIGHT, record

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # of these tests alone
HOME, STRANGER = "https://awards.example", "https://elsewhere.example"
BOARD = f"v1/ceremonies/{NIGHT}/board"


@asynccontextmanager
async def gateway_with(
    records: Records, limits: Limits | None = None, **settings: object
) -> AsyncIterator[tuple[Gateway, aiohttp.ClientSession]]:
    """Run a gateway that has one turn; give a session whose addresses begin at its page."""
    made = Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0, **settings)  # type: ignore[arg-type]  # the tests name what they need
    async with running(made, records.edges, limits) as gateway:
        await records.whole(record(1))
        async with aiohttp.ClientSession(gateway.addresses.page) as http:
            yield gateway, http


async def refused(url: str, **options: object) -> tuple[int, str, Mapping[str, str]]:
    """Return status, code and headers with which a websocket is refused."""
    with pytest.raises(InvalidStatus) as raised:
        async with client(url, **options):
            pass
    response = raised.value.response
    assert response.body is not None
    return response.status_code, response.body.decode().partition(":")[0], response.headers


async def asked(http: aiohttp.ClientSession, path: str, **headers: str) -> tuple[int, str | None]:
    """Return status and code of what is answered over HTTP."""
    async with http.get(path, headers=headers) as answer:
        return answer.status, None if answer.status == 200 else (await answer.json())["error"]


async def number(http: aiohttp.ClientSession, sample: str, **labels: str) -> float:
    """Return one of the gateway's numbers; 0 if it is not told."""
    async with http.get("metrics") as answer:
        text = await answer.text()
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            if (each.name, each.labels) == (sample, labels):
                return each.value
    return 0.0


async def until(http: aiohttp.ClientSession, expected: float, sample: str, **labels: str) -> None:
    """Wait until one of the gateway's numbers is this."""
    async with asyncio.timeout(PATIENCE):
        while await number(http, sample, **labels) != expected:
            await asyncio.sleep(0)


async def test_pages_of_other_origins_read_nothing(records: Records) -> None:
    """Neither over websockets, nor over SSE, nor a board; what is no page is let in."""
    async with gateway_with(records, origins=HOME) as (gateway, http):
        feed = gateway.addresses.feed
        assert (await refused(feed, origin=STRANGER))[:2] == (403, "origin-not-allowed")
        assert await asked(http, "v1/feed", Origin=STRANGER) == (403, "origin-not-allowed")
        assert await asked(http, BOARD, Origin=STRANGER) == (403, "origin-not-allowed")
        async with client(feed, origin=HOME) as one, client(feed) as other:
            assert isinstance(await one.next(), Hello)
            assert isinstance(await other.next(), Hello)
        async with http.get(BOARD, headers={"Origin": HOME}) as answer:
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == HOME
        assert await number(http, "sweepcast_refusals_total", code="origin-not-allowed") == 3


async def test_a_gateway_that_asks_for_tokens(records: Records) -> None:
    """Header and option do; who has none is told so everywhere but at what must be open."""
    token = sign((SECRET,), "newsroom", time.time() + 60, time.time())
    bearer = {"Authorization": f"Bearer {token}"}
    async with gateway_with(records, token_secret=SECRET) as (gateway, http):
        feed = gateway.addresses.feed
        status, code, headers = await refused(feed)
        assert (status, code, headers["WWW-Authenticate"]) == (401, "no-token", "Bearer")
        assert (await refused(f"{feed}?token=a.b.c"))[:2] == (401, "malformed-token")
        for path in ("v1/feed", "v1/ceremonies", BOARD, f"v1/ceremonies/{NIGHT}/turns"):
            assert await asked(http, path) == (401, "no-token"), path
            assert await asked(http, f"{path}?token={token}") == (200, None), path
            assert await asked(http, path, **bearer) == (200, None), path
        for path in ("", "v1/config", "healthz", "metrics"):
            assert (await asked(http, path))[0] == 200, path
        async with client(f"{feed}?token={token}") as one, client(feed, additional_headers=bearer) as other:
            assert isinstance(await one.next(), Hello)
            assert isinstance(await other.next(), Hello)


@pytest.mark.parametrize("secret", ["", SECRET], ids=["open", "tokens"])
async def test_a_preview_tells_of_a_night_only_where_all_may_know(records: Records, secret: str) -> None:
    """What a link says of itself reaches everybody who gets it; where tokens are asked for, it says nothing."""
    async with gateway_with(records, token_secret=secret) as (_, http):
        await records.whole(record(2, updates=[about(NIGHT, 2017)]))
        async with http.get("", params={"ceremony": NIGHT}) as answer:
            page = await answer.text()
    assert 'property="og:title"' in page
    assert ("The 2017 Night" in page) == (secret == "")


async def test_a_connection_lives_no_longer_than_its_token(records: Records) -> None:
    """At that moment it hears goodbye with the code that says so, over websockets and over SSE."""
    now = [1_483_900_000.0]
    settings = Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0, token_secret=SECRET)
    token = sign((SECRET,), "newsroom", now[0] + 1, now[0])
    async with running(settings, records.edges, clock=lambda: now[0]) as gateway:
        await records.whole(record(1))
        # The clock stands just before the end, so that it is still let in and comes up to it in no time.
        now[0] += 0.99
        async with client(f"{gateway.addresses.feed}?token={token}") as feed:
            assert isinstance(await feed.next(), Hello)
            assert isinstance(await feed.next(), Snapshot)
            goodbye = await feed.next()
            assert isinstance(goodbye, Goodbye)
            assert goodbye.data.code == CloseCode.TOKEN_EXPIRED
            assert (await feed.closed())[0] == CloseCode.TOKEN_EXPIRED
        url = f"{gateway.addresses.page}v1/feed?token={token}"
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            async with asyncio.timeout(PATIENCE):
                text = await answer.text()
            last = FRAMES.decode(text.strip().rpartition("data: ")[2].encode())
            assert isinstance(last, Goodbye)
            assert last.data.code == CloseCode.TOKEN_EXPIRED
        now[0] += 1
        assert (await refused(f"{gateway.addresses.feed}?token={token}"))[:2] == (401, "token-expired")


async def test_so_many_places_for_each_address(records: Records) -> None:
    """Websockets and streams count together, by the client behind the proxy; a place that is given back is free."""
    async with gateway_with(records, proxies=1, connections_per_address=2, connections=3) as (gateway, http):
        feed, me, you = gateway.addresses.feed, {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
        async with client(feed, additional_headers=me):
            async with http.get("v1/feed", headers=me) as stream:
                assert stream.status == 200
                status, code, headers = await refused(feed, additional_headers=me)
                assert (status, code) == (429, "too-many-connections")
                assert int(headers["Retry-After"]) > 0
                assert await asked(http, "v1/feed", **me) == (429, "too-many-connections")
                async with client(feed, additional_headers=you):
                    assert (await refused(feed, additional_headers=you))[:2] == (503, "full")
                    assert await number(http, "sweepcast_connections", transport="websocket") == 2
                    assert await number(http, "sweepcast_connections", transport="sse") == 1
            await until(http, 0, "sweepcast_connections", transport="sse")
            async with client(feed, additional_headers=me) as again:
                assert isinstance(await again.next(), Hello)
        await until(http, 0, "sweepcast_connections", transport="websocket")
        assert await number(http, "sweepcast_connections_opened_total", transport="websocket") == 3
        assert await number(http, "sweepcast_refusals_total", code="too-many-connections") == 2


async def test_who_is_refused_has_no_place(records: Records) -> None:
    """A refusal after the door, and one before it, leave the place to the next."""
    async with gateway_with(records, connections=1) as (gateway, http):
        feed = gateway.addresses.feed
        records.away = True
        for _ in range(2):
            assert (await refused(f"{feed}?subscriber=bot"))[:2] == (503, "kafka-away")
            assert await asked(http, "v1/feed?subscriber=bot") == (503, "kafka-away")
            assert (await refused(f"{feed}?colour=red"))[:2] == (400, "unknown-option")
        async with client(feed) as one:
            assert isinstance(await one.next(), Hello)


@pytest.mark.parametrize("kind", ["messages", "pings", "pongs", "fragments"])
async def test_who_says_too_much_is_sent_away(records: Records, kind: str) -> None:
    """Whatever it is made of: the first that is too much ends the connection, and no more of it is answered."""
    limits = Limits(messages_per_minute=5, close_seconds=0.2)
    async with gateway_with(records, limits) as (gateway, http), client(gateway.addresses.feed) as feed:
        flood = {
            "messages": [Frame(Opcode.TEXT, b"{}")] * 2000,
            "pings": [Frame(Opcode.PING, b"x" * 125)] * 2000,
            "pongs": [Frame(Opcode.PONG, b"")] * 2000,
            "fragments": [Frame(Opcode.TEXT, b"", fin=False)] + [Frame(Opcode.CONT, b"", fin=False)] * 2000,
        }[kind]
        assert isinstance(await feed.next(), Hello)
        assert isinstance(await feed.next(), Snapshot)
        feed.connection.transport.write(b"".join(frame.serialize(mask=True) for frame in flood))
        answers = 0
        while not isinstance(frame := await feed.next(), Goodbye):
            answers += 1
        assert frame.data.code == CloseCode.TOO_MANY_MESSAGES
        assert answers <= 5
        assert (await feed.closed())[0] == CloseCode.TOO_MANY_MESSAGES
        await until(http, 1, "sweepcast_closes_total", code=str(int(CloseCode.TOO_MANY_MESSAGES)))
        async with client(gateway.addresses.feed) as other:
            assert isinstance(await other.next(), Hello)


async def test_who_keeps_to_the_limit_told_stays(records: Records) -> None:
    """As many messages as hello says, all at once, are all answered."""
    limits = Limits(close_seconds=0.2)
    async with gateway_with(records, limits) as (gateway, http), client(gateway.addresses.feed) as feed:
        hello = await feed.next()
        assert isinstance(hello, Hello)
        assert hello.data.limits is not None
        assert isinstance(await feed.next(), Snapshot)
        most = hello.data.limits.messages_per_minute
        for _ in range(most):
            await feed.connection.send('{"type": "delay", "seconds": 0}')
            assert (await feed.next()).cursor
        assert await number(http, "sweepcast_requests_total", type="delay") == most
        await feed.connection.send("{}")
        assert isinstance(await feed.next(), Goodbye)


async def test_a_gateway_that_stops_tells_what_is_new_until_each_has_left(records: Records) -> None:
    """It accepts nobody any more; who has not heard goodbye yet hears every turn; told to hurry, all hear goodbye."""
    async with AsyncExitStack() as leaving, asyncio.timeout(PATIENCE):
        async with running(Settings(feed_port=0, http_port=0), records.edges, Limits(drain_seconds=3600.0)) as gateway:
            await records.whole(record(1))
            feeds = [await leaving.enter_async_context(client(gateway.addresses.feed)) for _ in range(400)]
            for feed in feeds:
                assert isinstance(await feed.next(), Hello)
                assert isinstance(await feed.next(), Snapshot)
            telling = asyncio.create_task(_tell_while_leaving(feeds, records, gateway))
        await telling


async def _tell_while_leaving(feeds: list[Client], records: Records, gateway: Gateway) -> None:
    heard = [asyncio.create_task(feed.next()) for feed in feeds]
    await asyncio.wait(heard, return_when=asyncio.FIRST_COMPLETED)
    # One has left: the others, most of which have not, are told a turn, and then sent away all at once.
    records.add(record(2))
    gateway.hurry.set()
    told = await asyncio.gather(*heard)
    turns = [feed for feed, frame in zip(feeds, told, strict=True) if isinstance(frame, TurnFrame)]
    assert 0 < len(turns) < len(feeds)
    assert all([isinstance(await feed.next(), Goodbye) for feed in turns])
    assert {(await feed.closed())[0] for feed in feeds} == {CloseCode.STOPPING}
    with pytest.raises((OSError, InvalidStatus)):
        async with client(gateway.addresses.feed):
            pass


async def test_what_is_counted_of_a_night(records: Records) -> None:
    """Frames and bytes by type, turns and what is no turn, how things stand, and how long a turn took."""
    async with gateway_with(records) as (gateway, http):
        async with client(gateway.addresses.feed) as one, client(gateway.addresses.feed) as other:
            for feed in (one, other):
                assert isinstance(await feed.next(), Hello)
                assert isinstance(await feed.next(), Snapshot)
            records.add(record(2), told_at=time.time())
            records.add(record(2))
            turns = [await feed.next() for feed in (one, other)]
            assert all(isinstance(each, TurnFrame) for each in turns)
            assert await number(http, "sweepcast_frames_sent_total", type="sweepcast.turn") == 2
            assert await number(http, "sweepcast_sent_bytes_total", type="sweepcast.turn") > 2 * len(record(2))
            assert await number(http, "sweepcast_frames_sent_total", type="sweepcast.feed.snapshot") == 2
        assert await number(http, "sweepcast_records_taken_total") == 3
        assert await number(http, "sweepcast_records_dropped_total", reason="repeat") == 1
        assert await number(http, "sweepcast_turn_to_send_seconds_count") == 1
        assert await number(http, "sweepcast_log_entries") == 2
        assert await number(http, "sweepcast_nights") == 1
        assert await number(http, "sweepcast_ready") == 1
        records.sink.lagging(4)
        records.sink.away("Kafka is away")
        assert await number(http, "sweepcast_stale") == 1
        await until(http, 2, "sweepcast_closes_total", code="1000")
