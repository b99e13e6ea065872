"""Learns with each kind held out in turn, and by other methods, and measures on kinds that were not learned from."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from embeddings.reranking.adapter import write_adapter
from training.reranker.evaluation import figures
from training.reranker.learning import Method, learn
from training.reranker.making import is_measured
from training.reranker.network import PairScorer, adapter_of, take_share
from training.reranker.texts import Form
from training.reranker.token_file import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import nn

    from training.reranker.learning import Array
    from training.reranker.token_file import Tokenised

PASSAGES = 3
"""How many passages of a question are read when it is measured."""
MOST_ASKED = 350
MOST_UNANSWERABLE = 200
"""How many questions of a kind are measured with, at most."""
MADE = ("made prose", "made faq", "made table")
RELAID = ("relaid faq", "title only", "reworded")


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is learned, and how. held: the kinds that are not learned from, nor anything made from their sets."""

    name: str
    method: Method
    held: tuple[str, ...] = ()


def experiments(base: Method) -> list[Experiment]:
    """Return what is tried: each kind left out in turn, and other ways to learn from all; the telling ones first."""
    whole = replace(base, rank=0, rate=2e-5)
    telling = [
        Experiment("all kinds", base),
        Experiment("question sets only", base, (*MADE, *RELAID)),
        *(_without(base, kind) for kind in ("natural", "paraphrase", "reading", "yes/no")),
        Experiment("a third of the rate", replace(base, rate=base.rate / 3)),
        Experiment("three epochs", replace(base, epochs=3)),
        Experiment("all weights", whole),
        Experiment("without made", base, MADE),
        Experiment("twice the rate", replace(base, rate=base.rate * 2)),
        Experiment("rank 16", replace(base, rank=16)),
    ]
    further = [
        *(_without(base, kind) for kind in (*RELAID, *MADE)),
        Experiment("made only", base, ("natural", "paraphrase", "reading", "yes/no", *RELAID)),
        Experiment("sentence alone only", replace(base, forms=(Form.ALONE,))),
        Experiment("sentence before unmarked", replace(base, forms=(Form.ALONE, Form.WITH_BEFORE))),
        Experiment("no pointwise share", replace(base, pointwise=0.0)),
        Experiment("all weights, four layers frozen", replace(whole, frozen=4)),
        Experiment("four layers frozen", replace(base, frozen=4)),
        Experiment("all weights, three epochs", replace(whole, epochs=3)),
        Experiment("another order", replace(base, seed=15)),
    ]
    return [*telling, *further]


def _without(base: Method, kind: str) -> Experiment:
    return Experiment(f"without {kind}", base, (kind,))


class Laboratory:
    """The plain network, the groups, and the plain scores of all candidates, by which wrong ones are chosen."""

    def __init__(
        self,
        plain: nn.Module,
        data: Tokenised,
        report: Callable[[str], None] = print,
        plain_scores: Array | None = None,
    ) -> None:
        self.plain = plain
        self.data = data
        self.report = report
        self.plain_scores = (
            scored(plain, data, np.arange(len(data)))[Form.ALONE] if plain_scores is None else plain_scores
        )

    def learned_from(self, held: Sequence[str]) -> NDArray[np.int64]:
        """Return the groups of all kinds to learn from but `held`, nor of the question sets that make those up.

        The sets of a kind that is itself made from other sets stay.
        """
        data = self.data
        names = data.kinds[data.kind]
        kept = ~np.isin(names, held) & ~np.array([is_measured(kind) for kind in data.kinds.tolist()])[data.kind]
        own = np.isin(names, [kind for kind in held if kind not in (*MADE, *RELAID)])
        return np.flatnonzero(kept & ~np.isin(data.source, np.unique(data.source[own])))

    def learn(self, experiment: Experiment) -> nn.Module:
        """Return a copy of the plain network that has learned."""
        network = copy.deepcopy(self.plain)
        groups, started = self.learned_from(experiment.held), time.perf_counter()
        losses = learn(network, self.data, groups, self.plain_scores, experiment.method)
        took = time.perf_counter() - started
        last = float(np.mean(losses[-50:])) if losses else 0.0
        self.report(f"{experiment.name}: {len(groups)} groups, {len(losses)} steps, loss {last:.3f}, {took:.0f} s")
        return network

    def measure(self, network: nn.Module, kinds: Sequence[str], passages: int = PASSAGES) -> dict[str, Any]:
        """Return the figures of each kind, in each form of the text that leans on the one before."""
        samples = {kind: self.sample(kind) for kind in kinds}
        every = np.concatenate(list(samples.values()))
        scores = scored(network, self.data, every, FORMS, passages)
        return {
            kind: {form.value: asdict(figures(self.data, groups, scores[form], passages)) for form in FORMS}
            for kind, groups in samples.items()
        }

    def sample(self, kind: str) -> NDArray[np.int64]:
        """Return the groups of a kind that it is measured with, always the same ones."""
        data, random = self.data, np.random.default_rng(14)
        own = random.permutation(np.flatnonzero(data.kinds[data.kind] == kind))
        answerable = data.answerable[own]
        return np.concatenate([own[answerable][:MOST_ASKED], own[~answerable][:MOST_UNANSWERABLE]])

    def measured(self) -> list[str]:
        """Return the kinds that are never learned from."""
        return [kind for kind in self.data.kinds.tolist() if is_measured(kind)]


