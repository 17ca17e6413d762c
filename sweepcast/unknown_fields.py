"""Finds the fields of a document that no struct reads: ignored on the wire, but in a file a slip of the pen."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import inspect

from sweepcast.programme import Problem


def unknown_fields(document: object, kind: object) -> list[Problem]:
    """Return a problem for each field in `document` that the type `kind` does not have, in the order of the document.

    The document is plain JSON values that have already been found to fit `kind`.
    """
    return list(_walk(document, _type_info(kind), "$"))


@cache
def _type_info(kind: object) -> inspect.Type:
    return inspect.type_info(kind)


def _walk(value: object, expected: inspect.Type, path: str) -> Iterator[Problem]:
    struct = _struct(value, expected)
    if struct is not None and isinstance(value, Mapping):
        types = {field.encode_name: field.type for field in struct.fields}
        for name, inner in value.items():
            if name in types:
                yield from _walk(inner, types[name], f"{path}.{name}")
            elif name != struct.tag_field:
                known = ", ".join(sorted(types))
                yield Problem(f"{path}.{name}", f"is not a field here: remove it or correct its name; known: {known}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        item = next(
            (each.item_type for each in _alternatives(expected) if isinstance(each, inspect.VarTupleType)), None
        )
        if item is not None:
            for place, inner in enumerate(value):
                yield from _walk(inner, item, f"{path}[{place}]")


def _struct(value: object, expected: inspect.Type) -> inspect.StructType | None:
    """Return the struct that reads `value`: of several, the one whose tag it bears."""
    structs = [each for each in _alternatives(expected) if isinstance(each, inspect.StructType)]
    if not isinstance(value, Mapping) or not structs:
        return None
    return next((each for each in structs if each.tag_field is None or value.get(each.tag_field) == each.tag), None)


def _alternatives(expected: inspect.Type) -> Iterator[inspect.Type]:
    """Yield the types that `expected` may be, without their annotations."""
    if isinstance(expected, inspect.Metadata):
        yield from _alternatives(expected.type)
    elif isinstance(expected, inspect.UnionType):
        for each in expected.types:
            yield from _alternatives(each)
    else:
        yield expected
