"""The page for everyone: by keyboard, by screen reader, on a phone, in the dark, and while scrolled down."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sweepcast.turns import TurnData
from tests.consumers.page.axe import laid_out
from tests.consumers.page.conftest import DESKTOP, PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import drawn
from tests.streams.nights import Teller, category, programme

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
NARROW = (320, 640)
TELEVISION = (1920, 1080)
TOP = "(row) => row.getBoundingClientRect().top"
SECTIONS = ("happened", "standings", "reach", "categories")


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_keyboard_through_tabs(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Tabs are one stop; arrow keys, Home and End go through them and show their panels."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway)
        await drawn(page, len(night))
        await page.locator("#tab-films").focus()
        for key, tab in (
            ("ArrowRight", "series"),
            ("End", "distributors"),
            ("ArrowRight", "films"),
            ("ArrowLeft", "distributors"),
            ("Home", "films"),
        ):
            await page.keyboard.press(key)
            await expect(page.locator(f"#tab-{tab}")).to_be_focused()
            await expect(page.locator(f"#tab-{tab}")).to_have_attribute("aria-selected", "true")
            await expect(page.locator(f"#{tab}")).to_be_visible()
            assert await page.locator("#standings-tabs [tabindex='0']").count() == 1
            assert await page.locator("#standings [role=tabpanel]:visible").count() == 1
        await page.keyboard.press("Tab")
        await expect(page.locator("#films .name").first).to_be_focused()


async def test_skip_link(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The first stop of the keyboard is a link that skips to what happened."""
    async with night_gateway(night[:6]) as gateway:
        page = await opened(gateway)
        await drawn(page, 6)
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await expect(page.locator(".skip")).to_be_in_viewport()
        await page.keyboard.press("Enter")
        await expect(page.locator("#main")).to_be_focused()


