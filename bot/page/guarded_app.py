"""Gradio's app with the guard around all of it: gradio's own middleware, its CORS among them, comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gradio.routes import App

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp


class GuardedApp(App):
    """An app whose requests all pass through what `guard` makes around it."""

    def __init__(self, guard: Callable[[ASGIApp], ASGIApp], **settings: Any) -> None:
        super().__init__(**settings)
        self._guard = guard

    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers a request, outermost first."""
        return self._guard(super().build_middleware_stack())
