"""The viewer as a process: in a pipe and on a real terminal, and how it ends."""

import asyncio
import codecs
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sweepcast.commands.watch import WITHOUT_RICH, Asked, tell
from sweepcast.feed_errors import FeedEnded, Link
from sweepcast.watch.app import BETWEEN_FRAMES, Viewer
from sweepcast.watch.lines import Teller
from sweepcast.watch.terminal import signs_for
from sweepcast.watch.views.paint import ASCII, UNICODE, Lines
from sweepcast.watch.watching import Watching
from tests.fake_gateway import Close, Refuse, Script, Step, fake_gateway, goodbye, hello
from tests.sweepcast.watch.night import folded, snapshot_of, turns, until

ROOT = Path(__file__).parents[3]
IN_TIME = 60.0
"""Seconds after which a test gives up waiting."""
ENVIRONMENT = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
CANONICAL = termios.ICANON | termios.ECHO


async def started(
    *arguments: str, stdin: int | None = None, stdout: int = asyncio.subprocess.PIPE, **environment: str
) -> asyncio.subprocess.Process:
    """Return the viewer as a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sweepcast",
        "watch",
        *arguments,
        cwd=ROOT,
        env={**ENVIRONMENT, **environment},
        stdin=asyncio.subprocess.DEVNULL if stdin is None else stdin,
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Return the exit code, and what the process had to complain about."""
    async with asyncio.timeout(IN_TIME):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, errors.decode()


async def lines_until(process: asyncio.subprocess.Process, words: str) -> list[str]:
    """Return what the process wrote up to a line with the words."""
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(IN_TIME):
        while not lines or words not in lines[-1]:
            line = await process.stdout.readline()
            assert line, lines
            lines.append(line.decode().rstrip("\n"))
    return lines


async def readable(descriptor: int) -> None:
    """Return when there is something to read."""
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, ready.set)
    try:
        async with asyncio.timeout(IN_TIME):
            await ready.wait()
    finally:
        loop.remove_reader(descriptor)


def whole_feed() -> list[Step]:
    """Return the whole night as one connection's script."""
    return [hello(ceremonies=()), *turns()]


async def test_in_a_pipe_it_writes_a_line_an_event() -> None:
    """The whole night, without a single escape sequence; SIGTERM ends it with 0."""
    async with fake_gateway(whole_feed()) as gateway:
        process = await started("--url", gateway.url)
        lines = await lines_until(process, "The night is over")
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == (0, "")
    assert lines[:2] == [f"connection: connecting to {gateway.url}", "connection: live"]
    assert sum(" winner: " in line for line in lines) == 26
    assert sum(" MILESTONE: " in line for line in lines) == 7
    assert all(line.isprintable() for line in lines)


async def test_a_log_without_the_letters_gets_question_marks() -> None:
    """No name ends the viewer."""
    async with fake_gateway(whole_feed()) as gateway:
        process = await started("--url", gateway.url, PYTHONIOENCODING="ascii")
        lines = await lines_until(process, "The night is over")
        process.terminate()
        assert await ended(process) == (0, "")
    assert any("?City of Stars?" in line for line in lines)


async def test_ctrl_c_in_a_pipe_ends_it() -> None:
    """With 0, and without a traceback."""
    async with fake_gateway(whole_feed()) as gateway:
        process = await started("--url", gateway.url, "--plain")
        await lines_until(process, "connection: live")
        process.send_signal(signal.SIGINT)
        assert await ended(process) == (0, "")


async def test_a_reader_that_leaves_ends_it() -> None:
    """`watch | head -1` comes back at once, though nothing is announced any more."""
    reading, writing = os.pipe()
    async with fake_gateway([hello(ceremonies=())]) as gateway:
        process = await started("--url", gateway.url, stdout=writing)
        os.close(writing)
        seen = b""
        while b"live" not in seen:
            await readable(reading)
            seen += os.read(reading, 4096)
        os.close(reading)
        assert await ended(process) == (0, "")


