"""What one announcement makes the worker send and store, whatever stands in the log."""

import json
from datetime import UTC, datetime
from itertools import islice

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.fold import Folded, fold
from streams.handlers import Refused
from streams.night import Night
from streams.record_book import Book
from streams.step import MAX_RECORD_BYTES, Arrival, Step, step
from streams.stored import BOOKS, NIGHTS, Mark, Partition, restore
from sweepcast import topics
from sweepcast.announcements import (
    Announcement,
    CeremonyClosed,
    CeremonyOpened,
    Outcome,
    ProgrammePublished,
    WinnerAnnounced,
)
from sweepcast.board import Board
from sweepcast.turns import REJECTIONS, TURNS, Position, RejectionReason
from tests.streams.announcing import BAD, arrivals, endless_night, envelope, small_programme
from tests.streams.nights import BEGIN

PUBLISHED = ProgrammePublished(**envelope("published"), time=BEGIN, data=small_programme())
OPENED = CeremonyOpened(**envelope("opened"), time=BEGIN)


def take(partition: Partition, *arrived: Arrival) -> list[Step]:
    """Return the steps of announcements that arrive one after the other."""
    steps = []
    for each in arrived:
        steps.append(step(partition, each, fold=fold, home=lambda _: 0))
        partition = steps[-1].after
    return steps


def rejected(made: Step) -> RejectionReason:
    """Return why the announcement was rejected, after checking that it left its position and changed nothing else."""
    assert made.send.topic == topics.REJECTIONS
    assert made.rejection is not None
    assert REJECTIONS.decode(made.send.value).data == made.rejection
    assert [(each.table, each.key) for each in made.store] == [(NIGHTS, str(made.after.number).encode())]
    return made.rejection.reason


def test_an_announcement_makes_a_turn_on_its_award_bodys_key() -> None:
    """The turn is a CloudEvent of its ceremony, at the announcement's own time, and carries the input's position."""
    made = take(Partition(number=0), *arrivals(PUBLISHED, OPENED))[1]
    turn = TURNS.decode(made.send.value)
    assert (made.send.topic, made.send.key) == (topics.UPDATES, b"awards")
    assert (turn.id, turn.subject, turn.time, turn.sequence) == ("awards-2017/2", "awards-2017", BEGIN, "0000000002")
    assert turn.data.cause.position == Position(partition=0, offset=1)


def test_the_state_carries_the_announcement_that_made_it() -> None:
    """Night and position are one record: restored from it, the partition is the same as it was in memory."""
    steps = take(Partition(number=0), *arrivals(PUBLISHED, OPENED))
    (stored,) = steps[1].store
    restored = restore({stored.table: {stored.key: stored.value}}, 0)
    assert not restored.lost
    assert restored.partition.mark == Mark(0, 1)
    assert restored.partition.nights["awards-2017"].night == steps[1].after.nights["awards-2017"].night


def test_the_book_is_stored_before_the_night() -> None:
    """A closing changes both: were the position there without the book, the book's rows would be lost."""
    closed = CeremonyClosed(**envelope("closed"), time=BEGIN)
    made = take(Partition(number=0), *arrivals(PUBLISHED, OPENED, closed))
    assert [[each.table for each in each_step.store] for each_step in made] == [[NIGHTS], [NIGHTS], [BOOKS, NIGHTS]]


@pytest.mark.parametrize("content", BAD)
def test_what_is_no_announcement_is_rejected_with_its_bytes(content: bytes | None) -> None:
    """Not JSON, not UTF-8, an unknown type, a field missing, nested without end, a null value: all are `malformed`."""
    (made,) = take(Partition(number=0), *arrivals(content, start=7))
    assert rejected(made) == "malformed"
    rejection = REJECTIONS.decode(made.send.value)
    assert rejection.data.original == (content or b"")
    assert (rejection.data.topic, rejection.data.position) == (topics.ANNOUNCEMENTS, Position(partition=0, offset=7))
    assert rejection.time == datetime(2017, 1, 9, 0, 0, 0, 7000, tzinfo=UTC)
    assert made.after.mark.offset == 7


def test_a_rejection_names_what_could_be_read() -> None:
    """Where an announcement is malformed elsewhere, its id and its ceremony are still told, and make its key."""
    content = b'{"id":"x1","subject":"golden-globes-2017","type":"sweepcast.announcement.winner-announced"}'
    (made,) = take(Partition(number=0), *arrivals(content))
    rejection = REJECTIONS.decode(made.send.value)
    assert (rejection.data.announcement, rejection.data.ceremony) == ("x1", "golden-globes-2017")
    assert (rejection.subject, made.send.key) == ("golden-globes-2017", b"golden-globes")


@pytest.mark.parametrize(
    ("announcement", "reason"),
    [
        (CeremonyOpened(**envelope("1", "others-2017"), time=BEGIN), "unknown-ceremony"),
        (CeremonyOpened(**envelope("1", "no-year"), time=BEGIN), "unknown-ceremony"),
        (
            WinnerAnnounced(**envelope("1"), time=BEGIN, data=Outcome(category="picture", nominations=("zz",))),
            "unknown-nomination",
        ),
        (OPENED, "duplicate"),
    ],
)
def test_what_the_fold_refuses_is_rejected(announcement: Announcement, reason: RejectionReason) -> None:
    """The fold's reason and words go into the rejection, and the night stays as it was."""
    steps = take(Partition(number=0), *arrivals(PUBLISHED, OPENED, announcement))
    assert rejected(steps[2]) == reason
    assert steps[2].after.nights == steps[1].after.nights
    assert steps[2].after.mark.offset == 2


