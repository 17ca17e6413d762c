"""What can go wrong with a feed, and how its connection is.

FeedError                 the feed cannot be followed, or a request was turned down
+-- FeedRefused           the address or an option is wrong; the message says what to do
+-- FeedEnded             the gateway closed for good (codes 4500 to 4999)
+-- RequestRefused        a change of the filter or the delay was turned down; the feed goes on as it was
ConnectionLost            one connection is over; the client comes back, and no caller sees it
"""

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from sweepcast.close_codes import FOR_GOOD

_PASSWORD = re.compile("//[^/@]*@")


class FeedError(Exception):
    """The feed cannot be followed as asked, and trying again would not help."""


class FeedRefused(FeedError):
    """The gateway does not serve what was asked at this address."""

    def __init__(self, url: str, problem: str, remedy: str, status: int | None = None) -> None:
        """Say what is wrong with `url`, and what to do; `status` is the HTTP status that said so, if one did."""
        super().__init__(url, problem, remedy, status)
        self.url = url
        self.problem = problem
        self.remedy = remedy
        self.status = status

    def __str__(self) -> str:
        """Return address, problem and remedy as one line, without a password that the address has."""
        return f"{_PASSWORD.sub('//', self.url)}: {self.problem}: {self.remedy}"


class FeedEnded(FeedError):
    """The gateway closed the connection and wants no other."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep the close code and the gateway's reason."""
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        """Return the reason and the code as one line."""
        return f"the gateway ended the feed for good (code {self.code}): {self.reason}"


class RequestRefused(FeedError):
    """The gateway did not do what it was asked for on the connection; everything is as it was before."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep the gateway's code for programs, and what it says to people."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        """Return code and detail as one line."""
        return f"the gateway refused the request ({self.code}): {self.detail}"


class ConnectionLost(Exception):
    """One connection is over, or could not be made; coming back may help. The message says why.

    No error to a caller: the client comes back, `retry_after` seconds later at the earliest.
    """

    def __init__(self, why: str, *, retry_after: float = 0.0) -> None:
        """Say why, and how long the gateway wants to be left alone."""
        super().__init__(why)
        self.retry_after = retry_after


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """How the connection is.

    Attributes:
        status: `waiting` for the next try, after a connection that was lost or could not be made.
        reason: why it was lost.
        pause: in how many seconds it is tried again.
        resumed: whether a live one goes on where the last one ended; if not, snapshots follow.
        stale: whether there may be news that the gateway behind a live one cannot read at the moment.
    """

    status: Literal["connecting", "live", "waiting"]
    reason: str = ""
    pause: float = 0.0
    resumed: bool = False
    stale: bool = False


OnLink = Callable[[Link], None]


def farewell(code: int, reason: str) -> ConnectionLost | FeedEnded:
    """Return what a close code means: that the feed ended for good, or that one may come back."""
    if code in FOR_GOOD:
        return FeedEnded(code, reason or "no reason given")
    return ConnectionLost(f"closed by the gateway (code {code}){': ' + reason if reason else ''}")
