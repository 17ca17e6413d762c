"""Whatever clients send: the gateway stays up, keeps nothing of it, and others do not notice.

`benchmarks/fuzz.py` sends a hundred thousand of these frames, and looks at memory and at how long others wait.
"""

import asyncio
import gc
import logging
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from consumers.gateway.core.options import MOST_FILTER_IDS, REFUSAL_CODES, FeedOptions, Refused, parse_options
from consumers.gateway.core.said import NewFilter, Unusable, read_request
from consumers.gateway.gateway import Gateway, running
from consumers.gateway.limits import Limits
from consumers.gateway.websocket.viewer import FeedConnection
from sweepcast.cloudevents import Malformed
from sweepcast.frames import FEED_PATH, FRAMES, Hello, TurnFrame
from sweepcast.frames import Refused as RefusedFrame
from sweepcast.requests import REQUESTS
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import PATIENCE, Client, Records, client
from tests.consumers.gateway.malformed import (
    TEXT,
    Attack,
    attacks,
    carry_out,
    carry_out_all,
    chance,
    frame,
    handshake,
    some_json,
)
from tests.consumers.gateway.turns import record, writer

FRAMES_SENT = 8000
ATTACKS_A_TURN = 20
SEED = 74


def address_of(gateway: Gateway) -> tuple[str, int]:
    """Return where the feed listens."""
    parts = urlsplit(gateway.addresses.feed)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


class Publishing:
    """Tells a turn after every so many attacks."""

    def __init__(self, records: Records) -> None:
        self.last = 1
        self._records = records

    def amid(self, all_of_them: Iterator[Attack]) -> Iterator[Attack]:
        """Yield the attacks, and publish meanwhile."""
        for number, attack in enumerate(all_of_them):
            if number % ATTACKS_A_TURN == 0:
                self.publish()
            yield attack

    def publish(self) -> None:
        """Tell the next turn."""
        self.last += 1
        self._records.add(record(self.last))


async def read_turns(healthy: Client, into: list[int]) -> None:
    """Note the number of every turn that comes."""
    while True:
        told = await healthy.next()
        if isinstance(told, TurnFrame):
            into.append(told.data.sequence)


async def until_gone(tasks: int) -> None:
    """Wait until there are no more tasks than before."""
    async with asyncio.timeout(PATIENCE):
        while len(asyncio.all_tasks()) > tasks:
            await asyncio.sleep(0.01)


def connections_in_memory() -> int:
    """Return how many connections of the feed there still are."""
    gc.collect()
    # A weak reference to one claims to be one.
    return sum(type(each) is FeedConnection for each in gc.get_objects())


async def test_malformed_clients_leave_no_trace_and_others_get_everything(
    gateway: Gateway, records: Records, caplog: pytest.LogCaptureFixture
) -> None:
    """No error, no warning, no task, no connection stays; a subscriber beside them misses and repeats nothing."""
    caplog.set_level(logging.WARNING)
    unhandled: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unhandled.append(context))
    await records.whole(record(1))
    publishing, got = Publishing(records), list[int]()
    async with client(gateway.addresses.feed) as healthy:
        reading = asyncio.create_task(read_turns(healthy, got))
        tasks = len(asyncio.all_tasks())
        sent = await carry_out_all(publishing.amid(attacks(SEED, FRAMES_SENT)), address_of(gateway))
        publishing.publish()
        await until_gone(tasks)
        async with asyncio.timeout(PATIENCE):
            while got[-1:] != [publishing.last]:
                await asyncio.sleep(0)
        reading.cancel()
        assert connections_in_memory() == 1
    assert sent >= FRAMES_SENT
    assert got == list(range(2, publishing.last + 1))
    assert [each.getMessage() for each in caplog.records] == []
    assert unhandled == []


