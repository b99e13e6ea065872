"""Learns the weights of the ranking and of the confidence from question sets, and shows what they are worth elsewhere.

    python -m training.train SET [SET ...] [--libraries DIR] [--write]

A SET is a folder with documents/ and questions.jsonl. Each set is measured with weights learned on the other sets
only, and with weights learned on the other documents of all sets; what is written was learned on all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from platformdirs import user_cache_path

from benchmarks.question_sets import fill_library, question_sets
from bot.answering.confidence import LEARNED as CONFIDENCE
from bot.answering.confidence import Stage
from bot.evaluation.metrics import auroc, calibration, risk_coverage, widest
from bot.evaluation.question_set import read_question_set
from bot.wording.terminal import progress, say
from embeddings.encoders.registry import load_encoder
from embeddings.ranking.features import Feature
from embeddings.ranking.model import LEARNED as RANKING
from embeddings.ranking.retriever import Retriever
from training.examples import FOLDS, gather_examples
from training.learning import learn_confidence, learn_ranking, measure_ranking, signals_and_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from training.examples import Example

    Array = NDArray[np.float64]
    Sets = Mapping[str, Sequence[Example]]

RISK = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("sets", metavar="SET", nargs="+", type=Path)
    parser.add_argument("--libraries", metavar="DIR", type=Path, help="keep the libraries that are made here")
    parser.add_argument("--write", action="store_true", help="write what was learned on all sets into the product")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        sets = _gathered(options.sets, options.libraries or Path(temporary))
    ranking = _ranking(sets)
    confidence = _confidence(sets)
    stages = json.loads(CONFIDENCE.read_text("utf-8")) | {Stage.FIRST: _rounded(confidence)}
    for path, weights in ((RANKING, _rounded(ranking)), (CONFIDENCE, stages)):
        text = json.dumps(weights, indent=2) + "\n"
        sys.stdout.write(f"\n{path.name}\n{text}")
        if options.write:
            path.write_text(text, "utf-8")


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 4) for name, weight in weights.items()}


def _gathered(folders: Sequence[Path], libraries: Path) -> Sets:
    encoder = load_encoder(None, user_cache_path("besa") / "models", report=say)
    sets = {}
    for chosen in question_sets(folders):
        library = fill_library(chosen, libraries / chosen.name, encoder)
        questions = read_question_set(chosen.questions, library)
        with progress(f"Gathering, {chosen.name}", len(questions)) as advance:
            sets[chosen.name] = gather_examples(library, Retriever(library, encoder), questions, advance)
        library.close()
    return sets


def _ranking(sets: Sets) -> dict[str, float]:
    """The weights learned on all sets; their figures are printed."""
    shown = {name: [each for each in examples if _ranks(each)] for name, examples in sets.items()}
    _print_row("set", "ranking learned on", ["hit@1", "hit@5", "within@1000", "within@4000", "sentence"])
    _print_row("---", "---", ["---"] * 5)
    folded = _by_fold(shown)
    for name, examples in shown.items():
        others = [each for other, each in shown.items() if other != name]
        if others:
            figures = measure_ranking(examples, [learn_ranking(others)] * len(examples))
            _print_row(name, "the other sets", [f"{value:.3f}" for value in figures.values()])
        figures = measure_ranking(examples, [folded[each.fold] for each in examples])
        _print_row(name, "other documents of all sets", [f"{value:.3f}" for value in figures.values()])
    return dict(zip(Feature, learn_ranking(list(shown.values())).tolist(), strict=True))


def _by_fold(sets: Sets) -> list[Array]:
    return [
        learn_ranking([[each for each in examples if each.fold != fold and _ranks(each)] for examples in sets.values()])
        for fold in range(FOLDS)
    ]


def _ranks(example: Example) -> bool:
    """Whether the ranking is learned from it: searches of the whole library with the answer there."""
    return not example.hidden and not example.part


def _confidence(sets: Sets) -> dict[str, float]:
    """The weights learned on all sets; their figures are printed.

    Each question counts with its gold documents there and with them hidden, ranked by weights that were learned
    without its document. Whole libraries and parts of them count the same; "…, parts" has the figures of the latter.
    """
    folded = _by_fold(sets)
    rows: dict[str, _Rows] = {}
    for name, examples in sets.items():
        for label, part in ((name, False), (f"{name}, parts", True)):
            chosen = [each for each in examples if each.part is part]
            found = [signals_and_label(each, folded[each.fold]) for each in chosen]
            rows[label] = _Rows(
                name,
                np.array([list(numbers.values()) for numbers, _ in found]),
                np.array([right and not each.hidden for (_, right), each in zip(found, chosen, strict=True)]),
                np.array([each.fold for each in chosen]),
            )
    sys.stdout.write("\n")
    columns = ["AUROC", "ECE", "threshold", "answered", "wrong"]
    _print_row("set", "confidence learned on", columns)
    _print_row("---", "---", ["---"] * len(columns))
    for label, own in rows.items():
        others = [each for each in rows.values() if each.name != own.name]
        if others:
            learned = learn_confidence([(each.inputs, each.labels) for each in others])
            _print_confidence(label, "the other sets", _probabilities(own.inputs, learned), own.labels)
        crossed = np.zeros(len(own.labels))
        for fold in range(FOLDS):
            learned = learn_confidence([each.without(fold) for each in rows.values()])
            crossed[own.folds == fold] = _probabilities(own.inputs[own.folds == fold], learned)
        _print_confidence(label, "other documents of all sets", crossed, own.labels)
    learned = learn_confidence([(each.inputs, each.labels) for each in rows.values()])
    return dict(zip([*found[0][0], "bias"], learned.tolist(), strict=True))


@dataclass(frozen=True)
class _Rows:
    """What the confidence is learned from, of the set `name`: signals (n, k), labels (n,) and folds (n,)."""

    name: str
    inputs: Array
    labels: NDArray[np.bool_]
    folds: NDArray[np.int64]

    def without(self, fold: int) -> tuple[Array, NDArray[np.bool_]]:
        return self.inputs[self.folds != fold], self.labels[self.folds != fold]


def _probabilities(inputs: Array, weights: Array) -> Array:
    probabilities: Array = 1.0 / (1.0 + np.exp(-(inputs @ weights[:-1] + weights[-1])))
    return probabilities


def _print_confidence(name: str, how: str, probabilities: Array, labels: NDArray[np.bool_]) -> None:
    error, _ = calibration(probabilities, labels)
    _, points = risk_coverage(probabilities, labels)
    best = widest(points, RISK)
    cells = [f"{auroc(probabilities, labels) or 0:.4f}", f"{error:.3f}"]
    cells += ["-"] * 3 if best is None else [f"{best.threshold:.3f}", f"{best.coverage:.3f}", f"{best.risk:.3f}"]
    _print_row(name, how, cells)


def _print_row(name: str, how: str, cells: Sequence[str]) -> None:
    sys.stdout.write(f"| {name} | {how} | {' | '.join(cells)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
