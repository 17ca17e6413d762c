"""Answers of the HTTP shell: JSON, and those with an entity tag, which need not be sent to who has them already."""

from collections.abc import Awaitable, Callable, Hashable
from http import HTTPStatus
from typing import NamedTuple

import msgspec
from aiohttp import web

from consumers.gateway.core.options import Refused, refusal_headers
from consumers.gateway.http.etags import etag_of, is_known

JSON = "application/json"
REMEMBERED_BYTES = 16 * 1024 * 1024
"""Answers that are kept for the next one who asks; a large board takes 1 MB."""
ASK_AGAIN = "no-cache"
"""It may be kept, but not be used again without asking whether it is still the newest."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Answer(NamedTuple):
    """An answer as it is sent; the same content always has the same tag."""

    content: bytes
    content_type: str
    etag: str


def answer_of(content: bytes, content_type: str = JSON) -> Answer:
    """Return the answer with this content."""
    return Answer(content, content_type, etag_of(content))


class Answers:
    """The answers that were made last, each by what it was made of: while that stays the same, so does the answer.

    So thousands who poll one board between two turns cost one encoding; and since an answer also holds a cursor, which
    moves on with other nights, its tag stays the same only because the answer does.
    """

    def __init__(self, remembered_bytes: int = REMEMBERED_BYTES) -> None:
        """Have none, and keep so many bytes of them."""
        self._answers: dict[Hashable, Answer] = {}
        self._bytes = 0
        self._remembered_bytes = remembered_bytes

    def get(self, made_of: Hashable) -> Answer | None:
        """Return the answer that was made of this, none if it is not remembered."""
        answer = self._answers.pop(made_of, None)
        if answer is not None:
            self._answers[made_of] = answer  # used last, forgotten last
        return answer

    def remember(self, made_of: Hashable, answer: Answer) -> Answer:
        """Keep an answer, unless it alone is too large; return it."""
        before = self._answers.pop(made_of, None)
        if before is not None:
            self._bytes -= len(before.content)
        self._answers[made_of] = answer
        self._bytes += len(answer.content)
        while self._bytes > self._remembered_bytes:
            oldest = next(iter(self._answers))
            self._bytes -= len(self._answers.pop(oldest).content)
        return answer


def tagged(request: web.Request, answer: Answer) -> web.Response:
    """Return the response with an answer, or the one that says that nothing has changed since the client's."""
    headers = {"ETag": answer.etag, "Cache-Control": ASK_AGAIN}
    if is_known(answer.etag, ",".join(request.headers.getall("If-None-Match", ())) or None):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=answer.content, content_type=answer.content_type, headers=headers)


def json_response(content: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return a response that is made anew each time."""
    headers = {"Cache-Control": ASK_AGAIN if status == HTTPStatus.OK else "no-store"}
    return web.Response(body=msgspec.json.encode(content), status=status, content_type=JSON, headers=headers)


def refusal(refused: Refused) -> web.Response:
    """Return the response that says why a request is not served, and what to do."""
    response = json_response({"error": refused.code, "detail": refused.detail}, HTTPStatus(refused.status))
    response.headers.update(refusal_headers(refused))
    return response
