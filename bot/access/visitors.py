"""Who a request is from, and what that visitor may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_VISITOR = "besa.visitor"


class Role(StrEnum):
    """What a visitor may do: `read` asks and reads, `edit` adds and removes documents, too."""

    READ = "read"
    EDIT = "edit"


class Proof(StrEnum):
    """How a visitor was recognised."""

    NONE = "none"
    COOKIE = "cookie"
    BEARER = "bearer"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever a request is from. `name` is None for a visitor whom nothing tells from another."""

    name: str | None
    role: Role
    proof: Proof

    @property
    def may_edit(self) -> bool:
        """Whether this visitor may add and remove documents."""
        return self.role is Role.EDIT


def visitor_of(scope: Mapping[str, Any]) -> Visitor | None:
    """Return who a request is from, by its ASGI scope (a request of fastapi is one, too).

    None where no guard stands before the app, as when a page is mounted in an app of somebody else: nobody is known.
    """
    visitor: Visitor | None = scope.get(_VISITOR)  # only the guard writes there, nothing that a client sends
    return visitor


def with_visitor(scope: Mapping[str, Any], visitor: Visitor) -> dict[str, Any]:
    """Return the scope of a request with who it is from."""
    return {**scope, _VISITOR: visitor}
