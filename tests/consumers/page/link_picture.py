"""Draws the picture of links to the page: `python -m tests.consumers.page.link_picture` writes it where it is served.

It is link_picture.html as a browser shows it, since those who make previews of links take no SVG.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from consumers.gateway.gateway import PAGE
from consumers.gateway.http.previews import PICTURE
from tests.consumers.page.conftest import ARGUMENTS, chromium

DRAWING = Path(__file__).with_suffix(".html")


async def main() -> None:
    """Draw it."""
    path = chromium()
    if path is None:
        sys.exit("There is no Chromium on this machine: install the package chromium")
    picture = PAGE / PICTURE.name
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": PICTURE.width, "height": PICTURE.height})
        await page.goto(DRAWING.as_uri())
        await page.screenshot(path=picture)
        await browser.close()
    sys.stdout.write(f"{picture}: {picture.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    asyncio.run(main())
