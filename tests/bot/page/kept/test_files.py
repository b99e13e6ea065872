from __future__ import annotations

import json
from typing import Any

import pytest

from bot.answers import Question
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json, with_spans
from bot.formats.html_report import report_html
from bot.formats.typed_json import InvalidJson, parse
from bot.page.kept.files import CheckedFile, CheckedQuotation, checked_conversation, checked_file
from tests.bot.page.kept.test_reopening import WEEKS, kept
from tests.support.browser import FakeLibraryService

SAID = "A worker that hatches in June lives for six weeks."
BEES = "The year of a honey bee colony"


def conversation(*turns: object, **changes: object) -> str:
    return json.dumps({"besa": "conversation", "version": 1, "title": " Bees ", "turns": turns, **changes})


def read(text: str) -> dict[str, Any]:
    return checked_conversation(parse(text, with_spans))


def test_an_exported_conversation_comes_back_whole_with_its_notes() -> None:
    turn = kept(FakeLibraryService(), note="<b>To be quoted</b>")
    asked = {"asked": "Who is the keeper?", "alone": True}
    assert read(conversation(turn, asked)) == {"title": "Bees", "turns": [turn, {**asked, "day": ""}]}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        conversation(),
        conversation(7),
        conversation({"asked": ""}),
        conversation({"asked": WEEKS}, version=2),
        conversation({"asked": WEEKS, "answer": {}}),
        conversation(*[{"asked": WEEKS}] * 1_001),
    ],
)
def test_a_file_that_is_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(InvalidJson):
        read(text)


@pytest.mark.parametrize("form", ["json", "report", "conversation"])
@pytest.mark.parametrize(("word", "status"), [("six", "verified"), ("ten", "altered")])
def test_each_quotation_of_a_saved_answer_is_compared_with_the_documents(form: str, word: str, status: str) -> None:
    service = FakeLibraryService()
    answer = service.ask(Question(WEEKS))
    text = {
        "json": json.dumps(answer_to_json(answer)),
        "report": report_html([answer], "2026-11-26"),
        "conversation": conversation(kept(service)),
    }[form]
    found = checked_file(text.replace("six", word), service)
    assert found == CheckedFile([CheckedQuotation(SAID.replace("six", word), BEES, status)])


def test_a_report_that_shows_something_else_than_its_answers_is_told() -> None:
    service = FakeLibraryService()
    report = report_html([service.ask(Question(WEEKS))], "2026-11-26").replace("lives for six", "lives for ten", 1)
    assert not checked_file(report, service).shown_as_they_are


@pytest.mark.parametrize("text", ["", "{", "[]7", "<html></html>", '{"besa": "conversation"}', '{"a": "conversation"}'])
def test_a_file_without_saved_answers_is_refused(text: str) -> None:
    with pytest.raises((InvalidJson, NotAnAnswer)):
        checked_file(text, FakeLibraryService())
