"""JSON Schemas (draft 2020-12) of msgspec types: what msgspec makes of them, made readable.

Types that have a name in the code have the same name in the schema, docstrings become descriptions, and each document
stands alone. A schema of what we write asks for every field that we always write; one of what we read asks for what
we need.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect

from docs.contract.described import aliases_of, description_of, field_descriptions

Json = Any
"""Any JSON value."""
Schema = dict[str, Any]
"""A JSON Schema as plain JSON values; its shape is the specification's, not ours."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/$defs/{name}"
_BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
"""`contentEncoding` alone is a remark, which no validator checks."""


class Direction(Enum):
    """Who writes what a schema describes."""

    TOLD = "by Sweepcast: whatever is always written is required"
    SAID = "by others: only what has no default is required"


def document(
    name: str, roots: Sequence[str], about: str, direction: Direction, vocabulary: Collection[ModuleType]
) -> Schema:
    """Return the schema document with the relative `$id` `name`.

    `roots` are the names of the types that it describes, structs or aliases of the modules in `vocabulary`; the other
    aliases there are given their names too.

    Raises:
        ValueError: the vocabulary has no such type, or two with one name.
    """
    aliases = _aliases(vocabulary)
    definitions: dict[str, Schema] = {}
    for root in roots:
        definitions |= _definitions(_type_named(root, aliases, vocabulary), direction)
    named = {alias: plain_schema(kind) for alias, (kind, _) in aliases.items()}
    by_content = _by_content(named)
    definitions |= {alias: _described(aliases[alias][1]) | schema for alias, schema in named.items()}
    folded = {each: _with_names(schema, by_content, inside=each) for each, schema in definitions.items()}
    used = sorted(set().union(*(_reachable(root, folded) for root in roots)))
    references = [{"$ref": _REFERENCE.format(name=each)} for each in roots]
    return {
        "$schema": DIALECT,
        "$id": name,
        "title": name.removesuffix(".json"),
        "description": about,
        **(references[0] if len(references) == 1 else {"anyOf": references}),
        "$defs": {each: folded[each] for each in used},
    }


def plain_schema(kind: object) -> Schema:
    """Return the schema of a type that is no struct, or of structs by reference."""
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REFERENCE)
    return dict(_simplified(schema))


def _aliases(vocabulary: Collection[ModuleType]) -> dict[str, tuple[object, str]]:
    """Return the named types of the modules, each with its description."""
    found: dict[str, tuple[object, str]] = {}
    for module in vocabulary:
        for name, kind, about in aliases_of(module):
            if name in found and found[name][0] != kind:
                raise ValueError(f"two types are called {name}: rename the one in {module.__name__}")
            found[name] = (kind, about)
    return found


def _type_named(name: str, aliases: Mapping[str, tuple[object, str]], vocabulary: Collection[ModuleType]) -> object:
    if name in aliases:
        return aliases[name][0]
    for module in vocabulary:
        if name in vars(module):
            return vars(module)[name]
    raise ValueError(f"no module of the vocabulary has a type {name!r}: name one of theirs, or add its module")


def _definitions(kind: object, direction: Direction) -> dict[str, Schema]:
    """Return the schemas of all structs in a type, by name."""
    _, components = msgspec.json.schema_components([kind], ref_template=_REFERENCE)
    structs = {each.__name__: each for each in _structs(inspect.type_info(kind), set())}
    return {name: _of_struct(structs[name], _simplified(schema), direction) for name, schema in components.items()}


def _structs(info: inspect.Type, seen: set[type]) -> Iterator[type[msgspec.Struct]]:
    """Yield the structs in a type, each once."""
    if isinstance(info, inspect.StructType):
        if info.cls in seen:
            return
        seen.add(info.cls)
        yield info.cls
        for field in info.fields:
            yield from _structs(field.type, seen)
    for inner in _inner_types(info):
        yield from _structs(inner, seen)


def _inner_types(info: inspect.Type) -> Iterator[inspect.Type]:
    match info:
        case inspect.Metadata():
            yield info.type
        case inspect.UnionType():
            yield from info.types
        case inspect.VarTupleType() | inspect.ListType():
            yield info.item_type
        case inspect.DictType():
            yield from (info.key_type, info.value_type)


def _of_struct(struct: type[msgspec.Struct], schema: Schema, direction: Direction) -> Schema:
    """Return the schema of a struct with its descriptions, and with what is required in this direction."""
    abouts = field_descriptions(struct)
    properties = {
        name: {"description": abouts[name]} | field if name in abouts else field
        for name, field in schema["properties"].items()
    }
    described = schema | _described(description_of(struct)) | {"properties": properties}
    if direction is Direction.SAID:
        return described
    if not struct.__struct_config__.omit_defaults:
        described["properties"] = {
            name: {key: value for key, value in field.items() if key != "default"} for name, field in properties.items()
        }
        described["required"] = list(properties)
    return described


def _described(about: str) -> Schema:
    return {"description": about} if about else {}


def _simplified(schema: Json) -> Json:
    """Return the schema in the plain words of JSON Schema."""
    if isinstance(schema, list):
        return [_simplified(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _simplified(value) for key, value in schema.items()}
    if plain.get("contentEncoding") == "base64":
        plain["pattern"] = _BASE64
    if len(plain.get("enum", ())) == 1:
        plain = {"const": plain["enum"][0]} | {key: value for key, value in plain.items() if key != "enum"}
    if plain.pop("discriminator", None):  # OpenAPI's; what it says stands in the alternatives too, as their `type`
        plain = {"oneOf": plain["anyOf"]} | {key: value for key, value in plain.items() if key != "anyOf"}
    return plain


def _by_content(named: Mapping[str, Schema]) -> dict[bytes, str]:
    """Return the names by the schemas that bear them.

    Raises:
        ValueError: two names have the same schema, so that neither could be told from the other.
    """
    names: dict[bytes, str] = {}
    for name, schema in named.items():
        content = _content(schema)
        if content in names:
            raise ValueError(
                f"{names[content]} and {name} are the same in JSON: give both one name, or make them differ"
            )
        names[content] = name
    return names


def _content(schema: Schema) -> bytes:
    return msgspec.json.encode(schema, order="deterministic")


def _with_names(schema: Json, names: Mapping[bytes, str], inside: str) -> Json:
    """Return the schema with a reference wherever a named one stands, but for the named one itself, `inside`."""
    if isinstance(schema, list):
        return [_with_names(each, names, inside) for each in schema]
    if not isinstance(schema, dict):
        return schema
    beside = {key: value for key, value in schema.items() if key in ("description", "default")}
    name = names.get(_content({key: value for key, value in schema.items() if key not in beside}))
    if name is not None and name != inside:
        return beside | {"$ref": _REFERENCE.format(name=name)}
    return {key: value if key == "default" else _with_names(value, names, inside) for key, value in schema.items()}


def _reachable(name: str, definitions: Mapping[str, Schema]) -> set[str]:
    """Return a definition's name and the names of all that it refers to."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += _references(definitions[each])
    return found


def _references(schema: Json) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference.rpartition("/")[2]
        for each in schema.values():
            yield from _references(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _references(each)
