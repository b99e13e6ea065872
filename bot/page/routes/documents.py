"""The library's documents: listed for who chooses among them; added and removed, where whoever serves allows it.

Each change is checked to come from a visitor who may make it, as the guard before the app has found (`bot.access`);
without an editor there is no change at all.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypedDict

import anyio
from anyio.to_thread import run_sync
from fastapi import Request  # noqa: TC002  fastapi reads the annotations of the routes
from fastapi.responses import JSONResponse, Response

from bot.access.visitors import visitor_of
from bot.api.exchange import query_of, refused
from bot.errors import BotError, LibraryAway, NameTaken, NothingChosen, RequestRefused, UploadRefused
from bot.limits.refusals import linger
from bot.page.handlers import language_of
from bot.page.routes.documents_json import ListQuery, added_to_json, listed_to_json, receipt_to_json
from bot.service.library_editor import LibraryEditor, discard
from bot.service.uploads import OFF, UploadQuery
from corpus.documents import DOCUMENT_ID
from corpus.errors import CorpusError, LibraryUnreachable, UnknownDocument
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from bot.service.library_service import LibraryService
    from bot.service.uploads import UploadRules
    from bot.wording.labels import Labels

_CHANGES = 2
"""So many threads at most begin to take a file or remove one, and never wait for one to be read."""
_SECONDS = 600.0
"""A file that takes longer to come is given up."""
LONGEST_ADDRESS = 2_000
"""Characters of the address of a page."""
_GONE = Message("This document is not in the library any more.")


def add_document_routes(app: FastAPI, service: LibraryService, changes: DocumentChanges) -> None:
    """Add the routes by which documents are listed, added and removed, where there is an editor at that moment."""

    def listed(request: Request) -> Response:
        """List some of the documents that fit, how far they are embedded, and what may be done here."""
        try:
            query = query_of(request, ListQuery)
            return JSONResponse(listed_to_json(service, query, changes.editor_for(request), language_of(request)))
        except (RequestRefused, NothingChosen) as error:
            return refused(error, request)

    async def add(request: Request) -> Response:
        try:
            file = query_of(request, UploadQuery)
        except RequestRefused as error:
            return refused(error, request)
        return JSONResponse(**(await changes.add(request, file)))

    async def fetch(request: Request, address: str = "") -> JSONResponse:
        return JSONResponse(**(await changes.fetch(request, address)))

    async def remove(request: Request, id: str) -> JSONResponse:
        return JSONResponse(**(await changes.remove(request, id)))

    app.add_api_route("/documents", listed, methods=["GET"])
    app.add_api_route("/documents", add, methods=["POST"])
    app.add_api_route("/documents/{id}", remove, methods=["DELETE"])
    app.add_api_route("/pages", fetch, methods=["POST"])


class Changed(TypedDict):
    """What came of a change: the JSON that says so, and its HTTP status."""

    content: dict[str, Any]
    status_code: int


class DocumentChanges:
    """Takes documents in and gives them back, a few at a time; counts those that are on their way.

    Its editor is asked for at each request, for a launch decides on it.
    """

    def __init__(self, editor: Callable[[], LibraryEditor | None]) -> None:
        self._editor = editor
        self._coming = 0
        self._changing = anyio.CapacityLimiter(_CHANGES)
        self._reading = anyio.CapacityLimiter(LibraryEditor.readers())

    def editor_for(self, request: Request) -> LibraryEditor | None:
        """Return the editor; None where there is none, or the visitor may not edit."""
        return self._editor() if _may_edit(request) else None

    def rules_for(self, request: Request) -> UploadRules | None:
        """Return what the visitor may add; None for nothing."""
        editor = self.editor_for(request)
        return editor.rules if editor is not None else None

    async def add(self, request: Request, file: UploadQuery) -> Changed:
        """Add the file that is the body of a request, or say why not."""
        changed = await _answered(self._added(request, file), language_of(request))
        if changed["status_code"] != 200 and not getattr(request.state, "has_come", False):
            await linger(request.receive)
        return changed

    async def fetch(self, request: Request, address: str) -> Changed:
        """Fetch a page of the web whose address a person gave, and add it, or say why not."""
        return await _answered(self._fetched(request, address), language_of(request))

    async def remove(self, request: Request, id: str) -> Changed:
        """Remove a document, or say why not."""
        return await _answered(self._removed(request, id), language_of(request))

    async def _added(self, request: Request, file: UploadQuery) -> dict[str, Any]:
        editor = self._checked(request)
        rules = editor.rules
        rules.check_name(file.name)
        length = request.headers.get("content-length", "")
        rules.check_size(int(length) if re.fullmatch(r"\d{1,15}", length) else 0)
        with self._one_more(rules):
            return await self._come(editor, request, file)

    async def _fetched(self, request: Request, address: str) -> dict[str, Any]:
        editor = self._checked(request)
        with self._one_more(editor.rules):
            outcome = await run_sync(editor.fetch, address[:LONGEST_ADDRESS], limiter=self._reading)
        return added_to_json(outcome, language_of(request))

    @contextmanager
    def _one_more(self, rules: UploadRules) -> Iterator[None]:
        """Count one more on its way while the block lasts. Raises UploadRefused where that is too many."""
        if self._coming >= rules.at_once:
            raise UploadRefused(
                Message("too many files are on their way at once; wait a moment, then add this one again"), 429
            )
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    async def _removed(self, request: Request, id: str) -> dict[str, Any]:
        editor = self._checked(request)
        if not DOCUMENT_ID.fullmatch(id):
            raise UnknownDocument(_GONE)
        return receipt_to_json(await run_sync(editor.remove, id, limiter=self._changing))

    async def _come(self, editor: LibraryEditor, request: Request, file: UploadQuery) -> dict[str, Any]:
        partial = await run_sync(editor.partial, limiter=self._changing)
        try:
            await _written(request, partial, editor)
            outcome = await run_sync(editor.take, partial, file, limiter=self._reading)
            return added_to_json(outcome, language_of(request))
        finally:
            discard(partial)

    def _checked(self, request: Request) -> LibraryEditor:
        """Return the editor. Raise UploadRefused where there is none, or the visitor may not edit."""
        editor = self.editor_for(request)
        if editor is None:
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


async def _answered(change: Awaitable[dict[str, Any]], labels: Labels) -> Changed:
    """Run a change and report what came of it, or why nothing did."""
    try:
        return Changed(content=await change, status_code=200)
    except NameTaken as error:
        return Changed(content={"status": "known", "reason": labels.translate(error.message)}, status_code=200)
    except UploadRefused as error:
        status, reason = error.status, error.message
    except UnknownDocument:
        status, reason = 404, _GONE
    except LibraryUnreachable:
        status, reason = 503, LibraryAway().message
    except (BotError, CorpusError) as error:
        status, reason = 500, error.message
    except OSError as error:
        status, reason = 507, _not_kept(error)
    return Changed(content={"status": "failed", "reason": labels.translate(reason)}, status_code=status)


def _not_kept(error: OSError) -> Message:
    return Message(
        "It could not be kept ({error}): make room on the disk, then try again.", error=error.strerror or str(error)
    )


def _may_edit(request: Request) -> bool:
    visitor = visitor_of(request)
    return visitor is not None and visitor.may_edit
