"""What the network and HTTP say, in the feed's own words."""

import pytest

from sweepcast.connection import LONGEST_RETRY_AFTER, open_websocket, refusal, seconds_in
from sweepcast.feed_errors import ConnectionLost, FeedRefused

RETRY_AFTER = {
    "7": 7.0,
    " 7 ": 7.0,
    "0": 0.0,
    "": 0.0,
    "soon": 0.0,
    "-1": 0.0,
    "1e9": 0.0,
    "Wed, 21 Oct 2026 07:28:00 GMT": 0.0,
    "999999999": LONGEST_RETRY_AFTER,
    "²": 0.0,
}


@pytest.mark.parametrize(("said", "seconds"), RETRY_AFTER.items())
def test_retry_after_is_read_as_seconds(said: str, seconds: float) -> None:
    """What cannot be read, or is beyond reason, neither ends a bot nor puts it to sleep for good."""
    assert seconds_in(said) == seconds


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_the_moment_is_no_refusal(status: int) -> None:
    """One comes back, no earlier than the gateway wants."""
    lost = refusal("ws://h", status, {"Retry-After": "3"}, b"full: come  back\nlater\n")
    assert isinstance(lost, ConnectionLost)
    assert lost.retry_after == 3.0
    assert str(lost) == f"the gateway cannot serve now: HTTP {status}: full: come back later"


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 405, 410, 426])
def test_what_was_asked_is_refused_for_good(status: int) -> None:
    """With the status for programs, and the gateway's words for people."""
    refused = refusal("ws://h", status, {}, b"why: what to do")
    assert isinstance(refused, FeedRefused)
    assert refused.status == status
    assert f"HTTP {status}: why: what to do" in str(refused)


async def test_a_password_in_the_address_is_not_told() -> None:
    """Reasons are logged."""
    with pytest.raises(ConnectionLost, match=r"no answer from 127\.0\.0\.1:9: ") as lost:
        await open_websocket("ws://somebody:s3cret@127.0.0.1:9/v1/feed")
    assert "s3cret" not in str(lost.value)
    refused = refusal("ws://somebody:s3cret@h/v1/feed", 404, {}, b"")
    assert str(refused).startswith("ws://h/v1/feed: ")
