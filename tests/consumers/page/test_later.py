"""The viewer's delay and their seals beside the live view: a night that is watched again, the summary, and embeds."""

import json

import pytest
from playwright.async_api import Page, expect

from sweepcast.turns import TurnData
from tests.consumers.page.conftest import Open
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import drawn, told
from tests.consumers.page.served import Served, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIGHT = "golden-globes-2017"
AGAIN = f"?ceremony={NIGHT}&again"
SUMMARY = f"summary.html?ceremony={NIGHT}"
SLIDER = "#again-place"
NOW = 1_800_000_000.0
"""Seconds since 1970 at the gateway; the announcements' own times are those of 2017, and say nothing of it."""


class Time:
    """The gateway's time, which passes when the test says so."""

    def __init__(self) -> None:
        """Begin at `NOW`."""
        self.now = NOW

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def viewer(opened: Open, gateway: Served, query: str, **wishes: object) -> Page:
    """Open a page as a viewer who has said before what they want."""
    kept = [{"name": "sweepcast.viewer", "value": json.dumps(wishes)}]
    origin = gateway.page_url.rstrip("/")
    return await opened(
        gateway.page_url, query=query, storage_state={"origins": [{"origin": origin, "localStorage": kept}]}
    )


async def content(page: Page) -> str:
    """Return everything that stands in the page, seen or not."""
    return str(await page.evaluate("document.documentElement.outerHTML"))


async def test_a_night_again_ends_where_the_delay_does(opened: Open, night: tuple[TurnData, ...]) -> None:
    """What was told less than the delay ago is neither on the timeline nor in its marks; it comes in its time."""
    time = Time()
    middle = len(until(night, "song"))
    end = len(until(night, "picture-musical-or-comedy"))
    async with served(night[:middle], clock=time) as gateway:
        gateway.say(*night[middle:end], told_at=NOW - 100)
        page = await viewer(opened, gateway, AGAIN, delay=300)
        slider = page.locator(SLIDER)
        await expect(slider).to_have_attribute("max", str(middle))
        await expect(page.locator("#telling")).to_have_text("5 min later")
        await page.get_by_label("Mark what is ahead").check()
        await slider.press("End")
        await drawn(page, middle)
        await expect(page.locator(".again-where")).to_contain_text("the newest turn")
        marks = await page.locator(".again-marks i").count()
        assert "Emma Stone wins" not in await content(page)
        assert "Clean sweep: La La Land" not in await content(page)
        time.now += 250
        gateway.say(*night[end : end + 1], told_at=time.now)
        await expect(slider).to_have_attribute("max", str(end))
        assert await page.locator(".again-marks i").count() > marks
        await slider.press("End")
        await drawn(page, end)
        assert "Clean sweep: La La Land wins all 7 of its nominations" in await told(page, ".milestone.major .headline")


