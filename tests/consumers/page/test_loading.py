"""What the page loads, and when: the first picture needs little, and the rest comes behind it without losing a tap."""

import asyncio
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath

import pytest
from playwright.async_api import Page, Route, expect

from consumers.gateway.gateway import PAGE
from tests.consumers.page.conftest import PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import corrected_turns
from tests.consumers.page.seeing import drawn

pytestmark = pytest.mark.asyncio(loop_scope="module")

_IMPORT = re.compile(r"""^(?:import|export)\b[^;"]*"(\.{1,2}/[^"]+)";""", re.MULTILINE)
_PRELOAD = re.compile(r'<link rel="modulepreload" href="([^"]+)">')
_WEIGHED = """
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map(({ name, transferSize }) => [name, transferSize])
"""
FIRST_VIEW_BYTES = 100_000
"""With headers, which the browser counts as 300 bytes an answer (Resource Timing, `transferSize`).

Here the files come one by one, as they lie in their folder; the real gateway joins them, and is held to less.
"""


def imported_by(module: str) -> list[str]:
    """Return the modules that one imports as it is loaded, not those that it loads later."""
    folder = PAGE / PurePosixPath(module).parent
    found = (folder / each for each in _IMPORT.findall((PAGE / module).read_text(encoding="utf-8")))
    return [each.resolve().relative_to(PAGE).as_posix() for each in found]


def needed_by(module: str) -> set[str]:
    """Return all modules without which one does not run, itself left out."""
    needed: set[str] = set()
    new = {module}
    while new:
        needed |= new
        new = set(chain.from_iterable(imported_by(each) for each in new)) - needed
    return needed - {module}


def preloaded_by(name: str) -> list[str]:
    """Return the modules that a page names in its head."""
    return _PRELOAD.findall((PAGE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "module"), [("index.html", "app.js"), ("embed.html", "embed.js")])
async def test_what_the_first_picture_needs_is_named_in_the_head(name: str, module: str) -> None:
    """All modules that are needed are fetched at once, not as one after the other names them; and no others are."""
    named = preloaded_by(name)
    assert len(named) == len(set(named))
    assert set(named) == needed_by(module)


async def test_all_imports_are_seen() -> None:
    """What the tests here know of imports is what the modules say: as many as there are lines with `from`."""
    modules = [each.relative_to(PAGE).as_posix() for each in PAGE.rglob("*.js")]
    for module in modules:
        said = re.findall(r'^(?:import|\}) .*from "\.', (PAGE / module).read_text(encoding="utf-8"), re.MULTILINE)
        assert len(imported_by(module)) == len(said), module


async def test_first_view_is_light_and_all_its_own(opened: Open) -> None:
    """What the first picture needs is light, headers included; all comes from the gateway, and no file twice."""
    async with night_gateway(corrected_turns()) as gateway:
        page = await opened(gateway)
        await drawn(page, len(corrected_turns()))
        weights = await page.evaluate(_WEIGHED)
    names = [name for name, _ in weights]
    assert all(name.startswith(gateway.page_url) for name in names)
    assert len(names) == len(set(names))
    later = {gateway.page_url + each for each in _later()}
    assert later <= set(names)
    assert 0 < sum(size for name, size in weights if name not in later) < FIRST_VIEW_BYTES


def _later() -> Iterator[str]:
    """Return the modules that come behind the first picture."""
    first = needed_by("app.js") | {"app.js"}
    for entry in ("views/dialog.js", "views/panes.js", "company.js"):
        yield from {entry, *needed_by(entry)} - first


class Held:
    """Files that do not come before they are let go."""

    def __init__(self) -> None:
        """Hold what comes."""
        self._let_go = asyncio.Event()

    async def hold(self, page: Page, *names: str) -> None:
        """Hold these files of a page."""
        for name in names:
            await page.route(f"**/{name}", self._wait)

    def let_go(self) -> None:
        """Let all of them come."""
        self._let_go.set()

    async def _wait(self, route: Route) -> None:
        await self._let_go.wait()
        await route.continue_()


async def test_a_tap_waits_for_what_it_needs(opened: Open) -> None:
    """Who taps before a module is there is answered when it is, once, and nothing moves meanwhile."""
    held = Held()
    async with night_gateway() as gateway:
        page = await opened(gateway, PHONE)
        await held.hold(page, "views/dialog.js", "company.js")
        gateway.remember(*corrected_turns())
        await page.reload()
        name = page.locator("#stream .name").first
        await name.click()
        title = await name.inner_text()
        await name.click()
        place = await name.bounding_box()
        await expect(page.locator("#details")).to_be_hidden()
        held.let_go()
        await expect(page.locator("#details-title")).to_have_text(title)
        assert await name.bounding_box() == place
        await page.locator("#details-close").click()
        await expect(page.locator("#details")).to_be_hidden()


async def test_settings_are_asked_for_before_they_are_there(opened: Open) -> None:
    """The settings open when they have come, also where there is no night yet."""
    held = Held()
    async with night_gateway() as gateway:
        page = await opened(gateway)
        await held.hold(page, "company.js")
        await page.reload()
        await page.locator("#to-settings").click()
        await page.locator("#to-settings").click()
        held.let_go()
        await expect(page.locator("#settings")).to_be_visible()
        await expect(page.locator("#settings-title")).to_be_focused()


async def test_what_happens_meanwhile_is_told_when_the_voice_is_there(opened: Open) -> None:
    """A winner that comes while the live region is still being loaded is said in it."""
    held = Held()
    turns = corrected_turns()
    async with night_gateway(turns[:3]) as gateway:
        page = await opened(gateway)
        await drawn(page, 3)
        await held.hold(page, "company.js")
        await page.reload()
        await expect(page.locator("#light-text")).to_have_text("Live")
        await gateway.say(turns[3])
        await expect(page.locator("#stream .outcome")).to_have_count(1)
        held.let_go()
        await expect(page.locator("#spoken p")).to_have_count(1)
