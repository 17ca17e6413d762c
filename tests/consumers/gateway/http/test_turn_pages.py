"""Pages of a night's turns: which are wanted, where they come from, and the cursors that they bear."""

import pytest

from consumers.gateway.core.options import FeedOptions, Refused
from consumers.gateway.core.subscription import subscribe
from consumers.gateway.http.turn_pages import LARGEST_SEQUENCE, MOST_TURNS, USUAL_TURNS, Page, parse_page, turns_of
from consumers.gateway.past import PastAway, Stretch
from sweepcast.filters import Filter
from sweepcast.frames import FRAMES, Hello, TurnFrame
from tests.consumers.gateway.serving import Topic
from tests.consumers.gateway.turns import NIGHT, OTHER, frames_of, record


@pytest.mark.parametrize(
    ("fields", "page"),
    [
        ([], Page(0, USUAL_TURNS)),
        ([("after", "12")], Page(12, USUAL_TURNS)),
        ([("limit", "1")], Page(0, 1)),
        ([("limit", str(MOST_TURNS)), ("after", "0")], Page(0, MOST_TURNS)),
        ([("after", str(LARGEST_SEQUENCE))], Page(LARGEST_SEQUENCE, USUAL_TURNS)),
        ([("token", "x"), ("after", "007")], Page(7, USUAL_TURNS)),
    ],
)
def test_a_page_is_read_from_the_query(fields: list[tuple[str, str]], page: Page) -> None:
    """Both options may be left out; a viewer token is no business of it."""
    assert parse_page(fields) == page


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([("after", value)], "malformed-number")
        for value in ("", "-1", "+1", " 1", "1.0", "1e3", "1_0", "٣", "²", "x", "9" * 30, str(LARGEST_SEQUENCE + 1))
    ]
    + [([("limit", value)], "malformed-number") for value in ("0", str(MOST_TURNS + 1), "all")]
    + [([("before", "1")], "unknown-option"), ([("after", "1"), ("after", "1")], "repeated-option")],
)
def test_what_names_no_page_is_refused(fields: list[tuple[str, str]], code: str) -> None:
    """With a code of the protocol, and a sentence that says what may be written."""
    with pytest.raises(Refused) as refused:
        parse_page(fields)
    assert (refused.value.code, refused.value.status) == (code, 400)


def sequences(turns: list[TurnFrame]) -> list[int]:
    """Return the numbers of turns."""
    return [each.data.sequence for each in turns]


async def page_of(topic: Topic, after: int = 0, limit: int = 100) -> list[TurnFrame]:
    """Return a page of the night's turns as a client reads them, with the one behind it."""
    turns = []
    for each in await turns_of(topic.log, topic, NIGHT, Page(after, limit)):
        frame = FRAMES.decode(each.frame)
        assert isinstance(frame, TurnFrame)
        assert frame.data.sequence == each.sequence
        turns.append(frame)
    return turns


@pytest.fixture
def topic() -> Topic:
    """A night of 9 turns, with those of another one in the same partition and in another one."""
    return night_of(range(1, 10))


def night_of(numbers: range | list[int], **options: object) -> Topic:
    """Return a topic with these turns of the night, and others between them."""
    topic = Topic(**options)
    for each in numbers:
        topic.add(record(each, offset=2 * each))
        topic.add(record(each, ceremony="golden-globes-2018", offset=2 * each + 1))
        topic.add(record(each, ceremony=OTHER, partition=2), partition=2)
    return topic


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (0, 100, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (0, 3, [1, 2, 3, 4]),
        (3, 3, [4, 5, 6, 7]),
        (6, 3, [7, 8, 9]),
        (8, 3, [9]),
        (9, 3, []),
        (LARGEST_SEQUENCE, 500, []),
    ],
)
async def test_a_page_holds_what_is_behind_a_turn(topic: Topic, after: int, limit: int, expected: list[int]) -> None:
    """In order, only of this night, with one more than the limit if there is one."""
    assert sequences(await page_of(topic, after, limit)) == expected
    assert topic.readings == []


LOGS = [{"kept_bytes": each} for each in (1, 20_000, 30_000, 10_000_000)]
"""Options for logs that let go of all their turns, of some, and of none."""


@pytest.mark.parametrize("options", LOGS)
async def test_what_the_log_let_go_of_comes_from_kafka(options: dict[str, object]) -> None:
    """Wherever the log begins now, the pages are the same, each turn byte for byte but for its cursor."""
    expected = [{"data": each.data, "id": each.id} for each in await page_of(night_of(range(1, 10)))]
    topic = night_of(range(1, 10), **options)
    told = await page_of(topic)
    assert [{"data": each.data, "id": each.id} for each in told] == expected
    assert sequences(await page_of(topic, 2, 3)) == [3, 4, 5, 6]
    for reading in topic.readings:
        assert set(reading.offsets) <= {0, 2, 4, 6, 8, 10, 12, 14, 16}
        assert reading.offsets == tuple(sorted(reading.offsets))


async def test_only_what_a_page_needs_is_read() -> None:
    """A page of an old night reads its own records and the one behind it, not the night."""
    topic = night_of(range(1, 10), kept_bytes=1)
    await page_of(topic, after=2, limit=2)
    assert topic.readings == [Stretch(NIGHT, 0, (4, 6, 8))]


@pytest.mark.parametrize("options", LOGS)
async def test_a_night_with_missing_turns_is_told_as_it_is(options: dict[str, object]) -> None:
    """Where numbers are missing, a page still holds what is behind a turn, all of it and nothing else."""
    topic = night_of([2, 3, 7, 8, 12], **options)
    assert sequences(await page_of(topic, 0, 2)) == [2, 3, 7]
    assert sequences(await page_of(topic, 3, 2)) == [7, 8, 12]
    assert sequences(await page_of(topic, 5, 1)) == [7, 8]
    assert sequences(await page_of(topic, 8, 5)) == [12]
    assert sequences(await page_of(topic, 12, 5)) == []


async def test_the_feed_goes_on_behind_each_turn(topic: Topic) -> None:
    """Each cursor belongs to the filter by this ceremony, and goes on with the turn that follows."""
    for turn in await page_of(topic):
        options = FeedOptions(filter=Filter(ceremonies=(NIGHT,)), cursor=turn.cursor)
        hello, *rest = frames_of(subscribe(topic.log, options, now=0.0))
        assert isinstance(hello, Hello)
        assert hello.data.reason == "resumed"
        told = [each.data.sequence for each in rest if isinstance(each, TurnFrame)]
        assert told == list(range(turn.data.sequence + 1, 10))
        assert len(told) == len(rest)


async def test_turns_of_another_night_in_their_place_are_an_error() -> None:
    """A topic that was made anew beneath the log gives no false turn."""
    topic = night_of(range(1, 4), kept_bytes=1)
    topic._records[0][2] = record(2, ceremony="golden-globes-2018")
    with pytest.raises(PastAway, match=NIGHT):
        await page_of(topic)
    topic._records[0][2] = b"?"
    with pytest.raises(PastAway, match=NIGHT):
        await page_of(topic)


async def test_a_night_that_nobody_knows_has_no_turns(topic: Topic) -> None:
    """There is nothing to read."""
    assert await turns_of(topic.log, topic, "bafta-2017", Page()) == []
