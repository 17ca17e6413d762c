"""axe finds nothing on any view of page and desk as they are in the middle of a night on the real stack.

Each view has one look here; in every other size and scheme its own tests look at it, with made-up nights.
"""

import pytest
from playwright.async_api import Page, expect

from sweepcast.ceremony_file import CeremonyFile
from tests.consumers.page.axe import axe_script, faults_of
from tests.consumers.page.conftest import DESKTOP, PHONE
from tests.consumers.page.seeing import drawn
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import EXTRAORDINARY, begun, choose, of_body, out, send
from tests.stack.desk_and_page.whole import Whole
from tests.streams.nights import category, history, programme

pytestmark = pytest.mark.asyncio(loop_scope="package")

SECTIONS = ("happened", "standings", "reach", "categories")
REFS = ("work/mill", "person/ada", "distributor/m", "category/picture")


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe."""
    return axe_script()


def _night(body: str) -> CeremonyFile:
    """Return a night at which the third win of Mill breaks the record of two."""
    categories = (
        category("director", "mill/ada", "pond/bea"),
        category("score", "mill", "pond"),
        category("picture", "mill", "pond", "hill"),
        category("song", "mill", "hill"),
        category("honour", competitive=False),
    )
    return CeremonyFile(programme=of_body(body, programme(*categories)), history=(history(("Old", 5, 2, 4)),))


async def test_the_desk(whole: Whole, come: Come, opened: Open, axe: str) -> None:
    """The desk at its door, with a forecast, asking twice, with its dialogs, with a receipt, and without a network."""
    file = _night("garden")
    ceremony = file.programme.ceremony
    await whole.say(begun(file, ("director", "mill.ada"), ("score", "mill"), up_next="picture"))
    door = await opened(whole.desk, DESKTOP, color_scheme="light")
    await door.locator("#token").wait_for()
    assert await faults_of(door, axe) == []
    desk = await come("Ann", ceremony, role="admin", far=True, size=DESKTOP, color_scheme="light")
    await expect(desk.locator("#category")).to_have_text("Picture")
    assert await faults_of(desk, axe) == []
    await choose(desk, "1")
    await desk.locator(EXTRAORDINARY).wait_for()
    await desk.keyboard.press("Enter")
    await desk.locator("#forecast .ask").wait_for()
    assert await faults_of(desk, axe) == []
    await desk.keyboard.press("Enter")
    await out(desk)
    assert await faults_of(desk, axe) == []
    for button, dialog in (("#help-open", "#help"), ("#find-open", "#find"), ("#menu-open", "#menu")):
        await desk.locator(button).click()
        await expect(desk.locator(dialog)).to_be_visible()
        assert await faults_of(desk, axe) == []
        await desk.keyboard.press("Escape")
    await desk.locator("#nominees").focus()
    await choose(desk, "2")
    whole.line.break_off()
    await send(desk)
    await expect(desk.locator("#line-text")).to_contain_text("No line")
    assert await faults_of(desk, axe) == []


async def test_the_page(whole: Whole, come: Come, opened: Open, axe: str) -> None:
    """The page after a record that was taken back, in every section, with its details, and without a connection."""
    file = _night("window")
    ceremony = file.programme.ceremony
    await whole.say(begun(file, ("director", "mill.ada"), ("score", "mill"), up_next="picture"))
    page = await opened(f"{whole.page}?ceremony={ceremony}", PHONE, color_scheme="dark")
    desk = await come("Ann", ceremony)
    for key in ("1", "2"):
        await choose(desk, key)
        await send(desk)
        await out(desk)
    await drawn(page, 8)
    await _every_section(page, axe)
    for ref in REFS:
        await page.evaluate("(ref) => { location.hash = ref; }", ref)
        await expect(page.locator("#details")).to_be_visible()
        assert await faults_of(page, axe) == []
        await page.keyboard.press("Escape")
        await expect(page.locator("#details")).to_be_hidden()
    whole.feed.break_off()
    await expect(page.locator("#banner")).to_be_visible()
    assert await faults_of(page, axe) == []


async def test_what_stands_elsewhere(whole: Whole, opened: Open, axe: str) -> None:
    """The summary to print, the embed, its maker, and the night again."""
    file = _night("paper")
    ceremony = file.programme.ceremony
    await whole.say(begun(file, ("director", "mill.ada"), ("score", "mill"), ("picture", "hill")))
    live = await opened(f"{whole.page}?ceremony={ceremony}", DESKTOP, color_scheme="dark")
    await drawn(live, 6)
    for path in ("summary.html", "embed.html", "embed-maker.html", ""):
        again = "&again" if path == "" else ""
        page = await opened(f"{whole.page}{path}?ceremony={ceremony}{again}", DESKTOP, color_scheme="dark")
        await expect(page.locator("body")).to_contain_text("Awards")
        assert await faults_of(page, axe) == [], path or "again"


async def _every_section(page: Page, axe: str) -> None:
    for section in SECTIONS:
        tab = page.locator(f"#tab-{section}")
        if await tab.is_visible():
            await tab.click()
        assert await faults_of(page, axe) == [], section