async def test_a_refused_option_ends_it_with_what_to_do() -> None:
    """Code 2."""
    async with fake_gateway(Refuse(404, "no ceremony 'oscars-1900'")) as gateway:
        code, errors = await ended(await started("--url", gateway.url, "--ceremony", "oscars-1900"))
    assert code == 2
    assert "no ceremony 'oscars-1900'" in errors
    assert "check the address and the ceremony's id" in errors
    assert "Traceback" not in errors


async def test_a_feed_that_ends_for_good_ends_the_lines() -> None:
    """Code 1, with the gateway's words."""
    async with fake_gateway([hello(ceremonies=()), goodbye(4501, "this feed has moved")]) as gateway:
        code, errors = await ended(await started("--url", gateway.url))
    assert (code, errors) == (
        1,
        "sweepcast watch: the gateway ended the feed for good (code 4501): this feed has moved\n",
    )


async def test_a_setting_that_cannot_be_used_is_named() -> None:
    """Code 2, before anything is connected."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sweepcast",
        "watch",
        cwd=ROOT,
        env={**ENVIRONMENT, "SWEEPCAST_FEED_PORT": "many"},
        stderr=asyncio.subprocess.PIPE,
    )
    code, errors = await ended(process)
    assert code == 2
    assert "SWEEPCAST_FEED_PORT='many' cannot be used" in errors


class Terminal:
    """A terminal of so many cells with the viewer on it."""

    def __init__(self, primary: int, secondary: int) -> None:
        """Read and type at `primary`; the process has `secondary`."""
        self.primary = primary
        self.secondary = secondary
        self.written = ""
        self.process: asyncio.subprocess.Process
        self._more = asyncio.Event()
        # A letter of several bytes may come in two pieces.
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def read(self) -> None:
        """Take what was written: a terminal never lets a program wait."""
        self.written += self._decoder.decode(os.read(self.primary, 65536))
        self._more.set()

    async def until(self, words: str) -> str:
        """Return all that was written, once the words are in what is new; escape sequences left out."""
        return await self.until_matched(words, r"\x1b\[[0-9;?]*[A-Za-z]")

    async def until_matched(self, words: str, left_out: str) -> str:
        """Return all that was written, once the words are in what is new without what is to be left out."""
        place = len(self.written)
        async with asyncio.timeout(IN_TIME):
            while words not in re.sub(left_out, "", self.written[place:]):
                self._more.clear()
                await self._more.wait()
        return self.written

    def type(self, keys: bytes) -> None:
        """Type keys."""
        os.write(self.primary, keys)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, and tell the process as a terminal does."""
        fcntl.ioctl(self.secondary, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    @property
    def local_modes(self) -> int:
        """How the terminal treats what is typed."""
        modes = termios.tcgetattr(self.secondary)[3]
        assert isinstance(modes, int)
        return modes


@asynccontextmanager
async def on_a_terminal(*arguments: str) -> AsyncIterator[Terminal]:
    """Run the viewer on a terminal of 80 by 24."""
    primary, secondary = pty.openpty()
    try:
        fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        terminal = Terminal(primary, secondary)
        asyncio.get_running_loop().add_reader(primary, terminal.read)
        terminal.process = await started(*arguments, stdin=secondary, stdout=secondary)
        try:
            yield terminal
        finally:
            if terminal.process.returncode is None:
                terminal.process.kill()
                await terminal.process.wait()
    finally:
        asyncio.get_running_loop().remove_reader(primary)
        os.close(primary)
        os.close(secondary)


ENDINGS: dict[str, Callable[[Terminal], None]] = {
    "q": lambda terminal: terminal.type(b"q"),
    "SIGINT": lambda terminal: terminal.process.send_signal(signal.SIGINT),
    "SIGTERM": lambda terminal: terminal.process.send_signal(signal.SIGTERM),
    "SIGHUP": lambda terminal: terminal.process.send_signal(signal.SIGHUP),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
async def test_on_a_terminal_it_fills_the_screen_and_gives_it_back(end: Callable[[Terminal], None]) -> None:
    """The other screen is left, the cursor is back, and keys are lines again, however it ends."""
    async with fake_gateway(whole_feed()) as gateway, on_a_terminal("--url", gateway.url) as terminal:
        before = terminal.local_modes
        await terminal.until("The night is over")
        assert not terminal.local_modes & CANONICAL
        given_back = asyncio.ensure_future(terminal.until_matched("\x1b[?1049l", r"$^"))
        await asyncio.sleep(0)
        end(terminal)
        assert await ended(terminal.process) == (0, "")
        await given_back
        assert terminal.local_modes == before
    assert terminal.written.startswith("\x1b[?1049h")
    assert terminal.written.endswith("\x1b[?25h\x1b[?1049l")


async def test_keys_and_resizing_change_what_is_shown() -> None:
    """The views come at once, in the size of the window."""
    async with fake_gateway(whole_feed()) as gateway, on_a_terminal("--url", gateway.url) as terminal:
        await terminal.until("The night is over")
        terminal.type(b"2")
        await terminal.until("Categories ─")
        terminal.type(b"\x1b[6~")
        await terminal.until("Mozart in the Jungle · Amazon Studios")
        terminal.resize(150, 40)
        terminal.type(b"3")
        await terminal.until("Series ─")
        terminal.type(b"q")
        assert (await ended(terminal.process))[0] == 0


async def test_a_refused_feed_gives_the_terminal_back_and_says_why() -> None:
    """The reason is read on the screen that one had before."""
    async with fake_gateway(Refuse(403, "not today")) as gateway, on_a_terminal("--url", gateway.url) as terminal:
        before = terminal.local_modes
        code, errors = await ended(terminal.process)
        assert terminal.local_modes == before
    assert code == 2
    assert "HTTP 403: not today" in errors


async def test_lines_on_a_terminal_where_they_are_asked_for() -> None:
    """A screen reader is not given a moving cursor."""
    async with fake_gateway(whole_feed()) as gateway, on_a_terminal("--url", gateway.url, "--plain") as terminal:
        written = await terminal.until("22:42 winner: Best Motion Picture - Musical or Comedy: La La Land (Lionsgate)")
        assert "\x1b" not in written
        terminal.process.terminate()
        assert await ended(terminal.process) == (0, "")


async def test_without_rich_it_writes_lines_and_says_how_to_get_the_screen() -> None:
    """A bare installation has a viewer too; one line says what it lacks."""
    program = (
        "import sys\n"
        "sys.modules['rich'] = None  # as if it were not installed\n"
        "from sweepcast.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    primary, secondary = pty.openpty()
    try:
        async with fake_gateway(whole_feed()) as gateway:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                program,
                "watch",
                "--url",
                gateway.url,
                cwd=ROOT,
                env=ENVIRONMENT,
                stdout=secondary,
                stderr=asyncio.subprocess.PIPE,
            )
            written = b""
            while b"connection: live" not in written:
                await readable(primary)
                written += os.read(primary, 4096)
            process.terminate()
            assert await ended(process) == (0, f"{WITHOUT_RICH}\n")
    finally:
        os.close(primary)
        os.close(secondary)
    assert b"\x1b" not in written


class Canvas:
    """A screen that keeps what was drawn."""

    size = (80, 24)

    def __init__(self) -> None:
        """Start empty."""
        self.drawn: asyncio.Queue[str] = asyncio.Queue()

    def draw(self, lines: Lines) -> None:
        """Keep the lines."""
        self.drawn.put_nowait("\n".join(line.plain for line in lines))


async def test_a_burst_of_turns_is_drawn_at_its_end_not_turn_by_turn() -> None:
    """However fast a night is replayed, the viewer draws no more often than anybody can see, and ends up to date."""
    async with fake_gateway(whole_feed()) as gateway:
        viewer, canvas = Viewer(Watching(url=gateway.url), UNICODE), Canvas()
        async with asyncio.timeout(IN_TIME):
            tasks = [asyncio.ensure_future(viewer.follow()), asyncio.ensure_future(viewer.show(canvas))]
            pictures = 0
            while "The night is over" not in await canvas.drawn.get():
                pictures += 1
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    assert pictures < len(turns())
    assert BETWEEN_FRAMES <= 0.05


async def test_who_reads_further_down_keeps_the_place() -> None:
    """The line at the top of the window stays there while news arrive above it."""
    news: asyncio.Queue[Step] = asyncio.Queue()
    made = folded(until("director"))

    async def script() -> AsyncIterator[Step]:
        yield hello()
        yield snapshot_of(made[:-1])
        yield await news.get()

    async with fake_gateway(script()) as gateway:
        viewer, canvas = Viewer(Watching(url=gateway.url), UNICODE), Canvas()
        tasks = [asyncio.ensure_future(viewer.follow()), asyncio.ensure_future(viewer.show(canvas))]
        async with asyncio.timeout(IN_TIME):
            while "18 of 25" not in await canvas.drawn.get():
                pass
            for _ in range(5):
                viewer.on_key("j")
            read = (await canvas.drawn.get()).splitlines()[3][:46]
            news.put_nowait(turns(made)[-1])
            while "19 of 25" not in (picture := await canvas.drawn.get()):
                pass
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert picture.splitlines()[3][:46] == read
    assert "Damien Chazelle" not in picture


async def test_a_feed_that_ended_leaves_its_picture() -> None:
    """The screen stays until somebody leaves it."""
    scripts: list[Script] = [[hello(), snapshot_of(folded(until("director"))), Close(4500, "enough")]]
    async with fake_gateway(*scripts) as gateway:
        viewer = Viewer(Watching(url=gateway.url), UNICODE)
        async with asyncio.timeout(IN_TIME):
            await viewer.follow()
    assert viewer.watching.ended == "the gateway ended the feed for good (code 4500): enough"
    assert viewer.watching.night is not None
    assert not viewer.stop.is_set()


def test_tries_that_fail_alike_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A log of a night without a gateway stays short, and a new reason is told."""
    teller = Teller(Watching(url="ws://feed"), sys.stdout)
    for pause in (0.5, 1.0, 2.0):
        teller.on_link(Link(status="waiting", reason="no answer", pause=pause))
        teller.on_link(Link(status="connecting"))
    teller.on_link(Link(status="waiting", reason="HTTP 503", pause=4.0))
    teller.on_link(Link(status="connecting"))
    teller.on_link(Link(status="live", resumed=True))
    teller.on_link(Link(status="live", resumed=True, stale=True))
    teller.on_link(Link(status="waiting", reason="no answer", pause=0.5))
    assert capsys.readouterr().out.splitlines() == [
        "connection: connecting to ws://feed",
        "connection: lost: no answer; trying again in 0.5 s",
        "connection: lost: HTTP 503; trying again in 4.0 s",
        "connection: live, going on where it was lost",
        "connection: live, but the gateway cannot read the news at the moment",
        "connection: lost: no answer; trying again in 0.5 s",
    ]


SIGNS = {"utf-8": UNICODE, "ascii": ASCII, "iso-8859-1": ASCII, "no-such-encoding": ASCII}


@pytest.mark.parametrize(("encoding", "signs"), SIGNS.items(), ids=SIGNS)
def test_signs_are_those_that_the_terminal_has(encoding: str, signs: object) -> None:
    """A terminal without Unicode gets plain ones."""
    assert signs_for(encoding) is signs


async def test_lines_end_with_the_feed() -> None:
    """In the process that calls it, the end is an exception."""
    async with fake_gateway([hello(), Close(4999, "")]) as gateway:
        with pytest.raises(FeedEnded):
            await tell(Asked(url=gateway.url), sys.stdout)
