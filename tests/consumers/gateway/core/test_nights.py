"""Which nights are current, and which boards are let go."""

import pytest

from consumers.gateway.core.log import Absent, Entry, FeedLog
from consumers.gateway.core.nights import LINGER_SECONDS
from sweepcast.filters import filter_of
from tests.consumers.gateway.seam_model import stage
from tests.consumers.gateway.turns import new_log, record


class Told:
    """A log, and the records that it was given."""

    def __init__(self, **options: object) -> None:
        """Begin with nothing."""
        self.log: FeedLog = new_log(**options)
        self.records: list[bytes] = []
        self._sequences: dict[str, int] = {}

    def tell(self, night: str, status: str, told_at: float = 0.0) -> Entry | Absent:
        """Give the log the next turn of a night."""
        sequence = self._sequences[night] = self._sequences.get(night, 0) + 1
        offset = len(self.records)
        turn = record(sequence, ceremony=night, offset=offset, updates=[stage(status)])
        entry = self.log.append(turn, 0, offset, told_at)
        if isinstance(entry, Absent):
            self._sequences[night] -= 1
            return entry
        assert isinstance(entry, Entry)
        self.records.append(turn)
        return entry

    def restore(self, night: str) -> None:
        """Give the log the turns of a night again."""
        stretch = self.log.stretch(night)
        assert stretch is not None
        self.log.restore(night, [self.records[each] for each in stretch.offsets])


def test_open_nights_and_the_last_one_of_each_body_are_current() -> None:
    """A night that is over is current until another night of its award body is over."""
    told = Told()
    for night in ("globes-2015", "globes-2016", "oscars-2015", "oscars-2016"):
        told.tell(night, "closed")
    told.tell("globes-2017", "published")
    told.tell("globes-2018", "open")
    assert told.log.current_at(told.log.end) == ("globes-2016", "globes-2017", "globes-2018", "oscars-2016")
    assert told.log.ceremonies == (
        "globes-2015",
        "globes-2016",
        "globes-2017",
        "globes-2018",
        "oscars-2015",
        "oscars-2016",
    )


def test_what_was_current_is_known_at_every_place() -> None:
    """One who begins with a delay begins with the nights that were current then."""
    told = Told()
    told.tell("globes-2015", "closed")
    told.tell("globes-2016", "open")
    told.tell("globes-2016", "closed")
    assert [told.log.current_at(place) for place in range(4)] == [
        (),
        ("globes-2015",),
        ("globes-2015", "globes-2016"),
        ("globes-2016",),
    ]


def test_a_night_that_comes_back_says_how_it_stood() -> None:
    """A correction of a night of years ago tells those who follow what is current how that night stood before."""
    told = Told()
    told.tell("globes-2015", "closed")
    told.tell("globes-2016", "closed")
    entry = told.tell("globes-2015", "closed")
    assert isinstance(entry, Entry)
    assert entry.comes_back is not None
    sequence, values = entry.comes_back
    assert (sequence, list(values)) == (1, ["stage"])
    assert told.log.current_at(told.log.end) == ("globes-2015",)
    again = told.tell("globes-2015", "closed")
    assert isinstance(again, Entry)
    assert again.comes_back is None


def test_boards_of_nights_long_over_are_let_go_and_made_again() -> None:
    """But for the few that were asked for last; a turn of a night that was let go needs its board first."""
    told = Told(held_nights=1)
    for year in range(2011, 2015):
        told.tell(f"globes-{year}", "closed", told_at=float(year - 2011))
    told.log.let_go(LINGER_SECONDS)
    assert told.log.held_boards == 4
    assert told.log.board("globes-2011") is not None
    told.log.let_go(2 * LINGER_SECONDS)
    assert told.log.absent(filter_of(ceremonies=["globes-2011", "globes-2012", "globes-2013", "globes-2014"])) == (
        "globes-2012",
        "globes-2013",
    )
    assert told.log.board("globes-2012") is None
    assert told.log.value("globes-2012", "stage") is not None
    absent = told.tell("globes-2012", "open")
    assert isinstance(absent, Absent)
    assert absent.stretch.offsets == (1,)
    told.restore("globes-2012")
    entry = told.tell("globes-2012", "open")
    assert isinstance(entry, Entry)
    assert entry.comes_back is not None


def test_a_board_is_made_only_of_all_its_turns() -> None:
    """Turns of another night, or too few of them, are an error, and the board stays away."""
    told = Told(held_nights=0)
    told.tell("globes-2015", "open")
    told.tell("globes-2015", "closed")
    told.tell("globes-2016", "closed")
    told.log.let_go(2 * LINGER_SECONDS)
    for records in ([], told.records[:1], told.records[1:3]):
        with pytest.raises(ValueError, match="not the turns of globes-2015 up to 2"):
            told.log.restore("globes-2015", records)
    assert told.log.board("globes-2015") is None
    told.restore("globes-2015")
    at = told.log.board("globes-2015")
    assert at is not None
    assert at.sequence == 2
