from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer, AnswerSentence, Citation, Disagreement, Question, Side
from bot.page.views.comparison import differing_markdown
from bot.wording.labels import ENGLISH
from tests.support.browser import HOSTILE_SENTENCE, HOSTILE_TITLE
from tests.support.visits import PatientLibrarian, Visits, answers, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FloatRect, Locator, Page

ASKED = "What came by sea?"
TOWER = "It stands 41 metres above the sea, and its lamp burned rapeseed oil."
LAST = "It came by sea."

in_the_browser = pytest.mark.browser
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class DifferingLibrarian(PatientLibrarian):
    """To a question about the sea, the tower and the crate give values that differ; a third sentence tells more."""

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        if "sea" not in question.text:
            return super().ask(question, choice)
        answer = super().ask(Question("sea"), choice)
        assert answer.found
        tower, last = answer.sentences
        crate = answer.citations[last.citation - 1]
        start = crate.start + crate.excerpt.index(HOSTILE_SENTENCE)
        jars = AnswerSentence(HOSTILE_SENTENCE, crate.number, start, start + len(HOSTILE_SENTENCE))
        differing = Disagreement("number", (_side("41 metres", tower), _side("${1+1} jars", jars)))
        return replace(answer, question=question.text, sentences=(tower, last, jars), disagreements=(differing,))


def _side(value: str, said: AnswerSentence) -> Side:
    return Side(value, said.text, said.citation, said.start, said.end)


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(DifferingLibrarian(), browser)
    yield visits
    visits.close()


@pytest.fixture
def page(visits: Visits) -> Iterator[Page]:
    with visits.visitor() as context:
        yield visits.open(context)


def sides(page: Page) -> Locator:
    return answers(page).last.get_by_role("listitem")


def boxes(page: Page) -> tuple[FloatRect, FloatRect]:
    one, other = (each.bounding_box() for each in sides(page).all())
    assert one is not None
    assert other is not None
    return one, other


@in_the_browser
def test_sources_that_differ_stand_side_by_side_with_value_sentence_and_source(page: Page) -> None:
    ask(page, ASKED)
    expect(answers(page).get_by_text("Sources differ:", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="Sources differ:")).to_have_count(1)
    expect(sides(page)).to_have_count(2)
    expect(sides(page).first.locator("p")).to_have_text(
        ["41 metres [1]", f"“{TOWER}”", "The light on Gull Rock · Harbour Museum · 1998"]
    )
    expect(sides(page).first.locator("mark")).to_have_text("41 metres")
    left, right = boxes(page)
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    assert abs(left["width"] - right["width"]) < 2


@in_the_browser
def test_what_stands_side_by_side_is_quoted_once_and_the_rest_after_it(page: Page) -> None:
    ask(page, ASKED)
    expect(sides(page)).to_have_count(2)
    said = answers(page).last.inner_text()
    assert said.count(TOWER) == said.count(HOSTILE_SENTENCE) == said.count(f"“{LAST}” [2]") == 1
    assert said.index(HOSTILE_SENTENCE) < said.index(LAST)


@in_the_browser
def test_sources_that_differ_are_stacked_on_a_narrow_screen(visits: Visits) -> None:
    with visits.visitor(viewport={"width": 390, "height": 844}) as context:
        page = visits.open(context)
        ask(page, ASKED)
        upper, lower = boxes(page)
        assert upper["x"] == lower["x"]
        assert upper["y"] + upper["height"] < lower["y"]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@in_the_browser
def test_a_hostile_side_is_shown_as_it_is(page: Page) -> None:
    ask(page, ASKED)
    expect(sides(page).nth(1).locator("p")).to_have_text(
        ["${1+1} jars [2]", f"“{HOSTILE_SENTENCE}”", f"{HOSTILE_TITLE} · <b>Bold & Sons</b> · {{{{1+1}}}}"]
    )
    expect(sides(page).nth(1).locator("mark")).to_have_text("${1+1} jars")
    expect(sides(page).nth(1).get_by_role("link")).to_have_count(1)
    expect(page.locator("#chat img, #chat script, #chat li b")).to_have_count(0)


@in_the_browser
def test_the_number_of_a_side_shows_its_quotation_and_leads_to_its_source_by_keyboard(page: Page) -> None:
    ask(page, ASKED)
    links = sides(page).get_by_role("link")
    expect(links).to_have_count(2)
    page.locator("#new").focus()
    for number in (1, 2):
        page.keyboard.press("Tab")
        expect(links.nth(number - 1)).to_be_focused()
        expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#reading mark").first).to_have_text(HOSTILE_SENTENCE)
    expect(page.locator("#reading [data-place=cite]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(links.nth(1)).to_be_focused()


@in_the_browser
def test_sources_that_differ_are_said_to_in_the_browsers_language(visits: Visits) -> None:
    with visits.visitor(locale="sq-AL") as context:
        page = visits.open(context)
        ask(page, ASKED)
        expect(answers(page).get_by_text("Burimet nuk pajtohen:", exact=True)).to_be_visible()
        expect(page.get_by_role("list", name="Burimet nuk pajtohen:")).to_have_count(1)
        expect(sides(page).first).to_contain_text(f"„{TOWER}”")


# The Markdown


def test_a_value_is_marked_where_it_is_a_word_of_its_own_only() -> None:
    assert "In 2013, <mark>3</mark> came." in markdown("3", "In 2013, 3 came.")
    assert "<mark>" not in markdown("3", "In 2013 they came.")


def test_marking_a_value_changes_no_space_around_it() -> None:
    assert "“\\*A\\* was <mark>9 m</mark> high; 9 m!”" in markdown("9 m", "*A* was 9 m high; 9 m!")


def test_each_fact_of_a_side_has_a_writing_direction_of_its_own() -> None:
    shown = markdown("3", "There were 3.", title="Turned \u202earound", publisher="*Press*")
    assert "*<bdi>Turned \u202earound</bdi> · <bdi>\\*Press\\*</bdi>*" in shown


def test_a_source_without_a_publisher_goes_by_its_author() -> None:
    assert "· <bdi>Ina Holm</bdi> ·" in markdown("3", "There were 3.", author="Ina Holm", date="2020")


def markdown(value: str, said: str, **about: str) -> str:
    """How a side with this sentence is written, beside another one."""
    facts = {"title": "Notes", "author": None, "publisher": None, "date": None} | about
    citation = Citation(
        number=1,
        document="0" * 12,
        path="/notes.txt",
        sha256="0" * 64,
        url=None,
        page=None,
        heading=None,
        start=0,
        end=len(said),
        excerpt=said,
        highlights=(),
        score=1.0,
        **facts,  # type: ignore[arg-type]
    )
    sentence = AnswerSentence(said, 1, 0, len(said))
    side = _side(value, sentence)
    answer = Answer("How many?", "How many?", 0.9, (sentence,), (citation,), 1.0)
    return differing_markdown(Disagreement("number", (side, side)), answer, "[{}]".format, ENGLISH)
