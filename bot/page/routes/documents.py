"""The library's documents: listed for who chooses among them; added and removed, where whoever serves allows it.

Each change is checked to come from a visitor who may make it, as the guard before the app has found (`bot.access`);
without an editor there is no change at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import anyio
from anyio.to_thread import run_sync
from fastapi import Request  # noqa: TC002  fastapi reads the annotations of the routes
from fastapi.responses import JSONResponse

from bot.access.visitors import visitor_of
from bot.errors import BotError, UploadRefused
from bot.limits.refusals import linger
from bot.page.handlers import language_of
from bot.page.routes.documents_json import added_to_json, listed_to_json, receipt_to_json
from bot.service.library_editor import discard
from bot.service.uploads import OFF
from corpus.documents import DOCUMENT_ID
from corpus.errors import CorpusError, UnknownDocument
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi import FastAPI

    from bot.service.library_editor import LibraryEditor
    from bot.service.library_service import LibraryService
    from bot.wording.labels import Labels

_LONGEST_SEARCH = 200
_READERS = 2
"""So many threads at most wait for files to be read, so that questions always find one."""
_SECONDS = 600.0
"""A file that takes longer to come is given up."""
_GONE = Message("This document is not in the library any more.")


def add_document_routes(app: FastAPI, service: LibraryService, editor: Callable[[], LibraryEditor | None]) -> None:
    """Add the routes by which documents are listed, added and removed, where there is an editor at that moment."""
    uploads = _UploadEndpoint()

    def listed(request: Request, text: str = "") -> dict[str, Any]:
        """List the documents that fit, how far they are embedded, and what may be done here."""
        allowed = editor() if _may_edit(request) else None
        return listed_to_json(service, text[:_LONGEST_SEARCH], allowed, language_of(request))

    async def add(request: Request, name: str = "") -> JSONResponse:
        answer = await _answered(uploads.add(editor(), request, name), language_of(request))
        if answer.status_code != 200 and not getattr(request.state, "has_come", False):
            await linger(request.receive)
        return answer

    async def remove(request: Request, id: str) -> JSONResponse:
        return await _answered(uploads.remove(editor(), request, id), language_of(request))

    app.add_api_route("/documents", listed, methods=["GET"])
    app.add_api_route("/documents", add, methods=["POST"])
    app.add_api_route("/documents/{id}", remove, methods=["DELETE"])


class _UploadEndpoint:
    """Takes documents in and gives them back, a few at a time; counts those that are on their way."""

    def __init__(self) -> None:
        self._coming = 0
        self._limiter = anyio.CapacityLimiter(_READERS)

    async def add(self, editor: LibraryEditor | None, request: Request, name: str) -> dict[str, Any]:
        editor = _checked(editor, request)
        rules = editor.rules
        rules.check_name(name)
        length = request.headers.get("content-length", "")
        rules.check_size(int(length) if re.fullmatch(r"\d{1,15}", length) else 0)
        if self._coming >= rules.at_once:
            raise UploadRefused(
                Message("too many files are on their way at once; wait a moment, then add this one again"), 429
            )
        self._coming += 1
        try:
            return await self._come(editor, request, name)
        finally:
            self._coming -= 1

    async def remove(self, editor: LibraryEditor | None, request: Request, id: str) -> dict[str, Any]:
        editor = _checked(editor, request)
        if not DOCUMENT_ID.fullmatch(id):
            raise UnknownDocument(_GONE)
        return receipt_to_json(await run_sync(editor.remove, id, limiter=self._limiter))

    async def _come(self, editor: LibraryEditor, request: Request, name: str) -> dict[str, Any]:
        partial = await run_sync(editor.partial, limiter=self._limiter)
        try:
            await _written(request, partial, editor)
            outcome = await run_sync(editor.take, partial, name, limiter=self._limiter)
            return added_to_json(outcome, language_of(request))
        finally:
            discard(partial)


def _checked(editor: LibraryEditor | None, request: Request) -> LibraryEditor:
    """Return the editor. Raise UploadRefused where there is none, or the visitor may not edit."""
    if editor is None or not _may_edit(request):
        raise UploadRefused(OFF)
    return editor


async def _written(request: Request, partial: Path, editor: LibraryEditor) -> None:
    """Write what comes as it comes; give up as soon as it is too much or takes too long."""
    size = 0
    try:
        with anyio.fail_after(_SECONDS):
            async with await anyio.open_file(partial, "xb") as file:
                async for chunk in request.stream():
                    size += len(chunk)
                    editor.rules.check_size(size)
                    await file.write(chunk)
        request.state.has_come = True
    except TimeoutError as error:
        raise UploadRefused(
            Message("sending it took too long; try again, or add it with: besa add FILE"), 408
        ) from error


async def _answered(change: Any, labels: Labels) -> JSONResponse:
    """Run a change and report what came of it, or why nothing did."""
    try:
        return JSONResponse(await change)
    except UploadRefused as error:
        status, reason = error.status, error.message
    except UnknownDocument:
        status, reason = 404, _GONE
    except (BotError, CorpusError) as error:
        status, reason = 500, error.message
    except OSError as error:
        status, reason = 507, _not_kept(error)
    return JSONResponse({"status": "failed", "reason": labels.translate(reason)}, status)


def _not_kept(error: OSError) -> Message:
    return Message(
        "It could not be kept ({error}): make room on the disk, then try again.", error=error.strerror or str(error)
    )


def _may_edit(request: Request) -> bool:
    visitor = visitor_of(request)
    return visitor is not None and visitor.may_edit
