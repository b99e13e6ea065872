"""The chat: one question, one round trip. What the visitor sees is always drawn from the conversation alone."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator  # noqa: TC003  gradio reads the annotations of the handlers
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from bot.answering.scope import SearchScope
from bot.answering.suggestions import FOLLOW_UPS
from bot.answers import Answer
from bot.errors import BotError, LibraryAway, QuestionError
from bot.page.download_button import downloads
from bot.page.handlers import LATER, SUGGESTIONS, handler, language_of, masthead, said, turn_of
from bot.page.kept.reopening import compared, read_reopening
from bot.page.replies.glance import LibraryGlance
from bot.page.replies.own_reply import OwnReply
from bot.page.replies.topics import SaidToPage, Topic, said_to_page
from bot.page.replies.welcome import welcome_markdown
from bot.page.search import AT_ONCE, Search
from bot.page.sessions import was_forgotten
from bot.page.views.conversation import Conversation, question_asked
from bot.page.views.exchange import Remark
from bot.page.views.kept_panel import kept_html
from bot.page.views.panels import evidence_html, library_html, panels_html, tabs_html
from bot.page.views.source_cards import NO_CARDS
from bot.page.views.suggestion_chips import chips_html
from bot.wording.labels import ENGLISH
from corpus.errors import CorpusError, LibraryUnreachable
from corpus.messages import Message
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fastapi import Request
    from gradio.components.chatbot import ExampleMessage

    from bot.service.library_service import LibraryService
    from bot.service.uploads import UploadRules

    _Reply = Answer | Remark | OwnReply
    _RulesFor = Callable[[Request], UploadRules | None]

_FAILED = Message("Something went wrong while searching. Your question is back in the box: send it again.")
_UNCHANGED: tuple[Any, ...] = tuple(gr.skip() for _ in range(6))
_EXAMPLES_SECONDS = 30.0
"""Seconds that a visitor's page waits for the first examples, and for those of a library that it has changed."""
_BEHIND_SEARCHES: dict[str, Any] = {"concurrency_id": LATER}
_SUGGESTING_SECONDS = 1.0
"""Where many ask, a page does without suggestions rather than wait longer for its turn to have some made."""
_SUGGESTIONS: dict[str, Any] = {"concurrency_id": SUGGESTIONS}
_LATEST: dict[str, Any] = {"trigger_mode": "always_last"}
"""Gradio leaves out an event while the one before is being answered; with this, the last of them still comes.

An answer is drawn a moment before its event ends, so that this matters for the next question too.
"""
_SCOPE = "window.besa ? window.besa.chosen() : ''"
_REMEMBERED = f"async () => [window.besa ? await window.besa.remembered() : '[]', {_SCOPE}]"
# The box may be there before the page's script is: it is emptied all the same
_WITH_QUESTION = f"""(_, before) => {{
    const box = document.querySelector("#question textarea");
    const typed = box.value;
    if (window.besa) return [window.besa.take(typed), before, {_SCOPE}];
    box.value = "";
    box.dispatchEvent(new Event("input", {{ bubbles: true }}));
    return [typed, before, {_SCOPE}];
}}"""
_GIVE_BACK = "() => { window.besa?.giveBack(); }"
_WITH_EXAMPLE = f"(before) => [before, {_SCOPE}]"


@dataclass(frozen=True, slots=True)
class _Chat:
    """The components of the chat. Each of their values is drawn from the conversation alone."""

    conversation: gr.State
    searching: gr.State
    asked: gr.Textbox
    memory: gr.Textbox
    scope: gr.Textbox
    relist: gr.Button
    alone: gr.Button
    new: gr.Button
    bubbles: gr.Chatbot
    chips: gr.HTML
    box: gr.Textbox
    cards: gr.HTML

    @property
    def shown(self) -> list[gr.components.Component]:
        """List the components that `_showing` gives values to, in its order."""
        return [self.bubbles, self.cards, self.box, self.chips, self.searching, self.conversation]


