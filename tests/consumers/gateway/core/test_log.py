"""The feed's log: what is taken, what is dropped, and the boards that result."""

import msgspec
import pytest

from consumers.gateway.core.cursor import Cursor, decode_cursor, encode_cursor
from consumers.gateway.core.log import Absent, Dropped, Entry, FeedLog, first_place_beyond
from sweepcast.board import Board, encode_board
from sweepcast.filters import EVERYTHING
from sweepcast.frames import FRAMES, Snapshot, TurnFrame
from sweepcast.turns import TURNS
from tests.consumers.gateway.turns import EPOCH, NIGHT, OTHER, gone, new_log, record, stage, standing


def append(log: FeedLog, content: bytes, partition: int = 0) -> Entry | Dropped:
    """Append the next record of a partition."""
    offsets = log.offsets + (0,) * 9
    entry = log.append(content, partition, offsets[partition])
    assert not isinstance(entry, Absent)
    return entry


def test_a_turn_becomes_the_frame_that_all_subscribers_get() -> None:
    """A frame is its Kafka record, byte for byte, with the cursor behind it."""
    log = new_log()
    content = record(1)
    entry = append(log, content)
    assert isinstance(entry, Entry)
    assert entry.frame.startswith(content[:-1])
    frame = FRAMES.decode(entry.frame)
    assert isinstance(frame, TurnFrame)
    assert frame.data == TURNS.decode(content).data
    assert decode_cursor(frame.cursor) == Cursor(EPOCH, (1,))
    assert frame.cursor == log.cursor


def test_a_record_with_white_space_around_it_is_framed_as_well() -> None:
    """Nothing relies on how the worker spaces its JSON, only that it is JSON."""
    spaced = msgspec.json.format(record(1), indent=2) + b"\n"
    entry = append(new_log(), spaced)
    assert isinstance(entry, Entry)
    assert FRAMES.decode(entry.frame).cursor


def test_a_board_is_all_updates_applied() -> None:
    """The later value of an address wins, and one without a value leaves the board."""
    log = new_log()
    append(log, record(1, updates=[standing("moonlight", 0), standing("la-la-land", 1), stage(1)]))
    append(log, record(2, updates=[standing("la-la-land", 2), gone("stage"), gone("never-there")]))
    at = log.board(NIGHT)
    assert at is not None
    assert at.sequence == 2
    expected: Board = {}
    for update in (standing("la-la-land", 2), standing("moonlight", 0)):
        assert update.value is not None
        expected[update.address] = update.value
    assert at.encoded == encode_board(expected)
    assert log.value(NIGHT, "stage") is None
    assert log.value(NIGHT, "standing/work/moonlight") == msgspec.json.encode(expected["standing/work/moonlight"])


def test_nights_have_boards_of_their_own() -> None:
    """A turn changes the board of its ceremony alone; an unknown ceremony has none."""
    log = new_log()
    append(log, record(1, ceremony=OTHER))
    append(log, record(1, ceremony=NIGHT, partition=1), partition=1)
    assert log.ceremonies == (NIGHT, OTHER)
    assert log.board("bafta-2017") is None
    assert log.value("bafta-2017", "stage") is None


def test_what_a_restarted_worker_sends_again_is_dropped() -> None:
    """A turn whose sequence number and input position are in the log makes no second entry, however often it comes."""
    log = new_log()
    for sequence in (1, 2, 3):
        append(log, record(sequence))
    again = [append(log, record(sequence)) for sequence in (2, 3)]
    assert [each.reason for each in again if isinstance(each, Dropped)] == ["repeat", "repeat"]
    fresh = append(log, record(4))
    assert isinstance(fresh, Entry)
    assert (fresh.place, fresh.missing) == (3, 0)
    assert decode_cursor(log.cursor).offsets == (6,)
    assert log.dropped == {"repeat": 2}


