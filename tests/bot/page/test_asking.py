from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from itertools import permutations
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from bot.answers import Question
from bot.formats.answer_json import answer_to_json
from bot.page import chat_page
from bot.page.search import AT_ONCE
from corpus.documents import Document
from tests.support.browser import HOSTILE_SENTENCE, PATIENCE, wait_until
from tests.support.visits import (
    ANSWERED,
    EXAMPLES,
    PatientLibrarian,
    Visits,
    answers,
    ask,
    asked,
    box,
    cards,
    earlier,
    library,
    send,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

WORKER = "How many weeks does a worker live?"
KEEPER = "Who is the keeper?"
KEY = "besa.conversations"
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
  get() { throw new DOMException("denied", "SecurityError"); },
});"""

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(PatientLibrarian(), browser)
    yield visits
    visits.close()


@pytest.fixture
def service(visits: Visits) -> PatientLibrarian:
    visits.service.may_answer.clear()
    visits.service.asked.clear()
    return visits.service


@pytest.fixture
def context(visits: Visits, service: PatientLibrarian) -> Iterator[BrowserContext]:
    with visits.visitor() as context:
        yield context
        service.may_answer.set()


@pytest.fixture
def page(visits: Visits, context: BrowserContext) -> Page:
    return visits.open(context)


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()


def expect_stored(page: Page, *conversations: list[str], in_any_order: bool = False) -> None:
    """The questions that the browser keeps, the latest conversation first: it writes them once the answer is drawn."""
    arranged: Callable[[list[list[str]]], list[list[str]]] = sorted if in_any_order else list
    with suppress(NotInTime):
        page.wait_for_function(
            "([key, expected]) => expected.includes(JSON.stringify("
            "JSON.parse(localStorage.getItem(key) ?? '[]').map((each) => each.questions)))",
            arg=[KEY, [_json(each) for each in (permutations(conversations) if in_any_order else [conversations])]],
            timeout=PATIENCE,
        )
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEY}') ?? '[]'"))
    assert arranged([each["questions"] for each in kept]) == arranged([*conversations])


def expect_kept(page: Page, turns: int) -> None:
    """So many turns of all conversations are kept as they were shown."""
    wait_until(page, "async (count) => (await besa.store.keys()).length === count", turns)


SHOWN = """() => [...document.querySelectorAll("#chat [data-testid]"), ...document.querySelectorAll("#sources > *")]
  .map((each) => each.innerHTML.replaceAll(/svelte-\\w+/g, ""))"""
"""All bubbles and all cards of a page."""
GROW = """async (count) => {
  const [conversation] = JSON.parse(localStorage.getItem("besa.conversations"));
  const [first] = await besa.store.turns(conversation.id);
  for (let place = 1; place < count; place += 1) {
    const asked = `Who is keeper number ${place}?`;
    await besa.store.putTurn({ ...first, place, asked, turn: JSON.stringify({ ...JSON.parse(first.turn), asked }) });
    conversation.questions.push(asked);
  }
  localStorage.setItem("besa.conversations", JSON.stringify([conversation]));
}"""
"""Makes the one conversation that is kept longer."""


def _json(value: object) -> str:
    """As JavaScript writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Stopping


def test_stop_gives_the_question_back_and_the_answer_never_comes(page: Page, service: PatientLibrarian) -> None:
    send(page, "wait: how do the assistants live?")
    expect(answers(page)).to_have_text("Searching…")
    stop(page)
    expect(box(page)).to_be_enabled()
    expect(box(page)).to_have_value("wait: how do the assistants live?")
    expect(asked(page)).to_have_count(0)
    service.may_answer.set()
    ask(page, KEEPER)
    expect(asked(page)).to_have_text([KEEPER])
    assert service.asked[-1].history == ()


def test_a_stopped_question_leaves_the_turns_before_it(page: Page) -> None:
    ask(page, WORKER)
    send(page, "wait: how do the assistants live?")
    stop(page)
    expect(box(page)).to_be_enabled()
    expect(asked(page)).to_have_text([WORKER])
    expect(cards(page)).to_have_count(1)
    expect_stored(page, [WORKER])