def chat(page: gr.Blocks, service: LibraryService, examples: tuple[str, ...], rules_for: _RulesFor) -> gr.State:
    """Lay out the chat, sources and library beside it, and connect what a visitor does with what is shown.

    Returns the conversation, which is a visitor's own. `rules_for` returns the rules by which whoever sends a request
    may add files; None where that visitor may not.
    """
    laid_out = _lay_out(examples, welcome_markdown(LibraryGlance.of(service, None), ENGLISH))
    handlers = _Handlers(service, examples, rules_for)
    _connect_asking(page, laid_out, handlers)
    _connect_examples(page, laid_out, handlers)
    return laid_out.conversation


def _lay_out(examples: tuple[str, ...], welcome: str) -> _Chat:
    # What is asked comes through a component that is never changed: gradio keeps a copy of the box for each change of
    # it that an event with the box as its input follows.
    hidden = {name: gr.Textbox(visible="hidden", elem_id=name, label=name) for name in ("asked", "memory", "choice")}
    conversation, searching = gr.State(), gr.State()
    relist = gr.Button(visible="hidden", elem_id="relist")
    alone = gr.Button(visible="hidden", elem_id="ask-alone")
    with gr.Row(elem_id="top"):
        gr.HTML(masthead(said("p", "motto")), apply_default_css=False)
        new = gr.Button(ENGLISH.new_conversation, elem_id="new", size="sm", min_width=0)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            bubbles = _chatbot(examples, welcome)
            chips = gr.HTML(elem_id="next", apply_default_css=False)
            box = _box()
        with gr.Column(elem_id="shelf"):
            gr.HTML(tabs_html(), elem_id="tabs", apply_default_css=False)
            cards = gr.HTML(elem_id="cards", apply_default_css=False)
            gr.HTML(evidence_html(), elem_id="evidence", apply_default_css=False)
            gr.HTML(panels_html(), elem_id="documents", apply_default_css=False)
            gr.HTML(kept_html(), elem_id="earlier", apply_default_css=False)
            gr.HTML(library_html(), elem_id="library", apply_default_css=False)
        gr.HTML("<dialog></dialog>", elem_id="reading", apply_default_css=False)
    downloads(conversation)
    return _Chat(
        conversation=conversation,
        searching=searching,
        asked=hidden["asked"],
        memory=hidden["memory"],
        scope=hidden["choice"],
        relist=relist,
        alone=alone,
        new=new,
        bubbles=bubbles,
        chips=chips,
        box=box,
        cards=cards,
    )