async def test_a_night_again_that_is_younger_than_the_delay(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The page says that it has to wait, and the night comes by itself."""
    time = Time()
    async with served((), clock=time) as gateway:
        gateway.say(*night[:20], told_at=NOW - 100)
        page = await viewer(opened, gateway, AGAIN, delay=120)
        await expect(page.locator("#waiting")).to_contain_text("Everything is told 2 min later here")
        time.now += 60
        gateway.say(night[20], told_at=time.now)
        await expect(page.locator(SLIDER)).to_have_attribute("max", "20")


async def test_a_shorter_delay_tells_more_of_a_night_again(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The settings hold at once, there as everywhere."""
    time = Time()
    async with served(night[:20], clock=time) as gateway:
        gateway.say(*night[20:40], told_at=NOW - 100)
        page = await viewer(opened, gateway, AGAIN, delay=300)
        await expect(page.locator(SLIDER)).to_have_attribute("max", "20")
        await page.locator("#to-settings").click()
        await page.locator("#delay").fill("60")
        await expect(page.locator(SLIDER)).to_have_attribute("max", "40")


async def test_a_night_again_is_sealed(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Winners and all that gives them away are sealed on the timeline as in the stream, until they are revealed."""
    end = len(until(night, "picture-musical-or-comedy"))
    async with served(night) as gateway:
        page = await viewer(opened, gateway, f"{AGAIN}={end - 1}", sealing=True)
        await expect(page.locator("#telling")).to_have_text("winners sealed")
        await page.get_by_role("button", name="Step on").click()
        await drawn(page, end)
        await expect(page.locator("#spoken p").last).to_have_text("Best Motion Picture - Musical or Comedy: decided.")
        await expect(page.locator(".again-where")).to_contain_text(
            "After Best Motion Picture\u00a0\u2013 Musical or Comedy"
        )
        await expect(page.locator(".again-marks i")).to_have_count(0)
        assert await told(page) == []
        seen = await content(page)
        for spoiler in ("Clean sweep: La La Land", "breaks the", "wins a double", 'class="wins">7'):
            assert spoiler not in seen
        await expect(page.get_by_role("button", name="Next milestone")).to_have_count(0)
        await page.get_by_role("button", name="Next result").click()
        await expect(page.locator(".again-where")).to_contain_text("After Best ")
        await page.locator("#reveal-all").click()
        await expect(page.locator("#stream")).to_contain_text("Clean sweep: La La Land wins all 7")
        titles = await page.locator(".again-marks .milestone").evaluate_all("(all) => all.map(({ title }) => title)")
        assert any("Clean sweep: La La Land" in each for each in titles)


async def test_the_summary_is_of_a_delay_ago(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It prints what its viewer may know, and says so."""
    middle = len(until(night, "song"))
    async with served(night[:middle], clock=Time()) as gateway:
        gateway.say(*night[middle:], told_at=NOW - 100)
        page = await viewer(opened, gateway, SUMMARY, delay=300)
        await expect(page.locator("#when")).to_contain_text("as it stood 5 min before it was read")
        await expect(page.locator("#when")).to_contain_text("under way")
        winners = await told(page, ".decision .won")
        assert any("City of Stars" in each for each in winners)
        assert "Moonlight" not in winners
        assert "Clean sweep" not in await content(page)
        at_once = await viewer(opened, gateway, SUMMARY, delay=99)
        await expect(at_once.locator(".decision .won")).to_have_count(26)


async def test_the_summary_of_what_is_younger_than_the_delay(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It says why there is nothing."""
    async with served((), clock=Time()) as gateway:
        gateway.say(*night[:20], told_at=NOW - 100)
        page = await viewer(opened, gateway, SUMMARY, delay=120)
        await expect(page.locator("#waiting")).to_contain_text("nothing of this night is as old as that")


async def test_a_sealed_summary(opened: Open) -> None:
    """What is sealed in the live view is sealed on paper; one button reveals all of it, there too, and prints."""
    turns = corrected_turns()
    async with served(turns) as gateway:
        ceremony = turns[0].ceremony
        page = await viewer(opened, gateway, f"summary.html?ceremony={ceremony}", sealing=True)
        await page.evaluate(
            "window.print = () => { window.printed = document.querySelectorAll('.decision .won').length; }"
        )
        await expect(page.locator("#when")).to_contain_text("4 winners sealed")
        assert await told(page, ".decision .open") == ["Corrected, sealed", "Decided, sealed"] * 2
        await expect(page.locator(".decision .won")).to_have_count(0)
        assert "wrong card" not in await content(page)
        await page.get_by_role("button", name="Reveal all, then print").click()
        assert await page.evaluate("window.printed") == 4
        await expect(page.get_by_role("button", name="Print")).to_be_focused()
        await expect(page.get_by_role("button", name="Reveal all, then print")).to_be_hidden()
        await page.goto(f"{gateway.page_url}?ceremony={ceremony}")
        await drawn(page, len(turns))
        await expect(page.locator("#stream .sealed")).to_have_count(0)


async def test_an_embed_tells_later(opened: Open, night: tuple[TurnData, ...]) -> None:
    """By the delay of its page, or that of its viewer where that is longer; and what it waits for comes in its time."""
    time = Time()
    middle = len(until(night, "song"))
    async with served(night[:middle], clock=time) as gateway:
        gateway.say(*night[middle:-1], told_at=NOW - 100)
        embed = f"embed.html?ceremony={NIGHT}&show=category:director"
        page = await viewer(opened, gateway, f"{embed}&delay=300")
        longer = await viewer(opened, gateway, f"{embed}&delay=30", delay=400)
        shorter = await viewer(opened, gateway, f"{embed}&delay=30", delay=60)
        await expect(shorter.locator(".won")).to_contain_text("Damien Chazelle")
        for each in (page, longer):
            await expect(each.locator(".nominee")).to_have_count(5)
            await expect(each.locator("#about")).to_contain_text("To come")
            assert "Won" not in await each.locator("body").inner_text()
        time.now += 250
        gateway.say(night[-1], told_at=time.now)
        await expect(page.locator(".won")).to_contain_text("Damien Chazelle")
        await expect(longer.locator("#about")).to_contain_text("To come")


async def test_an_embed_follows_what_its_viewer_sets(opened: Open, night: tuple[TurnData, ...]) -> None:
    """On our own origin the delay and the seals that are set on another page hold at once."""
    async with served(night[:-1], clock=Time()) as gateway:
        embed = await viewer(opened, gateway, f"embed.html?ceremony={NIGHT}")
        await expect(embed.locator(".leader").first).to_contain_text("7 of 7 won")
        page = await embed.context.new_page()
        await page.goto(f"{gateway.page_url}?ceremony=other-2018")
        await page.locator("#to-settings").click()
        await page.locator("#sealing").check()
        await expect(embed.locator(".leader").first).to_contain_text("7 nominations")
        await page.locator("#delay").fill("600")
        gateway.say(night[-1], told_at=NOW)
        await embed.get_by_role("button", name="26 results sealed").click()
        await expect(embed.locator(".leader").first).to_contain_text("7 of 7 won")


async def test_a_sealed_embed(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Winners, standings and milestones are hidden until they are asked for; what was revealed is not kept."""
    async with served(night) as gateway:
        embed = f"embed.html?ceremony={NIGHT}&sealed=true"
        stream = await opened(gateway.page_url, query=f"{embed}&show=stream")
        await expect(stream.locator(".reveal[data-reveal]")).to_have_count(12)
        assert "Moonlight" not in await content(stream)
        await stream.locator(".reveal[data-reveal]").first.click()
        await expect(stream.locator(".item .lead")).to_have_text(["Moonlight"])
        category = await opened(gateway.page_url, query=f"{embed}&show=category:director")
        await expect(category.locator(".won")).to_have_count(0)
        await category.get_by_role("button", name="Decided, tap to reveal: Best Director").click()
        await expect(category.locator(".won")).to_contain_text("Damien Chazelle")
        leaders = await opened(gateway.page_url, query=embed)
        await expect(leaders.locator(".has-won")).to_have_count(0)
        await leaders.locator("#reveal-all").click()
        await expect(leaders.locator(".leader").first).to_contain_text("7 of 7 won")
        await expect(leaders.locator("#reveal-all")).to_be_hidden()
        assert await leaders.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
