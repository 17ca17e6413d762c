"""How much a client may say."""

from hypothesis import given
from hypothesis import strategies as st

from consumers.gateway.door.message_rate import MINUTE, Bucket, MessageRate, rate_of


def taken(rate: MessageRate, moments: list[float]) -> int:
    """Return how many messages of these moments are taken before the first that is one too many."""
    bucket: Bucket | None = rate.full(min(moments, default=0.0))
    for number, moment in enumerate(moments):
        assert bucket is not None
        bucket = bucket.take(rate, moment)
        if bucket is None:
            return number
    return len(moments)


def test_a_burst_and_then_so_many_a_minute() -> None:
    """All of the burst at once; then one each time that one has come back."""
    rate = MessageRate(per_minute=60, burst=3)
    assert taken(rate, [10.0] * 5) == 3
    assert taken(rate, [10.0, 10.0, 10.0, 11.0, 12.0, 12.0]) == 5


def test_silence_saves_no_more_than_a_burst() -> None:
    """Who has said nothing for a day may not say a day's messages."""
    assert taken(MessageRate(per_minute=60, burst=3), [0.0, *[86400.0] * 10]) == 4


@given(st.integers(1, 5), st.lists(st.floats(0, 5 * MINUTE), max_size=60))
def test_who_keeps_to_the_limit_told_is_never_refused(per_minute: int, wished: list[float]) -> None:
    """Whoever says no more than so many messages in any 60 seconds, at whatever moments, gets all of them through."""
    said: list[float] = []
    for moment in sorted(wished):
        if sum(each > moment - MINUTE for each in said) < per_minute:
            said.append(moment)
    assert taken(rate_of(per_minute), said) == len(said)


@given(st.integers(1, 200), st.integers(1, 50), st.integers(0, 600))
def test_never_more_than_the_rate_and_a_burst(per_minute: int, burst: int, seconds: int) -> None:
    """However the messages come, in a stretch of time no more are taken than its share and one burst."""
    rate = MessageRate(per_minute, burst)
    bucket, count = rate.full(0.0), 0
    for tick in range(seconds + 1):
        while (after := bucket.take(rate, float(tick))) is not None:
            bucket, count = after, count + 1
    assert count <= seconds * per_minute / MINUTE + burst
