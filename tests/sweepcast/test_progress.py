"""What frames mean to a follower, without any connection; tests/sessions holds the same against whole sessions."""

import json

import pytest

from sweepcast.board import Stage, Update
from sweepcast.cloudevents import Malformed
from sweepcast.feed_errors import ConnectionLost, FeedEnded, farewell
from sweepcast.filters import EVERYTHING, Filter
from sweepcast.frames import FRAMES, Snapshot, TurnFrame
from sweepcast.progress import LONGEST_PAUSE_SECONDS, Progress, UnknownFrame, keep, pause_before, read_frame
from tests.fake_gateway import CEREMONY, heartbeat, hello, snapshot, turn


def test_pauses_grow_to_a_bound_and_are_spread() -> None:
    """The bound holds however long a gateway stays away."""
    grown = [pause_before(failures, 1.0) for failures in range(7)]
    assert grown == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE_SECONDS]
    assert pause_before(10**9, 1.0) == LONGEST_PAUSE_SECONDS
    assert pause_before(2, 0.25) == 0.5
    assert pause_before(5, 0.0) == 0.0


@pytest.mark.parametrize("code", [1000, 1006, 1009, 1011, 4000, 4499, 5000])
def test_codes_that_come_back(code: int) -> None:
    """Everything but 4500 to 4999 is worth another try."""
    assert isinstance(farewell(code, ""), ConnectionLost)


@pytest.mark.parametrize("code", [4500, 4999])
def test_codes_that_do_not_come_back(code: int) -> None:
    """4500 to 4999 are for good."""
    assert isinstance(farewell(code, ""), FeedEnded)


def test_keep_applies_turns_and_replaces_by_snapshots() -> None:
    """Boards are kept by ceremony; neither a turn nor a snapshot touches another night's, or what was kept before."""
    one, two = stage(1), stage(2)
    start = keep({}, snapshot(1, {"stage": one}))
    after = keep(keep(start, turn(2, Update(address="stage", value=two))), turn(1, ceremony="oscars-2017"))
    assert start == {CEREMONY: {"stage": one}}
    assert after == {CEREMONY: {"stage": two}, "oscars-2017": {}}
    assert keep(after, snapshot(9))[CEREMONY] == {}


def stage(decided: int) -> Stage:
    """Return a stage with so many decided categories."""
    return Stage(status="open", up_next=None, decided=decided, categories=25, opened_at=None, closed_at=None)


def test_a_frame_of_an_unknown_type_is_read_as_one() -> None:
    """There will be more types; their cursor counts like any other, and all else of them is theirs."""
    assert read_frame('{"type": "sweepcast.feed.applause", "cursor": "c", "data": 11}') == UnknownFrame(
        "sweepcast.feed.applause", "c"
    )
    assert read_frame(b'{"type": "sweepcast.feed.applause"}') == UnknownFrame("sweepcast.feed.applause")


def test_values_of_unknown_types_are_left_out() -> None:
    """There will be more kinds of values; what stood at their address is gone, and the rest of the frame counts."""
    stage = Update(address="stage", value=None)
    told = json.loads(FRAMES.encode(turn(4, stage)))
    told["data"]["updates"].append({"address": "lottery/tonight", "value": {"type": "lottery"}})
    frame = read_frame(json.dumps(told))
    assert isinstance(frame, TurnFrame)
    assert frame.data.updates == (stage, Update(address="lottery/tonight", value=None))
    shown = json.loads(FRAMES.encode(snapshot(4)))
    shown["data"]["board"] = {"lottery/tonight": {"type": "lottery"}}
    frame = read_frame(json.dumps(shown))
    assert isinstance(frame, Snapshot)
    assert frame.data.board == {}


@pytest.mark.parametrize(
    "message",
    [
        "welcome to the chat",
        "{}",
        "[]",
        '{"type": 7}',
        '{"type": "sweepcast.turn"}',
        '{"type": "sweepcast.feed.applause", "cursor": 7}',
        "[" * 100_000,
        "\ud800",
        b"\xff\xfe",
    ],
    ids=range(9),
)
def test_what_is_no_frame_is_told_as_such(message: str | bytes) -> None:
    """Whatever it is, it is no other error, so that a client can deal with it."""
    with pytest.raises(Malformed):
        read_frame(message)


def test_every_known_frame_is_read() -> None:
    """A frame that this version knows never passes for an unknown one."""
    frame = turn(3)
    assert read_frame(FRAMES.encode(frame)) == frame
    broken = json.loads(FRAMES.encode(heartbeat("c")))
    del broken["cursor"]
    with pytest.raises(Malformed, match="cursor"):
        read_frame(json.dumps(broken))


def test_the_gateway_may_know_of_a_filter_that_the_client_does_not() -> None:
    """An address may hold options of later versions; hello says whether boards are whole."""
    progress = Progress(None, EVERYTHING)
    greeting = hello()
    told = json.loads(FRAMES.encode(greeting))
    told["data"]["filter"] = {"kinds": ["stage"]}
    progress.take(read_frame(json.dumps(told)))
    assert progress.take(snapshot(1)) is not None
    assert progress.take(turn(5)) is not None


def test_a_gap_makes_the_cursor_worthless() -> None:
    """The next connection gets snapshots, and says so where a missing cursor would mean something else."""
    progress = Progress(None, Filter())
    for frame in (hello(), snapshot(1)):
        progress.take(frame)
    with pytest.raises(ConnectionLost, match=rf"turn 2 of {CEREMONY} is missing \(turn 3 came\)"):
        progress.take(turn(3))
    assert (progress.cursor, progress.lost_trust) == (None, True)
    progress.take(hello())
    assert (progress.cursor, progress.lost_trust) == ("at-hello", False)
