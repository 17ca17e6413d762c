"""Finding ceremony files."""

from pathlib import Path

import pytest

from producers.ceremonies import SHIPPED, read_ceremonies, read_ceremony
from sweepcast.ceremony_file import CeremonyFileError
from tests.sweepcast.small_night import content


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder with one ceremony."""
    folder = tmp_path / "ceremonies"
    folder.mkdir()
    (folder / "village-2020.json").write_bytes(content())
    return folder


def test_by_id(shipped: Path) -> None:
    """A bare id means a ceremony that comes with Sweepcast."""
    assert read_ceremony("village-2020", shipped).programme.ceremony == "village-2020"
    assert read_ceremony("golden-globes-2017").programme.edition == 74


def test_by_path(shipped: Path, tmp_path: Path) -> None:
    """A path means just that file, whatever it is called."""
    path = tmp_path / "mine.txt"
    path.write_bytes(content())
    assert read_ceremony(str(path), shipped).programme.ceremony == "village-2020"


@pytest.mark.parametrize("named", ["town-2020", "village-2020.json", "nowhere/village-2020"])
def test_what_is_not_there(named: str, shipped: Path) -> None:
    """A name that leads nowhere is answered with the ceremonies that are at hand."""
    with pytest.raises(CeremonyFileError, match=r"no such file: .*\(village-2020\)"):
        read_ceremony(named, shipped)


def test_what_cannot_be_read(shipped: Path) -> None:
    """A folder is no file."""
    with pytest.raises(CeremonyFileError, match="cannot be read: Is a directory"):
        read_ceremony(str(shipped), shipped)


def test_an_unsound_file_is_named_by_its_path(shipped: Path) -> None:
    """Errors in the document name the file that was read."""
    path = shipped / "town-2020.json"
    path.write_text("{}")
    with pytest.raises(CeremonyFileError) as raised:
        read_ceremony("town-2020", shipped)
    assert str(raised.value).startswith(f"{path}: $: ")


def test_a_history_gives_all_its_ceremonies(shipped: Path) -> None:
    """A file of many editions is read whole; a ceremony's own file gives just the one."""
    assert len(read_ceremonies(str(SHIPPED / "oscars" / "oscars.tsv"))) == 98
    assert [each.programme.edition for each in read_ceremonies("golden-globes-2017")] == [74]


def test_a_history_that_is_not_understood_is_refused(tmp_path: Path) -> None:
    """Everything that is wrong is said by row, and nothing is replayed."""
    history = tmp_path / "history.csv"
    history.write_text("body,edition\nawards,one\n")
    with pytest.raises(CeremonyFileError, match="column"):
        read_ceremonies(str(history))