def test_a_question_that_was_stopped_is_not_remembered(page: Page) -> None:
    send(page, "wait: how do the assistants live?")
    stop(page)
    expect(asked(page)).to_have_count(0)
    expect_stored(page)
    page.reload()
    expect(library(page)).not_to_have_count(0)
    expect(asked(page)).to_have_count(0)


def test_the_box_is_emptied_at_once_and_what_is_typed_from_then_on_stays(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:  # the question, not what the page asks for as it opens
        held.append(route) if WORKER in (route.request.post_data or "") else route.continue_()

    page.route("**/queue/join*", hold)
    send(page, WORKER)
    expect(box(page)).to_have_value("")
    box(page).press_sequentially(KEEPER)
    held[0].continue_()
    expect(answers(page)).to_have_count(1)
    expect(box(page)).to_be_enabled()
    expect(box(page)).to_have_value(KEEPER)


def test_a_question_is_asked_though_the_answer_before_it_has_just_been_drawn(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, in_time = Event(), chat_page._Handlers._asked

    async def ending_late(*args: Any, **options: Any) -> AsyncIterator[tuple[Any, ...]]:
        async for showing in in_time(*args, **options):
            yield showing
        await asyncio.to_thread(ended.wait, 60)

    monkeypatch.setattr(chat_page._Handlers, "_asked", ending_late)
    ask(page, WORKER)
    send(page, KEEPER)
    ended.set()
    expect(asked(page)).to_have_text([WORKER, KEEPER])


def test_an_empty_question_is_not_asked(page: Page) -> None:
    send(page, "  ")
    ask(page, KEEPER)
    expect(asked(page)).to_have_text([KEEPER])
    expect(answers(page)).to_have_count(1)


def test_a_question_that_does_not_reach_the_server_is_given_back(page: Page) -> None:
    lost: list[Route] = []

    def lose(route: Route) -> None:  # the question, once, not what the page asks for as it opens
        if lost or WORKER not in (route.request.post_data or ""):
            route.continue_()
        else:
            lost.append(route)
            route.abort()

    page.route("**/queue/join*", lose)
    with page.expect_event("load"):  # gradio loads the page anew once the server is there again
        send(page, WORKER)
    expect(box(page)).to_have_value(WORKER)
    expect(library(page)).not_to_have_count(0)
    box(page).press("Enter")
    expect(asked(page)).to_have_text([WORKER])
    expect(box(page)).to_have_value("")


def test_a_connection_that_is_cut_is_told_in_the_pages_own_words_and_the_question_is_in_the_box(page: Page) -> None:
    page.context.set_offline(True)
    send(page, WORKER)
    expect(page.locator(".toast-body")).to_contain_text("Besa cannot be reached just now.")
    expect(page.locator(".toast-title")).to_have_text("Besa")
    expect(box(page)).to_have_value(WORKER)
    with page.expect_event("load"):
        page.context.set_offline(False)


def test_another_visitor_is_answered_while_questions_are_searched_for(page: Page, visits: Visits) -> None:
    for _ in range(AT_ONCE - 1):
        visits.post("submit", "wait: how do the assistants live?")
    ask(page, KEEPER)
    expect(answers(page)).to_contain_text("keeper")


def test_a_question_that_waits_for_its_turn_is_said_to_be_searched_for_and_can_be_stopped(
    page: Page, visits: Visits, service: PatientLibrarian
) -> None:
    for _ in range(AT_ONCE):
        visits.post("submit", "wait: how do the assistants live?")
    send(page, KEEPER)
    expect(answers(page)).to_have_text("Searching…")
    stop(page)
    expect(box(page)).to_have_value(KEEPER)
    expect(box(page)).to_be_enabled()
    service.may_answer.set()
    ask(page, WORKER)
    assert KEEPER not in [each.text for each in service.asked]


# Remembering


def test_a_reload_brings_back_what_was_shown_without_asking_again(page: Page, service: PatientLibrarian) -> None:
    questions = [WORKER, "And the keeper?", "A remark, not an answer? break", "Hello!", "zebras"]
    for question in questions:
        ask(page, question)
    expect_kept(page, len(questions))
    shown = page.evaluate(SHOWN)
    page.reload()
    expect(asked(page)).to_have_text(questions)
    expect(answers(page)).to_have_count(len(questions))
    expect(page.locator("#chat .progress-text")).to_have_count(0)
    assert page.evaluate(SHOWN) == shown
    assert any("six weeks" in each for each in shown)
    assert [len(each.history) for each in service.asked] == [0, 1, 2, 2]
    ask(page, KEEPER)
    assert len(service.asked[-1].history) == 3
    expect_stored(page, [*questions, KEEPER])
    expect_kept(page, len(questions) + 1)


def test_what_was_shown_says_what_has_changed_since_and_is_asked_anew(
    page: Page, service: PatientLibrarian, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, WORKER)
    ask(page, KEEPER)
    expect_kept(page, 2)
    (bees, *others) = service._texts.values()
    later = Document(bees.path, "1" * 64, bees.content)
    monkeypatch.setattr(service, "_texts", {each.id: each for each in (later, *others)})
    page.reload()
    since = page.locator("#chat .since")
    expect(since).to_have_count(1)
    expect(since).to_contain_text("Changed since: “The year of a honey bee colony”.")
    expect(answers(page).first).to_contain_text("six weeks")
    answers(page).first.get_by_role("link", name="Source 1").click()
    page.keyboard.press("Escape")
    expect(cards(page).locator(".standing")).to_have_text("Its document has changed since")
    since.get_by_role("link", name="Ask anew").click()
    expect(asked(page)).to_have_text([WORKER, KEEPER, f"{WORKER} (as it stands)"])
    expect(answers(page).last).to_contain_text("six weeks")
    expect(since).to_have_count(1)


def test_more_turns_than_a_page_holds_are_all_kept_and_shown_by_parts(page: Page, service: PatientLibrarian) -> None:
    ask(page, WORKER)
    expect_kept(page, 1)
    page.evaluate(GROW, 60)
    page.reload()
    expect(answers(page)).to_have_count(51)  # fifty, and the page's word on the ten before
    expect(asked(page).first).to_have_text("Who is keeper number 10?")
    expect(answers(page).first).to_contain_text("kept in this browser: 10")
    expect(page.locator("#past [data-testid=user]")).to_have_count(46)  # gradio has the latest four only
    send(page, KEEPER)
    expect(answers(page).first).to_contain_text("kept in this browser: 11")
    expect(asked(page)).to_have_count(50)
    expect(page.locator("#past [data-testid=user]")).to_have_count(45)
    answers(page).first.get_by_role("button", name="Show them").click()
    expect(answers(page)).to_have_count(11)
    expect(asked(page).first).to_have_text(WORKER)
    expect(box(page)).to_be_enabled()
    expect(page.locator("#past [data-testid=user]")).to_have_count(7)
    before = page.evaluate(SHOWN)[:22]
    ask(page, KEEPER)
    assert page.evaluate(SHOWN)[:22] == before
    expect(page.locator("#past [data-testid=user]")).to_have_count(7)
    page.locator("#past").get_by_role("link", name="Source 1").first.click()
    expect(page.locator("#reading [data-place=cite]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#past").get_by_role("link", name="Source 1").first).to_be_focused()
    grown = [WORKER, *(f"Who is keeper number {number}?" for number in range(1, 60)), KEEPER]
    expect_stored(page, [*grown[:11], KEEPER], grown)
    page.get_by_role("button", name="New conversation").click()
    expect(asked(page)).to_have_count(0)
    expect(page.locator("#past")).to_have_count(0)
    assert len(service.asked) == 3


def test_a_reload_in_the_middle_of_an_answer_asks_again(page: Page, service: PatientLibrarian) -> None:
    ask(page, WORKER)
    send(page, "wait: where are the assistants?")
    expect(answers(page).last).to_have_text("Searching…")
    page.reload()
    expect(asked(page)).to_have_text([WORKER, "wait: where are the assistants?"])
    service.may_answer.set()
    expect(answers(page).last).to_contain_text("A keeper and two assistants")
    expect(box(page)).to_be_enabled()


def test_stopping_while_questions_are_asked_again_loses_none_of_them(page: Page, service: PatientLibrarian) -> None:
    before = [WORKER, "wait: where are the assistants?", KEEPER]
    _keep_questions(page, before)
    page.reload()
    expect(asked(page)).to_have_text(before[:2])
    stop(page)
    expect(asked(page)).to_have_text([WORKER])
    ask(page, "When was it made automatic?")
    expect_stored(page, [WORKER, "When was it made automatic?"], before)


def test_a_long_conversation_keeps_the_questions_that_are_not_asked_again(page: Page) -> None:
    questions = [f"Who is keeper number {number}?" for number in range(25)]
    _keep_questions(page, questions)
    page.reload()
    expect(answers(page)).to_have_count(21)  # twenty, and the page's word on the five before
    expect(answers(page).first).to_contain_text("kept in this browser: 5")
    expect(box(page)).to_be_enabled()
    ask(page, WORKER)
    expect_stored(page, [*questions, WORKER])


def _keep_questions(page: Page, questions: list[str]) -> None:
    """As a version before kept a conversation: without what was answered."""
    kept = [{"id": "before", "at": 1_600_000_000_000, "questions": questions}]
    page.evaluate(
        f"kept => {{ localStorage.setItem('{KEY}', kept); sessionStorage.setItem('besa.current', 'before') }}",
        json.dumps(kept),
    )


def test_two_tabs_have_two_conversations(visits: Visits, context: BrowserContext, page: Page) -> None:
    other = visits.open(context)
    ask(page, WORKER)
    ask(other, KEEPER)
    ask(page, "When was it made automatic?")
    expect_stored(page, [WORKER, "When was it made automatic?"], [KEEPER], in_any_order=True)
    page.reload()
    other.reload()
    expect(asked(page)).to_have_text([WORKER, "When was it made automatic?"])
    expect(asked(other)).to_have_text([KEEPER])


def test_two_tabs_on_one_conversation_go_on_with_two(visits: Visits, context: BrowserContext, page: Page) -> None:
    ask(page, WORKER)
    (id,) = (each["id"] for each in json.loads(page.evaluate(f"localStorage.getItem('{KEY}')")))
    other = visits.open(context, f"?c={id}")
    expect(asked(other)).to_have_text([WORKER])
    ask(page, KEEPER)
    ask(other, "jars")
    expect_stored(page, [WORKER, KEEPER], [WORKER, "jars"], in_any_order=True)


def test_a_page_without_storage_answers_and_forgets(visits: Visits) -> None:
    with visits.visitor(alone=True) as context:
        context.add_init_script(NO_STORAGE)
        page = visits.open(context)
        ask(page, WORKER)
        expect(answers(page)).to_contain_text("six weeks")
        page.reload()
        expect(library(page)).not_to_have_count(0)
        expect(asked(page)).to_have_count(0)


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "null",
        "[null, 3, [], {}]",
        '[{"id": "a", "at": 1e99, "questions": ["Who?"]}]',
        '[{"id": "a", "at": 1, "questions": [{"toString": 1}]}]',
    ],
)
def test_what_the_storage_should_not_hold_is_passed_over(page: Page, value: str) -> None:
    page.evaluate(
        f"value => {{ localStorage.setItem('{KEY}', value); sessionStorage.setItem('besa.current', 'a') }}", value
    )
    page.reload()
    expect(library(page)).not_to_have_count(0)
    expect(earlier(page)).to_have_count(0)
    ask(page, WORKER)
    expect_stored(page, [WORKER])


