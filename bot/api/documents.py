"""Documents for programs: listed, read, added, removed; and answers checked against them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import Request  # noqa: TC002  fastapi reads the annotations of the routes
from msgspec import to_builtins

from bot.api.description import Operation
from bot.api.exchange import Json, query_of, text_of
from bot.api.replies import DocumentPart, Findings
from bot.api.requests import NameQuery, PartQuery, SourcesQuery
from bot.errors import NotAnAnswer, RequestRefused
from bot.formats.saved_answers import SavedAnswers, read_saved_answers
from bot.formats.source_json import source_to_json
from bot.formats.typed_json import InvalidJson, parse
from bot.service.document_part import document_part
from bot.service.uploads import UploadQuery
from corpus.documents import DOCUMENT_ID
from corpus.errors import UnknownDocument
from corpus.messages import Message
from corpus.store.document_names import no_document

if TYPE_CHECKING:
    from bot.page.routes.documents import DocumentChanges
    from bot.service.served_library import ServedLibrary

_CREATED = 201
_UNREADABLE = 422


class DocumentEndpoint:
    """Lists and reads for everyone who may read; adds and removes, with the page's limits, for whoever may edit."""

    def __init__(self, library: ServedLibrary, changes: DocumentChanges) -> None:
        self._library = library
        self._changes = changes

    def operations(self) -> list[Operation]:
        """Return the routes."""
        one, every = "/api/v1/documents/{id}", "/api/v1/documents"
        return [
            Operation("GET", "/api/v1/sources", self.sources, query=SourcesQuery),
            Operation("GET", one, self.show, query=PartQuery, returns=DocumentPart),
            Operation("POST", every, self.add, query=NameQuery, takes="application/octet-stream", edits=True),
            Operation("DELETE", one, self.remove, edits=True),
            Operation("POST", "/api/v1/verify", self.verify, takes="application/json", returns=Findings),
        ]

    async def sources(self, request: Request) -> Json:
        """List the documents with what each says of itself; `count` says how many fit."""
        query = query_of(request, SourcesQuery)
        count, records = await run_sync(
            lambda: self._library.some_sources(
                query.first, query.most, source=query.source, after=query.after, before=query.before
            )
        )
        return Json({"count": count, "sources": [source_to_json(each) for each in records]})

    async def show(self, request: Request) -> Json:
        """Return the text of a document, or a part of it, exactly as it is stored and cited."""
        query, id = query_of(request, PartQuery), str(request.path_params["id"])
        if not DOCUMENT_ID.fullmatch(id):
            raise UnknownDocument(no_document(id))
        document = await run_sync(self._library.document, id)
        text = document_part(document.text, query.start, query.end)
        end, length = query.start + len(text), len(document.text)
        part = DocumentPart(id, document.metadata.title, document.sha256, query.start, end, length, text)
        return Json(to_builtins(part))

    async def add(self, request: Request) -> Json:
        """Add the file that is the body of the request, under its `name`; found by its words at once."""
        if request.headers.get("content-type", "").startswith("multipart/"):
            raise RequestRefused(Message("Send the file itself as the body, not a form: curl --data-binary @FILE"), 415)
        changed = await self._changes.add(request, UploadQuery(query_of(request, NameQuery).name))
        content = changed["content"]
        status = {"added": _CREATED, "failed": _UNREADABLE}.get(content["status"], changed["status_code"])
        return Json(content, status if changed["status_code"] == 200 else changed["status_code"])

    async def remove(self, request: Request) -> Json:
        """Remove a document, and its file if that came through the page or from a program."""
        changed = await self._changes.remove(request, str(request.path_params["id"]))
        return Json(changed["content"], changed["status_code"])

    async def verify(self, request: Request) -> Json:
        """Check every citation of answers, as they were given, against the stored documents.

        The body is an answer, a list of them, one a line, {"answers": […]}, or a report that was saved.
        """
        findings = await run_sync(self._library.verify_saved, _saved(await text_of(request)))
        verified = bool(findings) and all(each.status == "verified" for each in findings)
        return Json(to_builtins(Findings(verified, tuple(findings))))


def _saved(text: str) -> SavedAnswers:
    """Return the answers in a body. Raises RequestRefused."""
    try:
        return read_saved_answers(_alone(text))
    except NotAnAnswer as error:
        raise RequestRefused(Message("The body holds no saved answers: {problem}.", problem=error.message)) from error


def _alone(text: str) -> str:
    """Return the list of answers of a body as the API gives several, in JSON; any other body as it is."""
    try:
        value: Any = parse(text)
    except InvalidJson:
        return text
    several = isinstance(value, dict) and isinstance(value.get("answers"), list)
    return json.dumps(value["answers"]) if several else text
