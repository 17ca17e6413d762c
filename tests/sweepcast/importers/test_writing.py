"""Ceremonies as files."""

from pathlib import Path

import pytest

from sweepcast.ceremony_file import decode_ceremony
from sweepcast.importers.oscars import read_oscars
from sweepcast.importers.writing import encode_ceremony

CEREMONIES = Path(__file__).parents[3] / "ceremonies"


@pytest.mark.parametrize("name", ["golden-globes-2017.json", "oscars-2017.json"])
def test_a_ceremony_read_again_is_the_same(name: str) -> None:
    """Every field of every kind of entry comes back, the film card and the correction included."""
    ceremony = decode_ceremony((CEREMONIES / name).read_bytes(), name)
    assert decode_ceremony(encode_ceremony(ceremony), name) == ceremony


def test_imported_ceremonies_are_sound_files() -> None:
    """Each of the Academy's ceremonies is written as a file that is read without a problem, and is the same."""
    for ceremony in read_oscars((CEREMONIES / "oscars" / "oscars.tsv").read_bytes()).ceremonies:
        assert decode_ceremony(encode_ceremony(ceremony), ceremony.programme.ceremony) == ceremony


def test_what_goes_without_saying_is_not_written() -> None:
    """No field is written that has the value it has anyway."""
    content = encode_ceremony(decode_ceremony((CEREMONIES / "oscars-2017.json").read_bytes(), "oscars-2017"))
    assert b"null" not in content
    assert b'"competitive": true' not in content
    assert b'"recipients"' not in content
