"""Whose pages may read the feed."""

import pytest

from consumers.gateway.core.options import Refused
from consumers.gateway.door.origins import check_origin, cors_headers, origins_of
from sweepcast.settings import SettingsError


def test_without_a_setting_every_page_may() -> None:
    """No origins set is all of them."""
    check_origin(origins_of(""), "https://anywhere.example")
    assert cors_headers(origins_of(" , "), "https://anywhere.example")["Access-Control-Allow-Origin"] == "*"


def test_only_those_that_are_set() -> None:
    """A page of another origin is refused in words; what is no page, and says no origin, is let in."""
    origins = origins_of("https://awards.example, http://localhost:8080")
    check_origin(origins, "https://awards.example")
    check_origin(origins, "HTTPS://Awards.Example")
    check_origin(origins, None)
    for other in ("https://other.example", "https://awards.example:8443", "http://awards.example", "null", ""):
        with pytest.raises(Refused, match="SWEEPCAST_ORIGINS") as refused:
            check_origin(origins, other)
        assert (refused.value.code, refused.value.status) == ("origin-not-allowed", 403)


def test_an_answer_is_for_the_page_that_asked() -> None:
    """Only an allowed page is told that it may read, and caches keep one page's answer from another."""
    origins = origins_of("https://awards.example")
    allowed = cors_headers(origins, "https://awards.example")
    assert allowed["Access-Control-Allow-Origin"] == "https://awards.example"
    assert "Authorization" in allowed["Access-Control-Allow-Headers"]
    assert allowed["Vary"] == "Origin"
    for other in (None, "https://other.example"):
        headers = cors_headers(origins, other)
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    ["awards.example", "https://awards.example/", "https://awards.example/page", "*", "https://*.example", "ftp://a.b"],
)
def test_what_no_browser_says_is_an_error(origin: str) -> None:
    """Such a setting would lock out the page that was meant."""
    with pytest.raises(SettingsError, match=r"SWEEPCAST_ORIGINS.*as a browser says it"):
        origins_of(f"https://a.example,{origin}")


def test_the_forms_of_an_origin() -> None:
    """With a port, as an address, and none at all."""
    told = "https://a.example:8443,http://127.0.0.1:8080,http://[::1]:8080,null"
    assert origins_of(told) == frozenset(told.split(","))
