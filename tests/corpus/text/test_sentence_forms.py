from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentence_forms import answers_nothing, has_leaders, is_heading, is_list_head, is_question

QUESTIONS = [
    "Can I bring my dog?",
    "**Do you take cards?**",
    "“Who comes?”",
    "Q: Opening hours",
    "Frage 3: Wie lange dauert es",
    "Pyetje: Sa kushton",
    "どこですか？",
    "متى يبدأ؟",
    "Πότε ανοίγει;",
    "Πότε ανοίγει\u037e",
]
HEADS = ["The following joined in 2007:", "**Bring:**", "Members (2019):", "会員："]
HEADINGS = ["# Fair", "## Where do I buy tickets", "  ###### Prices"]
LEADERS = [
    "Prices ........ 12",
    "Prices . . . . . 12",
    "Name ______",
    "Chapter one …… 3",
    "3.1 Explanation of it . . . . . . .",
]
STATEMENTS = [
    "The mill stands.",
    "He asked “Who comes?” and left.",
    "It closes at 18:00",
    "The time is 10:30.",
    "It cost $5; nobody paid;",
    "Wait... then go.",
    "Well…",
    "He left.... Then it rained.",
    "他等了很久……没有人来。",
    "#1 in the charts",
    "The file is a__b__c.",
    "Questions: he had none.",
    "Is it open? Yes, daily.",
    "",
]


@pytest.mark.parametrize(
    ("tells", "sentences"),
    [(is_question, QUESTIONS), (is_list_head, HEADS), (is_heading, HEADINGS), (has_leaders, LEADERS)],
)
def test_a_form_is_told_by_its_look_and_is_no_answer(tells: type, sentences: list[str]) -> None:
    assert [each for each in sentences if not tells(each)] == []
    assert [each for each in sentences if not answers_nothing(each)] == []
    assert [each for each in STATEMENTS if tells(each)] == []


@pytest.mark.parametrize("sentence", STATEMENTS)
def test_a_statement_may_be_an_answer(sentence: str) -> None:
    assert not answers_nothing(sentence)


@given(st.text(st.characters(), max_size=60))
def test_any_text_has_a_form_or_none(text: str) -> None:
    assert answers_nothing(text) == (is_question(text) or is_list_head(text) or is_heading(text) or has_leaders(text))
    assert is_question(f"{text.replace(';', '')}?")


@given(st.sampled_from(["*", ".", ". ", "_", "…", "\"'”*_ ", "#", "Q", ":"]), st.integers(1, 20_000))
def test_a_long_run_of_marks_takes_no_longer_than_its_length(mark: str, times: int) -> None:
    answers_nothing(mark * times + "x")
