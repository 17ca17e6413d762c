"""axe finds nothing on any view of the page: on a phone and on a desktop, in light and in dark."""

import pytest
from playwright.async_api import Page, expect

from sweepcast.turns import TurnData
from tests.consumers.page.axe import axe_script, faults_of
from tests.consumers.page.conftest import DESKTOP, PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import drawn

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
SECTIONS = ("happened", "standings", "reach", "categories")
REFS = (
    "work/la-la-land",
    "person/damien-chazelle",
    "distributor/lionsgate",
    "category/director",
    "milestone/sweep/la-la-land",
)


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe."""
    return axe_script()


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """The Golden Globes of 2017 up to their great turn."""
    return until(turns_of(GOLDEN_GLOBES_2017), "picture-musical-or-comedy")


async def show(page: Page, section: str) -> None:
    """Show a section where one is shown at a time."""
    tab = page.locator(f"#tab-{section}")
    if await tab.is_visible():
        await tab.click()


@SIZES
@SCHEMES
async def test_sections(
    opened: Open, axe: str, night: tuple[TurnData, ...], size: tuple[int, int], scheme: str
) -> None:
    """In every section, with its tabs, a pin, and what is folded opened."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway, size, color_scheme=scheme)
        await drawn(page, len(night))
        await page.locator("#stream .milestone.major .pin").first.click()
        for section in SECTIONS:
            await show(page, section)
            for folded in await page.locator(f"#{section} summary:visible").all():
                await folded.click()
            assert await faults_of(page, axe) == []
        await show(page, "standings")
        for tab in ("series", "people", "distributors"):
            await page.locator(f"#tab-{tab}").click()
            assert await faults_of(page, axe) == []


@SIZES
@SCHEMES
async def test_dialogs(opened: Open, axe: str, night: tuple[TurnData, ...], size: tuple[int, int], scheme: str) -> None:
    """In the details of everything that opens, and in the settings with a winner to press at."""
    async with night_gateway(night[:-1]) as gateway:
        page = await opened(gateway, size, color_scheme=scheme)
        await drawn(page, len(night) - 1)
        await expect(page.locator("#light-text")).to_have_text("Live")
        await gateway.say(night[-1])
        await drawn(page, len(night))
        for ref in REFS:
            await page.evaluate("(ref) => (location.hash = ref)", ref)
            await expect(page.locator("#details")).to_be_visible()
            assert await faults_of(page, axe) == []
            await page.keyboard.press("Escape")
            await expect(page.locator("#details")).to_be_hidden()
        await page.locator("#to-settings").click()
        await expect(page.locator("#seen-now button")).to_have_count(1)
        await page.locator("#sealing").check()
        await page.locator("#delay").fill("90")
        assert await faults_of(page, axe) == []


@SIZES
@SCHEMES
async def test_sealed_and_followed(
    opened: Open, axe: str, night: tuple[TurnData, ...], size: tuple[int, int], scheme: str
) -> None:
    """With sealed winners, and with films to follow."""
    async with night_gateway(night[:3]) as gateway:
        page = await opened(gateway, size, color_scheme=scheme)
        await drawn(page, 3)
        await page.locator("#to-settings").click()
        await page.locator("#sealing").check()
        await page.keyboard.press("Escape")
        await gateway.say(*night[3:])
        await drawn(page, len(night))
        await page.locator("#shown [value=followed]").check(force=True)
        await page.locator("#follow").select_option(label="La La Land")
        await expect(page.locator("#followed li")).to_have_count(1)
        for section in SECTIONS:
            await show(page, section)
            assert await faults_of(page, axe) == []


@SIZES
@SCHEMES
async def test_corrections_and_breaks(opened: Open, axe: str, size: tuple[int, int], scheme: str) -> None:
    """With corrections and retracted milestones, without a connection, and before there is a night."""
    async with night_gateway() as gateway:
        page = await opened(gateway, size, color_scheme=scheme)
        await expect(page.locator("#waiting")).to_be_visible()
        assert await faults_of(page, axe) == []
        await gateway.connections(1)
        await gateway.say(*corrected_turns())
        await drawn(page, len(corrected_turns()))
        await gateway.send_away(4503, "this address has too many connections")
        await expect(page.locator("#banner")).to_be_visible()
        for section in SECTIONS:
            await show(page, section)
            assert await faults_of(page, axe) == []
