"""A viewer's delay, from the desk to everything that the page tells."""

import msgspec
import pytest
from playwright.async_api import Page, expect

from sweepcast.ceremony_file import CeremonyFile
from tests.consumers.page.seeing import drawn, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import begun, choose, of_body, send
from tests.stack.desk_and_page.whole import Whole
from tests.streams.nights import category, programme

pytestmark = pytest.mark.asyncio(loop_scope="package")

SECONDS = 3
LONG = 600

# A page that nobody looks at may notify; what it tells, and by which way, is written down with the time.
LISTENING = """
  Object.defineProperty(document, "hidden", { get: () => true });
  window.heard = [];
  const tell = (way, text) => heard.push({ way, text, at: Date.now() });
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      tell("notification", options.body);
    }
  };
  addEventListener("DOMContentLoaded", () => {
    const every = { childList: true, subtree: true, characterData: true, attributes: true };
    const texts = (selector) => [...document.querySelectorAll(selector)].map((part) => part.textContent).join();
    const watch = (way, root, parts = root) =>
      new MutationObserver(() => tell(way, texts(parts))).observe(document.querySelector(root), every);
    watch("title", "title");
    watch("live region", "#spoken");
    watch("stream", "#stream");
    watch("categories", "#board", "#board .nominee.won");
  });
"""


class Heard(msgspec.Struct):
    """Something that a page told: by which way, and when, in milliseconds since 1970."""

    way: str
    text: str
    at: float


PLACES = {"title": "title", "live region": "#spoken", "stream": "#stream", "categories": "#board .nominee.won"}

TOLD_BY_ALL = """(words) => {
  const ways = heard.filter(({ text }) => words.some((each) => text.includes(each))).map(({ way }) => way);
  return new Set(ways).size === 5;
}"""


async def _shown(page: Page) -> set[tuple[str, str]]:
    return {(way, ",".join(await page.locator(place).all_text_contents())) for way, place in PLACES.items()}


async def _told_by_all(page: Page, *words: str) -> list[Heard]:
    """Return by which ways the page told any of these words, once it has by all of them."""
    await page.wait_for_function(TOLD_BY_ALL, arg=words)
    return [each for each in await _heard(page) if any(word in each.text for word in words)]


async def _heard(page: Page) -> list[Heard]:
    return msgspec.convert(await page.evaluate("heard.splice(0)"), list[Heard])


async def _set_delay(page: Page, seconds: int) -> None:
    await page.locator("#delay-seconds").fill(str(seconds))
    await page.locator("#delay-seconds").press("Enter")
    await expect(page.locator("#delay-words")).not_to_have_text("no delay")


async def test_the_delay_holds_everything_back_and_then_tells_it(whole: Whole, come: Come, opened: Open) -> None:
    """What another viewer has read already is in no title, live region, list or notification of one with a delay.

    When the delay is over, each of them tells it, none earlier than that.
    """
    night = of_body("tower", programme(category("picture", "mill", "pond"), category("director", "mill/ada", "pond")))
    await whole.say(begun(CeremonyFile(programme=night), up_next="picture"))
    address = f"{whole.page}?ceremony={night.ceremony}"
    at_once = await opened(address)
    late = await opened(address, first=LISTENING, permissions=["notifications"])
    for page in (at_once, late):
        await drawn(page, 3)
    await late.locator("#to-settings").click()
    await late.locator("#notifications").check()
    await _set_delay(late, LONG)
    await late.locator("#settings-close").click()
    await expect(late.locator("#light-text")).to_contain_text("Live")
    before = await _shown(late)
    await _heard(late)
    desk = await come("Ann", night.ceremony)

    await choose(desk, "1")
    await send(desk)
    await drawn(at_once, 4)
    assert await told(at_once) == ["MILL"]
    assert await late.evaluate("sweepcast.sequence()") == 3
    assert await _shown(late) == before
    assert {(each.way, each.text) for each in await _heard(late)} <= before

    await late.locator("#to-settings").click()
    await _set_delay(late, SECONDS)
    await drawn(late, 4)
    await _told_by_all(late, "MILL", "1 of 2")
    await late.locator("#settings-close").click()

    await desk.keyboard.press("Enter")
    await expect(desk.locator("#category-status")).to_have_text("On air")
    await choose(desk, "2")
    nobody_knew = await desk.evaluate("Date.now()")
    await send(desk)
    await drawn(at_once, 6)
    first = min(each.at for each in await _told_by_all(late, "POND", "2 of 2"))
    assert first >= nobody_knew + 1000 * SECONDS
