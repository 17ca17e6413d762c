"""The address that a client of a server of ours counts for: its own, also behind proxies, one for a whole household."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

HOUSEHOLD_BITS: Final = 64
"""A network of IPv6 is given out by /64 (RFC 4291, 2.5.1): whoever has one has 2^64 addresses to come from in turn."""


def client_address(peer: str, forwarded: Iterable[str], proxies: int) -> str:
    """Return the address that the client of a request counts for.

    Args:
        peer: the other end of the connection: the client itself, or the nearest proxy.
        forwarded: the values of all `X-Forwarded-For` headers, in the order in which they came. Each proxy adds at the
            right whom it was asked by; what stands further left may have been made up by the client.
        proxies: how many proxies of the operator's own stand before the server. With none the header means nothing.

    Returns:
        The entry that the outermost of these proxies added. Where there are fewer entries, the request passed fewer of
        them, and the first entry is the client. Where the entry is no address, the peer counts.
    """
    if proxies < 1:
        return counted(peer)
    entries = [entry.strip() for value in forwarded for entry in value.split(",")]
    entry = entries[-min(proxies, len(entries))] if entries else peer
    address = _address(_without_port(entry))
    return counted(peer) if address is None else _shown(address)


def counted(address: str) -> str:
    """Return what an address counts as: IPv4 by itself, IPv6 by its /64, and what is neither (a pipe's name) as it is.

    An IPv4 address in IPv6's form (`::ffff:192.0.2.1`) is the IPv4 address: one client is not two.
    """
    parsed = _address(address)
    return address if parsed is None else _shown(parsed)


def _shown(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), HOUSEHOLD_BITS), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _without_port(entry: str) -> str:
    """Return an entry without the port that some proxies add: `192.0.2.1:443`, `[2001:db8::1]:443`."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    host, colon, port = entry.partition(":")
    return host if colon and port.isdigit() else entry
