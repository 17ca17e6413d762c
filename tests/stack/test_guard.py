"""The guard, by itself."""

import subprocess
import sys
from pathlib import Path

from stack.guard import Guard, guard

SLEEPER = (sys.executable, "-S", "-c", "import time; time.sleep(600)")


def sleeper() -> "subprocess.Popen[bytes]":
    """Start a process, in a group of its own, that ends when it is told to."""
    return subprocess.Popen(SLEEPER, start_new_session=True)


def test_what_is_still_listed_is_ended() -> None:
    """A process that was not released ends with the run, by id or by group."""
    by_id, by_group = sleeper(), sleeper()
    guard([f"watch {by_id.pid}\n", f"watch {-by_group.pid}\n"], grace_seconds=0)
    assert by_id.wait() < 0
    assert by_group.wait() < 0


def test_what_was_released_is_left_alone() -> None:
    """A number that was given back may belong to somebody else by now."""
    with sleeper() as other:
        guard([f"watch {other.pid}\n", f"release {other.pid}\n"], grace_seconds=0)
        assert other.poll() is None
        other.kill()


def test_folders_to_be_thrown_away_are_removed(tmp_path: Path) -> None:
    """What was only for the run goes with it; one that is gone already is no error."""
    folder = tmp_path / "with spaces"
    (folder / "inside").mkdir(parents=True)
    guard([f"remove {folder}\n", f"remove {tmp_path / 'never was'}\n"])
    assert not folder.exists()
    assert tmp_path.exists()


def test_what_is_watched_ends_with_the_block() -> None:
    """Leaving the block ends what was watched in it."""
    with sleeper() as process:
        with Guard() as each:
            each.watch(-process.pid)
        assert process.wait() < 0
