"""Renews the picture of the desk: `python -m tests.producers.desk.page.screenshot` writes docs/images/desk.png.

It shows the Golden Globes of 2017 before their great turn, chosen and not yet sent.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright, expect

from sweepcast.announcements import ANNOUNCEMENTS, Announcement, HistorySeeded, ProgrammePublished, WinnerAnnounced
from sweepcast.retelling import retold
from tests.consumers.page.conftest import ARGUMENTS, DESKTOP, chromium
from tests.consumers.page.screenshot import FONTS, IMAGES
from tests.producers.desk.world import GLOBES, TheDesk, ceremony, running

CATEGORY, CHOICE = "picture-musical-or-comedy", "la-la-land"


async def main() -> None:
    """Take the picture."""
    path = chromium()
    if path is None:
        sys.exit("There is no Chromium on this machine: install the package chromium")
    with TemporaryDirectory() as folder:
        async with async_playwright() as playwright, running(Path(folder)) as desk:
            await desk.publish()
            await say(desk)
            browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            await take(browser, desk, IMAGES / "desk.png")
            await browser.close()


async def say(desk: TheDesk) -> None:
    """Say what was announced that night before the category that the picture shows."""
    anna = desk.caller("Anna")
    for each in retold(ceremony(GLOBES), "Anna"):
        if is_moment(each):
            return
        if not isinstance(each, ProgrammePublished | HistorySeeded):
            answer = await anna.post("/v1/announcements?wait=5", ANNOUNCEMENTS.encode(each))
            assert answer.status < 400, answer.text


def is_moment(said: Announcement) -> bool:
    """Return whether this is the winner that the picture asks for."""
    return isinstance(said, WinnerAnnounced) and said.data.category == CATEGORY


async def take(browser: Browser, desk: TheDesk, picture: Path) -> None:
    """Choose the winner, and take a picture of what the desk says to that."""
    context = await browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
        color_scheme="dark",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = await context.new_page()
    await page.goto(desk.url + "/")
    await page.add_style_tag(content=FONTS)
    token, _ = desk.tokens.make("Anna", "enter", 12, desk.time.now)
    await page.locator("#token").fill(token)
    await page.keyboard.press("Enter")
    nominees = next(each.nominations for each in ceremony(GLOBES).programme.categories if each.id == CATEGORY)
    await expect(page.locator(f'[data-category="{CATEGORY}"][aria-current]')).to_be_visible()
    await page.keyboard.press(str([each.id for each in nominees].index(CHOICE) + 1))
    await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")
    await page.screenshot(path=picture)
    await context.close()
    sys.stdout.write(f"{picture.relative_to(Path.cwd())}: {picture.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    asyncio.run(main())
