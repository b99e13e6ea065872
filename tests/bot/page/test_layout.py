from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from benchmarks.page_weight import shifts, window
from tests.support.browser import wait_until
from tests.support.visits import ANSWERED, PatientLibrarian, Visits, answers, ask, box, cards

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
        expect(page.get_by_role("group", name="You")).to_have_text("How many weeks does a worker live?")
        expect(page.get_by_role("group", name="Besa")).to_contain_text("six weeks")
        expect(answers(page).locator("p").first).to_have_css("text-align", "start")  # of the language, left or right
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


# On a phone

_TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
  .filter((each) => each.checkVisibility({ checkVisibilityCSS: true }))
  .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([, { width, height }]) => width * height > 0 && (width < 24 || height < 24))
  .map(([each, { width, height }]) => `${each.outerHTML.slice(0, 120)}: ${width} x ${height}`)"""
_FOOT = """() => {
  const foot = (id) => document.querySelector(id).getBoundingClientRect();
  return [innerHeight - foot("#question").bottom, foot("#tabs").height];
}"""
_UNDER_A_KEYBOARD = """() => {
  Object.defineProperty(visualViewport, "height", { get: () => innerHeight - 240 });
  visualViewport.dispatchEvent(new Event("resize"));
}"""
_PHONE = {"has_touch": True, "is_mobile": True}


@pytest.mark.parametrize(("width", "height"), [(844, 390), (320, 640)])
def test_what_is_pressed_on_a_phone_is_24_pixels_large_and_nothing_is_wider_than_the_screen(
    visits: Visits, width: int, height: int
) -> None:
    def look(state: str) -> None:
        found[state] = [*page.evaluate(_TOO_SMALL), page.evaluate("document.documentElement.scrollWidth - innerWidth")]

    found: dict[str, list[object]] = {}
    with visits.visitor(viewport={"width": width, "height": height}, **_PHONE) as context:
        page = visits.open(context)
        look("start")
        for question in ("How many weeks does a worker live?", "zebras", "hello"):
            ask(page, question)
            look(question)
        for tab in ("library", "scope", "earlier"):
            page.locator(f"#tab-{tab}").tap()
            expect(page.locator("#shelf")).to_have_attribute("data-sheet", "")
            look(tab)
        page.keyboard.press("Escape")
        page.locator('#chat a[href^="#src-"]').first.tap()
        expect(page.locator("#reading .pane mark").first).to_be_visible()
        look("a source")
        assert found == {state: [0] for state in found}


def test_back_closes_a_sheet_and_stays_on_the_page(visits: Visits) -> None:
    with visits.visitor(viewport={"width": 390, "height": 844}, **_PHONE) as context:
        page = visits.open(context)
        sheet, reading = page.locator("#shelf[data-sheet]"), page.locator("#reading dialog[open]")
        page.locator("#tab-library").tap()
        page.locator("#library li a").first.tap()
        expect(reading).to_be_visible()
        page.go_back()
        expect(reading).to_be_hidden()
        expect(sheet).to_be_visible()
        page.go_back()
        expect(sheet).to_have_count(0)
        page.locator("#tab-scope").tap()
        page.keyboard.press("Escape")  # takes its step back, too
        wait_until(page, "!history.state?.besaSheet")
        assert page.url == visits.address


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390)])
def test_the_box_stands_above_a_keyboard_and_the_tabs_make_room(visits: Visits, width: int, height: int) -> None:
    with visits.visitor(viewport={"width": width, "height": height}, **_PHONE) as context:
        page = visits.open(context)
        assert box(page).get_attribute("enterkeyhint") == "send"
        size = page.locator("meta[name=viewport]").get_attribute("content")
        assert size == "width=device-width, initial-scale=1, interactive-widget=resizes-content"
        box(page).tap()
        page.set_viewport_size({"width": width, "height": height - 200})  # as Android does it
        expect(page.locator("#tabs")).to_be_hidden()
        assert page.evaluate(_FOOT) == [pytest.approx(10, abs=6), 0]
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator("#tabs")).to_be_visible()
        page.evaluate(_UNDER_A_KEYBOARD)  # as iOS does it
        expect(page.locator("#tabs")).to_be_hidden()
        assert page.evaluate(_FOOT) == [pytest.approx(250, abs=6), 0]


# On paper


def test_what_is_printed_is_what_was_said_with_all_its_sources_dark_on_white(visits: Visits) -> None:
    with visits.visitor() as context:
        page = visits.open(context, "?__theme=dark")
        ask(page, "How many weeks does a worker live?")
        ask(page, "six?")
        page.locator('#chat a[href^="#src-"]').last.click()
        marks = page.locator("#reading .pane mark")
        expect(marks.first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("#question")).to_be_hidden()
        for pressed in (
            "#tabs",
            "#next",
            ".copy",
            ".download",
            "#library",
            ".taking",
            ".noting",
            '#chat a[href^="#share-"]',
        ):
            expect(page.locator(pressed).first).to_be_hidden()
        said_with_source = '#chat p:has(> a[href^="#src-"])'
        for said in ("#chat [data-testid=user] p", said_with_source, ".card .lead:has(b)", "#reading .pane mark"):
            for each in page.locator(said).all():
                expect(each).to_be_visible()
                expect(each).to_have_css("color", "rgb(0, 0, 0)")
        expect(page.locator(".sources:visible")).to_have_count(2)
        expect(marks.first).to_have_css("print-color-adjust", "exact")
        pages = PdfDocument(page.pdf(prefer_css_page_size=True))
        printed = " ".join(" ".join(each.get_textpage().get_text_bounded().split()) for each in pages)
        assert printed.count("lives for six weeks") >= 3  # the answer, a card, the source that is open
        assert "Ask your documents" not in printed
        page.emulate_media(media="screen")
        expect(page.locator("#question")).to_be_visible()
        expect(page.locator("#reading .pane")).to_be_visible()


# Nothing jumps


@pytest.mark.parametrize("size", ["390", "1280"])
def test_nothing_moves_by_itself_while_the_page_opens_answers_and_is_loaded_anew(
    browser: Browser, visits: Visits, size: str
) -> None:
    context = window(browser, size)
    page = visits.open(context)
    for question in ("How many weeks does a worker live?", "zebras"):
        ask(page, question)
    moved = shifts(page)
    page.reload()
    wait_until(page, "window.besa")
    wait_until(page, ANSWERED, 1)
    expect(page.locator("#chat .message-row").first).to_be_visible()
    assert moved < 0.05
    assert shifts(page) < 0.05
    context.close()
