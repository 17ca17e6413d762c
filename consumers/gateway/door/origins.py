"""Whose pages may read the feed: the origins that an operator allows. Pure.

A browser says with each websocket and each request across sites whose page is behind it, and no page can make it say
something else. Programs that are no browsers say nothing, or whatever they like: for them there are viewer tokens.
"""

import re
from typing import Final

from consumers.gateway.core.options import Refused
from sweepcast.settings import PREFIX, SettingsError

ORIGIN: Final = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?|null")
"""An origin as browsers write it (RFC 6454, 6.2); `null` is a page without one, such as a file."""

Origins = frozenset[str]
"""Allowed origins; empty for all."""


def origins_of(setting: str) -> Origins:
    """Return the origins that a setting names, with commas between them.

    Raises:
        SettingsError: one of them is no origin as a browser says it, and would never be met.
    """
    origins = frozenset(each.strip().lower() for each in setting.split(",") if each.strip())
    for origin in sorted(origins):
        if ORIGIN.fullmatch(origin) is None:
            raise SettingsError(
                f"{PREFIX}ORIGINS: {origin!r} is no origin; write it as a browser says it, without a path or a slash "
                "at the end, as in https://awards.example"
            )
    return origins


def check_origin(origins: Origins, origin: str | None) -> None:
    """Return if a request with this `Origin` header may be served; one without the header is no page's.

    Raises:
        Refused: `origin-not-allowed`.
    """
    if origins and origin is not None and origin.lower() not in origins:
        raise Refused(
            "origin-not-allowed",
            f"pages of {origin[:200]!r} are not served here: the operator allows others with {PREFIX}ORIGINS",
            403,
        )


def cors_headers(origins: Origins, origin: str | None) -> dict[str, str]:
    """Return the headers that let an allowed page read an answer (CORS)."""
    # The wildcard does not stand for Authorization, with which a viewer token comes.
    headers = {"Access-Control-Allow-Headers": "*, Authorization"}
    if not origins:
        return headers | {"Access-Control-Allow-Origin": "*"}
    if origin is not None and origin.lower() in origins:
        headers["Access-Control-Allow-Origin"] = origin
    # Caches must not give one page's answer to another.
    return headers | {"Vary": "Origin"}
