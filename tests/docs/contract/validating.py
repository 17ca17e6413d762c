"""Validators of the published schemas, as they lie in docs/schemas: with formats, and closed on demand."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from docs.contract.schemas import Json

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time")
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or (_MOMENT.fullmatch(value) is not None and _reads(datetime, value))


@_FORMATS.checks("date")
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or _reads(date, value)


def _reads(kind: type[date], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a published schema, as `frames.json`."""
    loaded: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return loaded


@cache
def validator(name: str, part: str | None = None, *, closed: bool = False) -> Draft202012Validator:
    """Return a validator of what a schema describes, or of one of its parts; a closed one refuses unknown fields.

    The closed ones hold us to telling nothing that is not described.
    """
    content = _closed(schema(name)) if closed else schema(name)
    if part is not None:
        content = {"$ref": f"#/$defs/{part}", "$defs": content["$defs"]}
    return Draft202012Validator(content, format_checker=_FORMATS)


def _closed(content: Json) -> Json:
    if isinstance(content, list):
        return [_closed(each) for each in content]
    if not isinstance(content, dict):
        return content
    closed = {key: _closed(value) for key, value in content.items()}
    if content.get("type") == "object" and "properties" in content:
        closed["additionalProperties"] = False
    return closed
