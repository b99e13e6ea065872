from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_cache_path

from bot.answering.answerer import Answerer
from bot.answering.follow_up import make_standalone
from bot.answering.question_checks import LONGEST_CHARACTERS, LONGEST_WORDS, check_length
from bot.answers import Question, Turn
from corpus.folders.samples import fill_with_samples
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from embeddings.embedding import embed_pending
from embeddings.encoders.registry import load_encoder
from embeddings.ranking.retriever import Retriever
from tests.support.conversations import (
    after_the_one_before,
    alone,
    article,
    asking,
    conversations,
    last_questions,
    measure,
    resolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.conversations import Conversation

CALLED = "What did Khamenei call Albania?"
PLOT = "Which plot did the police foil in March 2018?"
LISTED = "Until when did the United Kingdom list the MEK?"
RAID = "When did the raid on Ashraf-3 take place?"
RAIDED = "Albanian authorities raided Ashraf-3 on June 20."


def after(text: str, *questions: str, answer: str = "") -> str:
    return make_standalone(Question(text, tuple(Turn(each, answer) for each in questions))).text


@pytest.mark.parametrize("text", ["When did he say that?", "And in 2022?", "Why?", "How many were there?"])
def test_without_a_conversation_a_question_stays_as_it_is(text: str) -> None:
    assert make_standalone(Question(text)).text == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("When did he say that?", f"When did Khamenei say that? ({CALLED[:-1]})"),
        ("And his reasons?", f"And Khamenei's reasons? ({CALLED[:-1]})"),
        ("What about him?", f"What about Khamenei? ({CALLED[:-1]})"),
        ("Did the US agree to it?", f"Did the US agree to it? ({CALLED[:-1]})"),
        ("How did Meta answer him?", f"How did Meta answer Khamenei? ({CALLED[:-1]})"),
    ],
)
def test_a_pronoun_brings_the_person_and_the_question_before(text: str, read: str) -> None:
    assert after(text, CALLED) == read


def test_it_is_the_one_thing_that_the_question_before_is_about() -> None:
    assert after("How was it built?", "Where is Ashraf 3?") == "How was Ashraf 3 built?"


def test_he_is_whom_the_answer_names_where_the_question_before_asked_who() -> None:
    ran = "The police said that an operative known as Peynam ran the cell, Deutsche Welle reports."
    assert after("Where does he live?", "Who ran it?", answer=ran).startswith("Where does Peynam live?")


def test_he_is_who_has_a_title_in_the_answer_where_the_question_before_names_nobody() -> None:
    spoke = "Deutsche Welle says that Prime Minister Edi Rama spoke of political operations."
    read = after("When did he say that?", "Why was the raid made?", answer=spoke)
    assert read.startswith("When did Prime Minister Edi Rama say that?")


def test_he_is_no_country_and_no_newspaper() -> None:
    told = "Deutsche Welle reports that the raid was made in Albania."
    read = after("When did he say that?", "What happened in Albania?", answer=told)
    assert read == "When did he say that? (What happened in Albania)"


def test_he_is_who_answers_who_and_not_the_street_that_was_named() -> None:
    told = "Ilse Brandt has a bakery on Mill Street."
    read = after("What is her name?", "Who has a bakery on Mill Street?", answer=told)
    assert read.startswith("What is Ilse Brandt's name?")


def test_he_is_whom_a_question_who_is_asks_about() -> None:
    read = after("Where does he live?", "Who is Luan Dalipi?", answer="Luan Dalipi advised Edi Rama.")
    assert read.startswith("Where does Luan Dalipi live?")


def test_his_is_no_street_and_he_is_no_country_where_nothing_was_answered() -> None:
    assert "Street's" not in after("What is his name?", "Who has a bakery on Mill Street?")
    assert after("How old is he?", "Who is the king of Spain?").startswith("How old is he?")


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        ("What does a Fiat tyre cost?", "And for a Saab?", "What does a Saab tyre cost?"),
        ("How much is a Fiat tyre?", "What about a Saab?", "How much is a Saab tyre?"),
        ("How much does a tyre change cost?", "And a service?", "How much does a service cost?"),
        ("How much is a ticket for an adult?", "And for a child?", "How much is a ticket for a child?"),
        ("Can a child swim here?", "And an adult?", "And an adult? (Can a child swim here)"),
        (PLOT, "And in October 2019?", "Which plot did the police foil in October 2019?"),
        (PLOT, "What about October 2019?", "Which plot did the police foil in October 2019?"),
        (PLOT, "In May 2020?", "Which plot did the police foil in May 2020?"),
        ("Who leads Albania?", "And in 2022?", "Who leads Albania in 2022?"),
        (LISTED, "And the European Union?", "Until when did the European Union list the MEK?"),
        ("When did Albania join NATO?", "And Croatia?", "When did Croatia join NATO?"),
        ("Why did Edi Rama help the Afghans?", "And the Iranians?", "Why did Edi Rama help the Iranians?"),
        ("How far is it from Tirana?", "And from Durrës?", "How far is it from Durrës?"),
        ("When were the diplomats expelled?", "Why?", "Why were the diplomats expelled?"),
        ("When were the diplomats expelled?", "And where exactly?", "Where were the diplomats expelled?"),
    ],
)
def test_what_is_new_takes_the_place_of_its_like(before: str, text: str, read: str) -> None:
    assert after(text, before) == read


def test_a_fragment_goes_on_from_the_fragment_before() -> None:
    read = after("And the United States?", LISTED, "And the European Union?")
    assert read == "Until when did the United States list the MEK?"


