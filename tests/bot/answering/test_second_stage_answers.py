"""What an answer owes to the re-ranker, and what it says where that could not read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.answering.answerer import NEARLY, Answerer
from bot.answering.settings import Answering
from bot.answers import Question
from tests.support.fakes import FakeReranker, MissingReranker
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from bot.answers import Answer
    from embeddings.reranking.base import Reranker
    from tests.support.shelves import Shelf

EGGS = "How many eggs does the queen lay a day?"
LIT = "When was the lighthouse of Skagen lit?"


def ask(shelf: Shelf, question: str, reranker: Reranker | None, settings: Answering | None = None) -> Answer:
    read = replace(shelf, reranker=reranker)
    return Answerer(shelf.library, read.retriever(), settings).answer(Question(question))


def test_without_the_model_the_answer_is_the_one_of_no_re_ranker_and_says_why(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    for question in (EGGS, "Which carburettor suits a motorcycle?"):
        without, broken = ask(shelf, question, None), ask(shelf, question, MissingReranker())
        assert (without.unread, broken.unread) == ("", "There is no re-ranker here.")
        assert replace(broken, unread="", elapsed_ms=0) == replace(without, elapsed_ms=0)
    assert ask(shelf, EGGS, FakeReranker()).unread == ""


def test_the_sentence_that_the_re_ranker_prefers_comes_first(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    chosen = ask(
        shelf, EGGS, FakeReranker(scores={"fifty thousand": 9.0, "two thousand": -9.0}), Answering(threshold=0.0)
    )
    assert "fifty thousand workers" in chosen.sentences[0].text
    assert "two thousand eggs" in ask(shelf, EGGS, FakeReranker(), Answering(threshold=0.0)).sentences[0].text


def test_the_same_question_gets_the_same_answer_whatever_was_asked_before(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    answerer = Answerer(shelf.library, replace(shelf, reranker=FakeReranker()).retriever())
    first = answerer.answer(Question(EGGS))
    answerer.answer(Question(LIT))
    assert replace(answerer.answer(Question(EGGS)), elapsed_ms=0) == replace(first, elapsed_ms=0)


@pytest.mark.parametrize(
    ("threshold", "possible", "found", "perhaps"),
    [(0.0, 0.0, True, False), (1.0, 0.0, False, True), (1.0, 1.0, False, False)],
)
def test_an_answer_is_found_perhaps_or_not_there(
    shelf: Shelf, threshold: float, possible: float, found: bool, perhaps: bool
) -> None:
    shelf.add(bees=BEES)
    answer = ask(shelf, EGGS, FakeReranker(), Answering(threshold=threshold, possible=possible))
    assert 0 < answer.confidence < 1
    assert (answer.found, answer.perhaps) == (found, perhaps)
    assert answer.citations


def sides(shelf: Shelf, below: float) -> list[str]:
    shelf.add(
        one="The lighthouse of Skagen was lit in 1858.",
        two="The lighthouse of Skagen was lit in 1860.",
    )
    reranker = FakeReranker(scores={"1858": 6.0, "1860": 6.0 - below})
    answer = ask(shelf, LIT, reranker, Answering(threshold=0.0))
    return sorted(side.value for each in answer.disagreements for side in each.sides)


def test_sources_differ_where_both_answer_nearly_as_well(shelf: Shelf) -> None:
    assert sides(shelf, NEARLY) == ["1858", "1860"]


def test_a_source_that_answers_far_less_well_does_not_differ(shelf: Shelf) -> None:
    assert sides(shelf, NEARLY + 0.01) == []


def test_where_nothing_can_read_them_sides_are_kept(shelf: Shelf) -> None:
    shelf.add(
        one="The lighthouse of Skagen was lit in 1858.",
        two="The lighthouse of Skagen was lit in 1860.",
    )
    for reranker in (None, MissingReranker()):
        answer = ask(shelf, LIT, reranker, Answering(threshold=0.0))
        assert [side.value for each in answer.disagreements for side in each.sides] == ["1858", "1860"]
