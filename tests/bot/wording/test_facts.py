"""What the list of sources says is shown as such: in the terminal, on the page and in a report, in any language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Answer
from bot.facts import DocumentFact, Facts
from bot.formats.html_report import report_html
from bot.formats.saved_answers import read_saved_answers
from bot.page.views.conversation import Conversation
from bot.page.views.facts import facts_markdown
from bot.wording.facts import footnotes, headline
from bot.wording.labels import ENGLISH, LANGUAGES
from bot.wording.terminal import print_answer

CITED = DocumentFact("a" * 12, "/notes/a.txt", "A *bold* title", "Ana <b>Leka</b>", None, "2020", 1)
LISTED = DocumentFact("b" * 12, "/notes/b.txt", "Another", None, None, None)
FACTS = Facts("documents", 1_202, (CITED, LISTED), "Ana Leka", "from 2020", 3)
NONE = Facts("number", 0, (), period="from 1950")


def test_the_headline_says_what_the_documents_have_in_common() -> None:
    assert headline(FACTS) == "1,202 documents · Ana Leka · from 2020"
    assert headline(Facts("number", 1, (CITED,))) == ENGLISH.one_document
    assert headline(Facts("author", 1, (CITED,))) == "Author"
    assert headline(NONE) == ENGLISH.no_document
    assert headline(Facts("newest", 1, (CITED,)), LANGUAGES["sq"]) == "Më i riu"


def test_what_is_not_named_is_counted() -> None:
    assert footnotes(FACTS) == ["and 1,200 more", "Documents without a date: 3."]
    assert footnotes(NONE) == []


def test_what_is_told_of_a_document_is_what_was_asked_or_all_that_there_is() -> None:
    assert Facts("date", 1, (CITED,)).told_of(CITED) == "2020"
    assert FACTS.told_of(CITED) == "Ana <b>Leka</b> · 2020"
    assert FACTS.told_of(LISTED) == ""


def test_more_documents_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 documents are named, but 1 fit"):
        Facts("documents", 1, (CITED, LISTED))


def test_on_the_page_each_document_is_a_link_and_no_text_of_it_is_markup() -> None:
    told = facts_markdown(FACTS, lambda number: f"[[{number}]](#card-{number})")
    assert told.startswith(f"*{ENGLISH.from_list}*")
    assert r"A \*bold\* title [[1]](#card-1) · Ana &lt;b&gt;Leka&lt;/b&gt; · 2020" in told
    assert f"[Another](./document?id={'b' * 12})" in told
    assert "[and 1,200 more](./library)" in told


def test_on_the_page_documents_of_one_title_are_told_apart() -> None:
    told = facts_markdown(FACTS, str, names={"a" * 12: "2019/a_b.txt", "b" * 12: "b.txt"})
    assert r"A \*bold\* title 1 · 2019/a\_b.txt · Ana" in told
    assert f"[Another](./document?id={'b' * 12}) · b.txt" in told


def test_the_chat_says_that_no_document_fits_in_place_of_not_found() -> None:
    asked = Conversation().asking("Which documents are from 1950?")
    answer = Answer("Which documents are from 1950?", "", 0.0, (), (), 0.0, facts=NONE)
    said = asked.answered(answer).messages()[-1]["content"]
    assert ENGLISH.no_document in said
    assert ENGLISH.not_found not in said


def test_a_report_shows_them_and_can_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer("What did Ana write?", "What did Ana write?", 0.0, (), (), 0.0, facts=FACTS)
    page = report_html([answer], "2026-11-26")
    assert ENGLISH.from_list in page
    assert "Ana &lt;b&gt;Leka&lt;/b&gt; · 2020" in page
    assert read_saved_answers(page).shown_as_they_are
    assert not read_saved_answers(page.replace("<bdi>Another</bdi>", "<bdi>Other</bdi>")).shown_as_they_are


def test_the_terminal_lists_them_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = replace(LISTED, title="An\x1b[31mother")
    print_answer(Answer("q", "q", 0.0, (), (), 0.0, facts=replace(FACTS, documents=(CITED, hostile))))
    printed = capsys.readouterr().out
    assert ENGLISH.from_list in printed
    assert "1,202 documents · Ana Leka · from 2020" in printed
    assert "\x1b[31mother" not in printed
    assert "Not found" not in printed
