"""How a page may be reached, as whoever serves it decides."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from bot.access.hosts import LOOPBACK
from bot.access.visitors import Role
from bot.errors import CannotDo
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from bot.access.users import Users

SHORTEST_TOKEN = 16
_ROOT_PATH = re.compile(r"(?:/[\w.~-]+)*\Z", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Who is let in, under which names, and as whom.

    allowed_hosts: names by which the page may be asked for, besides those of this machine.
    allowed_origins: other web pages whose scripts may read and ask here, as `https://app.example.org` (CORS).
    trusted_proxies: networks of the reverse proxies whose X-Forwarded-* headers are believed.
    auth_header: the header in which a trusted proxy names the visitor.
    login: whether visitors from beyond this machine must show a token or a password.
    allow_uploads: whether visitors without a role of their own may add and remove documents.
    root_path: the path below which a proxy serves the page, as `/besa`, or nothing.
    frame_ancestors: origins that may show the page in a frame.
    folder: where users and the key of the cookies are kept; without it, there are none, and the key goes at the end.
    token: what the link in the terminal opens the page with; `fixed_token` where a person chose it.
    users, session_key: those of a library on a server, in place of what is in the folder of this machine.
    """

    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    auth_header: str | None = None
    login: bool = True
    allow_uploads: bool = False
    root_path: str = ""
    frame_ancestors: tuple[str, ...] = ()
    folder: Path | None = None
    fixed_token: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    users: Users | None = field(default=None, repr=False)
    session_key: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise CannotDo for what would let in more than is meant."""
        if self.auth_header is not None and not self.trusted_proxies:
            raise CannotDo(Message("Anyone can write a header: name the proxy that may, too, with --trusted-proxy."))
        if self.auth_header is not None and not _HEADER.match(self.auth_header):
            raise CannotDo(Message("{header} is no name of a header.", header=self.auth_header))
        if not _ROOT_PATH.match(self.root_path):
            raise CannotDo(Message("{path} is no path such as /besa.", path=self.root_path))
        if self.fixed_token is not None and len(self.fixed_token) < SHORTEST_TOKEN:
            raise CannotDo(Message("A token needs {count} characters or more.", count=SHORTEST_TOKEN))

    @property
    def secret(self) -> str:
        """The token that lets in whoever has it."""
        return self.fixed_token or self.token

    @property
    def stranger_role(self) -> Role:
        """The role of visitors who have none of their own."""
        return Role.EDIT if self.allow_uploads else Role.READ

    def is_local(self, bound: str) -> bool:
        """Return True if the page is served at the address `bound` for this machine alone."""
        beyond = self.allowed_hosts or self.trusted_proxies
        return bound.strip("[]").lower() in LOOPBACK and not beyond

    def trusts(self, peer: str) -> bool:
        """Return True if this address is a proxy whose headers are believed."""
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self.trusted_proxies)


def proxy_network(text: str) -> Network:
    """Read the address or network of a proxy. Raises CannotDo for anything else."""
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise CannotDo(Message("{text} is no address or network, as 127.0.0.1 or 10.0.0.0/8 is.", text=text)) from error
