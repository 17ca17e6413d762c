"""The law of the seam over real sockets: a replay at full speed, and clients that drop at random."""

import asyncio
import random
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed

from consumers.gateway.core.options import FILTERS
from consumers.gateway.gateway import running
from consumers.gateway.limits import Limits
from sweepcast.board import Update
from sweepcast.filters import EVERYTHING, Filter, filter_of, wanted
from sweepcast.frames import FRAMES, Filtered, Heartbeat
from sweepcast.requests import REQUESTS, ChangeFilter
from sweepcast.settings import Settings
from tests.consumers.gateway.conftest import PATIENCE, Client, Records, client
from tests.consumers.gateway.seam_model import NIGHTS, Model, Witness, milestone, stage
from tests.consumers.gateway.turns import gone, standing

TURNS = 1500
CLIENTS = 24
WISHES = (
    EVERYTHING,
    filter_of(ceremonies=["globes-2016"]),
    filter_of(kinds=["milestone"]),
    filter_of(kinds=["record-broken", "stage"]),
    filter_of(works=["arrival"]),
    filter_of(ceremonies=["oscars-2015"], works=["moonlight"], kinds=["standing"]),
)


def some_updates(chance: random.Random) -> list[Update]:
    """Return what an announcement might change."""
    film = chance.choice(["arrival", "moonlight"])
    choices = [
        stage("open"),
        standing(film, chance.randint(0, 3)),
        milestone("lead", "lead", film),
        milestone("record", chance.choice(["record-tied", "record-broken"]), film),
        gone("milestone/record"),
    ]
    return chance.sample(choices, chance.randint(1, 3))


async def replay(records: Records, model: Model, chance: random.Random, done: asyncio.Event) -> None:
    """Announce as fast as the gateway takes it, with a worker that now and then repeats itself."""
    inputs = [0, 0]
    for _ in range(TURNS):
        night = chance.choice(sorted(NIGHTS))
        partition = NIGHTS[night]
        inputs[partition] += 1
        turn = model.tell(night, some_updates(chance), 0.0, inputs[partition])
        for _ in range(chance.choice([1, 1, 1, 2])):
            records.add(turn, partition)
        if chance.random() < 0.2:
            await asyncio.sleep(0)
    done.set()


def address(url: str, selected: Filter, cursor: str | None) -> str:
    """Return the feed's address for a filter, from a place on."""
    fields = [(option, each) for option, name in FILTERS.items() for each in getattr(selected, name)]
    return f"{url}?{urlencode(fields + ([('cursor', cursor)] if cursor else []))}"


async def watch(url: str, witness: Witness, chance: random.Random, done: asyncio.Event) -> int:
    """Follow the feed and drop at random, until everything was seen; return how often it was connected."""
    for connection in range(1, 10_000):
        async with client(address(url, witness.filter, witness.cursor), close_timeout=0.05) as feed:
            try:
                if await _some(feed, witness, chance, done):
                    return connection
            except ConnectionClosed:
                pass
            if chance.random() < 0.5:
                feed.connection.transport.abort()
        await asyncio.sleep(0)
    pytest.fail("it never came to an end")


async def _some(feed: Client, witness: Witness, chance: random.Random, done: asyncio.Event) -> bool:
    """Take some frames; return whether these were the last ones."""
    for _ in range(chance.choice([1, 3, 20, 60])):
        frame = await feed.next()
        witness.check(frame)
        if isinstance(frame, Heartbeat) and done.is_set():
            await _next_heartbeat(feed, witness)
            return True
        if chance.random() < 0.01:
            await _change_filter(feed, witness, chance.choice(WISHES))
    return False


async def _next_heartbeat(feed: Client, witness: Witness) -> None:
    """Wait for a heartbeat that was sent, and not only received, when all was over."""
    frame = None
    while not isinstance(frame, Heartbeat):
        frame = await feed.next()
        witness.check(frame)


async def _change_filter(feed: Client, witness: Witness, selected: Filter) -> None:
    """Ask for another filter; what comes before the answer is still of the old one."""
    await feed.connection.send(REQUESTS.encode(ChangeFilter(id="change", filter=wanted(selected))))
    async with asyncio.timeout(PATIENCE):
        while True:
            frame = FRAMES.decode(await feed.connection.recv(decode=False))
            if isinstance(frame, Filtered):
                break
            witness.check(frame)
    witness.filter = selected
    witness.check(frame)


NOBODY_IS_BEHIND = Limits(clogged_bytes=2**30)


@pytest.mark.parametrize(("seed", "limits"), [(0, NOBODY_IS_BEHIND), (1, NOBODY_IS_BEHIND), (2, Limits())])
async def test_everyone_sees_what_the_filter_allows_once_and_in_order(
    records: Records, seed: int, limits: Limits
) -> None:
    """However often a client drops, changes its mind and comes back: no gap, no repeat, and the same boards."""
    chance, model, done = random.Random(seed), Model(), asyncio.Event()  # noqa: S311  # the same in each run
    witnesses = [Witness(model, always_conflated=limits != NOBODY_IS_BEHIND) for _ in range(CLIENTS)]
    for each in witnesses:
        each.filter = chance.choice(WISHES)
    settings = Settings(feed_port=0, http_port=0, heartbeat_seconds=0.05)
    async with running(settings, records.edges, limits) as gateway, asyncio.timeout(3 * PATIENCE):
        await records.whole()
        url = gateway.addresses.feed
        chances = [random.Random(f"{seed}/{number}") for number in range(CLIENTS)]  # noqa: S311  # likewise
        watching = (watch(url, each, its, done) for each, its in zip(witnesses, chances, strict=True))
        replaying = asyncio.create_task(replay(records, model, chance, done))
        connections = await asyncio.gather(*watching)
        await replaying
    assert sum(connections) > 2 * CLIENTS, "nobody was cut off"
    for each in witnesses:
        assert {night: board for night, board in each.boards.items() if board} == {
            night: board for night in NIGHTS if (board := model.seen(night, len(model.boards[night]) - 1, each.filter))
        }
