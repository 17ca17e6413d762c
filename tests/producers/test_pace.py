"""When each announcement of a night is due."""

import math
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.pace import LEAD_IN_SECONDS, SHOW, SHOW_SECONDS, Pace, parse_pace, schedule
from sweepcast.announcements import Announcement, CeremonyOpened, WinnerAnnounced
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.retelling import retold
from tests.sweepcast.small_night import content

FILE = Path(__file__).parents[2] / "ceremonies" / "golden-globes-2017.json"
GOLDEN_GLOBES = retold(decode_ceremony(FILE.read_bytes(), FILE.name), "test")
SMALL = retold(decode_ceremony(content(), "village.json"), "test")


def _due(announcements: tuple[Announcement, ...], pace: Pace, start: int = 0) -> dict[str, float]:
    return {each.id: when for each, when in zip(announcements, schedule(announcements, pace, start), strict=True)}


def _first_winner(announcements: tuple[Announcement, ...]) -> Announcement:
    return next(each for each in announcements if isinstance(each, WinnerAnnounced))


@pytest.mark.parametrize(
    ("text", "factor"), [("real", 1.0), ("max", math.inf), ("60x", 60.0), ("60", 60.0), ("0.5x", 0.5), ("1.25", 1.25)]
)
def test_paces(text: str, factor: float) -> None:
    """A pace is a word or a factor, with or without its x."""
    assert parse_pace(text).factor == factor


@pytest.mark.parametrize("text", ["", "fast", "0x", "0", "-2x", "x", "1e3", "nan", "inf", "60 x"])
def test_no_paces(text: str) -> None:
    """Anything else is an error that names the right ones."""
    with pytest.raises(ValueError, match="write real, max, or a factor above 0 such as 60x"):
        parse_pace(text)


def test_at_real_pace_all_is_due_when_it_was() -> None:
    """Seconds from the opening, as on the night."""
    opened = next(each for each in GOLDEN_GLOBES if isinstance(each, CeremonyOpened))
    expected = [(each.time - opened.time).total_seconds() for each in GOLDEN_GLOBES]
    assert schedule(GOLDEN_GLOBES, parse_pace("real")) == expected


def test_a_factor_divides_every_wait() -> None:
    """60x shows an hour in a minute."""
    real = schedule(GOLDEN_GLOBES, parse_pace("real"))
    assert schedule(GOLDEN_GLOBES, parse_pace("60x")) == pytest.approx([each / 60 for each in real])


def test_at_max_nothing_waits() -> None:
    """All is due at once."""
    assert set(schedule(GOLDEN_GLOBES, parse_pace("max"))) == {0.0}


def test_by_default_the_night_is_shown_in_about_two_minutes() -> None:
    """The first winner comes soon after the opening, and the closing ends the show."""
    due = schedule(GOLDEN_GLOBES, SHOW)
    assert SHOW_SECONDS == 120
    assert 100 < due[-1] <= 120
    assert _due(GOLDEN_GLOBES, SHOW)[_first_winner(GOLDEN_GLOBES).id] == pytest.approx(LEAD_IN_SECONDS)


def test_what_was_said_around_the_night_is_not_waited_for() -> None:
    """What came weeks before the opening is due with it, and a correction of months later with the closing."""
    due = schedule(SMALL, parse_pace("real"))
    names = [type(each).__name__ for each in SMALL]
    assert due[: names.index("CeremonyOpened") + 1] == [0.0] * 5
    assert due[-1] == due[names.index("CeremonyClosed")] == timedelta(minutes=40).total_seconds()


def test_a_later_start_says_all_before_it_at_once() -> None:
    """From the start on, the steps are the same as ever."""
    whole = schedule(GOLDEN_GLOBES, SHOW)
    later = schedule(GOLDEN_GLOBES, SHOW, 30)
    assert set(later[:31]) == {0.0}
    assert later[30:] == pytest.approx([each - whole[30] for each in whole[30:]])
    assert set(schedule(GOLDEN_GLOBES, SHOW, len(GOLDEN_GLOBES) - 1)) == {0.0}


def test_a_ceremony_without_a_night_is_due_at_once() -> None:
    """A programme and a history are no show."""
    assert schedule(GOLDEN_GLOBES[:2], SHOW) == [0.0, 0.0]


@given(
    st.lists(st.integers(-3600, 20000), min_size=1, max_size=12),
    st.sampled_from([SHOW, parse_pace("real"), parse_pace("7x"), parse_pace("max")]),
)
def test_nothing_is_due_before_what_was_said_before(seconds: list[int], pace: Pace) -> None:
    """Whatever the times are, the order of saying is kept, and nothing is due before the start."""
    begin = datetime(2020, 2, 1, 20, tzinfo=timezone(timedelta(hours=1)))
    said = tuple(
        CeremonyOpened(id=str(each), source="test", subject="village-2020", time=begin + timedelta(seconds=each))
        for each in seconds
    )
    due = schedule(said, pace)
    assert due == sorted(due)
    assert due[0] >= 0
