from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bot.answering.confidence import Stage, learned_weights
from corpus.text.query_terms import query_terms
from embeddings.ranking.search_signals import Signal, reading_signals, search_signals
from embeddings.ranking.second_stage import Reading
from tests.embeddings.ranking.test_features import evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.ranking.features import CandidateFeatures
    from tests.support.shelves import Shelf

SCORES = np.array([2.0, 0.0, 0.0])
DOCUMENTS = ["a", "b"]
READING = Reading(
    np.array([1.0, 4.0, np.nan]),
    np.array([0.5, 2.0, -0.5]),
    passage=3.0,
    topic=-2.0,
    values=np.zeros(3, bool),
    copies=np.arange(3),
)
"""The second sentence answers best; the third was not read."""


def signals(candidates: CandidateFeatures, scores: NDArray[np.float64]) -> dict[Signal, float]:
    return search_signals(candidates, candidates.features(), scores, DOCUMENTS)


def test_every_learned_weight_has_its_signal() -> None:
    first = set(signals(evidence(), SCORES))
    assert first == set(learned_weights(Stage.FIRST)[0])
    second = set(reading_signals("How many?", READING, evidence()))
    assert first | second == set(Signal)
    assert set(learned_weights(Stage.SECOND)[0]) <= set(Signal)


def test_the_words_of_the_question_that_the_best_passage_has_are_counted() -> None:
    assert signals(evidence(), SCORES)[Signal.WORDS] == 1.0
    without = replace(evidence(), present=np.array([[False, True], [False, True], [True, False]]))
    found = signals(without, SCORES)
    assert (found[Signal.WORDS], found[Signal.NAMES]) == (0.5, 1.0)


def test_no_signal_changes_when_every_word_is_rarer() -> None:
    rarer = replace(evidence(), idf=evidence().idf * 2)
    assert signals(rarer, SCORES) == signals(evidence(), SCORES)


def test_a_missing_name_is_told_from_another_missing_word() -> None:
    without = replace(evidence(), present=np.array([[True, False], [True, False], [False, True]]))
    assert signals(without, SCORES)[Signal.NAMES] == 0.0
    assert signals(replace(without, named=np.zeros(2, bool)), SCORES)[Signal.NAMES] == 1.0


def test_a_word_in_the_title_or_a_heading_of_the_best_passage_is_there() -> None:
    without = replace(evidence(), present=np.zeros((3, 2), bool))
    assert signals(without, SCORES)[Signal.NAMES] == 0.0
    for above in ("titled", "headed"):
        found = signals(replace(without, **{above: np.array([[False, True], [True, True]])}), SCORES)
        assert (found[Signal.WORDS], found[Signal.NAMES]) == (0.5, 1.0)


def test_only_the_best_passage_counts_for_what_stands_there() -> None:
    found = signals(evidence(), np.array([0.0, 0.0, 5.0]))
    assert found[Signal.WORDS] == 0.0
    assert found[Signal.NEARNESS] < 0 < found[Signal.NEAREST]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who met Edison in 1884?", {"Edison", "1884"}),
        ("Edison met whom?", set()),
        ("who met edison?", set()),
        ("“Edison” met whom in Paris?", {"Paris"}),
    ],
)
def test_capitals_and_digits_make_a_name_but_not_the_first_word(shelf: Shelf, question: str, names: set[str]) -> None:
    shelf.add(people="Edison met Tesla in Paris in 1884. They talked about lamps.")
    words = query_terms(question, ["en"]).words
    candidates = shelf.retriever().candidates(question)
    assert candidates is not None
    found = candidates.features
    assert {word for word, named in zip(words, found.named, strict=True) if named} == names


def read(question: str = "Which lamp?", **changed: Any) -> dict[Signal, float]:
    """Signals of READING, whose best sentence is the second one, in the first passage."""
    return reading_signals(question, READING, replace(evidence(), **changed))