class _Handlers:
    """What happens when a visitor asks, stops, or opens the page. Each takes and returns values of components."""

    def __init__(self, service: LibraryService, examples: tuple[str, ...], rules_for: _RulesFor) -> None:
        self._service = service
        self._examples = examples
        self._rules_for = rules_for
        self._suggesting = threading.BoundedSemaphore(AT_ONCE)
        self._comparing = CapacityLimiter(AT_ONCE)

    async def ask(
        self, typed: object, before: Conversation | None, scope: object, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Show that the question is searched for, then its answer."""
        async for showing in self._asked(typed, _going_on(before, request), scope, request):
            yield showing

    async def ask_as_it_stands(
        self, typed: object, before: Conversation | None, scope: object, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask a question of the conversation as if nothing had been said before it."""
        async for showing in self._asked(typed, _going_on(before, request), scope, request, alone=True):
            yield showing

    async def ask_example(
        self, event: gr.SelectData, before: Conversation | None, scope: object, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask the example that was pressed."""
        async for showing in self.ask(_text_of(event.value), before, scope, request):
            yield showing

    async def reopen(self, remembered: object, scope: object, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        """Show an earlier conversation again; ask those questions of it of which nothing else is kept."""
        reopening = read_reopening(remembered)
        if not reopening.turns:
            yield gr.Chatbot(placeholder=await run_sync(self._welcome, request)), *_UNCHANGED[1:]
            return
        reopening = await run_sync(compared, reopening, self._service, limiter=self._comparing)
        now = replace(_in_language(None, request), before=reopening.before)
        for turn in reopening.turns:
            if turn.kept is not None:
                now = now.with_turn(turn.kept)
                continue
            async for showing in self._asked(turn.asked, now, scope, request, alone=turn.alone):
                if showing is _UNCHANGED:
                    yield showing
                    return
                now = showing[-1]
                if now.pending is not None:
                    yield _with_all_cards(showing)
        yield await run_sync(lambda: _with_all_cards(_showing(now)), limiter=self._comparing)

    def stop(self, before: Conversation | None, search: Search | None) -> tuple[Any, ...]:
        """Give the search up, and the question back."""
        if search is not None:
            search.give_up()
        stopped = before or Conversation()
        return _with_all_cards(_showing(stopped.stopped(), typed=stopped.pending))

    def fail(self, before: Conversation | None) -> tuple[Any, ...]:
        """Say that the search failed, and give the question back."""
        failed = before or Conversation()
        return _showing(failed.answered(Remark(_FAILED)), typed=failed.pending)

    def start_anew(self) -> tuple[Any, ...]:
        """Show an empty conversation."""
        return _with_all_cards(_showing(Conversation(), typed=""))

    def offer(self, request: gr.Request) -> Any:
        """Offer example questions, waiting for them while they are being made."""
        return self._offered(0.0 if self._service.examples() else _EXAMPLES_SECONDS, request)

    def offer_anew(self, request: gr.Request) -> Iterator[Any]:
        """Offer the examples that are there, then those of the library as it is now."""
        yield self._offered(0.0, request)
        yield self._offered(_EXAMPLES_SECONDS, request)

    def suggest(self, before: Conversation | None, request: gr.Request) -> str:
        """Suggest questions to ask next; none where too many are being suggested already."""
        if not self._suggesting.acquire(timeout=_SUGGESTING_SECONDS):
            return chips_html((), language_of(request))
        try:
            return chips_html(_follow_ups(self._service, before or Conversation()), language_of(request))
        finally:
            self._suggesting.release()

    def _offered(self, seconds: float, request: gr.Request) -> Any:
        questions = self._service.examples(seconds) or self._examples
        return gr.Chatbot(examples=_as_examples(questions), placeholder=self._welcome(request))

    def _welcome(self, request: gr.Request) -> str:
        try:
            return welcome_markdown(self._glance(request), language_of(request))
        except LibraryUnreachable:
            return language_of(request).translate(LibraryAway().message)

    def _glance(self, request: gr.Request, *, named: bool = False) -> LibraryGlance:
        rules = self._rules_for(request.request) if request.request is not None else None
        return LibraryGlance.of(self._service, rules, named=named)

    async def _asked(
        self, typed: object, before: Conversation, scope: object, request: gr.Request, *, alone: bool = False
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Show that a question is searched for, then its answer; at once, what is said to the page itself."""
        if isinstance(typed, str) and not typed.strip():  # a key pressed twice
            yield _UNCHANGED
            return
        try:
            question = question_asked(typed)
        except QuestionError as error:
            yield _showing(before.answered(Remark(error.message)), typed=typed if isinstance(typed, str) else None)
            return
        asking = before.asking(question, alone=alone)
        said = None if alone else said_to_page(question, before.labels)
        if said is not None and not said.topic.may_be_a_question:
            yield _showing(asking.answered(OwnReply(said, self._glance(request))))
            return
        search = Search()
        yield _showing(asking, search=search)
        try:
            choice = SearchScope.parse(scope)
            asking = replace(asking, choice=choice)
            asked = asking.question(question)
            reply: _Reply | None = await search.find(lambda: self._service.ask(asked, choice), turn_of(request))
        except (BotError, CorpusError, EmbeddingError) as error:
            reply = Remark(error.message)
        if said is not None and reply is not None and not (isinstance(reply, Answer) and reply.found):
            reply = OwnReply(said, self._glance(request, named=True))
        elif isinstance(reply, Answer) and not asking.choice.sample and not self._service.document_count():
            reply = OwnReply(SaidToPage(Topic.ADDING, before.labels), self._glance(request))
        known = await run_sync(_known, self._service, reply) if reply is not None else ({}, None)
        yield _showing(asking.answered(reply, *known)) if reply is not None else _UNCHANGED


def _connect_asking(page: gr.Blocks, on: _Chat, do: _Handlers) -> None:
    submitted = on.box.submit(
        do.ask,
        [on.asked, on.conversation, on.scope],
        on.shown,
        js=_WITH_QUESTION,
        **handler("submit", searches=True),
        **_LATEST,
    )
    chosen = on.bubbles.example_select(
        do.ask_example,
        [on.conversation, on.scope],
        on.shown,
        js=_WITH_EXAMPLE,
        **handler("ask_example", searches=True),
    )
    alone = on.alone.click(
        do.ask_as_it_stands,
        [on.asked, on.conversation, on.scope],
        on.shown,
        js=_WITH_QUESTION,
        **handler("ask_as_it_stands", searches=True),
        **_LATEST,
    )
    reopened = page.load(do.reopen, [on.memory, on.scope], on.shown, js=_REMEMBERED, **handler("reopen", searches=True))
    submitted.failure(None, js=_GIVE_BACK)
    alone.failure(None, js=_GIVE_BACK)
    for event, name in (
        (submitted, "submit_failed"),
        (chosen, "ask_example_failed"),
        (alone, "ask_as_it_stands_failed"),
        (reopened, "reopen_failed"),
    ):
        event.failure(do.fail, [on.conversation], on.shown, **handler(name))
        event.success(do.suggest, [on.conversation], on.chips, **{**handler("follow_ups"), **_SUGGESTIONS, **_LATEST})
    on.box.stop(do.stop, [on.conversation, on.searching], on.shown, **handler("stop"))
    on.new.click(do.start_anew, None, on.shown, **handler("new_conversation"))


def _connect_examples(page: gr.Blocks, on: _Chat, do: _Handlers) -> None:
    page.load(do.offer, None, on.bubbles, **{**handler("examples"), **_BEHIND_SEARCHES})
    on.relist.click(do.offer_anew, None, on.bubbles, **{**handler("examples_anew"), **_BEHIND_SEARCHES, **_LATEST})


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
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=True, enterkeyhint="send"),
    )


