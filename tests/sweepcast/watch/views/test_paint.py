"""Lines of exact width."""

import pytest
from rich.text import Text

from sweepcast.watch.views.paint import (
    ASCII,
    UNICODE,
    beside,
    fitted,
    grid,
    panel,
    rewrapped,
    shares,
    spread,
    windowed,
    wrapped,
)

FITTED = [
    ("abc", 5, "abc  "),
    ("abcdef", 5, "abcd…"),
    ("abcde", 5, "abcde"),
    ("", 3, "   "),
    ("千と千尋の神隠し", 7, "千と千…"),
    ("千と千尋", 6, "千と … "),
    ("abc", 1, "…"),
    ("abc", 0, ""),
    ("a\x1b[31mb\n", 9, "a?[31mb? "),
]


@pytest.mark.parametrize(("words", "width", "line"), FITTED, ids=repr)
def test_a_line_has_exactly_its_width(words: str, width: int, line: str) -> None:
    """Wide characters take two cells; what is cut says so; nothing but text gets through."""
    made = fitted(Text(words), width, UNICODE)
    assert made.cell_len == width
    assert made.plain.replace(" ", "") == line.replace(" ", "")


def test_the_right_end_of_a_line_is_kept() -> None:
    """The connection's light is never cut off by a long name."""
    assert spread(Text("a very long name"), Text("live"), 12, ASCII).plain == "a very~ live"
    assert spread(Text("name"), Text("a very long state"), 8, ASCII).plain == "a very ~"


WRAPPED = [
    ("one two three", 7, ["one two", "three"]),
    ("one", 7, ["one"]),
    ("", 7, []),
    ("abcdefghij kl", 4, ["abcd", "efgh", "ij", "kl"]),
    ("千と千尋 神", 5, ["千と", "千尋", "神"]),
]


@pytest.mark.parametrize(("words", "width", "lines"), WRAPPED, ids=repr)
def test_words_are_wrapped(words: str, width: int, lines: list[str]) -> None:
    """At blanks, and inside a word only where it is longer than a line."""
    assert [line.plain for line in wrapped(words, width)] == lines


def test_styles_survive_wrapping() -> None:
    """Each part keeps its style on the line where it ends up."""
    lines = rewrapped(Text.assemble(("one two", "bold"), " three"), 7)
    assert [line.plain for line in lines] == ["one two", "three"]
    assert [str(span.style) for span in lines[0].spans] == ["bold"]
    assert lines[1].spans == []


def test_a_panel_has_exactly_its_size() -> None:
    """Title, lines, blank lines, and the note in the lower edge."""
    made = panel("Films", [Text("one"), Text("a line that is too long")], (14, 5), ASCII, note="3 more")
    assert [line.plain for line in made] == [
        "+- Films ----+",
        "| one        |",
        "| a line th~ |",
        "|            |",
        "+--- 3 more -+",
    ]


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (4, 2), (20, 1)])
def test_a_panel_that_is_too_small_is_still_a_block(size: tuple[int, int]) -> None:
    """Tiny windows happen while one drags their edge."""
    made = panel("A title", [Text("line")] * 9, size, UNICODE, note="note")
    assert len(made) <= size[1]
    assert all(line.cell_len == size[0] for line in made)


def test_columns_stand_beside_each_other() -> None:
    """Line by line."""
    assert [line.plain for line in beside([Text("a"), Text("b")], [Text("c"), Text("d")])] == ["ac", "bd"]


def test_a_grid_has_as_many_columns_as_fit() -> None:
    """Blocks of one row begin together, and a blank line parts the rows."""
    blocks = [[Text("a"), Text("b")], [Text("c")], [Text("d")]]
    assert [line.plain for line in grid(blocks, 7, 2, ASCII)] == ["a    c ", "b      ", "", "d "]
    assert [line.plain for line in grid(blocks, 3, 2, ASCII)] == ["a  ", "b  ", "", "c  ", "", "d  "]
    assert grid([], 7, 2, ASCII) == []


SHARES = [
    (10, [(3, 5), (2, 9)], [5, 5]),
    (20, [(3, 5), (2, 9)], [11, 9]),
    (5, [(3, 5), (2, 9)], [3, 2]),
    (4, [(3, 5), (2, 9)], [4, 0]),
    (2, [(3, 5), (2, 9)], [0, 2]),
    (1, [(3, 5), (2, 9)], [0, 0]),
    (9, [], []),
]


@pytest.mark.parametrize(("height", "needs", "given"), SHARES, ids=str)
def test_height_is_shared(height: int, needs: list[tuple[int, int]], given: list[int]) -> None:
    """Everybody's least first, then the first one's most; the first gets what is left over."""
    assert shares(height, needs) == given


WINDOWS = [(0, "abc", 2), (1, "bcd", 1), (2, "cde", 0), (9, "cde", 0), (-1, "abc", 2)]


@pytest.mark.parametrize(("scroll", "seen", "below"), WINDOWS)
def test_a_window_shows_some_of_the_lines(scroll: int, seen: str, below: int) -> None:
    """It never slides past either end."""
    lines, left = windowed([Text(each) for each in "abcde"], scroll, 3)
    assert ("".join(line.plain for line in lines), left) == (seen, below)
