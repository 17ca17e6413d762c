"""Being there all night: what the stream shows, pins, the tab's title, the light, alerts, and a flood of news."""

import json
import re
from itertools import groupby

import pytest
from playwright.async_api import Page, expect

from sweepcast.board import encode_board
from sweepcast.turns import TurnData
from tests.consumers.page.clock import opened_with_clock, stop_clock
from tests.consumers.page.conftest import DESKTOP, PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import board_of, drawn, spoken, told
from tests.streams.nights import Teller, category, programme

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICTURE = "picture-musical-or-comedy"
SWEEP = "Clean sweep: La La Land wins all 7 of its nominations"


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def choose(page: Page, shown: str) -> None:
    """Choose what the stream shows, as a keyboard or a finger does: the radio button itself is out of sight."""
    await page.locator(f"#shown [value={shown}] + span").click()


async def test_what_the_stream_shows(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Winners only, milestones only, or what concerns followed films, whether they win or lose; kept over a reload."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway)
        await drawn(page, len(night))
        await choose(page, "winners")
        await expect(page.locator("#stream .milestone")).to_have_count(0)
        await expect(page.locator("#stream .outcome")).to_have_count(26)
        await choose(page, "milestones")
        await expect(page.locator("#stream .outcome")).to_have_count(0)
        await drawn(page, len(night))
        assert SWEEP in await told(page, "#stream .headline")
        await choose(page, "followed")
        await expect(page.locator("#stream-empty")).to_have_text("Nothing yet of the films that you follow.")
        await page.locator("#follow").select_option(label="Moonlight")
        await expect(page.locator("#followed li")).to_contain_text("Moonlight")
        await drawn(page, len(night))
        followed = await told(page, "#stream .outcome h3")
        assert "Best Director – Motion Picture" in followed
        assert "Best Original Song – Motion Picture" not in followed
        director = page.locator("#stream .outcome", has_text="Best Director")
        await expect(director.locator(".also")).to_have_text("Also nominated: Barry Jenkins, Moonlight")
        await expect(
            page.locator("#stream .outcome", has_text="Picture\u00a0\u2013 Drama").locator(".also")
        ).to_have_count(0)
        await page.reload()
        await expect(page.locator("#shown :checked")).to_have_value("followed")
        await drawn(page, len(night))
        assert await told(page, "#stream .outcome h3") == followed
        await page.locator(".unfollow").click()
        await expect(page.locator("#followed li")).to_have_count(0)
        await expect(page.locator("#follow")).to_be_focused()


async def test_a_filter_brings_no_news(opened: Open, night: tuple[TurnData, ...]) -> None:
    """What a filter lets through is not new, and what it holds back is not told as news."""
    async with night_gateway(night[:20]) as gateway:
        page = await opened(gateway)
        await drawn(page, 20)
        await choose(page, "milestones")
        await choose(page, "all")
        await page.locator("#happened").evaluate("(pane) => pane.scrollTo(0, 400)")
        await expect(page.locator("#news")).to_be_hidden()
        await choose(page, "followed")
        await gateway.say(*night[20:24])
        await drawn(page, 24)
        await expect(page.locator("#news")).to_be_hidden()
        await expect(page).to_have_title("10 of 25 · 74th Golden Globe Awards · Sweepcast")


async def test_pins(opened: Open, night: tuple[TurnData, ...]) -> None:
    """What a viewer pins stays on top, whatever the stream shows, over a reload, until it is unpinned."""
    async with night_gateway(until(night, PICTURE)) as gateway:
        page = await opened(gateway)
        await drawn(page, len(gateway.turns))
        pin = page.locator("#stream").get_by_role("button", name=f"Pin: {SWEEP}")
        await pin.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#pinned .headline")).to_have_text(SWEEP)
        await expect(pin).to_be_focused()
        await expect(pin).to_have_attribute("aria-pressed", "true")
        await choose(page, "winners")
        await page.reload()
        await expect(page.locator("#pinned .headline")).to_have_text(SWEEP)
        await page.locator("#pinned .pin").click()
        await expect(page.locator("#pins")).to_be_hidden()


async def test_a_pin_shows_what_becomes_of_it(opened: Open) -> None:
    """A pinned milestone that a correction retracts says so where it is pinned."""
    turns = corrected_turns()
    wrong = until(turns, "picture")
    async with night_gateway(wrong) as gateway:
        page = await opened(gateway)
        await drawn(page, len(wrong))
        await page.locator("#stream .milestone", has_text="Clean sweep: A").locator(".pin").click()
        await gateway.say(turns[len(wrong)])
        await expect(page.locator("#pinned .retracted .mark")).to_contain_text("Retracted at")


async def test_the_title_counts_while_nobody_looks(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The tab's title counts what comes while the tab is hidden, and no longer once it is looked at."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await drawn(page, 6)
        away = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => %s })"
        await page.evaluate(away % "true")
        await gateway.say(*night[6:10])
        await expect(page).to_have_title("(2) 3 of 25 · 74th Golden Globe Awards · Sweepcast")
        await page.evaluate(away % "false")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(page).to_have_title("3 of 25 · 74th Golden Globe Awards · Sweepcast")


