"""Cursors: places in the feed that survive reconnections and restarts of the gateway.

To a client a cursor is opaque text. Inside, it names the log by its epoch (the id that Kafka gave to the updates topic
when it was created) and says, for each partition, the next offset that the client has not seen.
"""

import base64
import binascii
from hashlib import blake2s
from itertools import zip_longest
from typing import Annotated

import msgspec
from msgspec import Meta

from sweepcast.filters import EVERYTHING, Filter

Offsets = tuple[int, ...]
"""The next offset to read of each partition, by partition number; a partition beyond the end stands at 0."""

LONGEST_CURSOR = 4096
"""Characters of a cursor that are looked at at all; a topic of 250 partitions needs fewer."""

_Offset = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class CursorMalformed(ValueError):
    """Text that no gateway gave out as a cursor."""


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A place in the log named `epoch`: everything below `offsets` has been seen.

    `unfinished` marks a place amid the snapshots at the start of a connection: a client that comes back with it has
    not got them all, and needs them again. `filter` is the digest of the filter under which it was seen; with another
    one, the client's boards would be others.
    """

    epoch: bytes
    offsets: tuple[_Offset, ...] = ()
    unfinished: bool = False
    filter: bytes = b""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Cursor)


def encode_cursor(cursor: Cursor) -> str:
    """Return the cursor as text that fits into a URL as it is."""
    return base64.urlsafe_b64encode(_ENCODER.encode(cursor)).rstrip(b"=").decode()


def decode_cursor(text: str) -> Cursor:
    """Return the cursor in `text`.

    Raises:
        CursorMalformed: it is not a cursor.
    """
    if len(text) > LONGEST_CURSOR:
        raise CursorMalformed(f"a cursor has at most {LONGEST_CURSOR} characters, this text has {len(text)}")
    padded = text + "=" * (-len(text) % 4)
    try:
        return _DECODER.decode(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, UnicodeEncodeError, msgspec.DecodeError) as error:
        raise CursorMalformed(f"this text is not a cursor: {error}") from None


def digest_of(selected: Filter) -> bytes:
    """Return what stands for a filter in its cursors: few bytes, none for the one that selects everything."""
    if selected == EVERYTHING:
        return b""
    return blake2s(_ENCODER.encode(msgspec.structs.astuple(selected)), digest_size=6).digest()


def reaches(offsets: Offsets, others: Offsets) -> bool:
    """Return whether `offsets` stand at or beyond `others` in every partition."""
    return all(mine >= theirs for mine, theirs in zip_longest(offsets, others, fillvalue=0))


def furthest(offsets: Offsets, others: Offsets) -> Offsets:
    """Return the greater offset of each partition: what has been seen by one that saw both."""
    return tuple(max(mine, theirs) for mine, theirs in zip_longest(offsets, others, fillvalue=0))


def next_offset(offsets: Offsets, partition: int) -> int:
    """Return the next offset to read of a partition."""
    return offsets[partition] if partition < len(offsets) else 0


def advanced(offsets: Offsets, partition: int, to: int) -> Offsets:
    """Return the offsets with one partition moved to `to`."""
    padded = offsets + (0,) * (partition + 1 - len(offsets))
    return (*padded[:partition], to, *padded[partition + 1 :])
