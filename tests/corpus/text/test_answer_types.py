from __future__ import annotations

import pytest

from corpus.text.answer_types import AnswerType, asked_for, held_by


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the tower lit?", AnswerType.DATE),
        ("In which year did the keeper leave?", AnswerType.DATE),
        ("How many lamps are there?", AnswerType.NUMBER),
        ("What percentage of ships passed?", AnswerType.NUMBER),
        ("Who lit the lamp?", AnswerType.NAME),
        ("Where does the keeper live?", AnswerType.NAME),
        ("Which country built it?", AnswerType.NAME),
        ("Why did the lamp go out?", AnswerType.REASON),
        ("What is the population of Durrës?", AnswerType.NUMBER),
        ("What was the number of members?", AnswerType.NUMBER),
        ("What was the cost of the repairs?", AnswerType.NUMBER),
        ("What were the prices of the tickets?", AnswerType.NUMBER),
        ("What has been the length of the strike?", AnswerType.NUMBER),
        ("Which population does Durrës have?", AnswerType.NUMBER),
        ("What was the date of the raid?", AnswerType.DATE),
        ("What were the years of the two agreements?", AnswerType.DATE),
        ("What is the name of the camp?", AnswerType.NAME),
        ("What are the capitals of the two countries?", AnswerType.NAME),
        ("What was the reason for it?", AnswerType.REASON),
        ("What were the causes of the fire?", AnswerType.REASON),
        ("What is the lamp made of?", AnswerType.NONE),
        ("Describe the tower", AnswerType.NONE),
        ("", AnswerType.NONE),
    ],
)
def test_the_words_of_a_question_say_what_it_asks_for(question: str, kind: AnswerType) -> None:
    assert asked_for(question) is kind


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("It was lit in 1858.", AnswerType.NUMBER | AnswerType.DATE),
        ("It was lit in March.", AnswerType.DATE | AnswerType.NAME),
        ("Two keepers left.", AnswerType.NUMBER),
        ("The keeper was Ada Holm.", AnswerType.NAME),
        ("The lamp went out because of the storm.", AnswerType.REASON),
        ("The lamp is bright.", AnswerType.NONE),
        ("The minister, Çuçi, spoke.", AnswerType.NAME),
        ("", AnswerType.NONE),
    ],
)
def test_a_sentence_holds_what_stands_in_it(sentence: str, kinds: AnswerType) -> None:
    assert held_by(sentence) == kinds


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert AnswerType.NAME not in held_by("Lamps burn. They smoke.")
