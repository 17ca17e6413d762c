"""No spoilers: everything later, set by what a viewer sees, and winners that stay sealed until they are asked for."""

import json

import pytest
from playwright.async_api import Page, expect

from sweepcast.turns import TurnData
from tests.consumers.page.conftest import Open
from tests.consumers.page.night_gateway import Asked, NightGateway, night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import drawn, spoken, told

pytestmark = pytest.mark.asyncio(loop_scope="module")

CEREMONY = "golden-globes-2017"
PICTURE = "picture-musical-or-comedy"
RECORD_ALERTS = """
  window.shown = [];
  window.Notification = class { static permission = "granted"; constructor(title, { body }) { shown.push(body); } };
  Object.defineProperty(document, "hidden", { get: () => window.away === true });
"""

STAND = "(at) => { Date.now = performance.now = () => at; }"
"""Both of a page's clocks: where they disagree, the machine seems to have slept, and the line is made anew."""


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def live(page: Page, gateway: NightGateway) -> None:
    """Wait until the page says that it has everything."""
    await gateway.connections(1)
    await expect(page.locator("#light-text")).to_have_text("Live")


async def everything(page: Page) -> str:
    """Return all that the page holds, shown or not, in words or not: its text, title, and all attributes."""
    return str(await page.evaluate("document.documentElement.outerHTML + document.title"))


async def the_night(page: Page) -> str:
    """Wait until all is drawn; return all that the page holds, but for what it says of its connection."""
    await drawn(page, 0)
    return str(
        await page.evaluate(
            """() => {
              const page = document.documentElement.cloneNode(true);
              page.querySelectorAll("#light, #banner").forEach((each) => each.remove());
              return page.outerHTML + document.title;
            }"""
        )
    )


async def settings(page: Page) -> None:
    """Open the settings."""
    await page.locator("#to-settings").click()
    await expect(page.locator("#settings")).to_be_visible()


async def test_a_delay_holds_everything_back(opened: Open, night: tuple[TurnData, ...]) -> None:
    """With a delay nothing of a winner is anywhere before its time: stream, standings, title, live region, alerts."""
    turns = until(night, PICTURE)
    async with night_gateway(turns[:-1]) as gateway:
        page = await opened(gateway)
        await page.evaluate(RECORD_ALERTS)
        await drawn(page, len(turns) - 1)
        await settings(page)
        await page.locator("#delay-seconds").fill("90")
        await page.keyboard.press("Enter")
        await gateway.delayed_by(90)
        await page.keyboard.press("Escape")
        await expect(page.locator("#telling")).to_have_text("1 min 30 s later")
        await page.evaluate("window.away = true")
        before = await the_night(page)
        await gateway.say(turns[-1])
        await gateway.beat()
        await gateway.pass_time(89)
        await gateway.beat(stale=True)
        await expect(page.locator("#light-text")).to_have_text("May be old")
        assert await the_night(page) == before
        assert await page.evaluate("shown") == []
        await gateway.pass_time(1)
        (line,) = await spoken(page, 1)
        assert "Clean sweep: La La Land wins all 7" in line
        await expect(page).to_have_title("(6) 22 of 25 · 74th Golden Globe Awards · Sweepcast")


