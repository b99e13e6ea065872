from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.visits import PatientLibrarian, Visits, answers, ask, cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(PatientLibrarian(), browser)
    yield visits
    visits.close()


def test_the_sources_of_a_new_answer_are_shown_from_the_first_one(visits: Visits) -> None:
    with visits.visitor(viewport={"width": 1280, "height": 300}) as context:
        page = visits.open(context)
        ask(page, "six?")
        page.locator(".sources:not([hidden]) .to-map").last.scroll_into_view_if_needed()
        expect(cards(page).first).not_to_be_in_viewport()
        ask(page, "How many weeks does a worker live?")
        expect(cards(page)).to_have_count(1)
        expect(page.get_by_role("heading", name="Sources")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 620, 1280])
def test_what_is_asked_and_what_is_answered_have_the_same_margin(visits: Visits, width: int) -> None:
    with visits.visitor(viewport={"width": width, "height": 844}) as context:
        page = visits.open(context)
        ask(page, "How many weeks does a worker live?")
        answer = answers(page).bounding_box()
        asked = page.locator("#question .input-container").bounding_box()
        assert answer is not None
        assert asked is not None
        assert answer["x"] == pytest.approx(asked["x"], abs=1)


def test_nearest_passages_are_told_from_sources_by_words_and_look(visits: Visits) -> None:
    with visits.visitor() as context:
        page = visits.open(context)
        ask(page, "zebras")
        expect(page.get_by_text("They only come nearest to the question.")).to_be_visible()
        expect(cards(page).first).to_have_css("border-style", "dashed")
        expect(cards(page).locator(".lead")).to_have_css("border-left-width", "0px")
        ask(page, "How many weeks does a worker live?")
        expect(cards(page).first).to_have_css("border-style", "solid")
        expect(cards(page).locator(".lead")).to_have_css("border-left-width", "3px")
        expect(page.get_by_text("These are not the answer")).to_be_hidden()
