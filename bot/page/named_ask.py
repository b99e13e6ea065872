"""The one event that gradio's own clients find by name: `gradio_client.Client(url).predict(…, api_name="/ask")`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from bot.api.requests import AskedQuestion
from bot.errors import RequestRefused
from bot.formats.answer_json import answer_to_json
from bot.formats.typed_json import InvalidJson, convert, parse
from bot.page.search import Search
from bot.service.served_library import ServedLibrary
from corpus.errors import BesaError

if TYPE_CHECKING:
    from bot.answers import Turn
    from bot.service.library_service import LibraryService

NAME = "ask"


def add_named_ask(service: LibraryService) -> None:
    """Add the event to the page that is being built."""
    library = ServedLibrary(service)

    async def ask(
        question: str, history: str = "[]", source: str = "", after: str = "", before: str = "", top: int = 5
    ) -> dict[str, Any]:
        """Answer a question as `besa ask --json` does, but with the name of a file as `file`, not `path`.

        `history` is JSON, [{"question", "answer"}, …], oldest first; `source` is a pattern with * and ?.
        """
        try:
            turns = _turns(history)
            answer = await Search().find(
                lambda: library.ask(
                    question,
                    history=turns,
                    source=source or None,
                    after=after or None,
                    before=before or None,
                    top=top,
                )
            )
        except (BesaError, ValueError) as error:
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


def _turns(history: str) -> tuple[Turn, ...]:
    """Return earlier turns as they are written in JSON. Raises RequestRefused."""
    try:
        return convert({"question": "", "history": parse(history or "[]")}, AskedQuestion).history
    except InvalidJson as error:
        raise RequestRefused(error.message) from error
