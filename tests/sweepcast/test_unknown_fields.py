"""Fields of a document that no struct reads."""

import msgspec

from sweepcast.unknown_fields import unknown_fields


class Inner(msgspec.Struct, tag_field="kind", tag="inner"):
    """One of two kinds."""

    a: int = 0


class Other(msgspec.Struct, tag_field="kind", tag="other"):
    """The other kind."""

    b: int = 0
    free: dict[str, int] = {}


class Outer(msgspec.Struct):
    """All that a field can hold."""

    one: Inner | None = None
    many: tuple[Inner | Other, ...] = ()
    words: tuple[str, ...] = ()


def _paths(document: object) -> list[str]:
    return [each.path for each in unknown_fields(document, Outer)]


def test_what_is_read_is_no_problem() -> None:
    """Tags, absent fields, null, plain arrays and free objects are all known."""
    assert _paths({"one": None, "words": ["a", "b"]}) == []
    assert _paths({"one": {"kind": "inner", "a": 1}, "many": [{"kind": "other", "free": {"x": 1}}]}) == []


def test_what_is_not_read_has_its_path_and_the_known_names() -> None:
    """A field is judged by the kind of its own object, at any depth."""
    document = {
        "won": 1,
        "one": {"kind": "inner", "b": 1},
        "many": [{"kind": "other", "b": 1}, {"kind": "inner", "b": 1}],
        "words": [],
    }
    assert _paths(document) == ["$.won", "$.one.b", "$.many[1].b"]
    assert "known: many, one, words" in unknown_fields({"won": 1}, Outer)[0].message
