"""Subscriptions: the opening, exact resume, and the law that every subscriber ends with the same board."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.gateway.core.cursor import Cursor, encode_cursor
from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.options import FeedOptions
from consumers.gateway.core.subscription import FellBehind
from sweepcast.filters import Filter
from sweepcast.frames import FRAMES, Hello, Snapshot, TurnFrame
from tests.consumers.gateway.turns import EPOCH, NIGHT, OTHER, Reader, canonical, frames_of, new_log, record, subscribed


def night_of(turns: int, **options: object) -> FeedLog:
    """Return the log of one night with so many turns."""
    log = new_log(**options)
    for sequence in range(1, turns + 1):
        log.append(record(sequence), 0, sequence - 1)
    return log


def test_without_a_cursor_snapshots_come_first_and_then_every_turn() -> None:
    """Hello, a snapshot of each night, then turns as they fall."""
    log = night_of(3)
    log.append(record(1, ceremony=OTHER, partition=1), 1, 0)
    subscription = subscribed(log, FeedOptions())
    hello, first, second = frames_of(subscription)
    assert isinstance(hello, Hello)
    assert (hello.data.resumed, hello.data.reason, hello.data.ceremonies) == (False, "no-cursor", (NIGHT, OTHER))
    assert isinstance(first, Snapshot)
    assert isinstance(second, Snapshot)
    assert [(each.data.ceremony, each.data.sequence) for each in (first, second)] == [(NIGHT, 3), (OTHER, 1)]
    assert second.cursor == log.cursor
    log.append(record(4), 0, 3)
    (turn,) = frames_of(subscription)
    assert isinstance(turn, TurnFrame)
    assert turn.data.sequence == 4


def test_a_good_cursor_resumes_with_exactly_the_turns_behind_it() -> None:
    """No snapshot, no turn twice, none left out."""
    log = night_of(5)
    cursor = encode_cursor(Cursor(EPOCH, (2,)))
    hello, *turns = frames_of(subscribed(log, FeedOptions(cursor=cursor)))
    assert isinstance(hello, Hello)
    assert (hello.data.resumed, hello.data.reason, hello.cursor) == (True, "resumed", cursor)
    assert [each.data.sequence for each in turns if isinstance(each, TurnFrame)] == [3, 4, 5]
    assert len(turns) == 3


def test_resuming_at_the_newest_cursor_gives_hello_alone() -> None:
    """Who has everything gets nothing again."""
    log = night_of(2)
    assert len(list(frames_of(subscribed(log, FeedOptions(cursor=log.cursor))))) == 1


@pytest.mark.parametrize(
    ("cursor", "reason"),
    [
        (lambda _: "what is this", "cursor-malformed"),
        (lambda _: "", "cursor-malformed"),
        (lambda _: encode_cursor(Cursor(b"another topic id", (2,))), "cursor-of-another-log"),
        (lambda _: encode_cursor(Cursor(EPOCH, unfinished=True)), "cursor-unfinished"),
        (lambda log: encode_cursor(Cursor(EPOCH, (log.end + 1,))), "cursor-ahead"),
        (lambda log: encode_cursor(Cursor(EPOCH, (log.end, 1))), "cursor-ahead"),
        (lambda _: encode_cursor(Cursor(EPOCH, (1,))), "cursor-too-old"),
    ],
)
def test_a_cursor_that_cannot_be_honoured_is_said_aloud(cursor: Callable[[FeedLog], str], reason: str) -> None:
    """Hello says why, and a snapshot follows; there is no silent partial replay."""
    log = night_of(40, kept_bytes=8 * len(record(1)))
    hello, snapshot = frames_of(subscribed(log, FeedOptions(cursor=cursor(log))))
    assert isinstance(hello, Hello)
    assert (hello.data.resumed, hello.data.reason) == (False, reason)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.data.sequence == 40


def test_the_oldest_place_still_held_can_be_resumed() -> None:
    """Trimming takes away just the cursors whose turns are gone."""
    log = night_of(40, kept_bytes=8 * len(record(1)))
    hello, *turns = frames_of(subscribed(log, FeedOptions(cursor=encode_cursor(Cursor(EPOCH, log.trimmed)))))
    assert isinstance(hello, Hello)
    assert hello.data.resumed
    assert len(turns) == log.end - log.start


def test_one_ceremony_is_served_alone() -> None:
    """A subscriber of one ceremony gets its snapshot and its turns, with cursors of the whole feed."""
    log = night_of(2)
    log.append(record(1, ceremony=OTHER, partition=1), 1, 0)
    subscription = subscribed(log, FeedOptions(filter=Filter(ceremonies=(OTHER,))))
    _, snapshot = frames_of(subscription)
    assert isinstance(snapshot, Snapshot)
    alone = log.selection(Filter(ceremonies=(OTHER,)))
    assert (snapshot.data.ceremony, snapshot.cursor) == (OTHER, alone.cursor(log.offsets))
    log.append(record(3), 0, 2)
    assert list(frames_of(subscription)) == []
    log.append(record(2, ceremony=OTHER, partition=1), 1, 1)
    (turn,) = frames_of(subscription)
    assert turn.cursor == alone.cursor(log.offsets)


def test_a_ceremony_that_is_not_known_yet_can_be_waited_for() -> None:
    """Without a board there is no snapshot; the first turn makes the board."""
    log = night_of(1)
    subscription = subscribed(log, FeedOptions(filter=Filter(ceremonies=(OTHER,))))
    (hello,) = frames_of(subscription)
    assert hello.cursor == subscription.cursor
    log.append(record(1, ceremony=OTHER, partition=1), 1, 0)
    assert Reader().take_all(subscription).turns == [(OTHER, 1)]


def test_one_who_is_cut_off_amid_the_snapshots_gets_them_again() -> None:
    """Until the last snapshot is sent, the cursor of each frame says that the client has not got everything."""
    log = night_of(2)
    log.append(record(1, ceremony=OTHER, partition=1), 1, 0)
    for got in (1, 2):
        subscription = subscribed(log, FeedOptions())
        frames = [subscription.next_frame(0.0) for _ in range(got)]
        last = frames[-1]
        assert last is not None
        assert FRAMES.decode(last).cursor == subscription.cursor
        hello, *snapshots = frames_of(subscribed(log, FeedOptions(cursor=subscription.cursor)))
        assert isinstance(hello, Hello)
        assert hello.data.reason == "cursor-unfinished"
        assert len(snapshots) == 2


def test_a_slow_one_whose_turns_were_let_go_is_told_so() -> None:
    """A place that the log has left behind is never skipped over in silence."""
    log = night_of(1, kept_bytes=4 * len(record(1)))
    subscription = subscribed(log, FeedOptions())
    assert len(list(frames_of(subscription))) == 2
    for sequence in range(2, 20):
        log.append(record(sequence), 0, sequence - 1)
    with pytest.raises(FellBehind):
        subscription.next_frame(0.0)


def test_one_who_fell_behind_comes_back_behind_what_it_got() -> None:
    """At a gateway that holds the turns that this log has let go of, it gets each of them once."""
    log, longer = night_of(1, kept_bytes=8000), night_of(1)
    subscription = subscribed(log, FeedOptions())
    list(frames_of(subscription))
    for sequence in range(2, 30):
        for each in (log, longer):
            each.append(record(sequence), 0, sequence - 1)
        if sequence == 3:
            list(frames_of(subscription))
    with pytest.raises(FellBehind):
        subscription.next_frame(0.0)
    hello, *turns = frames_of(subscribed(longer, FeedOptions(cursor=subscription.cursor)))
    assert isinstance(hello, Hello)
    assert hello.data.resumed
    assert [each.data.sequence for each in turns if isinstance(each, TurnFrame)] == list(range(4, 30))


def test_one_who_was_served_live_goes_on_behind_what_it_got() -> None:
    """Turns that were sent to all at once are not handed out again."""
    log = night_of(1)
    subscription = subscribed(log, FeedOptions())
    list(frames_of(subscription))
    log.append(record(2), 0, 1)
    subscription.move_to(log.end, log.offsets)
    assert subscription.cursor == log.cursor
    log.append(record(3), 0, 2)
    assert [each.data.sequence for each in frames_of(subscription) if isinstance(each, TurnFrame)] == [3]


CEREMONIES = (NIGHT, OTHER, "golden-globes-2016")
PARTITION_OF = {NIGHT: 0, OTHER: 1, "golden-globes-2016": 0}


@st.composite
def topics(draw: st.DrawFn) -> list[list[bytes]]:
    """Draw what a worker wrote to two partitions: turns of three nights, with runs sent again after restarts."""
    partitions: list[list[bytes]] = [[], []]
    sequences = dict.fromkeys(CEREMONIES, 0)
    inputs = [0, 0]
    for ceremony in draw(st.lists(st.sampled_from(CEREMONIES), max_size=14)):
        partition = PARTITION_OF[ceremony]
        sequences[ceremony] += 1
        inputs[partition] += draw(st.integers(1, 2))
        partitions[partition].append(
            record(sequences[ceremony], ceremony=ceremony, partition=partition, offset=inputs[partition])
        )
        again = draw(st.integers(0, 3))
        partitions[partition] += partitions[partition][-again:] if again == 3 else []
    return partitions


def read_on(log: FeedLog, topic: list[list[bytes]], choose: random.Random, most: int) -> None:
    """Read up to so many further records, partitions in any order."""
    for _ in range(most):
        offsets = (*log.offsets, 0, 0)[:2]
        open_ones = [each for each in (0, 1) if offsets[each] < len(topic[each])]
        if not open_ones:
            return
        partition = choose.choice(open_ones)
        log.append(topic[partition][offsets[partition]], partition, offsets[partition])


@given(topic=topics(), choose=st.randoms(use_true_random=False), rounds=st.integers(1, 12))
def test_every_subscriber_ends_with_the_same_boards(
    topic: list[list[bytes]], choose: random.Random, rounds: int
) -> None:
    """Everyone sees each turn once and in order, and has the same boards, byte for byte.

    So do those who join late, and those who are cut off anywhere and resume, even at another gateway that read the
    partitions in another order.
    """
    logs = [new_log(), new_log()]
    steady = subscribed(logs[0], FeedOptions())
    first = Reader()
    readers = [Reader() for _ in range(3)]
    for _ in range(rounds):
        for log in logs:
            read_on(log, topic, choose, choose.randint(0, 4))
        first.take_all(steady)
        for reader in readers:
            log = choose.choice(logs)
            subscription = subscribed(log, FeedOptions(cursor=reader.cursor))
            for _ in range(choose.randint(0, 6)):
                frame = subscription.next_frame(0.0)
                if frame is not None:
                    reader.take(FRAMES.decode(frame))
                    assert subscription.cursor in (reader.cursor, log.cursor)
    for log in logs:
        read_on(log, topic, choose, sum(map(len, topic)))
    first.take_all(steady)
    late = Reader().take_all(subscribed(logs[1], FeedOptions()))
    final = canonical(logs[0])
    assert first.turns == sorted(set(first.turns), key=first.turns.index)
    assert first.encoded() == late.encoded() == canonical(logs[1]) == final
    for reader in readers:
        reader.take_all(subscribed(logs[1], FeedOptions(cursor=reader.cursor)))
        assert reader.encoded() == final


@given(topic=topics(), choose=st.randoms(use_true_random=False))
def test_a_resumed_one_gets_what_the_steady_one_got_behind_the_cursor(
    topic: list[list[bytes]], choose: random.Random
) -> None:
    """Of every cursor ever given out: what was seen before it and what comes after it are all turns, each once."""
    log, other = new_log(), new_log()
    steady = subscribed(log, FeedOptions())
    (hello,) = frames_of(steady)
    read_on(log, topic, choose, sum(map(len, topic)))
    read_on(other, topic, choose, sum(map(len, topic)))
    told = [(hello.cursor, None), *((each.cursor, each) for each in frames_of(steady))]
    everything = {(each.data.ceremony, each.data.sequence) for _, each in told if isinstance(each, TurnFrame)}
    for number, (cursor, _) in enumerate(told):
        before = {
            (each.data.ceremony, each.data.sequence) for _, each in told[: number + 1] if isinstance(each, TurnFrame)
        }
        for gateway in (log, other):
            hello, *rest = frames_of(subscribed(gateway, FeedOptions(cursor=cursor)))
            assert isinstance(hello, Hello)
            assert hello.data.resumed
            after = [(each.data.ceremony, each.data.sequence) for each in rest if isinstance(each, TurnFrame)]
            assert len(after) == len(set(after)) == len(rest)
            assert before.isdisjoint(after)
            assert before.union(after) == everything
