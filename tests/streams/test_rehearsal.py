"""The rehearsal's command: what it prints, and what it says of files that are not sound."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from streams.rehearsal import main
from sweepcast.turns import TurnData

GLOBES = Path(__file__).parents[2] / "ceremonies" / "golden-globes-2017.json"
HEADER = "body,edition,ceremony_year,film_year,category,award,medium,competitive,works,people,won\n"
FIRST = "".join(f"Village,1,2001,2000,Category {each},,film,true,The Mill,,true\n" for each in range(3))
SECOND = "".join(f"Village,2,2002,2001,Category {each},,film,true,Pond,Ada Byron,true\n" for each in range(4))


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """A body's history of two nights, one sweep each."""
    path = tmp_path / "village.csv"
    path.write_text(HEADER + FIRST + SECOND, encoding="utf-8")
    return path


def test_every_turn_is_a_line(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is a turn as the wire has it, ceremony after ceremony."""
    assert main([str(village)]) == 0
    turns = [msgspec.json.decode(line, type=TurnData) for line in capsys.readouterr().out.splitlines()]
    assert [each.ceremony for each in turns] == ["village-2001"] * 9 + ["village-2002"] * 11
    assert [each.sequence for each in turns] == [*range(1, 10), *range(1, 12)]


def test_claims_are_lines_with_all_that_is_asked(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A claim has its ceremony, kind, status, subjects, numbers, evidence and headline."""
    assert main([str(village), "--claims", "--edition", "2"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["ceremony"] for each in lines} == {"village-2002"}
    record = next(
        each
        for each in lines
        if each["kind"] == "record-broken" and each["address"].startswith("milestone/record-wins/")
    )
    assert (record["how"], record["status"], record["subjects"]) == ("holds", "broken", ["pond"])
    assert (record["category"], record["sequence"], record["numbers"]["wins"]) == ("category-3", 10, 4)
    assert [each["name"] for each in record["evidence"]["holders"]] == ["The Mill"]
    assert "Pond" in record["headline"]
    assert {"time", "weight"} <= set(record)


def test_a_filter_chooses_what_is_printed_not_what_is_folded(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second night is measured by the first, though only the second is printed; an unknown one is told."""
    assert main([str(village), "--claims", "--text", "--ceremony", "village-2002"]) == 0
    assert "breaks the Village film record with 4 wins" in capsys.readouterr().out
    assert main([str(village), "--ceremony", "village-2003", "--edition", "9"]) == 2
    assert capsys.readouterr().err == "no file holds village-2003, edition 9; they hold village-2001, village-2002\n"


def test_lines_for_people(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A turn is told with its category and winner, the claims below it."""
    assert main([str(village), "--text"]) == 0
    said = capsys.readouterr().out
    assert "village-2001   4 winner-announced: Category 0: The Mill\n" in said
    assert "village-2002  10 winner-announced: Category 3: Pond (Ada Byron)\n    " in said


def test_a_ceremony_file_with_its_history(capsys: pytest.CaptureFixture[str]) -> None:
    """The history in a ceremony's own file is folded with it."""
    assert main([str(GLOBES), "--claims", "--text"]) == 0
    assert "La La Land breaks the Golden Globe Awards film record with 7 wins" in capsys.readouterr().out


def test_the_later_file_of_a_ceremony_counts(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It takes the place of the earlier one, which is said."""
    later = village.with_name("later.csv")
    later.write_text(HEADER + SECOND.replace("Pond", "Lake"), encoding="utf-8")
    assert main([str(village), str(later), "--text"]) == 0
    said = capsys.readouterr()
    assert said.err == f"{later}: takes the place of village-2002 in {village}\n"
    assert "Lake" in said.out
    assert "Pond" not in said.out


def test_problems_of_all_files_at_once(village: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Broken rows, broken documents and missing files are told by file, row and path, and nothing is folded."""
    village.write_text(HEADER + FIRST + SECOND.replace("true\n", "maybe\n", 1), encoding="utf-8")
    document = json.loads(GLOBES.read_bytes())
    document["programme"]["works"].append(document["programme"]["works"][0])
    document["programme"]["categories"][0]["nominations"] = []
    twice = tmp_path / "twice.json"
    twice.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(village), str(twice), str(tmp_path / "none.json")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0] == f"{village}: row 5, won: is 'maybe': write true or false"
    assert any(line.startswith(f"{twice}: $.programme.works: has the id ") for line in lines)
    assert any(line.startswith(f"{twice}: $.programme.categories[0].nominations: is empty") for line in lines)
    assert lines[-1] == f"{tmp_path}/none.json: $: cannot be read: No such file or directory"


def test_sound_editions_of_a_broken_file(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are folded when that is asked for; the row is told, and the exit code is 1."""
    village.write_text(HEADER + FIRST + SECOND.replace("true\n", "maybe\n", 1), encoding="utf-8")
    assert main([str(village), "--broken", "skip-editions"]) == 1
    said = capsys.readouterr()
    assert said.err == f"{village}: row 5, won: is 'maybe': write true or false\n"
    assert len(said.out.splitlines()) == 9


def test_a_refusal_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the fold refuses is told with its reason on the standard error, the rest is printed, the exit code is 1."""
    document = json.loads(GLOBES.read_bytes())
    nomination = {"category": "director", "nomination": "tom-ford", "reason": "a test"}
    withdrawal = {"announce": "withdrawal", "time": document["night"]["opened"]["time"], **nomination}
    document["night"]["announcements"][:0] = [withdrawal, withdrawal]
    path = tmp_path / "twice.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(path)]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("golden-globes-2017: nomination-withdrawn was refused: duplicate: ")
    assert len(said.err.splitlines()) == 1
    assert json.loads(said.out.splitlines()[-1])["cause"]["type"] == "sweepcast.announcement.ceremony-closed"


def test_a_reader_that_has_enough_is_no_error(village: Path) -> None:
    """When the output is closed early, as by `head`, the command ends without a traceback."""
    command = [sys.executable, "-m", "streams.rehearsal", str(village)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
