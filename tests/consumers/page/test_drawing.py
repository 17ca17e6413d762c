"""Lists that change: what stays where it is costs the browser nothing."""

import random
from itertools import pairwise

import pytest
from playwright.async_api import expect

from tests.consumers.page.conftest import Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.seeing import drawn
from tests.streams.nights import Teller, category, programme

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS_SHOWN = 150
"""views/stream.js"""

_CHANGED = """
async ([before, after, anew]) => {
  const { h, reconcile } = await import("/dom.js");
  const list = h("ol");
  const entries = (keys, shows) => keys.map((key) => ({ key, shows: shows(key), draw: () => h("li", {}, key) }));
  reconcile(list, entries(before, () => 0));
  const nodes = new Map([...list.children].map((each) => [each.dataset.key, each]));
  const seen = new MutationObserver(() => {});
  seen.observe(list, { childList: true });
  reconcile(list, entries(after, (key) => (anew.includes(key) ? 1 : 0)));
  const children = [...list.children];
  return {
    keys: children.map((each) => each.dataset.key),
    same: children.filter((each) => nodes.get(each.dataset.key) === each).map((each) => each.dataset.key),
    inserted: seen.takeRecords().reduce((sum, { addedNodes }) => sum + addedNodes.length, 0),
  };
}
"""

_SHARED = """
async ([keys, most, from]) => {
  const { h, reconcile } = await import("/dom.js");
  const list = h("ol");
  const said = (turn) => [...keys].map((key) => ({ key, shows: turn, draw: () => h("li", {}, `${key}${turn}`) }));
  const seen = [];
  for (const turn of [1, 1, 2, 2, 2]) {
    const isMore = reconcile(list, said(turn), { most, from });
    seen.push([[...list.children].map((each) => each.textContent).join(" "), isMore]);
  }
  return seen;
}
"""

_BECOMING = """
async () => {
  const { become } = await import("/becoming.js");
  const { h } = await import("/dom.js");
  const before = h("li", { class: "open", "data-key": "a" }, h("b", {}, "Ann"), " of ", h("i"), h("s", {}, "later"));
  const drawn = () => h("li", { title: "step", "data-key": "a" }, h("b", {}, "Ann"), " for ", h("u", {}, "it"));
  const sized = drawn();
  sized.style.width = "7rem";
  const name = before.firstChild;
  const refused = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => refused.push(violatedDirective));
  const seen = new MutationObserver(() => {});
  seen.observe(before, { attributes: true, characterData: true, childList: true, subtree: true });
  become(before, sized);
  const touched = seen.takeRecords().some(({ target }) => name.contains(target));
  const same = drawn();
  same.style.width = "7rem";
  become(before, same);
  await new Promise((done) => setTimeout(done));
  const again = seen.takeRecords().length;
  return { kept: before.firstChild === name, touched, again, refused, html: before.outerHTML };
}
"""


def longest_rising(numbers: list[int]) -> int:
    """Return how many of the numbers at most stand in rising order, by trying for each what may stand before it."""
    longest: list[int] = []
    for at, number in enumerate(numbers):
        longest.append(1 + max((longest[each] for each in range(at) if numbers[each] < number), default=0))
    return max(longest, default=0)


async def test_lists_become_what_they_should_and_little_is_moved(opened: Open) -> None:
    """The new order comes about with the fewest moves; who stays and shows the same stays the same element."""
    chance = random.Random(2017)  # noqa: S311  # no secret
    async with night_gateway() as gateway:
        page = await opened(gateway)
        names = [f"n{number}" for number in range(12)]
        lists = [chance.sample(names, chance.randint(0, len(names))) for _ in range(60)]
        for before, after in pairwise(lists):
            kept = [name for name in after if name in before]
            anew = chance.sample(kept, len(kept) // 4)
            changed = await page.evaluate(_CHANGED, [before, after, anew])
            moved = len(kept) - longest_rising([before.index(name) for name in kept])
            new = len(after) - len(kept)
            assert changed["keys"] == after
            assert changed["same"] == [name for name in kept if name not in anew]
            assert changed["inserted"] == new + len(anew) + moved


async def test_one_that_falls_behind_moves_alone(opened: Open) -> None:
    """Those whom it lets pass stay where they are."""
    async with night_gateway() as gateway:
        page = await opened(gateway)
        changed = await page.evaluate(_CHANGED, [["a", "b", "c", "d"], ["b", "c", "d", "a"], []])
        assert changed == {"keys": ["b", "c", "d", "a"], "same": ["b", "c", "d", "a"], "inserted": 1}


async def test_a_list_is_drawn_so_many_rows_at_a_time(opened: Open) -> None:
    """Rows that have their turn later are left out if they are new, and stay as they were if they have changed."""
    async with night_gateway() as gateway:
        page = await opened(gateway)
        assert await page.evaluate(_SHARED, ["abc", 2, 0]) == [
            ["a1 b1", True],
            ["a1 b1 c1", False],
            ["a2 b2 c1", True],
            ["a2 b2 c2", False],
            ["a2 b2 c2", False],
        ]
        assert await page.evaluate(_SHARED, ["abc", 2, 2]) == [
            ["a1 c1", True],
            ["a1 b1 c1", False],
            ["a2 b1 c2", True],
            ["a2 b2 c2", False],
            ["a2 b2 c2", False],
        ]


async def test_what_is_there_becomes_what_is_drawn(opened: Open) -> None:
    """It is like it in the end, what was like it before is not touched, and the page's policy is kept."""
    async with night_gateway() as gateway:
        page = await opened(gateway)
        became = await page.evaluate(_BECOMING)
        assert became.pop("html") == (
            '<li data-key="a" title="step" style="width: 7rem;"><b>Ann</b> for <u>it</u></li>'
        )
        assert became == {"kept": True, "touched": False, "again": 0, "refused": []}


async def test_a_long_night_is_joined_a_few_rows_at_a_time(opened: Open) -> None:
    """In the end as much is there as is shown at first, and all of it for whoever asks."""
    teller = Teller()
    names = [f"c{number}" for number in range(100)]
    teller.publish(programme(*(category(each, f"{each}a", f"{each}b") for each in names)))
    for each in names:
        teller.win(each, f"{each}a")
        teller.correct(each, f"{each}b")
    async with night_gateway(teller.turns) as gateway:
        page = await opened(gateway)
        await drawn(page, len(teller.turns))
        rows = page.locator("#stream > .item")
        shown = await rows.count()
        assert shown == ROWS_SHOWN
        await page.locator("#earlier").click()
        await drawn(page, len(teller.turns))
        assert await rows.count() >= len(names) * 2 > shown
        await expect(page.locator("#earlier")).to_be_hidden()
