"""How smooth the viewers' page stays in a flood of news, and how soon it can be used on a slow phone.

Floods: a ceremony of 60 categories with 20 nominees each, some of them with names in Arabic, in Korean and with markup
in them, is told to the page in a headless Chromium by a gateway: 300 turns in one second, and 10 turns a second. What
counts are the tasks of its main thread above 50 ms (Long Tasks API) and the pictures of the screen that come later than
33 ms after the last. Each task is measured by the clock and by the processor time that it takes itself, which other
work on the machine does not lengthen. A page that does nothing is watched in the same run: its late pictures are the
machine's. Joining that night at its end is measured alike.

First view: the Golden Globes of 2017 in the middle, opened as a phone opens it: with the processor four and six times
slower, over two networks, with nothing in the cache and with everything. From the navigation until the stream is drawn,
and until a tap on it is answered by the open dialog. The networks are made by the browser's DevTools, which delay each
answer by one round trip and throttle it; those of today do so to websockets too, older ones do not, so that there the
snapshot comes too soon. New connections cost nothing there; true ones cost one round trip, and with TLS two or three.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, cycle, islice
from typing import Final, NamedTuple

from _trace import Trace, traced
from msgspec import structs
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from sweepcast.programme import Category, Programme
from sweepcast.turns import TurnData
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of
from tests.consumers.page.seeing import drawn
from tests.consumers.page.served import Served, served
from tests.streams.nights import Teller, category, programme

AIM_TASK_MS: Final = 50.0
AIM_USABLE_MS: Final = 1000.0
AIM_BYTES: Final = 100_000
LATE_MS: Final = 33.4
"""A picture that comes so long after the last one has left out one of 60 in a second."""
SIZES: Final = {"desktop": (1440, 900), "phone": (390, 844)}
CATEGORIES, NOMINEES, FILMS, PEOPLE = 60, 20, 80, 400
STRANGE_NAMES: Final = (
    "فيلم الليلة الأولى",
    "기생충의 밤",
    '<b onclick="x">Bold</b> & "Sons"',
    "A\N{RIGHT-TO-LEFT OVERRIDE}Wrong\N{POP DIRECTIONAL FORMATTING} Turn",
    "Ordinary",
)
REST_SECONDS: Final = 2.0
FIRST, FLOODS = "first-view", "floods"
PARTS: Final = (FIRST, FLOODS)
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


class Network(NamedTuple):
    """How a phone is connected: the time to the gateway and back, and kilobits a second."""

    name: str
    round_trip_ms: float
    down_kbit: float
    up_kbit: float


NETWORKS: Final = (
    Network("good Wi-Fi or 4G", 60.0, 9000.0, 9000.0),
    # Lighthouse's `mobileSlow4G` (core/config/constants.js): "roughly the bottom 25% of 4G connections".
    Network("slow 4G", 150.0, 1638.4, 750.0),
)
SLOWER: Final = (4, 6)
"""How much slower than this machine a phone computes; 4 is Lighthouse's."""

_FRAMES = """
  window.frames33 = { late: 0, worst: 0 };
  let last = 0;
  const look = (now) => {
    const gap = last === 0 ? 0 : now - last;
    last = now;
    if (gap > %s) frames33.late += 1;
    frames33.worst = Math.max(frames33.worst, gap);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""
_FRAMES_ANEW = "Object.assign(frames33, { late: 0, worst: 0 })"
_TAP = """
  addEventListener("DOMContentLoaded", () => {
    const after = (name) => requestAnimationFrame(() => setTimeout(() => (window[name] = performance.now())));
    const details = document.querySelector("#details");
    const stream = new MutationObserver(() => {
      const name = document.querySelector("#stream .item .name");
      if (name === null) return;
      stream.disconnect();
      after("drawnAfter");
      // Not before the picture is seen, as a finger would.
      requestAnimationFrame(() => setTimeout(() => name.click()));
    });
    stream.observe(document.querySelector("#stream"), { childList: true, subtree: true });
    new MutationObserver(() => details.open && after("answeredAfter")).observe(details, { attributes: true });
  });
"""
_WEIGHT = """
  (() => {
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const before = all.filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= drawnAfter);
    const bytes = (entries) => entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
    return { files: before.length, bytes: bytes(before), allFiles: all.length, allBytes: bytes(all) };
  })()
