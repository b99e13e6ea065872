"""The chat: one question, one round trip. What the visitor sees is always drawn from the conversation alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator  # noqa: TC003  gradio reads the annotations of the handlers
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.answering.scope import SearchScope
from bot.answers import Answer
from bot.errors import BotError, NothingChosen, QuestionError
from bot.page.download_button import downloads
from bot.page.handlers import handler, language_of, masthead, said
from bot.page.search import Search
from bot.page.views.conversation import Conversation, Remark, question_asked
from bot.page.views.document import library_html
from bot.page.views.panels import panels_html
from bot.page.views.source_cards import NO_CARDS
from bot.page.views.suggestion_chips import chips_html
from bot.wording.labels import ENGLISH
from corpus.errors import CorpusError
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gradio.components.chatbot import ExampleMessage

    from bot.answers import Answer
    from bot.page.desk import Librarian

    _Reply = Answer | Remark

_REPLAYED = 20
"""So many questions of an earlier conversation are asked again when it is opened."""
_LONGEST_MEMORY = 100_000
_UNCHANGED: tuple[Any, ...] = tuple(gr.skip() for _ in range(6))
_PATIENCE = 30.0
"""So many seconds a visitor's page waits for the first examples, and for those of a library that it has changed."""
_LATER: dict[str, Any] = {"concurrency_id": "besa-later"}
_LATEST: dict[str, Any] = {"trigger_mode": "always_last"}
"""What happens meanwhile is not forgotten: gradio leaves out a click while the one before is being answered."""
_CHOSEN = "window.besa ? window.besa.chosen() : ''"
_REMEMBERED = f"() => [window.besa ? window.besa.remembered() : '[]', {_CHOSEN}]"
_WITH_QUESTION = f"""(_, before) => {{
    const typed = document.querySelector("#question textarea").value;
    return [window.besa ? window.besa.take(typed) : typed, before, {_CHOSEN}];
}}"""
_GIVE_BACK = "() => { window.besa?.giveBack(); }"
_WITH_EXAMPLE = f"(before) => [before, {_CHOSEN}]"


def chat(page: gr.Blocks, librarian: Librarian, examples: tuple[str, ...]) -> None:
    """The chat on the left, sources and library on the right."""
    conversation = gr.State()
    searching = gr.State()
    # What is asked comes through a component that is never changed: gradio keeps a copy of the box for each change of
    # it that an event with the box as its input follows.
    asked = gr.Textbox(visible="hidden", elem_id="asked", label="asked")
    memory = gr.Textbox(visible="hidden", elem_id="memory", label="memory")
    choice = gr.Textbox(visible="hidden", elem_id="choice", label="choice")
    relist = gr.Button(visible="hidden", elem_id="relist")
    with gr.Row(elem_id="top"):
        gr.HTML(masthead(said("p", "motto")), apply_default_css=False)
        new = gr.Button(ENGLISH.new_conversation, elem_id="new", size="sm", min_width=0)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            bubbles = _chatbot(examples)
            chips = gr.HTML(elem_id="next", apply_default_css=False)
            box = _box()
        with gr.Column(elem_id="shelf"):
            cards = gr.HTML(elem_id="cards", apply_default_css=False)
            gr.HTML('<div id="sources"></div>', elem_id="evidence", apply_default_css=False)
            gr.HTML(panels_html(), elem_id="documents", apply_default_css=False)
            gr.HTML(_EARLIER, elem_id="earlier", apply_default_css=False)
            library = gr.HTML(elem_id="library", apply_default_css=False)
    downloads(conversation)
    shown = [bubbles, cards, box, chips, searching, conversation]

    async def ask(
        typed: object, before: Conversation | None, chosen: object, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        async for showing in _asked(librarian, typed, _in_language(before, request), chosen):
            yield showing

    async def ask_example(
        event: gr.SelectData, before: Conversation | None, chosen: object, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        async for showing in _asked(librarian, _chosen(event.value), _in_language(before, request), chosen):
            yield showing

    async def reopen(remembered: object, chosen: object, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        now = _in_language(None, request)
        questions = _questions_in(remembered)
        if not questions:
            yield gr.Chatbot(placeholder=now.labels.welcome), *_UNCHANGED[1:]
        for number, question in enumerate(questions, start=1):
            async for showing in _asked(librarian, question, now, chosen):
                if showing is _UNCHANGED:
                    yield showing
                    return
                now = showing[-1]
                if now.pending is not None or number == len(questions):
                    yield _with_all_cards(showing)

    def stop(before: Conversation | None, search: Search | None) -> tuple[Any, ...]:
        if search is not None:
            search.give_up()
        asked = before or Conversation()
        return _with_all_cards(_showing(asked.stopped(), typed=asked.pending))

    def fail(before: Conversation | None) -> tuple[Any, ...]:
        asked = before or Conversation()
        return _showing(asked.answered(Remark(asked.labels.failed)), typed=asked.pending)

    def offered(patience: float, request: gr.Request) -> Any:
        questions = librarian.examples(patience) or examples
        return gr.Chatbot(examples=_as_examples(questions), placeholder=language_of(request).welcome)

    def offer(request: gr.Request) -> Any:
        return offered(0.0 if librarian.examples() else _PATIENCE, request)

    def offer_anew(request: gr.Request) -> Iterator[Any]:
        yield offered(0.0, request)
        yield offered(_PATIENCE, request)

    def suggest(before: Conversation | None, request: gr.Request) -> str:
        return chips_html(_follow_ups(librarian, before or Conversation()), language_of(request))

    def list_documents(request: gr.Request) -> str:
        return library_html(librarian.documents(), language_of(request))

    submitted = box.submit(
        ask, [asked, conversation, choice], shown, js=_WITH_QUESTION, **handler("ask", searches=True)
    )
    chosen = bubbles.example_select(
        ask_example, [conversation, choice], shown, js=_WITH_EXAMPLE, **handler("ask_example", searches=True)
    )
    submitted.failure(None, js=_GIVE_BACK)
    submitted.failure(fail, [conversation], shown, **handler("ask_failed"))
    chosen.failure(fail, [conversation], shown, **handler("ask_example_failed"))
    reopened = page.load(reopen, [memory, choice], shown, js=_REMEMBERED, **handler("reopen", searches=True))
    reopened.failure(fail, [conversation], shown, **handler("reopen_failed"))
    box.stop(stop, [conversation, searching], shown, **handler("stop"))
    new.click(lambda: _with_all_cards(_showing(Conversation(), typed="")), None, shown, **handler("new_conversation"))
    page.load(list_documents, None, library, **handler("library"))
    relist.click(list_documents, None, library, **{**handler("relist"), **_LATEST})
    page.load(offer, None, bubbles, **{**handler("examples"), **_LATER})
    relist.click(offer_anew, None, bubbles, **{**handler("examples_anew"), **_LATER, **_LATEST})
    for each in (submitted, chosen, reopened):
        each.success(suggest, [conversation], chips, **{**handler("follow_ups"), **_LATER, **_LATEST})


_EARLIER = (
    f'<details class="library" id="conversations" hidden><summary>{said("h2", "earlier")}'
    '<span class="count"></span></summary><ul role="list"></ul></details>'
)


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label=ENGLISH.ask,
        show_label=False,
        placeholder=ENGLISH.placeholder,
        lines=1,
        max_lines=5,
        autofocus=True,
        interactive=True,  # gradio takes it for a mere output
        submit_btn=True,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=True),
    )


def _chatbot(examples: tuple[str, ...]) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        layout="bubble",
        buttons=[],
        placeholder=ENGLISH.welcome,
        examples=_as_examples(examples),
        allow_tags=False,
        latex_delimiters=[],
        sanitize_html=True,
        feedback_options=None,
    )


