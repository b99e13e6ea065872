from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from embeddings.ranking.features import CandidateFeatures, Feature, neighbours
from embeddings.ranking.model import LEARNED, learned_weights, softmax


def evidence() -> CandidateFeatures:
    """Two passages: one of two sentences, one of a single sentence; a question of two words and two tokens."""
    return CandidateFeatures(
        similarity=np.array([0.5, 0.2]),
        words=np.array([4.0, 1.0]),
        sentence_words=np.array([3.0, 1.5, 0.0]),
        present=np.array([[True, False], [False, True], [False, False]]),
        titled=np.zeros((2, 2), bool),
        headed=np.zeros((2, 2), bool),
        idf=np.array([3.0, 1.0]),
        named=np.array([False, True]),
        numbered=np.array([False, False]),
        tokens=np.array([[0.8, 0.1], [0.2, 0.6], [0.3, 0.3]]),
        token_weights=np.array([0.75, 0.25]),
        fitting=np.array([1.0, 0.0, 0.0]),
        first=np.array([0, 2]),
        follows=np.array([False, False]),
    )


def test_a_passages_features_are_shared_by_its_sentences() -> None:
    features = evidence().features()
    assert features[Feature.PASSAGE_SIMILARITY].tolist() == [0.5, 0.5, 0.2]
    assert features[Feature.PASSAGE_WORDS].tolist() == [1.0, 1.0, 0.25]
    assert features[Feature.PASSAGE_COVERAGE].tolist() == [1.0, 1.0, 0.0]
    assert features[Feature.PASSAGE_MAXSIM] == pytest.approx([0.75, 0.75, 0.3])
    assert features[Feature.PASSAGE_BEST_SENTENCE_MAXSIM] == pytest.approx([0.625, 0.625, 0.3])
    assert features[Feature.PASSAGE_BEST_PAIR_MAXSIM] == pytest.approx([0.75, 0.75, 0.3])
    assert features[Feature.PASSAGE_BEST_SENTENCE_WORDS].tolist() == [1.0, 1.0, 0.0]


def test_a_sentences_own_features_are_its_own() -> None:
    features = evidence().features()
    assert features[Feature.WORDS].tolist() == [1.0, 0.5, 0.0]
    assert features[Feature.COVERAGE].tolist() == [0.75, 0.25, 0.0]
    assert features[Feature.MAXSIM] == pytest.approx([0.625, 0.3, 0.3])
    assert features[Feature.MAXSIM_AFTER] == pytest.approx([0.3, 0.3, 0.3])
    assert features[Feature.MAXSIM_BEFORE] == pytest.approx([0.625, 0.625, 0.3])
    assert features[Feature.MAXSIM_WITH_BOTH] == pytest.approx([0.75, 0.75, 0.3])


def test_what_stands_above_a_passage_counts_for_each_of_its_sentences() -> None:
    above = replace(
        evidence(), titled=np.array([[False, False], [True, False]]), headed=np.array([[False, True], [False, False]])
    )
    features = above.features()
    assert features[Feature.COVERAGE].tolist() == [1.0, 0.25, 0.75]
    assert features[Feature.PASSAGE_COVERAGE].tolist() == [1.0, 1.0, 0.75]
    assert features[Feature.TITLE_COVERAGE].tolist() == [0.0, 0.0, 0.75]
    assert features[Feature.HEADING_COVERAGE].tolist() == [0.25, 0.25, 0.0]


def test_what_a_text_says_itself_is_told_from_what_stands_above_it() -> None:
    above = replace(evidence(), titled=np.ones((2, 2), bool)).features()
    for own in (Feature.OWN_COVERAGE, Feature.PASSAGE_OWN_COVERAGE):
        assert above[own].tolist() == evidence().features()[own].tolist()
    assert above[Feature.OWN_COVERAGE].tolist() == [0.75, 0.25, 0.0]
    assert above[Feature.PASSAGE_OWN_COVERAGE].tolist() == [1.0, 1.0, 0.0]


def test_a_passage_that_goes_on_has_its_neighbours_last_sentence_before_its_first() -> None:
    features = replace(evidence(), follows=np.array([False, True])).features()
    assert features[Feature.MAXSIM_BEFORE] == pytest.approx([0.625, 0.625, 0.3])
    assert features[Feature.MAXSIM_AFTER] == pytest.approx([0.3, 0.3, 0.3])
    assert features[Feature.MAXSIM_WITH_BEFORE] == pytest.approx([0.625, 0.75, 0.375])


def test_neighbours_do_not_reach_into_another_stretch() -> None:
    tokens = np.arange(5, dtype=float)[:, None]
    before, after = neighbours(tokens, np.array([0, 2]))
    assert before[:, 0].tolist() == [0, 0, 2, 2, 3]
    assert after[:, 0].tolist() == [1, 1, 3, 4, 4]


def test_a_question_without_words_or_tokens_has_features_of_nothing() -> None:
    empty = CandidateFeatures(
        similarity=np.zeros(1),
        words=np.zeros(1),
        sentence_words=np.zeros(1),
        present=np.zeros((1, 0), bool),
        titled=np.zeros((1, 0), bool),
        headed=np.zeros((1, 0), bool),
        idf=np.zeros(0),
        named=np.zeros(0, bool),
        numbered=np.zeros(0, bool),
        tokens=np.zeros((1, 0)),
        token_weights=np.zeros(0),
        fitting=np.zeros(1),
        first=np.array([0]),
        follows=np.array([False]),
    )
    assert all(values.tolist() == [0.0] for values in empty.features().values())


def test_every_learned_weight_has_its_feature() -> None:
    assert LEARNED.exists()
    assert learned_weights().keys() <= evidence().features().keys()
    assert set(evidence().features()) == set(Feature)
    with pytest.raises(ValueError, match="no such feature"):
        Feature("no such feature")


def test_probabilities_sum_to_one_however_large_the_scores() -> None:
    shares = softmax(np.array([1000.0, 999.0, -1000.0]))
    assert shares.sum() == pytest.approx(1)
    assert shares[0] / shares[1] == pytest.approx(np.e)
