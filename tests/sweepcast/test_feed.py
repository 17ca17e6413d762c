"""What a consumer may do with a feed: keep its place, change what comes, and leave, at any moment."""

import asyncio
from contextlib import aclosing
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from sweepcast.client import Feed, connect, follow
from sweepcast.feed_errors import ConnectionLost, FeedEnded, Link, RequestRefused
from sweepcast.filters import Filter
from sweepcast.frames import Acked, AckedData, Filtered, FilteredData, Hello, Refused, RefusedData
from tests.fake_gateway import CEREMONY, NOW, goodbye, heartbeat, hello, snapshot, turn
from tests.sweepcast.scripted import Said, Scripted, Silence

IN_TIME = 60.0
"""Seconds after which a test gives up waiting; none of them comes near."""
CUT = ConnectionLost("cut")


class Store:
    """Keeps the cursors that it was handed, the newest last."""

    def __init__(self, cursor: str | None = None) -> None:
        """Start with the cursor of an earlier run."""
        self.kept = [] if cursor is None else [cursor]

    def load(self) -> str | None:
        """Return the newest."""
        return self.kept[-1] if self.kept else None

    def store(self, cursor: str) -> None:
        """Keep it."""
        self.kept.append(cursor)


def asked(gateway: Scripted) -> list[dict[str, list[str]]]:
    """Return what each connection asked for."""
    return [parse_qs(urlsplit(address).query) for address in gateway.addresses]


def quiet(_link: Link) -> None:
    """Hear nothing of the connection."""


async def test_a_cursor_is_stored_when_the_next_frame_is_asked_for() -> None:
    """A bot that crashes amid its work gets the frame again: what it has not dealt with is not stored."""
    gateway, store = Scripted([hello(), snapshot(1), turn(2), turn(3)]), Store()
    async with connect("ws://h", cursor=store, on_link=quiet, edges=gateway.edges) as feed:
        assert (await anext(feed)).data.sequence == 1
        assert store.kept == ["at-hello"]
        assert (await anext(feed)).data.sequence == 2
        assert store.kept == ["at-hello", f"snapshot-{CEREMONY}-1"]
        assert (await anext(feed)).data.sequence == 3
        assert store.kept[-1] == f"{CEREMONY}-2"
    assert store.kept[-1] == f"{CEREMONY}-2"