def run(
    laboratory: Laboratory, planned: Sequence[Experiment], folder: Path, seconds: float = float("inf")
) -> dict[str, Any]:
    """Return the figures of the plain network, of each experiment and of half of what it learned.

    Each one's adapter and all figures so far are kept in `folder`. None is begun after so many seconds.
    """
    started = time.perf_counter()
    results: dict[str, Any] = {"plain": laboratory.measure(laboratory.plain, laboratory.data.kinds.tolist())}
    for experiment in planned:
        if time.perf_counter() - started > seconds:
            laboratory.report(f"no time left for {experiment.name}")
            break
        network, kinds = laboratory.learn(experiment), [*laboratory.measured(), *experiment.held]
        name = experiment.name.replace("/", "-")
        if experiment.method.rank:
            write_adapter(folder / f"{name}.npz", adapter_of(network), {"method": asdict(experiment.method)})
            take_share(network, 0.5)
            results[f"{experiment.name}, half"] = laboratory.measure(network, kinds)
            take_share(network, 1.0)
        results[experiment.name] = laboratory.measure(network, kinds)
        laboratory.report(summary(results[experiment.name]))
        (folder / f"figures of {planned[0].name}.json").write_text(json.dumps(results, indent=1), "utf-8")
    return results


def summary(result: dict[str, Any]) -> str:
    """Return a line of sentence · passage · AUROC for each kind."""
    cells = []
    for kind, forms in result.items():
        alone, marked = forms[Form.ALONE.value], forms[Form.MARKED_BEFORE.value]
        area = f"{alone['auroc']:.3f}" if alone["auroc"] is not None else "-"
        cells.append(f"{kind} {alone['sentence']:.3f} ({marked['sentence']:.3f}) {alone['passage']:.3f} {area}")
    return "   " + " | ".join(cells)


def scored(
    network: nn.Module,
    data: Tokenised,
    groups: NDArray[np.int64],
    forms: Sequence[Form] = (Form.ALONE,),
    passages: int | None = None,
) -> dict[Form, Array]:
    """Return for each form float32 (n,): the scores of the groups' candidates, -inf where none was asked for.

    `passages` leaves the candidates of later passages out. A pair of texts is scored once, however often it is asked.
    """
    rows = np.concatenate([np.arange(data.first[group], data.first[group + 1]) for group in groups])
    owner = np.repeat(groups, data.first[groups + 1] - data.first[groups])
    if passages is not None:
        near = data.passage[rows] < passages
        rows, owner = rows[near], owner[near]
    texts = data.text[rows][:, [FORMS.index(form) for form in forms]]
    pairs = np.stack([np.repeat(data.question[owner], len(forms)), texts.reshape(-1)], axis=1).astype(np.int64)
    asked, number = np.unique(pairs, axis=0, return_inverse=True)
    found = _scores(PairScorer(network.eval(), data.texts), asked)[number.reshape(texts.shape)]
    result = {form: np.full(len(data.passage), -np.inf, np.float32) for form in forms}
    for column, form in enumerate(forms):
        result[form][rows] = found[:, column]
    return result


def _scores(scorer: PairScorer, pairs: NDArray[np.int64]) -> Array:
    question, text = (torch.from_numpy(np.ascontiguousarray(column)).to(scorer.device) for column in pairs.T)
    on_gpu = scorer.device.type == "cuda"
    with torch.inference_mode(), torch.autocast(scorer.device.type, torch.float16, enabled=on_gpu):
        scores: Array = scorer(question, text).cpu().numpy()
    return scores
