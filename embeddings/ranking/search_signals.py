"""Query performance predictors: numbers of a whole search from which `bot.answering.confidence` is computed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from embeddings.ranking.features import Feature

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

    Of a re-ranker, where one has read: ANSWER: score of the best sentence. PASSAGE: of its passage. TOPIC: of title and
    heading alone. RIVAL: score of the best sentence of another passage.
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
    RIVAL = "rival"


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


def reading_signals(reading: Reading, first: NDArray[np.int64]) -> dict[Signal, float]:
    """Compute the signals of what a re-ranker read; `first` are the numbers of the passages' first sentences."""
    passage = int(np.searchsorted(first, reading.best, side="right")) - 1
    best_of = np.maximum.reduceat(np.where(np.isnan(reading.sentences), -np.inf, reading.sentences), first)
    others = np.delete(best_of, passage)
    answer = float(best_of[passage])
    rival = float(others.max(initial=-np.inf))
    return {
        Signal.ANSWER: answer,
        Signal.PASSAGE: reading.passage,
        Signal.TOPIC: reading.topic,
        Signal.RIVAL: rival if rival > -np.inf else answer,
    }


def _share(present: NDArray[np.bool_]) -> float:
    """Return the share that is true; 1 of nothing."""
    return float(present.mean()) if present.size else 1.0
