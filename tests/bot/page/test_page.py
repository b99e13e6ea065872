from __future__ import annotations

import gc
import re
import socket
import sys
from contextlib import contextmanager, suppress
from itertools import product
from queue import Queue
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import gradio as gr
import httpx
import pytest
from playwright.sync_api import expect

from benchmarks.serving import Visitor
from bot.errors import PortInUse
from bot.limits.rules import LimitRules, Rate
from bot.page import build_page, launch, serve
from tests.support.browser import HOSTILE_SENTENCE, HOSTILE_TITLE, FakeLibraryService, visitor
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

EXAMPLES = ("How many weeks does a worker live?", "When was the `tower` *lit*?")
STYLE = ROOT / "bot" / "page" / "assets" / "style.css"
PASSWORDS = {"path": "/etc/passwd", "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Served:
    """A page that is being served, and the service behind it."""

    def __init__(self) -> None:
        self.service = FakeLibraryService()
        limits = LimitRules(question_rate=Rate(1_000.0, 10_000))  # one address asks for all visitors of these tests
        self._page = build_page(self.service, EXAMPLES, limits=limits)
        self.address = launch(self._page, "127.0.0.1", None)
        self.handlers = [each["api_name"] for each in self._page.config["dependencies"]]
        self._client = httpx.Client(timeout=20)

    def close(self) -> None:
        self._client.close()
        self._page.close(verbose=False)

    def gradios_account(self) -> tuple[int, dict[str, Any]]:
        """How many events gradio remembers, and its statistics of them."""
        queue = self._page._queue
        return len(queue.event_analytics), queue.cached_event_analytics_summary

    def call(self, handler: str, *data: object) -> str:
        """What a handler answers to a program that calls it, as the server sends it."""
        url = f"{self.address}gradio_api/call/{handler}"
        event = self._client.post(url, json={"data": data}).json()["event_id"]
        return self._client.get(f"{url}/{event}").text


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The chat in a browser of its own; afterwards, nothing may have run or been looked up anywhere else."""
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(served.address)
        expect(question(page)).to_be_enabled()
        yield page


def question(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Ask your documents")


def ask(page: Page, text: str) -> None:
    question(page).fill(text)
    question(page).press("Enter")


def answers(page: Page) -> Locator:
    return page.locator("#chat [data-testid=bot]")


def cards(page: Page) -> Locator:
    return page.locator(".sources:not([hidden]) .card")


def panes(page: Page) -> Locator:
    return page.locator("#reading .pane")


def mark(page: Page) -> Locator:
    return page.locator("#reading [data-place=cite]")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as #a0b1c2, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# The server


def test_no_handler_reads_a_file_for_a_stranger(served: Served) -> None:
    assert len(served.handlers) >= 5
    for handler in served.handlers:
        for data in (
            (PASSWORDS,),
            (PASSWORDS, [PASSWORDS]),
            ([{"role": "user", "content": PASSWORDS}], PASSWORDS),
        ):
            said = served.call(handler, *data)
            assert "root:" not in said
            assert "file=" not in said
    assert httpx.get(f"{served.address}gradio_api/file=/etc/passwd").status_code == 403


@pytest.mark.parametrize("typed", [None, 7, ["weeks"], {"text": "weeks"}, "", "why " * 1_000, "a" * 1_000_000])
def test_a_handler_that_is_given_nonsense_answers_and_goes_on(served: Served, typed: object) -> None:
    said = served.call("submit", typed, {"exchanges": "forged"})
    assert "event: complete" in said
    assert "six weeks" in served.call("submit", "How many weeks?", None)


def test_gradio_keeps_no_account_of_who_asked_when(served: Served) -> None:
    for _ in range(3):
        served.call("submit", "How many weeks?", None)
    remembered, statistics = served.gradios_account()
    assert remembered <= 1
    assert statistics == {"functions": {}}


def test_a_long_conversation_leaves_no_copies_of_the_page_behind(served: Served) -> None:
    def text_boxes() -> int:
        gc.collect()
        return sum(isinstance(each, gr.Textbox) for each in gc.get_objects())

    with Visitor(served.address) as visitor:
        visitor.ask("How many weeks?")
        before = text_boxes()
        for _ in range(5):
            visitor.ask("How many weeks?")
        assert text_boxes() == before


def test_a_port_in_use_is_said_with_the_way_out(served: Served) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"port {port}.*--port"):
            launch(build_page(served.service, ()), "127.0.0.1", port)


@pytest.mark.parametrize("open_browser", [True, False])
def test_serving_announces_the_address_and_opens_it_where_asked(
    served: Served, monkeypatch: pytest.MonkeyPatch, open_browser: bool
) -> None:
    page = build_page(served.service, EXAMPLES)
    announced: list[str] = []
    opened: Queue[str] = Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    monkeypatch.setattr(page, "block_thread", lambda _: announced.append("waits"))
    serve(page, "127.0.0.1", None, open_browser, announced.append)
    address, waited = announced
    assert waited == "waits"
    assert httpx.get(address, follow_redirects=True).status_code == 200
    if open_browser:
        opening = opened.get(timeout=20)
        assert opening.startswith("file:")  # that leads there: others see what a program is given
        assert address.partition("=")[2] not in opening


@contextmanager
def reached() -> Iterator[list[str]]:
    """Whatever this process connects to or looks up meanwhile, as far as Python sees it."""
    hosts: list[str] = []
    watching = [True]

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "socket.connect" and isinstance(arguments[1], tuple):
            hosts.append(str(arguments[1][0]))
        elif watching and event == "socket.getaddrinfo":
            hosts.append(str(arguments[0]))

    sys.addaudithook(watch)
    yield hosts
    watching.clear()
    assert hosts


LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def test_serving_the_page_looks_nothing_up() -> None:
    with reached() as hosts:
        served = Served()
        served.call("submit", "How many weeks?", None)
        served.close()
    assert set(hosts) <= LOOPBACK


@pytest.mark.parametrize("address", ["http://192.0.2.1/a.png", "HTTPS://files.invalid/a.png"])
def test_nobody_makes_the_page_fetch_a_file_of_another_machine(served: Served, address: str) -> None:
    file = {"path": address, "url": address, "meta": {"_type": "gradio.FileData"}}
    with reached() as hosts:
        for wanted in (f"file={address}", f"file/{address}", f"file=%20{address}", f"file={quote(address, safe='')}"):
            assert httpx.get(f"{served.address}gradio_api/{wanted}").status_code == 403
        for handler, sent in product(filter(None, served.handlers), (file, [file], {"value": file}, {"text": [file]})):
            with suppress(KeyError):  # JavaScript's handlers
                served.call(handler, *[sent] * 3)
    assert set(hosts) <= LOOPBACK
    assert "six weeks" in served.call("submit", "How many weeks?", None)


@pytest.mark.parametrize("scheme", [":root", ".dark"])
def test_every_colour_of_text_stands_out_from_what_it_stands_on(scheme: str) -> None:
    block = STYLE.read_text("utf-8").split(f"{scheme} {{", 1)[1].split("}", 1)[0]
    colour = dict(re.findall(r"--([\w-]+): (#\w+);", block))
    pairs = [("ink", "paper"), ("ink", "shade"), ("soft", "paper"), ("soft", "shade"), ("accent", "paper")]
    pairs += [("accent", "shade"), ("on-accent", "accent"), ("on-marker", "marker")]
    assert [pair for pair in pairs if contrast(colour[pair[0]], colour[pair[1]]) < 4.5] == []


# The page


@pytest.mark.browser
def test_a_question_is_answered_by_a_quoted_sentence_and_its_source(page: Page) -> None:
    ask(page, "How many weeks does a worker live?")
    expect(answers(page)).to_contain_text("“A worker that hatches in June lives for six weeks.” [1]")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).get_by_role("heading")).to_have_text("The year of a honey bee colony")
    expect(cards(page).locator(".meta")).to_have_text("Meadow Press · 2021-05-20 · Spring and summer")
    expect(cards(page).locator(".lead")).to_have_text("A worker that hatches in June lives for six weeks.")
    expect(cards(page).locator(".lead mark")).to_have_text("worker")
    expect(question(page)).to_be_enabled()
    expect(question(page)).to_have_value("")
    expect(question(page)).to_be_focused()


@pytest.mark.browser
def test_a_citation_is_read_beside_the_answer_at_its_mark_and_escape_leads_back(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    ask(page, "six?")
    expect(cards(page)).to_have_count(2)
    link = answers(page).get_by_role("link", name="Source 2")
    link.click()
    expect(mark(page)).to_be_focused()
    expect(mark(page)).to_be_in_viewport()
    expect(mark(page)).to_contain_text("A keeper and two assistants lived on the rock for six weeks at a time.")
    expect(panes(page).get_by_role("heading", name="The light on Gull Rock")).to_be_in_viewport()
    expect(cards(page).first).to_be_hidden()
    answer, reading = answers(page).bounding_box(), panes(page).bounding_box()
    assert answer is not None
    assert reading is not None
    assert answer["x"] + answer["width"] <= reading["x"]
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(panes(page)).to_have_count(0)
    expect(cards(page).nth(1)).to_be_in_viewport(ratio=0.9)


@pytest.mark.browser
def test_a_citation_of_an_earlier_answer_shows_that_answers_sources_again(page: Page) -> None:
    ask(page, "How many weeks does a worker live?")
    expect(cards(page)).to_have_count(1)
    ask(page, "When was it made automatic?")
    expect(cards(page).get_by_role("heading")).to_have_text("The light on Gull Rock")
    answers(page).first.get_by_role("link", name="Source 1").click()
    expect(mark(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(cards(page).get_by_role("heading")).to_have_text("The year of a honey bee colony")


@pytest.mark.browser
def test_back_closes_what_is_read_and_forward_opens_it_and_neither_leaves_the_page(page: Page, served: Served) -> None:
    ask(page, "six?")
    answers(page).get_by_role("link", name="Source 1").click()
    expect(mark(page)).to_be_focused()
    answers(page).get_by_role("link", name="Source 2").click()
    expect(mark(page)).to_contain_text("A keeper")
    page.go_back()
    expect(panes(page)).to_have_count(0)
    expect(answers(page)).to_have_count(1)
    assert page.url == served.address
    page.go_forward()
    expect(mark(page)).to_contain_text("A keeper")
    ask(page, "When was it made automatic?")
    expect(answers(page)).to_have_count(2)
    expect(panes(page)).to_have_count(0)
    expect(cards(page).first).to_be_in_viewport()


@pytest.mark.browser
def test_two_sources_of_an_answer_are_read_one_below_the_other(page: Page) -> None:
    ask(page, "six?")
    answers(page).get_by_role("link", name="Source 1").click()
    expect(mark(page)).to_contain_text("six weeks")
    page.get_by_text("Compare", exact=True).click()
    page.get_by_role("button", name="[2] The light on Gull Rock").click()
    expect(mark(page)).to_have_count(2)
    expect(mark(page).nth(1)).to_be_focused()
    for each in mark(page).all():
        expect(each).to_be_in_viewport()
    upper, lower = (each.bounding_box() for each in panes(page).all())
    assert upper is not None
    assert lower is not None
    assert upper["y"] + upper["height"] <= lower["y"]
    panes(page).first.get_by_role("button", name="Close").click()
    expect(panes(page)).to_have_count(1)
    expect(mark(page)).to_contain_text("A keeper")


@pytest.mark.browser
def test_a_card_opens_its_document_in_a_tab_only_where_a_tab_is_asked_for(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    ask(page, "How long did the keeper and the assistants stay?")
    link = cards(page).get_by_role("link", name="Open in document: source 1")
    tabs = len(page.context.pages)
    link.click()
    expect(mark(page)).to_be_focused()
    assert len(page.context.pages) == tabs
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    document = opened.value
    there = document.locator("#cite")
    expect(there).to_be_in_viewport()
    expect(there).to_be_focused()
    expect(there).to_contain_text("A keeper and two assistants lived on the rock for six weeks at a time.")
    expect(document.get_by_role("link", name="Back to the chat")).to_be_in_viewport()
    expect(document).to_have_title("The light on Gull Rock · Besa")
    expect(document.get_by_role("separator", name="Page 2")).to_be_visible()
    document.set_viewport_size({"width": 1280, "height": 300})
    document.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(document.get_by_role("heading", name="The light on Gull Rock")).not_to_be_in_viewport()
    expect(document.locator(".masthead").get_by_text("The light on Gull Rock")).to_be_in_viewport()
    with document.expect_event("close"):
        # clicked by the page itself: it closes under a click from outside before that has returned
        document.get_by_role("link", name="Back to the chat").evaluate("link => void setTimeout(() => link.click())")
    expect(answers(page)).to_have_count(1)


@pytest.mark.browser
def test_the_document_shown_is_the_stored_text(page: Page, served: Served) -> None:
    for summary in served.service.documents():
        stored = served.service.document(summary.id)
        assert stored is not None
        page.goto(f"{served.address}document?id={stored.id}")
        expect(page.get_by_role("heading", level=1, name=stored.metadata.title)).to_be_visible()
        shown = page.locator(".verbatim").all_text_contents()
        assert "".join(shown) == stored.text


@pytest.mark.browser
def test_hostile_text_is_shown_as_it_is_and_runs_nowhere(page: Page) -> None:
    ask(page, "jars")
    expect(answers(page).locator("p").first).to_have_text(f"“{HOSTILE_SENTENCE}” [1]")
    expect(cards(page).get_by_role("heading")).to_have_text(HOSTILE_TITLE)
    expect(cards(page).locator(".lead")).to_have_text(HOSTILE_SENTENCE)
    expect(cards(page).locator(".excerpt")).to_have_text(f"{HOSTILE_SENTENCE} It came by sea.")
    expect(page.locator('#chat a:not([href^="./?q="], [href^="#share-"])')).to_have_count(1)
    expect(page.locator("#chat img, #shelf img, #shelf script")).to_have_count(0)
    page.goto(page.url + str(cards(page).locator("a").get_attribute("href")))
    expect(page.get_by_role("heading", level=1, name=HOSTILE_TITLE)).to_be_visible()
    expect(page.locator(".document img, .document script")).to_have_count(0)


@pytest.mark.browser
def test_a_hostile_question_is_shown_as_it_is(page: Page) -> None:
    ask(page, HOSTILE_SENTENCE)
    expect(page.locator("#chat [data-testid=user]")).to_have_text(HOSTILE_SENTENCE)
    expect(answers(page)).to_have_count(1)


@pytest.mark.browser
@pytest.mark.parametrize("address", ["document", "document?id=<script>alert(1)</script>", "document?id=000000000000"])
def test_a_document_that_is_not_there_is_said(page: Page, served: Served, address: str) -> None:
    page.goto(served.address + address)
    expect(page.get_by_role("heading", name="This document is not here")).to_be_visible()
    page.get_by_role("link", name="Back to the chat").click()
    expect(question(page)).to_be_enabled()


@pytest.mark.browser
def test_what_is_not_found_is_said_and_the_nearest_passages_are_called_that(page: Page) -> None:
    ask(page, "Where do zebras sleep?")
    expect(answers(page)).to_contain_text("Not found in these documents.")
    expect(page.get_by_role("region", name="Nearest passages")).to_be_visible()
    expect(cards(page)).to_have_count(1)


@pytest.mark.browser
def test_a_search_that_breaks_gives_the_question_back(page: Page) -> None:
    ask(page, "Please break")
    expect(answers(page)).to_contain_text("Something went wrong")
    expect(question(page)).to_be_enabled()
    expect(question(page)).to_have_value("Please break")
    ask(page, "How many weeks does a worker live?")
    expect(answers(page).nth(1)).to_contain_text("six weeks")


@pytest.mark.browser
def test_a_question_that_cannot_be_asked_is_explained_and_can_be_shortened(page: Page) -> None:
    ask(page, "why " * 1_000)
    expect(answers(page)).to_contain_text("1,000 words")
    expect(question(page)).to_be_enabled()
    expect(question(page)).to_have_value("why " * 1_000)


@pytest.mark.browser
def test_an_example_is_asked_with_one_click_and_then_they_are_gone(page: Page) -> None:
    page.get_by_role("button", name=EXAMPLES[0]).click()
    expect(answers(page)).to_contain_text("six weeks")
    expect(page.get_by_role("button", name="Select example")).to_have_count(0)


@pytest.mark.browser
def test_a_follow_up_knows_the_turn_before_it(page: Page, served: Served) -> None:
    ask(page, "How many weeks does a worker live?")
    expect(answers(page)).to_have_count(1)
    expect(question(page)).to_be_enabled()
    ask(page, "And the keeper?")
    expect(answers(page)).to_have_count(2)
    expect(answers(page).nth(1)).to_contain_text("keeper")
    (turn,) = served.service.asked[-1].history
    assert turn.question == "How many weeks does a worker live?"
    assert turn.answer == "A worker that hatches in June lives for six weeks."


@pytest.mark.browser
def test_a_new_conversation_starts_from_nothing(page: Page, served: Served) -> None:
    ask(page, "How many weeks does a worker live?")
    expect(page.locator("#question textarea")).to_have_value("")
    page.locator("#question textarea").fill("half a que")
    page.get_by_role("button", name="New conversation").click()
    expect(answers(page)).to_have_count(0)
    expect(cards(page)).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
    expect(page.get_by_role("button", name=EXAMPLES[0])).to_be_visible()
    ask(page, "Who is the keeper?")
    expect(answers(page)).to_have_count(1)
    assert served.service.asked[-1].history == ()


@pytest.mark.browser
def test_the_box_is_emptied_though_the_pages_script_comes_late(page: Page) -> None:
    page.evaluate("window.besa = undefined")
    ask(page, "How many weeks does a worker live?")
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#question textarea")).to_have_value("")


@pytest.mark.browser
def test_visitors_do_not_see_each_others_questions(page: Page, browser: Browser, served: Served) -> None:
    ask(page, "How many weeks does a worker live?")
    expect(answers(page)).to_have_count(1)
    context = browser.new_context()
    other = context.new_page()
    other.goto(served.address)
    ask(other, "Who is the keeper?")
    expect(answers(other)).to_have_count(1)
    expect(answers(other)).not_to_contain_text("worker")
    assert served.service.asked[-1].history == ()
    context.close()


@pytest.mark.browser
def test_the_library_is_listed_first_and_stays_within_reach(page: Page) -> None:
    listed = page.locator(".library li a")
    expect(listed).to_have_text([HOSTILE_TITLE, "The light on Gull Rock", "The year of a honey bee colony"])
    ask(page, "How many weeks does a worker live?")
    expect(listed.first).to_be_hidden()
    page.get_by_role("tab", name="Library").click()
    expect(listed.first).to_be_visible()


@pytest.mark.browser
def test_the_keyboard_is_enough(page: Page) -> None:
    expect(question(page)).to_be_focused()
    page.keyboard.type("How many weeks does a worker live?")
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(1)
    expect(question(page)).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "#src-1-1":
            break
    page.keyboard.press("Enter")
    expect(mark(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(answers(page).get_by_role("link", name="Source 1")).to_be_focused()
    cards(page).get_by_role("link", name="Open in document: source 1").focus()
    page.keyboard.press("Enter")
    expect(mark(page)).to_be_focused()
    page.get_by_role("link", name="New tab").focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("#cite")).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("text", ["How many weeks does a worker live?", "jars", "zebras"])
def test_a_narrow_screen_shows_the_sources_below_the_answer_and_never_scrolls_sideways(page: Page, text: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, text)
    expect(cards(page)).not_to_have_count(0)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    answer, card = answers(page).bounding_box(), cards(page).first.bounding_box()
    assert answer is not None
    assert card is not None
    assert answer["y"] + answer["height"] <= card["y"]
    page.goto(page.url + str(cards(page).first.locator("a").get_attribute("href")))
    expect(page.locator("#cite").first).to_be_in_viewport()
    assert page.evaluate(wide) == 0


@pytest.mark.browser
def test_the_sources_stand_beside_the_answer_on_a_wide_screen(page: Page) -> None:
    ask(page, "How many weeks does a worker live?")
    expect(cards(page)).to_have_count(1)
    answer, card = answers(page).bounding_box(), cards(page).bounding_box()
    assert answer is not None
    assert card is not None
    assert answer["x"] + answer["width"] <= card["x"]
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
