"""What a subscriber wants to see: ceremonies, kinds, and whom or what it is about.

A filter looks at values: a filtered board is the full board without the values that the filter does not select, and a
filtered turn is the difference of two filtered boards. So an address leaves the filtered board as soon as the value at
it is no longer one of those selected, and nothing stale stays behind.
"""

from collections.abc import Iterable

import msgspec

from sweepcast.board import AnyValue
from sweepcast.cloudevents import Id

Facts = frozenset[str]
"""What a filter can know of a value, as `kind:milestone`, `kind:record-broken` or `work:la-la-land`."""


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Selects values; a dimension that is empty selects all.

    A value is selected if it is of one of the `ceremonies`, and of one of the `kinds`, and about any one of the
    `works`, `people` and `categories` together.

    Attributes:
        ceremonies: ids of nights; empty for all that are current.
        kinds: `ceremony`, `stage`, `category`, `work`, `standing`, `milestone`, or the kind of a milestone, such as
            `clean-sweep`.
        works: ids: their values, standings and milestones, and the categories in which they are nominated.
        people: likewise.
        categories: ids: the categories, and milestones about them.
    """

    ceremonies: tuple[Id, ...] = ()
    kinds: tuple[Id, ...] = ()
    works: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    categories: tuple[Id, ...] = ()

    @property
    def selects_whole_boards(self) -> bool:
        """Whether each board is seen whole, so that the turns of a ceremony come without holes."""
        return not (self.kinds or self.works or self.people or self.categories)

    @property
    def size(self) -> int:
        """How many ids it names."""
        return sum(map(len, msgspec.structs.astuple(self)))

    def includes(self, ceremony: str) -> bool:
        """Return whether anything of a ceremony is selected."""
        return not self.ceremonies or ceremony in self.ceremonies

    def selects(self, facts: Facts) -> bool:
        """Return whether a value is selected, if its ceremony is."""
        return (not self.kinds or not facts.isdisjoint(f"kind:{each}" for each in self.kinds)) and (
            not (about := self._about()) or not facts.isdisjoint(about)
        )

    def _about(self) -> list[str]:
        return [
            *(f"work:{each}" for each in self.works),
            *(f"person:{each}" for each in self.people),
            *(f"category:{each}" for each in self.categories),
        ]


EVERYTHING = Filter()


class WantedFilter(Filter, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A filter as a client asks for it: a slip of the pen must not silently select everything."""


def wanted(selected: Filter) -> WantedFilter:
    """Return a filter as a client asks for it."""
    return WantedFilter(**msgspec.structs.asdict(selected))


def filter_of(
    *,
    ceremonies: Iterable[str] = (),
    kinds: Iterable[str] = (),
    works: Iterable[str] = (),
    people: Iterable[str] = (),
    categories: Iterable[str] = (),
) -> Filter:
    """Return the filter that names these ids, each once and sorted: equal wishes give equal filters.

    Raises:
        msgspec.ValidationError: one of them is no id.
    """
    given = {
        "ceremonies": ceremonies,
        "kinds": kinds,
        "works": works,
        "people": people,
        "categories": categories,
    }
    return msgspec.convert({name: sorted(set(ids)) for name, ids in given.items()}, Filter)


class _Named(msgspec.Struct):
    id: str = ""
    kind: str = ""


class _Nomination(msgspec.Struct):
    works: tuple[_Named, ...] = ()
    people: tuple[_Named, ...] = ()


class _Glance(msgspec.Struct):
    """What a filter looks at of any value; all else is skipped."""

    type: str = ""
    id: str = ""
    of: str = ""
    kind: str = ""
    nominations: tuple[_Nomination, ...] | int = ()
    recipients: tuple[_Named, ...] = ()
    subjects: tuple[_Named, ...] = ()


_GLANCES = msgspec.json.Decoder(_Glance)


def facts_in(value: bytes | msgspec.Raw) -> Facts:
    """Return the facts of a value as JSON; a value that this version does not know has at most its kind."""
    try:
        return _facts(_GLANCES.decode(value))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return frozenset()


def facts_of(value: AnyValue) -> Facts:
    """Return the facts of a value."""
    return facts_in(msgspec.json.encode(value))


def _facts(glance: _Glance) -> Facts:
    facts = {f"kind:{glance.type}"}
    match glance.type:
        case "category":
            facts.add(f"category:{glance.id}")
            for nomination in glance.nominations if isinstance(glance.nominations, tuple) else ():
                facts.update(f"work:{each.id}" for each in nomination.works)
                facts.update(f"person:{each.id}" for each in nomination.people)
            facts.update(f"person:{each.id}" for each in glance.recipients)
        case "work":
            facts.add(f"work:{glance.id}")
        case "standing":
            facts.add(f"{glance.of}:{glance.id}")
        case "milestone":
            facts.add(f"kind:{glance.kind}")
            facts.update(f"{each.kind}:{each.id}" for each in glance.subjects)
    return frozenset(facts)