@pytest.mark.parametrize(
    "text", ["How many were arrested?", "Was anyone killed?", "Who said so?", "What was the target?", "Who else?"]
)
def test_a_question_that_says_too_little_brings_the_question_before(text: str) -> None:
    assert after(text, RAID, answer=RAIDED) == f"{text} ({RAID[:-1]})"


def test_a_question_leans_on_earlier_ones_until_one_names_something() -> None:
    read = after("Was anyone killed?", CALLED, RAID, "How many were arrested?")
    assert read == f"Was anyone killed? (How many were arrested; {RAID[:-1]})"


@pytest.mark.parametrize(
    "text",
    [
        "What does besa mean?",
        "Who is Luan Dalipi?",
        "Was Giuliani paid?",
        "And what does Quds mean in Arabic?",
        "And what is besa?",
        "Tell me about besa.",
        "What did Saffari say when he praised the expulsion?",
        "Did the MEK say how many of its members were injured?",
        "What did Rama do with Iran after it attacked the websites?",
        "What does Azizi say about those who hate the MEK?",
        "What did the refugees fear when their borders were closed?",
        "Is it true that Albania joined NATO?",
        "How many people are there in Ashraf 3?",
        "What did Rama say about the wall that Turkey built?",
        "How long did it take to build the wall?",
        "In 2019, who was expelled?",
        "Kosovo talks",
        "besa",
        "Wann wurde das Lager gebaut?",
        "他什么时候说的?",
    ],
)
def test_a_new_subject_is_not_dragged_back(text: str) -> None:
    assert after(text, CALLED, answer="Ayatollah Ali Khamenei attacked Albania in a speech.") == text


def test_a_subject_that_was_just_spoken_of_needs_the_question_before() -> None:
    told = "General Barbero told a conference on security that NATO would respond."
    barbero = "What did General Barbero say?"
    assert after("Where was the conference held?", barbero, answer=told) != "Where was the conference held?"
    assert after("Where was the conference held?", barbero) == "Where was the conference held?"


def test_what_is_asked_is_told_apart_from_what_it_leans_on() -> None:
    reading = make_standalone(Question("When did he say that?", (Turn(CALLED, ""),)))
    assert reading.asked == "When did Khamenei say that?"
    assert reading.leans_on == (CALLED[:-1],)
    assert reading.text.startswith(reading.asked)


def test_only_the_last_three_turns_are_looked_at() -> None:
    assert after("Why?", CALLED, "How?", "How?", "How?") == after("Why?", "How?", "How?", "How?")


@pytest.mark.parametrize("empty", ["", "  ", "?", "word " * 500])
def test_turns_that_hold_no_question_are_passed_over(empty: str) -> None:
    history = (Turn(CALLED, ""), Turn(empty, "An answer."))
    assert "Khamenei" in make_standalone(Question("When did he say that?", history)).text


def test_a_long_question_stands_alone() -> None:
    text = "When did he say that? " * 20
    assert after(text, CALLED) == text


ODD = st.text(max_size=400) | st.lists(
    st.sampled_from(
        ["he", "And", "the", "Ali", "X", "in", "2022", "why", "that", "it", ",", "?", "\n", "his", "A" * 90]
    )
).map(" ".join)


@given(ODD, st.lists(st.tuples(ODD, ODD), max_size=5))
def test_whatever_was_said_the_result_can_be_asked(text: str, turns: list[tuple[str, str]]) -> None:
    question = Question(text, tuple(Turn(*turn) for turn in turns))
    read = make_standalone(question).text
    assert read == text or (len(read) <= LONGEST_CHARACTERS and len(read.split()) <= LONGEST_WORDS)
    if text.strip():
        check_length(read)


def test_there_are_enough_conversations_and_a_third_of_them_change_the_subject() -> None:
    held = conversations()
    assert len(held) >= 64
    assert sum(each.kind == "subject_change" for each in held) * 3 >= len(held)
    assert sum(each.held_out for each in held) >= 20
    assert {len(each.questions) for each in held} == {2, 3}


@pytest.mark.parametrize("conversation", conversations(), ids=lambda each: " / ".join(each.questions))
def test_every_gold_text_stands_in_its_article_once(conversation: Conversation) -> None:
    assert conversation.gold
    assert [article(gold.article).count(gold.text) for gold in conversation.gold] == [1] * len(conversation.gold)


@pytest.fixture(scope="module")
def sample_answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("conversations")
    encoder = load_encoder(None, user_cache_path("besa") / "models", threads=1)
    library = Library.open(folder / "library")
    with Reader() as reader:
        fill_with_samples(library, reader, lambda done, total: None)
    embed_pending(library, encoder, lambda done, total: None)
    yield Answerer(library, Retriever(library, encoder))
    library.close()


@pytest.mark.encoder
def test_follow_ups_find_their_passage_and_new_subjects_lose_nothing(sample_answerer: Answerer) -> None:
    ask = asking(sample_answerer)
    asked = last_questions(ask, conversations())
    figures = {
        (kind, reads): measure(ask, [each for each in asked if each[0].kind == kind], reads)
        for kind in ("follow_up", "subject_change")
        for reads in (resolved, alone, after_the_one_before)
    }
    print("\n".join(f"{kind:<16}{reads.__name__:<22}{each}" for (kind, reads), each in figures.items()))
    together, apart = figures["follow_up", resolved], figures["follow_up", alone]
    assert together.first >= 0.75 * together.count
    assert together.first_three >= 0.84 * together.count
    assert together.sentence >= 0.40 * together.count
    assert together.first >= apart.first + 0.15 * together.count
    assert together.first_three > apart.first_three
    assert together.sentence > apart.sentence
    assert figures["subject_change", resolved] == figures["subject_change", alone]
    assert figures["subject_change", after_the_one_before].first < figures["subject_change", resolved].first
