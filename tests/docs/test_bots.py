"""The bots of docs/bots.md, run as they are printed."""

import asyncio
import os
import re
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.fake_gateway import Script, fake_gateway, hello, snapshot
from tests.sweepcast.watch.night import turns

ROOT = Path(__file__).parents[2]
PRINTED_URL = "ws://127.0.0.1:8765/v1/feed"
IN_TIME = 60.0
"""Seconds after which a test gives up waiting."""


def printed_bots() -> dict[str, str]:
    """Return the programs of the page, each by what only it has."""
    page = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
    programs = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    marks = ("ended.headline", "follow_sync", "change_filter", "keep(", "CursorFile")
    found = {mark: [program for program in programs if mark in program] for mark in marks}
    assert sorted(program for each in found.values() for program in each) == sorted(programs)
    return {mark: program for mark, [program] in found.items()}


async def run(bot: str, last: str, folder: Path = ROOT, *scripts: Script) -> tuple[list[str], list[str]]:
    """Return what a bot prints, up to the line that is expected last, and what it asked for; by default all night."""
    async with fake_gateway(*(scripts or ([hello(ceremonies=()), *turns()],))) as gateway:
        assert PRINTED_URL in bot
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            bot.replace(PRINTED_URL, gateway.url),
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        lines: list[str] = []
        try:
            async with asyncio.timeout(IN_TIME):
                while not lines or lines[-1] != last:
                    line = await process.stdout.readline()
                    assert line, lines
                    lines.append(line.decode().rstrip("\n"))
        finally:
            process.kill()
            await process.communicate()
    return lines, gateway.asked


async def told_by(bot: str, last: str) -> list[str]:
    """Return what a bot prints over the whole night, up to the line that is expected last."""
    lines, _ = await run(bot, last)
    return lines


async def test_the_first_bot_tells_the_record_and_the_sweep() -> None:
    """Ten lines are enough for the night's news."""
    sweep = "major: Clean sweep: La La Land wins all 7 of its nominations"
    lines, asked = await run(printed_bots()["ended.headline"], sweep)
    assert (
        "major: La La Land breaks the Golden Globe Awards film record with 7 wins, past the 6 of "
        "Lawrence of Arabia (1963) and 2 others"
    ) in lines
    assert asked == ["/v1/feed?kind=milestone"]


async def test_the_script_tells_the_same_without_an_event_loop() -> None:
    """As the first bot, without what is taken back."""
    lines, _ = await run(printed_bots()["follow_sync"], "Clean sweep: La La Land wins all 7 of its nominations")
    assert len(lines) > 20


async def test_the_bot_that_changes_its_mind_asks_for_one_film() -> None:
    """It tells what it has got, and the first film that may sweep."""
    scripts: Script = [hello(), snapshot(0), *turns()]
    lines, _ = await run(printed_bots()["change_filter"], "Now for La La Land alone", ROOT, scripts)
    assert lines[0] == "0 values of golden-globes-2017"


async def test_the_bot_with_a_board_keeps_it() -> None:
    """Its numbers grow to the end of the night."""
    lines, _ = await run(printed_bots()["keep("], "25 of 25 decided, 7 wins for La La Land")
    assert lines[0] == "0 of 25 decided, 0 wins for La La Land"


async def test_the_bot_with_a_place_goes_on_there(tmp_path: Path) -> None:
    """What a later run asks for is what the first one dealt with last."""
    bot = printed_bots()["CursorFile"]
    await run(bot, "golden-globes-2017 4", tmp_path, [hello(ceremonies=()), *turns()[:4]])
    kept = (tmp_path / "bot.cursor").read_text().strip()
    assert kept in {f"golden-globes-2017-{sequence}" for sequence in (3, 4)}
    lines, asked = await run(bot, "golden-globes-2017 5", tmp_path, [hello(resumed=True), *turns()[:5][-1:]])
    assert lines == ["golden-globes-2017 5"]
    assert parse_qs(urlsplit(asked[0]).query) == {"cursor": [kept]}
