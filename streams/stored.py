"""What the worker remembers in Kafka: the records of its two tables, and what they amount to when it comes back.

State belongs to the partition whose announcements made it, so each key begins with the partition's number. A record
holds the state together with its mark, the announcement that made it: one write, so neither is there without the other.

| table | key | record |
|---|---|---|
| nights | `<partition>/<ceremony>` | a night, and the partition's inventory |
| nights | `<partition>` | no state: an announcement that changed no night, and the partition's inventory |
| books | `<partition>/<award body>` | a record book |

A partition stands at the highest mark of its records in `nights`. A book is written before the night of the same
announcement, so a book alone says nothing about where the partition stands.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from streams.night import Night
from streams.record_book import Book
from sweepcast.board import Board

NIGHTS = "nights"
BOOKS = "books"
CHANGELOGS = {NIGHTS: "sweepcast.state.nights", BOOKS: "sweepcast.state.books"}
"""The changelog topic of each table."""

Tables = Mapping[str, Mapping[bytes, bytes]]
"""The records of each table, by key."""


class Mark(msgspec.Struct, frozen=True, order=True):
    """The announcement that a state stands at; before the first one, the offset is -1.

    `rebuild` counts how often the partition was folded again from the beginning: what was stored before the last
    rebuild is worth nothing after it, however high its offset.
    """

    rebuild: int = 0
    offset: int = -1


class KeptNight(msgspec.Struct, frozen=True):
    """A night with its mark; and its board, where that is at hand."""

    mark: Mark
    night: Night
    board: Board | None = None


class KeptBook(msgspec.Struct, frozen=True):
    """A record book with its mark."""

    mark: Mark
    book: Book


class Partition(msgspec.Struct, frozen=True, kw_only=True):
    """All that was folded of one partition: where it stands, its nights by ceremony, its books by award body."""

    number: int
    mark: Mark = Mark()
    nights: Mapping[str, KeptNight] = {}
    books: Mapping[str, KeptBook] = {}


class Storing(msgspec.Struct, frozen=True):
    """A record to store, and in which table."""

    table: str
    key: bytes
    value: bytes


class Restored(msgspec.Struct, frozen=True):
    """A partition as its records give it back; `lost` tells which of them are missing or cannot be read."""

    partition: Partition
    lost: tuple[str, ...]


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record's form. `inventory` has the offset of each record that the partition is made of, by `<table>/<name>`."""

    mark: Mark
    inventory: dict[str, int] | None = None
    state: msgspec.Raw = msgspec.Raw(b"null")


_ENCODER = msgspec.json.Encoder()
_RECORD = msgspec.json.Decoder(_Record)
_NIGHT = msgspec.json.Decoder(Night)
_BOOK = msgspec.json.Decoder(Book)


def store_position(partition: Partition) -> Storing:
    """Return the record that says where the partition stands, and nothing else."""
    return Storing(NIGHTS, str(partition.number).encode(), _record(partition.mark, None, _inventory(partition)))


def store_night(partition: Partition, ceremony: str) -> Storing:
    """Return the record of one of the partition's nights, which says where the partition stands as well."""
    kept = partition.nights[ceremony]
    return Storing(NIGHTS, _key(partition.number, ceremony), _record(kept.mark, kept.night, _inventory(partition)))


def store_book(partition: Partition, award_body: str) -> Storing:
    """Return the record of one of the partition's books."""
    kept = partition.books[award_body]
    return Storing(BOOKS, _key(partition.number, award_body), _record(kept.mark, kept.book, None))


def is_position(storing: Storing) -> bool:
    """Return whether a record says where its partition stands, and nothing else."""
    return storing.table == NIGHTS and b"/" not in storing.key


def newer(first: bytes | None, second: bytes | None) -> bytes | None:
    """Return the record with the higher mark, which is not always the one that was written last.

    A worker that was only asleep may still write when its successor is long ahead. A value that is not a record loses.
    """
    return first if _mark(first) >= _mark(second) else second


def partition_of(key: bytes) -> int | None:
    """Return which partition a record belongs to, or none where that is not a key of ours."""
    number = key.split(b"/", 1)[0]
    return int(number) if number.isdigit() else None


def restore(tables: Tables, number: int) -> Restored:
    """Return what the tables' records say of a partition; a partition without records is one that never began.

    Where a record is lost, so is what was folded into it: the partition that comes back is then to be folded again
    from the beginning (see `started_over`).
    """
    nights = dict(_records_of(tables.get(NIGHTS, {}), number))
    books = dict(_records_of(tables.get(BOOKS, {}), number))
    newest = max(nights.values(), key=lambda record: record.mark, default=_Record(mark=Mark()))
    found: dict[str, KeptNight | KeptBook] = {}
    for inventory_name, record in [*_named(NIGHTS, nights), *_named(BOOKS, books)]:
        if record.mark.rebuild == newest.mark.rebuild and (kept := _kept(inventory_name, record)) is not None:
            found[inventory_name] = kept
    lost = tuple(
        name
        for name, offset in (newest.inventory or {}).items()
        if name not in found or found[name].mark.offset < offset
    )
    partition = Partition(
        number=number,
        mark=newest.mark,
        nights={_name(each): kept for each, kept in found.items() if isinstance(kept, KeptNight)},
        books={_name(each): kept for each, kept in found.items() if isinstance(kept, KeptBook)},
    )
    return Restored(partition, lost)


def started_over(partition: Partition) -> Partition:
    """Return the partition as it is before its first announcement, for one more rebuild.

    Store its position before anything is folded: from then on, no earlier record counts.
    """
    return Partition(number=partition.number, mark=Mark(partition.mark.rebuild + 1, -1))


def _key(number: int, name: str) -> bytes:
    return f"{number}/{name}".encode()


def _record(mark: Mark, state: Night | Book | None, inventory: dict[str, int] | None) -> bytes:
    return _ENCODER.encode(_Record(mark=mark, inventory=inventory, state=msgspec.Raw(_ENCODER.encode(state))))


def _inventory(partition: Partition) -> dict[str, int]:
    return {
        **{f"{NIGHTS}/{ceremony}": kept.mark.offset for ceremony, kept in partition.nights.items()},
        **{f"{BOOKS}/{award_body}": kept.mark.offset for award_body, kept in partition.books.items()},
    }


def _mark(value: bytes | None) -> Mark:
    record = None if value is None else _decoded(value)
    return Mark(-1, -1) if record is None else record.mark


def _decoded(value: bytes) -> _Record | None:
    try:
        return _RECORD.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _records_of(table: Mapping[bytes, bytes], number: int) -> Iterator[tuple[str, _Record]]:
    """Give the partition's readable records, by what their key says after its number."""
    for key, value in table.items():
        if partition_of(key) == number and (record := _decoded(value)) is not None:
            yield key.partition(b"/")[2].decode(errors="replace"), record


def _named(table: str, records: Mapping[str, _Record]) -> Iterable[tuple[str, _Record]]:
    return ((f"{table}/{name}", record) for name, record in records.items() if name)


def _kept(inventory_name: str, record: _Record) -> KeptNight | KeptBook | None:
    """Return the state that a record holds, or none where this version cannot read it."""
    try:
        if inventory_name.startswith(NIGHTS):
            return KeptNight(record.mark, _NIGHT.decode(record.state))
        return KeptBook(record.mark, _BOOK.decode(record.state))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _name(inventory_name: str) -> str:
    return inventory_name.partition("/")[2]
