"""What a reverse proxy says of a request: believed where the proxy is trusted, taken away everywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Scope

    from bot.access.rules import AccessRules

_ADDED_BY_PROXIES = frozenset({b"forwarded", b"via", b"x-real-ip", b"x-gradio-server", b"x-original-host"})
_PREFIX = b"x-forwarded-"
_SCHEMES = {"http": {"http": "http", "https": "https"}, "websocket": {"http": "ws", "https": "wss"}}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request with what is known of how it came.

    scope: without any header that proxies write; scheme, Host and client are as a trusted proxy says.
    through_proxy: whether something says that it came through a proxy, trusted or not.
    user: whom a trusted proxy names, in the header that was chosen for it.
    """

    scope: Scope
    through_proxy: bool
    user: str | None


def received(scope: Scope, rules: AccessRules) -> Arrival:
    """Take away what proxies write, and do as it says where it comes from one that is trusted."""
    headers: list[tuple[bytes, bytes]] = list(scope["headers"])
    user_header = rules.auth_header.lower().encode() if rules.auth_header else None
    written = [(name, value) for name, value in headers if _is_of_a_proxy(name) or name == user_header]
    kept = [(name, value) for name, value in headers if not _is_of_a_proxy(name) and name != user_header]
    client = scope.get("client")
    peer = client[0] if client else ""
    trusted = rules.trusts(peer)
    # no browser has spoken HTTP/1.0 for long; nginx does unless it is told otherwise, and says nothing else
    through = trusted or scope.get("http_version") == "1.0" or any(_is_of_a_proxy(name) for name, _ in written)
    if not trusted:
        return Arrival({**scope, "headers": kept}, through, None)
    return Arrival(_as_told({**scope, "headers": kept}, written, rules), through, _only(written, user_header))


def _as_told(scope: dict[str, Any], written: Iterable[tuple[bytes, bytes]], rules: AccessRules) -> Scope:
    said = {name: value.decode("latin-1") for name, value in written}
    scheme = _SCHEMES[scope["type"]].get(_last(said.get(b"x-forwarded-proto", "")))
    if scheme:
        scope["scheme"] = scheme
    if host := _last(said.get(b"x-forwarded-host", "")):
        others = [each for each in scope["headers"] if each[0] != b"host"]
        scope["headers"] = [(b"host", host.encode("latin-1")), *others]
    if address := _client(",".join(v.decode("latin-1") for n, v in written if n == b"x-forwarded-for"), rules):
        scope["client"] = (address, 0)
    return scope


def _client(forwarded_for: str, rules: AccessRules) -> str | None:
    """Return the last address that is no trusted proxy's: those before it, a client may have written."""
    for each in reversed([part.strip().strip("[]") for part in forwarded_for.split(",")]):
        try:
            address = str(ip_address(each))
        except ValueError:
            return None
        if not rules.trusts(address):
            return address
    return None


def _last(listed: str) -> str:
    """Return what the nearest proxy added to a list: what stands before it, a client may have written."""
    return listed.rpartition(",")[2].strip().lower()


def _only(written: Iterable[tuple[bytes, bytes]], header: bytes | None) -> str | None:
    """Return the value of a header that came once; None if it did not come, is empty, or came twice."""
    values = [value.decode("utf-8", "replace").strip() for name, value in written if name == header]
    return values[0] or None if len(values) == 1 else None


def _is_of_a_proxy(name: bytes) -> bool:
    return name in _ADDED_BY_PROXIES or name.startswith(_PREFIX)
