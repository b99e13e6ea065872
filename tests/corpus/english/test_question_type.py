from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.english.answer_types import AnswerType
from corpus.english.question_type import QuestionType, classify, is_yes_no
from corpus.english.word_lists import word_list, word_table

COUNT, MEASURE, SHARE, DATE = QuestionType.COUNT, QuestionType.MEASURE, QuestionType.SHARE, QuestionType.DATE
PERSON, PLACE, NAME, REASON = QuestionType.PERSON, QuestionType.PLACE, QuestionType.NAME, QuestionType.REASON
OPEN = QuestionType.OPEN

PLAIN_NOUNS = st.sampled_from(
    sorted({noun for nouns in word_table("questions.nouns").values() for noun in nouns} | {"keeper", "river", "lamp"})
)
OWNERS = st.sampled_from(["Durrës", "the camp", "the two parties", "Maryam Rajavi", "this agreement", "MEK"])


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the population of Durrës?", COUNT),
        ("What was the number of members?", COUNT),
        ("What was the cost of the repairs?", MEASURE),
        ("What were the prices of the tickets?", MEASURE),
        ("What has been the length of the strike?", MEASURE),
        ("Which population does Durrës have?", COUNT),
        ("What was the date of the raid?", DATE),
        ("What were the years of the two agreements?", DATE),
        # What it is called: "in Manëz" tells where it lies, so that as a PLACE its sources would seem to differ on it.
        ("What is the name of the camp?", NAME),
        ("What is the name of that camp near Durrës?", NAME),
        ("What are the names of the two cities?", NAME),
        ("What is the name of the camp where they live?", PLACE),
        ("What is the name of the city that burned?", PLACE),
        ("What was the name of the village in which it sank?", PLACE),
        ("What are the capitals of the two countries?", PLACE),
        ("What was the reason for it?", REASON),
        ("What were the causes of the fire?", REASON),
        ("What is the name of the president?", PERSON),
        ("What's the height of the tower?", MEASURE),
        ("What is Durrës's population?", COUNT),
        ("What is one of the cities that burned?", PLACE),
    ],
)
def test_a_question_after_the_n_of_something_asks_for_what_the_noun_stands_for(
    question: str, kind: QuestionType
) -> None:
    assert classify(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the tower lit?", DATE),
        ("In which year did the keeper leave?", DATE),
        ("How long ago did the keeper leave?", DATE),
        ("How many lamps are there?", COUNT),
        ("How much does the lamp weigh?", MEASURE),
        ("How old is the tower?", MEASURE),
        ("What does a ticket cost?", MEASURE),
        ("What percentage of ships passed?", SHARE),
        ("Who lit the lamp?", PERSON),
        ("Whose lamp is it?", PERSON),
        ("Which president asked Albania to take in Afghans?", PERSON),
        ("What company's logo is a lamp?", PERSON),
        ("Where does the keeper live?", PLACE),
        ("Which country built it?", PLACE),
        ("What city bombed the port?", PLACE),
        ("In what cities did it burn?", PLACE),
        ("What was the keeper called?", NAME),
        ("Why did the lamp go out?", REASON),
        ("What caused the fire?", REASON),
        ("How come the lamp went out?", REASON),
        ("When the keeper left, how many lamps burned?", COUNT),
        ("Can you tell me what the height of the tower is?", MEASURE),
        ("Name the city that burned.", PLACE),
        ("Tell me the date of the raid.", DATE),
        ("What is the lamp made of?", OPEN),
        ("What is a militia?", OPEN),
        ("What does besa mean?", OPEN),
        ("How did the lamp go out?", OPEN),
        ("How", OPEN),
        ("What", OPEN),
        ("Describe the tower", OPEN),
        ("", OPEN),
    ],
)
def test_the_words_of_a_question_say_what_it_asks_for(question: str, kind: QuestionType) -> None:
    assert classify(question) is kind


@given(noun=PLAIN_NOUNS, plural=st.booleans(), owner=OWNERS, past=st.booleans())
def test_the_n_of_x_and_the_n_that_x_has_are_the_same_question(noun: str, plural: bool, owner: str, past: bool) -> None:
    many = noun + "s" if plural and not noun.endswith(("s", "y", "x", "h")) else noun
    be = {(False, False): "is", (False, True): "was", (True, False): "are", (True, True): "were"}[many != noun, past]
    have = "did" if past else "does"
    joined = classify(f"What {be} the {many} of {owner}?")
    assert joined.answer_type == classify(f"Which {many} {have} {owner} have?").answer_type
    assert joined.answer_type == classify(f"What {be} {owner.removeprefix('the ')}'s {many}?").answer_type


@given(st.text(max_size=80) | st.lists(st.sampled_from(word_list("questions.boundaries")), max_size=9).map(" ".join))
@settings(deadline=None)
def test_any_text_at_all_can_be_classified(text: str) -> None:
    assert classify(text) in QuestionType
    assert classify(f"What {text}") in QuestionType


def test_only_an_open_question_can_be_answered_by_any_sentence() -> None:
    assert [kind for kind in QuestionType if kind.answer_type is AnswerType.NONE] == [OPEN]


def test_no_noun_asks_for_two_kinds_of_values() -> None:
    listed = [noun for nouns in word_table("questions.nouns").values() for noun in nouns]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    "question",
    [
        "Can I bring my dog?",
        "Is it open on Sundays?",
        "did she leave",
        "Are there two ferries?",
        "Has the mill a wheel?",
    ],
)
def test_a_question_that_begins_with_its_verb_is_answered_by_yes_or_no(question: str) -> None:
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    ["Where can I park?", "Is it red or blue?", "How is it?", "The mill is what?", "Canned soup?", "", "?"],
)
def test_any_other_question_is_not(question: str) -> None:
    assert not is_yes_no(question)
