"""The JavaScript SDK and the page's pure modules, tested by Node's own test runner on nights that the fold has made."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from sweepcast.frames import FRAMES
from sweepcast.turns import TurnData
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of
from tests.fake_gateway import turn_frame

MODULES = Path(__file__).parent / "modules"
OLDEST_NODE = 20
UNTESTED = "NEITHER THE JAVASCRIPT SDK NOR THE PAGE'S MODULES ARE TESTED"


def node() -> str:
    """Return Node's path, or skip the test and say why."""
    node = shutil.which("node")
    if node is None:
        pytest.skip(f"{UNTESTED}: there is no Node.js on this machine; install node {OLDEST_NODE} or newer")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        pytest.skip(f"{UNTESTED}: Node.js {version} is too old; install node {OLDEST_NODE} or newer")
    return node


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with nights as frames of the feed, for the JavaScript tests to read."""
    file = tmp_path_factory.mktemp("nights") / "nights.json"
    told = {"golden-globes-2017": _frames(turns_of(GOLDEN_GLOBES_2017)), "corrected": _frames(corrected_turns())}
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


def _frames(turns: Iterable[TurnData]) -> list[object]:
    return [json.loads(FRAMES.encode(turn_frame(turn))) for turn in turns]


@pytest.mark.parametrize("name", sorted(each.name for each in MODULES.glob("*.test.js")))
def test_modules(name: str, nights: Path) -> None:
    """Every test of the file passes in Node."""
    ran = subprocess.run(
        [node(), "--test", "--test-reporter=spec", str(MODULES / name)],
        env={**os.environ, "SWEEPCAST_TEST_NIGHTS": str(nights)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " pass 0" not in ran.stdout
