"""The Python SDK against every scenario of the mock gateway, over real sockets."""

import asyncio
import logging
from contextlib import suppress

import pytest

from sweepcast import FeedEnded, FeedRefused, Link, TurnFrame, follow, keep
from sweepcast.board import Board, encode_board
from sweepcast.client import Edges
from sweepcast.conformance.mock import MockGateway, mock_gateway
from sweepcast.conformance.scenarios import ALL, Scenario
from sweepcast.conformance.verdicts import Passed
from tests.sweepcast.conformance.skipping_clock import SkippingClock

PATIENCE_SECONDS = 60.0
"""After which a test gives up waiting for what must come; nothing is measured by it."""


class Follower:
    """What a consumer of the SDK sees of a scenario."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.turns: list[tuple[str, int]] = []
        self.boards: dict[str, Board] = {}
        self.has_all = asyncio.Event()

    async def follow(self, gateway: MockGateway, clock: SkippingClock) -> None:
        """Follow the feed until it is over for good."""
        edges = Edges(sleep=clock.sleep, now=clock.now)
        expected = len(gateway.expected_turns)
        with suppress(FeedEnded, FeedRefused):
            async for news in follow(gateway.url, edges=edges, on_link=_quiet):
                self.boards = keep(self.boards, news)
                if isinstance(news, TurnFrame):
                    self.turns.append((news.data.ceremony, news.data.sequence))
                if len(self.turns) >= expected:
                    self.has_all.set()


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.id)
async def test_the_sdk_takes_it_well(scenario: Scenario, caplog: pytest.LogCaptureFixture) -> None:
    """It behaves on the wire as the protocol asks, delivers each turn once, and ends with the gateway's boards."""
    caplog.set_level(logging.CRITICAL)
    clock = SkippingClock()
    follower = Follower()
    async with mock_gateway(scenario, clock=clock.now) as gateway, asyncio.timeout(PATIENCE_SECONDS):
        following = asyncio.create_task(follower.follow(gateway, clock))
        if scenario.ends:
            await following
        else:
            await follower.has_all.wait()
            await gateway.until(lambda gateway: gateway.played)
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
    assert gateway.verdict == Passed()
    assert follower.turns == gateway.expected_turns
    if not scenario.ends:
        nights = gateway.feed.nights(gateway.feed.end)
        expected = {each: nights[each].board for each in gateway.feed.current(gateway.feed.end)}
        assert {each: encode_board(board) for each, board in follower.boards.items()} == {
            each: encode_board(board) for each, board in expected.items()
        }


def _quiet(_: Link) -> None:
    """Say nothing of the connection."""
