"""docs/desk-openapi.yaml as something that answers can be held against: status, body, and that the path is there."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCS = Path(__file__).parents[3] / "docs"
FILE = DOCS / "desk-openapi.yaml"
_BASE = "http://desk.example/"


@cache
def document() -> dict[str, Any]:
    """Return the description."""
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def _registry() -> Registry[Any]:
    resources = [(f"{_BASE}desk-openapi.yaml", document())]
    for file in (DOCS / "schemas").glob("*.json"):
        schema = json.loads(file.read_text(encoding="utf-8"))
        schema.pop("$id", None)
        resources.append((f"{_BASE}schemas/{file.name}", schema))
    made: Registry[Any] = Registry().with_resources(
        (uri, Resource.from_contents(content, DRAFT202012)) for uri, content in resources
    )
    return made


def validate(schema: dict[str, Any] | str, value: object) -> None:
    """Hold a value against a schema, or one of the components by its name.

    Raises:
        jsonschema.ValidationError: it does not fit.
    """
    if isinstance(schema, str):
        schema = {"$ref": f"#/components/schemas/{schema}"}
    Draft202012Validator(_absolute(schema), registry=_registry()).validate(value)


def _absolute(schema: Any) -> Any:  # noqa: ANN401 (JSON)
    """Return the schema with references that do not hang on where it stands."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            reference = schema["$ref"]
            here = "desk-openapi.yaml" if reference.startswith("#") else ""
            return {"$ref": f"{_BASE}{here}{reference.removeprefix('./')}"}
        return {name: _absolute(value) for name, value in schema.items()}
    return [_absolute(each) for each in schema] if isinstance(schema, list) else schema


class Described:
    """Holds answers against the description, and remembers which operations were called."""

    def __init__(self) -> None:
        self.called: set[tuple[str, int]] = set()

    def check(self, method: str, path: str, status: int, body: object) -> None:
        """Hold an answer against the description of its path; files of the page and unknown paths are left alone."""
        operation = _operation(method, urlsplit(path).path)
        if operation is None:
            return
        self.called.add((operation["operationId"], status))
        responses = operation["responses"]
        response = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        assert response is not None, f"{operation['operationId']} answers {status}, which is not described"
        if "$ref" in response:
            response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
        content = response.get("content", {}).get("application/json")
        if content is not None:
            validate(content["schema"], body)


def _operation(method: str, path: str) -> dict[str, Any] | None:
    paths = document()["paths"]
    for template in sorted(paths, key=lambda each: each.count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found: dict[str, Any] | None = paths[template].get(method.lower())
            return found
    return None
