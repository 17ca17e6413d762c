"""Which encoding of an answer a client takes."""

import gzip

import pytest

from consumers.gateway.http.answers import answer_of
from consumers.gateway.http.encodings import GZIP_TAG, gzipped, takes_gzip


@pytest.mark.parametrize(
    ("accept_encoding", "taken"),
    [
        (None, False),
        ("", False),
        ("gzip, deflate, br, zstd", True),
        ("GZip", True),
        ("x-gzip", True),
        ("br", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip ; q=0.001", True),
        ("identity, gzip;q=0.5", True),
        ("gzip;q=much", False),
        ("gzip;q=1.2.3", False),
        ("gzipped", False),
        ("x" * 2000 + ", gzip", False),
    ],
)
def test_who_takes_gzip(accept_encoding: str | None, taken: bool) -> None:
    """As RFC 9110 reads the header: a weight of 0 forbids, a star stands for what is not named."""
    assert takes_gzip(accept_encoding) is taken


def test_what_is_compressed_has_a_tag_of_its_own() -> None:
    """Its bytes are others, so its strong tag is another; the same content is always compressed to the same."""
    plain = answer_of(b"la la " * 100)
    small = gzipped(plain)
    assert small is not None
    assert gzip.decompress(small.content) == plain.content
    assert small.etag != plain.etag
    assert small.etag.endswith(GZIP_TAG)
    assert small == gzipped(plain)


def test_what_gets_no_smaller_is_not_compressed() -> None:
    """Two bytes are sent as two bytes."""
    assert gzipped(answer_of(b"{}")) is None
