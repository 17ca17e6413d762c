"""How long it takes from a key press at the desk to the text on a page in another browser.

The Golden Globes of 2017 are entered again and again, each time as those of another year: the desk's page is open in
one headless Chromium, the viewers' page in another, and half of the winners go by Enter at the desk. The other half, in
turns with them, are posted to the desk's HTTP API; how soon these are at a bare subscriber of the feed is the floor of
the same run: desk, Kafka, worker and gateway without any browser. A time at a page is that of the frame that draws the
text; the frames of a screen are 16.7 ms apart.
"""

import argparse
import asyncio
import random
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from _rig import everything_running, nights, percentile
from aiokafka import AIOKafkaProducer
from playwright.async_api import Browser, Page, async_playwright

from producers.desk.token_book import TokenBook
from stack.parts import desk_address, feed_address, page_address
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS, Announcement, ProgrammePublished, WinnerAnnounced
from sweepcast.client import follow
from sweepcast.frames import TurnFrame
from sweepcast.kafka import connection_options
from sweepcast.programme import Programme, award_body_of
from sweepcast.settings import Settings

AIM_P50_MS = 100.0
WARM = 5
"""So many winners of each way come before those that count: what is used for the first time is slow."""
POSTED, POSTED_TO_PAGE, PRESSED = "posted", "posted to page", "pressed"
ROWS = {
    POSTED: "floor: POST to the desk, at a subscriber",
    POSTED_TO_PAGE: "POST to the desk, text on the page",
    PRESSED: "key press at the desk, text on the page",
}

# The time of a key press is the browser's own, from before any script ran.
_PRESSES = """
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key === "Enter") window.pressedAt = performance.timeOrigin + timeStamp;
  }, true);
"""
_DRAWINGS = """
  window.drawnAt = {};
  addEventListener("DOMContentLoaded", () => {
    const newest = () => document.querySelector("#stream .outcome h3")?.textContent ?? "";
    let last = newest();
    new MutationObserver(() => {
      const category = newest();
      if (category === last) return;
      last = category;
      const sequence = sweepcast.sequence();
      requestAnimationFrame((frame) => (drawnAt[sequence] = performance.timeOrigin + frame));
    }).observe(document.querySelector("#stream"), { childList: true, subtree: true });
  });
"""


