"""The types of the desk's JavaScript, checked by the compiler that `make lint` installs."""

import subprocess
import sys
from pathlib import Path

import pytest

TSC = Path(sys.prefix) / "typescript" / "node_modules" / ".bin" / "tsc"
TYPED = Path(__file__).parent / "typed"


def test_types() -> None:
    """Every module of the page has the types that its comments say."""
    if not TSC.is_file():
        pytest.skip("THE TYPES OF THE DESK'S PAGE ARE NOT CHECKED: `make lint` installs the compiler where npm is")
    ran = subprocess.run([TSC, "-p", TYPED], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
