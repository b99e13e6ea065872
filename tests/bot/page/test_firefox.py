"""The main walk in another engine than Chromium's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.page import build_page, launch
from tests.support.browser import FakeLibraryService
from tests.support.firefox import firefox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.firefox import FirefoxPage

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ANSWERED = """[...document.querySelectorAll("#chat [data-testid=bot]")].at(-1).textContent.includes("six weeks")
  && !document.querySelector("#question textarea").disabled"""
READING = "document.querySelector('#reading dialog[open] mark') === document.activeElement"


def test_a_question_is_asked_read_in_its_source_and_found_again_in_firefox(tmp_path: Path) -> None:
    with firefox(tmp_path / "profile") as page:
        served = build_page(FakeLibraryService())
        page.open(launch(served, "127.0.0.1", None))
        page.wait_until("document.querySelectorAll('#library li a').length === 3")
        _ask(page)
        page.wait_until("!document.querySelector('#reading dialog[open]')")
        page.reload()
        page.wait_until(ANSWERED)
        _on_a_phone(page)
        assert page.value("document.documentElement.scrollWidth <= innerWidth")
        served.close(verbose=False)


def _ask(page: FirefoxPage) -> None:
    page.press("/")
    page.wait_until("document.activeElement.matches('#question textarea')")
    page.type("How many weeks does a worker live?")
    page.press("Enter")
    page.wait_until(ANSWERED)
    page.click('#chat a[href^="#src-"]')
    page.wait_until(READING)
    assert "six weeks" in page.value("document.activeElement.textContent")
    assert page.value("document.querySelector('#chat').checkVisibility()")
    page.press("Escape")


def _on_a_phone(page: FirefoxPage) -> None:
    page.resize(390, 844)
    page.click("#tab-library")
    page.wait_until("document.querySelector('#shelf[data-sheet]')")
    page.click("#library li a")
    page.wait_until("document.querySelector('#reading dialog[open] .document')")
    page.back()
    page.wait_until("!document.querySelector('#reading dialog[open]')")
    page.back()
    page.wait_until("!document.querySelector('#shelf[data-sheet]')")
