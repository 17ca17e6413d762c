"""The envelope of everything on the wire: CloudEvents 1.0 in structured JSON, as tagged msgspec structs.

A message's class is chosen by its `type` attribute, so one decoder reads an envelope and its data in one pass,
and an error names the path in the whole message. Attributes and fields that we do not know are ignored.
"""

import re
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~:-]{0,149}$(?!\n)")]
"""An id of ours: no space and no slash, since addresses are made of ids (`standing/work/<id>`).

`$` alone would let a line's end pass behind the id; `\\Z` is not known to JSON Schema, which gets this pattern too.
"""
EventId = Annotated[str, Meta(min_length=1, max_length=200)]
"""The id that a producer gave to a message; the same id again is the same message."""
Text = Annotated[str, Meta(min_length=1)]
Time = Annotated[datetime, Meta(tz=True)]
"""A moment with its offset from UTC."""


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The attributes that all messages share; a subclass adds its `type` as tag and its `data`."""

    specversion: Literal["1.0"] = "1.0"
    id: EventId
    source: Text
    subject: Id
    """The id of the ceremony that the message is about."""
    time: Time
    datacontenttype: Literal["application/json"] = "application/json"


def type_of(message: CloudEvent) -> str:
    """Return the CloudEvents `type` that a message bears on the wire."""
    return str(type(message).__struct_config__.tag)


class Malformed(ValueError):
    """Bytes that are not a message that we know; the message says where and what to do."""


Message = TypeVar("Message")


class Codec(Generic[Message]):
    """Reads one family of messages from bytes, and writes them: the same message always gives the same bytes."""

    def __init__(self, family: object, what: str) -> None:
        """Make a codec for the union of structs `family`; `what` names it in errors ("announcement")."""
        self._decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(family)
        self._encoder = msgspec.json.Encoder()
        self._what = what

    def encode(self, message: Message) -> bytes:
        """Return the message as JSON in UTF-8."""
        return self._encoder.encode(message)

    def decode(self, content: bytes) -> Message:
        """Return the message in `content`.

        Raises:
            Malformed: not JSON, a `type` that is not of this family, or a value that does not fit, with its path.
        """
        try:
            return self._decoder.decode(content)
        except msgspec.ValidationError as error:
            raise Malformed(f"not a valid {self._what}: {explain(str(error))}") from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Malformed(f"not a valid {self._what}: not JSON in UTF-8: {error}") from None


def explain(problem: str) -> str:
    """Return msgspec's sentence with what to do, where its own words leave that open."""
    if problem.endswith("`$.type`"):
        return f"{problem}: an unknown type; see the list of types in docs/ceremonies.md"
    if "with a timezone component" in problem:
        return f"{problem}: write a time with its offset from UTC, as in 2017-01-08T20:00:00-05:00"
    if _NOT_AN_ID.search(problem):
        rule = (
            "an id holds letters, digits and . _ ~ : - only, begins with a letter or digit, has at most 150 characters"
        )
        return f"{_NOT_AN_ID.sub('Expected an id', problem)}: {rule}"
    return problem


_NOT_AN_ID = re.compile(r"Expected `str` matching regex '.*?'(?= - at |$)")
