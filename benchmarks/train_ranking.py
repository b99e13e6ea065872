"""Learns the weights of `embeddings/ranking.json` from question sets, and shows what they are worth elsewhere.

    python -m benchmarks.train_ranking SET [SET ...] [--libraries DIR] [--write]

A SET is a folder with documents/ and questions.jsonl. The model is one softmax over all sentences of a question's
candidates; the loss is half the negative log-likelihood of a sentence that answers and half that of a passage that
holds the answer. Each set is measured with weights learned on the other sets only, and with weights learned on
the other documents of all sets; what is written was learned on all of them.
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
from scipy.optimize import minimize

from benchmarks.__main__ import fill_library, question_sets
from bot.measures import Place, characters_until_read, holds, sentence_hits
from bot.question_set import read_question_set
from bot.terminal import progress, say
from embeddings.encoders import load_encoder
from embeddings.ranking import LEARNED
from embeddings.retrieval import Retriever

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.question_set import GoldQuestion
    from corpus.document_store import Library

    Array = NDArray[np.float64]

FEATURES = (
    "passage similarity",
    "passage words",
    "passage coverage",
    "passage maxsim",
    "passage best sentence maxsim",
    "passage best pair maxsim",
    "passage best sentence words",
    "words",
    "coverage",
    "maxsim",
    "maxsim before",
    "maxsim after",
    "maxsim with before",
    "maxsim with after",
    "maxsim with both",
    "fitting",
    "length",
    "new words",
)
FOLDS = 5
PENALTY = 1e-4
"""Of the squared weights, with features scaled to unit variance."""


@dataclass(frozen=True)
class Example:
    """One question: features (s, f) of its candidates' sentences, which of them are right, and the passages.

    `right` bool (s,): the sentence answers. `held` bool (n,): the passage holds the answer. `first` int64 (n,): where
    each passage's sentences begin. `fold` names the part that the gold document belongs to.
    """

    features: Array
    right: NDArray[np.bool_]
    held: NDArray[np.bool_]
    first: NDArray[np.int64]
    places: tuple[Place, ...]
    question: GoldQuestion
    fold: int

    def owners(self) -> NDArray[np.int64]:
        """int64 (s,): the number of each sentence's passage."""
        return np.repeat(np.arange(len(self.first)), np.diff([*self.first, len(self.right)]))


def gather_examples(
    library: Library, retriever: Retriever, questions: Sequence[GoldQuestion], advance: Callable[[int, int], None]
) -> list[Example]:
    """An example for each question that has an answer in the library."""
    documents = sorted(record.id for record in library.documents())
    examples = []
    for done, gold in enumerate(questions, 1):
        passages, evidence = retriever.candidates(gold.question.text)
        advance(done, len(questions))
        if evidence is None or not gold.answers:
            continue
        features = evidence.features()
        places = [Place(each.document, each.passage.span) for each in passages]
        sentences = [
            Place(each.document, span) for each in passages for span in each.passage.sentences or [each.passage.span]
        ]
        examples.append(
            Example(
                features=np.stack([features[name] for name in FEATURES], axis=1),
                right=np.array([any(sentence_hits(s, a.place) for a in gold.answers) for s in sentences]),
                held=np.array([any(holds(place, a.place) for a in gold.answers) for place in places]),
                first=evidence.first,
                places=tuple(places),
                question=gold,
                fold=documents.index(gold.answers[0].place.document) % FOLDS,
            )
        )
    return examples


def learn(sets: Sequence[Sequence[Example]]) -> Array:
    """Weights float64 (f,) of the features as they are; every set counts the same, however many questions it has."""
    kept = [
        (each, 1.0 / len(examples)) for examples in sets for each in examples if each.right.any() or each.held.any()
    ]
    every = np.concatenate([example.features for example, _ in kept])
    scale = every.std(axis=0) + 1e-9
    features = every / scale
    sizes = np.array([len(example.right) for example, _ in kept])
    first = np.cumsum([0, *sizes[:-1]])
    question = np.repeat(np.arange(len(kept)), sizes)
    share = np.array([weight for _, weight in kept])
    targets = [np.concatenate([example.right for example, _ in kept]).astype(float)]
    targets.append(np.concatenate([example.held[example.owners()] for example, _ in kept]).astype(float))
    counted = [share * (np.add.reduceat(target, first) > 0) / 2 for target in targets]
    norm = sum(map(np.sum, counted))

    def loss(weights: Array) -> tuple[float, Array]:
        scores = features @ weights
        scores -= np.maximum.reduceat(scores, first)[question]
        exponents = np.exp(scores)
        whole = np.add.reduceat(exponents, first)
        slope = (exponents / whole[question]) * sum(counted)[question]
        value = 0.0
        for target, weight in zip(targets, counted, strict=True):
            part = exponents * target
            sums = np.add.reduceat(part, first) + 1e-300
            value += float((weight * (np.log(whole) - np.log(sums))).sum())
            slope -= part / sums[question] * weight[question]
        return value / norm + PENALTY * float(weights @ weights), features.T @ slope / norm + 2 * PENALTY * weights

    best = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    result: Array = best.x / scale
    return result


def measure(examples: Sequence[Example], weights: Sequence[Array]) -> dict[str, float]:
    """The share of questions whose answer is found, with weights (f,) of its own for each."""
    rows = [_measured(example, each) for example, each in zip(examples, weights, strict=True)]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def _measured(example: Example, weights: Array) -> dict[str, bool]:
    scores = example.features @ weights
    shares = np.exp(scores - scores.max())
    order = np.argsort(-np.add.reduceat(shares, example.first), kind="stable")
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


def report(name: str, how: str, figures: dict[str, float]) -> None:
    sys.stdout.write(f"| {name} | {how} | {' | '.join(f'{value:.3f}' for value in figures.values())} |\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_ranking", description=__doc__)
    parser.add_argument("sets", metavar="SET", nargs="+", type=Path)
    parser.add_argument("--libraries", metavar="DIR", type=Path, help="keep the libraries that are made here")
    parser.add_argument("--write", action="store_true", help=f"write the weights to {LEARNED.name}")
    options = parser.parse_args()
    encoder = load_encoder(None, user_cache_path("besa") / "models", report=say)
    gathered: dict[str, list[Example]] = {}
    with TemporaryDirectory() as temporary:
        for chosen in question_sets(options.sets):
            library = fill_library(chosen, (options.libraries or Path(temporary)) / chosen.name, encoder)
            questions = read_question_set(chosen.questions, library)
            with progress(f"Gathering, {chosen.name}", len(questions)) as advance:
                gathered[chosen.name] = gather_examples(library, Retriever(library, encoder), questions, advance)
            library.close()
    sys.stdout.write("| set | weights learned on | hit@1 | hit@5 | within@1000 | within@4000 | sentence |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    for name, examples in gathered.items():
        others = [each for other, each in gathered.items() if other != name]
        if others:
            report(name, "the other sets", measure(examples, [learn(others)] * len(examples)))
        folded = [learn([[e for e in each if e.fold != fold] for each in gathered.values()]) for fold in range(FOLDS)]
        report(name, "other documents of all sets", measure(examples, [folded[each.fold] for each in examples]))
    weights = learn(list(gathered.values()))
    learned = {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
    text = json.dumps(learned, indent=2) + "\n"
    sys.stdout.write(text)
    if options.write:
        LEARNED.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