async def test_one_that_goes_on_after_a_refused_handshake_is_ended_without_noise(
    gateway: Gateway, records: Records, caplog: pytest.LogCaptureFixture
) -> None:
    """What follows a handshake in the same breath may break the rules before the answer is written."""
    caplog.set_level(logging.WARNING)
    await records.whole(record(1))
    unmasked = frame(TEXT, b"{}", chance(SEED), masked=False)
    for path in (FEED_PATH, f"{FEED_PATH}?delay=never", "/nowhere"):
        await carry_out(Attack("in one breath", handshake(path) + unmasked, b"", 1), address_of(gateway))
    assert [each.getMessage() for each in caplog.records] == []


async def test_whoever_is_gone_before_being_let_in_takes_no_place(records: Records, settings: Settings) -> None:
    """Each connection gives its place back, also one that ended before it was given one."""
    limits = Limits(connections=2, connections_per_address=2)
    in_one_breath = handshake() + frame(3, b"{}", chance(SEED))
    async with running(settings, records.edges, limits) as gateway:
        await records.whole(record(1))
        for _ in range(4):
            await carry_out(Attack("in one breath", in_one_breath, b"", 1), address_of(gateway))
        async with client(gateway.addresses.feed) as healthy:
            assert isinstance(await healthy.next(), Hello)


def test_attacks_come_from_their_seed_and_are_of_every_kind() -> None:
    """The same seed attacks in the same way, so that what it finds can be found again."""
    first, again, other = list(attacks(1, 5000)), list(attacks(1, 5000)), list(attacks(2, 5000))
    assert first == again
    assert first != other
    assert {each.name for each in first} == {each.name for each in other}
    assert sum(each.frames for each in first) >= 5000


@given(st.binary(max_size=200) | st.text(max_size=200) | st.integers().map(lambda seed: some_json(chance(seed))))
@example(b'{"x":' + b"[" * 10_000)
@example(b'{"type": "filter", "filter": {"ceremonies": ["nowhere"]}}')
@examples(max_examples=300, deadline=None)
def test_every_message_is_a_request_or_can_be_refused_in_words(message: bytes | str) -> None:
    """Reading one raises nothing, and what is answered to a bad one is a frame that keeps to the contract."""
    read = read_request(message)
    if isinstance(read, Unusable):
        answer = FRAMES.decode(writer().refused("here", read.request, read.code, read.detail))
        assert isinstance(answer, RefusedFrame)
    elif isinstance(read, NewFilter):
        assert read.filter.size <= MOST_FILTER_IDS
    else:
        assert REQUESTS.decode(REQUESTS.encode(read)) == read


def answered(query: str) -> FeedOptions | Refused:
    """Return what becomes of a query."""
    try:
        return parse_options(query)
    except Refused as refused:
        return refused


OPTION_NAMES = st.sampled_from(["ceremony", "kind", "work", "person", "category", "delay", "cursor", "subscriber", "x"])
QUERIES = st.lists(st.tuples(OPTION_NAMES, st.text("ab-%.0159e+:~\x00é", max_size=12)), max_size=6).map(
    lambda fields: "&".join(f"{name}={value}" for name, value in fields)
)


@given(st.text(max_size=200) | QUERIES)
@examples(max_examples=300, deadline=None)
def test_every_query_gives_options_or_is_refused_by_a_known_code(query: str) -> None:
    """Whatever stands after the question mark, the answer is one that the protocol knows."""
    answer = answered(query)
    if isinstance(answer, Refused):
        assert answer.code in REFUSAL_CODES
        assert answer.detail
        assert answer.status == 400
    else:
        assert 0 <= answer.delay_seconds <= 600


def test_a_request_cut_off_anywhere_is_refused() -> None:
    """No beginning of a request is taken for a whole one."""
    whole = b'{"type":"filter","id":"1","filter":{"kinds":["milestone"]}}'
    assert not isinstance(read_request(whole), Unusable)
    for end in range(len(whole)):
        assert isinstance(read_request(whole[:end]), Unusable)
        with pytest.raises(Malformed):
            REQUESTS.decode(whole[:end])