async def test_keyboard_in_the_dialog(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Enter opens a card and moves focus into it; Escape closes it and brings focus back, even to what was redrawn."""
    turns = until(night, "song")
    async with night_gateway(turns[:-1]) as gateway:
        page = await opened(gateway)
        name = page.locator("#films .name", has_text="La La Land")
        await name.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#details-title")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#details")).to_be_hidden()
        await expect(name).to_be_focused()
        await page.keyboard.press("Enter")
        await gateway.say(turns[-1])
        await expect(page.locator("#details")).to_contain_text("2 of 7 won")
        await page.keyboard.press("Escape")
        await expect(page.locator("[data-open='work/la-la-land']:focus")).to_have_count(1)


async def test_close_button_and_backdrop(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A pointer closes the dialog by its button or beside it."""
    async with night_gateway(until(night, "score")) as gateway:
        page = await opened(gateway)
        for close in ("#details-close", None):
            await page.locator("#films .name", has_text="La La Land").click()
            await expect(page.locator("#details")).to_be_visible()
            await (page.locator(close).click() if close else page.mouse.click(20, 20))
            await expect(page.locator("#details")).to_be_hidden()


async def test_focus_stays_when_the_night_goes_on(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A name that has the focus keeps it while its row is drawn anew and moves up."""
    turns = until(night, "lead-actor-musical-or-comedy")
    start = len(until(night, "tv-limited"))
    async with night_gateway(turns[:start]) as gateway:
        page = await opened(gateway)
        name = page.locator("#films .name", has_text="La La Land")
        await name.focus()
        await gateway.say(*turns[start:])
        await drawn(page, len(turns))
        await expect(page.locator("#films .standing").first).to_contain_text("La La Land")
        await expect(name).to_be_focused()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_no_jump_while_reading(opened: Open, night: tuple[TurnData, ...], size: tuple[int, int]) -> None:
    """New items leave what is being read where it is; a button tells how many there are, and leads to them."""
    turns = until(night, "picture-musical-or-comedy")
    async with night_gateway(turns[:-2]) as gateway:
        page = await opened(gateway, size)
        await drawn(page, len(turns) - 2)
        read = page.locator("#stream .outcome", has_text="Viola Davis")
        await read.evaluate("(row) => row.scrollIntoView({ block: 'center' })")
        before = await read.bounding_box()
        await expect(page.locator("#news")).to_be_hidden()
        await gateway.say(*turns[-2:])
        await drawn(page, len(turns))
        after = await read.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(after["y"] - before["y"]) <= 1
        await expect(page.locator("#news")).to_be_in_viewport()
        await expect(page.locator("#news")).to_contain_text("new")
        await page.locator("#news").click()
        await expect(page.locator("#stream .lead").first).to_be_in_viewport()
        await expect(page.locator("#news")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("scale", [1, 1.5, 2])
async def test_small_steps_do_not_add_up(
    opened: Open, night: tuple[TurnData, ...], size: tuple[int, int], scale: float
) -> None:
    """Rows are not as high as whole pixels of the screen; what is read stays within one of them, however much comes."""
    start = len(until(night, "song"))
    async with night_gateway(night[:start]) as gateway:
        page = await opened(gateway, size, device_scale_factor=scale)
        await drawn(page, start)
        read = page.locator("#stream .outcome", has_text="Tracee Ellis Ross")
        await read.evaluate("(row) => row.scrollIntoView({ block: 'center' })")
        before = await read.evaluate(TOP)
        for turn in night[start : start + 16]:
            await gateway.say(turn)
            await drawn(page, turn.sequence)
            assert abs(await read.evaluate(TOP) - before) <= 0.75


async def test_each_tab_keeps_its_place(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Back in a section, a viewer is where they were; in the stream at the same row, whatever has come meanwhile."""
    start = len(until(night, "song"))
    async with night_gateway(night[:start]) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, start)
        read = page.locator("#stream .outcome", has_text="Tracee Ellis Ross")
        await read.evaluate("(row) => row.scrollIntoView({ block: 'center' })")
        before = await read.evaluate(TOP)
        await page.locator("#tab-categories").click()
        await expect(page.locator("#board > .category")).to_have_count(26)
        assert await page.evaluate("scrollY") == 0
        await page.evaluate("scrollTo(0, 900)")
        await page.locator("#tab-happened").click()
        assert abs(await read.evaluate(TOP) - before) <= 1
        await page.locator("#tab-categories").press("Enter")
        assert await page.evaluate("scrollY") == 900
        await gateway.say(*night[start : start + 6])
        await drawn(page, start + 6)
        await page.locator("#tab-happened").click()
        assert abs(await read.evaluate(TOP) - before) <= 1
        await expect(page.locator("#news")).to_be_in_viewport()
        await page.locator("#tab-happened").click()
        assert await page.evaluate("scrollY") == 0
        await expect(page.locator("#news")).to_be_hidden()


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP, TELEVISION])
async def test_nothing_is_wider_than_the_screen(
    opened: Open, night: tuple[TurnData, ...], size: tuple[int, int]
) -> None:
    """No section scrolls sideways, the dialog included."""
    async with night_gateway(until(night, "picture-musical-or-comedy")) as gateway:
        page = await opened(gateway, size)
        await drawn(page, len(gateway.turns))
        for section in SECTIONS:
            await _show(page, section)
            await expect(page.locator(f"#{section}")).to_be_visible()
            assert await _too_wide(page) == []
        await _show(page, "happened")
        await page.locator("#stream .why").first.click()
        assert await _too_wide(page) == []


async def test_a_word_longer_than_the_screen_wraps(opened: Open) -> None:
    """In every section of a phone: a title may be one word, and a person's name, and they may win."""
    word = "Pneumonoultramicroscopicsilicovolcanoconiosis"
    teller = Teller()
    long = programme(category("picture", word, "a"), category("director", f"{word}/{word}", "a/ann"))
    teller.publish(long)
    teller.open()
    teller.win("director", f"{word}.{word}")
    teller.up_next("picture")
    teller.win("picture", word)
    teller.correct("picture", "a")
    async with night_gateway(teller.turns) as gateway:
        page = await opened(gateway, NARROW)
        await drawn(page, len(teller.turns))
        for section in SECTIONS:
            await _show(page, section)
            await expect(page.locator(f"#{section}")).to_contain_text(re.compile(word, re.IGNORECASE))
            assert await _too_wide(page) == []
        await _show(page, "categories")
        await page.locator("#categories .name", has_text=re.compile(word, re.IGNORECASE)).first.click()
        await expect(page.locator("#details-title")).to_have_text(re.compile(word, re.IGNORECASE))
        assert await _too_wide(page) == []
        for shown in ("leaders", "stream", "category:picture"):
            await page.goto(f"{gateway.page_url}embed.html?show={shown}")
            await expect(page.locator("#list")).to_contain_text(re.compile(word, re.IGNORECASE))
            assert await _too_wide(page) == []