def _chatbot(examples: tuple[str, ...], welcome: str) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        layout="bubble",
        buttons=[],
        placeholder=welcome,
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


def _going_on(before: Conversation | None, request: gr.Request) -> Conversation:
    """Return the conversation that a question goes on with; a new one says so where there was one before."""
    now = _in_language(before, request).lightened()
    return replace(now, forgotten=True) if before is None and was_forgotten(request) else now


def _known(service: LibraryService, reply: _Reply) -> tuple[Mapping[str, str], int | None]:
    """Return names that tell the cited documents apart, and how many documents there are.

    That may take long: the list of all documents may have to be read.
    """
    if not isinstance(reply, Answer):
        return {}, None
    try:
        listed = [each.document for each in reply.facts.documents] if reply.facts else []
        names = service.beside_titles({*listed, *(each.document for each in reply.citations)})
        return names, service.document_count()
    except CorpusError:  # what is found is shown all the same
        return {}, None


def _follow_ups(service: LibraryService, conversation: Conversation) -> Sequence[str]:
    """Suggest questions to go on with: near to an answer, or else examples that were not asked yet."""
    if not conversation.exchanges:
        return ()
    answer = conversation.exchanges[-1].answer
    try:
        near = service.follow_ups(answer, conversation.question("").history) if answer else ()
    except (BotError, CorpusError, EmbeddingError):
        near = ()
    if near or (answer and answer.found):
        return near
    asked = {each.asked for each in conversation.exchanges}
    return [each for each in service.examples() if each not in asked][:FOLLOW_UPS]


def _text_of(value: object) -> str:
    text = value.get("text") if isinstance(value, dict) else value
    return text if isinstance(text, str) else ""


def _showing(conversation: Conversation, typed: str | None = None, search: Search | None = None) -> tuple[Any, ...]:
    """Return the new values of chat, cards (none: as before), text box, chips (none), search and state.

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
    """Replace the cards on the page by those of every turn."""
    chat, _, *rest, conversation = showing
    return (chat, conversation.cards() or NO_CARDS, *rest, conversation)
