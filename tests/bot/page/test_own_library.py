from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bot.answering.scope import EVERYTHING, SearchScope, iso_date
from bot.errors import NothingChosen
from bot.wording.labels import LANGUAGES, Labels
from corpus.messages import Message
from tests.support.visits import EXAMPLES, PatientLibrarian, Visits, answers, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from bot.answers import Answer, Question

OF_THE_SAMPLE = ("Who dances on the comb?", "When is the hive quiet?")
OF_ONES_OWN = ("When does the ferry leave?",)
NOTHING_FITS = Message("No document fits your choice of documents: choose others, or search in all of them.")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class TurningLibrarian(PatientLibrarian):
    """Has the examples that it is given, when it may offer them; nothing is of a day after some day."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: tuple[str, ...] = OF_THE_SAMPLE
        self.may_offer = Event()
        self.may_offer.set()

    def examples(self, wait: float = 0.0) -> tuple[str, ...]:
        offered = self.offered
        if wait:
            self.may_offer.wait(60)
        return offered

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        if choice.after is not None:
            raise NothingChosen(NOTHING_FITS)
        return super().ask(question, choice)


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(TurningLibrarian(), browser)
    yield visits
    visits.close()


def offered(page: Page) -> Locator:
    return page.locator("#chat .example")


def change_the_library(visits: Visits, page: Page, examples: tuple[str, ...]) -> None:
    assert isinstance(visits.service, TurningLibrarian)
    visits.service.offered = examples
    page.locator("#relist").evaluate("button => button.click()")


@pytest.mark.browser
def test_once_the_library_is_ones_own_the_questions_offered_are_of_it(visits: Visits) -> None:
    with visits.visitor() as context:
        page = visits.open(context)
        expect(offered(page)).to_have_text(list(OF_THE_SAMPLE))
        change_the_library(visits, page, OF_ONES_OWN)
        expect(offered(page)).to_have_text(list(OF_ONES_OWN))
        change_the_library(visits, page, ())
        expect(offered(page)).to_have_text(list(EXAMPLES))


@pytest.mark.browser
def test_a_library_that_changes_again_while_questions_are_awaited_is_not_forgotten(visits: Visits) -> None:
    service = visits.service
    assert isinstance(service, TurningLibrarian)
    with visits.visitor() as context:
        page = visits.open(context)
        service.may_offer.clear()
        change_the_library(visits, page, OF_THE_SAMPLE)
        expect(offered(page)).to_have_text(list(OF_THE_SAMPLE))
        change_the_library(visits, page, OF_ONES_OWN)
        service.may_offer.set()
        expect(offered(page)).to_have_text(list(OF_ONES_OWN))


@pytest.mark.browser
def test_a_library_that_changes_leaves_the_conversation_alone(visits: Visits) -> None:
    with visits.visitor() as context:
        page = visits.open(context)
        ask(page, "How many weeks does a worker live?")
        change_the_library(visits, page, OF_ONES_OWN)
        page.get_by_role("button", name="New conversation").click()
        expect(answers(page)).to_have_count(0)
        expect(offered(page)).to_have_text(list(OF_ONES_OWN))


@pytest.mark.browser
@pytest.mark.parametrize("labels", LANGUAGES.values(), ids=LANGUAGES)
def test_that_nothing_fits_is_said_in_the_browsers_language(visits: Visits, labels: Labels) -> None:
    with visits.visitor(locale=labels.language) as context:
        page = visits.open(context)
        page.locator("#tab-scope").click()
        page.locator("#scope-after").fill("2990-01-01")
        ask(page, "How many weeks does a worker live?")
        expect(answers(page)).to_have_text(labels.translate(NOTHING_FITS))


@pytest.mark.parametrize("written", ["{tomorrow}", "2021-02-30"])
def test_a_date_that_is_none_is_named_in_every_language(written: str) -> None:
    with pytest.raises(NothingChosen) as raised:
        iso_date(written)
    said = {labels.translate(raised.value.message) for labels in LANGUAGES.values()}
    assert len(said) == len(LANGUAGES)
    assert str(raised.value) in said
    assert all(written in each for each in said)
