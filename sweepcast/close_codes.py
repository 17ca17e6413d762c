"""Why a gateway closes a connection; docs/protocol.md explains each code to clients.

From 4000 to 4499: come back, with the cursor, after a jittered pause; from 4500 to 4999: do not.
"""

from enum import IntEnum

FOR_GOOD = range(4500, 5000)
"""Close codes after which a client must not come back by itself."""


class CloseCode(IntEnum):
    """The codes of our own; those of WebSocket itself (1009: a message was too big) come from the library."""

    STOPPING = 4000
    LOG_RENEWED = 4001
    TOO_SLOW = 4002
    TOO_MANY_MESSAGES = 4500
    TOKEN_EXPIRED = 4501

    @property
    def reason(self) -> str:
        """What is said to the client in goodbye and in the close frame; at most 123 bytes."""
        return _REASONS[self]


_REASONS = {
    CloseCode.STOPPING: "this gateway is stopping: come back in a moment, with your cursor",
    CloseCode.LOG_RENEWED: "the feed was made anew: come back for new snapshots",
    CloseCode.TOO_SLOW: "you are too far behind: come back for new snapshots",
    CloseCode.TOO_MANY_MESSAGES: "you send more messages than hello allows: send fewer",
    CloseCode.TOKEN_EXPIRED: "your viewer token has expired: come back with a new one",
}
