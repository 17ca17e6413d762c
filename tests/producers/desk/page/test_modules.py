"""The desk page's pure modules, tested by Node's own test runner."""

import subprocess
from pathlib import Path

import pytest

from tests.consumers.page.test_modules import node

MODULES = Path(__file__).parent / "modules"


@pytest.mark.parametrize("name", sorted(each.name for each in MODULES.glob("*.test.js")))
def test_modules(name: str) -> None:
    """Every test of the file passes in Node."""
    command = [node(), "--test", "--test-reporter=spec", str(MODULES / name)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " pass 0" not in ran.stdout
