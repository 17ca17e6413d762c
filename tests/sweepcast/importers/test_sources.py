"""Files of any known format."""

from pathlib import Path

import pytest

from sweepcast.ceremony_file import CeremonyFileError
from sweepcast.importers.sources import Format, ceremonies_in

CEREMONIES = Path(__file__).parents[3] / "ceremonies"
CSV = b"""body,edition,ceremony_year,film_year,category,competitive,works,won
Village,1,2019,2018,Best Picture,true,The Mill,true
Village,2,2020,2019,Best Picture,true,Pond,maybe
"""


@pytest.mark.parametrize(
    ("path", "format_", "ceremonies"),
    [("golden-globes-2017.json", None, 1), ("oscars/oscars.tsv", None, 98), ("oscars/oscars.tsv", "oscars", 98)],
)
def test_formats(path: str, format_: Format | None, ceremonies: int) -> None:
    """The suffix tells the format, unless it is said."""
    content = (CEREMONIES / path).read_bytes()
    name = path if format_ is None else "history.txt"
    assert len(ceremonies_in(content, name, format_=format_).ceremonies) == ceremonies


def test_an_unknown_format() -> None:
    """A name that tells no format needs one said."""
    with pytest.raises(CeremonyFileError, match=r"history.txt: \$: is of no known format \(.json, .csv, .tsv\)"):
        ceremonies_in(b"", "history.txt")


def test_problems_are_an_error() -> None:
    """A broken row is an error with file and row, unless only its edition is to be left out."""
    with pytest.raises(CeremonyFileError, match=r"village\.csv: row 3, won: is 'maybe'"):
        ceremonies_in(CSV, "village.csv")
    imported = ceremonies_in(CSV, "village.csv", broken="skip-editions")
    assert [each.programme.edition for each in imported.ceremonies] == [1]
    assert len(imported.problems) == 1


def test_nothing_left_is_an_error() -> None:
    """A file of which nothing is left is an error in any case."""
    with pytest.raises(CeremonyFileError, match=r"village\.csv: row 1: lacks the columns"):
        ceremonies_in(b"a,b\n", "village.csv", broken="skip-rows")
