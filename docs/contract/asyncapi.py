"""docs/asyncapi.yaml: the feed and the Kafka topics for programs, in AsyncAPI 3.0. Payloads are the JSON Schemas."""

import inspect
from collections.abc import Iterable
from typing import Any, get_args

import msgspec

from docs.contract.about import LICENCE, TOKEN, version
from docs.contract.described import description_of
from docs.contract.examples import Example
from docs.contract.options import query_schema
from sweepcast import topics
from sweepcast.announcements import Announcement
from sweepcast.cloudevents import CloudEvent
from sweepcast.frames import (
    FEED_PATH,
    SUBPROTOCOL,
    Acked,
    AnyFrame,
    Delayed,
    Filtered,
    Goodbye,
    Heartbeat,
    Hello,
    Refused,
    Snapshot,
    TurnFrame,
)
from sweepcast.requests import Acknowledge, AnyRequest, ChangeDelay, ChangeFilter, Request
from sweepcast.turns import Rejection, Turn

Document = dict[str, Any]

ANSWERS: dict[type[Request], type[CloudEvent]] = {
    ChangeFilter: Filtered,
    ChangeDelay: Delayed,
    Acknowledge: Acked,
}
"""What answers each request that is carried out; `Refused` answers those that are not."""

UNASKED = (Hello, Snapshot, TurnFrame, Heartbeat, Goodbye)
"""Frames that answer no request; without a way to ask, over SSE, there are no others."""

FRAMES: tuple[type[CloudEvent], ...] = get_args(AnyFrame)
REQUESTS: tuple[type[Request], ...] = get_args(AnyRequest)
ANNOUNCEMENTS: tuple[type[CloudEvent], ...] = get_args(Announcement)

ABOUT = """The live awards-night tracker. The gateway tells everyone who connects what happens at a ceremony, as it
happens, over WebSocket and Server-Sent Events; producers say what happens to a Kafka topic. `protocol.md` beside this
file explains it all to people; `openapi.yaml` describes what can be read over HTTP."""


