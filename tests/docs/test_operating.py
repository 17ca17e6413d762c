"""docs/operating.md says what is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from consumers.gateway.core.options import MOST_FILTER_IDS
from consumers.gateway.drain import AT_LEAST_A_SECOND
from consumers.gateway.limits import MIB, Limits
from consumers.gateway.processes import PAUSES, STEADY_SECONDS
from consumers.gateway.tokens import AUDIENCE, SHORTEST_SECRET
from sweepcast.close_codes import CloseCode
from sweepcast.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
LIMITS = Limits()


@pytest.mark.parametrize(
    "words",
    [
        f"| time for the handshake | {LIMITS.handshake_seconds:g} s |",
        f"| {LIMITS.client_message_bytes // 1024} KiB | close code 1009 |",
        f"| {LIMITS.messages_per_minute} a minute, all of them at once if it likes;",
        f"pings and fragments count as well | close code {CloseCode.TOO_MANY_MESSAGES:d} |",
        f"| ids in a filter | {MOST_FILTER_IDS} | `filter-too-large` |",
        f"| bytes that wait for a client | {LIMITS.waiting_bytes // MIB} MiB |",
        f"takes nothing | {LIMITS.stalled_seconds:g} |",
        f"with close code {CloseCode.TOKEN_EXPIRED:d}",
        f'"aud": "{AUDIENCE}"',
        f"A secret has {SHORTEST_SECRET} bytes or more",
        f"at least {AT_LEAST_A_SECOND} a second",
    ],
)
def test_the_numbers_are_those_of_the_code(words: str) -> None:
    """Each limit is told as it is."""
    assert words in " ".join(PAGE.split())


def test_when_a_process_is_given_up() -> None:
    """The page says it in words."""
    assert "dies a sixth time in a row, each time within a minute" in " ".join(PAGE.split())
    assert (len(PAUSES) + 1, STEADY_SECONDS) == (6, 60.0)


def test_every_setting_that_is_named_is_one() -> None:
    """No setting is promised that is not there."""
    named = set(re.findall(rf"{PREFIX}([A-Z_]*[A-Z])", PAGE))
    assert named
    assert {each.lower() for each in named} <= set(Settings.__struct_fields__)


def test_every_link_leads_somewhere() -> None:
    """Pages that it links to exist, and so do their sections."""
    for path, section in re.findall(r"\]\((?!http)([^)#]+)(?:#([a-z-]+))?\)", PAGE):
        target = ROOT / "docs" / path
        assert target.exists(), path
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert not section or section in {each.lower().replace(" ", "-") for each in headings}, section


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m ([a-z_.]+)", PAGE))))
def test_every_command_tells_its_options(module: str) -> None:
    """Each module that the page runs answers `--help`."""
    run = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "usage" in run.stdout
