"""Import gradio without what it does meanwhile that no page needs: half of the seconds which its import takes."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class _WithoutStubs(SourceFileLoader):
    """Loads what makes gradio's components, each of which would write its type stub, which gradio has brought, anew."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)["create_or_modify_pyi"] = lambda *_: None


class _WithoutMcp(SourceFileLoader):
    """Loads gradio's own MCP server, which Besa has no use for, as where the package `mcp` is not installed."""

    def exec_module(self, module: ModuleType) -> None:
        hidden = "mcp" not in sys.modules
        if hidden:
            sys.modules["mcp"] = None  # type: ignore[assignment]  # how Python marks what cannot be imported
        try:
            super().exec_module(module)
        finally:
            if hidden:
                del sys.modules["mcp"]


_LOADERS = MappingProxyType({"gradio.component_meta": _WithoutStubs, "gradio.mcp": _WithoutMcp})


class _LeanGradio(MetaPathFinder):
    """Finds two of gradio's modules where they are, and has them loaded without the rest."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        loader = _LOADERS.get(name)
        spec = loader and PathFinder.find_spec(name, path, target)
        if loader and spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = loader(spec.loader.name, spec.loader.path)
        return spec or None


def import_lean_gradio() -> None:
    """Have gradio, once it is imported in this process, leave that out; nothing changes where it has been already."""
    if not any(isinstance(each, _LeanGradio) for each in sys.meta_path):
        sys.meta_path.insert(0, _LeanGradio())
