"""What /healthz says of a gateway."""

import aiohttp

from consumers.gateway.gateway import Gateway
from sweepcast.frames import Hello
from tests.consumers.gateway.conftest import Records, client
from tests.consumers.gateway.turns import NIGHT, record


async def test_health_is_bad_until_the_feed_is_whole(
    gateway: Gateway, records: Records, http: aiohttp.ClientSession
) -> None:
    """503 while Kafka has not been read, with the reason; 200 from then on, also when Kafka goes away."""
    records.sink.away("Kafka at nowhere does not answer")
    async with http.get("/healthz") as answer:
        health = await answer.json()
        assert (answer.status, health["status"]) == (503, "starting")
        assert health["kafka"] == {"state": "connecting", "detail": "Kafka at nowhere does not answer", "lag": 0}
        assert health["held"] == {"turns": 0, "bytes": 0, "boards": 0}
    await records.whole(record(1))
    async with client(gateway.addresses.feed) as feed, http.get("/healthz") as answer:
        assert isinstance(await feed.next(), Hello)
        health = await answer.json()
        assert (answer.status, health["status"], health["turns"], health["ceremonies"]) == (200, "ok", 1, 1)
        assert health["clients"] == {"connections": 1, "streams": 0, "behind": 0, "evicted": {}}
        assert (health["held"]["turns"], health["held"]["boards"]) == (1, 1)
        assert health["held"]["bytes"] > len(record(1))
    records.sink.lagging(7)
    records.sink.away("Kafka at nowhere does not answer")
    async with http.get("/healthz") as answer:
        health = await answer.json()
        assert (answer.status, health["status"], health["kafka"]["state"]) == (200, "stale", "away")
    records.sink.caught_up()
    async with http.get("/healthz") as answer:
        assert (await answer.json())["status"] == "ok"


async def test_streams_are_counted_with_the_clients(records: Records, http: aiohttp.ClientSession) -> None:
    """One who follows over Server-Sent Events is a client as well."""
    await records.whole(record(1))
    async with http.get("/v1/feed") as stream:
        await stream.content.readuntil(b"\n\n")
        async with http.get("/healthz") as answer:
            clients = (await answer.json())["clients"]
    assert (clients["connections"], clients["streams"]) == (1, 1)


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
