from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image
from playwright.sync_api import expect

from bot.page import build_page, launch
from bot.service.page_images import PageImage
from corpus.documents import Content, Document, Metadata, Place, PlaceKind, Span
from corpus.readers import Format
from tests.support.browser import FakeLibraryService, visitor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from bot.answers import Answer, Turn

DRAWN = ("How many weeks does a worker live?", "When was <b>the tower</b> `lit`?")
NEXT = ("When was the tower first lit?", "Who ate <img src=x onerror=alert(1)> limpets?")
_PAGE = "One page of the log.\n\n"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Printed(FakeLibraryService):
    """Has a PDF of five pages too, of which the third cannot be drawn, and a table; offers questions."""

    def __init__(self) -> None:
        super().__init__()
        text = _PAGE * 5
        pages = tuple(
            Place(PlaceKind.PAGE, number, Span(at, at + len(_PAGE)), f"page {number}")
            for number, at in enumerate(range(0, len(text), len(_PAGE)), start=1)
        )
        about = Metadata("The log")
        log = Content(text, about, Format.PDF.media_type, Span(0, len(text)), (), pages)
        self._log = Document("/library/log.pdf", "0" * 64, log, "a" * 12)
        row = "City: Vlora\nPopulation: 79,513"
        rows = (Place(PlaceKind.ROW, 2, Span(0, len(row)), "row 2"),)
        about = Metadata("Towns")
        towns = Content(row, about, Format.CSV.media_type, Span(0, len(row)), (), rows)
        self._towns = Document("/library/t.csv", "0" * 64, towns, "b" * 12)
        self.pictured: list[tuple[int, tuple[Span, ...]]] = []

    def document(self, id: str) -> Document | None:
        return {"a" * 12: self._log, "b" * 12: self._towns}.get(id) or super().document(id)

    def page_image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        self.pictured.append((page, tuple(marks)))
        picture = BytesIO()
        Image.new("RGB", (210, 297), "white").save(picture, "PNG")
        return None if page == 3 else PageImage(picture.getvalue(), str(page))

    def examples(self, wait: float = 0.0) -> tuple[str, ...]:
        return DRAWN

    def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> tuple[str, ...]:
        asked = {turn.question for turn in history}
        return tuple(each for each in NEXT if each not in asked)


@pytest.fixture(scope="module")
def service() -> Printed:
    return Printed()


@pytest.fixture(scope="module")
def address(service: Printed) -> Iterator[str]:
    page = build_page(service)
    yield launch(page, "127.0.0.1", None)
    page.close(verbose=False)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The chat in a browser of its own; afterwards, nothing may have run or been looked up anywhere else."""
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(address)
        yield page


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Ask your documents")
    box.fill(text)
    box.press("Enter")


def test_a_page_that_cannot_be_drawn_is_not_found(address: str) -> None:
    found = httpx.get(f"{address}besa/page-image", params={"document": "a" * 12, "page": "2"})
    assert found.headers["content-type"] == "image/png"
    missing = httpx.get(f"{address}besa/page-image", params={"document": "a" * 12, "page": "3"})
    assert (missing.status_code, missing.content) == (404, b"")


@pytest.mark.browser
def test_an_example_from_the_library_is_asked_with_one_click(page: Page) -> None:
    expect(page.locator("#chat .example-text")).to_have_text(DRAWN)
    page.locator("#chat .example").first.click()
    expect(page.locator("#chat [data-testid=user]")).to_have_text(DRAWN[0])
    expect(page.locator("#chat [data-testid=bot]")).to_contain_text("six weeks")


@pytest.mark.browser
def test_a_chip_asks_its_question_and_the_ones_after_it_are_new(page: Page) -> None:
    ask(page, DRAWN[0])
    chips = page.locator(".chips button")
    expect(chips).to_have_text(NEXT)
    chips.first.click()
    expect(page.locator("#chat [data-testid=user]")).to_have_text([DRAWN[0], NEXT[0]])
    expect(page.locator("#chat [data-testid=bot]").nth(1)).to_contain_text("first lit on 3 March 1884")
    expect(chips).to_have_text(NEXT[1:])
    expect(page.get_by_role("textbox", name="Ask your documents")).to_be_focused()
    page.get_by_role("button", name="New conversation").click()
    expect(chips).to_have_count(0)


@pytest.mark.browser
def test_a_chip_can_be_reached_and_pressed_with_the_keyboard(page: Page) -> None:
    ask(page, DRAWN[0])
    expect(page.locator(".chips button")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Ask your documents")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".chips button").last).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#chat [data-testid=user]")).to_have_text([DRAWN[0], NEXT[0]])


@pytest.mark.browser
def test_a_pdf_shows_the_cited_page_and_its_neighbours_beside_their_text(
    page: Page, address: str, service: Printed
) -> None:
    start = len(_PAGE)
    page.goto(f"{address}document?id={'a' * 12}&start={start + 4}&end={start + 8}")
    pictures = page.locator(".print[open]")
    expect(pictures.locator("summary")).to_have_text(["Page 1 as printed", "Page 2 as printed", "Page 3 as printed"])
    picture = page.get_by_role("img", name="Page 2 as printed")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 210)
    assert (2, (Span(start + 4, start + 8),)) in service.pictured
    mark, image = page.locator("#cite").bounding_box(), picture.bounding_box()
    assert mark is not None
    assert image is not None
    assert mark["x"] + mark["width"] <= image["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    mark, image = page.locator("#cite").bounding_box(), picture.bounding_box()
    assert mark is not None
    assert image is not None
    assert image["y"] + image["height"] <= mark["y"]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.browser
def test_another_page_is_drawn_once_it_is_opened_and_a_note_stands_for_one_that_cannot_be(
    page: Page, address: str, service: Printed
) -> None:
    page.goto(f"{address}document?id={'a' * 12}&start=0&end=3")
    expect(page.locator(".print")).to_have_count(5)
    page.get_by_text("Page 3 as printed").click()
    expect(page.locator(".print").nth(2)).to_contain_text("its file has changed since it was added, or is gone")
    service.pictured.clear()
    page.get_by_text("Page 5 as printed").click()
    expect(page.get_by_role("img", name="Page 5 as printed")).to_have_js_property("naturalWidth", 210)
    assert [number for number, _ in service.pictured] == [5]


@pytest.mark.browser
def test_a_row_of_a_table_stands_by_itself_with_its_label(page: Page, address: str, service: Printed) -> None:
    page.goto(f"{address}document?id={'b' * 12}&start=0&end=4")
    row = page.locator(".row")
    expect(row).to_have_attribute("data-label", "Row 2")
    expect(row.locator(".column")).to_have_text(["City:", "Population:"])
    stored = service.document("b" * 12)
    assert stored is not None
    assert page.locator(".verbatim").all_text_contents() == [stored.text]
