"""The path below which a reverse proxy serves the page, whether the proxy passes it on or takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import Scope

OWN = "/besa"


class RootPath:
    """Completes paths, so that each begins with the root path once."""

    def __init__(self, root: str, own_routes: Collection[str] = ()) -> None:
        """`own_routes` are the first parts of paths below /besa, which may be the root path as well."""
        self._root = root
        self._own = frozenset({*own_routes, "login", "logout"})

    def without(self, path: str) -> str:
        """Return the path without the root.

        Example:
            >>> RootPath("/docs").without("/docs/config")
            '/config'
        """
        return path[len(self._root) :] or "/" if self._begins(path) else path

    def completed(self, scope: Scope) -> Scope:
        """Return the scope of a request with the whole path, and its root."""
        if not self._root:
            return scope
        if self._begins(scope["path"]):
            return {**scope, "root_path": self._root}
        raw = scope.get("raw_path")
        return {
            **scope,
            "root_path": self._root,
            "path": self._root + scope["path"],
            **({"raw_path": self._root.encode() + raw} if raw is not None else {}),
        }

    def _begins(self, path: str) -> bool:
        if not self._root or not (path == self._root or path.startswith(f"{self._root}/")):
            return False
        # below the root /besa, /besa/documents is what is left of /besa/besa/documents
        return self._root != OWN or path[len(OWN) :].lstrip("/").split("/")[0] not in self._own
