"""Learning the weights of the ranking and of the confidence from examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from bot.evaluation.metrics import characters_until_read
from embeddings.ranking.features import Feature
from embeddings.ranking.search_signals import Signal, search_signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.examples import Example

    Array = NDArray[np.float64]

PENALTY = 1e-4
"""Of the squared weights of the ranking, with features scaled to unit variance."""
CONFIDENCE_PENALTY = 1e-3
TOP = 5


def learn_ranking(sets: Sequence[Sequence[Example]]) -> Array:
    """Weights float64 (f,) of the features as they are; every set counts the same, however many questions it has.

    One softmax over all sentences of a question's candidates. The loss is half the negative log-likelihood of a
    sentence that answers and half that of a passage that holds the answer.
    """
    kept = [(each, 1.0 / len(examples)) for examples in sets for each in examples if each.held.any()]
    every = np.concatenate([example.features for example, _ in kept])
    scale = every.std(axis=0) + 1e-9
    features = every / scale
    sizes = np.array([len(example.right) for example, _ in kept])
    first = np.cumsum([0, *sizes[:-1]])
    question = np.repeat(np.arange(len(kept)), sizes)
    share = np.array([weight for _, weight in kept])
    right = np.concatenate([example.right for example, _ in kept]).astype(float)
    held = np.concatenate([example.held[example.owners()] for example, _ in kept]).astype(float)
    parts = [(target, share * (np.add.reduceat(target, first) > 0) / 2) for target in (right, held)]
    counted = parts[0][1] + parts[1][1]

    def loss(weights: Array) -> tuple[float, Array]:
        scores = features @ weights
        scores -= np.maximum.reduceat(scores, first)[question]
        exponents = np.exp(scores)
        whole = np.add.reduceat(exponents, first)
        slope = exponents / whole[question] * counted[question]
        value = 0.0
        for target, weight in parts:
            part = exponents * target
            sums = np.add.reduceat(part, first) + 1e-300
            value += float((weight * (np.log(whole) - np.log(sums))).sum())
            slope -= part / sums[question] * weight[question]
        total = counted.sum()
        gradient: Array = features.T @ slope / total + 2 * PENALTY * weights
        return value / total + PENALTY * float(weights @ weights), gradient

    best = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    result: Array = best.x / scale
    return result


def learn_confidence(rows: Sequence[tuple[Array, NDArray[np.bool_]]]) -> Array:
    """Weights float64 (k + 1,), the bias last: a logistic regression on signals (n, k) and labels (n,) of each set."""
    every = np.concatenate([signals for signals, _ in rows])
    labels = np.concatenate([labels for _, labels in rows]).astype(float)
    share = np.concatenate([np.full(len(labels), 1.0 / len(labels) / len(rows)) for _, labels in rows])
    mean, scale = every.mean(axis=0), every.std(axis=0) + 1e-9
    inputs = np.column_stack([(every - mean) / scale, np.ones(len(every))])

    def loss(weights: Array) -> tuple[float, Array]:
        scores = inputs @ weights
        probabilities = 1.0 / (1.0 + np.exp(-scores))
        value = float((share * (np.logaddexp(0.0, scores) - labels * scores)).sum())
        penalised = np.append(weights[:-1], 0.0)
        gradient: Array = inputs.T @ (share * (probabilities - labels)) + 2 * CONFIDENCE_PENALTY * penalised
        return value + CONFIDENCE_PENALTY * float(penalised @ penalised), gradient

    best = minimize(loss, np.zeros(inputs.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    scaled = best[:-1] / scale
    return np.append(scaled, best[-1] - scaled @ mean)


def measure_ranking(examples: Sequence[Example], weights: Sequence[Array]) -> dict[str, float]:
    """The share of questions whose answer is found, with weights (f,) of its own for each."""
    rows = [_measured(example, each) for example, each in zip(examples, weights, strict=True)]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def signals_and_label(example: Example, weights: Array) -> tuple[dict[Signal, float], bool]:
    """The signals of a search ranked with `weights` (f,), and whether one of its best TOP passages has the answer."""
    scores = example.features @ weights
    order = _order(example, scores)
    features = dict(zip(Feature, example.features.T, strict=True))
    found = search_signals(example.evidence, features, scores, [place.document for place in example.places])
    return found, bool(example.held[order[:TOP]].any())


def _order(example: Example, scores: Array) -> NDArray[np.int64]:
    shares = np.exp(scores - scores.max())
    return np.argsort(-np.add.reduceat(shares, example.first), kind="stable")


def _measured(example: Example, weights: Array) -> dict[str, bool]:
    scores = example.features @ weights
    order = _order(example, scores)
    hits = example.held[order]
    read = [
        count
        for gold in example.question.answers
        if (count := characters_until_read([example.places[i] for i in order[:20]], gold.place, gold.text)) is not None
    ]
    return {
        "hit@1": bool(hits[:1].any()),
        "hit@5": bool(hits[:5].any()),
        "within@1000": min(read, default=10**9) <= 1000,
        "within@4000": min(read, default=10**9) <= 4000,
        "sentence": bool(example.right[int(scores.argmax())]),
    }
