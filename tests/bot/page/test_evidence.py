from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from corpus.documents import Content, Document, Metadata, Span
from tests.support.browser import HOSTILE_SENTENCE, HOSTILE_TITLE
from tests.support.visits import PatientLibrarian, Visits, answers, ask, box, cards, library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

WORKER = "How many weeks does a worker live?"
TURNED = "Annual \u202ereport\u2066 </h3> [x](javascript:alert(1))"
TURNED_TEXT = "Quarterly figures \u202eare turned around.\n\nThe auditor signed in March.\n"

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


class TurningLibrarian(PatientLibrarian):
    """One document more, whose title turns the writing direction."""

    def __init__(self) -> None:
        super().__init__()
        path = "/library/report.txt"
        about = Metadata(TURNED, None, "Office \u202eof reports", "2020", "javascript:alert(1)")
        text = Document(path, "0" * 64, Content(TURNED_TEXT, about, "text/plain", Span(0, len(TURNED_TEXT))))
        self._texts[text.id] = text


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(TurningLibrarian(), browser)
    yield visits
    visits.close()


@pytest.fixture
def page(visits: Visits) -> Iterator[Page]:
    with visits.visitor(permissions=["clipboard-read", "clipboard-write"]) as context:
        yield visits.open(context)


def quotation(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def quoted(page: Page) -> str:
    return "".join(quotation(page).locator("b").all_text_contents())


def link(page: Page, number: int) -> Locator:
    return answers(page).last.get_by_role("link", name=f"Source {number}").first


# The quotation beside a citation


def test_a_citation_under_the_pointer_shows_its_quotation_which_can_be_read_and_is_dismissed(page: Page) -> None:
    ask(page, WORKER)
    link(page, 1).hover()
    expect(quotation(page)).to_contain_text("The year of a honey bee colony")
    assert quoted(page) == "A worker that hatches in June lives for six weeks."
    quotation(page).hover()
    expect(quotation(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(quotation(page)).to_have_count(0)
    link(page, 1).hover()
    expect(quotation(page)).to_be_visible()
    box(page).hover()
    expect(quotation(page)).to_have_count(0)


def test_a_citation_that_is_focused_shows_its_quotation_until_the_focus_goes_on(page: Page) -> None:
    ask(page, WORKER)
    page.locator("#new").focus()
    page.keyboard.press("Tab")
    expect(link(page, 1)).to_be_focused()
    expect(link(page, 1)).to_have_attribute("aria-describedby", "quotation")
    expect(quotation(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(quotation(page)).to_have_count(0)
    expect(link(page, 1)).not_to_have_attribute("aria-describedby", "quotation")


def test_a_touch_opens_the_source_as_a_sheet_that_no_quotation_covers_and_back_closes_it(visits: Visits) -> None:
    with visits.visitor(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = visits.open(context)
        ask(page, WORKER)
        link(page, 1).tap()
        mark = page.get_by_role("dialog", name="Sources beside the answer").locator("mark")
        expect(mark).to_be_focused()
        expect(mark).to_be_in_viewport()
        expect(page.locator(".pane h2")).to_be_in_viewport()
        expect(page.locator(".pane h2")).to_have_text("The year of a honey bee colony")
        expect(quotation(page)).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.go_back()
        expect(mark).to_have_count(0)
        expect(link(page, 1)).to_be_in_viewport()


# The card


def test_a_word_of_the_question_lights_up_what_it_matched(page: Page) -> None:
    ask(page, WORKER)
    page.locator(".for [data-word]", has_text="worker").hover()
    expect(cards(page).locator(".lead mark.lit")).to_have_text(["worker"])
    page.locator(".for [data-word]", has_text="many").hover()
    expect(cards(page).locator("mark.lit")).to_have_count(0)


def test_more_around_an_excerpt_is_the_documents_own_text_and_goes_again(page: Page, visits: Visits) -> None:
    ask(page, WORKER)
    more, quote = cards(page).locator(".around"), cards(page).locator(".excerpt")
    expect(quote).to_be_hidden()
    cards(page).get_by_text("In context").click()
    expect(quote).to_be_visible()
    alone = str(quote.text_content())
    more.focus()
    page.keyboard.press("Enter")
    expect(quote).to_contain_text("In August the drones are driven out.")
    expect(more).to_have_attribute("aria-expanded", "true")
    around = str(quote.text_content())
    bees = visits.service.document(str(more.get_attribute("data-document")))
    assert bees is not None
    assert alone in around
    assert around in bees.text
    page.keyboard.press("Enter")
    expect(quote).to_have_text(alone)
    expect(more).to_be_focused()


def test_the_button_for_more_stays_as_it_was_where_the_server_does_not_answer(page: Page) -> None:
    ask(page, WORKER)
    page.route("**/besa/around*", lambda route: route.abort())
    cards(page).get_by_text("In context").click()
    cards(page).locator(".around").click()
    expect(cards(page).locator(".around")).to_have_attribute("aria-expanded", "false")


def test_a_citation_is_copied_and_that_is_said(page: Page) -> None:
    ask(page, WORKER)
    copy = cards(page).locator(".copy")
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#heard")).to_have_text("Copied, in the style APA")
    expect(copy).to_be_focused()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“A worker that hatches in June lives for six weeks.” (Holm, 2021" in copied
    assert "Holm, I. (2021, May 20). The year of a honey bee colony." in copied


def test_the_style_is_chosen_once_and_what_is_gone_is_copied_without_it(page: Page) -> None:
    ask(page, WORKER)
    page.get_by_label("Cite as").select_option("MLA")
    page.reload()
    expect(page.get_by_label("Cite as")).to_have_value("mla")
    cards(page).focus()
    page.keyboard.press("c")
    expect(page.locator("#heard")).to_have_text("Copied, in the style MLA")
    page.route("**/besa/quotation*", lambda route: route.abort())
    page.get_by_label("Cite as").select_option("Vancouver")
    page.get_by_role("button", name="Copy answer").click()
    expect(page.locator("#heard")).to_have_text("Copied")
    assert "lives for six weeks.” (Ina Holm, The year" in page.evaluate("navigator.clipboard.readText()")


def test_the_original_is_opened_at_the_quoted_words_and_only_on_the_web(page: Page) -> None:
    ask(page, "When was it made automatic?")
    original = cards(page).locator(".original")
    expect(original).to_have_attribute(
        "href",
        "https://example.org/gull-rock#:~:text=The%20light%20was%20made%20automatic,keeper%20left%20with%20the%20cat.",
    )
    ask(page, "Who is the auditor?")
    expect(cards(page).get_by_role("heading")).to_have_text(TURNED)
    expect(cards(page).locator(".original")).to_have_count(0)
    expect(page.locator('[href^="javascript"]')).to_have_count(0)


# The document


def test_all_places_that_an_answer_cites_are_listed_and_marked_in_the_document(page: Page, visits: Visits) -> None:
    (bees,) = (each.id for each in visits.service.documents() if "bee" in each.metadata.title)
    stored = visits.service.document(bees)
    assert stored is not None
    first, second = (stored.text.index(words) for words in ("A colony", "In August"))
    cited = f"document?id={bees}&start={second}&end={second + 9}&others={first}-{first + 8}"
    place = {"href": cited, "number": "1", "title": "Bees", "card": ""}
    page.evaluate("(place) => besa.read([place], document.querySelector('#question textarea'))", place)
    beside = page.locator("#reading")
    expect(beside.locator("[data-place=cite]")).to_be_focused()
    beside.get_by_role("button", name="Next mark").press("Enter")
    expect(beside.locator("mark.other")).to_be_focused()
    expect(beside.locator(".marks")).to_contain_text("1 of 2")
    beside.get_by_role("button", name="Previous mark").press("Enter")
    expect(beside.locator("[data-place=cite]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.goto(f"{visits.address}{cited}")
    places = page.get_by_role("navigation", name="Cited places").get_by_role("link")
    expect(places).to_have_text(["A colony…", "In August…"])
    expect(page.locator("#cite")).to_be_in_viewport()
    places.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark.other")).to_have_text("A colony")
    expect(page.locator("mark.other")).to_be_in_viewport()


# Hostile documents


def test_a_title_that_turns_the_direction_leaves_what_stands_beside_it_alone(page: Page) -> None:
    expect(library(page).filter(has_text="Annual")).to_have_text(TURNED)
    ask(page, "Who is the auditor?")
    meta = cards(page).locator(".meta bdi")
    expect(meta).to_have_text(["Office \u202eof reports", "2020"])
    publisher, year = meta.nth(0).bounding_box(), meta.nth(1).bounding_box()
    assert publisher is not None
    assert year is not None
    assert publisher["x"] < year["x"]
    link(page, 1).hover()
    expect(quotation(page).locator("strong")).to_have_text(TURNED)


def test_hostile_text_is_quoted_widened_and_copied_as_it_is(page: Page) -> None:
    ask(page, "jars")
    link(page, 1).hover()
    expect(quotation(page).locator("strong")).to_have_text(HOSTILE_TITLE)
    assert quoted(page) == HOSTILE_SENTENCE
    cards(page).get_by_text("In context").click()
    cards(page).locator(".around").click()
    expect(cards(page).locator(".context").first).to_contain_text(HOSTILE_TITLE)
    cards(page).locator(".copy").click()
    expect(page.locator("#heard")).to_have_text("Copied, in the style APA")
    assert HOSTILE_SENTENCE in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("#shelf img, #shelf script, #quotation img, #quotation script")).to_have_count(0)


# For everyone


@pytest.mark.parametrize(
    ("width", "height", "scheme", "locale"),
    [
        (1280, 860, "light", "en-GB"),
        (1280, 860, "dark", "sq-AL"),
        (390, 844, "light", "sq-AL"),
        (390, 844, "dark", "en-GB"),
    ],
)
def test_axe_finds_nothing(visits: Visits, width: int, height: int, scheme: str, locale: str) -> None:
    """Each pair of a width, a scheme and a language is met."""
    with visits.visitor(viewport={"width": width, "height": height}, locale=locale) as context:
        page = visits.open(context, f"?__theme={scheme}")
        found = {"empty": _violations(page)}
        for state, question in (("answered", WORKER), ("not found", "zebras"), ("sources differ", "six?")):
            ask(page, question)
            found[state] = _violations(page)
        page.locator('#chat a[href^="#src-"]').last.hover()
        expect(quotation(page)).to_be_visible()
        found["quotation"] = _violations(page)
        page.locator("#chat summary").last.click()
        page.locator('#chat a[href^="#read-"]').last.click()
        expect(page.locator("#reading .pane mark")).to_have_count(2)
        found["two sources"] = _violations(page)
        page.keyboard.press("Escape")
        page.goto(f"{visits.address}{cards(page).first.locator('.open').get_attribute('href')}&__theme={scheme}")
        expect(page.locator("#cite")).to_be_focused()
        found["document"] = _violations(page)
        assert found == {state: [] for state in found}


def _violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong on the page. Its script is handed to each page once, and nothing else is brought back."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    more = {each: {"enabled": True} for each in ("focus-order-semantics", "label-content-name-mismatch")}
    options = {"rules": more, "resultTypes": ["violations"], "selectors": False}  # what passes, axe need not describe
    found = page.evaluate("options => axe.run(document, options).then(({ violations }) => violations)", options)
    return [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]]