async def _show(page: Page, section: str) -> None:
    tab = page.locator(f"#tab-{section}")
    if await tab.is_visible():
        await tab.click()


async def _too_wide(page: Page) -> list[str]:
    """Return the elements that reach beyond the right edge of the screen."""
    found = await page.evaluate(
        """[...document.querySelectorAll("body *:not(.visually-hidden, .visually-hidden *)")]
          .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 0.5)
          .map((each) => each.outerHTML.slice(0, 80))"""
    )
    wider = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["the document"] if wider else [])]


async def test_sections_on_a_phone(opened: Open, night: tuple[TurnData, ...]) -> None:
    """On a phone one section is shown at a time; on a desktop all are, and the tabs are gone."""
    async with night_gateway(night) as gateway:
        phone = await opened(gateway, PHONE)
        await drawn(phone, len(night))
        for section in SECTIONS:
            await _show(phone, section)
            visible = [each for each in SECTIONS if await phone.locator(f"#{each}").is_visible()]
            assert visible == [section]
            assert await phone.locator(f"#{section}").get_attribute("role") == "tabpanel"
        desktop = await opened(gateway, DESKTOP)
        await drawn(desktop, len(night))
        for section in SECTIONS:
            await expect(desktop.locator(f"#{section}")).to_be_visible()
            assert await desktop.locator(f"#{section}").get_attribute("role") is None
        await expect(desktop.locator("#sections")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_contrast(opened: Open, night: tuple[TurnData, ...], scheme: str) -> None:
    """All text stands out by WCAG AA, in light and dark: the stream with corrections, the standings, a card."""
    async with night_gateway([*until(night, "picture-musical-or-comedy"), *corrected_turns()]) as gateway:
        page = await opened(gateway, DESKTOP, color_scheme=scheme)
        await drawn(page, len(until(night, "picture-musical-or-comedy")))
        await page.locator("#reach summary >> text=Sweeps broken").click()
        assert await _low_contrast(page) == []
        await page.locator("#films .name").first.click()
        assert await _low_contrast(page) == []
        corrected = await opened(gateway, PHONE, query="?ceremony=awards-2017", color_scheme=scheme)
        await drawn(corrected, len(corrected_turns()))
        for section in SECTIONS:
            await _show(corrected, section)
            assert await _low_contrast(corrected) == []


async def _low_contrast(page: Page) -> list[str]:
    result = await page.evaluate(CONTRAST)
    assert result["seen"] > 10
    return list(result["faults"])


async def test_names_and_landmarks(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Every control has a name, every id is unique, headings skip no level, and there is one heading of the page."""
    async with night_gateway(until(night, "picture-musical-or-comedy")) as gateway:
        page = await opened(gateway)
        await drawn(page, len(gateway.turns))
        assert await page.locator("h1").count() == 1
        for landmark in ("banner", "main", "contentinfo"):
            await expect(page.get_by_role(landmark)).to_have_count(1)
        for region in ("What happened", "Where it stands", "In reach", "Categories"):
            await expect(page.get_by_role("region", name=region, exact=True)).to_have_count(1)
        levels = await page.evaluate(_HEADING_LEVELS)
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert await page.evaluate(_NAMELESS) == []
        ids = await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
        assert len(ids) == len(set(ids))
        assert set(await page.evaluate(_REFERENCES)) <= set(ids)


_HEADING_LEVELS = """[...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((each) => each.checkVisibility())
  .map(({ tagName }) => Number(tagName[1]))"""
_NAMELESS = """[...document.querySelectorAll("button, a")]
  .filter((each) => each.checkVisibility() && !(each.ariaLabel ?? each.textContent).trim())
  .map((each) => each.outerHTML)"""
_REFERENCES = """[...document.querySelectorAll("[aria-labelledby], [aria-controls]")]
  .flatMap((each) => [each.getAttribute("aria-labelledby"), each.getAttribute("aria-controls")])
  .filter(Boolean)"""


async def test_targets_are_large_enough(opened: Open, night: tuple[TurnData, ...]) -> None:
    """On a phone a thumb hits every button: it is 44 pixels high, or stands in running text and is 24 (WCAG 2.5.8)."""
    async with night_gateway(until(night, "picture-musical-or-comedy")) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, len(gateway.turns))
        for section in SECTIONS:
            await _show(page, section)
            assert await _low_targets(page) == []
        await _show(page, "happened")
        await page.locator("#stream .why").first.click()
        assert await _low_targets(page) == []
        await page.keyboard.press("Escape")
        await page.locator("#to-settings").click()
        assert await _low_targets(page) == []


async def _low_targets(page: Page) -> list[str]:
    """Return the buttons that are too low, with the heights at which they can be hit."""
    await laid_out(page)
    return list(await page.evaluate(_LOW_TARGETS))


_LOW_TARGETS = """() => {
  // What is drawn around a button can be hit as well.
  const grown = (button) => {
    const { content, position, top, bottom } = getComputedStyle(button, "::after");
    const [above, below] = [top, bottom].map((each) => Math.min(0, parseFloat(each) || 0));
    return content === "none" || position !== "absolute" ? 0 : -above - below;
  };
  return [...document.querySelectorAll("button, select, [type=range]")].filter((each) => each.checkVisibility())
    .map((each) => [each, each.getBoundingClientRect().height + grown(each)])
    .filter(([each, height]) => height < (each.matches(".name, .why") ? 24 : 44))
    .map(([each, height]) => `${each.id || each.className}: ${height}`);
}"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_the_newest_stands_out(opened: Open, night: tuple[TurnData, ...], size: tuple[int, int]) -> None:
    """The newest winner and the first that it made true are the largest; what else it did takes two lines at most."""
    turns = until(night, "picture-musical-or-comedy")
    async with night_gateway(turns) as gateway:
        page = await opened(gateway, size)
        await drawn(page, len(turns))
        for what in ("#stream .outcome .lead", "#stream .milestone .headline"):
            newest, *others = await page.locator(what).evaluate_all(_LETTERS)
            assert newest > max(others)
        last = page.locator("#stream .milestone.goes-on").nth(4)
        await expect(last).to_be_in_viewport()
        await expect(page.locator("#stream .outcome").nth(1)).to_be_in_viewport()
        lines = await page.locator("#stream .milestone .headline").evaluate_all(_LINES)
        assert max(lines[1:]) <= 2


_LETTERS = "(all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
_LINES = """(all) => all.map((each) =>
  Math.round(each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight)))"""


async def test_all_of_a_milestone_opens_it(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Wherever a milestone is tapped, it says why; its pin alone pins it."""
    turns = until(night, "picture-musical-or-comedy")
    async with night_gateway(turns) as gateway:
        page = await opened(gateway, PHONE)
        await drawn(page, len(turns))
        for at in (0, 1):
            milestone = page.locator("#stream .milestone").nth(at)
            headline = await milestone.locator(".headline").inner_text()
            await milestone.click(position={"x": 60, "y": 20})
            await expect(page.locator("#details-title")).to_have_text(headline)
            await page.keyboard.press("Escape")
            await milestone.locator(".pin").click()
            await expect(page.locator("#details")).to_be_hidden()
            await expect(page.locator("#pinned")).to_contain_text(headline)


async def test_motion(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Who asks for reduced motion gets none; who does not sees new items arrive."""
    async with night_gateway(night[:6]) as gateway:
        still = await opened(gateway)
        await drawn(still, 6)
        moving = await opened(gateway)
        await moving.emulate_media(reduced_motion="no-preference")
        await drawn(moving, 6)
        await gateway.say(*night[6:9])
        animation = "getComputedStyle(document.querySelector('#stream .fresh')).animationName"
        for page, name in ((still, "none"), (moving, "arrive")):
            await drawn(page, 9)
            assert await page.evaluate(animation) == name
