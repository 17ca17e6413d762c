"""Every message of the contract: where it is described, what reads it, and its examples as plain JSON."""

from collections.abc import Iterator
from typing import Any

import msgspec

from docs.contract.asyncapi import ANNOUNCEMENTS, FRAMES, REQUESTS
from docs.contract.examples import examples
from docs.contract.schemas import Json
from sweepcast.announcements import ANNOUNCEMENTS as ANNOUNCEMENT_CODEC
from sweepcast.cloudevents import Codec
from sweepcast.frames import FRAMES as FRAME_CODEC
from sweepcast.requests import REQUESTS as REQUEST_CODEC
from sweepcast.turns import REJECTIONS, TURNS, Rejection, Turn

HOMES: dict[type, tuple[str, Codec[Any]]] = {
    **dict.fromkeys(FRAMES, ("frames.json", FRAME_CODEC)),
    **dict.fromkeys(REQUESTS, ("requests.json", REQUEST_CODEC)),
    **dict.fromkeys(ANNOUNCEMENTS, ("announcements.json", ANNOUNCEMENT_CODEC)),
    Turn: ("turns.json", TURNS),
    Rejection: ("rejections.json", REJECTIONS),
}
"""Where each message is described, and what reads it."""
TOLD = {*FRAMES, Turn, Rejection}
"""What we write ourselves."""
EXAMPLES: list[tuple[type, Any]] = [
    (kind, msgspec.json.decode(msgspec.json.encode(each))) for kind, given in examples().items() for _, each in given
]
"""The examples of the descriptions, each with its class."""


Path = tuple[str | int, ...]
"""The way to a value inside another."""


def places(value: Json, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value inside another; of a list, the first two stand for all."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


def holder(value: Json, path: Path) -> Json:
    """Return the object or the list in which the value at a path stands."""
    for step in path[:-1]:
        value = value[step]
    return value