def test_the_cards_of_an_earlier_answer_are_shown_again_when_it_cites_them(page: Page) -> None:
    for question in (WORKER, KEEPER, "A remark, not an answer? break"):
        ask(page, question)
    kept = page.locator("#sources > .sources")
    expect(kept).to_have_count(1)  # those of the answer before are kept beside the page
    expect(kept).to_be_visible()
    expect(kept.locator(".for")).to_have_text(KEEPER)
    _cites_its_own_card(page)
    page.reload()
    expect(answers(page)).to_have_count(3)
    expect(box(page)).to_be_enabled()
    _cites_its_own_card(page)


def _cites_its_own_card(page: Page) -> None:
    answers(page).first.get_by_role("link", name="Source 1").click()
    expect(page.locator("#reading [data-place=cite]")).to_be_focused()
    expect(page.locator("#reading [data-place=cite]")).to_contain_text("six weeks")
    expect(page.locator("#sources > .sources")).to_have_count(1)
    expect(page.locator("#sources > .sources .lead")).to_contain_text("six weeks")


def test_a_new_conversation_keeps_no_cards_of_the_one_before(page: Page) -> None:
    for question in (WORKER, KEEPER):
        ask(page, question)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#sources > .sources")).to_have_count(0)
    ask(page, "When was it made automatic?")
    expect(page.locator("#sources > .sources")).to_have_count(1)