def test_a_record_that_is_read_again_is_dropped() -> None:
    """A consumer that went back in Kafka makes no repeats."""
    log = new_log()
    append(log, record(1))
    append(log, record(2))
    cursor = log.cursor
    again = log.append(record(1), 0, 0)
    assert isinstance(again, Dropped)
    assert again.reason == "repeat"
    assert log.cursor == cursor


@pytest.mark.parametrize(
    ("sequence", "offset"),
    [(3, 2), (2, 7)],
    ids=["new number for an old announcement", "old number for a new announcement"],
)
def test_a_turn_that_is_neither_new_nor_a_repeat_is_a_conflict(sequence: int, offset: int) -> None:
    """A turn enters by both its marks or not at all, and the disagreement is told with both."""
    log = new_log()
    append(log, record(1))
    append(log, record(2))
    odd = append(log, record(sequence, offset=offset))
    assert isinstance(odd, Dropped)
    assert odd.reason == "conflict"
    assert f"turn {sequence} of {NIGHT}" in odd.detail
    assert f"announcement {offset} of partition 0" in odd.detail


def test_a_missing_turn_is_told_and_the_feed_goes_on() -> None:
    """Updates carry state, so that what comes after a gap is still worth having; the entry says what is missing."""
    log = new_log()
    append(log, record(1))
    entry = append(log, record(4))
    assert isinstance(entry, Entry)
    assert entry.missing == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"not json", b"\xff\xfe", b'{"type":"sweepcast.rejection"}', record(1).replace(b'"value":', b'"v":')],
)
def test_what_is_no_turn_stops_nothing(content: bytes) -> None:
    """A record that cannot be read is dropped with its reason; the next one is taken."""
    log = new_log()
    dropped = append(log, content)
    assert isinstance(dropped, Dropped)
    assert dropped.reason == "malformed"
    assert dropped.detail
    assert isinstance(append(log, record(1)), Entry)


def test_a_snapshot_is_encoded_once_between_two_turns() -> None:
    """All who subscribe at one place of the log share the bytes of a snapshot; a turn makes a new one."""
    log = new_log()
    append(log, record(1))
    everything = log.selection(EVERYTHING)
    first = everything.snapshot(NIGHT, log.end, log.cursor)
    assert log.selection(EVERYTHING).snapshot(NIGHT, log.end, log.cursor) is first
    append(log, record(2))
    second = FRAMES.decode(everything.snapshot(NIGHT, log.end, log.cursor))
    assert isinstance(second, Snapshot)
    assert second.data.sequence == 2
    assert list(second.data.board) == sorted(second.data.board)


def test_the_oldest_frames_are_let_go_beyond_the_bound() -> None:
    """A log holds at most so many bytes of frames; its boards stay whole."""
    size = len(record(1)) + 100
    log = new_log(kept_bytes=size * 8)
    for sequence in range(1, 101):
        append(log, record(sequence))
    assert log.end == 100
    assert 3 <= log.end - log.start <= 8
    assert log.trimmed == (log.start,)
    assert log.entry(log.start).place == log.start
    at = log.board(NIGHT)
    assert at is not None
    assert at.sequence == 100


def test_the_place_of_a_cursor_is_found() -> None:
    """Everything before the place was seen; the entry there is the first that may not have been."""
    log = new_log()
    append(log, record(1))
    append(log, record(1, ceremony=OTHER, partition=1), partition=1)
    append(log, record(2))
    places = [first_place_beyond(log, offsets) for offsets in [(), (1,), (1, 1), (2,), (2, 1)]]
    assert places == [0, 1, 2, 1, 3]


def test_a_log_can_start_behind_records_that_kafka_has_deleted() -> None:
    """The cursor of a log that starts at offset 5 says so."""
    log = new_log(first=(5,))
    assert log.cursor == encode_cursor(Cursor(EPOCH, (5,)))
    entry = log.append(record(1), 0, 5)
    assert isinstance(entry, Entry)
    assert entry.offsets == (6,)
