"""The keyboard: bytes of a terminal become keys by name."""

from collections.abc import Iterator

Key = str
"""A printable key is itself; others go by name: `up`, `page-down`, `tab`, `space`."""

_ESCAPE = b"\x1b"
_SEQUENCES = {
    b"\x1b[A": "up",
    b"\x1b[B": "down",
    b"\x1b[C": "right",
    b"\x1b[D": "left",
    b"\x1bOA": "up",
    b"\x1bOB": "down",
    b"\x1bOC": "right",
    b"\x1bOD": "left",
    b"\x1b[5~": "page-up",
    b"\x1b[6~": "page-down",
    b"\x1b[H": "home",
    b"\x1b[F": "end",
    b"\x1bOH": "home",
    b"\x1bOF": "end",
    b"\x1b[1~": "home",
    b"\x1b[4~": "end",
    b"\x1b[7~": "home",
    b"\x1b[8~": "end",
    b"\x1b[Z": "back-tab",
}
_NAMED = {b" ": "space", b"\t": "tab", b"\x03": "q", b"\x04": "q"}
"""Ctrl-C and Ctrl-D end the viewer also where the terminal hands them over as plain bytes."""
_LONGEST_SEQUENCE = 16
"""Bytes; something that begins like an escape sequence and goes on for longer is none."""


def decode_keys(typed: bytes) -> tuple[list[Key], bytes]:
    """Return the keys in what was typed, and the beginning of an escape sequence that is still to be completed.

    Sequences and bytes that mean nothing to the viewer are left out; the Escape key alone means nothing.
    """
    keys: list[Key] = []
    place = 0
    while place < len(typed):
        end = _end_of_key(typed, place)
        if end is None:
            return keys, typed[place:]
        keys += _names(typed[place:end])
        place = end
    return keys, b""


def _end_of_key(typed: bytes, place: int) -> int | None:
    """Return where the key that begins at `place` ends; none where that is not known yet."""
    if typed[place : place + 1] != _ESCAPE:
        return place + 1
    introducer = typed[place + 1 : place + 2]
    if not introducer:
        return None
    if introducer not in {b"[", b"O"}:
        # A lone Escape, or Alt with a key: both halves are read as keys of their own.
        return place + 1
    for end in range(place + 2, min(len(typed), place + _LONGEST_SEQUENCE)):
        if 0x40 <= typed[end] <= 0x7E:  # the final byte of a control sequence (ECMA-48, 5.4)
            return end + 1
    return None if len(typed) - place < _LONGEST_SEQUENCE else place + 1


def _names(key: bytes) -> Iterator[Key]:
    if key in _SEQUENCES:
        yield _SEQUENCES[key]
    elif key in _NAMED:
        yield _NAMED[key]
    elif len(key) == 1 and 0x20 < key[0] < 0x7F:  # printable ASCII
        yield key.decode("ascii")
