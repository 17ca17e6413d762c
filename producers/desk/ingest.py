"""Reads what other systems announce, and tells what became of it. Pure."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote

import msgspec

from producers.desk.answers import Entry, Outcome
from producers.desk.refusal import Refusal
from producers.desk.slips import slips
from producers.desk.telling import SOURCE
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.cloudevents import Malformed
from sweepcast.programme import award_body_of
from sweepcast.topics import LARGEST_ANNOUNCEMENT

CONTENT_TYPES = frozenset({"application/cloudevents+json", "application/json"})
_ATTRIBUTE = "ce-"
"""What the headers begin with that hold the attributes in binary mode (CloudEvents 1.0, HTTP protocol binding, 3.1)."""
LARGEST = LARGEST_ANNOUNCEMENT - 1024
"""Bytes; Kafka's own limit counts what stands around an announcement as well."""


class _Data(msgspec.Struct, frozen=True):
    data: object = None


def read_announcement(content: bytes, content_type: str, headers: Mapping[str, str]) -> Announcement:
    """Return the announcement in a request: all of it in the body (structured mode), or in headers and body (binary).

    Raises:
        Refusal: `content-type`, `too-large` or `malformed`.
    """
    if content_type not in CONTENT_TYPES:
        wanted = " or ".join(sorted(CONTENT_TYPES))
        raise Refusal("content-type", f"it is {content_type}: send {wanted}, in UTF-8", 415)
    if len(content) > LARGEST:
        raise Refusal("too-large", f"it has {len(content)} bytes, and {LARGEST} is the most", 413)
    try:
        content = _whole(content, content_type, headers)
        announcement = ANNOUNCEMENTS.decode(content)
        award_body_of(announcement.subject)
    except (Malformed, ValueError) as error:
        raise Refusal("malformed", str(error), 422) from None
    wrong = slips(msgspec.json.decode(content, type=_Data).data, announcement)
    if wrong:
        raise Refusal("malformed", wrong, 422)
    if announcement.source.startswith(SOURCE):
        raise Refusal(
            "malformed", f"$.source is {announcement.source!r}, which stands for people at the desk: use your own", 422
        )
    return announcement


def _whole(content: bytes, content_type: str, headers: Mapping[str, str]) -> bytes:
    """Return an event in structured mode, in whichever it came.

    Raises:
        Malformed: the body of one in binary mode is no JSON.
    """
    named = {name.lower(): value for name, value in headers.items()}
    attributes = {
        name.removeprefix(_ATTRIBUTE): unquote(value) for name, value in named.items() if name.startswith(_ATTRIBUTE)
    }
    if "specversion" not in attributes or content_type != "application/json":
        return content
    try:
        data = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the data is not JSON in UTF-8: {error}") from None
    return msgspec.json.encode({**attributes, "data": data})


def outcome(entry: Entry) -> Outcome:
    """Return what became of an announcement."""
    if entry.status == "done":
        return Outcome(id=entry.id, ceremony=entry.ceremony, status="turn", turn=entry.receipt)
    if entry.status == "rejected":
        return Outcome(id=entry.id, ceremony=entry.ceremony, status="rejection", rejection=entry.rejection)
    if entry.status == "withdrawn":
        return Outcome(id=entry.id, ceremony=entry.ceremony, status="withdrawn")
    waits: Literal["second-person", "answer"] = "second-person" if entry.status == "waiting" else "answer"
    return Outcome(id=entry.id, ceremony=entry.ceremony, status="pending", waiting_for=waits)
