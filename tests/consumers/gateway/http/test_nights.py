"""All nights as a list, and the board of each, over HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from consumers.gateway.gateway import Gateway
from consumers.gateway.http.answers import Answers
from consumers.gateway.http.nights import Nights
from sweepcast.board import CeremonyInfo, Ref, Update, decode_board, encode_board
from sweepcast.frames import Hello, TurnFrame
from tests.consumers.gateway.conftest import Records, client
from tests.consumers.gateway.serving import Topic, closed, serving
from tests.consumers.gateway.turns import NIGHT, NOW, OTHER, record, stage

BOARD = f"/v1/ceremonies/{NIGHT}/board"
LONG = 10_000.0
"""Seconds after which a board that is not needed is let go."""


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


@pytest.fixture
def topic() -> Topic:
    """A feed that lets go of the board of every night that is over, once a long time has passed."""
    return Topic(current_closed=0, held_nights=0)


@pytest.fixture
async def nights(topic: Topic) -> AsyncIterator[aiohttp.ClientSession]:
    """A session with what serves that feed's nights."""
    async with serving(Nights(topic.feed, topic, Answers())) as session:
        yield session


async def test_a_board_and_its_cursor_belong_together(
    gateway: Gateway, records: Records, http: aiohttp.ClientSession
) -> None:
    """A board read over HTTP is the canonical one, and the feed of its night goes on from its cursor."""
    await records.whole(record(1), record(2))
    async with http.get(BOARD) as answer:
        assert answer.status == 200
        content = await answer.read()
        told = await answer.json()
    assert (told["ceremony"], told["sequence"]) == (NIGHT, 2)
    board = content.partition(b'"board":')[2].removesuffix(b"}")
    assert len(decode_board(board)) > 1
    assert list(told["board"]) == sorted(decode_board(encode_board(decode_board(board))))
    records.add(record(3))
    async with client(f"{gateway.addresses.feed}?ceremony={NIGHT}&cursor={told['cursor']}") as feed:
        hello = await feed.next()
        assert isinstance(hello, Hello)
        assert hello.data.reason == "resumed"
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
        ("/v1/ceremonies/%20/board", 400, "malformed-ceremony"),
        (f"/v1/ceremonies/{'x' * 2000}-2017/board", 400, "malformed-ceremony"),
    ],
)
async def test_nights_that_are_not_there_are_refused(
    topic: Topic, nights: aiohttp.ClientSession, path: str, status: int, error: str
) -> None:
    """What can be no night is told apart from one of which nothing was heard."""
    topic.add(record(1))
    async with nights.get(path) as answer:
        told = await answer.json()
        assert (answer.status, told["error"]) == (status, error)
        assert 10 < len(told["detail"]) < 400


async def test_boards_are_not_served_before_the_feed_is_whole(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    """Half a board would be a false one."""
    assert not gateway.ready.is_set()
    for path in ("/v1/ceremonies", BOARD, f"/v1/ceremonies/{NIGHT}/turns", f"/v1/ceremonies/{NIGHT}/feed.atom"):
        async with http.get(path) as answer:
            assert (answer.status, (await answer.json())["error"]) == (503, "not-ready")
            assert int(answer.headers["Retry-After"]) > 0


async def test_a_board_is_sent_again_only_when_it_has_changed(topic: Topic, nights: aiohttp.ClientSession) -> None:
    """Its tag stays while its night stands still, whatever happens elsewhere, and changes with its next turn."""
    topic.add(record(1))
    async with nights.get(BOARD) as answer:
        tag, content = answer.headers["ETag"], await answer.read()
    topic.add(record(1, ceremony=OTHER, partition=1), partition=1)
    async with nights.get(BOARD, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with nights.get(BOARD) as answer:
        assert (answer.headers["ETag"], await answer.read()) == (tag, content)
    topic.add(record(2))
    async with nights.get(BOARD, headers={"If-None-Match": tag}) as answer:
        assert (answer.status, (await answer.json())["sequence"]) == (200, 2)
        assert answer.headers["ETag"] != tag


async def test_the_list_is_sent_again_only_when_something_happened(topic: Topic, nights: aiohttp.ClientSession) -> None:
    """It has a tag as well, which any turn changes."""
    topic.add(record(1))
    async with nights.get("/v1/ceremonies") as answer:
        tag = {"If-None-Match": answer.headers["ETag"]}
    async with nights.get("/v1/ceremonies", headers=tag) as answer:
        assert answer.status == 304
    topic.add(record(2))
    async with nights.get("/v1/ceremonies", headers=tag) as answer:
        assert answer.status == 200


async def test_a_board_of_another_log_has_another_tag(topic: Topic, nights: aiohttp.ClientSession) -> None:
    """After the feed was made anew, the same turn number is no reason to keep what a client has."""
    topic.add(record(1, updates=[stage(1)]))
    async with nights.get(BOARD) as answer:
        tag = {"If-None-Match": answer.headers["ETag"]}
    topic.renew().epoch = b"another-topic-id"
    topic.add(record(1, updates=[stage(2)]))
    async with nights.get(BOARD, headers=tag) as answer:
        assert (answer.status, (await answer.json())["board"]["stage"]["decided"]) == (200, 2)


async def test_a_board_that_was_let_go_is_made_again(topic: Topic, nights: aiohttp.ClientSession) -> None:
    """The board of a night of long ago is read from Kafka, once, and is the same as it was."""
    topic.add(record(1), record(2), record(3, updates=[closed()]))
    async with nights.get(BOARD) as answer:
        before = await answer.json()
    topic.add(record(1, ceremony=OTHER, partition=1), partition=1, told_at=LONG)
    assert topic.log.board(NIGHT) is None
    async with serving(Nights(topic.feed, topic, Answers())) as fresh:
        for _ in range(2):
            async with fresh.get(BOARD) as answer:
                after = await answer.json()
            assert {**after, "cursor": None} == {**before, "cursor": None}
    assert [each.ceremony for each in topic.readings] == [NIGHT]
    async with nights.get("/v1/ceremonies") as answer:
        assert [each["sequence"] for each in (await answer.json())["ceremonies"]] == [1, 3]


async def test_without_kafka_an_old_board_cannot_be_had(topic: Topic, nights: aiohttp.ClientSession) -> None:
    """It is said why, and when to come back; boards that are held are served all the same."""
    topic.add(record(1, updates=[closed()]))
    topic.add(record(1, ceremony=OTHER, partition=1), partition=1, told_at=LONG)
    topic.away = True
    async with nights.get(BOARD) as answer:
        assert (answer.status, (await answer.json())["error"]) == (503, "kafka-away")
        assert int(answer.headers["Retry-After"]) > 0
    async with nights.get(f"/v1/ceremonies/{OTHER}/board") as answer:
        assert answer.status == 200