# Earlier conversations


def test_an_earlier_conversation_is_listed_opened_and_gone_on_with(page: Page) -> None:
    ask(page, WORKER)
    page.get_by_role("button", name="New conversation").click()
    expect(asked(page)).to_have_count(0)
    page.locator("#tab-earlier").click()
    expect(earlier(page)).to_have_count(1)
    earlier(page).get_by_role("link", name=WORKER).click()
    expect(asked(page)).to_have_text([WORKER])
    expect(box(page)).to_be_enabled()
    assert "?" not in page.url
    ask(page, KEEPER)
    expect_stored(page, [WORKER, KEEPER])


def test_a_conversation_is_deleted_and_brought_back_by_keyboard(page: Page) -> None:
    for question in (WORKER, KEEPER):
        ask(page, question)
        page.get_by_role("button", name="New conversation").click()
        expect(asked(page)).to_have_count(0)
    page.locator("#tab-earlier").focus()
    page.keyboard.press("Enter")
    earlier(page).first.get_by_role("link", name=KEEPER).focus()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=f"Delete: {KEEPER}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(earlier(page)).to_have_count(1)
    expect_stored(page, [WORKER])
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(earlier(page).first.get_by_role("link", name=KEEPER)).to_be_focused()
    expect_stored(page, [KEEPER], [WORKER])
    page.keyboard.press("Enter")
    expect(answers(page)).to_contain_text("keeper")


