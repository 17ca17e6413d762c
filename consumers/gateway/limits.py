"""How much one connection may take of the gateway."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of the websocket feed, in bytes and seconds.

    Attributes:
        client_message_bytes: the largest message that a client may send; it has little to say.
        send_buffer_bytes: what the kernel keeps for a client that does not read. Left alone, it takes some MB.
        clogged_bytes: with so much waiting in the process, a client is behind: it gets no more until it has read.
        stalled_seconds: a client that is behind and takes not one byte for so long is evicted.
        handshake_seconds: a connection that has not asked for the feed by then is closed.
        close_seconds: how long a client may take to answer a farewell.
    """

    client_message_bytes: int = 4096
    send_buffer_bytes: int = 64 * 1024
    clogged_bytes: int = 64 * 1024
    stalled_seconds: float = 15.0
    handshake_seconds: float = 10.0
    close_seconds: float = 2.0
