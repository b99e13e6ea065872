"""The shape of OpenAI's API: existing clients ask, and get an answer with its citations, whole or as a stream."""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import Request, Response  # noqa: TC002  fastapi reads the annotations of the routes
from fastapi.responses import StreamingResponse

from bot.api.chat_text import conversation, message_text, quotations
from bot.api.description import Operation
from bot.api.exchange import Json, body_of
from bot.api.requests import ChatRequest
from bot.errors import RequestRefused
from bot.formats.answer_json import answer_to_json
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answers import Answer, Citation
    from bot.api.searching import Searching
    from bot.service.served_library import ServedLibrary

MODEL = "besa"
_UNCOUNTED = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""There is no language model, so no tokens; clients expect the keys."""
_STARTED = int(time.time())


class ChatEndpoint:
    """Answers the last message. Whatever model is named, there is the one; temperature and the like mean nothing."""

    def __init__(self, library: ServedLibrary, search: Searching) -> None:
        self._library = library
        self._search = search

    def operations(self) -> list[Operation]:
        """Return the routes."""
        return [
            Operation("POST", "/v1/chat/completions", self.complete, body=ChatRequest),
            Operation("GET", "/v1/models", self.models),
            Operation("GET", "/v1/models/{model}", self.model),
        ]

    async def complete(self, request: Request) -> Response:
        """Answer the last message, in the shape of OpenAI's chat completions; with `stream`, as server-sent events.

        Each quotation is an annotation, with a link to the place in the document; `besa` has the answer as
        /api/v1/ask gives it. Filters are extra keys.
        """
        wanted = await body_of(request, ChatRequest, other_keys=True)
        question, history = conversation(wanted.messages)

        def search() -> Answer:
            return self._library.ask(
                question,
                history=history,
                source=wanted.source,
                after=wanted.after,
                before=wanted.before,
                top=wanted.top,
            )

        reply = _Reply(await self._search(search, request), str(request.base_url))
        if not wanted.stream:
            return Json(reply.whole())
        counted = wanted.stream_options is not None and wanted.stream_options.include_usage
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(reply.events(counted=counted), media_type="text/event-stream", headers=headers)

    async def models(self) -> Json:
        """List the one model that there is."""
        return Json({"object": "list", "data": [_model()]})

    async def model(self, request: Request) -> Json:
        """Describe the one model that there is."""
        if request.path_params["model"] != MODEL:
            raise RequestRefused(Message("There is one model here, “besa”."), 404)
        return Json(_model())


class _Reply:
    """One answer as a completion: whole, or in chunks."""

    def __init__(self, answer: Answer, root: str) -> None:
        self._answer = answer
        self._root = root
        self._text = message_text(answer)
        self._head = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": MODEL}

    def whole(self) -> dict[str, Any]:
        message = {
            "role": "assistant",
            "content": self._text,
            "refusal": None,
            "annotations": list(self._annotations()),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": _UNCOUNTED,
            "besa": answer_to_json(self._answer),
        }

    def events(self, *, counted: bool) -> Iterator[bytes]:
        """Yield server-sent events: the lines of the message, its annotations with the answer, the end."""
        yield self._event({"role": "assistant", "content": ""})
        for line in self._text.splitlines(keepends=True):
            yield self._event({"content": line})
        yield self._event({"annotations": list(self._annotations())}, besa=answer_to_json(self._answer))
        yield self._event({}, "stop")
        if counted:
            yield _sent({**self._head, "object": "chat.completion.chunk", "choices": [], "usage": _UNCOUNTED})
        yield b"data: [DONE]\n\n"

    def _event(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _sent({**self._head, "object": "chat.completion.chunk", "choices": [choice], **more})

    def _annotations(self) -> Iterator[dict[str, Any]]:
        cited = {each.number: each for each in self._answer.citations}
        for each in quotations(self._answer, self._text):
            citation = cited.get(each.sentence.citation)
            if citation is not None:
                where = {"start_index": each.start, "end_index": each.end}
                link = {"url": self._link(citation), "title": citation.title}
                yield {"type": "url_citation", "url_citation": {**where, **link}}

    def _link(self, citation: Citation) -> str:
        """Return the address at which the page shows the document, marked at the cited place."""
        place = {"id": citation.document, "start": citation.start, "end": citation.end}
        return f"{self._root}document?{urlencode(place)}"


def _sent(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n\n"


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": _STARTED, "owned_by": "besa"}
