"""The keyboard's bytes as keys."""

import pytest

from sweepcast.watch.keys import decode_keys

TYPED = {
    b"q": ["q"],
    b"1234": ["1", "2", "3", "4"],
    b"jkgG": ["j", "k", "g", "G"],
    b" \t": ["space", "tab"],
    b"\x1b[A\x1b[B\x1b[C\x1b[D": ["up", "down", "right", "left"],
    b"\x1bOA\x1bOB": ["up", "down"],
    b"\x1b[5~\x1b[6~": ["page-up", "page-down"],
    b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1bOH\x1bOF": ["home", "end"] * 3,
    b"\x1b[Z": ["back-tab"],
    b"\x03": ["q"],
    b"\x04": ["q"],
    b"\x1bj": ["j"],
    b"\x1b[1;5Aq": ["q"],
    b"\x1b[200~": [],
    b"\r\n\x00\x7f": [],
    "é★".encode(): [],
    b"": [],
}


@pytest.mark.parametrize(("typed", "keys"), TYPED.items(), ids=repr)
def test_bytes_become_keys(typed: bytes, keys: list[str]) -> None:
    """Keys that mean something come by name, everything else is left out."""
    assert decode_keys(typed) == (keys, b"")


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_sequence_cut_in_two_is_read_when_it_is_whole(cut: int) -> None:
    """A terminal may hand over half a key; the other half completes it."""
    whole = b"\x1b[6~"
    keys, rest = decode_keys(b"j" + whole[:cut])
    assert (keys, rest) == (["j"], whole[:cut])
    assert decode_keys(rest + whole[cut:]) == (["page-down"], b"")


def test_the_escape_key_alone_swallows_nothing() -> None:
    """What is typed behind a lone Escape still counts."""
    keys, rest = decode_keys(b"\x1b")
    assert (keys, rest) == ([], b"\x1b")
    assert decode_keys(rest + b"q") == (["q"], b"")


def test_an_endless_sequence_does_not_hold_the_keyboard() -> None:
    """Something that begins like a sequence and never ends is given up."""
    keys, rest = decode_keys(b"\x1b[" + b"1" * 30 + b"q")
    assert keys[-1] == "q"
    assert rest == b""