async def test_a_delay_is_kept(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Who comes back asks for their delay at once, so that not even the first board is ahead of it."""
    turns = until(night, PICTURE)
    async with night_gateway(turns[:-1]) as gateway:
        page = await opened(gateway)
        await drawn(page, len(turns) - 1)
        await settings(page)
        await page.locator("#delay").fill("60")
        await gateway.delayed_by(60)
        await gateway.pass_time(1000)
        await gateway.say(turns[-1])
        await page.reload()
        await drawn(page, len(turns) - 1)
        await expect(page.locator("#progress-text")).to_have_text("21 of 25 decided")
        assert gateway.asked[-1] == Asked(CEREMONY, None, 60)
        assert "wins all 7" not in await everything(page)
        await gateway.pass_time(60)
        await expect(page.locator("#progress-text")).to_have_text("22 of 25 decided")


async def test_a_shorter_delay_tells_at_once(opened: Open, night: tuple[TurnData, ...]) -> None:
    """What was held back comes as soon as it is no longer to be."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await live(page, gateway)
        await settings(page)
        await page.locator("#delay").fill("600")
        await gateway.delayed_by(600)
        await gateway.say(*night[6:20])
        await page.locator("#delay").fill("0")
        await drawn(page, 20)
        # In one line, or in several where a busy machine hears of them one after the other.
        await expect(page.locator("#spoken p").last).to_contain_text("Best Original Score")


async def test_now_that_i_see_it(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Who presses when their broadcast announces a winner gets the delay from when it was known here until then."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await live(page, gateway)
        await settings(page)
        await expect(page.locator("#seen-none")).to_be_visible()
        await page.evaluate(STAND, 1_000_000_000)
        await gateway.say(*night[6:8])
        await drawn(page, 8)
        buttons = page.locator("#seen-now button")
        await expect(buttons).to_have_count(1)
        await page.evaluate(STAND, 1_000_042_300)
        await buttons.click()
        await gateway.delayed_by(42)
        await expect(page.locator("#delay-words")).to_have_text("42 s")
        await expect(page.locator("#delay-seconds")).to_have_value("42")
        await expect(page.locator("#telling")).to_have_text("42 s later")


async def test_sealed_winners(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A sealed winner is nowhere on the page before it is revealed; a tap reveals that one, and tells it aloud."""
    turns = until(night, PICTURE)
    async with night_gateway(turns[:-3]) as gateway:
        page = await opened(gateway)
        await drawn(page, len(turns) - 3)
        await settings(page)
        await page.locator("#sealing").check()
        await page.keyboard.press("Escape")
        await gateway.say(*turns[-3:])
        await drawn(page, len(turns))
        sealed = page.locator("#stream .sealed")
        await expect(sealed).to_have_count(2)
        assert await told(page, "#stream .sealed .reveal") == ["Decided, tap to reveal"] * 2
        assert set(await spoken(page, 2)) == {
            "Best Performance by an Actress in a Motion Picture - Musical or Comedy: decided.",
            "Best Motion Picture - Musical or Comedy: decided.",
        }
        for spoiler in ("6 of 7 won", "7 of 7 won", "6th win", "ties the", "breaks the", "Clean sweep:", "clinches"):
            assert spoiler not in await everything(page)
        await expect(page.locator("#films .standing", has_text="La La Land")).to_contain_text("5 of 7 won, 2 to come")
        await expect(page.locator("#board .reveal")).to_have_count(2)
        await expect(page.locator("#progress-text")).to_have_text("22 of 25 decided")
        await sealed.last.locator("button").click()
        await expect(page.locator("#stream .outcome .lead").first).to_have_text("Emma Stone")
        await expect(page.locator("#films .standing", has_text="La La Land")).to_contain_text("6 of 7 won, 1 to come")
        assert (await spoken(page, 3))[-1].endswith("Musical or Comedy: Emma Stone, La La Land.")
        assert "Clean sweep:" not in await everything(page)
        await page.locator("#board .reveal").click()
        await expect(page.locator("#stream .sealed")).to_have_count(0)
        await expect(page.locator("#stream")).to_contain_text("Clean sweep: La La Land wins all 7")


async def test_seals_are_kept(opened: Open, night: tuple[TurnData, ...]) -> None:
    """After a reload what was revealed is open and the rest is not; all of it can be revealed at once, by keyboard."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await drawn(page, 6)
        await settings(page)
        await page.locator("#sealing").check()
        await page.keyboard.press("Escape")
        await gateway.say(*night[6:13])
        await expect(page.locator("#stream .sealed")).to_have_count(4)
        await page.reload()
        await drawn(page, 13)
        await expect(page.locator("#stream .sealed")).to_have_count(4)
        assert await told(page) == ["Aaron Taylor-Johnson"]
        await page.locator("#reveal-all").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#stream .outcome")).to_have_count(5)
        await expect(page.locator("#happened-title")).to_be_focused()
        await expect(page.locator("#reveal-all")).to_be_hidden()


async def test_a_sealed_correction(opened: Open) -> None:
    """That a revealed winner was corrected is told; to whom the award goes now, and what is taken back, is sealed."""
    turns = corrected_turns()
    wrong = until(turns, "picture")
    async with night_gateway(wrong) as gateway:
        page = await opened(gateway)
        await drawn(page, len(wrong))
        await settings(page)
        await page.locator("#sealing").check()
        await page.keyboard.press("Escape")
        await gateway.say(turns[len(wrong)])
        await expect(page.locator("#stream .sealed .reveal")).to_have_text("Corrected, tap to reveal")
        assert await spoken(page, 1) == ["Picture: corrected."]
        await drawn(page, len(wrong) + 1)
        assert await told(page, "#stream .outcome .lead") == ["A", "A", "A", "Ann", "Bea"]
        assert "wrong card" not in await everything(page)
        await page.locator("#stream .reveal").click()
        await expect(page.locator("#stream .correction")).to_contain_text("First said at")


async def test_alerts_keep_the_seal(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A notification tells what the live region tells, once somebody looks elsewhere, and no sealed name."""
    async with night_gateway(night[:6]) as gateway:
        wishes = json.dumps({"notifications": True, "sealing": True})
        page = await opened(gateway)
        await page.evaluate("(wishes) => localStorage.setItem('sweepcast.viewer', wishes)", wishes)
        await page.reload()
        await page.evaluate(RECORD_ALERTS)
        await expect(page.locator("#light-text")).to_have_text("Live")
        await gateway.say(*night[6:8])
        await spoken(page, 1)
        assert await page.evaluate("shown") == []
        await page.evaluate("window.away = true")
        await gateway.say(*night[8:10])
        lines = await spoken(page, 2)
        assert await page.evaluate("shown") == lines[-1:]
        assert lines[-1].endswith(": decided.")


async def test_two_tabs_agree(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A delay that is set in one tab holds in the other as well."""
    async with night_gateway(night[:6]) as gateway:
        one = await opened(gateway)
        await live(one, gateway)
        other = await one.context.new_page()
        await other.goto(gateway.page_url)
        await drawn(other, 6)
        await gateway.connections(2)
        await settings(other)
        await other.locator("#delay").fill("30")
        await expect(one.locator("#telling")).to_have_text("30 s later")
        await gateway.delayed_by(30)