def asyncapi(examples: dict[type, list[Example]]) -> Document:
    """Return the document; `examples` are those of each message, by its class."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Sweepcast", "version": version(), "description": _line(ABOUT), "license": LICENCE},
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "messages": dict(_messages(examples)),
            "correlationIds": {
                "request": {"description": "The id that the client chose.", "location": "$message.payload#/id"},
                "answer": {
                    "description": "The id of the request that is answered.",
                    "location": "$message.payload#/data/request",
                },
            },
            "securitySchemes": {
                "viewerToken": TOKEN,
                "viewerTokenInQuery": {
                    "type": "httpApiKey",
                    "in": "query",
                    "name": "token",
                    "description": "The same token, for clients that cannot set a header, such as a page's WebSocket.",
                },
            },
        },
    }


def _servers() -> Document:
    host = {"description": "Where the gateway is reached.", "default": "127.0.0.1"}
    security = [{"$ref": f"#/components/securitySchemes/{each}"} for each in ("viewerToken", "viewerTokenInQuery")]
    return {
        "websocket": {
            "host": "{host}:{port}",
            "protocol": "ws",
            "description": "The gateway's WebSocket. Tokens are asked for only where the operator wants them.",
            "variables": {"host": host, "port": {"default": "8765"}},
            "security": security,
        },
        "http": {
            "host": "{host}:{port}",
            "protocol": "http",
            "description": "The gateway's HTTP. Tokens are asked for only where the operator wants them.",
            "variables": {"host": host, "port": {"default": "8080"}},
            "security": security,
        },
        "kafka": {
            "host": "{broker}",
            "protocol": "kafka",
            "description": "The operator's Kafka, with the security that it asks for: for producers and the worker.",
            "variables": {"broker": {"description": "A bootstrap server.", "default": "localhost:9092"}},
        },
    }


def _channels() -> Document:
    websocket = {
        "method": "GET",
        "query": query_schema(),
        "headers": {
            "type": "object",
            "properties": {
                "Sec-WebSocket-Protocol": {
                    "type": "string",
                    "description": f"`{SUBPROTOCOL}`, or none at all: the frames are the same.",
                }
            },
        },
        "bindingVersion": "0.1.0",
    }
    return {
        "feed": {
            "address": FEED_PATH,
            "title": "The feed over WebSocket",
            "description": "Frames are told, and requests may be said. What is told later is in the query.",
            "servers": [{"$ref": "#/servers/websocket"}],
            "messages": _of_channel((*FRAMES, *REQUESTS)),
            "bindings": {"ws": websocket},
        },
        "events": {
            "address": FEED_PATH,
            "title": "The feed as Server-Sent Events",
            "description": "The same frames, each as the `data` of an event whose `id` is the frame's cursor. "
            "The header `Last-Event-ID` stands above `cursor` in the query.",
            "servers": [{"$ref": "#/servers/http"}],
            "messages": _of_channel(UNASKED),
        },
        "announcements": _topic(topics.ANNOUNCEMENTS, "What producers say", ANNOUNCEMENTS),
        "updates": _topic(topics.UPDATES, "What each announcement changed", (Turn,)),
        "rejections": _topic(topics.REJECTIONS, "Announcements that could not be folded, and why", (Rejection,)),
    }


def _topic(name: str, title: str, messages: Iterable[type]) -> Document:
    return {
        "address": name,
        "title": title,
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": _of_channel(messages),
        "bindings": {"kafka": {"topic": name, "bindingVersion": "0.5.0"}},
    }


def _of_channel(messages: Iterable[type]) -> Document:
    return {each.__name__: {"$ref": f"#/components/messages/{each.__name__}"} for each in messages}


def _operations() -> Document:
    """Return what Sweepcast does: `send` is what it says, `receive` what is said to it."""
    events_binding = {"http": {"method": "GET", "query": query_schema(), "bindingVersion": "0.3.0"}}
    return {
        "tellTheFeed": _operation("send", "feed", UNASKED, "Tell a client what happens"),
        "tellEvents": _operation("send", "events", UNASKED, "Tell a client of Server-Sent Events what happens")
        | {"bindings": events_binding},
        **{_lower(request.__name__): _request(request, answer) for request, answer in ANSWERS.items()},
        "hearAnnouncements": _operation("receive", "announcements", ANNOUNCEMENTS, "Hear what producers say"),
        "writeTurns": _operation("send", "updates", (Turn,), "Write what an announcement changed"),
        "writeRejections": _operation("send", "rejections", (Rejection,), "Write why an announcement changed nothing"),
    }


def _request(request: type[Request], answer: type[CloudEvent]) -> Document:
    reply = {"channel": {"$ref": "#/channels/feed"}, "messages": _in_channel("feed", (answer, Refused))}
    return _operation("receive", "feed", (request,), _summary(request)) | {"reply": reply}


def _operation(action: str, channel: str, messages: Iterable[type], title: str) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "title": title,
        "messages": _in_channel(channel, messages),
    }


def _in_channel(channel: str, messages: Iterable[type]) -> list[Document]:
    return [{"$ref": f"#/channels/{channel}/messages/{each.__name__}"} for each in messages]


def _messages(examples: dict[type, list[Example]]) -> Iterable[tuple[str, Document]]:
    """Yield each message with its name."""
    key = {"kafka": {"key": {"type": "string", "description": "The award body."}, "bindingVersion": "0.5.0"}}
    for schema, family, more in (
        ("frames.json", FRAMES, {}),
        ("requests.json", REQUESTS, {"correlationId": {"$ref": "#/components/correlationIds/request"}}),
        ("announcements.json", ANNOUNCEMENTS, {"bindings": key}),
        ("turns.json", (Turn,), {"bindings": key}),
        ("rejections.json", (Rejection,), {"bindings": key}),
    ):
        for kind in family:
            answers = {Refused, *ANSWERS.values()}
            correlation = {"correlationId": {"$ref": "#/components/correlationIds/answer"}} if kind in answers else {}
            yield kind.__name__, _message(kind, schema, examples[kind]) | more | correlation


def _message(kind: type[msgspec.Struct], schema: str, examples: list[Example]) -> Document:
    return {
        "name": str(kind.__struct_config__.tag),
        "title": kind.__name__,
        "summary": _summary(kind),
        "contentType": "application/json",
        "payload": {"$ref": f"./schemas/{schema}#/$defs/{kind.__name__}"},
        "examples": [{"name": name, "payload": msgspec.to_builtins(message)} for name, message in examples],
    }


def _summary(kind: type[msgspec.Struct]) -> str:
    return description_of(kind).partition("\n")[0]


def _line(text: str) -> str:
    return " ".join(inspect.cleandoc(text).split())


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
