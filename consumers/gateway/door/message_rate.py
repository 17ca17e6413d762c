"""How much a client may say: a token bucket, as a value. Pure, with the clock as an argument.

Everything that a client sends counts, whatever it is: requests, pings, unasked pongs and each fragment of a message,
since each is work for the gateway, and a ping is answered.
"""

from typing import Final, NamedTuple

MINUTE: Final = 60.0
ROUNDING: Final = 1e-6
"""What the sum of many small parts may lack of a whole message."""


class MessageRate(NamedTuple):
    """What is allowed: so many messages a minute, as a client is told, and so many of these at once."""

    per_minute: int
    burst: int

    def full(self, now: float) -> "Bucket":
        """Return the bucket of a client that has said nothing yet."""
        return Bucket(float(self.burst), now)


class Bucket(NamedTuple):
    """What a client may still say, as of a moment (seconds of any one clock that does not go back)."""

    left: float
    at: float

    def take(self, rate: MessageRate, now: float) -> "Bucket | None":
        """Return the bucket after one more message, none if that is one too many."""
        left = min(float(rate.burst), self.left + (now - self.at) * rate.per_minute / MINUTE)
        return Bucket(left - 1, now) if left >= 1 - ROUNDING else None


def rate_of(per_minute: int) -> MessageRate:
    """Return the rate for a limit as clients are told it.

    All of a minute's messages may come at once: who says no more than that in any 60 seconds is never refused.
    """
    return MessageRate(per_minute, burst=per_minute)
