"""The address of a page or file as it is fetched: http or https, a host, and nothing that is secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from corpus.errors import FetchError
from corpus.messages import Message
from corpus.web_address import web_address

_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
"""Ports below, but for those of the web, are other services', which a page must not make Besa talk to."""
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")
_SAFE = "/%:@!$&'()*+,;=~-._?[]"


@dataclass(frozen=True, slots=True)
class PageUrl:
    """An address that may be asked for. `host` is in ASCII and small letters; `target` is path and query, encoded."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, address: str) -> PageUrl:
        """Return the parts of an address, without its fragment.

        Raises FetchError for what is none, for a name or password in it, and for the port of another service.

        Example:
            >>> str(PageUrl.parse("HTTP://Example.org/a b#top".replace(" ", "%20")))
            'http://example.org/a%20b'
        """
        if web_address(address) is None or "\\" in address:
            raise FetchError(Message("this is no address of the web; write it whole, as in https://example.org/page"))
        parts = urlsplit(address.strip())
        if "@" in parts.netloc:
            raise FetchError(
                Message("there is a name or password in the address; Besa sends none: leave it out, or save the page")
            )
        try:
            host, port = _ascii_host(parts.hostname or ""), parts.port or _PORTS[parts.scheme]
        except ValueError as error:
            raise FetchError(Message("the host or port of the address is no valid one; check its spelling")) from error
        if port not in _PORTS.values() and port < _FIRST_FREE_PORT:
            raise FetchError(Message("port {port} is not one of the web; leave it out of the address", port=str(port)))
        query = f"?{parts.query}" if parts.query else ""
        return cls(parts.scheme, host, port, quote((parts.path or "/") + query, safe=_SAFE))

    def joined(self, location: str) -> PageUrl:
        """Return the address that a redirect leads to. Raises FetchError for one that must not be followed."""
        try:
            leads_to = self.parse(urljoin(str(self), location))
        except ValueError as error:  # of urljoin
            raise FetchError(Message("it leads to an address that is none; there is nothing to fetch")) from error
        if self.scheme == "https" and leads_to.scheme == "http":
            raise FetchError(
                Message("it leads from https to {address}, which others could read and change", address=str(leads_to))
            )
        return leads_to

    @property
    def authority(self) -> str:
        """Return host and port as the header `Host` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Return scheme, host and port: what one robots.txt is for."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def _ascii_host(host: str) -> str:
    """Return a host as it is looked up. Raises ValueError for what cannot be one."""
    name = host.rstrip(".") if host.isascii() else host.rstrip(".").encode("idna").decode()
    if not _HOST.fullmatch(name.lower()):
        raise ValueError(f"not a host: {host!r}")
    return name.lower()
