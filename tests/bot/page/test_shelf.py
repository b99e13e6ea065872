from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from corpus.documents import Document
from tests.support.browser import wait_until
from tests.support.visits import PatientLibrarian, Visits, ask, box, cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

MANY = 120


class FullShelf(PatientLibrarian):
    """A librarian with so many documents that they do not fit on one page of the list."""

    def __init__(self) -> None:
        super().__init__()
        bees, *_ = self._texts.values()
        for number in range(MANY):
            about = replace(bees.metadata, title=f"Report {number:03}", date=f"{1900 + number}")
            content = replace(bees.content, metadata=about)
            text = Document(f"/library/{number}.md", bees.sha256, content)
            self._texts[text.id] = text


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(FullShelf(), browser)
    yield visits
    visits.close()


@pytest.fixture
def page(visits: Visits) -> Iterator[Page]:
    with visits.visitor() as context:
        yield visits.open(context)


def test_the_library_is_read_page_by_page_sorted_and_searched(page: Page) -> None:
    rows, panel = page.locator("#library li > a"), page.locator("#panel-library")
    expect(rows).to_have_count(50)
    expect(panel.locator(".pager span")).to_have_text("1 to 50 of 123")
    panel.get_by_role("button", name="Next").click()
    expect(panel.locator(".pager span")).to_have_text("51 to 100 of 123")
    panel.get_by_label("Sort by").select_option("Newest first")
    expect(rows.first).to_have_text("The year of a honey bee colony")
    expect(rows.nth(1)).to_have_text("Report 119")
    panel.get_by_role("searchbox").fill("REPORT 04")
    expect(rows).to_have_text([f"Report {number:03}" for number in range(49, 39, -1)])
    expect(panel.get_by_role("status").filter(has_text="fit")).to_have_text("10 of 123 fit")
    expect(panel.locator(".pager")).to_be_hidden()


def test_all_stays_one_click_away_under_five_cards_and_an_answer_brings_its_sources(page: Page) -> None:
    ask(page, "six?")
    expect(cards(page).first).to_be_in_viewport()
    expect(page.locator("#tab-sources")).to_have_attribute("aria-selected", "true")
    for name in ("scope", "library", "earlier"):
        page.locator(f"#tab-{name}").click()
        expect(page.locator(f"#panel-{name}")).to_be_in_viewport()
        expect(cards(page).first).to_be_hidden()
    page.locator("#tab-earlier").press("Home")
    expect(page.locator("#tab-sources")).to_be_focused()
    page.locator("#tab-sources").press("ArrowLeft")
    expect(page.locator("#tab-earlier")).to_be_focused()
    page.locator("#chat a[href^='#src-']").first.click()
    expect(page.get_by_role("dialog", name="Sources beside the answer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cards(page).first).to_be_in_viewport()


def test_keys_reach_everything_and_do_nothing_while_something_is_typed(page: Page) -> None:
    ask(page, "six?")
    page.keyboard.type("?/l2")
    expect(box(page)).to_have_value("?/l2")
    expect(page.locator("#shortcuts")).to_be_hidden()
    box(page).fill("")
    box(page).blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("l")
    page.keyboard.press("Escape")
    expect(page.locator("#panel-library")).to_be_hidden()
    page.keyboard.press("Control+l")
    expect(page.locator("#panel-library")).to_be_hidden()
    page.keyboard.press("l")
    expect(page.locator("#panel-library")).to_be_focused()
    page.keyboard.press("2")
    expect(page.get_by_role("dialog", name="Sources beside the answer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cards(page).nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")


def test_whoever_wants_no_keys_turns_them_off_for_good(page: Page) -> None:
    page.locator("#keys").click()
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.reload()
    wait_until(page, "document.querySelector('#library li a')")
    box(page).blur()
    page.keyboard.press("e")
    page.keyboard.press("?")
    expect(page.locator("#panel-library")).to_be_visible()
    expect(page.locator("#shortcuts")).to_be_hidden()
