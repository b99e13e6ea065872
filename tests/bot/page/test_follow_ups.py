"""What was searched for a follow-up is said, and the question can be asked as it stands."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bot.answering.scope import EVERYTHING, SearchScope
from tests.support.browser import wait_until
from tests.support.visits import ANSWERED, PatientLibrarian, Visits, answers, ask, asked, box, earlier, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from bot.answers import Answer, Question

WORKER = "How many weeks does a worker live?"
FOLLOW_UP = "And the keeper?"
SEARCHED = f"Searched for: {FOLLOW_UP} ({WORKER[:-1]})"
AS_IT_STANDS = "Ask it as it stands"

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


class Following(PatientLibrarian):
    """As its parent; what begins with "And" leans on the question before it."""

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        reply = super().ask(question, choice)
        if not question.history or not question.text.startswith("And"):
            return reply
        before = question.history[-1].question.rstrip("?")
        return replace(reply, standalone_question=f"{question.text} ({before})")


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(Following(), browser)
    yield visits
    visits.close()


@pytest.fixture
def context(visits: Visits) -> Iterator[BrowserContext]:
    visits.service.asked.clear()
    with visits.visitor() as context:
        yield context


@pytest.fixture
def page(visits: Visits, context: BrowserContext) -> Page:
    return visits.open(context)


def test_what_was_searched_for_is_said_of_a_follow_up_only(page: Page) -> None:
    ask(page, WORKER)
    ask(page, FOLLOW_UP)
    expect(answers(page).nth(0)).not_to_contain_text("Searched for")
    expect(answers(page).nth(1)).to_contain_text(SEARCHED)
    expect(answers(page).get_by_text(AS_IT_STANDS)).to_have_count(1)


def test_a_follow_up_is_asked_as_it_stands_by_the_keyboard(page: Page, visits: Visits) -> None:
    ask(page, WORKER)
    ask(page, FOLLOW_UP)
    page.get_by_role("link", name=AS_IT_STANDS).focus()
    page.keyboard.press("Enter")
    expect(asked(page)).to_have_text([WORKER, FOLLOW_UP, f"{FOLLOW_UP} (as it stands)"])
    wait_until(page, ANSWERED, 2)
    expect(answers(page).nth(2)).not_to_contain_text("Searched for")
    expect(answers(page).get_by_text(AS_IT_STANDS)).to_have_count(1)
    assert visits.service.asked[-1].text == FOLLOW_UP
    assert visits.service.asked[-1].history == ()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")


def test_the_conversation_goes_on_after_a_question_that_was_asked_as_it_stands(page: Page, visits: Visits) -> None:
    ask(page, WORKER)
    ask(page, FOLLOW_UP)
    page.get_by_role("link", name=AS_IT_STANDS).click()
    expect(answers(page)).to_have_count(3)
    ask(page, "When was the tower lit?")
    assert [turn.question for turn in visits.service.asked[-1].history] == [WORKER, FOLLOW_UP, FOLLOW_UP]


def test_a_conversation_that_is_opened_again_asks_as_it_stands_what_was_asked_so(page: Page, visits: Visits) -> None:
    ask(page, WORKER)
    ask(page, FOLLOW_UP)
    page.get_by_role("link", name=AS_IT_STANDS).click()
    expect(asked(page)).to_have_count(3)
    expect(box(page)).to_be_enabled()
    page.wait_for_function("localStorage.getItem('besa.conversations')?.includes('alone')")
    stored = json.loads(page.evaluate("localStorage.getItem('besa.conversations')"))
    assert [each["questions"] for each in stored] == [[WORKER, FOLLOW_UP, {"alone": FOLLOW_UP}]]
    page.wait_for_function("async () => (await besa.store.keys()).length === 3")
    page.evaluate("async () => { for (const [id] of await besa.store.keys()) await besa.store.forget(id); }")
    visits.service.asked.clear()
    page.reload()  # only the questions are kept, as by a version before
    expect(asked(page)).to_have_text([WORKER, FOLLOW_UP, f"{FOLLOW_UP} (as it stands)"])
    wait_until(page, ANSWERED, 2)
    assert [len(each.history) for each in visits.service.asked] == [0, 1, 0]
    box(page).press("ArrowUp")
    expect(box(page)).to_have_value(FOLLOW_UP)
    page.get_by_role("button", name="New conversation").click()
    expect(earlier(page)).to_have_count(1)
    expect(earlier(page).first).to_contain_text(WORKER)


def test_opened_in_another_tab_the_link_asks_the_question_alone(page: Page, visits: Visits) -> None:
    ask(page, WORKER)
    ask(page, FOLLOW_UP)
    href = page.get_by_role("link", name=AS_IT_STANDS).get_attribute("href") or ""
    other = page.context.new_page()
    other.goto(visits.address + href.removeprefix("./"))
    expect(asked(other)).to_have_text([FOLLOW_UP])
    wait_until(other, ANSWERED, 0)
    assert visits.service.asked[-1].history == ()


def test_nothing_is_asked_as_it_stands_while_a_question_is_searched_for(page: Page, visits: Visits) -> None:
    ask(page, WORKER)
    ask(page, FOLLOW_UP)
    link = page.get_by_role("link", name=AS_IT_STANDS)
    expect(link).to_have_count(1)
    visits.service.may_answer.clear()
    send(page, "wait: how do the assistants live?")
    expect(asked(page)).to_have_count(3)
    link.click()
    visits.service.may_answer.set()
    expect(box(page)).to_be_enabled()
    expect(asked(page)).to_have_count(3)
