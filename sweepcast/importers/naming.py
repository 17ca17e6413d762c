"""Matches titles and names with ids over a whole file: the written ones, and made ones for those that have none.

The same title is the same work, unless the file gives it different ids, or has it as a film and as a series.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable

import msgspec

from sweepcast.importers.ids import is_id, made_id, sanitised, untaken
from sweepcast.importers.imported import at_row, at_rows
from sweepcast.programme import Medium, Problem


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """One naming of a work or person: in which row and edition (`scope`), of what kind, with the id as written."""

    row: int
    scope: Hashable
    kind: Medium | None
    name: str
    written: str


class NamedIds(msgspec.Struct, frozen=True, kw_only=True):
    """The id of each naming; or, by row, why there is none.

    Attributes:
        made: the ids that were made, with the name of each.
    """

    ids: dict[Naming, str]
    problems: dict[int, list[Problem]]
    notices: tuple[Problem, ...]
    made: dict[str, str]


def named_ids(namings: Iterable[Naming], column: str) -> NamedIds:
    """Return the ids of all namings in a file; `column` is what errors call the place of the names."""
    every = list(namings)
    written = _written_ids(every)
    index = _Index(every, written)
    ids = {each: written[each.written] for each in every if each.written}
    problems: dict[int, list[Problem]] = defaultdict(list)
    made: dict[tuple[str, Medium | None], str] = {}
    taken = set(written.values())
    for each in (each for each in every if not each.written):
        known = index.ids_for(each)
        kinds = index.kinds_for(each)
        if len(known) == 1:
            ids[each] = known[0]
        elif len(known) > 1:
            told = f"{each.name!r} may be {' or '.join(known)}: write the id"
            problems[each.row].append(at_row(each.row, told, column))
        elif len(kinds) > 1:
            told = f"{each.name!r} is both a film and a series here: write the medium, or the id"
            problems[each.row].append(at_row(each.row, told, column))
        else:
            key = (each.name, next(iter(kinds), None))
            if key not in made:
                plain = made_id(each.name)
                made[key] = untaken(f"{plain}-tv" if key[1] == "tv" and plain in taken else plain, taken)
                taken.add(made[key])
            ids[each] = made[key]
    for found in _two_media(ids):
        problems[found[0]].append(found[1])
    return NamedIds(
        ids=ids,
        problems=problems,
        notices=tuple(_notices(every, written, column)),
        made={id_: name for (name, _), id_ in made.items()},
    )


def _written_ids(namings: Iterable[Naming]) -> dict[str, str]:
    """Return the id for each id as written: itself, or where that is none, one near to it that nothing else bears."""
    written = dict.fromkeys(each.written for each in namings if each.written)
    ids = {each: each for each in written if is_id(each)}
    for each in written:
        if each not in ids:
            ids[each] = untaken(sanitised(each), set(ids.values()))
    return ids


class _Index:
    """What the file says of each name: its written ids and its media, in an edition and altogether."""

    def __init__(self, namings: Iterable[Naming], written: dict[str, str]) -> None:
        self._ids: dict[tuple[Hashable, str, Medium | None], list[str]] = defaultdict(list)
        self._kinds: dict[tuple[Hashable, str], set[Medium]] = defaultdict(set)
        for each in namings:
            for scope in (each.scope, None):
                if each.written and written[each.written] not in self._ids[scope, each.name, each.kind]:
                    self._ids[scope, each.name, each.kind].append(written[each.written])
                if each.kind is not None and not each.written:
                    self._kinds[scope, each.name].add(each.kind)

    def ids_for(self, naming: Naming) -> list[str]:
        """Return the ids that the naming may mean: those in its edition, or else those in the file."""
        kinds: tuple[Medium | None, ...] = ("film", "tv", None) if naming.kind is None else (naming.kind, None)
        for scope in (naming.scope, None):
            found = (id_ for kind in kinds for id_ in self._ids.get((scope, naming.name, kind), ()))
            if distinct := list(dict.fromkeys(found)):
                return distinct
        return []

    def kinds_for(self, naming: Naming) -> set[Medium]:
        """Return the media that the naming may have, those in its edition before those in the file."""
        if naming.kind is not None:
            return {naming.kind}
        return self._kinds.get((naming.scope, naming.name)) or self._kinds.get((None, naming.name)) or set()


def _two_media(ids: dict[Naming, str]) -> Iterable[tuple[int, Problem]]:
    first: dict[tuple[Hashable, str], Naming] = {}
    for naming, id_ in ids.items():
        if naming.kind is not None:
            known = first.setdefault((naming.scope, id_), naming)
            if known.kind != naming.kind:
                told = f"is {naming.kind!r}, but row {known.row} has {known.kind!r} for the work {id_!r}"
                yield naming.row, at_row(naming.row, told, "medium")


def _notices(namings: Iterable[Naming], written: dict[str, str], column: str) -> Iterable[Problem]:
    rows: dict[str, list[int]] = defaultdict(list)
    names: dict[str, dict[str, int]] = defaultdict(dict)
    for each in namings:
        if each.written:
            rows[each.written].append(each.row)
            names[each.written].setdefault(each.name, each.row)
    for raw, id_ in written.items():
        if raw != id_:
            yield at_rows(rows[raw], f"{column}: the id {raw!r} holds what an id cannot: it is written {id_!r}")
        if len(names[raw]) > 1:
            told = ", ".join(f"{name!r} (row {row})" for name, row in names[raw].items())
            yield at_rows(rows[raw], f"{column}: the id {raw!r} is called {told}: the first in each edition is shown")
