"""Ids that are made of names, and ids that were written as none."""

import pytest

from sweepcast.importers.ids import is_id, made_id, sanitised, slug, untaken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La La Land", "la-la-land"),
        ("Rosemary's Baby", "rosemarys-baby"),
        ("Schindler’s List", "schindlers-list"),
        ("O.J.: Made in America", "o-j-made-in-america"),
        ("Hallvar Witzø", "hallvar-witzo"),
        ("Pelé & Æon", "pele-and-aeon"),
        ("8½", "8-1-2"),
        ("千と千尋", ""),
        ("!!!", ""),
        ("a" * 200, "a" * 80),
        (" ".join(["word"] * 30), "-".join(["word"] * 16)),
    ],
)
def test_a_slug_is_plain_words(text: str, expected: str) -> None:
    """Accents, quotes and signs leave readable ASCII; a long text ends behind a whole word where it has one."""
    assert slug(text) == expected


def test_a_made_id_is_always_an_id() -> None:
    """A name without a letter that an id can hold gets a digest: the same each time, another one for another name."""
    assert is_id(made_id("千と千尋"))
    assert made_id("千と千尋") == made_id("千と千尋") != made_id("七人の侍")


@pytest.mark.parametrize(
    ("written", "expected"),
    [("tt0019304", "tt0019304"), ("a b/c", "a-b-c"), ("-x-", "x"), ("é", "e"), ("a" * 151, "a" * 80)],
)
def test_a_sanitised_id_is_near_to_what_was_written(written: str, expected: str) -> None:
    """An id stays as it is; what is none is written as near to it as the contract allows."""
    assert sanitised(written) == expected


def test_untaken_counts_on() -> None:
    """The first free number is put behind an id that is taken."""
    assert untaken("sing", {"la-la-land"}) == "sing"
    assert untaken("sing", {"sing", "sing-2"}) == "sing-3"
