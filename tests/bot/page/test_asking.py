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

from bot.page import chat_page
from bot.page.search import AT_ONCE
from tests.support.browser import HOSTILE_SENTENCE, PATIENCE
from tests.support.visits import (
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


def test_a_reload_brings_the_conversation_back(page: Page, service: PatientLibrarian) -> None:
    ask(page, WORKER)
    ask(page, "And the keeper?")
    page.reload()
    expect(asked(page)).to_have_text([WORKER, "And the keeper?"])
    expect(answers(page).last).to_contain_text("keeper")
    expect(box(page)).to_be_enabled()
    assert [len(each.history) for each in service.asked] == [0, 1, 0, 1]
    expect_stored(page, [WORKER, "And the keeper?"])


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
    service.may_answer.set()
    before = [WORKER, "wait: where are the assistants?", KEEPER]
    for question in before:
        ask(page, question)
    service.may_answer.clear()
    page.reload()
    expect(asked(page)).to_have_text(before[:2])
    stop(page)
    expect(asked(page)).to_have_text([WORKER])
    ask(page, "When was it made automatic?")
    expect_stored(page, [WORKER, "When was it made automatic?"], before)


def test_a_long_conversation_keeps_the_questions_that_are_not_asked_again(page: Page) -> None:
    questions = [f"Who is keeper number {number}?" for number in range(25)]
    kept = [{"id": "long", "at": 1_600_000_000_000, "questions": questions}]
    page.evaluate(
        f"kept => {{ localStorage.setItem('{KEY}', kept); sessionStorage.setItem('besa.current', 'long') }}",
        json.dumps(kept),
    )
    page.reload()
    expect(answers(page)).to_have_count(20)
    expect(box(page)).to_be_enabled()
    ask(page, WORKER)
    expect_stored(page, [*questions, WORKER])


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


def test_a_conversation_is_deleted_by_keyboard_and_the_focus_goes_on(page: Page) -> None:
    for question in (WORKER, KEEPER):
        ask(page, question)
        page.get_by_role("button", name="New conversation").click()
        expect(asked(page)).to_have_count(0)
    page.locator("#tab-earlier").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()
    page.keyboard.press("Tab")
    expect(earlier(page).first.get_by_role("link", name=KEEPER)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(earlier(page)).to_have_count(1)
    expect(page.get_by_role("button", name=f"Delete: {WORKER}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#conversations")).to_contain_text("None yet.")
    expect(page.locator("#tab-earlier")).to_be_focused()
    expect_stored(page)


def test_a_conversation_deleted_in_one_tab_leaves_the_list_of_the_other(
    visits: Visits, context: BrowserContext, page: Page
) -> None:
    ask(page, WORKER)
    other = visits.open(context)
    other.locator("#tab-earlier").click()
    expect(earlier(other)).to_have_count(1)
    page.get_by_role("button", name="New conversation").click()
    page.locator("#tab-earlier").click()
    page.get_by_role("button", name=f"Delete: {WORKER}").click()
    expect(earlier(other)).to_have_count(0)


def test_a_hostile_question_is_listed_as_it_was_written(page: Page) -> None:
    ask(page, HOSTILE_SENTENCE)
    page.get_by_role("button", name="New conversation").click()
    page.locator("#tab-earlier").click()
    expect(earlier(page).get_by_role("link")).to_have_text(HOSTILE_SENTENCE)
    earlier(page).get_by_role("link").click()
    expect(asked(page)).to_have_text([HOSTILE_SENTENCE])


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
