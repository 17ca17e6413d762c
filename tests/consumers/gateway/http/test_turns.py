"""Pages of turns and Atom feeds over HTTP."""

from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from consumers.gateway.http.answers import Answers
from consumers.gateway.http.turns import Turns
from sweepcast.frames import FRAMES, TurnFrame
from tests.consumers.gateway.serving import Topic, serving
from tests.consumers.gateway.turns import NIGHT, OTHER, lead, record

TURNS = f"/v1/ceremonies/{NIGHT}/turns"
ATOM = f"/v1/ceremonies/{NIGHT}/feed.atom"
XML = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def topic() -> Topic:
    """A feed whose log holds hardly any turn."""
    topic = Topic(kept_bytes=1)
    topic.add(*(record(each, updates=[lead(f"film-{each}", each)]) for each in range(1, 8)))
    return topic


@pytest.fixture
async def http(topic: Topic) -> AsyncIterator[aiohttp.ClientSession]:
    """A session with what serves that feed's turns."""
    async with serving(Turns(topic.feed, topic, Answers())) as session:
        yield session


@pytest.mark.parametrize(("limit", "requests"), [(1, 7), (3, 3), (7, 1), (100, 1)])
async def test_a_night_is_read_page_by_page(http: aiohttp.ClientSession, limit: int, requests: int) -> None:
    """Asking for what is behind `next` until there is none gives every turn once, in order, as the feed's frames."""
    told, asked, after = [], 0, 0
    while True:
        async with http.get(TURNS, params={"after": after, "limit": limit}) as answer:
            page = await answer.json()
        assert page["ceremony"] == NIGHT
        assert len(page["turns"]) <= limit
        told += page["turns"]
        asked += 1
        if page["next"] is None:
            break
        after = page["next"]
    assert [each["data"]["sequence"] for each in told] == [1, 2, 3, 4, 5, 6, 7]
    assert asked == requests


async def test_turns_are_frames(http: aiohttp.ClientSession) -> None:
    """What a client of the feed reads frames with reads these as well."""
    async with http.get(TURNS, params={"limit": 1}) as answer:
        content = await answer.read()
    frame = FRAMES.decode(content.partition(b'"turns":[')[2].partition(b'],"next"')[0])
    assert isinstance(frame, TurnFrame)
    assert (frame.data.ceremony, frame.data.sequence) == (NIGHT, 1)


async def test_a_page_is_sent_again_only_when_its_night_went_on(topic: Topic, http: aiohttp.ClientSession) -> None:
    """Its tag stays while nothing happens in the night, each page has its own, and nothing is read twice."""
    async with http.get(TURNS) as answer:
        tag = {"If-None-Match": answer.headers["ETag"]}
    readings = len(topic.readings)
    async with http.get(TURNS, headers=tag) as answer:
        assert answer.status == 304
    assert len(topic.readings) == readings
    async with http.get(TURNS, params={"after": 3}, headers=tag) as answer:
        assert answer.status == 200
    topic.add(record(8))
    async with http.get(TURNS, headers=tag) as answer:
        assert (answer.status, len((await answer.json())["turns"])) == (200, 8)


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        (f"{TURNS}?after=x", 400, "malformed-number"),
        (f"{TURNS}?limit=501", 400, "malformed-number"),
        (f"{TURNS}?page=1", 400, "unknown-option"),
        (f"{TURNS}?after=1&after=2", 400, "repeated-option"),
        (f"/v1/ceremonies/{OTHER}/turns", 404, "unknown-ceremony"),
        (f"/v1/ceremonies/{OTHER}/feed.atom", 404, "unknown-ceremony"),
        ("/v1/ceremonies/nonsense/turns", 400, "malformed-ceremony"),
    ],
)
async def test_what_cannot_be_told_is_refused(http: aiohttp.ClientSession, path: str, status: int, error: str) -> None:
    """With a code of the protocol."""
    async with http.get(path) as answer:
        assert (answer.status, (await answer.json())["error"]) == (status, error)


@pytest.mark.parametrize("path", [TURNS, ATOM])
async def test_without_kafka_old_turns_cannot_be_had(topic: Topic, http: aiohttp.ClientSession, path: str) -> None:
    """It is said why, and when to come back; once Kafka is back, they can."""
    topic.away = True
    async with http.get(path) as answer:
        assert (answer.status, (await answer.json())["error"]) == (503, "kafka-away")
        assert int(answer.headers["Retry-After"]) > 0
    topic.away = False
    async with http.get(path) as answer:
        assert answer.status == 200


async def test_milestones_are_an_atom_feed(topic: Topic, http: aiohttp.ClientSession) -> None:
    """It holds the milestones, links to itself and the page at the host that was asked, and has a tag."""
    async with http.get(ATOM) as answer:
        assert (answer.status, answer.content_type) == (200, "application/atom+xml")
        feed = ET.fromstring(await answer.read())  # noqa: S314  # our own bytes
        tag = {"If-None-Match": answer.headers["ETag"]}
        base = str(answer.url.origin())
    assert feed.findtext(f"{XML}entry/{XML}title") == "film-7 leads — with 7"
    links = {each.get("rel"): each.get("href") for each in feed.findall(XML + "link")}
    assert links == {"self": base + ATOM, "alternate": f"{base}/?ceremony={NIGHT}"}
    async with http.get(ATOM, headers=tag) as answer:
        assert answer.status == 304
    async with http.get(ATOM, headers=tag | {"Host": 'a"b<c>'}) as answer:
        assert answer.status in {200, 400}
        if answer.status == 200:
            ET.fromstring(await answer.read())  # noqa: S314  # likewise
    topic.add(record(8, updates=[lead("film-8", 8)]))
    async with http.get(ATOM, headers=tag) as answer:
        assert answer.status == 200
