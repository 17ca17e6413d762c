"""The seam between what a client had and what follows, with partitions that were read in another order."""

from consumers.gateway.core.cursor import Cursor, decode_cursor
from consumers.gateway.core.log import Entry, FeedLog
from consumers.gateway.core.seam import Seam
from sweepcast.filters import EVERYTHING
from sweepcast.frames import FRAMES
from tests.consumers.gateway.turns import EPOCH, NIGHT, OTHER, new_log, record


def entries_of(log: FeedLog) -> list[Entry]:
    """Return a log's entries: partition 0, 1, 0, 1."""
    made = [
        log.append(record(1), 0, 0),
        log.append(record(1, ceremony=OTHER, partition=1), 1, 0),
        log.append(record(2), 0, 1),
        log.append(record(2, ceremony=OTHER, partition=1), 1, 1),
    ]
    return [each for each in made if isinstance(each, Entry)]


def test_what_was_seen_is_left_out_and_the_rest_is_not() -> None:
    """A client that had read partition 1 ahead of partition 0 gets what it lacks, once."""
    seam = Seam((1, 2))
    sent = [(each.ceremony, each.sequence) for each in entries_of(new_log()) if not seam.saw(each)]
    assert sent == [(NIGHT, 2)]


def test_a_cursor_at_the_seam_keeps_what_the_client_had() -> None:
    """Cut off again at once, the client is not sent what it already had from the other partition."""
    log = new_log()
    first = entries_of(log)[0]
    frame = Seam((0, 2)).joined(log.selection(EVERYTHING), first, first.frame)
    assert decode_cursor(FRAMES.decode(frame).cursor) == Cursor(EPOCH, (1, 2))


def test_behind_the_seam_all_share_one_frame() -> None:
    """Where the log holds all that the client had, it gets the very bytes that everyone gets."""
    log = new_log()
    third = entries_of(log)[2]
    assert Seam((1, 1)).joined(log.selection(EVERYTHING), third, third.frame) is third.frame
