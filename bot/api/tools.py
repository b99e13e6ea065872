"""Tools for language models as an app of their own, which the layer above makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class ToolsApp:
    """What answers at /mcp, while `running`, which is entered once."""

    app: ASGIApp
    running: Callable[[], AbstractAsyncContextManager[object]]
