"""What a client may say on the feed: change its filter, change its delay, acknowledge what it has dealt with.

Requests are small JSON objects, no CloudEvents: who writes them is known, and so is when. Each is answered by a frame
that repeats its `id`.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from sweepcast.cloudevents import Codec, Text
from sweepcast.filters import WantedFilter

LONGEST_DELAY_SECONDS = 600.0

RequestId = Annotated[str, Meta(min_length=1, max_length=100)]
Delay = Annotated[float, Meta(ge=0, le=LONGEST_DELAY_SECONDS)]


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What all requests share: the `id` under which the answer is told, of the client's own choice."""

    id: RequestId | None = None


class ChangeFilter(Request, frozen=True, kw_only=True, tag="filter"):
    """See this from now on, and nothing else; answered by `sweepcast.feed.filtered`."""

    filter: WantedFilter


class ChangeDelay(Request, frozen=True, kw_only=True, tag="delay"):
    """Be told everything so many seconds later; answered by `sweepcast.feed.delayed`."""

    seconds: Delay


class Acknowledge(Request, frozen=True, kw_only=True, tag="ack"):
    """Everything up to a cursor has been dealt with; answered by `sweepcast.feed.acked` once that is kept."""

    cursor: Text


AnyRequest = ChangeFilter | ChangeDelay | Acknowledge
REQUESTS: Codec[AnyRequest] = Codec(AnyRequest, "request")
