"""How rows are named in what an importer says."""

import pytest

from sweepcast.importers.imported import at_row, at_rows


def test_a_row_and_its_column() -> None:
    """A problem names the row, and the column where there is one."""
    assert str(at_row(7, "is broken")) == "row 7: is broken"
    assert str(at_row(7, "is broken", "won")) == "row 7, won: is broken"


@pytest.mark.parametrize(
    ("rows", "shown"),
    [([4], "row 4"), ([5, 4], "rows 4-5"), ([9, 2, 3, 4, 7, 2], "rows 2-4, 7, 9")],
)
def test_rows_are_told_as_ranges(rows: list[int], shown: str) -> None:
    """Consecutive rows are one range, each row is told once, in order."""
    assert at_rows(rows, "x").path == shown