async def test_news_beside_the_stream(opened: Open, night: tuple[TurnData, ...]) -> None:
    """On a phone the title and the tab of the stream count what comes while another section is shown in its place."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, 6)
        beside = page.locator("#news-beside")
        for leave, number in (("standings", 10), ("categories", 14)):
            await page.locator(f"#tab-{leave}").click()
            await expect(beside).to_be_hidden()
            await gateway.say(*night[number - 4 : number])
            await expect(page).to_have_title(re.compile(r"^\(2\) "))
            await expect(page.get_by_role("tab", name="Stream 2 new", exact=True)).to_be_visible()
            # One who scrolls another section does not see the stream.
            await page.evaluate("scrollTo(0, 1); scrollTo(0, 0)")
            await drawn(page, number)
            await expect(beside).to_be_visible()
            await page.locator("#tab-happened").click()
            await expect(page).to_have_title(re.compile(r"^\d+ of 25"))
            await expect(page.get_by_role("tab", name="Stream", exact=True)).to_be_visible()
            await expect(page.locator("#news")).to_be_hidden()
            await expect(beside).to_be_hidden()


async def test_what_is_no_longer_true(opened: Open) -> None:
    """A winner with whom a milestone ceases to hold tells so at the top, where it is seen."""
    turns = until(corrected_turns(), "picture")
    async with night_gateway(turns[:-1]) as gateway:
        page = await opened(gateway)
        await drawn(page, len(turns) - 1)
        await expect(page.locator("#stream .no-longer")).to_have_count(0)
        await gateway.say(turns[-1])
        await expect(page.locator("#stream .outcome").first.locator(".no-longer")).to_have_text(
            "No longer true: B is one win from the Test Awards film record of 2, set by Old (2012)"
        )


async def test_a_postponement_is_told(opened: Open) -> None:
    """A category that is put off stands in the stream with its reason, and stays there when it is decided."""
    teller = Teller()
    teller.publish(programme(category("picture", "a", "b"), category("song", "a", "b")))
    teller.open()
    teller.postpone("song")
    teller.win("song", "a")
    async with night_gateway(teller.turns[:2]) as gateway:
        page = await opened(gateway)
        await drawn(page, 2)
        await gateway.say(teller.turns[2])
        await expect(page.locator("#stream .postponed")).to_contain_text("Song")
        await expect(page.locator("#stream .postponed")).to_contain_text("Postponed: a storm")
        await gateway.say(teller.turns[3])
        await expect(page.locator("#stream .outcome .lead")).to_have_text("A")
        await expect(page.locator("#stream .postponed")).to_have_count(1)


async def test_right_before_it_looks_alive(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Back after a break the light says that it catches up until all that was missed is on the page."""
    async with night_gateway(night[:6], heartbeat_seconds=3600.0) as gateway:
        page = await opened_with_clock(opened, gateway.page_url)
        await drawn(page, 6)
        await expect(page.locator("#light-text")).to_have_text("Live")
        await page.evaluate(
            """() => {
              window.lights = [];
              const note = () => lights.push([document.querySelector("#light-text").textContent, sweepcast.sequence()]);
              new MutationObserver(note).observe(document.querySelector("#light-text"), { childList: true });
            }"""
        )
        # What was missed has come when no more does for a while, which is not told by a machine that stands still.
        await stop_clock(page)
        gateway.cut()
        gateway.remember(*night[6:40])
        while len(gateway.asked) < 2:
            await page.clock.run_for(50)
        await page.wait_for_function("() => sweepcast.sequence() === 40")
        await expect(page.locator("#light-text")).to_have_text("Catching up")
        await page.clock.run_for(1000)
        await expect(page.locator("#light-text")).to_have_text("Live")
        lights = await page.evaluate("lights")
        assert [word for word, _ in groupby(word for word, _ in lights)] == ["Reconnecting", "Catching up", "Live"]
        assert lights[-1] == ["Live", 40]


