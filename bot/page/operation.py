"""What keeps a page going while many ask, tells how it goes, and ends it: limits, figures, an orderly stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.access.guard import Guard
from bot.access.root_path import RootPath
from bot.limits.bodies import BodyLimit
from bot.limits.connections import Connections, connections_possible
from bot.limits.requests import Admission, RequestLimits
from bot.limits.takers import taker_of
from bot.operation.failures import Observed
from bot.operation.metrics import ServerMetrics, ServerState
from bot.page.handlers import LATER, SUGGESTIONS
from bot.page.limited_server import limited
from bot.page.routes.operating import operating_routes
from bot.page.sessions import TakerNoted
from bot.service.uploads import UploadRules
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    import gradio as gr
    from starlette.routing import Route
    from starlette.types import ASGIApp

    from bot.access.rules import AccessRules
    from bot.limits.refusals import Refusal
    from bot.limits.rules import LimitRules
    from bot.limits.takers import Taker
    from bot.service.library_service import LibraryService

_DELIVERY_SECONDS = 2.0
"""In which a browser fetches an answer that is ready."""


class PageOperation:
    """The limits and figures of one page, for all of its launches."""

    def __init__(
        self,
        page: gr.Blocks,
        service: LibraryService,
        access: AccessRules,
        rules: LimitRules,
        uploads: Callable[[], UploadRules | None],
    ) -> None:
        self.rules = rules
        self._page = page
        self._service = service
        self._access = access
        self._uploads = uploads
        self._admission = Admission(rules, self._askers)
        self._connections = Connections(rules, connections_possible(), access.trusts)
        self._metrics = ServerMetrics(self._state)
        service.on_answered = self._metrics.answered

    def around(self, app: ASGIApp, bound: str, own_routes: Collection[str]) -> ASGIApp:
        """Return what every request passes, outermost first: the log, the body's size, the guard, rates and shares."""
        root = RootPath(self._access.root_path, own_routes)
        behind = RequestLimits(TakerNoted(app), self._admission, root, self._refused)
        guarded = Guard(behind, self._access, bound, own_routes)
        return Observed(BodyLimit(guarded, root, self.rules.body_bytes, self._file_bytes), self._metrics.responded)

    def routes(self) -> list[Route]:
        """Return the routes for whoever runs the server."""
        return operating_routes(self._metrics, self._why_not_ready, strangers_see_metrics=self._access.login)

    def limiting(self) -> AbstractContextManager[None]:
        """Limit the connections of the server that is started while the block lasts."""
        return limited(self._connections)

    def drain(self, seconds: float | None = None) -> None:
        """Begin nothing new, and wait until what is under way is done and fetched, for `seconds` at most."""
        self._admission.is_stopping = True
        until = time.monotonic() + (self.rules.stop_seconds if seconds is None else seconds)
        while self._admission.under_way and time.monotonic() < until:
            time.sleep(0.05)
        until = min(until, time.monotonic() + _DELIVERY_SECONDS)
        while any(self._page._queue.pending_event_ids_session.values()) and time.monotonic() < until:
            time.sleep(0.05)

    def _askers(self) -> list[Taker]:
        """Return whose events wait or are worked at, one for each that somebody waits for."""
        events = list(self._page._queue.event_ids_to_events.values())
        return [taker_of(each.request.scope) for each in events if each.concurrency_id not in {LATER, SUGGESTIONS}]

    def _file_bytes(self) -> int:
        return (self._uploads() or UploadRules()).file_bytes

    def _refused(self, refusal: Refusal) -> None:
        self._metrics.refused(refusal.kind)

    def _why_not_ready(self) -> str | None:
        if self._admission.is_stopping:
            return "stopping"
        try:
            self._service.coverage()
        except CorpusError:
            return "the library cannot be read"
        return None

    def _state(self) -> ServerState:
        coverage = self._service.coverage()
        app = getattr(self._page, "server_app", None)
        return ServerState(
            under_way=self._admission.under_way,
            connections=len(self._connections),
            turned_away=self._connections.turned_away,
            sessions=len(app.state_holder.session_data) if app is not None else 0,
            documents=self._service.document_count(),
            passages=coverage.passages,
            embedded=coverage.embedded,
        )
