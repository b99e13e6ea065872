"""Query performance predictors: numbers of a whole search from which `bot.answering.confidence` is computed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from corpus.english.question_type import QuestionType, classify, is_yes_no
from embeddings.ranking.features import Feature
from embeddings.ranking.model import softmax

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from embeddings.ranking.features import CandidateFeatures
    from embeddings.ranking.second_stage import Reading

FAR = 20
"""Rank, from 0, of the passage that the best one is compared with."""


class Signal(StrEnum):
    """One number of a search; none grows with the library or with the question. The value is its name in JSON.

    LEAD: log-odds of the best passage over the one that is FAR behind. ENTROPY: of the passages' probabilities, in
    nats. DOCUMENT: probability of the best passage's document. NEAREST: highest cosine of a passage. NEARNESS: best
    passage's cosine above the candidates' mean. BEST_PAIR_MAXSIM: of the best passage. WORDS and NAMES: share of the
    question's words, and of those that look like names or numbers, in the best passage or above it, in title, headings
    or the names of files and folders; 1 if there are none.

    Where a re-ranker has read: ANSWER: score of the best sentence. PASSAGE: of its passage. TOPIC: of title and heading
    alone. SPREAD: entropy of the probabilities of the sentences that were read, copies counted as one. MISSING_NAMES:
    share of the question's names that stand neither in the best passage nor above it. MISSING_NUMBERS: 1 if one of its
    numbers or codes does not. MISFIT: 1 if a kind of value is asked for that the best sentence does not hold. VALUE: 1
    if it holds one with a form of its own that is asked for, such as a price, and neither names nor numbers are
    missing. YES_NO: 1 for a question that yes or no answers. SIZE: logarithm of the number of candidates, which is
    small in a small library.
    """

    LEAD = "lead"
    ENTROPY = "entropy"
    DOCUMENT = "document"
    NEAREST = "nearest"
    NEARNESS = "nearness"
    BEST_PAIR_MAXSIM = "best pair maxsim"
    WORDS = "words"
    NAMES = "names"
    ANSWER = "answer"
    PASSAGE = "passage"
    TOPIC = "topic"
    SPREAD = "spread"
    MISSING_NAMES = "missing names"
    MISSING_NUMBERS = "missing numbers"
    MISFIT = "misfit"
    VALUE = "value"
    YES_NO = "yes/no"
    SIZE = "size"


def search_signals(
    candidates: CandidateFeatures,
    features: Mapping[Feature, NDArray[np.float64]],
    scores: NDArray[np.float64],
    documents: Sequence[str],
) -> dict[Signal, float]:
    """Compute the signals of one search.

    Args:
        candidates: n passages with s sentences.
        features: `candidates.features()`, (s,) each.
        scores: float64 (s,), the weighted sums of the features.
        documents: The n passages' documents.
    """
    shares = np.exp(scores - scores.max())
    passages = np.log(np.add.reduceat(shares, candidates.first)) + scores.max()
    best = int(passages.argmax())
    ranked = np.sort(passages)[::-1]
    probabilities = np.exp(passages - np.logaddexp.reduce(passages))
    own = np.array([document == documents[best] for document in documents])
    present = candidates.present_in_passages[best]
    return {
        Signal.LEAD: float(ranked[0] - ranked[min(FAR, len(ranked) - 1)]),
        Signal.ENTROPY: float(-(probabilities * np.log(probabilities + 1e-12)).sum()),
        Signal.DOCUMENT: float(probabilities[own].sum()),
        Signal.NEAREST: float(candidates.similarity.max()),
        Signal.NEARNESS: float(candidates.similarity[best] - candidates.similarity.mean()),
        Signal.BEST_PAIR_MAXSIM: float(features[Feature.PASSAGE_BEST_PAIR_MAXSIM][candidates.first[best]]),
        Signal.WORDS: _share(present),
        Signal.NAMES: _share(present[candidates.named]),
    }


def reading_signals(question: str, reading: Reading, candidates: CandidateFeatures) -> dict[Signal, float]:
    """Compute the signals of what a re-ranker read of the candidates of `question`."""
    best = reading.best
    passage = int(np.searchsorted(candidates.first, best, side="right")) - 1
    missing = ~candidates.present_in_passages[passage]
    numbers = candidates.numbered
    asks = classify(question) is not QuestionType.OPEN
    read = ~np.isnan(reading.sentences)
    shares = np.bincount(reading.copies[read], softmax(reading.scores[read])) if read.any() else np.ones(1)
    complete = not missing[candidates.named | numbers].any()
    return {
        Signal.ANSWER: float(np.nan_to_num(reading.sentences[best])),
        Signal.PASSAGE: reading.passage,
        Signal.TOPIC: reading.topic,
        Signal.SPREAD: float(-(shares * np.log(shares + 1e-12)).sum()),
        Signal.MISSING_NAMES: 1.0 - _share(~missing[candidates.named & ~numbers]),
        Signal.MISSING_NUMBERS: float(missing[numbers].any()),
        Signal.MISFIT: float(asks and not candidates.fitting[best]),
        Signal.VALUE: float(reading.values[best] and complete),
        Signal.YES_NO: float(is_yes_no(question)),
        Signal.SIZE: float(np.log(len(candidates.first))),
    }


def _share(present: NDArray[np.bool_]) -> float:
    """Return the share that is true; 1 of nothing."""
    return float(present.mean()) if present.size else 1.0
