"""Cursors: what goes in comes out, and nothing else comes in."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.gateway.core.cursor import (
    LONGEST_CURSOR,
    Cursor,
    CursorMalformed,
    advanced,
    decode_cursor,
    encode_cursor,
    furthest,
    next_offset,
    reaches,
)

OFFSETS = st.lists(st.integers(0, 2**63 - 1), max_size=8).map(tuple)


@given(epoch=st.binary(max_size=32), offsets=OFFSETS, unfinished=st.booleans())
def test_a_cursor_survives_its_text(epoch: bytes, offsets: tuple[int, ...], *, unfinished: bool) -> None:
    """A cursor read from its text is the cursor that was written, and the text fits into a URL as it is."""
    cursor = Cursor(epoch, offsets, unfinished)
    text = encode_cursor(cursor)
    assert decode_cursor(text) == cursor
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_is_refused(text: str) -> None:
    """Whatever a client sends, reading it gives a cursor or says that it is none."""
    with suppress(CursorMalformed):
        assert decode_cursor(text).offsets is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "!!!!",
        "ä",
        "AAAA" * 2000,
        base64.urlsafe_b64encode(b'["json"]').decode(),
        encode_cursor(Cursor(b"epoch", (3,))) + "AAAA",
        encode_cursor(Cursor(b"epoch", (3,)))[:-2],
        base64.urlsafe_b64encode(b"\x93\xc4\x01e\x91\xff\xc2").decode(),
        base64.urlsafe_b64encode(b"\x93\xc4\x01e\x91\xcf" + b"\xff" * 8 + b"\xc2").decode(),
    ],
    ids=["empty", "word", "symbols", "not-ascii", "long", "json", "longer", "cut", "negative", "huge"],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """Text that no gateway gave out is malformed."""
    with pytest.raises(CursorMalformed):
        decode_cursor(text)


def test_the_longest_cursor_is_long_enough() -> None:
    """A topic of 250 partitions at the largest offsets still has a cursor that is read."""
    assert len(encode_cursor(Cursor(b"e" * 16, (2**63 - 1,) * 250))) < LONGEST_CURSOR


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ((), (), ()),
        ((), (0, 0), (0, 0)),
        ((1,), (), (1,)),
        ((), (1,), (1,)),
        ((3, 1), (2, 1), (3, 1)),
        ((3, 1), (2, 2), (3, 2)),
    ],
)
def test_offsets_are_compared_by_partition(
    mine: tuple[int, ...], theirs: tuple[int, ...], both: tuple[int, ...]
) -> None:
    """The furthest of two takes the greater of each partition; a partition beyond the end stands at 0."""
    assert furthest(mine, theirs) == both
    assert reaches(both, mine)
    assert reaches(both, theirs)


@pytest.mark.parametrize(
    ("mine", "theirs"), [((), (1,)), ((3, 1), (2, 2)), ((3,), (3, 1))], ids=["none", "one behind", "one more"]
)
def test_who_is_behind_in_one_partition_does_not_reach(mine: tuple[int, ...], theirs: tuple[int, ...]) -> None:
    """Being ahead in one partition does not make up for being behind in another."""
    assert not reaches(mine, theirs)


def test_one_partition_advances_alone() -> None:
    """Advancing a partition fills up those before it with 0 and leaves the rest."""
    assert advanced((), 2, 5) == (0, 0, 5)
    assert advanced((1, 2, 3), 1, 9) == (1, 9, 3)
    assert next_offset((1, 2), 1) == 2
    assert next_offset((1, 2), 7) == 0