def _as_examples(questions: Sequence[str]) -> list[ExampleMessage]:
    return [{"text": each} for each in questions]


def _in_language(conversation: Conversation | None, request: gr.Request) -> Conversation:
    return replace(conversation or Conversation(), labels=language_of(request))


async def _asked(
    librarian: Librarian, typed: object, before: Conversation, chosen: object
) -> AsyncIterator[tuple[Any, ...]]:
    try:
        question = question_asked(typed)
    except QuestionError as error:
        yield _showing(before.answered(Remark(str(error))), typed=typed if isinstance(typed, str) else None)
        return
    asking = before.asking(question)
    search = Search()
    yield _showing(asking, search=search)
    try:
        choice = SearchScope.parse(chosen)
        asking = replace(asking, choice=choice)
        reply: _Reply | None = await search.find(lambda: librarian.ask(before.question(question), choice))
    except NothingChosen as error:
        reply = Remark(error.said(asking.labels))
    except (BotError, CorpusError, EmbeddingError) as error:
        reply = Remark(str(error))
    yield _showing(asking.answered(reply)) if reply is not None else _UNCHANGED


def _questions_in(remembered: object) -> list[str]:
    """The questions that a visitor's browser remembers; none where it makes no sense."""
    if not isinstance(remembered, str) or len(remembered) > _LONGEST_MEMORY:
        return []
    try:
        questions = json.loads(remembered)
    except (ValueError, RecursionError):
        return []
    found = [each for each in questions if isinstance(each, str)] if isinstance(questions, list) else []
    return found[-_REPLAYED:]


def _follow_ups(librarian: Librarian, conversation: Conversation) -> Sequence[str]:
    answer = conversation.exchanges[-1].answer if conversation.exchanges else None
    if not answer or not answer.found:
        return ()
    try:
        return librarian.follow_ups(answer, conversation.question("").history)
    except (BotError, CorpusError, EmbeddingError):
        return ()


def _chosen(value: object) -> str:
    text = value.get("text") if isinstance(value, dict) else value
    return text if isinstance(text, str) else ""


def _showing(conversation: Conversation, typed: str | None = None, search: Search | None = None) -> tuple[Any, ...]:
    """The new values of chat, cards (none: as before), text box, chips (none), search and state.

    Without `typed`, the box keeps what is in it: the page's script emptied it, and the next question may be typed. Only
    the box is a component's update, for gradio makes the component anew with each. Where a second step comes before the
    browser has drawn the first, gradio draws the second alone: nothing may be said in a first step only.
    """
    searching = conversation.pending is not None
    text: dict[str, Any] = {} if typed is None else {"value": typed}
    box = gr.update(interactive=not searching, submit_btn=not searching, stop_btn=searching, **text)
    cards = "" if searching else conversation.newest_cards()
    return conversation.messages(), cards, box, "", search, conversation


def _with_all_cards(showing: tuple[Any, ...]) -> tuple[Any, ...]:
    """As it is shown where the page may have other cards than those of the turns before, or none."""
    chat, _, *rest, conversation = showing
    return (chat, conversation.cards() or NO_CARDS, *rest, conversation)
