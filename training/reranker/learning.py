"""Learns the cross-encoder further: which sentence of a question's candidates answers, and whether any does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from training.reranker.network import PairScorer, add_adapter
from training.reranker.texts import Form
from training.reranker.token_file import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from training.reranker.token_file import Tokenised

    Array = NDArray[np.float32]

POINTWISE_SCALE = 0.5
"""What a score is multiplied with before it is read as the logarithm of odds."""
RIGHT_WEIGHT = 4.0
"""How much more a right sentence counts than a wrong one, pointwise."""


LEARNED_AT_ONCE = 12_000
"""How many tokens, padding included, go through the network together when it learns."""


@dataclass(frozen=True, slots=True)
class Method:
    """How it is learned. rank 0 learns all weights, not an adapter; frozen counts the lowest layers, left as they are.

    forms: the forms in which a sentence that leans on the one before is shown, each as often. hard and other: how many
    wrong sentences a group keeps of those that the plain model scores highest, and of the rest. most: of a kind, at
    most so many groups an epoch. pointwise: the share of the loss that is on each sentence by itself.
    """

    rank: int = 8
    rate: float = 3e-4
    epochs: int = 1
    frozen: int = 0
    pointwise: float = 0.3
    forms: tuple[Form, ...] = (Form.ALONE, Form.MARKED_BEFORE)
    hard: int = 5
    other: int = 3
    most: int = 2400
    groups_at_once: int = 32
    seed: int = 14


@dataclass(frozen=True, slots=True)
class _Batch:
    """The pairs of several groups: question, text int64 (n,), group int64 (n,), and what is right, bool (n,)."""

    question: Tensor
    text: Tensor
    group: Tensor
    right: Tensor
    by_passage: Tensor


def learn(network: nn.Module, data: Tokenised, groups: NDArray[np.int64], plain: Array, method: Method) -> list[float]:
    """Learn `network` further from these groups; return the loss of each step.

    plain float32 (n,): the scores of all candidates by the network as it was, by which wrong ones are chosen.
    """
    torch.manual_seed(method.seed)
    if method.rank:
        add_adapter(network, method.rank, method.frozen)
    else:
        _freeze(network, method.frozen)
    device = next(network.parameters()).device
    network.to(device).train()
    learned = [each for each in network.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=method.rate, weight_decay=0.01)
    scorer, losses = PairScorer(network, data.texts, LEARNED_AT_ONCE), []
    steps = list(_batches(data, groups, plain, method))
    for number, chosen in enumerate(steps):
        for each in optimizer.param_groups:
            each["lr"] = method.rate * _share_of_rate(number, len(steps))
        with torch.autocast(device.type, torch.bfloat16):
            scores = scorer(chosen.question.to(device), chosen.text.to(device))
        loss = _loss(scores, _on(chosen, device), method.pointwise)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        losses.append(loss.detach())
    network.eval()
    return torch.stack(losses).tolist() if losses else []


def _freeze(network: nn.Module, layers: int) -> None:
    """Freeze the embeddings and so many of the lowest layers."""
    below = ("bert.embeddings.", *(f"bert.encoder.layer.{number}." for number in range(layers)))
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(not name.startswith(below))


def _share_of_rate(step: int, steps: int) -> float:
    """Return the share of the learning rate: rising over the first tenth of the steps, then falling to nothing."""
    warm = max(1, steps // 10)
    return min((step + 1) / warm, (steps - step) / max(1, steps - warm))


def _batches(data: Tokenised, groups: NDArray[np.int64], plain: Array, method: Method) -> Iterator[_Batch]:
    random = np.random.default_rng(method.seed)
    for _ in range(method.epochs):
        order = random.permutation(_limited(data, groups, method.most, random))
        for start in range(0, len(order), method.groups_at_once):
            yield _batch(data, order[start : start + method.groups_at_once].tolist(), plain, method, random)


def _limited(data: Tokenised, groups: NDArray[np.int64], most: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return at most so many groups of each kind, drawn anew for each epoch."""
    kinds = data.kind[groups]
    parts = [random.permutation(groups[kinds == kind])[:most] for kind in np.unique(kinds)]
    return np.concatenate(parts) if parts else groups


