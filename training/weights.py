"""Learns the weights of the second stage and of the confidence from what was read, and measures them on whole sets."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from bot.answering.answerer import Answering
from bot.answering.confidence import BIAS, Stage
from bot.answering.confidence import LEARNED as CONFIDENCE
from bot.evaluation.metrics import auroc, calibration
from embeddings.ranking.search_signals import Signal
from embeddings.ranking.second_stage import LEARNED as SECOND_STAGE
from training.learning import learn_confidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.reading import ReadExample

    Array = NDArray[np.float64]
    Sets = Mapping[str, Sequence[ReadExample]]

SIGNALS = (
    Signal.ANSWER,
    Signal.PASSAGE,
    Signal.TOPIC,
    Signal.SPREAD,
    Signal.MISSING_NAMES,
    Signal.MISSING_NUMBERS,
    Signal.MISFIT,
    Signal.YES_NO,
    Signal.SIZE,
    Signal.WORDS,
)
"""What the confidence is computed from once a re-ranker has read."""
PENALTY = 1e-3
TOP = 5


def learn(sets: Sets, write: bool) -> None:
    """Print how each set does with what was learned on the others, and what was learned on all; `write` it if so."""
    _print_row(["set", "sentence alone: right · passage", "weighed", "weights of the others"])
    for name, examples in sets.items():
        weights = learn_weights([each for other, each in sets.items() if other != name])
        plain, weighed = (_shares(examples, each) for each in (np.array([1.0, 0.0]), weights))
        _print_row(
            [name, f"{plain[0]:.3f} · {plain[1]:.3f}", f"{weighed[0]:.3f} · {weighed[1]:.3f}", str(weights.round(3))]
        )
    weights = learn_weights(list(sets.values()))
    _print_row(
        ["set", "searches", "AUROC", "ECE", "first right", "refused", "hidden answered", "none answered", "wrong"]
    )
    rows = {name: _Rows.of(examples, weights) for name, examples in sets.items()}
    for name, own in rows.items():
        learned = learn_confidence([(each.inputs, each.labels) for other, each in rows.items() if other != name])
        own.print(name, learned)
    learned = learn_confidence([(each.inputs, each.labels) for each in rows.values()])
    for name, own in rows.items():
        own.print(f"{name}, learned on all", learned)
    _keep(SECOND_STAGE, {"sentence": weights[0], "first_stage": weights[1]}, write)
    stages = json.loads(CONFIDENCE.read_text("utf-8"))
    stages[Stage.SECOND] = _rounded(dict(zip([*SIGNALS, BIAS], learned.tolist(), strict=True)))
    _keep(CONFIDENCE, stages, write)


def learn_weights(sets: Sequence[Sequence[ReadExample]]) -> Array:
    """Return the weights of a sentence's score and of the first stage's log-probability: float64 (2,).

    One softmax over the sentences that were read for a question; each set counts the same.
    """
    data = []
    for examples in sets:
        useful = [each for each in examples if any(each.right)]
        data += [(_inputs(each), np.array(each.right), 1.0 / len(useful)) for each in useful]

    def loss(weights: Array) -> float:
        value = PENALTY * float(weights @ weights)
        for inputs, right, share in data:
            scores = inputs @ weights
            value += share * float(np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[right])) / len(sets)
        return value

    found: Array = minimize(loss, np.array([0.5, 0.1]), method="L-BFGS-B").x
    return found


def _inputs(example: ReadExample) -> Array:
    return np.column_stack([example.scores, example.priors])


def _shares(examples: Sequence[ReadExample], weights: Array) -> tuple[float, float]:
    """Return the share of questions whose best sentence is right, and of those whose best passage is."""
    asked = [each for each in examples if each.present]
    best = [int((_inputs(each) @ weights).argmax()) if each.scores else -1 for each in asked]
    right = [at >= 0 and each.right[at] for each, at in zip(asked, best, strict=True)]
    held = [at >= 0 and each.held[each.of[at]] for each, at in zip(asked, best, strict=True)]
    return float(np.mean(right)), float(np.mean(held))


@dataclass(frozen=True)
class _Rows:
    """The n searches of a set: signals (n, k), and bool (n,) whether the answer is shown, is the first sentence, …"""

    inputs: Array
    labels: NDArray[np.bool_]
    right: NDArray[np.bool_]
    present: NDArray[np.bool_]
    answerable: NDArray[np.bool_]

    @classmethod
    def of(cls, examples: Sequence[ReadExample], weights: Array) -> _Rows:
        examples = [each for each in examples if each.scores]
        judged = [_judged(each, weights) for each in examples]
        return cls(
            np.array([[each.signals[name] for name in SIGNALS] for each in examples]),
            np.array([shown for shown, _ in judged]),
            np.array([right for _, right in judged]),
            np.array([each.present for each in examples]),
            np.array([each.answerable for each in examples]),
        )

    def print(self, name: str, learned: Array) -> None:
        sure = 1.0 / (1.0 + np.exp(-(self.inputs @ learned[:-1] + learned[-1])))
        found = sure >= Answering().threshold
        hidden, none = ~self.present & self.answerable, ~self.answerable
        shares = [
            (found & self.right)[self.present],
            ~found[self.present],
            found[hidden],
            found[none],
            ~self.labels[found],
        ]
        cells = [f"{each.mean():.3f}" if each.size else "-" for each in shares]
        error, _ = calibration(sure, self.labels)
        _print_row([name, str(len(sure)), f"{auroc(sure, self.labels) or 0:.3f}", f"{error:.3f}", *cells])


def _judged(example: ReadExample, weights: Array) -> tuple[bool, bool]:
    """Return whether one of the best TOP passages holds the answer, and whether the best sentence is right."""
    scores = _inputs(example) @ weights
    of = np.array(example.of)
    passages = [np.logaddexp.reduce(scores[of == number]) for number in range(len(example.held))]
    best = np.argsort(passages)[::-1][:TOP]
    return bool(example.present and np.array(example.held)[best].any()), example.right[int(scores.argmax())]


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in weights.items()}


def _keep(path: Path, value: Mapping[str, object], write: bool) -> None:

    shown = {key: round(each, 4) if isinstance(each, float) else each for key, each in value.items()}
    text = json.dumps(shown, indent=2) + "\n"
    sys.stdout.write(f"\n{path.name}\n{text}")
    if write:
        path.write_text(text, "utf-8")


def _print_row(cells: Sequence[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()
