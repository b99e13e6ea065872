from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.question_generation import LONGEST_QUESTION, LONGEST_SENTENCE, question_from

KNOWN = frozenset({"Gull", "Harwick", "Ina", "Meadow", "Norland"})
FITTING = [
    ("The tower on Gull Rock was first lit on 3 March 1884.", "When was the tower on Gull Rock first lit?"),
    ("Harwick was occupied by the Danes in 1801, and its fort fell.", None),
    ("Harwick was raided on June 20.", "When was Harwick raided?"),
    ("Norland became a member of the club in 2009, as it says.", "When did Norland become a member of the club?"),
    ("The bridge collapsed in early May 1990.", "When did the bridge collapse?"),
    ("The society has about 3,000 members in Norland.", "How many members does the society have?"),
    ("Norland has fewer than two million cats, according to the paper.", "How many cats does Norland have?"),
    ("The keepers have four boats.", "How many boats do the keepers have?"),
    ("A log states that the police arrested 70 men of the crew.", "How many men of the crew did the police arrest?"),
    ("Gull Rock is a small island off Harwick.", "What is Gull Rock?"),
    ("Ina Holm was a famous painter from Harwick.", "Who was Ina Holm?"),
    ("The Varroa is a parasitic animal.", "What is the Varroa?"),
    ("Gull Rock lies off the Norland coast.", "Where does Gull Rock lie?"),
    ("Ina Holm was born in Harwick.", "Where was Ina Holm born?"),
    ("The ministry said that one keeper had been hurt.", "Who said that one keeper had been hurt?"),
    ("President Ina Holm opened the new harbour of Harwick.", "Who opened the new harbour of Harwick?"),
]  # fmt: skip
UNFIT = [
    "",
    "It was raided on 20 June 2023.",
    "He said that the light was green.",
    "Later the tower was lit in 1884.",
    "Scouts were sent in 1884.",
    "The group formed by exiles in 1965, which lived abroad, grew.",
    "The society has 3,000 years of history.",
    "The light is the most famous on the coast.",
    "The owner is a good man.",
    "The ministry said that they had not been told.",
    "“The tower was lit on 3 March 1884.”",
    "The tower (see below) was lit in 1884.",
    "The tower opened in 1884 and the harbour closed",
    "President Ina Holm described the same bond.",
    "Was the tower lit in 1884?",
    "Many keepers said that the tower was cold.",
    "The tower was lit in 1884. The harbour was closed in 1885.",
]


@pytest.mark.parametrize(("sentence", "question"), FITTING)
def test_a_plain_sentence_becomes_the_question_that_it_answers(sentence: str, question: str | None) -> None:
    assert question_from(sentence, KNOWN) == question


@pytest.mark.parametrize("sentence", UNFIT)
def test_a_sentence_that_no_strict_pattern_fits_becomes_none(sentence: str) -> None:
    assert question_from(sentence, KNOWN) is None


def test_a_word_that_begins_a_sentence_is_a_name_only_where_it_is_known_as_one() -> None:
    assert question_from("Harwick was raided in 1801.", ()) is None
    assert question_from("Harwick was raided in 1801.", ("Harwick",)) == "When was Harwick raided?"


VOCABULARY = (
    "The the Gull Harwick Ina Holm of and a an is was were has have had about 3,000 members 1884 in on June 20 first "
    "founded became opened said that member lies President tower keepers island painter it he , . according to"
)
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=20).map(" ".join).map("{}.".format)))
def test_any_text_becomes_a_question_or_none(text: str) -> None:
    question = question_from(text, KNOWN)
    assert question is None or (question.endswith("?") and len(question.split()) >= 3 and question[0].isupper())
    assert question is None or len(question) <= LONGEST_QUESTION


@pytest.mark.parametrize(("length", "made"), [(LONGEST_SENTENCE, True), (LONGEST_SENTENCE + 1, False)])
def test_a_sentence_has_a_greatest_length(length: int, made: bool) -> None:
    start = "The tower was raided in 1801, as it says "
    sentence = f"{start}{'o' * (length - len(start) - 1)}."
    assert len(sentence) == length
    assert (question_from(sentence) == "When was the tower raided?") is made


@pytest.mark.parametrize(("length", "made"), [(LONGEST_QUESTION, True), (LONGEST_QUESTION + 1, False)])
def test_a_question_has_a_greatest_length(length: int, made: bool) -> None:
    name = "o" * (length - len("When was the tower raided?") + len("tower"))
    question = question_from(f"The {name} was raided in 1801.")
    assert question == (f"When was the {name} raided?" if made else None)


@pytest.mark.parametrize(("words", "made"), [(6, True), (7, False)])
def test_a_subject_has_a_few_words_at_most(words: int, made: bool) -> None:
    subject = " ".join(["old"] * (words - 1) + ["tower"])
    assert (question_from(f"The {subject} was raided in 1801.") is not None) is made


def test_a_hostile_sentence_costs_little() -> None:
    words = "the " * (LONGEST_SENTENCE // 4 - 1)
    assert question_from(f"The {words[:-5]}.", KNOWN) is None
    assert question_from("The tower " * 1_000_000, KNOWN) is None
