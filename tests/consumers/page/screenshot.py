"""Renews the README's pictures of the page: `python -m tests.consumers.page.screenshot` writes docs/images/page-*.png.

They show the Golden Globes of 2017 at their great turn, with fonts that any Debian has, so that a picture taken
elsewhere differs as little as possible.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.consumers.page.conftest import ARGUMENTS, DESKTOP, PHONE, chromium
from tests.consumers.page.night_gateway import NightGateway, night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of, until
from tests.consumers.page.seeing import drawn

IMAGES = Path(__file__).parents[3] / "docs" / "images"
FONTS = ':root { --sans: "Liberation Sans", Arial, sans-serif; --serif: "Liberation Serif", "Times New Roman", serif; }'
MOMENT = "picture-musical-or-comedy"


async def main() -> None:
    """Take both pictures."""
    path = chromium()
    if path is None:
        sys.exit("There is no Chromium on this machine: install the package chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    turns = until(turns_of(GOLDEN_GLOBES_2017), MOMENT)
    async with async_playwright() as playwright, night_gateway(turns) as gateway:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        await take(browser, gateway, "page-desktop", DESKTOP, scheme="dark", scale=1)
        await take(browser, gateway, "page-phone", PHONE, scheme="light", scale=2)
        await browser.close()


async def take(
    browser: Browser, gateway: NightGateway, name: str, size: tuple[int, int], *, scheme: str, scale: int
) -> None:
    """Take one picture of the page as it stands."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=scale,
        bypass_csp=True,
    )
    page = await context.new_page()
    await page.goto(gateway.page_url)
    await page.add_style_tag(content=FONTS)
    await drawn(page, gateway.turns[-1].sequence)
    picture = IMAGES / f"{name}.png"
    await page.screenshot(path=picture)
    await context.close()
    sys.stdout.write(f"{picture.relative_to(Path.cwd())}: {picture.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    asyncio.run(main())
