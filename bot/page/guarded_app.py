"""Gradio's app with the guard around all of it: gradio's own middleware, its CORS among them, comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gradio.routes import App

from bot.page.sessions import SharedSessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from bot.limits.rules import Share


class GuardedApp(App):
    """An app whose requests all pass through what `guard` makes around it, and whose sessions are shared fairly."""

    def __init__(self, guard: Callable[[ASGIApp], ASGIApp], sessions: Share, **settings: Any) -> None:
        super().__init__(**settings)
        self.state_holder = SharedSessions(sessions)
        self._guard = guard

    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers a request, outermost first."""
        return self._guard(super().build_middleware_stack())
