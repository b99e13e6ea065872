from __future__ import annotations

import pytest

from bot.english.value_question import read_value_question
from corpus.english.question_type import QuestionType


def test_a_question_says_of_what_and_when_it_asks() -> None:
    question = read_value_question("How many members did the MEK have in Tirana in June 2016?")
    assert question
    assert question.asks_for is QuestionType.COUNT
    assert question.about == "number"
    assert question.nouns == {"member"}
    assert [name.text for name in question.subjects] == ["MEK", "Tirana"]
    assert [(date.year, date.month) for date in question.when] == [(2016, 6)]
    assert question.is_specific


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What is the population of Durrës?", "number"),
        ("What percentage of the members left?", "number"),
        ("When did the plot fail?", "date"),
        ("What was the date of the raid on Ashraf-3?", "date"),
        ("Where is Ashraf-3?", "name"),
        ("Which company made the drones?", "name"),
    ],
)
def test_what_sources_can_disagree_on_is_what_the_question_asks_for(question: str, about: str) -> None:
    read = read_value_question(question)
    assert read
    assert read.about == about


@pytest.mark.parametrize(
    "question",
    [
        "When did a plot fail?",
        "What were the dates of the raids?",
        "What is the reason for it?",
        "Why did it fail?",
        "What is besa?",
        "",
    ],
)
def test_questions_for_no_one_value_are_none(question: str) -> None:
    assert read_value_question(question) is None


def test_the_noun_that_is_asked_for_is_no_action() -> None:
    question = read_value_question("Which city burned in 1911?")
    assert question
    assert question.actions == {"burn"}
    assert not question.is_specific