@dataclass
class Took:
    """Milliseconds that each winner took, by its way."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in ROWS})

    def add(self, way: str, milliseconds: float) -> None:
        """Keep one time."""
        self.milliseconds[way].append(milliseconds)

    def counted(self, way: str) -> list[float]:
        """Return the times of a way, without the first ones."""
        return self.milliseconds[way][WARM:]

    def enough(self, entries: int) -> bool:
        """Return whether there are so many that count, by key and by POST."""
        return all(len(self.counted(way)) >= entries for way in (PRESSED, POSTED))


class Feed:
    """A subscriber without a browser, which keeps when each turn came."""

    def __init__(self, settings: Settings) -> None:
        """Follow the whole feed from now on."""
        self._came: dict[tuple[str, int], asyncio.Future[float]] = {}
        self._following = asyncio.create_task(self._follow(feed_address(settings)))

    async def came(self, ceremony: str, sequence: int) -> float:
        """Return when a turn came, in milliseconds since 1970."""
        return await self._turn(ceremony, sequence)

    async def end(self) -> None:
        """Follow no more."""
        self._following.cancel()
        with suppress(asyncio.CancelledError):
            await self._following

    def _turn(self, ceremony: str, sequence: int) -> "asyncio.Future[float]":
        return self._came.setdefault((ceremony, sequence), asyncio.get_running_loop().create_future())

    async def _follow(self, url: str) -> None:
        async for frame in follow(url):
            if isinstance(frame, TurnFrame):
                self._turn(frame.data.ceremony, frame.data.sequence).set_result(_now())


@dataclass(frozen=True)
class Bench:
    """All that an entry goes through."""

    settings: Settings
    producer: AIOKafkaProducer
    session: aiohttp.ClientSession
    feed: Feed
    desk: Page
    page: Page
    pause: float

    async def night(self, night: list[Announcement], took: Took, entries: int) -> None:
        """Enter a night, until there is enough."""
        ceremony = night[0].subject
        programme = next(each.data for each in night if isinstance(each, ProgrammePublished))
        for sequence, announcement in enumerate(night, 1):
            if took.enough(entries):
                return
            if not isinstance(announcement, WinnerAnnounced) or announcement.data.recipients:
                await self._say(announcement)
            elif len(took.milliseconds[PRESSED]) <= len(took.milliseconds[POSTED]):
                took.add(PRESSED, await self._press(programme, announcement, sequence))
            else:
                sent = await self._post(announcement)
                took.add(POSTED, await self.feed.came(ceremony, sequence) - sent)
                took.add(POSTED_TO_PAGE, await self._drawn(sequence) - sent)
            await self.feed.came(ceremony, sequence)
            if isinstance(announcement, ProgrammePublished):
                await self._open(ceremony)
            await self._heard(sequence)

    async def _open(self, ceremony: str) -> None:
        await self.page.goto(f"{page_address(self.settings)}?ceremony={ceremony}")
        # Another fragment alone is not another page for a browser.
        await self.desk.goto("about:blank")
        await self.desk.goto(f"{desk_address(self.settings)}#ceremony={ceremony}")
        await self.desk.locator("#desk").wait_for()

    async def _heard(self, sequence: int) -> None:
        await self.page.wait_for_function("(at) => 'sweepcast' in window && sweepcast.sequence() >= at", arg=sequence)

    async def _say(self, announcement: Announcement) -> None:
        key = award_body_of(announcement.subject).encode()
        await self.producer.send_and_wait(topics.ANNOUNCEMENTS, ANNOUNCEMENTS.encode(announcement), key)

    async def _post(self, announcement: Announcement) -> float:
        await asyncio.sleep(self._pause())
        sent = _now()
        content = ANNOUNCEMENTS.encode(announcement)
        headers = {"Content-Type": "application/cloudevents+json"}
        url = f"{desk_address(self.settings)}v1/announcements"
        async with self.session.post(url, data=content, headers=headers) as response:
            if response.status >= 400:
                raise SystemExit(f"the desk refused a winner: {response.status} {await response.text()}")
        return sent

    async def _press(self, programme: Programme, announcement: WinnerAnnounced, sequence: int) -> float:
        """Choose the winner by its number, look at what it makes, and send it; return what that took."""
        category = next(each for each in programme.categories if each.id == announcement.data.category)
        number = 1 + [each.id for each in category.nominations].index(announcement.data.nominations[0])
        await self.desk.locator(f"#order [aria-current][data-category='{category.id}']").wait_for()
        await self.desk.locator("#nominees").focus()
        await self.desk.keyboard.press(str(number))
        await self.desk.locator("#forecast .turn .lines").wait_for()
        await asyncio.sleep(self._pause())
        extraordinary = await self.desk.locator("#go.ask").count() > 0
        await self.desk.keyboard.press("Enter")
        if extraordinary:
            await self.desk.locator("#forecast .ask").wait_for()
            await self.desk.keyboard.press("Enter")
        drawn = await self._drawn(sequence)
        return drawn - float(await self.desk.evaluate("pressedAt"))

    async def _drawn(self, sequence: int) -> float:
        at = await self.page.wait_for_function("(sequence) => drawnAt[sequence]", arg=sequence)
        return float(await at.json_value())

    def _pause(self) -> float:
        return self.pause * random.uniform(0.5, 1.5)  # noqa: S311 (no secret)


def _now() -> float:
    return 1000 * time.time()


@asynccontextmanager
async def bench(settings: Settings, chromium: str, pause: float) -> AsyncIterator[Bench]:
    """Open desk and page, each in a browser of its own, and a subscriber without one."""
    token, _ = TokenBook(Path(settings.desk_folder)).make("Benchmark", "admin", 1.0, datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}"}
    options = connection_options(settings)
    async with (
        async_playwright() as playwright,
        AIOKafkaProducer(**options, acks="all", enable_idempotence=True) as producer,
        aiohttp.ClientSession(headers=headers) as session,
    ):
        browsers = [await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) for _ in range(2)]
        desk, page = await _page(browsers[0], _PRESSES), await _page(browsers[1], _DRAWINGS)
        await desk.goto(desk_address(settings))
        await desk.locator("#token").fill(token)
        await desk.keyboard.press("Enter")
        await desk.locator("#login").wait_for(state="hidden")
        feed = Feed(settings)
        try:
            yield Bench(settings, producer, session, feed, desk, page, pause)
        finally:
            await feed.end()
            for browser in browsers:
                await browser.close()


async def _page(browser: Browser, first: str) -> Page:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.add_init_script(first)
    return page


async def measure(settings: Settings, chromium: str, entries: int, pause: float) -> Took:
    """Return what at least so many winners of each way took."""
    took = Took()
    async with bench(settings, chromium, pause) as running:
        for night in _until(took, entries):
            await running.night(night, took, entries)
    return took


def _until(took: Took, entries: int) -> Iterator[list[Announcement]]:
    for night in nights():
        if took.enough(entries):
            return
        yield night


def report(took: Took) -> None:
    """Print percentiles in milliseconds, and as multiples of the floor's."""
    print(f"{len(took.counted(PRESSED))} winners by key, {len(took.counted(POSTED))} by POST, in turns, one at a time")
    print(f"{'':42}{'p50':>10}{'p99':>10}{'max':>10}{'p50 / floor':>14}")
    floor = percentile(took.counted(POSTED), 50)
    for way, name in ROWS.items():
        times = took.counted(way)
        p50 = percentile(times, 50)
        figures = "".join(f"{each:>7.1f} ms" for each in (p50, percentile(times, 99), max(times)))
        print(f"{name:42}{figures}{p50 / floor:>14.2f}")
    print(f"aim: key press to text on the page, p50 at most {AIM_P50_MS:g} ms")


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100, help="how many winners of each way (%(default)s)")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds before each, on average (%(default)s)")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("NOT MEASURED, from the desk to the page: there is no Chromium; install the package chromium")
        return 0

    async def run() -> Took:
        async with everything_running(desk=True) as settings:
            return await measure(settings, chromium, options.entries, options.pause)

    report(asyncio.run(run()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
