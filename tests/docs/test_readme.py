"""The README promises nothing that is not there."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from sweepcast.settings import PREFIX, Settings
from tests.docs.test_bots import told_by

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_listed_with_its_default() -> None:
    """A row for each field of the settings, and no row for what is none."""
    listed = dict(re.findall(rf"^\| `{PREFIX}([A-Z_]+)` \| (?:`(.*?)`)?", README, re.MULTILINE))
    defaults = {name.upper(): str(value) for name, value in msgspec.structs.asdict(Settings()).items()}
    assert listed == defaults


def test_every_target_of_make_is_there() -> None:
    """`make X` in the README is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", README)) | set(re.findall(r"^\$ make ([a-z-]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m ([a-z_.]+)", README))))
def test_every_command_tells_its_options(module: str) -> None:
    """Each module that the README runs answers `--help`."""
    run = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "usage" in run.stdout


def test_every_link_leads_somewhere() -> None:
    """Files and folders that the README links to exist."""
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert [each for each in links if not (ROOT / each).exists()] == []


async def test_the_bot_as_printed() -> None:
    """The README's bot tells the night's last great news."""
    bot = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert bot is not None
    last = "Clean sweep: La La Land wins all 7 of its nominations"
    assert "La La Land wins the Big Five: picture, director, screenplay, lead actor and lead actress" in await told_by(
        bot[1], last
    )
