"""Routes for whoever runs the server: whether it lives, whether it is ready, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi.responses import JSONResponse, Response
from starlette.routing import Route

from bot.access.visitors import Proof, visitor_of
from bot.operation.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request

    from bot.operation.metrics import ServerMetrics

_NO_STORE = {"cache-control": "no-store"}


def operating_routes(
    metrics: ServerMetrics, why_not_ready: Callable[[], str | None], *, strangers_see_metrics: bool
) -> list[Route]:
    """Return the routes. `why_not_ready` is None, or says in a word why no question is answered now.

    The guard lets anybody ask after health, which tells nothing else. Figures tell how much is asked and held: they are
    for those who have shown who they are, and for strangers only where everybody who is let in is of this machine.
    """

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"}, headers=_NO_STORE)

    async def ready(_: Request) -> Response:
        why_not = await run_sync(why_not_ready)
        return JSONResponse({"status": why_not or "ready"}, 503 if why_not else 200, _NO_STORE)

    async def figures(request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor is None or (visitor.proof is Proof.NONE and not strangers_see_metrics):
            return JSONResponse({"detail": "Show a key: besa users add NAME --key"}, 403, _NO_STORE)
        return Response(await run_sync(metrics.text), headers=_NO_STORE, media_type=CONTENT_TYPE)

    return [
        Route("/health", ready),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", figures),
    ]
