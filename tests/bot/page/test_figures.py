from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.page import milliseconds_to_answer, milliseconds_to_paint
from benchmarks.sample_page import sample_page
from tests.support.fakes import FakeEncoder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def test_the_page_over_the_sample_library_is_painted_and_answers_and_the_run_reports_how_long_it_took(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    with sample_page(tmp_path) as address:
        page = browser.new_page()
        painted = milliseconds_to_paint(page, address)
        milliseconds_to_answer(page, "What does besa mean?")
        answered = milliseconds_to_answer(page, "When was Ashraf-3 raided?")
        assert page.locator("#chat [data-testid=bot]").count() == 2
    record_property("figure", f"first paint {painted:.0f} ms, click to answer {answered:.0f} ms")
