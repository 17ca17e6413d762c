"""The address that a connection counts for."""

import pytest

from sweepcast.client_address import client_address, counted


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "counts_for"),
    [
        # Without proxies of one's own, anybody may write the header.
        ("192.0.2.1", ["203.0.113.5"], 0, "192.0.2.1"),
        ("192.0.2.1", [], 1, "192.0.2.1"),
        ("10.0.0.1", ["192.0.2.1"], 1, "192.0.2.1"),
        # What the client made up stands further left than what the proxy added.
        ("10.0.0.1", ["1.1.1.1, 192.0.2.1"], 1, "192.0.2.1"),
        ("10.0.0.2", ["1.1.1.1, 192.0.2.1, 10.0.0.1"], 2, "192.0.2.1"),
        # A header several times over is one list.
        ("10.0.0.2", ["1.1.1.1", "192.0.2.1", "10.0.0.1"], 2, "192.0.2.1"),
        # It came past the outer proxy.
        ("10.0.0.2", ["192.0.2.1"], 2, "192.0.2.1"),
        # Some proxies add the port.
        ("10.0.0.1", ["192.0.2.1:5123"], 1, "192.0.2.1"),
        ("10.0.0.1", ["[2001:db8::1]:5123"], 1, "2001:db8::/64"),
        ("10.0.0.1", ["2001:db8::1"], 1, "2001:db8::/64"),
        ("10.0.0.1", ["unknown"], 1, "10.0.0.1"),
        ("10.0.0.1", [""], 1, "10.0.0.1"),
        ("10.0.0.1", ["192.0.2.1,"], 1, "10.0.0.1"),
    ],
)
def test_the_client_behind_proxies(peer: str, forwarded: list[str], proxies: int, counts_for: str) -> None:
    """The entry counts that the outermost proxy of one's own added; where it is no address, the peer does."""
    assert client_address(peer, forwarded, proxies) == counts_for


@pytest.mark.parametrize(
    ("address", "counts_for"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:7:aaaa::1", "2001:db8:0:7::/64"),
        ("2001:db8:0:7:bbbb::2", "2001:db8:0:7::/64"),
        ("2001:db8:0:8::1", "2001:db8:0:8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
    ],
)
def test_what_an_address_counts_as(address: str, counts_for: str) -> None:
    """A household of IPv6 is one, and an IPv4 address is one in whatever form."""
    assert counted(address) == counts_for
