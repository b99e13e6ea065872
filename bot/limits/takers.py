"""Whose share a request counts to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.access.addresses import network_of
from bot.access.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes of the server: a visitor by name, where it has one, at an address."""

    address: str
    visitor: str | None = None

    @property
    def key(self) -> str:
        """What takes turns: each visitor with a name, and of those without, each address."""
        return f"address {self.address}" if self.visitor is None else f"visitor {self.visitor}"


def taker_of(scope: Mapping[str, Any]) -> Taker:
    """Return whose share a request counts to, by its scope as the guard passes it on.

    Behind a trusted proxy, the address is the one that it names.
    """
    client, visitor = scope.get("client"), visitor_of(scope)
    return Taker(network_of(str(client[0])) if client else "", visitor.name if visitor is not None else None)
