"""The page's connection, in a browser: breaks, gaps, silence and farewells, and a night that stays whole."""

import pytest
from playwright.async_api import expect

from sweepcast.board import encode_board
from sweepcast.turns import TurnData
from tests.consumers.page.clock import opened_with_clock
from tests.consumers.page.conftest import Open
from tests.consumers.page.night_gateway import Asked, night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of
from tests.consumers.page.seeing import board_of, drawn, spoken, told

pytestmark = pytest.mark.asyncio(loop_scope="module")

CEREMONY = "golden-globes-2017"


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_resumes_by_cursor(opened: Open, night: tuple[TurnData, ...]) -> None:
    """After a cut the page comes back with its cursor, shows every winner once, and reads none twice."""
    async with night_gateway(night[:3]) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        await gateway.say(*night[3:20])
        await drawn(page, 20)
        gateway.cut()
        gateway.remember(*night[20:30])
        await gateway.connections(2)
        await gateway.say(*night[30:])
        await drawn(page, len(night))
        assert gateway.asked == [Asked(CEREMONY, None), Asked(CEREMONY, "a-20")]
        assert len(await told(page)) == 26
        lines = await page.evaluate("[...document.querySelectorAll('#stream > li')].map((row) => row.dataset.key)")
        assert len(lines) == len(set(lines))
        assert await board_of(page) == encode_board(gateway.board(CEREMONY))
        await expect(page.locator("#light-text")).to_have_text("Live")


async def test_a_repeated_turn_changes_nothing(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A turn that comes twice is shown and read once."""
    async with night_gateway(night[:4]) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        await gateway.say(night[4])
        await gateway.repeat(night[4])
        await gateway.say(night[5])
        await drawn(page, 6)
        (line,) = await spoken(page, 1)
        assert line.endswith("Supporting Role in any Motion Picture: Aaron Taylor-Johnson, Nocturnal Animals.")
        assert len(gateway.asked) == 1


async def test_a_gap_is_closed(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A turn that never came is noticed by the next one's number, and a new snapshot asked for."""
    async with night_gateway(night[:4]) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        gateway.remember(*night[4:6])
        await gateway.say(night[6])
        await gateway.connections(2)
        await drawn(page, 7)
        assert gateway.asked[1] == Asked(CEREMONY, None)
        assert await board_of(page) == encode_board(gateway.board(CEREMONY))


async def test_a_dead_peer_is_left(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A gateway that stops beating is taken for dead, and the page comes back."""
    async with night_gateway(night[:4], heartbeat_seconds=0.2) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        gateway.heartbeat_seconds = 30.0
        gateway.fall_silent()
        await gateway.connections(2)
        await gateway.say(night[4])
        await drawn(page, 5)
        await expect(page.locator("#light-text")).to_have_text("Live")


async def test_a_long_break_is_told(opened: Open, night: tuple[TurnData, ...]) -> None:
    """After a few seconds without a line a sentence says so, over the night as it stood, until the line is back."""
    async with night_gateway(night[:6], heartbeat_seconds=3600.0) as gateway:
        page = await opened_with_clock(opened, gateway.page_url)
        await gateway.connections(1)
        await drawn(page, 6)
        gateway.turns_away = True
        gateway.cut()
        await expect(page.locator("#light-text")).to_have_text("Reconnecting")
        await expect(page.locator("#banner")).to_contain_text("No connection. This is the night as it stood")
        assert await told(page) == ["Aaron Taylor-Johnson"]
        gateway.turns_away = False
        # The longer the break, the longer the pauses between two tries.
        while len(gateway.asked) < 2:
            await page.clock.run_for(1000)
        await expect(page.locator("#light-text")).to_have_text("Live")
        await expect(page.locator("#banner")).to_be_hidden()


async def test_a_gateway_without_its_source(opened: Open, night: tuple[TurnData, ...]) -> None:
    """That what is shown may be old is told as long as the gateway says so, and the line is not given up for it."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        await drawn(page, 6)
        await gateway.beat(stale=True)
        await expect(page.locator("#light-text")).to_have_text("May be old")
        await expect(page.locator("#banner")).to_contain_text("The gateway has lost its source")
        await gateway.beat()
        await expect(page.locator("#light-text")).to_have_text("Live")
        await expect(page.locator("#banner")).to_be_hidden()
        assert len(gateway.asked) == 1


async def test_a_log_begun_anew(opened: Open, night: tuple[TurnData, ...]) -> None:
    """When the gateway's log is another one, its snapshot replaces everything, milestones of the old night included."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway)
        await drawn(page, len(night))
        gateway.begin_anew(night[:6])
        gateway.cut()
        await gateway.connections(2)
        await expect(page.locator("#progress-text")).to_have_text("1 of 25 decided")
        assert len(await told(page)) == 1
        assert await page.locator("#stream .milestone.over").count() == 0
        await gateway.say(night[6])
        await drawn(page, 7)
        assert await board_of(page) == encode_board(gateway.board(CEREMONY))


async def test_sent_away(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A farewell that says not to come back is shown with its reason; a viewer can try again by hand."""
    async with night_gateway(night[:4]) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        await drawn(page, 4)
        await gateway.send_away(4503, "this address has too many connections")
        await expect(page.locator("#light-text")).to_have_text("Ended")
        await expect(page.locator("#banner")).to_contain_text("this address has too many connections")
        await page.locator("#banner button").click()
        await gateway.connections(2)
        await expect(page.locator("#light-text")).to_have_text("Live")
        await expect(page.locator("#banner")).to_be_hidden()


async def test_sent_away_to_come_back(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A farewell that says to come back is followed by the page by itself, with its cursor."""
    async with night_gateway(night[:4]) as gateway:
        page = await opened(gateway)
        await gateway.connections(1)
        await drawn(page, 4)
        await gateway.send_away(4000, "restarting")
        await gateway.connections(2)
        assert gateway.asked[1] == Asked(CEREMONY, "a-4")
        await expect(page.locator("#light-text")).to_have_text("Live")
