"""The importers' command: what it writes, what it says, and what it leaves alone."""

from pathlib import Path

import pytest

from producers.importers.__main__ import main
from sweepcast.ceremony_file import decode_ceremony

OSCARS = Path(__file__).parents[3] / "ceremonies" / "oscars" / "oscars.tsv"
HEADER = "body,edition,ceremony_year,film_year,category,award,competitive,works,won\n"
SOUND = HEADER + "Village,1,2019,2018,Best Picture,picture,true,The Mill,true\n"
BROKEN = SOUND + "Village,2,2020,2019,Best Picture,picture,true,Pond,maybe\n"


def _written(text: str, folder: Path) -> Path:
    path = folder / "village.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_becomes_ceremony_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each edition is written as a sound file named after its ceremony, and its path printed."""
    code = main(["csv", str(_written(SOUND, tmp_path)), "-o", str(tmp_path / "new" / "village")])
    path = tmp_path / "new" / "village" / "village-2019.json"
    said = capsys.readouterr()
    assert (code, said.out) == (0, f"{path}\n")
    assert "notice: row 2: works: 1 without an id have one made of the name" in said.err
    assert decode_ceremony(path.read_bytes(), path.name).programme.name == "1st Village"
    assert list(path.parent.iterdir()) == [path]


def test_the_academys_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All 98 ceremonies are written; `--quiet` leaves the notices out."""
    assert main(["oscars", str(OSCARS), "-o", str(tmp_path), "--quiet"]) == 0
    said = capsys.readouterr()
    assert (len(said.out.splitlines()), said.err) == (98, "")
    assert (tmp_path / "oscars-1930-2.json").exists()


def test_a_broken_row_stops_the_whole_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The row is told with the file, nothing is written, and the exit code says so."""
    assert main(["csv", str(_written(BROKEN, tmp_path)), "-o", str(tmp_path / "village")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{tmp_path}/village.csv: row 3, won: is 'maybe': write true or false\nNothing was imported.\n"
    assert not (tmp_path / "village").exists()


def test_broken_editions_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sound editions are written when that is asked for; the row is told, and the exit code is still 1."""
    arguments = ["csv", str(_written(BROKEN, tmp_path)), "-o", str(tmp_path / "village")]
    assert main([*arguments, "--broken", "skip-editions", "--quiet"]) == 1
    said = capsys.readouterr()
    assert said.out == f"{tmp_path}/village/village-2019.json\n"
    assert "row 3, won" in said.err


def test_files_that_are_there_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file is written when one of them is there already, unless forced."""
    arguments = ["csv", str(_written(SOUND, tmp_path)), "-o", str(tmp_path), "--quiet"]
    path = tmp_path / "village-2019.json"
    path.write_text("mine", encoding="utf-8")
    assert main(arguments) == 2
    assert "is there already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert main([*arguments, "--force"]) == 0
    assert path.read_text(encoding="utf-8") != "mine"


def test_what_cannot_be_read_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, and a folder that is a file, are told by path."""
    assert main(["csv", str(tmp_path / "none.csv"), "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/none.csv: cannot be read: No such file or directory\n"
    assert main(["csv", str(_written(SOUND, tmp_path)), "-o", str(tmp_path / "village.csv")]) == 2
    assert f"{tmp_path}/village.csv: cannot be written: " in capsys.readouterr().err
