"""The feed without an event loop: one frame after the other, and an end at any moment."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sweepcast.feed_errors import ConnectionLost, FeedEnded, Link
from sweepcast.synchronous import follow_sync
from tests.fake_gateway import CEREMONY, fake_gateway, goodbye, hello, snapshot, turn
from tests.sweepcast.scripted import Scripted

ROOT = Path(__file__).parents[2]
IN_TIME = 60.0
"""Seconds after which a test gives up waiting."""


def quiet(_link: Link) -> None:
    """Hear nothing of the connection."""


def threads() -> list[str]:
    """Return the names of the feeds' threads that run."""
    return [each.name for each in threading.enumerate() if each.name.startswith("sweepcast-feed")]


def test_frames_come_over_as_many_connections_as_it_takes() -> None:
    """The same behaviour as with an event loop."""
    gateway = Scripted([hello(), snapshot(1), ConnectionLost("cut")], [hello(resumed=True), turn(2)])
    seen = []
    with follow_sync("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        for frame in feed:
            seen.append(frame.data.sequence)
            if len(seen) == 2:
                break
    assert seen == [1, 2]
    assert gateway.closed == 2
    assert threads() == []


def test_a_feed_that_ends_raises_and_leaves_no_thread() -> None:
    """The error is that of the client; behind it there is nothing."""
    gateway = Scripted([hello(), goodbye(4500, "enough")])
    with follow_sync("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        with pytest.raises(FeedEnded):
            next(feed)
        assert list(feed) == []
    assert threads() == []


def test_the_filter_can_be_changed() -> None:
    """Between two frames, as with an event loop; once closed, there is nobody to ask."""
    gateway = Scripted([hello(), snapshot(1)])
    with follow_sync("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        next(feed)
        feed.change_filter(kinds="milestone")
        feed.change_delay(3)
        with pytest.raises(ValueError, match="cannot be selected"):
            feed.change_filter(kinds="no id")
    assert [each["type"] for each in gateway.said] == ["filter", "delay"]
    with pytest.raises(RuntimeError, match="closed"):
        feed.change_delay(4)


def test_closing_ends_a_loop_that_waits_in_another_thread() -> None:
    """A script can be stopped from a signal handler or a window."""
    gateway = Scripted([hello(), snapshot(1)])
    feed = follow_sync("ws://h", on_link=quiet, edges=gateway.edges)
    seen: list[int] = []
    first = threading.Event()

    def consume() -> None:
        for frame in feed:
            seen.append(frame.data.sequence)
            first.set()

    consuming = threading.Thread(target=consume)
    consuming.start()
    assert first.wait(IN_TIME)
    feed.close()
    consuming.join(IN_TIME)
    assert not consuming.is_alive()
    assert seen == [1]
    assert threads() == []
    feed.close()


def test_an_iterator_that_nobody_has_any_more_says_farewell() -> None:
    """`for frame in follow_sync(url): break` leaves nothing behind."""
    gateway = Scripted([hello(), snapshot(1)])
    for frame in follow_sync("ws://h", on_link=quiet, edges=gateway.edges):
        assert frame.data.sequence == 1
        break
    assert gateway.closed == 1
    assert threads() == []


async def test_it_works_where_a_loop_runs_already() -> None:
    """As in a notebook: the feed has a loop of its own."""
    gateway = Scripted([hello(), snapshot(1)])
    with follow_sync("ws://h", on_link=quiet, edges=gateway.edges) as feed:
        assert next(feed).data.sequence == 1


async def test_ctrl_c_ends_a_script_that_waits() -> None:
    """With a farewell to the gateway, and with what Python itself does at Ctrl-C."""
    script = (
        "import sys, sweepcast\n"
        "for frame in sweepcast.follow_sync(sys.argv[1]):\n"
        "    print(frame.data.ceremony, frame.data.sequence, flush=True)\n"
    )
    async with fake_gateway([hello(), snapshot(1)]) as gateway:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            script,
            gateway.url,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        async with asyncio.timeout(2 * IN_TIME):
            assert await process.stdout.readline() == f"{CEREMONY} 1\n".encode()
            process.send_signal(signal.SIGINT)
            _, errors = await process.communicate()
            assert await gateway.farewells.get() == 1000
    assert process.returncode == -signal.SIGINT
    assert errors.decode().splitlines()[-1] == "KeyboardInterrupt"