def _batch(data: Tokenised, groups: Sequence[int], plain: Array, method: Method, random: np.random.Generator) -> _Batch:
    rows = [chosen_candidates(data, group, plain, method, random) for group in groups]
    sizes = [len(row) for row in rows]
    every = np.concatenate(rows)
    form = FORMS.index(method.forms[random.integers(len(method.forms))])
    return _Batch(
        question=torch.from_numpy(np.repeat(data.question[list(groups)], sizes).astype(np.int64)),
        text=torch.from_numpy(data.text[every, form].astype(np.int64)),
        group=torch.from_numpy(np.repeat(np.arange(len(groups)), sizes)),
        right=torch.from_numpy(data.right[every]),
        by_passage=torch.from_numpy(np.repeat(data.by_passage[list(groups)], sizes)),
    )


def chosen_candidates(
    data: Tokenised, group: int, plain: Array, method: Method, random: np.random.Generator
) -> NDArray[np.int64]:
    """Return the numbers of a group's right candidates, of its hardest wrong ones and of some others."""
    rows = np.arange(data.first[group], data.first[group + 1])
    right = rows[data.right[rows]]
    wrong = rows[~data.right[rows] & ~data.doubtful[rows]]
    wrong = wrong[np.argsort(-plain[wrong], kind="stable")]
    rest = random.permutation(wrong[method.hard :])[: method.other]
    return np.concatenate([right[:12], wrong[: method.hard], rest])


def _on(batch: _Batch, device: torch.device) -> _Batch:
    values = (batch.question, batch.text, batch.group, batch.right, batch.by_passage)
    return _Batch(*(each.to(device, non_blocking=True) for each in values))


def _loss(scores: Tensor, batch: _Batch, pointwise: float) -> Tensor:
    """Return the mean of the listwise losses plus `pointwise` times that of the pointwise ones.

    Listwise: the negative logarithm of the right sentences' share of a softmax over the group (ListNet's top one);
    a group without a right sentence has none. Pointwise: binary cross-entropy of each sentence. Where only the
    passage is known to be right, its best sentence counts as right and its others not at all.
    """
    groups = int(batch.group.max()) + 1
    every = _log_sums(scores, batch.group, groups)
    right = _log_sums(scores.masked_fill(~batch.right, -1e4), batch.group, groups)
    answered = torch.zeros(groups, dtype=torch.bool, device=scores.device).index_put(
        (batch.group[batch.right],), _true(scores)
    )
    listwise = ((every - right) * answered).sum() / answered.sum().clamp(min=1)
    counted = ~(batch.by_passage & batch.right) | _is_best(scores, batch, groups)
    each = binary_cross_entropy_with_logits(
        scores * POINTWISE_SCALE,
        batch.right.float(),
        pos_weight=scores.new_tensor(RIGHT_WEIGHT),
        reduction="none",
    )
    return listwise + pointwise * (each * counted).sum() / counted.sum().clamp(min=1)


def _true(like: Tensor) -> Tensor:
    return torch.ones((), dtype=torch.bool, device=like.device)


def _log_sums(scores: Tensor, group: Tensor, groups: int) -> Tensor:
    """Return float32 (groups,): the logarithm of the sum of exponents in each group."""
    highest = scores.new_full((groups,), -1e4).scatter_reduce(0, group, scores.detach(), "amax")
    sums = scores.new_zeros(groups).index_add(0, group, (scores - highest[group]).exp())
    return sums.clamp(min=1e-30).log() + highest


def _is_best(scores: Tensor, batch: _Batch, groups: int) -> Tensor:
    """Return bool (n,): whether a right sentence has the highest score of its group's right ones."""
    right = scores.detach().masked_fill(~batch.right, -1e4)
    highest = right.new_full((groups,), -1e4).scatter_reduce(0, batch.group, right, "amax")
    return batch.right & (right >= highest[batch.group])
