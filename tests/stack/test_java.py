"""Which Java runs the embedded Kafka."""

from pathlib import Path

import pytest

from stack.java import JavaMissingError, find_java, parse_release


def pretend_java(folder: Path, version: str) -> Path:
    """Put a program that says it is this Java into `folder`/bin."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("told", "release"),
    [
        ('openjdk version "25.0.2" 2026-01-20 LTS', 25),
        ('java version "1.8.0_412"', 8),
        ('openjdk version "17" 2021-09-14', 17),
        ("no such thing", None),
    ],
)
def test_the_release_is_read_from_what_java_says(told: str, release: int | None) -> None:
    """Old and new ways to number a Java are understood; what is none is said to be none."""
    assert parse_release(told) == release


def test_the_wheel_goes_before_java_home(tmp_path: Path) -> None:
    """The runtime that was measured and pinned is preferred to what happens to be on the machine."""
    wheel, home = pretend_java(tmp_path / "wheel", "25.0.2"), pretend_java(tmp_path / "home", "21.0.1")
    found = find_java({"JAVA_HOME": str(home)}, wheel)
    assert (found.program, found.release) == (wheel / "bin" / "java", 25)


def test_without_a_wheel_java_home_and_then_path_are_used(tmp_path: Path) -> None:
    """A platform without a wheel runs on the machine's own Java."""
    home, on_path = pretend_java(tmp_path / "home", "21.0.1"), pretend_java(tmp_path / "path", "17.0.9")
    environ = {"JAVA_HOME": str(home), "PATH": str(on_path / "bin")}
    assert find_java(environ, tmp_path / "no-wheel").program == home / "bin" / "java"
    del environ["JAVA_HOME"]
    assert find_java(environ, tmp_path / "no-wheel").program == on_path / "bin" / "java"


def test_an_old_java_is_passed_over(tmp_path: Path) -> None:
    """A Java that Kafka does not run on is no reason to stop looking."""
    old, new = pretend_java(tmp_path / "old", "1.8.0_412"), pretend_java(tmp_path / "new", "17.0.9")
    environ = {"JAVA_HOME": str(old), "PATH": str(new / "bin")}
    assert find_java(environ, tmp_path / "no-wheel").release == 17


def test_no_java_is_said_with_what_was_tried_and_what_to_do(tmp_path: Path) -> None:
    """The message names each Java that was looked at, and the ways out."""
    old = pretend_java(tmp_path / "old", "11.0.2")
    with pytest.raises(JavaMissingError, match=r"is Java 11.*JAVA_HOME.*SWEEPCAST_KAFKA"):
        find_java({"JAVA_HOME": str(old), "PATH": ""}, tmp_path / "no-wheel")
