"""Which IP addresses are of the public internet, and those of a host: what is behind a person's router is not asked."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from corpus.errors import FetchError
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    Permits = Callable[[str], bool]
    Resolve = Callable[[str, int], list[str]]

_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private, with the next two marked so
            "100.64.0.0/10",  # shared behind a provider's NAT (RFC 6598); metadata services too
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # a cloud's own service for its machines, though of the public range
            "169.254.0.0/16",  # link-local; metadata services
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # IETF protocol assignments; a metadata service
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
"""Global unicast; loopback, mapped and NAT64 addresses, local, link-local and multicast ones lie outside."""
_NOT_PUBLIC_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments, Teredo among them, which carries an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which carries an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet; False for what is no IP address.

    Example:
        >>> is_public("8.8.8.8"), is_public("192.168.1.1"), is_public("::ffff:8.8.8.8")
        (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _NOT_PUBLIC_4)
    return found.scope_id is None and found in _PUBLIC_6 and not any(found in network for network in _NOT_PUBLIC_6)


def permitted_addresses(host: str, port: int, permits: Permits, resolve: Resolve) -> list[str]:
    """Return those of a host's addresses that may be connected to, one at least. The name is resolved once.

    Raises FetchError where it has none, or only such as are not permitted.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            Message("there is no host {host} to be found; check the spelling and the connection", host=host)
        ) from error
    permitted = [each for each in addresses if permits(each)]
    if not permitted:
        raise FetchError(
            Message(
                "{host} is on this machine or in a network that is not public ({address}), where Besa fetches nothing; "
                "save the page and add the file",
                host=host,
                address=addresses[0] if addresses else "",
            )
        )
    return permitted
