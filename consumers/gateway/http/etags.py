"""Entity tags and whether a client has an answer already (RFC 9110, 8.8.3 and 13.1.2). Pure."""

import re
from hashlib import blake2b

_TAGS = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
LONGEST_CONDITION = 4096
"""Characters of If-None-Match that are looked at; a client names one tag, or a few."""


def etag_of(content: bytes) -> str:
    """Return the strong entity tag of an answer: the same content has the same, in every gateway."""
    return f'"{blake2b(content, digest_size=12).hexdigest()}"'


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Return whether the header If-None-Match names an answer with this tag.

    Tags are compared weakly, as the standard says: a proxy that compressed the answer has made its tag a weak one.
    """
    if if_none_match is None:
        return False
    condition = if_none_match[:LONGEST_CONDITION].strip()
    return condition == "*" or etag in _TAGS.findall(condition)
