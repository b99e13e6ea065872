from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from playwright.sync_api import expect

from bot.formats.saved_answers import read_saved_answers
from bot.page import build_page, launch
from tests.support.browser import HOSTILE_SENTENCE, HOSTILE_TITLE, FakeLibraryService, SharedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Download, Locator, Page

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

WEEKS = "How many weeks does a worker live?"
KEEPER = "How long did the keeper and the assistants stay?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    page = build_page(FakeLibraryService(), ())
    yield launch(page, "127.0.0.1", None)
    page.close(verbose=False)


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[SharedPage]:
    shared = SharedPage(browser, address)
    yield shared
    shared.close()


@pytest.fixture
def page(shared: SharedPage) -> Iterator[Page]:
    """The chat with a conversation of its own; afterwards, nothing may have run or been looked up anywhere else."""
    with shared.anew() as page:
        yield page


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Ask your documents")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(".sources:not([hidden]) .for")).to_have_text(text, timeout=30_000)
    expect(box).to_be_enabled()


def menu(page: Page) -> Locator:
    return page.locator(".sources:not([hidden]) .download")


def take(page: Page, kind: str, part: str = "This answer") -> Download:
    menu(page).get_by_text("Download", exact=True).click()
    with page.expect_download() as taken:
        menu(page).get_by_role("group", name=part).get_by_role("button", name=kind).click()
    return taken.value


def text_of(download: Download) -> str:
    return Path(download.path()).read_text("utf-8")


@pytest.mark.browser
def test_an_answer_is_taken_away_in_every_format(page: Page) -> None:
    ask(page, WEEKS)
    bibtex = take(page, "BibTeX")
    assert bibtex.suggested_filename == "besa-how-many-weeks-does-a-worker-live.bib"
    (entry,) = parse_string(text_of(bibtex)).entries
    assert entry.fields_dict["title"].value == "{The year of a honey bee colony}"
    (record,) = rispy.loads(text_of(take(page, "RIS")))
    assert record["authors"] == ["Ina Holm"]
    (item,) = json.loads(text_of(take(page, "CSL-JSON")))
    assert item["issued"] == {"date-parts": [[2021, 5, 20]]}
    assert text_of(take(page, "References")).startswith("Holm, I. (2021, May 20). The year of a honey bee colony.")
    markdown = text_of(take(page, "Markdown"))
    assert "“A worker that hatches in June lives for six weeks.” [1]" in markdown
    report = read_saved_answers(text_of(take(page, "Report (HTML)")))
    assert [answer.question for answer in report.answers] == [WEEKS]
    assert report.shown_as_they_are


@pytest.mark.browser
def test_the_whole_conversation_is_taken_away_in_one_file(page: Page) -> None:
    ask(page, WEEKS)
    ask(page, KEEPER)
    report = take(page, "Report (HTML)", "Whole conversation")
    assert report.suggested_filename == "besa-conversation-how-many-weeks-does-a-worker-live.html"
    assert [answer.question for answer in read_saved_answers(text_of(report)).answers] == [WEEKS, KEEPER]
    assert len(rispy.loads(text_of(take(page, "RIS", "Whole conversation")))) == 2
    assert len(rispy.loads(text_of(take(page, "RIS")))) == 1


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_opens_by_itself_and_shows_hostile_text_as_it_is(browser: Browser, page: Page, scheme: str) -> None:
    ask(page, "jars")
    path = take(page, "Report (HTML)").path()
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("dialog", lambda dialog: asked.append(dialog.message))
    report = context.new_page()
    report.set_content(Path(path).read_text("utf-8"))
    expect(report.get_by_role("heading", level=4)).to_have_text(HOSTILE_TITLE)
    expect(report.locator(".said")).to_have_text(f"“{HOSTILE_SENTENCE}” [1]")
    expect(report.locator("body")).to_have_css("color-scheme", "light dark")
    expect(report.locator("body")).to_have_css(
        "background-color", "rgb(25, 23, 22)" if scheme == "dark" else "rgb(255, 255, 255)"
    )
    expect(report.locator("img, script:not([type='application/json'])")).to_have_count(0)
    assert asked == []
    context.close()


@pytest.mark.browser
def test_the_menu_is_reached_used_and_left_by_keyboard(page: Page) -> None:
    ask(page, WEEKS)
    summary = menu(page).locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    first = menu(page).get_by_role("button", name="Report (HTML)").first
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".md")
    expect(summary).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Downloaded: besa-how-many")).to_be_attached()


@pytest.mark.browser
def test_a_click_elsewhere_closes_the_menu_and_a_narrow_screen_holds_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, WEEKS)
    menu(page).locator("summary").click()
    for button in menu(page).get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.locator("#chat [data-testid=bot]").first.click()
    expect(menu(page).get_by_role("button").first).to_be_hidden()


@pytest.mark.browser
def test_after_a_new_conversation_nothing_of_the_old_one_is_left_to_take(page: Page) -> None:
    ask(page, WEEKS)
    take(page, "RIS")
    expect(page.locator("#file textarea")).to_have_value("")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".download")).to_have_count(0)
    ask(page, KEEPER)
    assert len(rispy.loads(text_of(take(page, "RIS", "Whole conversation")))) == 1


@pytest.mark.parametrize(
    "wish", ['{"format": "report", "turn": null}', '{"format": "ris", "turn": 1}', None, {"path": "/etc/passwd"}]
)
def test_a_stranger_takes_nothing_of_anybodys_conversation(address: str, wish: object) -> None:
    visitor = {"session_hash": "visitor"}
    url = f"{address}gradio_api/call"
    asked = httpx.post(f"{url}/submit", json={"data": [WEEKS, None], **visitor}).json()["event_id"]
    assert "six weeks" in httpx.get(f"{url}/submit/{asked}", timeout=20).text
    for forged in (None, {"exchanges": [1]}, "visitor"):
        event = httpx.post(f"{url}/download", json={"data": [wish, forged]}).json()["event_id"]
        assert httpx.get(f"{url}/download/{event}", timeout=20).text.split("data: ")[1].strip() == '[""]'


@pytest.mark.browser
def test_an_answer_is_shared_as_a_file_where_nobody_else_could_open_an_address(page: Page) -> None:
    ask(page, WEEKS)
    page.get_by_role("link", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share this answer")
    expect(dialog).to_contain_text("open on this computer only")
    expect(dialog.get_by_label("Address")).to_be_hidden()
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert [each.question for each in read_saved_answers(text_of(taken.value)).answers] == [WEEKS]