def test_a_conversation_is_named_pinned_and_found(page: Page) -> None:
    for question in (WORKER, KEEPER, "zebras"):
        ask(page, question)
        page.get_by_role("button", name="New conversation").click()
        expect(asked(page)).to_have_count(0)
    expect_kept(page, 3)
    page.locator("#tab-earlier").click()
    page.get_by_role("button", name=f"Rename: {WORKER}").click()
    page.get_by_role("textbox", name="Rename").fill("Bees & <b>hives</b>")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pin: Bees & <b>hives</b>").click()
    expect(earlier(page).get_by_role("link")).to_have_text(["Bees & <b>hives</b>", "zebras", KEEPER])
    page.get_by_role("searchbox", name="Find in conversations").fill("JUNE LIVES")  # said in an answer
    expect(earlier(page).get_by_role("link")).to_have_text(["Bees & <b>hives</b>"])
    page.get_by_role("searchbox", name="Find in conversations").fill("nowhere")
    expect(page.locator("#conversations .none-found")).to_be_visible()
    page.get_by_role("searchbox", name="Find in conversations").fill("hives")
    earlier(page).get_by_role("link").click()
    expect(asked(page)).to_have_text([WORKER])
    expect_stored(page, ["zebras"], [KEEPER], [WORKER], in_any_order=True)


