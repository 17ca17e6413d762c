"""The published files say what the code says."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.contract.__main__ import main
from docs.contract.families import FAMILIES, Family
from docs.contract.files import FOLDER, published
from tests.docs.contract.validating import SCHEMAS, schema


def test_the_files_are_up_to_date() -> None:
    """Each published file is what its generator makes of the code, and no other lies beside the schemas."""
    stale = [
        name
        for name, text in published().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, f"out of date in docs/: {', '.join(stale)}: run `make contract` and commit what it writes"
    assert {each.name for each in SCHEMAS.iterdir()} == {each.name for each in FAMILIES}


def test_the_same_code_gives_the_same_files() -> None:
    """Nothing depends on the order in which a process happens to keep its sets."""
    program = "from docs.contract.files import published; print(published())"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=FOLDER.parent,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_the_check_names_what_is_out_of_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m docs.contract --check` fails over files that are not there or differ, until they have been written."""
    assert main(["--check"], tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "openapi.yaml").write_text("another", encoding="utf-8")
    capsys.readouterr()
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "docs/openapi.yaml is out of date: run make contract\n"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda each: each.name)
def test_references_lead_somewhere(family: Family) -> None:
    """Every reference of a schema leads to a definition in the same file, and every definition is referred to."""
    text = (SCHEMAS / family.name).read_text(encoding="utf-8")
    referred = set(re.findall(r'"\$ref": "#/\$defs/(\w+)"', text))
    assert len(re.findall(r'"\$ref"', text)) == len(re.findall(r'"\$ref": "#/\$defs/\w+"', text))
    assert referred == set(schema(family.name)["$defs"])


@pytest.mark.parametrize("name", ["asyncapi.yaml", "openapi.yaml"])
def test_descriptions_refer_to_what_is_there(name: str) -> None:
    """Each reference leads to a part of the same document or to a definition of a schema."""
    document = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    references = set(re.findall(r"\$ref: '?([^'\n]+)", (FOLDER / name).read_text(encoding="utf-8")))
    assert references
    for each in references:
        file, _, path = each.partition("#/")
        place: Any = document if not file else schema(file.removeprefix("./schemas/"))
        for step in path.split("/"):
            place = place[step.replace("~1", "/")]


def test_descriptions_hold_no_code() -> None:
    """What docstrings say arrives as sentences: no lists of attributes, no indentation."""
    for family in FAMILIES:
        for name, definition in schema(family.name)["$defs"].items():
            about = definition.get("description", "")
            assert "Attributes:" not in about, name
            assert "  " not in about, name