async def test_heartbeats_are_stored_while_the_consumer_waits() -> None:
    """A quiet night moves the place on, so that a later run is not told that its cursor is too old."""
    gateway, store = Scripted([hello(resumed=True), turn(2), heartbeat("newest")]), Store("earlier")
    async with connect("ws://h", cursor=store, on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        waiting = asyncio.ensure_future(anext(feed))
        async with asyncio.timeout(IN_TIME):
            await gateway.silent.wait()
        assert store.kept == ["earlier", "at-hello", f"{CEREMONY}-2", "newest"]
        await feed.close()
        with pytest.raises(StopAsyncIteration):
            await waiting
    assert asked(gateway) == [{"cursor": ["earlier"]}]


async def test_what_was_dealt_with_is_stored_though_the_connection_breaks() -> None:
    """The last frame before a break is done as soon as the next one is asked for, whenever that comes."""
    gateway, store = Scripted([hello(), snapshot(1), turn(2), CUT], [hello(resumed=True), turn(3)]), Store()
    async with connect("ws://h", cursor=store, on_link=quiet, edges=gateway.edges) as feed:
        assert [(await anext(feed)).data.sequence for _ in range(3)] == [1, 2, 3]
    assert f"{CEREMONY}-2" in store.kept


async def test_a_cursor_that_cannot_be_stored_is_an_error() -> None:
    """A bot that believes its place is kept would tell everything again after its next start."""

    class Full(Store):
        def store(self, cursor: str) -> None:
            raise OSError(28, "No space left on device", "bot.cursor")

    gateway = Scripted([hello(), snapshot(1)])
    async with connect("ws://h", cursor=Full(), on_link=quiet, edges=gateway.edges) as feed:
        with pytest.raises(OSError, match=r"No space left on device: 'bot\.cursor'"):
            await anext(feed)


async def test_a_subscriber_acknowledges_once_a_second_and_at_its_end() -> None:
    """Not each frame, and nothing that the consumer has not dealt with."""
    gateway = Scripted([hello(resumed=True), turn(8), turn(9), Silence(1.5), turn(10), turn(11), turn(12)])
    async with aclosing(follow("ws://h", subscriber="my-bot", on_link=quiet, edges=gateway.edges)) as feed:
        async for frame in feed:
            if frame.data.sequence == 12:
                break
    assert [each["type"] for each in gateway.said] == ["ack", "ack"]
    assert [each["cursor"] for each in gateway.said] == [f"{CEREMONY}-9", f"{CEREMONY}-11"]
    assert asked(gateway) == [{"subscriber": ["my-bot"]}]


async def test_who_is_no_subscriber_acknowledges_nothing() -> None:
    """The gateway would only refuse it."""
    gateway = Scripted([hello(), snapshot(1), Silence(5), turn(2)])
    async with connect("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await anext(feed)
    assert gateway.said == []


def back_at(cursor: str) -> Hello:
    """Return a greeting to a client that comes back with a cursor."""
    return msgspec.structs.replace(hello(resumed=True), cursor=cursor)


async def test_an_acknowledgement_that_got_no_answer_is_said_again() -> None:
    """The connection may have been lost before the gateway heard it."""
    place = f"{CEREMONY}-8"
    gateway = Scripted([hello(resumed=True), turn(8), Silence(1.5), CUT], [back_at(place), Silence(1.5), turn(9)])
    async with connect("ws://h", subscriber="my-bot", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await anext(feed)
    assert [each["cursor"] for each in gateway.said] == [place, place]


async def test_nothing_is_acknowledged_over_a_connection_that_is_lost() -> None:
    """It waits for the next one."""
    place = f"{CEREMONY}-8"
    gateway = Scripted([hello(resumed=True), turn(8), CUT], [back_at(place), Silence(1.5), turn(9)])
    async with connect("ws://h", subscriber="my-bot", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await anext(feed)
    assert [each["cursor"] for each in gateway.said] == [place]


async def test_an_answered_acknowledgement_is_not_said_again() -> None:
    """What is kept is kept."""

    def answer(said: Said) -> Acked:
        data = AckedData(request=said["id"], place=said["cursor"])
        return Acked(id="a", source="s", subject="feed", time=NOW, cursor=said["cursor"], data=data)

    gateway = Scripted([hello(resumed=True), turn(8), Silence(1.5), answer, Silence(5), turn(9)])
    async with connect("ws://h", subscriber="my-bot", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await anext(feed)
    assert [each["cursor"] for each in gateway.said] == [f"{CEREMONY}-8"]


async def test_a_place_that_cannot_be_kept_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """The feed itself goes on; the next acknowledgement tries again."""

    def refuse(said: Said) -> Refused:
        data = RefusedData(request=said["id"], code="cannot-keep-place", detail="try again later")
        return Refused(id="r", source="s", subject="feed", time=NOW, cursor="c", data=data)

    gateway = Scripted([hello(resumed=True), turn(8), Silence(1.5), refuse, turn(9), Silence(1.5), turn(10)])
    async with connect("ws://h", subscriber="my-bot", on_link=quiet, edges=gateway.edges) as feed:
        assert [(await anext(feed)).data.sequence for _ in range(3)] == [8, 9, 10]
    assert [each["cursor"] for each in gateway.said] == [f"{CEREMONY}-8", f"{CEREMONY}-9"]
    assert "the gateway keeps no place: try again later (cannot-keep-place)" in caplog.text


async def test_a_filter_that_is_changed_before_the_first_connection_is_asked_for_with_it() -> None:
    """There is nobody to be asked yet."""
    gateway = Scripted([hello(), snapshot(1)])
    async with connect("ws://h", kinds="stage", on_link=quiet, edges=gateway.edges) as feed:
        await feed.change_filter(works=["la-la-land", "moonlight"], people="emma-stone")
        await feed.change_delay(2.5)
        await anext(feed)
    assert asked(gateway) == [{"work": ["la-la-land", "moonlight"], "person": ["emma-stone"], "delay": ["2.5"]}]
    assert gateway.said == []


async def test_a_filter_that_is_changed_while_connecting_is_asked_for_behind() -> None:
    """The address was on its way already."""
    gateway = Scripted([hello(), snapshot(1)])
    feed: Feed

    async def slow(address: str, token: str | None) -> object:
        await feed.change_filter(kinds="milestone")
        await feed.change_delay(10)
        return await gateway.edges.connect(address, token)

    edges = gateway.edges
    feed = connect(
        "ws://h",
        on_link=quiet,
        edges=type(edges)(connect=slow, sleep=edges.sleep, now=edges.now),  # type: ignore[arg-type]  # a connection it is
    )
    async with feed:
        await anext(feed)
    assert asked(gateway) == [{}]
    assert [{**each, "id": None} for each in gateway.said] == [
        {"id": None, "type": "filter", "filter": {"kinds": ["milestone"]}},
        {"id": None, "type": "delay", "seconds": 10.0},
    ]


async def test_a_change_that_is_refused_is_raised_and_undone() -> None:
    """The feed goes on as before, on the next connection too."""

    def refuse(said: Said) -> Refused:
        data = RefusedData(request=said["id"], code="filter-too-large", detail="name at most 100 ids")
        return Refused(id="r", source="s", subject="feed", time=NOW, cursor="c", data=data)

    gateway = Scripted([hello(), snapshot(1), refuse, turn(2), CUT], [hello(resumed=True), turn(3)])
    async with connect("ws://h", ceremony=CEREMONY, on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await feed.change_filter(works=["la-la-land"])
        with pytest.raises(RequestRefused, match=r"\(filter-too-large\): name at most 100 ids"):
            await anext(feed)
        assert [(await anext(feed)).data.sequence for _ in range(2)] == [2, 3]
    assert [each["ceremony"] for each in asked(gateway)] == [[CEREMONY], [CEREMONY]]
    assert "work" not in asked(gateway)[1]


async def test_what_a_refusal_goes_back_to_is_what_the_connection_was_opened_with() -> None:
    """A change that was on its way when the last connection broke holds by the address of the next one."""

    def refuse(said: Said) -> Refused:
        data = RefusedData(request=said["id"], code="filter-too-large", detail="name at most 100 ids")
        return Refused(id="r", source="s", subject="feed", time=NOW, cursor="c", data=data)

    gateway = Scripted([hello(), snapshot(1), CUT], [hello(), snapshot(2), refuse, CUT], [hello(resumed=True), turn(9)])
    async with connect("ws://h", kinds="stage", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await feed.change_filter(kinds="lead")
        await anext(feed)
        await feed.change_filter(works="la-la-land")
        with pytest.raises(RequestRefused):
            await anext(feed)
        await anext(feed)
    assert [each["kind"] for each in asked(gateway)] == [["stage"], ["lead"], ["lead"]]


async def test_a_refused_delay_leaves_the_one_before() -> None:
    """The one that the gateway told last, also over the next connection."""

    def refuse(said: Said) -> Refused:
        data = RefusedData(request=said["id"], code="malformed-request", detail="at most 60 seconds here")
        return Refused(id="r", source="s", subject="feed", time=NOW, cursor="c", data=data)

    told = msgspec.structs.replace(hello(), data=msgspec.structs.replace(hello().data, delay_seconds=30.0))
    gateway = Scripted([hello(), snapshot(1), CUT], [told, snapshot(1), refuse, CUT], [hello(resumed=True), turn(2)])
    async with connect("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await feed.change_delay(30)
        await anext(feed)
        await feed.change_delay(600)
        with pytest.raises(RequestRefused):
            await anext(feed)
        await anext(feed)
    assert [each.get("delay") for each in asked(gateway)] == [None, ["30"], ["30"]]


async def test_of_two_changes_the_later_one_holds_though_the_first_was_refused() -> None:
    """A refusal undoes what it refuses, and nothing that was said behind it."""

    def refuse(_said: Said) -> Refused:
        data = RefusedData(request=gateway.said[0]["id"], code="filter-too-large", detail="fewer")
        return Refused(id="r", source="s", subject="feed", time=NOW, cursor="c", data=data)

    def accept(said: Said) -> Filtered:
        data = FilteredData(request=said["id"], filter=Filter(kinds=("stage",)), ceremonies=(), holds_from="f")
        return Filtered(id="f", source="s", subject="feed", time=NOW, cursor="f", data=data)

    gateway = Scripted([hello(), snapshot(1), refuse, accept, CUT], [hello(resumed=True), turn(5)])
    async with connect("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        await feed.change_filter(works="la-la-land")
        await feed.change_filter(kinds="stage")
        with pytest.raises(RequestRefused):
            await anext(feed)
        await anext(feed)
    assert asked(gateway)[1] == {"kind": ["stage"], "cursor": ["f"]}


async def test_closing_ends_who_waits_for_a_frame() -> None:
    """From another task, at any moment; iterating just ends."""
    gateway = Scripted([hello(), snapshot(1)])
    feed = connect("ws://h", on_link=quiet, edges=gateway.edges)

    async def consume() -> list[int]:
        return [frame.data.sequence async for frame in feed]

    consuming = asyncio.ensure_future(consume())
    async with asyncio.timeout(IN_TIME):
        await gateway.silent.wait()
        await feed.close()
        assert await consuming == [1]
    assert gateway.closed == 1


async def test_closing_ends_a_pause() -> None:
    """Nobody waits twenty seconds for a program to end."""
    pausing = asyncio.Event()

    async def for_ever(_seconds: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    gateway = Scripted([CUT])
    edges = gateway.edges
    feed = connect("ws://h", on_link=quiet, edges=type(edges)(connect=edges.connect, sleep=for_ever, now=edges.now))
    consuming = asyncio.ensure_future(anext(feed))
    async with asyncio.timeout(IN_TIME):
        await pausing.wait()
        await feed.close()
        with pytest.raises(StopAsyncIteration):
            await consuming


async def test_closing_ends_a_try_to_connect() -> None:
    """Whoever answers later finds nobody."""
    trying = asyncio.Event()

    async def never(_address: str, _token: str | None) -> object:
        trying.set()
        return await asyncio.Event().wait()

    edges = Scripted().edges
    feed = connect(
        "ws://h",
        on_link=quiet,
        edges=type(edges)(connect=never, sleep=edges.sleep, now=edges.now),  # type: ignore[arg-type]  # it never answers
    )
    consuming = asyncio.ensure_future(anext(feed))
    async with asyncio.timeout(IN_TIME):
        await trying.wait()
        await feed.close()
        with pytest.raises(StopAsyncIteration):
            await consuming


async def test_a_wait_that_is_given_up_loses_nothing() -> None:
    """`asyncio.timeout` around a frame is how a bot does something else meanwhile."""
    gateway = Scripted([hello(), snapshot(1)])
    async with connect("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        await anext(feed)
        waiting = asyncio.ensure_future(anext(feed))
        async with asyncio.timeout(IN_TIME):
            await gateway.silent.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert gateway.closed == 0
        assert feed.cursor == f"snapshot-{CEREMONY}-1"
    assert gateway.closed == 1


async def test_behind_the_end_there_is_nothing() -> None:
    """A feed that ended for good raises once, and is not tried again."""
    gateway = Scripted([hello(), goodbye(4500, "enough")])
    async with connect("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        with pytest.raises(FeedEnded):
            await anext(feed)
        with pytest.raises(StopAsyncIteration):
            await anext(feed)
    assert len(gateway.addresses) == 1
    assert gateway.closed == 1


@pytest.mark.parametrize("delay", [-1, 601, float("nan")])
async def test_a_delay_that_cannot_be_had_is_refused_at_once(delay: float) -> None:
    """With what can be."""
    with pytest.raises(ValueError, match="give from 0 to 600 seconds"):
        connect("ws://h", delay=delay)
    async with connect("ws://h") as feed:
        with pytest.raises(ValueError, match="give from 0 to 600 seconds"):
            await feed.change_delay(delay)