def test_a_conversation_is_taken_away_and_brought_back_as_it_was(
    page: Page, service: PatientLibrarian, tmp_path: Path
) -> None:
    ask(page, WORKER)
    ask(page, "zebras")
    expect_kept(page, 2)
    page.get_by_role("button", name="New conversation").click()
    expect(asked(page)).to_have_count(0)
    page.locator("#tab-earlier").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name=f"Export: {WORKER}").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    page.get_by_role("button", name=f"Delete: {WORKER}").click()
    expect(earlier(page)).to_have_count(0)
    page.locator("#import-file").set_input_files(file)
    earlier(page).get_by_role("link", name=WORKER).click()
    expect(asked(page)).to_have_text([WORKER, "zebras"])
    expect(answers(page).first).to_contain_text("six weeks")
    assert len(service.asked) == 2
    file.write_text(file.read_text("utf-8").replace('"document"', '"documents"'), "utf-8")
    page.locator("#import-file").set_input_files(file)
    expect(page.locator("#import-told")).to_contain_text("Not imported:")


def test_a_conversation_deleted_in_one_tab_leaves_the_list_of_the_other(
    visits: Visits, context: BrowserContext, page: Page
) -> None:
    ask(page, WORKER)
    other = visits.open(context)
    other.locator("#tab-earlier").click()
    expect(earlier(other)).to_have_count(1)
    page.get_by_role("button", name="New conversation").click()
    expect(asked(page)).to_have_count(0)
    page.locator("#tab-earlier").click()
    page.get_by_role("button", name=f"Delete: {WORKER}").click()
    expect(earlier(other)).to_have_count(0)


def test_a_hostile_question_is_listed_as_it_was_written(page: Page) -> None:
    ask(page, HOSTILE_SENTENCE)
    page.get_by_role("button", name="New conversation").click()
    expect(asked(page)).to_have_count(0)
    page.locator("#tab-earlier").click()
    expect(earlier(page).get_by_role("link")).to_have_text(HOSTILE_SENTENCE)
    earlier(page).get_by_role("link").click()
    expect(asked(page)).to_have_text([HOSTILE_SENTENCE])


# Quotations, notes and checks


def test_a_quotation_is_kept_with_a_note_taken_away_and_brought_back(page: Page) -> None:
    ask(page, WORKER)
    expect_kept(page, 1)
    cards(page).get_by_role("button", name="Keep quotation").click()
    kept = cards(page).get_by_role("button", name="Kept", pressed=True)
    expect(kept).to_be_visible()
    page.locator(".noting summary").click()
    page.get_by_role("textbox", name="Your note on this answer").fill("Ask the beekeeper <b>too</b>")
    page.locator("#tab-earlier").click()
    page.get_by_role("button", name="Quotations").click()
    clipping = page.locator("#clippings li")
    expect(clipping.locator("blockquote")).to_have_text("A worker that hatches in June lives for six weeks.")
    clipping.get_by_role("textbox").fill("For chapter 2")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Markdown").last.click()
    written = taken.value.path().read_text("utf-8")
    assert "> A worker that hatches in June lives for six weeks." in written
    assert "The year of a honey bee colony, Meadow Press" in written
    assert "For chapter 2" in written
    page.reload()
    expect(kept).to_be_visible()
    expect(page.get_by_role("textbox", name="Your note on this answer")).to_have_value("Ask the beekeeper <b>too</b>")
    page.locator("#tab-earlier").click()
    page.get_by_role("button", name="Quotations").click()
    clipping.get_by_role("button", name="Delete").click()
    expect(clipping).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(clipping.get_by_role("textbox")).to_have_value("For chapter 2")
    expect(clipping.locator(".standing")).to_be_empty()


