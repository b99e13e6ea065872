from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Answer, AnswerSentence, Citation, Disagreement, Side
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json
from bot.formats.html_report import report_html
from bot.formats.saved_answers import read_saved_answers
from bot.wording.labels import LANGUAGES
from corpus.documents import Span
from embeddings.ranking.corrections import Correction
from tests.support.browser import HOSTILE_SENTENCE, HOSTILE_TITLE

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-03-04"
EXCERPT = "Scouts dance on the comb. The colony & its queen leave."
CITATION = Citation(
    number=1,
    document="0123456789ab",
    path="/library/bees.md",
    sha256="5" * 64,
    title="Swarms",
    author="Ina Holm",
    publisher="Meadow Press",
    date="2021",
    url="https://example.org/bees?a=1&b=2",
    page=3,
    heading="Spring",
    start=100,
    end=100 + len(EXCERPT),
    excerpt=EXCERPT,
    highlights=(Span(107, 112),),
    score=0.25,
)
SENTENCE = AnswerSentence(EXCERPT[26:], 1, 126, 100 + len(EXCERPT))
ANSWER = Answer("Who leaves?", "Who leaves?", 0.875, (SENTENCE,), (CITATION,), 1.5)
NOT_FOUND = Answer("And who stays?", "Who stays?", 0.125, (), (CITATION,), 2.0)


class Text(HTMLParser):
    """What a reader of the page sees, and the names of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.elements: list[str] = []
        self._hidden = False
        self.feed(page)
        self.text = "".join(self.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._hidden = tag in {"script", "style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)


def saying(text: str) -> Answer:
    """An answer that quotes this text, which is its title, its path and its question as well."""
    cited = replace(
        CITATION, title=text, path=text, heading=text, place=text, excerpt=text, start=0, end=len(text), highlights=()
    )
    return Answer(text, f"{text}?", 0.5, (AnswerSentence(text, 1, 0, len(text)),), (cited,), 1.0)


def test_a_report_shows_question_quotation_source_place_hash_and_confidence() -> None:
    shown = Text(report_html([ANSWER], DAY)).text
    for fact in ("Who leaves?", f"“{SENTENCE.text}” [1]", "Strong match", "Swarms", "page 3", EXCERPT, DAY):
        assert fact in shown
    assert "Ina Holm · Meadow Press · 2021 · page 3 · Spring" in shown
    assert f"Characters 100 to {100 + len(EXCERPT)} of /library/bees.md" in shown
    assert f"SHA-256 {'5' * 64}" in shown


def test_what_matched_is_marked_and_what_is_quoted_stands_out() -> None:
    page = report_html([ANSWER], DAY)
    assert "Scouts <mark>dance</mark> on the comb. <b>The colony &amp; its queen leave.</b></blockquote>" in page


def test_a_report_tells_what_was_not_found_and_what_was_searched_for() -> None:
    shown = Text(report_html([ANSWER, NOT_FOUND], DAY)).text
    assert "Not found in these documents." in shown
    assert "Searched for: Who stays?" in shown
    assert shown.index("Who leaves?") < shown.index("And who stays?") < shown.index("Nearest passages")


def test_a_report_tells_which_word_was_searched_instead() -> None:
    corrected = replace(ANSWER, corrections=(Correction("quen", "queen"),))
    assert "Searched “queen” instead of “quen”" in Text(report_html([corrected], DAY)).text
    assert "instead of" not in Text(report_html([ANSWER], DAY)).text


def test_sources_that_differ_stand_side_by_side() -> None:
    sides = tuple(Side(value, SENTENCE.text, 1, SENTENCE.start, SENTENCE.end) for value in ("colony", "queen"))
    differing = replace(ANSWER, disagreements=(Disagreement("name", sides),))
    page = report_html([differing], DAY)
    assert "Sources differ: colony [1] · queen [1]" in Text(page).text
    assert read_saved_answers(page).answers == [differing]


def test_every_anchor_leads_to_one_source() -> None:
    page = report_html([ANSWER, ANSWER, NOT_FOUND], DAY)
    names = re.findall(r' id="(source[^"]+)"', page)
    assert names == ["source-1-1", "source-2-1", "source-3-1"]
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_a_report_loads_and_runs_nothing() -> None:
    page = report_html([saying(f"{HOSTILE_TITLE} {HOSTILE_SENTENCE} </script><!--")], DAY)
    assert "default-src 'none'" in page
    assert Text(page).elements.count("script") == 1
    assert not {"img", "link", "iframe", "object", "form", "base"} & set(Text(page).elements)
    assert 'href="javascript:' not in page.casefold()
    assert HOSTILE_SENTENCE in Text(page).text


def test_only_a_web_address_is_a_link() -> None:
    astray = replace(ANSWER, citations=(replace(CITATION, url="javascript:alert(1)"),))
    assert 'href="https://example.org/bees?a=1&amp;b=2"' in report_html([ANSWER], DAY)
    assert "href=" not in report_html([astray], DAY).replace('href="#source', "")


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_a_report_is_read_back_as_it_was_whatever_the_documents_say(text: str) -> None:
    answers: list[Answer] = [saying(text), NOT_FOUND]
    page = report_html(answers, DAY, LANGUAGES["sq"])
    page.encode()
    saved = read_saved_answers(page)
    assert saved.answers == answers
    assert saved.shown_as_they_are


def test_a_report_survives_the_line_endings_and_the_marks_of_other_systems(tmp_path: Path) -> None:
    page = report_html([saying("one\r\ntwo\rthree")], DAY)
    file = tmp_path / "report.html"
    file.write_bytes(b"\xef\xbb\xbf" + page.replace("\n", "\r\n").encode() + b"\r\n")
    assert read_saved_answers(file.read_text("utf-8-sig")).shown_as_they_are


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("its queen leave.”", "its queen stay.”"),
        ("<h4 dir", "<p>A source says more.</p><h4 dir"),
        ("5" * 64 + "</code>", "6" * 64 + "</code>"),
        ("Strong match", "Weak match"),
        ("</style>", "blockquote { display: none }</style>"),
        (f'data-made="{DAY}"', 'data-made="2020-01-01"'),
        ('lang="en"', 'lang="sq"'),
        ('"confidence": 0.875', '"confidence": 0.575'),
        ("</body>", "<script>alert(1)</script></body>"),
    ],
)
def test_a_page_that_was_changed_is_told_from_its_answers(before: str, after: str) -> None:
    page = report_html([ANSWER], DAY)
    assert page.count(before) == 1
    saved = read_saved_answers(page.replace(before, after))
    assert not saved.shown_as_they_are


@pytest.mark.parametrize("page", ["<html></html>", "<!DOCTYPE html><p>Bees.", "<", "<script id='besa-answers'>"])
def test_a_page_without_answers_is_refused(page: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_saved_answers(page)


def test_a_page_with_two_blocks_of_answers_is_refused() -> None:
    page = report_html([ANSWER], DAY)
    block = page[page.index("<script") : page.index("</script>") + 9]
    with pytest.raises(NotAnAnswer, match="2 blocks"):
        read_saved_answers(page.replace("<main>", f"{block}<main>"))


def test_answers_in_json_are_read_as_before() -> None:
    saved = read_saved_answers(json.dumps(answer_to_json(ANSWER)))
    assert saved.answers == [ANSWER]
    assert saved.shown_as_they_are
