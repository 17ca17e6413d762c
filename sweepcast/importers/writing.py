"""Writes a ceremony as the JSON that a ceremony's file holds, without what goes without saying."""

import json

import msgspec
from msgspec import NODEFAULT, structs

from sweepcast.ceremony_file import CeremonyFile

_LINE = 160
"""The longest line that holds more than one value."""


def encode_ceremony(ceremony: CeremonyFile) -> bytes:
    """Return the ceremony as JSON in UTF-8, a nomination a line: read again, it is the same ceremony."""
    plain: object = msgspec.to_builtins(_plain(ceremony))
    return f"{_laid_out(plain, 0)}\n".encode()


def _laid_out(value: object, depth: int) -> str:
    """Return the value on one line where it is short enough to be read there, else its parts on lines of their own."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(short) <= _LINE - depth:
        return short
    inner, outer = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, list):
        return f"[{inner}{f',{inner}'.join(_laid_out(each, depth + 1) for each in value)}{outer}]"
    fields = (f"{json.dumps(key)}: {_laid_out(each, depth + 1)}" for key, each in value.items())
    return f"{{{inner}{f',{inner}'.join(fields)}{outer}}}"


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        tag = value.__struct_config__.tag
        named = {str(value.__struct_config__.tag_field): tag} if tag is not None else {}
        fields = ((field, getattr(value, field.name)) for field in structs.fields(value))
        return {**named, **{field.encode_name: _plain(inner) for field, inner in fields if inner != _default(field)}}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value


def _default(field: structs.FieldInfo) -> object:
    return field.default_factory() if field.default_factory is not NODEFAULT else field.default
