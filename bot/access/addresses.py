"""What counts as one address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def network_of(address: str) -> str:
    """Return what one visitor can have only one of: an address, or of IPv6 a network of the size that a home gets.

    Example:
        >>> network_of("2001:db8::1") == network_of("2001:db8::2")
        True
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or known.exploded[:19])
    return str(known)
