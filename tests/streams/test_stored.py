"""What the worker's records give back, and how it notices that one is lost."""

from itertools import islice

import msgspec
import pytest

from streams.fold import fold
from streams.step import step
from streams.stored import (
    BOOKS,
    NIGHTS,
    Mark,
    Partition,
    newer,
    partition_of,
    restore,
    started_over,
    store_night,
    store_position,
)
from tests.streams.announcing import arrivals, endless_night

Tables = dict[str, dict[bytes, bytes]]
NIGHT, BOOK, POSITION = b"0/awards-2017", b"0/awards", b"0"


@pytest.fixture
def history() -> list[tuple[Partition, Tables]]:
    """The partition and its tables after each of a few announcements; the last one is rejected."""
    partition, steps = Partition(number=0), []
    tables: Tables = {NIGHTS: {}, BOOKS: {}}
    for arrival in arrivals(*islice(endless_night(), 8), b"not JSON"):
        made = step(partition, arrival, fold=fold, home=lambda _: 0)
        partition = made.after
        for each in made.store:
            tables[each.table][each.key] = each.value
        steps.append((partition, {name: dict(table) for name, table in tables.items()}))
    return steps


def test_a_partition_without_records_begins_at_the_beginning() -> None:
    """Nothing stored means nothing folded."""
    assert restore({}, 2).partition == Partition(number=2, mark=Mark(0, -1))


def test_everything_comes_back(history: list[tuple[Partition, Tables]]) -> None:
    """After each announcement, the records give back position, nights and books as they were."""
    for partition, tables in history:
        restored = restore(tables, 0)
        assert not restored.lost
        assert restored.partition.mark == partition.mark
        assert {k: (v.mark, v.night) for k, v in restored.partition.nights.items()} == {
            k: (v.mark, v.night) for k, v in partition.nights.items()
        }
        assert restored.partition.books == partition.books


def test_a_partition_stands_at_its_highest_mark(history: list[tuple[Partition, Tables]]) -> None:
    """The position record of a rejected announcement counts like a night's own mark."""
    assert set(history[-1][1][NIGHTS]) == {NIGHT, POSITION}
    assert restore(history[-1][1], 0).partition.mark == Mark(0, 8)


def test_a_book_alone_moves_no_position(history: list[tuple[Partition, Tables]]) -> None:
    """A worker that dies between book and night folds that announcement again, with the book already written."""
    half = {NIGHTS: history[3][1][NIGHTS], BOOKS: history[4][1][BOOKS]}
    restored = restore(half, 0)
    assert (restored.partition.mark, restored.lost) == (Mark(0, 3), ())
    (arrival,) = list(arrivals(*islice(endless_night(), 5)))[4:]
    again = step(restored.partition, arrival, fold=fold, home=lambda _: 0)
    for made in again.store:
        assert history[4][1][made.table][made.key] == made.value


@pytest.mark.parametrize(("table", "key"), [(NIGHTS, NIGHT), (BOOKS, BOOK)])
@pytest.mark.parametrize("found", [None, b"", b"not JSON", b'{"mark":{"rebuild":0,"offset":7},"state":{"old":"form"}}'])
def test_a_lost_record_is_noticed(
    history: list[tuple[Partition, Tables]], table: str, key: bytes, found: bytes | None
) -> None:
    """A record that is missing, or that this version cannot read, is named: what was folded into it must not vanish."""
    tables = history[-1][1]
    if found is None:
        del tables[table][key]
    else:
        tables[table][key] = found
    assert restore(tables, 0).lost == (f"{table}/{key.partition(b'/')[2].decode()}",)


def test_an_older_record_in_a_newers_place_is_noticed(history: list[tuple[Partition, Tables]]) -> None:
    """Compaction keeps what was written last; where that was a late worker's older record, the newer one is lost."""
    tables = history[-1][1]
    tables[NIGHTS][NIGHT] = history[5][1][NIGHTS][NIGHT]
    assert restore(tables, 0).lost == ("nights/awards-2017",)


def test_the_higher_mark_wins_in_any_order(history: list[tuple[Partition, Tables]]) -> None:
    """A worker that was asleep may write its older record after its successor's newer one."""
    older, later = (history[number][1][NIGHTS][NIGHT] for number in (5, 7))
    assert newer(older, later) == newer(later, older) == later
    assert newer(None, older) == newer(older, None) == newer(b"not JSON", older) == newer(older, b"not JSON") == older


def test_nothing_before_a_rebuild_counts(history: list[tuple[Partition, Tables]]) -> None:
    """After a rebuild began, an old record is worth nothing, however high its offset."""
    partition, tables = history[-1]
    begun = started_over(partition)
    position = store_position(begun)
    tables[position.table][position.key] = position.value
    restored = restore(tables, 0)
    assert restored.partition == Partition(number=0, mark=Mark(1, -1))
    assert not restored.lost


def test_a_rebuild_goes_on_where_it_was(history: list[tuple[Partition, Tables]]) -> None:
    """A worker killed in a rebuild goes on with it, among the records of before."""
    partition, tables = history[-1]
    begun = started_over(partition)
    (first,) = arrivals(next(endless_night()))
    made = step(begun, first, fold=fold, home=lambda _: 0)
    position, night = store_position(begun), store_night(made.after, "awards-2017")
    tables[NIGHTS] |= {position.key: position.value, night.key: night.value}
    restored = restore(tables, 0)
    assert restored.partition.mark == Mark(1, 0)
    assert set(restored.partition.nights) == {"awards-2017"}
    assert not restored.partition.books
    assert not restored.lost


def test_partitions_do_not_mix(history: list[tuple[Partition, Tables]]) -> None:
    """Each partition reads its own records, though one table holds them all."""
    _, tables = history[-1]
    assert restore(tables, 1).partition == Partition(number=1)
    assert restore(tables, 10).partition == Partition(number=10)
    assert [partition_of(key) for key in (NIGHT, POSITION, b"12/x", b"x", b"")] == [0, 0, 12, None, None]


def test_a_record_is_plain_json(history: list[tuple[Partition, Tables]]) -> None:
    """People look into these topics; mark and inventory stand beside the state."""
    record = msgspec.json.decode(history[-1][1][NIGHTS][NIGHT])
    assert record["mark"] == {"rebuild": 0, "offset": 7}
    assert record["inventory"] == {"nights/awards-2017": 7, "books/awards": 7}
    assert record["state"]["programme"]["ceremony"] == "awards-2017"
