"""Which encoding of an answer a client takes (RFC 9110, 12.5.3). Pure."""

import gzip
import re
from typing import Final

from consumers.gateway.http.answers import Answer

GZIP: Final = "gzip"
GZIP_TAG: Final = '-gzip"'
"""So ends the tag of what is compressed; no other tag does, since they are hexadecimal."""
LONGEST_WISH: Final = 1024
"""Characters of Accept-Encoding that are looked at; a browser's has 30."""
_WISH = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?$")


def takes_gzip(accept_encoding: str | None) -> bool:
    """Return whether the header Accept-Encoding allows gzip; without the header it is not sent, though it might be."""
    weights = dict(_weights((accept_encoding or "")[:LONGEST_WISH].lower()))
    return weights.get(GZIP, weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weights(wishes: str) -> list[tuple[str, float]]:
    found = (_WISH.match(each) for each in wishes.split(","))
    return [(each[1], _weight(each[2])) for each in found if each]


def _weight(written: str | None) -> float:
    if written is None:
        return 1.0
    try:
        return float(written)
    except ValueError:
        return 0.0


def gzipped(answer: Answer) -> Answer | None:
    """Return the answer compressed, with a tag of its own since its bytes are others; none where it gets no smaller."""
    content = gzip.compress(answer.content, mtime=0)
    if len(content) >= len(answer.content):
        return None
    return Answer(content, answer.content_type, answer.etag[:-1] + GZIP_TAG)