def test_the_best_sentence_its_passage_and_its_topic_are_told_by_their_scores() -> None:
    found = read()
    assert (found[Signal.ANSWER], found[Signal.PASSAGE], found[Signal.TOPIC]) == (4.0, 3.0, -2.0)
    assert found[Signal.SIZE] == pytest.approx(np.log(2))


def test_the_spread_is_that_of_the_sentences_that_were_read() -> None:
    even = replace(READING, scores=np.array([2.0, 2.0, -9.0]))
    assert reading_signals("Which lamp?", even, evidence())[Signal.SPREAD] == pytest.approx(np.log(2))
    assert read()[Signal.SPREAD] < np.log(2)


def test_a_name_or_number_that_stands_neither_in_the_best_passage_nor_above_it_is_missing() -> None:
    nowhere = np.zeros((3, 2), bool)
    numbered, named = np.array([True, False]), np.array([True, True])
    found = read(present=nowhere, named=named, numbered=numbered)
    assert (found[Signal.MISSING_NAMES], found[Signal.MISSING_NUMBERS]) == (1.0, 1.0)
    titled = np.array([[True, True], [False, False]])
    found = read(present=nowhere, titled=titled, named=named, numbered=numbered)
    assert (found[Signal.MISSING_NAMES], found[Signal.MISSING_NUMBERS]) == (0.0, 0.0)
    elsewhere = np.array([[False, False], [False, False], [True, True]])
    found = read(present=elsewhere, named=named, numbered=numbered)
    assert (found[Signal.MISSING_NAMES], found[Signal.MISSING_NUMBERS]) == (1.0, 1.0)


def test_one_of_two_missing_names_counts_half_and_a_missing_word_nothing() -> None:
    present = np.array([[True, False], [False, False], [False, True]])
    assert read(present=present, named=np.array([True, True]))[Signal.MISSING_NAMES] == 0.5
    assert read(present=present, named=np.array([True, False]))[Signal.MISSING_NAMES] == 0.0


def test_a_best_sentence_without_the_kind_of_value_that_is_asked_for_is_a_misfit() -> None:
    assert read("How many lamps?")[Signal.MISFIT] == 1.0
    assert read("How many lamps?", fitting=np.array([0.0, 1.0, 0.0]))[Signal.MISFIT] == 0.0
    assert read("What does the lamp mean?")[Signal.MISFIT] == 0.0


def test_the_value_that_is_asked_for_counts_where_no_name_or_number_is_missing() -> None:
    held = replace(READING, values=np.array([False, True, False]))
    nowhere, named = np.zeros((3, 2), bool), np.array([True, False])
    assert reading_signals("Which lamp?", held, evidence())[Signal.VALUE] == 1.0
    assert read()[Signal.VALUE] == 0.0
    for missing in ({"named": named}, {"numbered": named}):
        changed = replace(evidence(), present=nowhere, **missing)
        assert reading_signals("Which lamp?", held, changed)[Signal.VALUE] == 0.0


def test_a_question_that_yes_answers_is_told() -> None:
    assert read("Is the lamp lit?")[Signal.YES_NO] == 1.0
    assert read("Who lit the lamp?")[Signal.YES_NO] == 0.0


def test_copies_of_a_sentence_make_nothing_less_sure() -> None:
    twice = replace(READING, sentences=np.array([1.0, 4.0, 4.0]), scores=np.array([-9.0, 2.0, 2.0]))
    copied = replace(twice, copies=np.array([0, 1, 1]))
    spreads = [reading_signals("Which lamp?", each, evidence())[Signal.SPREAD] for each in (twice, copied)]
    assert spreads == pytest.approx([np.log(2), 0.0], abs=1e-3)


def test_signals_are_numbers_where_nothing_could_be_read() -> None:
    nothing = replace(READING, sentences=np.full(3, np.nan))
    found = reading_signals("Which lamp?", nothing, evidence())
    assert all(map(np.isfinite, found.values()))
    assert found[Signal.SPREAD] == pytest.approx(0.0, abs=1e-9)
