"""From where a browser asks: checks of Host, Origin and Sec-Fetch-*, which a page in a browser cannot choose."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine that lead to it from nowhere else."""
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_OWN_SITE = frozenset({"same-origin", "none"})  # "none": typed, or from a bookmark
_PAGES = frozenset({"", "document"})
_FRAMES = frozenset({"iframe", "frame"})

OTHER_PAGE = Message("This did not come from Besa's own page. Open the page and do it there.")


@dataclass(frozen=True, slots=True)
class HostNames:
    """Names by which a page may be asked for. With `numbers`, also any number of an address, which no name can fake.

    With `anything`, every name: where each visitor shows who they are, a name proves nothing.
    """

    names: frozenset[str]
    numbers: bool = False
    anything: bool = False

    def __contains__(self, host: str | None) -> bool:
        if host is None:
            return False
        return self.anything or host in self.names or (self.numbers and _is_number(host))


def host_name(host: str) -> str | None:
    """Return the name in a Host header, in lower case and without port and brackets; None if it makes no sense.

    Example:
        >>> host_name("[::1]:7860")
        '::1'
    """
    try:
        split = urlsplit(f"//{host}")
        if split.netloc != host or "@" in host or split.path or split.port == 0:
            return None
        return (split.hostname or "").rstrip(".") or None
    except ValueError:
        return None


def is_own_origin(origin: str, scheme: str, host: str) -> bool:
    """Return True if a page of this origin is one of this server, which is asked for as `host` by `scheme`.

    A page that came by http may be one behind a proxy that does not say how it was asked; never the other way round.
    """
    given = _authority(origin)
    if given is None or (scheme in {"https", "wss"} and given[0] != "https"):
        return False
    return given == _authority(f"{given[0]}://{host}")


def comes_from_elsewhere(
    headers: Mapping[str, str], scheme: str, method: str, allowed_origins: Collection[str], *, framed: bool = False
) -> bool:
    """Return True if another web page makes the browser ask, except for one that leads to this page by a link.

    With `framed`, others may show the page in a frame.
    """
    origin = headers.get("origin")
    if origin in allowed_origins:
        return False
    if origin is not None and not is_own_origin(origin, scheme, headers.get("host", "")):
        return True
    if headers.get("sec-fetch-site", "none") in _OWN_SITE:
        return False
    opens = method in {"GET", "HEAD"} and headers.get("sec-fetch-mode") == "navigate"
    return not (opens and headers.get("sec-fetch-dest", "") in (_PAGES | _FRAMES if framed else _PAGES))


def _authority(origin: str) -> tuple[str, str, int] | None:
    try:
        split = urlsplit(origin.lower())
        if split.scheme not in {"http", "https"} or not split.hostname or split.path or split.query or "@" in origin:
            return None
        return split.scheme, split.hostname, split.port or _PORTS[split.scheme]
    except ValueError:
        return None


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
