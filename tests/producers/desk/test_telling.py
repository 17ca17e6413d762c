"""What announcements are called at the desk."""

import pytest

from producers.desk.telling import label_of
from sweepcast.announcements import Outcome, WinnerAnnounced
from tests.producers.desk.world import BEGIN
from tests.streams.nights import category, programme


@pytest.mark.parametrize(
    ("winners", "words"), [((), "no award"), (("a",), "A"), (("a", "b"), "A and B"), (("a", "b", "c"), "A, B and C")]
)
def test_winners_are_listed_as_one_writes_them(winners: tuple[str, ...], words: str) -> None:
    """One, two, or more: commas between them, and an "and" before the last."""
    night = programme(category("picture", "a", "b", "c"))
    outcome = Outcome(category="picture", nominations=winners)
    said = WinnerAnnounced(id="1", source="test", subject=night.ceremony, time=BEGIN, data=outcome)
    assert label_of(said, night).partition(" → ")[2] == words