"""


@dataclass(frozen=True)
class Smooth:
    """What a flood did to a page; times in milliseconds."""

    trace: Trace
    late: int
    worst: float
    turns: int

    def __str__(self) -> str:
        """Say it in two lines."""
        spent = ", ".join(f"{kind} {ms / self.turns:.1f}" for kind, ms in self.trace.spent.most_common())
        return (
            f"tasks above {AIM_TASK_MS:g} ms: {_long(self.trace, 'wall')} by the clock, "
            f"{_long(self.trace, 'processor')} by processor time; pictures later than 33 ms: {self.late}, "
            f"the latest {self.worst:.0f} ms\n"
            f"{'':21}a turn took {self.trace.processor / self.turns:.1f} ms of a processor: {spent}"
        )


@dataclass(frozen=True)
class FirstView:
    """How soon a page could be used, in milliseconds since the navigation, and what had come until then."""

    drawn: float
    answered: float
    files: int
    bytes: int
    all_files: int
    all_bytes: int


def _long(trace: Trace, measure: str) -> str:
    times = [getattr(each, measure) for each in trace.tasks]
    return f"{sum(each > AIM_TASK_MS for each in times)} (longest {max(times, default=0):.0f} ms)"


def big_programme() -> Programme:
    """Return a programme of many categories with many nominees, among them such with names that are hard to draw."""

    def nominees(number: int) -> tuple[str, ...]:
        return tuple(
            f"f{(number * 7 + each * 3) % FILMS}/p{(number * NOMINEES + each) % PEOPLE}" for each in range(NOMINEES)
        )

    plain = programme(*(category(f"c{each}", *nominees(each)) for each in range(CATEGORIES)))
    titles = [f"{name} {number}" for number, name in enumerate(islice(cycle(STRANGE_NAMES), FILMS))]
    names = [f"{name} {number}" for number, name in enumerate(islice(cycle(STRANGE_NAMES), PEOPLE))]
    return structs.replace(
        plain,
        works=tuple(structs.replace(each, title=title) for each, title in zip(plain.works, titles, strict=False)),
        people=tuple(structs.replace(each, name=name) for each, name in zip(plain.people, names, strict=False)),
    )


def big_night(turns: int) -> tuple[list[TurnData], list[TurnData]]:
    """Return the turns until the ceremony opens, and so many more: every winner, then corrections without end."""
    teller, plan = Teller(), big_programme()
    teller.publish(plan)
    teller.open()
    begun = len(teller.turns)
    for later, each in _entries(plan.categories):
        if len(teller.turns) >= begun + turns:
            break
        winner = each.nominations[(plan.categories.index(each) * 3 + later) % NOMINEES].id
        if later == 0:
            teller.up_next(each.id)
            teller.win(each.id, winner)
        else:
            teller.correct(each.id, winner)
    return teller.turns[:begun], teller.turns[begun:][:turns]


def _entries(categories: Sequence[Category]) -> Iterator[tuple[int, Category]]:
    for later in count():
        for each in categories:
            yield later, each


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Run a Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def page_of(
    browser: Browser, size: str, *scripts: str, shared: BrowserContext | None = None
) -> AsyncIterator[Page]:
    """Open a page that shows nothing yet."""
    width, height = SIZES[size]
    context = shared or await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    for script in scripts:
        await page.add_init_script(script)
    try:
        yield page
    finally:
        await (page if shared else context).close()


async def quiet(browser: Browser) -> tuple[int, float]:
    """Return how many pictures come late of a page that does nothing, and the latest, in milliseconds."""
    async with page_of(browser, "desktop", _FRAMES % LATE_MS) as page:
        await page.goto("data:text/html,<title>Nothing</title>")
        await page.evaluate(_FRAMES_ANEW)
        await asyncio.sleep(REST_SECONDS)
        late = await page.evaluate("frames33")
    return late["late"], late["worst"]


async def flood(browser: Browser, size: str, night: tuple[list[TurnData], list[TurnData]], rate: float) -> Smooth:
    """Tell a page a night so fast, in turns a second."""
    before, after = night
    async with served(before) as gateway, page_of(browser, size, _FRAMES % LATE_MS) as page:
        await page.goto(gateway.page_url)
        await drawn(page, len(before))
        await asyncio.sleep(1)
        async with traced(browser, page) as trace:
            await page.evaluate(_FRAMES_ANEW)
            await _tell(gateway, after, rate)
            await drawn(page, len(before) + len(after))
            late = await page.evaluate("frames33")
    return Smooth(trace, late["late"], late["worst"], len(after))


async def _tell(gateway: Served, turns: Sequence[TurnData], rate: float) -> None:
    began = time.monotonic()
    for number, turn in enumerate(turns, 1):
        gateway.say(turn)
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))


async def join(browser: Browser, size: str, turns: Sequence[TurnData]) -> Smooth:
    """Open the page when all has happened already."""
    async with served(turns) as gateway, page_of(browser, size, _FRAMES % LATE_MS) as page:
        async with traced(browser, page) as trace:
            await page.goto(gateway.page_url)
            await drawn(page, len(turns))
            await asyncio.sleep(0.5)
        late = await page.evaluate("frames33")
    return Smooth(trace, late["late"], late["worst"], 1)


async def first_views(browser: Browser, url: str, network: Network, slower: float) -> tuple[FirstView, FirstView]:
    """Open the page as a phone does, once with nothing in the cache and once more."""
    width, height = SIZES["phone"]
    context = await browser.new_context(viewport={"width": width, "height": height})
    views = []
    for _ in range(2):
        async with page_of(browser, "phone", _TAP, shared=context) as page:
            await _throttle(await context.new_cdp_session(page), network, slower)
            await page.goto(url, wait_until="commit")
            await page.wait_for_function("() => window.drawnAfter && window.answeredAfter", timeout=60_000)
            await asyncio.sleep(1)
            weight = await page.evaluate(_WEIGHT)
            views.append(
                FirstView(
                    drawn=await page.evaluate("drawnAfter"),
                    answered=await page.evaluate("answeredAfter"),
                    files=weight["files"],
                    bytes=weight["bytes"],
                    all_files=weight["allFiles"],
                    all_bytes=weight["allBytes"],
                )
            )
    await context.close()
    cold, warm = views
    return cold, warm


async def _throttle(session: CDPSession, network: Network, slower: float) -> None:
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await session.send("Network.enable")
    await session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.round_trip_ms,
            "downloadThroughput": network.down_kbit * 1000 / 8,
            "uploadThroughput": network.up_kbit * 1000 / 8,
        },
    )


async def measure_floods(browser: Browser, turns: int, rounds: int) -> None:
    """Print how smooth the page stays."""
    print(f"making a night of {turns} turns ...", flush=True)
    night = big_night(turns)
    for _ in range(rounds):
        late, worst = await quiet(browser)
        print(
            f"{_load()}\n{'a page at rest':21}pictures later than 33 ms in {REST_SECONDS:g} s: {late}, "
            f"the latest {worst:.0f} ms"
        )
        for size in SIZES:
            for rate in (float(turns), 10.0):
                print(f"{f'{size}, {rate:g}/s':21}{await flood(browser, size, night, rate)}", flush=True)
            print(f"{f'{size}, joining':21}{await join(browser, size, [*night[0], *night[1]])}", flush=True)


async def measure_first_views(browser: Browser, rounds: int) -> None:
    """Print how soon the page can be used."""
    night = turns_of(GOLDEN_GLOBES_2017)
    async with served(night[: len(night) // 2]) as gateway:
        # Whatever gateway and browser make once is made.
        await first_views(browser, gateway.page_url, Network("none", 0.0, 1e6, 1e6), 1.0)
        for network in NETWORKS:
            for slower in SLOWER:
                pairs = [await first_views(browser, gateway.page_url, network, slower) for _ in range(rounds)]
                colds, warms = zip(*pairs, strict=True)
                for name, views in (("cold", colds), ("warm", warms)):
                    _print_views(f"{network.name}, {slower}x slower, {name}", views)
        print(_load())


def _print_views(name: str, views: Sequence[FirstView]) -> None:
    usable = statistics.median(max(each.drawn, each.answered) for each in views)
    best = min(max(each.drawn, each.answered) for each in views)
    median = statistics.median(each.drawn for each in views)
    last = views[-1]
    print(
        f"{name:36}drawn after {median:.0f} ms, tap answered after {usable:.0f} (best {best:.0f}) ms; until then "
        f"{last.files} files, {last.bytes / 1000:.0f} KB with headers; {last.all_files}, "
        f"{last.all_bytes / 1000:.0f} KB in the end",
        flush=True,
    )


def _load() -> str:
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


async def measure(parts: Sequence[str], turns: int, rounds: int) -> None:
    """Measure, and print the figures."""
    async with browsing() as browser:
        if FIRST in parts:
            await measure_first_views(browser, rounds)
        if FLOODS in parts:
            await measure_floods(browser, turns, rounds)
    print(
        f"aims: no task above {AIM_TASK_MS:g} ms; usable after {AIM_USABLE_MS:g} ms on the good network; "
        f"below {AIM_BYTES // 1000} KB until drawn"
    )


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (everything)")
    parser.add_argument("--turns", type=int, default=300, help="turns of a flood (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (%(default)s)")
    options = parser.parse_args()
    if chromium() is None:
        print("NOT MEASURED, the viewers' page: there is no Chromium; install the package chromium")
        return 0
    asyncio.run(measure(options.parts, options.turns, options.rounds))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
