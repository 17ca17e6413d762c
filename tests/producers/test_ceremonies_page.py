"""docs/ceremonies.md: its examples are what the code reads, and its command lines are what `announce` takes."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from producers.announce import messages_of, parser
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.ceremony_file import decode_ceremony, notices
from sweepcast.cloudevents import type_of
from sweepcast.programme import Programme, problems

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ceremonies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
EVENTS = [each for each in EXAMPLES if "specversion" in json.loads(each)]
CALLS = re.findall(r"`announce ([^`]+)`", PAGE)


def test_the_ceremony_is_sound() -> None:
    """The page's small night can be retold as it stands."""
    [ceremony] = [each for each in EXAMPLES if "programme" in json.loads(each)]
    assert notices(decode_ceremony(ceremony.encode(), "docs/ceremonies.md")) == []
    assert len(EXAMPLES) == len(EVENTS) + 1


@pytest.mark.parametrize("example", EVENTS, ids=lambda example: json.loads(example)["id"])
def test_each_announcement_is_sound(example: str) -> None:
    """It is read, and stands under its own type's heading."""
    said = ANNOUNCEMENTS.decode(example.encode())
    before = PAGE[: PAGE.index(example)]
    assert re.findall(r"^### `(.*)`$", before, flags=re.MULTILINE)[-1] == type_of(said)
    if isinstance(said.data, Programme):
        assert problems(said.data) == []


def test_all_announcements_are_on_the_page() -> None:
    """Nobody has to guess how one of them looks."""
    types = {type_of(ANNOUNCEMENTS.decode(each.encode())) for each in EVENTS}
    assert types == {str(each.__struct_config__.tag) for each in get_args(Announcement)}


@pytest.mark.parametrize("call", CALLS)
def test_each_command_line_is_one(call: str, tmp_path: Path) -> None:
    """It makes announcements; where it names a file, of the page's own ceremony."""
    path = tmp_path / "my-night.json"
    path.write_text(next(each for each in EXAMPLES if "programme" in json.loads(each)), encoding="utf-8")
    options = parser().parse_args(shlex.split(call.replace("my-night.json", str(path))))
    assert messages_of(options, lambda: "new", datetime(2020, 2, 1, tzinfo=UTC))


def test_there_are_command_lines() -> None:
    """One for each word of `announce` but `raw`, which says nothing of its own."""
    assert {each.split()[0] for each in CALLS} == {
        "publish",
        "history",
        "open",
        "up-next",
        "winner",
        "no-award",
        "correct",
        "withdraw-award",
        "postpone",
        "withdraw-nomination",
        "close",
    }