def test_an_award_body_is_at_home_on_one_partition() -> None:
    """What arrives on another partition is rejected with how to send it: a ceremony never has two states."""
    (arrival,) = arrivals(PUBLISHED, partition=1)
    made = step(Partition(number=1), arrival, fold=fold, home=lambda award_body: len(award_body) % 3)
    assert rejected(made) == "wrong-partition"
    assert made.rejection is not None
    assert "partition 0" in made.rejection.detail
    assert "key awards" in made.rejection.detail


def test_a_step_is_the_same_bytes_again() -> None:
    """After the same announcements, a turn or a rejection comes out byte for byte the same, from records or memory."""
    log = arrivals(*islice(endless_night(), 12), b"not JSON", *islice(endless_night(), 3))
    once, again = take(Partition(number=0), *log), []
    tables: dict[str, dict[bytes, bytes]] = {NIGHTS: {}, BOOKS: {}}
    for arrival in log:
        made = step(restore(tables, 0).partition, arrival, fold=fold, home=lambda _: 0)
        again.append(made)
        for each in made.store:
            tables[each.table][each.key] = each.value
    assert [(each.send, each.store) for each in once] == [(each.send, each.store) for each in again]


def test_a_programme_too_large_for_its_records_is_rejected() -> None:
    """A turn or a state that Kafka would not take is never sent; its announcement is rejected with the sizes."""
    padding = "x" * (MAX_RECORD_BYTES // 3)
    large = msgspec.structs.replace(small_programme(), name=padding, time_zone=padding, award_body_name=padding)
    (made,) = take(Partition(number=0), *arrivals(ProgrammePublished(**envelope("1"), time=BEGIN, data=large)))
    assert rejected(made) == "too-large"
    assert not made.after.nights
    assert len(made.send.value) < MAX_RECORD_BYTES


def test_a_rejection_too_large_leaves_the_bytes_out() -> None:
    """Where the original does not fit, the rejection says where it stands instead."""
    (made,) = take(Partition(number=0), *arrivals(b"x" * MAX_RECORD_BYTES, start=3))
    assert rejected(made) == "malformed"
    assert made.rejection is not None
    assert made.rejection.original == b""
    assert f"{topics.ANNOUNCEMENTS}/0/3" in made.rejection.detail


def test_an_announcement_just_below_a_mebibyte_is_rejected_whole() -> None:
    """Kafka's default limit for an announcement leaves room for its rejection, base64 and all."""
    content = b"x" * (1024 * 1024)
    (made,) = take(Partition(number=0), *arrivals(content))
    assert REJECTIONS.decode(made.send.value).data.original == content


def test_a_mistake_of_ours_stops_nothing() -> None:
    """An announcement that the fold fails on is rejected as such, with the exception for the log."""

    def failing(
        night: Night | None, book: Book, announcement: Announcement, position: Position, *, before: Board | None
    ) -> Folded | Refused:
        raise KeyError("\ud800 oh no")

    (arrival,) = arrivals(PUBLISHED)
    made = step(Partition(number=0), arrival, fold=failing, home=lambda _: 0)
    assert rejected(made) == "internal-error"
    assert isinstance(made.fault, KeyError)


@pytest.mark.parametrize("timestamp", [-1, 0, 2**62, 253_402_300_799_999])
def test_any_timestamp_makes_a_time(timestamp: int) -> None:
    """A producer may write any number there; a rejection's time is then the nearest one that there is."""
    made = step(Partition(number=0), Arrival("t", 0, 0, timestamp, b""), fold=fold, home=lambda _: 0)
    assert REJECTIONS.decode(made.send.value).time.tzinfo is not None


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
_ENVELOPES = st.fixed_dictionaries(
    {
        "specversion": st.just("1.0"),
        "type": st.sampled_from([f"sweepcast.announcement.{name}" for name in ("winner-announced", "ceremony-opened")]),
        "id": st.text(max_size=8) | _JSON,
        "source": st.just("fuzz"),
        "subject": st.sampled_from(["awards-2017", "others-1", "x"]) | _JSON,
        "time": st.sampled_from(["2017-01-08T20:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]),
        "data": st.fixed_dictionaries({"category": st.sampled_from(["picture", "zz"]), "nominations": _JSON}) | _JSON,
    }
)


@given(
    st.lists(
        st.binary(max_size=64) | _JSON.map(json.dumps).map(str.encode) | _ENVELOPES.map(json.dumps).map(str.encode)
    )
)
def test_a_step_is_total(contents: list[bytes]) -> None:
    """Whatever stands in the log, each record is answered once and leaves its position."""
    steps = take(Partition(number=0), *arrivals(PUBLISHED, *contents))
    assert [each.after.mark.offset for each in steps] == list(range(len(contents) + 1))
    for made in steps:
        codec = TURNS if made.send.topic == topics.UPDATES else REJECTIONS
        codec.decode(made.send.value)
