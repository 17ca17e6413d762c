"""The keys that the desk's documentation lists are the keys that the desk has."""

import json
import re
import subprocess
from pathlib import Path

from tests.consumers.page.test_modules import node

ROOT = Path(__file__).parents[4]
DOCUMENTATION = ROOT / "docs" / "desk.md"
KEYS = ROOT / "producers" / "desk" / "page" / "keys.js"
TABLE = re.compile(r"\n## The keys\n.*?\n\|---\|---\|\n((?:\|[^\n]*\|\n)+)", re.DOTALL)


def test_the_documentation_lists_the_keys() -> None:
    """docs/desk.md has the desk's own table of keys, line by line."""
    program = f'import {{ KEYS }} from "{KEYS.as_uri()}"; console.log(JSON.stringify(KEYS));'
    command = [node(), "--input-type=module", "--eval", program]
    table = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    listed = TABLE.search(DOCUMENTATION.read_text(encoding="utf-8"))
    assert listed is not None, "docs/desk.md has no table in its section about the keys"
    assert listed[1].splitlines() == [f"| {_drawn(each['keys'])} | {each['does']} |" for each in table]


def _drawn(keys: list[str]) -> str:
    return " ".join(key if key == "…" else f"`{key}`" for key in keys)
