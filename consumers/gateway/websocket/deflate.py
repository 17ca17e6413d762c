"""Compression of the feed: permessage-deflate (RFC 7692) for large frames alone, each of them by itself.

The extension lets each message say whether it is compressed. Small frames stay the same bytes for everyone, whatever
was agreed upon; a large one is compressed once, to bytes that are the same for all who take them. Nothing of zlib is
kept for a connection: no window, neither from message to message nor amid one that comes in fragments.
"""

import zlib
from collections.abc import Sequence
from typing import Final

from websockets.exceptions import NegotiationError, PayloadTooBig, ProtocolError
from websockets.extensions.base import Extension, ServerExtensionFactory
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import CTRL_OPCODES, Frame, Opcode
from websockets.typing import ExtensionName, ExtensionParameter

from consumers.gateway.websocket.fan_out import text_frame

LARGE_BYTES: Final = 10 * 1460
"""Smaller frames are not compressed: a new TCP connection takes so much in its first round trip (RFC 6928)."""
KEPT_BYTES: Final = 4 * 1024 * 1024
"""Of frames that are kept for the next who need them, compressed and not: some 35 snapshots of a night."""
LEVEL: Final = 6
"""A snapshot of 106 KB becomes 14 KB in 1.2 ms; 17.5 KB in 0.4 ms at level 1, 13.5 KB in 2.3 ms at level 9."""
WINDOW_BITS: Final = 15
"""All of the window that there can be."""
UNHEARD_MESSAGES: Final = 4
"""So many of the largest messages may wait that came compressed: a few bytes on the wire are a large message then."""
_EMPTY_BLOCK: Final = b"\x00\x00\xff\xff"
"""What a flush ends with, which is not sent: RFC 7692, 7.2.1."""


def deflated_frame(text: bytes) -> bytes:
    """Return the bytes on the wire of a server's text message, in UTF-8, compressed."""
    compressing = PerMessageDeflate(
        remote_no_context_takeover=True,
        local_no_context_takeover=True,
        remote_max_window_bits=WINDOW_BITS,
        local_max_window_bits=WINDOW_BITS,
        compress_settings={"level": LEVEL},
    )
    return Frame(Opcode.TEXT, text).serialize(mask=False, extensions=[compressing])


class LargeFrames:
    """Compresses frames that are large, once for all to whom the same frame goes soon after one another."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        """Keep no more than so many bytes, compressed and not."""
        self.kept_bytes = 0
        """How many are kept."""
        self._most = kept_bytes
        self._frames: dict[bytes, bytes] = {}

    def wire(self, text: bytes) -> bytes:
        """Return a text message's bytes on the wire, for one who takes compressed ones."""
        if len(text) < LARGE_BYTES:
            return text_frame(text)
        frame = self._frames.pop(text, None)
        if frame is None:
            frame = deflated_frame(text)
            self.kept_bytes += len(text) + len(frame)
        self._frames[text] = frame
        while self.kept_bytes > self._most:
            oldest = next(iter(self._frames))
            self.kept_bytes -= len(oldest) + len(self._frames.pop(oldest))
        return frame


class Deflate(Extension):
    """The extension on one connection, as it was agreed upon.

    What the client compresses waits compressed until its last fragment is there. So what a client has begun to say
    takes no more memory than it would uncompressed.
    """

    name = ExtensionName("permessage-deflate")

    def __init__(self, most_unheard: int) -> None:
        """Have heard nothing; of messages that came compressed, `most_unheard` bytes of what they say may wait."""
        self._most_unheard = most_unheard
        self._unheard = 0
        self._fragments: bytes | None = None
        """Of a compressed message, as far as it is here."""

    @property
    def floods(self) -> bool:
        """Whether more waits than may."""
        return self._unheard > self._most_unheard

    def heard(self, message: str | bytes) -> None:
        """Be told that a message has been dealt with, in whatever form it came."""
        size = len(message.encode() if isinstance(message, str) else message)
        self._unheard = max(0, self._unheard - size)

    def encode(self, frame: Frame) -> Frame:
        """Return what the library itself sends as it is."""
        return frame

    def decode(self, frame: Frame, *, max_size: int | None = None) -> Frame:
        """Return a frame of the client uncompressed: the last of a message has all of it, those before have nothing.

        Raises:
            PayloadTooBig: the message is larger than `max_size`, compressed or not.
            ProtocolError: it cannot be read.
        """
        if frame.opcode in CTRL_OPCODES:
            return frame
        if frame.opcode is Opcode.CONT:
            if self._fragments is None:
                return frame
            if frame.rsv1:
                raise ProtocolError("RSV1 is for the first fragment of a message (RFC 7692, 6.1)")
        elif not frame.rsv1:
            return frame
        data = (self._fragments or b"") + bytes(frame.data)
        self._fragments = None
        if max_size is not None and len(data) > max_size:
            raise PayloadTooBig(len(data), max_size)
        if not frame.fin:
            self._fragments = data
            return Frame(frame.opcode, b"", fin=False)
        message = _inflated(data, max_size)
        self._unheard += len(message)
        return Frame(frame.opcode, message)


class DeflateFactory(ServerExtensionFactory):
    """Agrees upon the extension with a client that offers it, without context takeover on either side."""

    name = Deflate.name

    def __init__(self, message_bytes: int) -> None:
        """Leave it to the library to read offers; a client's message may have so many bytes."""
        self._most_unheard = UNHEARD_MESSAGES * message_bytes
        self._reading = ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], Extension]:
        """Return the answer to an offer, and the extension.

        Raises:
            NegotiationError: the offer is not taken. One that allows a small window only would need bytes of its own.
        """
        answer, agreed = self._reading.process_request_params(params, accepted_extensions)
        if agreed.local_max_window_bits < WINDOW_BITS:
            raise NegotiationError(f"a window of {agreed.local_max_window_bits} bits is too small")
        return answer, Deflate(self._most_unheard)


def _inflated(data: bytes, max_size: int | None) -> bytes:
    most = 0 if max_size is None else max_size + 1
    try:
        message = zlib.decompressobj(wbits=-WINDOW_BITS).decompress(data + _EMPTY_BLOCK, most)
    except zlib.error as error:
        raise ProtocolError(f"a message cannot be decompressed: {error}") from error
    if max_size is not None and len(message) > max_size:
        raise PayloadTooBig(None, max_size)
    return message
