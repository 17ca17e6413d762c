"""Which entries were made in sight of the night as it stands."""

import pytest

from producers.desk.entries.asking import check_fresh
from producers.desk.refusal import Refusal
from tests.producers.desk.test_undoing import DIRECTOR, PICTURE, UP, night


def test_whoever_is_far_behind_reads_of_the_newest_turn() -> None:
    """A window that slept through more turns than an answer lists is told which one was the last."""
    long = night(*((UP, (PICTURE, DIRECTOR)[number % 2]) for number in range(110)))
    with pytest.raises(Refusal, match=r"Up next: Best Director, by test \(turn 111\)") as told:
        check_fresh(long, 1)
    assert len(told.value.more["meanwhile"]) == 100  # type: ignore[arg-type]  # a tuple of turns
