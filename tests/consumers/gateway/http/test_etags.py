"""Entity tags, and what If-None-Match says of them."""

import pytest

from consumers.gateway.http.etags import etag_of, is_known

ETAG = '"abc123"'


def test_a_tag_is_of_the_content() -> None:
    """The same content has the same tag, another one has another; it is a strong one, in quotes."""
    assert etag_of(b"board") == etag_of(b"board")
    assert etag_of(b"board") != etag_of(b"Board")
    assert etag_of(b"").startswith('"')
    assert is_known(etag_of(b"board"), etag_of(b"board"))


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (None, False),
        ("", False),
        (ETAG, True),
        ("*", True),
        (" * ", True),
        (f"W/{ETAG}", True),
        (f'"other", {ETAG}', True),
        (f'"other",W/{ETAG},"third"', True),
        (f'"with, a comma", {ETAG}', True),
        ('"other"', False),
        ("abc123", False),
        ('"abc12"', False),
        (f'"*", "x{ETAG[1:]}', False),
        ("w/" + '"other"', False),
        ('"' + "x" * 100_000, False),
    ],
)
def test_a_condition_is_read_as_the_standard_says(header: str | None, known: bool) -> None:
    """One tag, a list, a weak one and a star are understood; anything else names no answer of ours."""
    assert is_known(ETAG, header) is known