def test_a_saved_answer_is_checked_by_quotation(page: Page, service: PatientLibrarian, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    saved = json.dumps(answer_to_json(service.ask(Question(WORKER))))
    page.locator("#tab-earlier").click()
    page.get_by_role("button", name="Check").click()
    for text, standing in (
        (saved, "Stands there, letter by letter"),
        (saved.replace("six weeks", "ten weeks"), "The document does not say this there"),
    ):
        file.write_text(text, "utf-8")
        page.locator("#check-file").set_input_files(file)
        expect(page.locator("#checking li .standing")).to_have_text([standing])
    expect(page.locator("#check-told")).to_contain_text("0 of 1 quotations stand in the documents")
    file.write_text("<p>no answers</p>", "utf-8")
    page.locator("#check-file").set_input_files(file)
    expect(page.locator("#check-told")).to_contain_text("Not checked: it is a web page with 0 blocks of answers")


# Links


def test_the_link_of_an_answer_asks_its_question_again(page: Page, visits: Visits, context: BrowserContext) -> None:
    ask(page, "When was `it` made *automatic* & lit?")
    href = page.get_by_role("link", name="Link to this question").get_attribute("href")
    other = visits.open(context, str(href).removeprefix("./"))
    expect(asked(other)).to_have_text(["When was `it` made *automatic* & lit?"])
    expect(answers(other)).to_contain_text("automatic in 1971")
    expect(box(other)).to_be_enabled()
    assert "?" not in other.url
    expect_stored(page, *[["When was `it` made *automatic* & lit?"]] * 2)


@pytest.mark.parametrize("query", ["?q=", "?c=<script>alert(1)</script>", "?q=%FF"])
def test_a_link_that_makes_no_sense_leaves_a_page_that_can_be_asked(
    visits: Visits, context: BrowserContext, query: str
) -> None:
    page = visits.open(context, query)
    if query == "?q=%FF":  # a letter that is none, which is asked for all the same
        wait_until(page, ANSWERED, 0)
    ask(page, WORKER)
    expect(answers(page).last).to_contain_text("six weeks")


# The keyboard, and what is heard


def test_up_in_the_empty_box_brings_the_last_question_back(page: Page) -> None:
    box(page).press("ArrowUp")
    expect(box(page)).to_have_value("")
    ask(page, WORKER)
    box(page).press("ArrowUp")
    expect(box(page)).to_have_value(WORKER)
    box(page).fill("typed")
    box(page).press("ArrowUp")
    expect(box(page)).to_have_value("typed")


def test_the_answer_is_said_to_those_who_do_not_see_it(page: Page) -> None:
    ask(page, WORKER)
    heard = page.locator("#heard")
    expect(heard).to_contain_text("A worker that hatches in June lives for six weeks.")
    ask(page, "zebras")
    expect(heard).to_contain_text("Not found in these documents.")


def test_the_focus_goes_through_the_page_in_the_order_in_which_it_is_read(page: Page) -> None:
    ask(page, WORKER)
    expect(box(page)).to_be_focused()
    page.locator(".masthead a").focus()
    passed = []
    for _ in range(20):
        passed.append(
            page.evaluate("(e => e.id || e.className.split(' ')[0] || e.textContent)(document.activeElement)")
        )
        page.keyboard.press("Tab")
    wanted = ["Besa", "new", "[1]", "Strong match", "Link to this question", "In context", "open", "copy"]
    assert [each for each in passed if each in wanted][: len(wanted)] == wanted


def test_albanian_is_spoken_where_the_browser_asks_for_it(visits: Visits) -> None:
    with visits.visitor(locale="sq-AL") as context:
        page = visits.open(context)
        expect(page.get_by_role("textbox", name="Pyetni dokumentet tuaja")).to_be_focused()
        expect(page.locator("html")).to_have_attribute("lang", "sq")
        ask(page, "zebras")
        expect(answers(page)).to_contain_text("Nuk gjendet në këto dokumente.")
        expect(page.get_by_role("button", name="Bisedë e re")).to_be_visible()
        expect(cards(page).get_by_role("button", name="Kopjo citimin")).to_be_visible()


def test_an_example_can_be_asked_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name=EXAMPLES[0]).focus()
    page.keyboard.press("Enter")
    expect(answers(page)).to_contain_text("six weeks")
