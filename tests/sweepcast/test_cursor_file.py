"""A cursor in a file."""

from pathlib import Path

import pytest

from sweepcast.cursor_file import CursorFile


def test_what_is_stored_is_loaded_by_the_next_run(tmp_path: Path) -> None:
    """The newest alone, and nothing else is left in the folder."""
    path = tmp_path / "bot.cursor"
    for cursor in ("one", "two-which-is-longer", "three"):
        CursorFile(path).store(cursor)
    assert CursorFile(str(path)).load() == "three"
    assert [each.name for each in tmp_path.iterdir()] == ["bot.cursor"]


@pytest.mark.parametrize("content", [None, b"", b"\n", b"  \n"])
def test_no_cursor_is_none(tmp_path: Path, content: bytes | None) -> None:
    """The first run has no file, and an empty one says nothing."""
    path = tmp_path / "bot.cursor"
    if content is not None:
        path.write_bytes(content)
    assert CursorFile(path).load() is None


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The place may be kept on another disk."""
    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.write_text("one\n")
    link.symlink_to(kept)
    CursorFile(link).store("two")
    assert link.is_symlink()
    assert kept.read_text() == "two\n"


def test_a_file_that_cannot_be_written_is_an_error_and_keeps_what_it_had(tmp_path: Path) -> None:
    """A place that is not kept must not pass for one that is."""
    with pytest.raises(OSError, match="No such file or directory"):
        CursorFile(tmp_path / "no-such-folder" / "bot.cursor").store("one")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        CursorFile(tmp_path / "folder").store("one")
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_bytes_that_are_no_text_are_no_reason_to_fall(tmp_path: Path) -> None:
    """The gateway says of any text whether it is a cursor, and sends snapshots if not."""
    path = tmp_path / "bot.cursor"
    path.write_bytes(b"\xff\xfe\n")
    assert CursorFile(path).load() == "\ufffd\ufffd"
