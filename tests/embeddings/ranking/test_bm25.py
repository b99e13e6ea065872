from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.ranking.bm25 import K1, B, bm25, count_terms, inverse_document_frequency

TEXTS = [text.split() for text in ("the lamp burns", "the keeper lit the lamp and the lamp burned", "a whale")]
LINES = "\n".join(map(" ".join, TEXTS))


def plain_bm25(terms: list[str], text: list[str], texts: list[list[str]]) -> float:
    mean = sum(map(len, texts)) / len(texts)
    total = 0.0
    for term in terms:
        df = sum(term in other for other in texts)
        tf = Counter(text)[term]
        idf = log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        total += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(text) / mean))
    return total


def test_scores_are_those_of_the_formula_written_out() -> None:
    terms = ["lamp", "keeper", "absent"]
    columns = {term: (number,) for number, term in enumerate(terms)}
    counts, lengths = count_terms(columns, 3, LINES)
    scores = bm25(counts, lengths, lengths.mean(), inverse_document_frequency([2, 1, 0], len(TEXTS)))
    assert scores == pytest.approx([plain_bm25(terms, text, TEXTS) for text in TEXTS])


def test_a_rare_term_weighs_more_and_none_weighs_less_than_nothing() -> None:
    idf = inverse_document_frequency([1, 50, 100], 100)
    assert idf[0] > idf[1] > idf[2] >= 0


def test_no_terms_score_nothing() -> None:
    counts, lengths = count_terms({}, 0, LINES)
    assert bm25(counts, lengths, 1.0, np.zeros(0)).tolist() == [0, 0, 0]


WORDS = st.sampled_from(["lamp", "lam", "amp", "lam.p", "ëmë", "ëm", "灯", "𝒳"])


@given(texts=st.lists(st.lists(WORDS, max_size=6), min_size=1, max_size=6), asked=st.lists(WORDS, unique=True))
def test_terms_are_counted_where_they_stand_whole(texts: list[list[str]], asked: list[str]) -> None:
    columns = {term: (number // 2,) for number, term in enumerate(asked)}
    counts, lengths = count_terms(columns, 4, "\n".join(map(" ".join, texts)))
    assert lengths.tolist() == [len(text) for text in texts]
    for text, row in zip(texts, counts.tolist(), strict=True):
        assert row == [sum(columns.get(term) == (number,) for term in text) for number in range(4)]


def test_a_phrase_counts_where_its_terms_stand_together_and_for_each_of_its_words() -> None:
    columns = {"world health organ": (0,), "who": (1, 2), "world": (1,), "health": (2,)}
    lines = "who met\nworld health organ met who\nworld organ health\norgan"
    counts, _ = count_terms(columns, 3, lines)
    assert counts.tolist() == [[0, 1, 1], [1, 2, 2], [0, 1, 1], [0, 0, 0]]
