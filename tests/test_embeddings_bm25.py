from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest

from embeddings.bm25 import K1, B, bm25, count_terms, inverse_document_frequency

TEXTS = [text.split() for text in ("the lamp burns", "the keeper lit the lamp and the lamp burned", "a whale")]


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
    columns = {term: number for number, term in enumerate(terms)}
    lengths = np.array([len(text) for text in TEXTS], float)
    scores = bm25(
        count_terms(columns, 3, TEXTS), lengths, lengths.mean(), inverse_document_frequency([2, 1, 0], len(TEXTS))
    )
    assert scores == pytest.approx([plain_bm25(terms, text, TEXTS) for text in TEXTS])


def test_a_rare_term_weighs_more_and_none_weighs_less_than_nothing() -> None:
    idf = inverse_document_frequency([1, 50, 100], 100)
    assert idf[0] > idf[1] > idf[2] >= 0


def test_no_terms_score_nothing() -> None:
    counts = count_terms({}, 0, TEXTS)
    assert bm25(counts, np.ones(3), 1.0, np.zeros(0)).tolist() == [0, 0, 0]
