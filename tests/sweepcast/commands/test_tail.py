"""`sweepcast tail` as a process: what it writes, and how it ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sweepcast import __version__
from sweepcast.__main__ import main
from sweepcast.frames import FRAMES
from tests.fake_gateway import CEREMONY, Cut, Refuse, Step, fake_gateway, goodbye, heartbeat, hello, snapshot, turn
from tests.sweepcast.watch.night import turns

ROOT = Path(__file__).parents[3]
IN_TIME = 60.0
"""Seconds after which a test gives up waiting."""
ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


async def started(
    *arguments: str, stdout: int = asyncio.subprocess.PIPE, **environment: str
) -> asyncio.subprocess.Process:
    """Return `sweepcast tail` as a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sweepcast",
        "tail",
        *arguments,
        cwd=ROOT,
        env={**ENVIRONMENT, **environment},
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
    )


async def lines(process: asyncio.subprocess.Process, count: int) -> list[str]:
    """Return the next lines of a process."""
    assert process.stdout is not None
    async with asyncio.timeout(IN_TIME):
        return [(await process.stdout.readline()).decode().rstrip("\n") for _ in range(count)]


async def ended(process: asyncio.subprocess.Process) -> tuple[int, list[str]]:
    """Return the exit code, and the lines about the connection."""
    async with asyncio.timeout(IN_TIME):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, errors.decode().splitlines()


async def test_json_is_one_frame_a_line() -> None:
    """Just what the gateway sent, at once, and nothing else on the standard output; Ctrl-C ends it with 0."""
    sent: list[Step] = [hello(), snapshot(1), heartbeat("c"), turn(2), turn(3)]
    async with fake_gateway(sent) as gateway:
        process = await started("--url", gateway.url, "--json")
        written = await lines(process, 3)
        process.send_signal(signal.SIGINT)
        code, notes = await ended(process)
    assert [FRAMES.decode(line.encode()) for line in written] == [snapshot(1), turn(2), turn(3)]
    assert (code, notes) == (0, [f"connection: connecting to {gateway.url}", "connection: live"])


async def test_words_are_one_event_a_line() -> None:
    """For people, what the viewer would say; how the connection is stands apart."""
    async with fake_gateway([hello(ceremonies=()), *turns()]) as gateway:
        process = await started("--url", gateway.url)
        written = await lines(process, 4)
        process.terminate()
        code, _ = await ended(process)
    assert code == 0
    assert "The programme is published: 26 categories" in written[0]
    assert not [line for line in written if "connection" in line]


async def test_every_option_is_asked_for() -> None:
    """Ids may be given several times; the token comes from the environment and is not in the address."""
    ids = {"ceremony": ["a", "b"], "kind": ["stage"], "work": ["w"], "person": ["p"], "category": ["c"]}
    typed = [word for option, each in ids.items() for one in each for word in (f"--{option}", one)]
    async with fake_gateway([hello(resumed=True), turn(7)]) as gateway:
        process = await started("--url", gateway.url, *typed, "--delay", "1.5", "--json", SWEEPCAST_TOKEN="s3cret")  # noqa: S106  # none
        await lines(process, 1)
        process.terminate()
        code, notes = await ended(process)
    assert code == 0
    assert parse_qs(urlsplit(gateway.asked[0]).query) == {**ids, "delay": ["1.5"]}
    assert "s3cret" not in "".join(notes)


async def test_a_later_run_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    """The place is kept in the file; what was written is not told again, and nothing is left out."""
    kept = tmp_path / "bot.cursor"
    async with fake_gateway([hello(), snapshot(1), turn(2)], [hello(resumed=True), turn(3)]) as gateway:
        for count in (2, 1):
            process = await started("--url", gateway.url, "--json", "--cursor-file", str(kept))
            await lines(process, count)
            # The place is kept when the next frame is asked for, right behind the line.
            async with asyncio.timeout(IN_TIME):
                while not kept.exists() or kept.read_text() != f"{CEREMONY}-{4 - count}\n":
                    await asyncio.sleep(0.01)
            process.terminate()
            assert (await ended(process))[0] == 0
    assert parse_qs(urlsplit(gateway.asked[1]).query) == {"cursor": [f"{CEREMONY}-2"]}


async def test_a_lost_connection_is_told_beside_the_lines() -> None:
    """And the lines go on."""
    async with fake_gateway([hello(), snapshot(1), Cut()], [hello(resumed=True), turn(2)]) as gateway:
        process = await started("--url", gateway.url, "--json")
        await lines(process, 2)
        process.terminate()
        _, notes = await ended(process)
    assert notes[2].startswith("connection: lost: the connection broke")
    assert notes[3] == "connection: live, going on where it was lost"


async def test_a_reader_that_leaves_ends_it() -> None:
    """`tail --json | head -1` comes back at once, without a traceback."""
    reading, writing = os.pipe()
    async with fake_gateway([hello(), snapshot(1)]) as gateway:
        process = await started("--url", gateway.url, "--json", stdout=writing)
        os.close(writing)
        await asyncio.to_thread(os.read, reading, 1)
        os.close(reading)
        code, notes = await ended(process)
    assert code == 0
    assert not [note for note in notes if "Error" in note]


ENDS = {
    "ended for good": ([hello(), goodbye(4501, "come back with a new token")], 1, "code 4501"),
    "refused": (Refuse(404, "unknown-ceremony: see the list"), 2, "unknown-ceremony: see the list"),
}


@pytest.mark.parametrize(("script", "code", "told"), ENDS.values(), ids=ENDS)
async def test_the_exit_code_tells_how_it_ended(script: list[Step] | Refuse, code: int, told: str) -> None:
    """1 for a feed that ended, 2 for one that cannot be followed; the reason is the last line."""
    async with fake_gateway(script) as gateway:
        ending = await ended(await started("--url", gateway.url, "--json"))
    assert ending[0] == code
    assert ending[1][-1].startswith("sweepcast tail: ")
    assert told in ending[1][-1]


async def test_a_place_that_cannot_be_kept_ends_it(tmp_path: Path) -> None:
    """Code 2, with the file."""
    async with fake_gateway([hello(), snapshot(1)]) as gateway:
        kept = str(tmp_path / "nowhere" / "bot.cursor")
        code, notes = await ended(await started("--url", gateway.url, "--cursor-file", kept))
    assert code == 2
    assert "No such file or directory" in notes[-1]
    assert "bot.cursor" in notes[-1]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """As everybody looks for it."""
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"sweepcast {__version__}\n"


@pytest.mark.parametrize("typed", [[], ["follow"], ["tail", "--delay", "soon"], ["tail", "--kind", "a b"]])
def test_a_slip_of_the_pen_is_code_2(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With how it is written."""
    with pytest.raises(SystemExit) as left:
        main(typed)
    assert left.value.code == 2
    assert "usage: sweepcast" in capsys.readouterr().err
