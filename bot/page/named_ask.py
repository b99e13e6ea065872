"""The one event that gradio's own clients find by name: `gradio_client.Client(url).predict(…, api_name="/ask")`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from bot.api.requests import AskRequest
from bot.errors import RequestRefused
from bot.formats.answer_json import answer_to_json
from bot.formats.typed_json import InvalidJson, convert, parse
from bot.page.handlers import turn_of
from bot.page.search import Search
from bot.service.served_library import ServedLibrary
from corpus.errors import BesaError
from corpus.messages import Message

if TYPE_CHECKING:
    from bot.service.library_service import LibraryService

NAME = "ask"


def add_named_ask(service: LibraryService) -> None:
    """Add the event to the page that is being built."""
    library = ServedLibrary(service)

    async def ask(
        request: gr.Request,
        question: str,
        history: str = "[]",
        source: str = "",
        after: str = "",
        before: str = "",
        top: int = 5,
    ) -> dict[str, Any]:
        """Answer a question as `besa ask --json` does, but with the name of a file as `file`, not `path`.

        `history` is JSON, [{"question", "answer"}, …], oldest first; `source` is a pattern with * and ?.
        """
        try:
            wanted = _wanted(question, history, source, after, before, top)
            answer = await Search().find(
                lambda: library.ask(
                    wanted.question or "",
                    history=wanted.history,
                    source=wanted.source,
                    after=wanted.after,
                    before=wanted.before,
                    top=wanted.top,
                ),
                turn_of(request),
            )
        except BesaError as error:
            raise gr.Error(str(error), print_exception=False) from error
        assert answer is not None, "nobody gave it up"
        told: dict[str, Any] = _without_path_keys(answer_to_json(answer))
        return told

    api(ask, api_name=NAME, concurrency_id="searches", concurrency_limit=None)


def _without_path_keys(value: Any) -> Any:
    """Call each `path` a `file`: gradio's client takes whatever has a `path` for a file that it should fetch."""
    if isinstance(value, dict):
        return {"file" if key == "path" else key: _without_path_keys(each) for key, each in value.items()}
    return [_without_path_keys(each) for each in value] if isinstance(value, list | tuple) else value


def _wanted(question: str, history: str, source: str, after: str, before: str, top: int) -> AskRequest:
    """Return what is asked; whatever is sent may come, not just what the handler says. Raises RequestRefused."""
    given = {"source": source or None, "after": after or None, "before": before or None}
    try:
        turns = parse(history) if isinstance(history, str) and history else []
        asked = {"question": question or "", "history": turns, "top": top, **given}
        return convert(asked, AskRequest)
    except InvalidJson as error:
        raise RequestRefused(Message("The request cannot be understood: {problem}.", problem=error.message)) from error
