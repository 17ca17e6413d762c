"""When a part that died is started again."""

from stack.restarts import Patience, pause_after

PATIENCE = Patience(deaths=4, seconds=60, early_deaths=2, pause=0.5, longest_pause=1.5)


def test_the_pause_doubles_up_to_a_longest() -> None:
    """Each death in a row makes the next start wait longer, within bounds."""
    pauses = [pause_after([10.0] * count, was_ready=True, patience=PATIENCE) for count in (1, 2, 3)]
    assert pauses == [0.5, 1.0, 1.5]


def test_too_many_deaths_are_given_up() -> None:
    """A part that keeps dying ends the run."""
    assert pause_after([1, 2, 3, 4], was_ready=True, patience=PATIENCE) is None


def test_deaths_of_long_ago_are_forgotten() -> None:
    """A part that dies once an hour is started again each time, at once."""
    assert pause_after([0, 3600, 7200, 10_800, 14_400], was_ready=True, patience=PATIENCE) == 0.5


def test_a_part_that_never_got_ready_is_given_up_soon() -> None:
    """What fails from the beginning will not get better by trying."""
    assert pause_after([1], was_ready=False, patience=PATIENCE) == 0.5
    assert pause_after([1, 2], was_ready=False, patience=PATIENCE) is None
