"""Kafka's jars: pinned, checked, fetched once."""

import errno
from pathlib import Path

import pytest

from stack.jars import (
    LOCK,
    Fetch,
    Jar,
    JarsError,
    describe,
    ensure_jars,
    fetch_with_jgo,
    installed_jars,
    kafka_classpath,
    read_lock,
    write_lock,
)

CONTENT = {"org.example:one:1.0": b"one" * 100, "org.example:two:2.0": b"two" * 50}


def pinned(folder: Path) -> tuple[Jar, ...]:
    """Return the lock of the example's jars."""
    jars = []
    for number, (coordinate, content) in enumerate(CONTENT.items()):
        file = folder / f"{number}"
        file.write_bytes(content)
        jars.append(describe(coordinate, file))
    return tuple(jars)


def serving(content: dict[str, bytes], asked: list[str]) -> Fetch:
    """Return a fetch that has this content, and notes what it is asked for."""

    def fetch(coordinate: str, folder: Path) -> Path:
        asked.append(coordinate)
        file = folder / coordinate.replace(":", "-")
        file.write_bytes(content[coordinate])
        return file

    return fetch


def ignore(_: str) -> None:
    """Take progress without a word."""


def test_missing_jars_are_fetched_and_named(tmp_path: Path) -> None:
    """What is not there is fetched, stands under its name in the order of the lock, and nothing else is left over."""
    jars, said = pinned(tmp_path), list[str]()
    paths = ensure_jars(tmp_path / "cache", jars, serving(CONTENT, []), said.append)
    assert [path.read_bytes() for path in paths] == list(CONTENT.values())
    assert sorted(each.name for each in (tmp_path / "cache").iterdir()) == ["one-1.0.jar", "two-2.0.jar"]
    assert "0.0 of 0.0 MB" in said[-1]


def test_a_second_start_asks_no_network(tmp_path: Path) -> None:
    """Jars that are there are not fetched again."""
    jars, asked = pinned(tmp_path), list[str]()
    ensure_jars(tmp_path / "cache", jars, serving(CONTENT, asked), ignore)
    asked.clear()
    ensure_jars(tmp_path / "cache", jars, serving(CONTENT, asked), ignore)
    assert asked == []


def test_a_jar_that_was_cut_short_is_fetched_again(tmp_path: Path) -> None:
    """Only what is missing or has another size is fetched."""
    jars, asked = pinned(tmp_path), list[str]()
    first, _ = ensure_jars(tmp_path / "cache", jars, serving(CONTENT, []), ignore)
    first.write_bytes(b"on")
    ensure_jars(tmp_path / "cache", jars, serving(CONTENT, asked), ignore)
    assert asked == ["org.example:one:1.0"]
    assert first.read_bytes() == CONTENT["org.example:one:1.0"]


def test_a_jar_with_other_content_is_refused(tmp_path: Path) -> None:
    """A file that is not the pinned one never gets the pinned one's name."""
    forged = {**CONTENT, "org.example:two:2.0": b"bad" * 50}
    with pytest.raises(JarsError, match=r"org\.example:two:2\.0 is not the file"):
        ensure_jars(tmp_path / "cache", pinned(tmp_path), serving(forged, []), ignore)
    assert not (tmp_path / "cache" / "two-2.0.jar").exists()


def test_a_full_disk_is_said_with_what_to_do(tmp_path: Path) -> None:
    """The message names the folder, the reason, and the setting that moves it."""

    def full(coordinate: str, folder: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", str(folder / coordinate))

    with pytest.raises(JarsError, match=r"cache.*No space left on device.*SWEEPCAST_CACHE"):
        ensure_jars(tmp_path / "cache", pinned(tmp_path), full, ignore)


def test_a_first_start_without_a_network_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Without a network there are two ways on, and the message names both."""
    nowhere = "org.example.sweepcast.nowhere:nothing:0.0"
    with pytest.raises(JarsError, match=r"could not be fetched.*KAFKA_HOME.*SWEEPCAST_KAFKA"):
        fetch_with_jgo(nowhere, tmp_path, repositories={"nowhere": "http://127.0.0.1:9"})


def test_the_lock_reads_as_it_was_written() -> None:
    """The committed lock is in its own form, with Kafka and the binding for its log in it."""
    text = LOCK.read_text()
    jars = read_lock(text)
    assert write_lock(jars) == text
    assert {"kafka_2.13", "log4j-slf4j-impl"} <= {jar.coordinate.split(":")[1] for jar in jars}


@pytest.mark.parametrize("line", ["a:b:1 2", "a:b 2 " + "0" * 64, "a:b:1 x " + "0" * 64, "a:b:1 2 00"])
def test_a_broken_line_of_the_lock_is_named(line: str) -> None:
    """A lock that was edited by hand and went wrong says where."""
    with pytest.raises(JarsError, match="line 2"):
        read_lock(f"# comment\n{line}\n")


def test_the_jars_of_kafka_home_are_used(tmp_path: Path) -> None:
    """A Kafka that is installed is used as it is, and nothing is fetched."""
    libs = tmp_path / "libs"
    libs.mkdir()
    for name in ("kafka_2.13-4.1.0.jar", "kafka-clients-4.1.0.jar"):
        (libs / name).touch()
    found = kafka_classpath(tmp_path / "cache", {"KAFKA_HOME": str(tmp_path)}, ignore)
    assert [each.name for each in found] == ["kafka-clients-4.1.0.jar", "kafka_2.13-4.1.0.jar"]
    assert not (tmp_path / "cache").exists()


def test_a_kafka_home_without_kafka_is_refused(tmp_path: Path) -> None:
    """A wrong KAFKA_HOME is said, not silently passed over."""
    with pytest.raises(JarsError, match=r"KAFKA_HOME=.* holds no Kafka"):
        installed_jars(tmp_path)
