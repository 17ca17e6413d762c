"""docs/openapi.yaml: what can be read over HTTP, in OpenAPI 3.1. Answers are the JSON Schemas."""

from typing import Any

from consumers.gateway.http.turn_pages import MOST_TURNS, USUAL_TURNS
from docs.contract.about import LICENCE, TOKEN, version
from docs.contract.options import OPTIONS
from docs.contract.schemas import plain_schema
from sweepcast.cloudevents import Id
from sweepcast.frames import FEED_PATH

Document = dict[str, Any]


def openapi() -> Document:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sweepcast over HTTP",
            "version": version(),
            "description": "What can be read of the gateway over HTTP. `protocol.md` beside this file explains it to "
            "people; `asyncapi.yaml` describes the feed.",
            "license": LICENCE | {"identifier": "Apache-2.0"},
        },
        "servers": [
            {
                "url": "http://{host}:{port}",
                "variables": {"host": {"default": "127.0.0.1"}, "port": {"default": "8080"}},
            }
        ],
        "security": [{}, {"viewerToken": []}],
        "paths": _paths(),
        "components": {
            "parameters": {"ceremony": _ceremony()},
            "responses": {"Refused": _refused()},
            "securitySchemes": {"viewerToken": TOKEN},
        },
    }


def _paths() -> Document:
    ceremony = [{"$ref": "#/components/parameters/ceremony"}]
    night = "/v1/ceremonies/{ceremony}"
    return {
        "/v1/ceremonies": {
            "get": _get("ceremonies", "All nights", _answer("The latest first.", "Ceremonies"), tagged=True)
        },
        f"{night}/board": {
            "parameters": ceremony,
            "get": _get("board", "One night as it stands", _answer("Its board.", "BoardAnswer"), tagged=True),
        },
        f"{night}/turns": {
            "parameters": [*ceremony, *_page()],
            "get": _get("turns", "One night's turns", _answer("At most `limit` turns.", "Turns"), tagged=True),
        },
        f"{night}/feed.atom": {
            "parameters": ceremony,
            "get": _get(
                "atom", "One night's milestones", _text("The newest first.", "application/atom+xml"), tagged=True
            ),
        },
        FEED_PATH: {"parameters": _options(), "get": _get("feed", "The feed as Server-Sent Events", _events())},
        "/v1/config": {"get": _get("config", "Where the feed is", _answer("For the page.", "Config"))},
        "/healthz": {"get": _health()},
        "/metrics": {"get": _get("metrics", "The gateway's numbers", _text("For Prometheus.", "text/plain"))},
    }


def _get(name: str, summary: str, answer: Document, *, tagged: bool = False) -> Document:
    """Return an operation; a `tagged` answer has an ETag and need not be sent twice."""
    responses: Document = {"200": answer}
    if tagged:
        responses["200"] = answer | {"headers": {"ETag": {"schema": {"type": "string"}}}}
        responses["304"] = {"description": "Nothing has changed since the answer with that ETag."}
    responses["default"] = {"$ref": "#/components/responses/Refused"}
    return {"operationId": name, "summary": summary, "responses": responses}


def _answer(about: str, schema: str) -> Document:
    content = {"application/json": {"schema": {"$ref": f"./schemas/answers.json#/$defs/{schema}"}}}
    return {"description": about, "content": content}


def _refused() -> Document:
    later: Document = {
        "description": "With 429 and 503: seconds after which to ask again.",
        "schema": {"type": "integer"},
    }
    return _answer("It cannot be served: why, and what to do.", "Refusal") | {"headers": {"Retry-After": later}}


def _text(about: str, media_type: str) -> Document:
    return {"description": about, "content": {media_type: {"schema": {"type": "string"}}}}


def _events() -> Document:
    about = (
        "Events without end: each one's `data` is a frame of schemas/frames.json, its `id` the frame's cursor, "
        "with which an `EventSource` comes back as `Last-Event-ID`."
    )
    return _text(about, "text/event-stream")


def _health() -> Document:
    operation = _get("health", "How the gateway is", _answer("The feed is whole.", "Health"))
    operation["responses"]["503"] = _answer("The gateway still reads the nights so far.", "Health")
    return operation


def _ceremony() -> Document:
    return {
        "name": "ceremony",
        "in": "path",
        "required": True,
        "schema": plain_schema(Id),
        "example": "golden-globes-2017",
    }


def _page() -> list[Document]:
    after: Document = {"type": "integer", "minimum": 0, "default": 0}
    limit: Document = {"type": "integer", "minimum": 1, "maximum": MOST_TURNS, "default": USUAL_TURNS}
    return [
        {"name": "after", "in": "query", "description": "The turns behind this one.", "schema": after},
        {"name": "limit", "in": "query", "description": "At most so many.", "schema": limit},
    ]


def _options() -> list[Document]:
    options = [
        {"name": each.name, "in": "query", "description": each.about, "schema": each.schema}
        | ({"examples": {"one": {"value": [each.example]}}} if each.repeatable else {"example": each.example})
        for each in OPTIONS
    ]
    last = {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "Go on behind this event; stands above `cursor`.",
        "schema": {"type": "string"},
    }
    return [*options, last]
