"""The page in the browser: the chat, the cards beside it, and the document view. The one door to gradio.

Every handler can be called by anyone who reaches the page, so each checks what it is given.
Nothing is shared between visitors: a conversation lives in its visitor's session state.
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Iterator  # noqa: TC003  gradio reads the annotations of the handlers
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import gradio as gr

from bot.bubbles import Conversation, Remark, question_asked
from bot.document_view import DocumentSummary, DocumentText, Opening, document_html, library_html, missing_html
from bot.errors import BotError, PortInUse, QuestionError
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answers import Answer, NotFound, Question

_ASSETS = Path(__file__).parent / "assets"
_AT_ONCE = 4
_WAITING = 64
_SESSIONS = 1_000
_FAILED = "Something went wrong while searching. Your question is back in the box: send it again."
_MASTHEAD = (
    '<header class="masthead"><h1><a href="./">Besa</a></h1>'
    "<p>Every answer is a sentence that a source really contains.</p></header>"
)
_BACK = (
    '<header class="masthead"><h1><a href="./">Besa</a></h1><p><a id="back" href="./">Back to the chat</a></p></header>'
)
_WELCOME = (
    "## Ask your documents\n\n"
    "Ask in plain words. The answer is quoted from them, sentence by sentence, and every quotation opens "
    "at its place."
)


class Librarian(Protocol):
    """What the page needs to know of the library."""

    def ask(self, question: Question) -> Answer | NotFound: ...

    def documents(self) -> Sequence[DocumentSummary]: ...

    def document(self, id: str) -> DocumentText | None: ...


def build_page(librarian: Librarian, examples: Sequence[str]) -> gr.Blocks:
    """The chat and the document view over this library; `examples` are offered before the first question."""
    page = gr.Blocks(title="Besa", analytics_enabled=False, fill_width=True)
    with page:
        _chat(page, librarian, tuple(examples))
    with page.route("Document", "document", show_in_navbar=False):
        _document(page, librarian)
    page.queue(max_size=_WAITING, api_open=False, default_concurrency_limit=_AT_ONCE)
    return page


def launch(page: gr.Blocks, host: str, port: int | None) -> str:
    """Serves the page in the background and returns its address. No port: a free one. Raises PortInUse."""
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            show_error=False,
            run_history=False,
            enable_monitoring=False,
            footer_links=[],
            state_session_capacity=_SESSIONS,
            theme=_theme(),
            css_paths=[_ASSETS / "style.css"],
            js=(_ASSETS / "page.js").read_text("utf-8"),
            head='<meta name="referrer" content="same-origin">',
            favicon_path=_ASSETS / "favicon.svg",
        )
    except OSError as error:
        where = f"port {port}" if port is not None else "any port from 7860 on"
        raise PortInUse(f"Cannot serve on {where} of {host}: choose another one with --port.") from error
    return address


def serve(
    page: gr.Blocks, host: str, port: int | None, open_browser: bool, announce: Callable[[str], None] = print
) -> None:
    """Serves the page until it is interrupted; `announce` is told the address. Raises PortInUse."""
    address = launch(page, host, port)
    announce(address)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    page.block_thread()


def _chat(page: gr.Blocks, librarian: Librarian, examples: tuple[str, ...]) -> None:
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="top"):
        gr.HTML(_MASTHEAD, apply_default_css=False)
        new = gr.Button("New conversation", elem_id="new", size="sm", visible="hidden", min_width=0)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            chat = _chatbot(examples)
            box = gr.Textbox(
                elem_id="question",
                label="Ask your documents",
                show_label=False,
                placeholder="Ask your documents…",
                lines=1,
                max_lines=5,
                autofocus=True,
                submit_btn=True,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=True),
            )
        with gr.Column(elem_id="shelf"):
            cards = gr.HTML(elem_id="cards", apply_default_css=False)
            library = gr.HTML(elem_id="library", apply_default_css=False)
    shown = [chat, cards, box, new, conversation]

    def ask(typed: object, before: Conversation) -> Iterator[tuple[Any, ...]]:
        yield from _asked(librarian, typed, before)

    def ask_example(event: gr.SelectData, before: Conversation) -> Iterator[tuple[Any, ...]]:
        yield from _asked(librarian, _chosen(event.value, examples), before)

    submitted = box.submit(ask, [box, conversation], shown, **_handler("ask"))
    chosen = chat.example_select(ask_example, [conversation], shown, **_handler("ask_example"))
    submitted.failure(_failed, [conversation], shown, **_handler("ask_failed"))
    chosen.failure(_failed, [conversation], shown, **_handler("ask_example_failed"))
    new.click(lambda: _showing(Conversation()), None, shown, **_handler("new_conversation"))
    page.load(lambda: library_html(librarian.documents()), None, library, **_handler("library"))


def _chatbot(examples: tuple[str, ...]) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        layout="bubble",
        buttons=[],
        placeholder=_WELCOME,
        examples=[{"text": each} for each in examples],
        allow_tags=False,
        latex_delimiters=[],
        sanitize_html=True,
        feedback_options=None,
    )


def _document(page: gr.Blocks, librarian: Librarian) -> None:
    gr.HTML(_BACK, elem_id="top", apply_default_css=False)
    view = gr.HTML(elem_id="reader", apply_default_css=False)

    def show(request: gr.Request) -> str:
        place = Opening.asked(request.query_params)
        document = librarian.document(place.document) if place is not None else None
        return document_html(document, place) if document is not None and place is not None else missing_html()

    page.load(show, None, view, **_handler("show_document"))


def _handler(name: str) -> dict[str, Any]:
    return {
        "api_name": name,
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_id": "besa",
        "concurrency_limit": _AT_ONCE,
    }


def _asked(librarian: Librarian, typed: object, before: Conversation) -> Iterator[tuple[Any, ...]]:
    try:
        question = question_asked(typed)
    except QuestionError as error:
        yield _showing(before.answered(Remark(str(error))), typed=typed if isinstance(typed, str) else "")
        return
    asking = before.asking(question)
    yield _showing(asking)
    try:
        reply: Answer | NotFound | Remark = librarian.ask(before.question(question))
    except (BotError, CorpusError) as error:
        reply = Remark(str(error))
    yield _showing(asking.answered(reply))


def _failed(before: Conversation) -> tuple[Any, ...]:
    return _showing(before.answered(Remark(_FAILED)), typed=before.pending or "")


def _chosen(value: object, examples: tuple[str, ...]) -> str:
    text = value.get("text") if isinstance(value, dict) else value
    return text if isinstance(text, str) and text in examples else ""


def _showing(conversation: Conversation, typed: str = "") -> tuple[Any, ...]:
    """The new values of chat, cards, text box, the button for a new conversation, and the state."""
    searching = conversation.pending is not None
    begun = searching or bool(conversation.exchanges)
    return (
        conversation.messages(),
        conversation.cards(),
        gr.Textbox(value=typed, interactive=not searching),
        gr.Button(visible=True if begun and not searching else "hidden"),
        conversation,
    )


def _theme() -> gr.themes.Base:
    sans = (
        "-apple-system",
        "BlinkMacSystemFont",
        "Segoe UI",
        "Roboto",
        "Noto Sans",
        "Liberation Sans",
        "Arial",
    )
    return gr.themes.Base(font=[*sans, "sans-serif"], font_mono=["ui-monospace", "monospace"])
