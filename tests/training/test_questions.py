"""The sets of questions to learn from and to measure with: what they name is there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SETS = sorted((Path(__file__).parents[2] / "training" / "questions").iterdir())


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_answers_stand_where_the_set_says(folder: Path) -> None:
    """In the text of the file itself, which is what the library stores of plain text and Markdown."""
    texts = {path: path.read_text("utf-8") for path in (folder / "documents").rglob("*") if path.is_file()}
    for line in _lines(folder):
        for answer in line["answers"]:
            text = texts[folder / "documents" / answer["document"]]
            assert answer["text"], line
            assert text[answer["start"] : answer["end"]] == answer["text"], line


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_a_question_is_about_documents_of_its_library(folder: Path) -> None:
    for line in _lines(folder):
        named = [answer["document"] for answer in line["answers"]]
        if "from_document" in line:
            named.append(f"{line['library']}/{line['from_document']}")
        for document in named:
            assert document.startswith(f"{line['library']}/"), line
            assert (folder / "documents" / document).is_file(), line


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_no_question_is_asked_of_a_library_twice(folder: Path) -> None:
    asked = Counter((line["library"], line["question"].casefold()) for line in _lines(folder))
    assert [question for question, times in asked.items() if times > 1] == []
