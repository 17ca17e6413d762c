"""The page and the gateway together, over real sockets; only Kafka is in the hand of the test."""

from collections.abc import Iterable

import pytest
from playwright.async_api import expect

from consumers.gateway.gateway import running
from sweepcast.board import encode_board
from sweepcast.settings import Settings
from sweepcast.turns import TURNS, TurnData, turn_of
from tests.consumers.gateway.conftest import Records
from tests.consumers.page.conftest import PHONE, Open
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, board_after, turns_of, until
from tests.consumers.page.seeing import board_of, drawn, told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_night_through_the_gateway(opened: Open) -> None:
    """A page that is opened in the middle shows the night to its end; all of it is light on the wire, headers included.

    It comes in few answers, and who opens it again is asked by the gateway for none of its modules.
    """
    night = turns_of(GOLDEN_GLOBES_2017)
    middle = len(until(night, "score"))
    records = Records()
    settings = Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0)
    async with running(settings, records.edges) as gateway:
        await records.whole(*_records(night[:middle]))
        page = await opened(gateway.addresses.page, PHONE)
        await drawn(page, middle)
        await expect(page.locator("#light-text")).to_have_text("Live")
        for record in _records(night[middle:]):
            records.add(record)
        await drawn(page, len(night))
        assert len(await told(page)) == 26
        assert await board_of(page) == encode_board(board_after(night))
        sizes = await page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".map(({ transferSize }) => transferSize)"
        )
        # The page, two style sheets, its modules in four files, where the feed is, and which nights there are.
        assert len(sizes) == 9
        assert all(sizes)
        assert sum(sizes) < 75_000
        await page.reload()
        await drawn(page, len(night))
        again = await page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter(({ transferSize }) => transferSize > 0).map(({ name }) => name)"
        )
        assert sorted(each.rpartition("/")[2] for each in again) == ["ceremonies", "config"]


def _records(turns: Iterable[TurnData]) -> list[bytes]:
    """Return the turns as the worker writes them."""
    return [TURNS.encode(turn_of(turn)) for turn in turns]
