"""What a client says on the feed, read by a pure function."""

import msgspec

from consumers.gateway.core.options import Refused, checked_filter
from sweepcast.cloudevents import Malformed
from sweepcast.filters import Filter
from sweepcast.frames import RequestRefusal
from sweepcast.requests import REQUESTS, Acknowledge, ChangeDelay, ChangeFilter


class Unusable(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is no request, or one that cannot be carried out: what to answer."""

    request: str | None
    code: RequestRefusal
    detail: str


class _WithId(msgspec.Struct):
    id: str | None = None


_IDS = msgspec.json.Decoder(_WithId)
LONGEST_DETAIL = 500


class NewFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter that a client wants from now on, in canonical form, and the id of its request."""

    request: str | None
    filter: Filter


Said = NewFilter | ChangeDelay | Acknowledge | Unusable


def read_request(message: str | bytes) -> Said:
    """Return the request in a message, or what is wrong with it."""
    content = message.encode() if isinstance(message, str) else message
    try:
        request = REQUESTS.decode(content)
        if isinstance(request, ChangeFilter):
            ids = msgspec.structs.asdict(request.filter)
            return NewFilter(request=request.id, filter=checked_filter({name: list(ids[name]) for name in ids}))
    except Malformed as error:
        return Unusable(request=_id_in(content), code="malformed-request", detail=str(error)[:LONGEST_DETAIL])
    except Refused as refused:
        code: RequestRefusal = "filter-too-large" if refused.code == "filter-too-large" else "malformed-request"
        return Unusable(request=_id_in(content), code=code, detail=refused.detail[:LONGEST_DETAIL])
    return request


def _id_in(content: bytes) -> str | None:
    """Return the id that a message seems to have, for the answer."""
    try:
        found = _IDS.decode(content).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found[:100] if found else None
