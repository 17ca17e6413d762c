"""The door: who is let in, and as whom."""

import pytest

from consumers.gateway.core.options import Refused
from consumers.gateway.door.door import Access, Caller, Door, access_of
from consumers.gateway.limits import Limits, limits_of
from consumers.gateway.tokens import sign
from sweepcast.settings import Settings, SettingsError

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # of this test alone
NOW = 1_483_900_000.0


def door(access: Access = Access(), limits: Limits = Limits()) -> Door:  # noqa: B008  # immutable
    """Return a door at which it is always now."""
    return Door(access, limits, lambda: NOW)


def refusal(door: Door, caller: Caller) -> str:
    """Return the code with which a caller is refused."""
    with pytest.raises(Refused) as raised:
        door.enter(caller)
    return raised.value.code


def test_an_open_feed_lets_everybody_in() -> None:
    """Nothing is asked but a place."""
    door_ = door()
    admitted = door_.enter(Caller("192.0.2.1", origin="https://anywhere.example"))
    assert (admitted.viewer, admitted.expires_at) == (None, None)
    assert door_.admission.connections == 1
    admitted.ticket.release()
    assert door_.admission.connections == 0


def test_a_token_says_who_it_is_and_until_when() -> None:
    """From the header or from the query."""
    door_ = door(Access(secrets=(SECRET,)))
    token = sign((SECRET,), "newsroom", NOW + 60, NOW)
    for caller in (Caller("a", authorization=f"Bearer {token}"), Caller("a", token=token)):
        admitted = door_.enter(caller)
        assert (admitted.viewer, admitted.expires_at) == ("newsroom", NOW + 60)
    assert refusal(door_, Caller("a")) == "no-token"


def test_who_is_refused_takes_no_place() -> None:
    """Neither for its origin, nor for its token, nor by only asking."""
    door_ = door(Access(origins=frozenset({"https://a.example"}), secrets=(SECRET,)))
    assert refusal(door_, Caller("a", origin="https://b.example")) == "origin-not-allowed"
    assert refusal(door_, Caller("a", origin="https://a.example", token="a.b.c")) == "malformed-token"  # noqa: S106  # it is none
    viewer = door_.ask(Caller("a", token=sign((SECRET,), "newsroom", NOW + 60, NOW)))
    assert viewer is not None
    assert viewer.name == "newsroom"
    assert door_.admission.connections == 0


def test_places_are_counted_by_the_client_behind_the_proxy() -> None:
    """Two clients of one proxy are two, and what one of them makes up does not help it."""
    door_ = door(Access(proxies=1), Limits(connections_per_address=1))
    door_.enter(Caller("10.0.0.1", forwarded=["192.0.2.1"]))
    door_.enter(Caller("10.0.0.1", forwarded=["192.0.2.2"]))
    assert refusal(door_, Caller("10.0.0.1", forwarded=["192.0.2.9, 192.0.2.1"])) == "too-many-connections"


def test_what_the_settings_ask() -> None:
    """Origins, secrets, proxies and limits come from the settings."""
    settings = Settings(
        origins="https://a.example",
        token_secret=SECRET,
        proxies=2,
        connections=7,
        connections_per_address=3,
        drain_seconds=1.5,
        feed_log_mib=2,
    )
    assert access_of(settings) == Access(origins=frozenset({"https://a.example"}), secrets=(SECRET,), proxies=2)
    assert limits_of(settings) == Limits(
        connections=7, connections_per_address=3, drain_seconds=1.5, log_bytes=2 * 1024 * 1024
    )
    assert limits_of(Settings()) == Limits(connections_per_address=100)
    with pytest.raises(SettingsError):
        access_of(Settings(token_secret="short"))  # noqa: S106  # it is too short to be one


def test_pages_are_told_whether_they_may_read() -> None:
    """The door knows the origins for answers as well."""
    assert door().cors_headers("https://b.example")["Access-Control-Allow-Origin"] == "*"
    allowing = door(Access(origins=frozenset({"https://a.example"})))
    assert "Access-Control-Allow-Origin" not in allowing.cors_headers("https://b.example")
