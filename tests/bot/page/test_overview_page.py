from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bot.page import build_page, launch
from tests.support.browser import HOSTILE_TITLE, FakeLibraryService, visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.filterwarnings("ignore::DeprecationWarning"), pytest.mark.browser]


@pytest.fixture(scope="module")
def service() -> FakeLibraryService:
    return FakeLibraryService()


@pytest.fixture(scope="module")
def address(service: FakeLibraryService) -> Iterator[str]:
    page = build_page(service, ())
    yield launch(page, "127.0.0.1", None)
    page.close(verbose=False)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser of its own; afterwards, nothing may have run or been looked up anywhere else."""
    with visitor(browser, viewport={"width": 1280, "height": 860}) as context:
        yield context.new_page()


def found(page: Page) -> Locator:
    return page.locator(".map a.found")


def test_the_library_is_seen_from_the_chat(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Map and timeline").click()
    expect(page).to_have_title("Library · Besa")
    expect(page.locator(".map .points")).to_have_count(3)
    expect(page.locator(".legend a")).to_have_text(
        [HOSTILE_TITLE, "The light on Gull Rock", "The year of a honey bee colony"]
    )
    expect(page.locator(".timeline a")).to_have_count(2)
    expect(page.locator(".atlas img, .atlas script")).to_have_count(0)
    expect(page.locator(".atlas dd").nth(3)).to_have_text("English")
    expect(found(page)).to_have_count(0)


def test_the_sources_of_an_answer_are_numbered_on_the_map(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Ask your documents").fill("six?")
    page.keyboard.press("Enter")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Show on the map").click()
    library = opened.value
    expect(found(library).locator("text")).to_have_text(["1", "2"])
    expect(library.locator(".seen li a")).to_have_text(["The year of a honey bee colony", "The light on Gull Rock"])
    library.get_by_role("link", name="Found passage 2: The light on Gull Rock").locator("text").click()
    expect(library.get_by_role("heading", level=1, name="The light on Gull Rock")).to_be_visible()
    expect(library.locator("#cite").first).to_be_in_viewport()


def test_a_point_is_labelled_under_the_pointer_and_by_the_arrow_keys_and_opened(
    page: Page, address: str, service: FakeLibraryService
) -> None:
    bees, rock, _ = (each.id for each in service.survey().documents)
    page.goto(f"{address}library?found={bees}-45-60")
    drawing = page.locator(".map")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box is not None
    label = page.locator("#point")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # the second of the second document
    expect(label.get_by_role("link")).to_have_text("The light on Gull Rock")
    expect(label).to_contain_text("Harbour Museum · 1998")
    page.mouse.move(1, 1)
    expect(label).to_be_hidden()
    found(page).focus()
    page.keyboard.press("Shift+Tab")
    expect(drawing).to_be_focused()
    expect(label.get_by_role("link")).to_have_text("The year of a honey bee colony")
    page.keyboard.press("ArrowDown")
    expect(label.get_by_role("link")).to_have_text("The light on Gull Rock")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="The light on Gull Rock")).to_be_visible()
    assert f"id={rock}" in page.url


def test_a_document_in_the_list_brings_its_points_out(page: Page, address: str) -> None:
    page.goto(f"{address}library")
    page.locator(".legend a").last.focus()
    expect(page.locator(".map")).to_have_class("map calm")
    expect(page.locator(".map .out")).to_have_attribute("d", "M193 133h0M360 133h0M527 133h0")


def test_a_map_that_is_being_drawn_is_said_and_then_shown(
    page: Page, address: str, service: FakeLibraryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    page_has_said = Event()
    drawn = service.map

    def slow(places: object, wait: float) -> object:
        asked.append(wait)
        if wait >= 1:
            page_has_said.wait()
        return drawn(places, wait) if wait >= 1 else None  # type: ignore[arg-type]

    monkeypatch.setattr(service, "map", slow)
    page.goto(f"{address}library")
    expect(page.get_by_role("status").filter(has_text="The map is being drawn")).to_be_visible()
    expect(page.locator(".timeline a")).to_have_count(2)
    page_has_said.set()
    expect(page.locator(".map .points")).to_have_count(3)
    assert len(asked) == 2


@pytest.mark.parametrize("query", ["?found=<script>alert(1)</script>", "?found=000000000000-1-2", "?found=_-_"])
def test_an_address_that_makes_no_sense_shows_the_library(page: Page, address: str, query: str) -> None:
    page.goto(f"{address}library{query}")
    expect(page.locator(".map .points")).to_have_count(3)
    expect(found(page)).to_have_count(0)


def test_a_narrow_screen_never_scrolls_sideways(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}library")
    expect(page.locator(".map")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
