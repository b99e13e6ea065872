from __future__ import annotations

import pytest

from bot.english.document_question import read_document_question
from bot.english.document_statement import tells_of


@pytest.mark.parametrize(
    ("question", "sentence", "tells"),
    [
        ("Who wrote The Castle?", "Ismail Kadare wrote The Castle in 1970.", True),
        ("Who wrote The Castle?", "The castle stands above the town of Kruja.", False),
        ("Who wrote The Castle?", "It was written in haste.", False),
        ("Who published The Castle?", "It was published by Naim Frashëri.", True),
        ("When was The Castle published?", "It was first published in 1970.", True),
        ("When was The Castle published?", "The General was published in 1963.", False),
        ("When was The Castle published?", "The siege lasted until 1478.", False),
        ("When was The Castle published?", "It was published by a friend.", False),
        ("What is the oldest document?", "The oldest document is a letter of 1402.", True),
        ("What is the newest document?", "The oldest document is a letter of 1402.", False),
        ("What did Kadare write?", "Kadare published some forty novels.", True),
        ("What did Kadare write?", "It was written by Petra Gold.", False),
        ("Which reports were published in 1963?", "Two reports were published in 1963.", True),
        ("Which reports were published in 1963?", "Two reports were published.", False),
        ("What did Kadare write?", "By Kadare, 3 May 2019", False),
        ("Which documents are there?", "The passport and the visa.", True),
    ],
)
def test_a_sentence_tells_of_how_a_work_came_about_or_does_not(question: str, sentence: str, tells: bool) -> None:
    asked = read_document_question(question)
    assert asked is not None
    assert tells_of(asked, sentence) is tells
