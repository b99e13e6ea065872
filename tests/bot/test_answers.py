from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Answer, AnswerSentence, Disagreement, Side

SENTENCE = AnswerSentence("Two queens lived there.", 1, 0, 23)
ANSWER = Answer("How many queens?", "How many queens?", 0.9, (SENTENCE,), (), 1.0)
SIDES = (Side("Two", SENTENCE.text, 1, 0, 23), Side("Three", "Three queens lived there.", 2, 0, 25))


def test_an_answer_is_found_when_it_quotes_a_sentence() -> None:
    assert ANSWER.found
    assert not replace(ANSWER, sentences=()).found


def test_sources_cannot_disagree_where_nothing_is_quoted() -> None:
    differing = replace(ANSWER, disagreements=(Disagreement("number", SIDES),))
    with pytest.raises(ValueError, match="no sentences"):
        replace(differing, sentences=())
