"""Why the gateway closes a connection; docs/protocol.md explains each code to clients.

From 4000 to 4499: come back, with the cursor, after a jittered pause; from 4500 to 4999: do not.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    """The codes of our own; those of WebSocket itself (1009: a message was too big) come from the library."""

    STOPPING = 4000
    LOG_RENEWED = 4001
    TOO_SLOW = 4002

    @property
    def reason(self) -> str:
        """What is said to the client in goodbye and in the close frame; at most 123 bytes."""
        return _REASONS[self]


_REASONS = {
    CloseCode.STOPPING: "this gateway is stopping: come back in a moment, with your cursor",
    CloseCode.LOG_RENEWED: "the feed was made anew: come back for new snapshots",
    CloseCode.TOO_SLOW: "you are too far behind: come back for new snapshots",
}
