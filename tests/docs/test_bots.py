"""The bots of docs/bots.md, run as they are printed."""

import asyncio
import os
import re
import sys
from pathlib import Path

from tests.fake_gateway import fake_gateway, hello
from tests.sweepcast.watch.night import turns

ROOT = Path(__file__).parents[2]
PRINTED_URL = "ws://127.0.0.1:8765/v1/feed"
IN_TIME = 20.0
"""Seconds after which a test gives up waiting."""


def printed_bots() -> list[str]:
    """Return the programs of the page."""
    return re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "bots.md").read_text(encoding="utf-8"), re.DOTALL)


async def told_by(bot: str, last: str) -> list[str]:
    """Return what a bot prints over the whole night, up to the line that is expected last."""
    async with fake_gateway([hello(ceremonies=()), *turns()]) as gateway:
        assert PRINTED_URL in bot
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            bot.replace(PRINTED_URL, gateway.url),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
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
    return lines


async def test_the_first_bot_tells_the_record_and_the_sweep() -> None:
    """Ten lines are enough for the night's news."""
    lines = await told_by(printed_bots()[0], "major: Clean sweep: La La Land wins all 7 of its nominations")
    assert (
        "major: La La Land breaks the Golden Globe Awards film record with 7 wins, past the 6 of "
        "Lawrence of Arabia (1963) and 2 others"
    ) in lines


async def test_the_second_bot_keeps_a_board() -> None:
    """Its numbers grow to the end of the night."""
    lines = await told_by(printed_bots()[1], "25 of 25 decided, 7 wins for La La Land")
    assert lines[0] == "0 of 25 decided, 0 wins for La La Land"


def test_the_page_has_the_bots_that_are_tested() -> None:
    """A program that is added to the page is to be run here as well."""
    assert len(printed_bots()) == 2