async def test_after_sleep(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A machine that slept has a line that may be dead: the page makes a new one at once, and goes on exactly there."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await drawn(page, 6)
        gateway.fall_silent()
        gateway.remember(*night[6:10])
        # From here on the page may look by itself whether it slept, which it does every few seconds.
        await page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 3_600_000; })()")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await gateway.connections(2)
        await drawn(page, 10)
        assert gateway.asked[1].cursor == "a-6"


async def test_the_banner_covers_and_moves_nothing(opened: Open, night: tuple[TurnData, ...]) -> None:
    """That the connection is gone is told without moving what is being read."""
    async with night_gateway(night[:30]) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, 30)
        row = page.locator("#stream .outcome").nth(5)
        await row.evaluate("(row) => row.scrollIntoView({ block: 'center' })")
        before = await row.bounding_box()
        await gateway.send_away(4503, "closing")
        await expect(page.locator("#banner")).to_be_in_viewport()
        assert await row.bounding_box() == before


async def test_alerts_only_when_asked_for(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Nothing asks for a permission or makes a sound by itself; a switch does, and says why where it cannot."""
    record = """
      window.asked = []; window.tones = 0;
      window.Notification = class { static permission = "default"; };
      Notification.requestPermission = async () => asked.push("notifications") && (window.answer ?? "denied");
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when); };
      0
    """
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await drawn(page, 6)
        await page.evaluate(record)
        await gateway.say(*night[6:8])
        await spoken(page, 1)
        assert await page.evaluate("[asked, tones]") == [[], 0]
        await page.locator("#to-settings").click()
        await page.locator("#notifications").click()
        await expect(page.locator("#notifications-why")).to_contain_text("does not allow it")
        await expect(page.locator("#notifications")).not_to_be_checked()
        await page.evaluate("window.answer = 'granted'")
        await page.locator("#notifications").check()
        await expect(page.locator("#notifications-why")).to_be_hidden()
        await page.locator("#sound").check()
        kept = json.loads(await page.evaluate("localStorage.getItem('sweepcast.viewer')"))
        assert (kept["notifications"], kept["sound"]) == (True, True)
        assert await page.evaluate("asked") == ["notifications"] * 2


@pytest.fixture(scope="module")
def flood() -> tuple[TurnData, ...]:
    """Sixty categories of twenty nominees each, of which every winner is corrected twice."""
    categories = [category(f"c{at}", *(f"f{(at + of) % 80}/p{of}" for of in range(20))) for at in range(60)]
    teller = Teller()
    teller.publish(programme(*categories))
    teller.open()
    for each in categories:
        teller.up_next(each.id)
        teller.win(each.id, each.nominations[0].id)
    for another in (1, 2):
        for each in categories:
            teller.correct(each.id, each.nominations[another].id)
    assert not teller.refused
    return tuple(teller.turns)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_flood(opened: Open, size: tuple[int, int], flood: tuple[TurnData, ...]) -> None:
    """Hundreds of turns at once, of sixty categories of twenty nominees each, are all drawn, and told in few words."""
    async with night_gateway(flood[:2]) as gateway:
        page = await opened(gateway, size)
        await drawn(page, 2)
        await gateway.say(*flood[2:])
        await drawn(page, len(flood))
        assert await board_of(page) == encode_board(gateway.board("awards-2017"))
        assert await page.locator("#stream > li").count() == 150
        await expect(page.locator("#earlier")).to_contain_text("earlier")
        lines = await page.locator("#spoken p").count()
        assert lines <= 5
        await page.locator("#earlier").click()
        await expect(page.locator("#stream .outcome")).to_have_count(180)
        await expect(page.locator("#earlier")).to_be_hidden()
