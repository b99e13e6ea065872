"""Collections as a visitor who may edit arranges them: renamed, dissolved, and documents moved; each can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request  # noqa: TC002  fastapi reads the annotations of the routes
from fastapi.responses import Response  # noqa: TC002
from msgspec import Meta

from bot.answering.scope import LONGEST_TEXT, MOST_DOCUMENTS
from bot.api.exchange import Json, body_of, refused
from bot.errors import RequestRefused, UploadRefused
from bot.page.handlers import language_of
from bot.service.uploads import OFF, safe_name
from corpus.errors import BesaError, UnknownDocument

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.page.routes.documents import DocumentChanges
    from bot.service.library_editor import LibraryEditor

_AT_ONCE = 1
Name = Annotated[str, Meta(max_length=LONGEST_TEXT)]


@dataclass(frozen=True, slots=True)
class CollectionChange:
    """What is to be done: `rename` the `collection` to the name `to` ("": dissolve it), `move` documents, or `undo`."""

    action: Literal["rename", "move", "undo"]
    collection: Name = ""
    to: Name = ""
    documents: Annotated[tuple[str, ...], Meta(max_length=MOST_DOCUMENTS)] = ()
    change: Annotated[str, Meta(max_length=40)] = ""


def add_collection_routes(app: FastAPI, changes: DocumentChanges) -> None:
    """Add the route by which collections are changed, where there is an editor at that moment."""
    limiter = CapacityLimiter(_AT_ONCE)

    async def change(request: Request) -> Response:
        """Change collections, and return the id by which that can be undone."""
        try:
            wanted = await body_of(request, CollectionChange)
            editor = changes.editor_for(request)
            if editor is None:
                raise UploadRefused(OFF)
            return Json(await run_sync(_changed, editor, wanted, limiter=limiter))
        except RequestRefused as error:
            return refused(error, request)
        except BesaError as error:
            status = 404 if isinstance(error, UnknownDocument) else getattr(error, "status", 409)
            return Json({"status": "failed", "reason": language_of(request).translate(error.message)}, status)

    app.add_api_route("/collections", change, methods=["POST"])


def _changed(editor: LibraryEditor, wanted: CollectionChange) -> dict[str, Any]:
    to = safe_name(wanted.to) if wanted.to.strip() else ""
    if wanted.action == "undo":
        editor.undo(wanted.change)
        return {"status": "undone"}
    if wanted.action == "move":
        return {"status": "moved", "to": to, "change": editor.move(wanted.documents, to)}
    return {"status": "renamed", "to": to, "change": editor.rename(wanted.collection, to)}
