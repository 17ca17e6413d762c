"""Writes a ceremony as the JSON that a ceremony's file holds, without what goes without saying."""

import msgspec
from msgspec import NODEFAULT, structs

from sweepcast.ceremony_file import CeremonyFile


def encode_ceremony(ceremony: CeremonyFile) -> bytes:
    """Return the ceremony as indented JSON in UTF-8: read again, it is the same ceremony."""
    return msgspec.json.format(msgspec.json.encode(_plain(ceremony)), indent=1) + b"\n"


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
