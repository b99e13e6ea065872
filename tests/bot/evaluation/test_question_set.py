from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotAQuestionFile, NothingToEvaluate
from bot.evaluation.question_set import QUOTED_AT_MOST, answered_by, read_question_set
from corpus.errors import UnknownDocument
from tests.support.evaluation import CAPITAL, TEXTS, question_file

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "it is not JSON: column 2"),
        ("7", "expected an object, got a whole number"),
        ({"answers": []}, '"question" is missing'),
        ({"question": "Who?"}, '"answers" is missing'),
        ({"question": "Who?", "answerable": True}, '"answers" is missing'),
        ({"question": "Who?", "answerable": True, "answers": []}, '"answerable" is true, and there are no "answers"'),
        ({**CAPITAL, "answerable": False}, '"answerable" is false, and there are "answers"'),
        ({**CAPITAL, "answerable": "no"}, "answerable: expected true or false or null, got a string"),
        ({"question": "Who?", "answers": [3]}, "answers[0]: expected an object, got a whole number"),
        ({"question": "Who?", "answers": [{"start": 0, "end": 3}]}, 'answers[0]: "document" is missing'),
        ({"question": "Who?", "answers": [{"document": "olives.txt"}]}, 'answers[0]: "text" is missing'),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "text": ""}]}, 'answers[0]: "text" is missing'),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0}]}, "are both whole numbers"),
        (
            {"question": "Who?", "answers": [{"document": "olives.txt", "start": True, "end": 2}]},
            "answers[0].start: expected a whole number or null, got true or false",
        ),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": 38}]}, "0 to 37"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 3, "end": 3}]}, "3 to 3 is no part"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": 99}]}, "0 to 37"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 6, "end": 7}]}, "says nothing"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "text": "figs"}]}, "does not say 'figs'"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "text": "i"}]}, "more than once"),
        (
            {"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": 6, "text": "Figs"}]},
            "says 'Olives' at 0 to 6, not 'Figs'",
        ),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(library: Library, tmp_path: Path, line: object, reason: str) -> None:
    with pytest.raises(NotAQuestionFile, match=f"line 2: .*{re.escape(reason)}"):
        read_question_set(question_file(tmp_path, CAPITAL, line), library)


def test_a_place_that_ends_with_the_document_is_read(library: Library, tmp_path: Path) -> None:
    line = {"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": len(TEXTS["olives.txt"])}]}
    (question,) = read_question_set(question_file(tmp_path, line), library)
    assert question.answers[0].text == TEXTS["olives.txt"]


@pytest.mark.parametrize("line", [{"answerable": False, "answers": []}, {"answerable": False}, {"answers": []}])
def test_a_question_may_be_marked_as_one_that_no_document_answers(
    library: Library, tmp_path: Path, line: dict[str, object]
) -> None:
    asked, nowhere = read_question_set(
        question_file(tmp_path, {**CAPITAL, "answerable": True}, {"question": "Who?", **line}), library
    )
    assert (len(asked.answers), nowhere.answers, nowhere.documents) == (1, (), frozenset())


def test_a_gold_document_that_is_not_in_the_library_is_named(library: Library, tmp_path: Path) -> None:
    line = {"question": "Who?", "answers": [{"document": "figs.txt", "text": "Figs"}]}
    with pytest.raises(UnknownDocument, match=r"line 1: .*figs\.txt"):
        read_question_set(question_file(tmp_path, line), library)


def test_an_empty_or_missing_question_file_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotAQuestionFile, match="holds no question"):
        read_question_set(question_file(tmp_path, "", ""), library)
    with pytest.raises(NotAQuestionFile, match="cannot be read"):
        read_question_set(tmp_path / "none.jsonl", library)


def test_a_separator_inside_a_question_does_not_end_the_line(library: Library, tmp_path: Path) -> None:
    line = {**CAPITAL, "question": "Which capital\u2028has Albania?"}
    (question,) = read_question_set(question_file(tmp_path, line), library)
    assert question.question.text == "Which capital\u2028has Albania?"


@pytest.mark.parametrize(
    ("length", "quoted"),
    [(QUOTED_AT_MOST, "x" * QUOTED_AT_MOST), (QUOTED_AT_MOST + 1, "x" * (QUOTED_AT_MOST - 1) + "…")],
)
def test_a_long_text_is_quoted_by_its_beginning(library: Library, tmp_path: Path, length: int, quoted: str) -> None:
    line = {"question": "Who?", "answers": [{"document": "olives.txt", "text": "x" * length}]}
    with pytest.raises(NotAQuestionFile, match=f"olives.txt does not say '{quoted}'"):
        read_question_set(question_file(tmp_path, line), library)


def test_questions_are_kept_whose_every_document_is_chosen(library: Library, tmp_path: Path) -> None:
    both = {**CAPITAL, "answers": [*CAPITAL["answers"], {"document": "olives.txt", "text": "Vlora"}]}
    nowhere = {"question": "Who?", "answers": []}
    questions = read_question_set(question_file(tmp_path, CAPITAL, both, nowhere), library)
    assert answered_by(questions, None) == questions
    assert answered_by(questions, questions[0].documents) == [questions[0], questions[2]]
    with pytest.raises(NothingToEvaluate):
        answered_by(questions[:2], frozenset())
