"""Learns the weights of the second stage and of the confidence from what was read, and measures them on whole sets."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.optimize import minimize_scalar

from bot.answering.confidence import BIAS, Stage
from bot.answering.confidence import LEARNED as CONFIDENCE
from bot.answering.settings import Answering
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

T = TypeVar("T")

SIGNALS = (
    Signal.ANSWER,
    Signal.PASSAGE,
    Signal.TOPIC,
    Signal.SPREAD,
    Signal.MISSING_NAMES,
    Signal.MISSING_NUMBERS,
    Signal.MISFIT,
    Signal.VALUE,
    Signal.YES_NO,
    Signal.SIZE,
    Signal.DOCUMENT,
)
"""What the confidence is computed from once a re-ranker has read."""
KINDS = {
    "wikiqa-dev": "near miss",
    "squad2-half": "near miss",
    "covid-qa-half": "expert",
    "boolq-dev": "yes/no",
    "held_out": "small",
    "small-libraries": "small",
    "written-libraries-3": "small",
    "written-libraries-4": "small",
    "written-libraries-apart": "small",
    "written-libraries-apart-2": "small",
}
"""What kind of question and text a set has; each kind counts the same. All others are encyclopaedic."""
MEASURED = frozenset({"wikiqa-dev", "written-libraries-apart-2"})
"""Sets that nothing may be learned from: a licence for research, or one that was written to measure with only."""
BY_PASSAGE = frozenset({"boolq-dev"})
"""Sets that know the passage that answers, and not its sentence."""
RATIOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Shares of a sentence's score that the first stage may count; accuracy hardly changes between them."""
VALUE = 2.0
"""What the value that is asked for counts in a sentence's score; accuracy is the same from 0.5 to 9.

With 4, one question more of 60 without an answer is answered.
"""
THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
TOP = 5


def learn(sets: Sets, write: bool) -> None:
    """Print how each set does with what was learned on the others, and what was learned on all; `write` it if so."""
    _print_row(["set", "sentence alone: right · passage", "weighed", "weights of the others"])
    for name, examples in sets.items():
        weights = learn_weights(_without(_by_sentence(sets), name))
        cells = [_shares(examples, each) for each in (np.array([1.0, 0.0]), weights)]
        _print_row([name, *(f"{right:.3f} · {held:.3f}" for right, held in cells), str(weights.round(3))])
    weights = learn_weights(_without(_by_sentence(sets)))
    shares = ["first right", "refused", "answered, hidden", "answered, none", "wrong"]
    _print_row(["set", "searches", "AUROC", "ECE", *shares])
    rows = {name: _Rows.of(examples, weights) for name, examples in sets.items()}
    for name, own in rows.items():
        own.print(name, _confidence(_without(rows, name)))
    _print_trade({name: rows[name] for name in rows if KINDS.get(name) == "small"}, rows)
    learned = _confidence(_without(rows))
    for name, own in rows.items():
        own.print(f"{name}, learned on all", learned)
    _keep(SECOND_STAGE, {"sentence": weights[0], "first_stage": weights[1], "value": VALUE}, write)
    stages = json.loads(CONFIDENCE.read_text("utf-8"))
    stages[Stage.SECOND] = _rounded(dict(zip([*SIGNALS, BIAS], learned.tolist(), strict=True)))
    _keep(CONFIDENCE, stages, write)


def _print_trade(small: Mapping[str, _Rows], rows: Mapping[str, _Rows]) -> None:
    """Print what each threshold gives and costs on small sets, each with what was learned without it.

    "Right" and "wrong" are of the questions with an answer; "right among refused" would be right if it were answered.
    """
    sure = {name: own.sure(_confidence(_without(rows, name))) for name, own in small.items()}
    _print_row(
        ["threshold", "right", "refused", "right among refused", "wrong", "none there, answered", "right - wrong"]
    )
    for threshold in THRESHOLDS:
        shares = np.array([own.shares(sure[name] >= threshold) for name, own in small.items()]).mean(axis=0)
        _print_row([f"{threshold:.2f}", *(f"{each:.3f}" for each in shares), f"{shares[0] - shares[3]:.3f}"])


def _by_sentence(sets: Sets) -> dict[str, Sequence[ReadExample]]:
    return {name: examples for name, examples in sets.items() if name not in BY_PASSAGE}


def _without(sets: Mapping[str, T], held_out: str = "") -> list[list[T]]:
    """Return the sets that may be learned from but the one `held_out`, those of each kind together."""
    kinds: dict[str, list[T]] = {}
    for name, each in sets.items():
        if name != held_out and name not in MEASURED:
            kinds.setdefault(KINDS.get(name, "encyclopaedic"), []).append(each)
    return list(kinds.values())


def _confidence(kinds: Sequence[Sequence[_Rows]]) -> Array:
    return learn_confidence(
        [
            (np.concatenate([each.inputs for each in own]), np.concatenate([each.labels for each in own]))
            for own in kinds
        ]
    )


def learn_weights(kinds: Sequence[Sequence[Sequence[ReadExample]]]) -> Array:
    """Return the weights of a sentence's score and of the first stage's log-probability: float64 (2,).

    Their ratio is the one of RATIOS with which most best sentences are right, their size the one that makes the
    softmax over the sentences read for a question likeliest. Each kind counts the same.
    """
    known = [[each for examples in kind for each in examples if any(each.right)] for kind in kinds]

    def right(ratio: float) -> float:
        weights = np.array([1.0, ratio])
        return float(np.mean([np.mean([_best_is_right(each, weights) for each in kind]) for kind in known]))

    def loss(size: float, ratio: float) -> float:
        weights = size * np.array([1.0, ratio])
        return float(np.mean([np.mean([_surprise(each, weights) for each in kind]) for kind in known]))

    ratio = max(RATIOS, key=right)
    size = minimize_scalar(loss, bounds=(0.1, 2.0), args=(ratio,), method="bounded").x
    return float(size) * np.array([1.0, ratio])


def _best_is_right(example: ReadExample, weights: Array) -> bool:
    return example.right[int((_inputs(example) @ weights).argmax())]


def _surprise(example: ReadExample, weights: Array) -> float:
    """Return the negative log-likelihood that a right sentence is the answer."""
    scores = _inputs(example) @ weights
    return float(np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[np.array(example.right)]))


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

    def sure(self, learned: Array) -> Array:
        """Return the confidence of each search, float64 (n,)."""
        probabilities: Array = 1.0 / (1.0 + np.exp(-(self.inputs @ learned[:-1] + learned[-1])))
        return probabilities

    def shares(self, found: NDArray[np.bool_]) -> tuple[float, ...]:
        """Return the shares right, refused, right among those, wrong, and answered of the searches without answer."""
        right, asked = self.right[self.present], found[self.present]
        parts = (asked & right, ~asked, ~asked & right, asked & ~right, found[~self.answerable])
        return tuple(float(each.mean()) for each in parts)

    def print(self, name: str, learned: Array) -> None:
        sure = self.sure(learned)
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
