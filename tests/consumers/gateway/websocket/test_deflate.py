"""Compression by itself: what large frames become, what is made of compressed messages, and which offers are taken."""

import zlib
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import NegotiationError, PayloadTooBig, ProtocolError
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.headers import build_extension, parse_extension
from websockets.protocol import State
from websockets.server import ServerProtocol

from consumers.gateway.websocket.deflate import (
    LARGE_BYTES,
    UNHEARD_MESSAGES,
    Deflate,
    DeflateFactory,
    LargeFrames,
    deflated_frame,
)
from consumers.gateway.websocket.fan_out import text_frame

MOST = 16 * 1024
LARGE = b'{"title":"' + b"La La Land, " * (LARGE_BYTES // 12) + b'"}'


def said(text: bytes) -> bytes:
    """Return what a client makes of a message that it compresses."""
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(text) + compressor.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")


def fragments(data: bytes, cuts: list[int]) -> Iterator[Frame]:
    """Cut a compressed message into its frames."""
    ends = [0, *sorted(each % (len(data) + 1) for each in cuts), len(data)]
    for number, (begin, end) in enumerate(pairwise(ends)):
        opcode = Opcode.CONT if number else Opcode.TEXT
        yield Frame(opcode, data[begin:end], fin=number == len(ends) - 2, rsv1=not number)


def heard(deflate: Deflate, frames: Iterator[Frame]) -> bytes:
    """Return the message that a gateway makes of its frames."""
    return b"".join(deflate.decode(each, max_size=MOST).data for each in frames)


@given(st.text() | st.integers(0, 200_000).map(lambda length: "gleich 비슷 " * (length // 14)))
@settings(max_examples=50, deadline=None)
def test_a_compressed_frame_is_the_message_for_whoever_reads_it_alone(text: str) -> None:
    """The library's client, which keeps no context, reads the text; and the frame is one of a server, and final."""
    protocol = ServerProtocol(state=State.OPEN)
    # What a server's protocol writes itself, of the same payload, differs by the bit RSV1 alone.
    frame = deflated_frame(text.encode())
    size = {126: 2, 127: 8}.get(frame[1], 0)
    payload = frame[2 + size :]
    protocol.send_text(payload)
    plain = b"".join(protocol.data_to_send())
    assert frame == bytes([plain[0] | 0x40]) + plain[1:]
    theirs = PerMessageDeflate(True, True, 15, 15)
    assert bytes(theirs.decode(Frame(Opcode.TEXT, payload, rsv1=True)).data) == text.encode()


@pytest.mark.parametrize("text", [b"", b"{}", b"x" * 1000, b"x" * (LARGE_BYTES - 1)])
def test_a_small_frame_is_not_compressed(text: bytes) -> None:
    """It is the same bytes for one who takes compressed ones as for all others."""
    assert LargeFrames().wire(text) == text_frame(text)


def test_a_large_frame_is_compressed_once() -> None:
    """All who need it soon after one another get the very same bytes."""
    frames = LargeFrames()
    first = frames.wire(LARGE)
    assert first == deflated_frame(LARGE)
    assert len(first) < len(LARGE) / 10
    assert frames.wire(LARGE) is first
    assert frames.wire(bytes(bytearray(LARGE))) is first


def test_what_is_kept_is_bounded_and_what_is_needed_most_stays() -> None:
    """The one that was not needed for longest goes first."""
    texts = [LARGE + b"%d" % number for number in range(4)]
    size = len(texts[0]) + len(deflated_frame(texts[0]))
    frames = LargeFrames(kept_bytes=3 * size + 10)
    kept = [frames.wire(each) for each in texts[:3]]
    assert frames.kept_bytes == pytest.approx(3 * size, abs=10)
    frames.wire(texts[0])
    frames.wire(texts[3])
    assert frames.kept_bytes <= 3 * size + 10
    assert frames.wire(texts[0]) is kept[0]
    assert frames.wire(texts[2]) is kept[2]
    assert frames.wire(texts[1]) is not kept[1]


def test_one_that_is_larger_than_all_that_may_be_kept_is_sent_all_the_same() -> None:
    """It is not kept."""
    frames = LargeFrames(kept_bytes=1000)
    assert frames.wire(LARGE) == deflated_frame(LARGE)
    assert frames.kept_bytes == 0


@given(st.text(max_size=1000), st.lists(st.integers(min_value=0)))
@settings(max_examples=50, deadline=None)
def test_a_compressed_message_is_read_however_it_was_cut(text: str, cuts: list[int]) -> None:
    """It is whole in its last frame, and what is said after it is read as well."""
    deflate = Deflate(MOST)
    for _ in range(2):
        assert heard(deflate, fragments(said(text.encode()), cuts)) == text.encode()


def test_what_is_not_compressed_passes_as_it_is() -> None:
    """Whole messages, fragments, control frames amid a compressed message; and all that the library itself sends."""
    deflate = Deflate(MOST)
    plain = [
        Frame(Opcode.TEXT, b"{}"),
        Frame(Opcode.BINARY, b"{}", fin=False),
        Frame(Opcode.CONT, b"{}"),
        Frame(Opcode.PING, b"1"),
    ]
    for each in plain:
        assert deflate.decode(each, max_size=MOST) is each
        assert deflate.encode(each) is each
    first, second, last = fragments(said(b'{"type":"delay"}'), [3, 6])
    got = [deflate.decode(each, max_size=MOST) for each in (first, plain[3], second, plain[3], last)]
    assert got == [
        Frame(Opcode.TEXT, b"", fin=False),
        plain[3],
        Frame(Opcode.CONT, b"", fin=False),
        plain[3],
        Frame(Opcode.CONT, b'{"type":"delay"}'),
    ]


@pytest.mark.parametrize("cuts", [[], [5], [5, 9]])
@pytest.mark.parametrize("extra", [1, 2, 1000, 10_000_000])
def test_a_bomb_is_not_unpacked_beyond_the_largest_message(cuts: list[int], extra: int) -> None:
    """A message as large as may be is read; with a byte more it is too big, however few bytes it came in."""
    assert heard(Deflate(MOST), fragments(said(b" " * MOST), cuts)) == b" " * MOST
    with pytest.raises(PayloadTooBig):
        heard(Deflate(MOST), fragments(said(b" " * (MOST + extra)), cuts))


def test_a_message_that_never_ends_is_too_big_while_it_is_compressed() -> None:
    """What waits for the last fragment is bounded like a message."""
    deflate = Deflate(MOST)
    deflate.decode(Frame(Opcode.TEXT, b"\x00" * MOST, fin=False, rsv1=True), max_size=MOST)
    with pytest.raises(PayloadTooBig):
        deflate.decode(Frame(Opcode.CONT, b"\x00", fin=False), max_size=MOST)


@pytest.mark.parametrize(
    "frames",
    [
        [Frame(Opcode.TEXT, b"\xff\xff\xff\xff", rsv1=True)],
        [Frame(Opcode.TEXT, b"\xff\xff", fin=False, rsv1=True), Frame(Opcode.CONT, b"\xff")],
        [Frame(Opcode.TEXT, said(b"{}"), fin=False, rsv1=True), Frame(Opcode.CONT, b"", rsv1=True)],
    ],
)
def test_what_cannot_be_read_breaks_the_protocol(frames: list[Frame]) -> None:
    """What is not compressed though it says so, and a fragment that says so again."""
    with pytest.raises(ProtocolError):
        heard(Deflate(MOST), iter(frames))


def test_few_bytes_that_become_many_messages_are_a_flood() -> None:
    """More than some of the largest may not wait; what has been dealt with makes room, in whatever form it came."""
    deflate = Deflate(UNHEARD_MESSAGES * MOST)
    floods = []
    for text in (*[b" " * MOST] * UNHEARD_MESSAGES, "é".encode()):
        heard(deflate, fragments(said(text), []))
        floods.append(deflate.floods)
    assert floods == [False] * UNHEARD_MESSAGES + [True]
    deflate.heard("é")
    assert not deflate.floods
    for _ in range(2 * UNHEARD_MESSAGES):
        deflate.heard(b"\xff" * MOST)
    heard(deflate, fragments(said(b" " * MOST), []))
    assert not deflate.floods


BOTH = "server_no_context_takeover; client_no_context_takeover"


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        ("", BOTH),
        ("client_max_window_bits", BOTH),
        ("client_max_window_bits=10", f"{BOTH}; client_max_window_bits=10"),
        ("server_no_context_takeover; client_no_context_takeover", BOTH),
        ("server_max_window_bits=15", f"{BOTH}; server_max_window_bits=15"),
        ("server_max_window_bits=14", None),
        ("server_max_window_bits=8", None),
        ("server_max_window_bits=16", None),
        ("something_else", None),
        ("client_no_context_takeover; client_no_context_takeover", None),
    ],
)
def test_offers_are_taken_without_context_and_with_the_whole_window(offer: str, answer: str | None) -> None:
    """Bytes that are the same for everyone need both; another offer, or one that cannot be understood, is not taken."""
    ((_, parameters),) = parse_extension("; ".join(filter(None, ("permessage-deflate", offer))))
    factory = DeflateFactory(MOST)
    if answer is None:
        with pytest.raises(NegotiationError):
            factory.process_request_params(parameters, [])
        return
    answered, extension = factory.process_request_params(parameters, [])
    assert build_extension([(factory.name, answered)]) == f"permessage-deflate; {answer}"
    assert isinstance(extension, Deflate)
    with pytest.raises(NegotiationError):
        factory.process_request_params(parameters, [extension])
