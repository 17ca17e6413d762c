"""What is served over HTTP, with a real Kafka behind the gateway."""

import aiohttp
from websockets.asyncio.client import connect

from consumers.gateway.gateway import running
from consumers.gateway.kafka.edges import kafka_edges
from consumers.gateway.limits import Limits
from sweepcast.frames import FRAMES, Acked, AnyFrame, Hello, TurnFrame
from sweepcast.requests import REQUESTS, Acknowledge
from sweepcast.settings import Settings
from tests.consumers.gateway.serving import produce
from tests.consumers.gateway.turns import NIGHT, OTHER, record

FORGETFUL = Limits(log_bytes=1)
"""With these, the log holds hardly any turn."""


async def test_old_turns_come_from_kafka(fresh_kafka: Settings) -> None:
    """A gateway that holds no turns tells them all, in order, each once, whatever stands between them."""
    turns = [
        record(each, ceremony=night, offset=2 * each + (night == OTHER))
        for each in range(1, 30)
        for night in (NIGHT, OTHER)
    ]
    await produce(fresh_kafka, turns)
    async with (
        kafka_edges(fresh_kafka) as edges,
        running(_free(fresh_kafka), edges, FORGETFUL) as gateway,
        aiohttp.ClientSession(gateway.addresses.page) as http,
    ):
        await gateway.ready.wait()
        async with http.get(f"/v1/ceremonies/{NIGHT}/turns", params={"after": 5, "limit": 20}) as answer:
            page = await answer.json()
        assert [each["data"]["sequence"] for each in page["turns"]] == list(range(6, 26))
        assert page["next"] == 25
        async with http.get(f"/v1/ceremonies/{NIGHT}/feed.atom") as answer:
            assert (answer.status, answer.content_type) == (200, "application/atom+xml")


async def test_a_subscriber_comes_back_over_sse_to_what_it_acknowledged(fresh_kafka: Settings) -> None:
    """The place that it acknowledged over a websocket outlasts its gateway, and holds over SSE as well."""
    await produce(fresh_kafka, [record(1), record(2)])
    async with kafka_edges(fresh_kafka) as edges, running(_free(fresh_kafka), edges) as gateway:
        await gateway.ready.wait()
        async with connect(f"{gateway.addresses.feed}?subscriber=my-bot") as feed:
            frame = FRAMES.decode(await feed.recv(decode=False))
            while isinstance(frame, Hello):
                frame = FRAMES.decode(await feed.recv(decode=False))
            await feed.send(REQUESTS.encode(Acknowledge(cursor=frame.cursor)), text=True)
            assert isinstance(FRAMES.decode(await feed.recv(decode=False)), Acked)
    await produce(fresh_kafka, [record(3)])
    async with (
        kafka_edges(fresh_kafka) as edges,
        running(_free(fresh_kafka), edges) as gateway,
        aiohttp.ClientSession(gateway.addresses.page) as http,
    ):
        await gateway.ready.wait()
        async with http.get("/v1/feed", params={"subscriber": "my-bot"}) as answer:
            hello, turn = await _frame(answer), await _frame(answer)
        assert isinstance(hello, Hello)
        assert hello.data.reason == "resumed"
        assert isinstance(turn, TurnFrame)
        assert turn.data.sequence == 3


async def _frame(answer: aiohttp.ClientResponse) -> AnyFrame:
    """Return the next frame of a stream."""
    while not (line := await answer.content.readline()).startswith(b"data: "):
        assert line, "the stream has ended"
    return FRAMES.decode(line.removeprefix(b"data: "))


def _free(settings: Settings) -> Settings:
    """Return the settings with free ports."""
    return Settings(kafka=settings.kafka, feed_port=0, http_port=0)
