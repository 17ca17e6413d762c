"""The log as it is seen under a filter: a table of turns and what becomes of them."""

import pytest

from consumers.gateway.core.log import Entry, FeedLog
from sweepcast.board import Update
from sweepcast.filters import EVERYTHING, Filter, filter_of
from sweepcast.frames import FRAMES, Snapshot, TurnFrame
from tests.consumers.gateway.seam_model import milestone, stage
from tests.consumers.gateway.turns import NIGHT, gone, new_log, record, standing

LEAD_OF_ARRIVAL = milestone("lead", "lead", "arrival")
LEAD_OF_MOONLIGHT = milestone("lead", "lead", "moonlight")


def log_of(*turns: list[Update]) -> FeedLog:
    """Return a log with these turns of one night."""
    log = new_log()
    for sequence, updates in enumerate(turns, 1):
        log.append(record(sequence, updates=updates), 0, sequence - 1)
    return log


def told(log: FeedLog, selected: Filter, place: int = -1) -> list[Update] | None:
    """Return the updates of a turn's frame under a filter, none where it does not come."""
    frame = log.selection(selected).frame(log.entry(place % log.end))
    if frame is None:
        return None
    turn = FRAMES.decode(frame)
    assert isinstance(turn, TurnFrame)
    return list(turn.data.updates)


@pytest.mark.parametrize(
    ("before", "turn", "selected", "comes"),
    [
        ([], [stage("open"), standing("arrival", 1)], EVERYTHING, [stage("open"), standing("arrival", 1)]),
        ([], [stage("open"), standing("arrival", 1)], filter_of(kinds=["stage"]), [stage("open")]),
        ([], [stage("open")], filter_of(kinds=["milestone"]), None),
        ([], [stage("open")], filter_of(ceremonies=["oscars-2017"]), None),
        ([LEAD_OF_ARRIVAL], [LEAD_OF_MOONLIGHT], filter_of(works=["arrival"]), [gone("milestone/lead")]),
        ([LEAD_OF_ARRIVAL], [LEAD_OF_MOONLIGHT], filter_of(works=["moonlight"]), [LEAD_OF_MOONLIGHT]),
        ([LEAD_OF_ARRIVAL], [gone("milestone/lead")], filter_of(works=["arrival"]), [gone("milestone/lead")]),
        ([LEAD_OF_MOONLIGHT], [gone("milestone/lead")], filter_of(works=["arrival"]), None),
        ([], [gone("milestone/lead")], filter_of(works=["arrival"]), None),
    ],
)
def test_a_turn_comes_with_what_is_selected_of_it(
    before: list[Update], turn: list[Update], selected: Filter, comes: list[Update] | None
) -> None:
    """What was selected and is not any more leaves the filtered board; of nothing at all there is no frame."""
    assert told(log_of(before, turn), selected) == comes


def test_what_a_milestone_says_at_its_end_stays() -> None:
    """An update that takes its address off the filtered board alone keeps how the milestone ended."""
    log = log_of([LEAD_OF_ARRIVAL], [])
    turn = record(3, updates=[LEAD_OF_MOONLIGHT]).replace(
        b'"ended":null', b'"ended":{"how":"passed","kind":"lead","status":"sole","headline":"arrival leads"}'
    )
    log.append(turn, 0, 2)
    (update,) = told(log, filter_of(works=["arrival"])) or []
    assert update.value is None
    assert update.ended is not None
    assert update.ended.headline == "arrival leads"


def test_whole_turns_keep_their_bytes() -> None:
    """A turn of which everything is selected differs from the full one by its cursor alone, and is made once."""
    log = log_of([stage("open")])
    stages = log.selection(filter_of(kinds=["stage"]))
    frame, full = stages.frame(log.entry(0)), log.entry(0).frame
    assert frame is not None
    assert frame.partition(b',"cursor":')[0] == full.partition(b',"cursor":')[0]
    assert frame != full
    assert stages.frame(log.entry(0)) is frame
    assert log.selection(EVERYTHING).frame(log.entry(0)) is full


def test_those_who_want_the_same_share_one_selection() -> None:
    """As long as anybody uses it; then it is forgotten."""
    log = log_of([stage("open")])
    first = log.selection(filter_of(kinds=["stage", "tie"]))
    assert log.selection(filter_of(kinds=["tie", "stage"])) is first


def test_a_snapshot_holds_what_is_selected() -> None:
    """The filtered board, under the night's own number, as it was before any place."""
    log = log_of([LEAD_OF_ARRIVAL, stage("open")], [LEAD_OF_MOONLIGHT])
    selection = log.selection(filter_of(works=["arrival"]))
    boards = []
    for place in (1, 2):
        snapshot = FRAMES.decode(selection.snapshot(NIGHT, place, "here"))
        assert isinstance(snapshot, Snapshot)
        boards.append((snapshot.data.sequence, snapshot.data.board))
    assert boards == [(1, {"milestone/lead": LEAD_OF_ARRIVAL.value}), (2, {})]
    with pytest.raises(KeyError, match=NIGHT):
        selection.snapshot(NIGHT, 0, "here")


def test_addresses_that_are_told_again_are_left_out() -> None:
    """A turn that is seen whole keeps its number though nothing is left of it; a filtered one does not come."""
    log = log_of([standing("arrival", 1)], [standing("arrival", 2)])
    first = log.entry(0)
    assert isinstance(first, Entry)
    again = frozenset({"standing/work/arrival"})
    whole = log.selection(EVERYTHING).frame_without(first, again)
    assert whole is not None
    empty = FRAMES.decode(whole)
    assert isinstance(empty, TurnFrame)
    assert (empty.data.sequence, empty.data.updates) == (1, ())
    assert log.selection(filter_of(works=["arrival"])).frame_without(first, again) is None
