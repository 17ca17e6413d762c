"""The programs of docs/javascript.md, run as they are printed: one in a browser, those for Node in Node."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from sweepcast.turns import TurnData
from tests.consumers.page.conftest import Open
from tests.consumers.page.night_gateway import Asked, NightGateway, night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of
from tests.consumers.page.test_modules import node

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[3]
SDK = ROOT / "consumers" / "page"
CEREMONY = "golden-globes-2017"
HTTP = "http://127.0.0.1:8080/"
FEED = "ws://127.0.0.1:8765/v1/feed"
IN_TIME = 60.0
"""Seconds after which a test gives up waiting."""


def printed(language: str) -> list[str]:
    """Return the guide's programs in a language."""
    text = (ROOT / "docs" / "javascript.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def at(gateway: NightGateway, program: str) -> str:
    """Return a program that asks this gateway instead of the one that is printed."""
    assert HTTP in program
    return program.replace(HTTP, gateway.page_url).replace(FEED, gateway.feed_url)


@asynccontextmanager
async def in_node(program: str, folder: Path) -> AsyncIterator[asyncio.StreamReader]:
    """Run a program in a folder in which the SDK is installed as npm installs a folder; give what it prints."""
    packages = folder / "node_modules"
    packages.mkdir(exist_ok=True)
    if not (packages / "sweepcast").exists():
        (packages / "sweepcast").symlink_to(SDK)
    (folder / "bot.mjs").write_text(program, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(
        node(), "bot.mjs", cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        await process.communicate()


async def lines(output: asyncio.StreamReader, last: str) -> list[str]:
    """Return what is printed up to the line that is expected last."""
    told: list[str] = []
    async with asyncio.timeout(IN_TIME):
        while not told or told[-1] != last:
            line = await output.readline()
            assert line, told
            told.append(line.decode().rstrip("\n"))
    return told


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_the_page_tells_milestones_and_what_is_taken_back(opened: Open, tmp_path: Path) -> None:
    """A page that lies elsewhere imports the module from the gateway, and lists each headline once."""
    turns = corrected_turns()
    (page,) = printed("html")
    headlines = [
        f"Taken back: {update.ended.headline}"
        for turn in turns
        for update in turn.updates
        if update.ended is not None and update.ended.how == "retracted"
    ]
    assert headlines
    async with night_gateway(turns[:1]) as gateway:
        file = tmp_path / "milestones.html"
        file.write_text(at(gateway, page), encoding="utf-8")
        viewer = await opened(file.as_uri())
        await gateway.connections(1)
        await gateway.say(*turns[1:])
        shown = viewer.locator("#milestones li")
        await expect(shown.filter(has_text=headlines[-1]).last).to_be_visible()
        told = await shown.all_inner_texts()
        assert [each for each in told if each.startswith("Taken back: ")] == headlines
        assert any(not each.startswith("Taken back: ") for each in told)


async def test_the_bot_keeps_a_board(night: tuple[TurnData, ...], tmp_path: Path) -> None:
    """Its numbers grow to the end of the night."""
    bot = printed("js")[0]
    async with night_gateway(night[:3]) as gateway, in_node(at(gateway, bot), tmp_path) as output:
        await gateway.connections(1)
        await gateway.say(*night[3:])
        told = await lines(output, "25 of 25 decided, 7 wins for La La Land")
        assert told[0] == "0 of 25 decided, 0 wins for La La Land"
        assert gateway.asked == [Asked(CEREMONY, None)]


async def test_the_other_bot_goes_on_where_it_was(night: tuple[TurnData, ...], tmp_path: Path) -> None:
    """Killed and started again, it gets every turn; at most the last of them twice."""
    bot = printed("js")[1]
    async with night_gateway(night[:3]) as gateway:
        async with in_node(at(gateway, bot), tmp_path) as output:
            await gateway.connections(1)
            await gateway.say(*night[3:6])
            first = await lines(output, f"{CEREMONY}: sweepcast.turn 6")
        await gateway.say(*night[6:8])
        async with in_node(at(gateway, bot), tmp_path) as output:
            second = await lines(output, f"{CEREMONY}: sweepcast.turn 8")
    assert first[0] == f"{CEREMONY}: sweepcast.feed.snapshot 3"
    assert second[-2:] == [f"{CEREMONY}: sweepcast.turn {each}" for each in (7, 8)]
    assert second[:-2] in ([], [f"{CEREMONY}: sweepcast.turn 6"])


async def test_the_guide_has_the_programs_that_are_tested() -> None:
    """A program that is added to the page is to be run here as well."""
    assert [len(printed(each)) for each in ("html", "js", "javascript", "ts")] == [1, 2, 0, 0]
