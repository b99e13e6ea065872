"""One run of learning that continues the shipped adapter: its factors above the lowest layers are learned on."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from embeddings.models.tokenizer import open_tokenizer
from embeddings.reranking.adapter import merged
from embeddings.reranking.default_model import MODEL, TOKENIZER, default_reranker_folder
from embeddings.reranking.dequantise import dequantised
from training.reranker.network import LowRank, adapter_of, add_adapter, cross_encoder
from training.reranker.rewording import reworded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from random import Random

    from tokenizers import Tokenizer
    from torch import Tensor, nn

    from embeddings.reranking.adapter import Adapter
    from training.pairs import Pairs

RATE, WARM, FALLING = 2e-4, 10, 0.3
"""The rate rises over so many steps, and falls to nothing over that share of them at the end."""
FROZEN_LAYERS = 5
AVERAGE = 0.95
"""How much of the moving average of what is learned stays at each step."""
POINTWISE, WHOLE, SCALE, RIGHT_WEIGHT = 0.5, 0.3, 0.5, 4.0
REWORDED, READ_WHOLE = 0.12, 0.4
"""Shares of the questions that are asked in a careless or polite form, and whose passages are read as a whole."""
RIGHT, HARD, NEXT = 2, 2, 4
"""At most so many right sentences, the hardest wrong ones, and one of those that are the next hardest."""
READ_AT_ONCE, LONGEST = 32, 160
KEPT_EVERY = 20
"""Steps after which what was reached is handed out."""


class _Reader:
    """The network being learned, and how it reads."""

    def __init__(self, adapter: Adapter) -> None:
        folder = default_reranker_folder()
        lowest = {name: each for name, each in adapter.items() if _layer(name) < FROZEN_LAYERS}
        self.network = cross_encoder(merged(dequantised(folder / MODEL), lowest))
        self._tokenizer: Tokenizer = open_tokenizer((folder / TOKENIZER).read_bytes(), LONGEST)
        self._lowest = lowest
        add_adapter(self.network, max(len(down) for down, _ in adapter.values()), FROZEN_LAYERS)
        _start_from(self.network, adapter)
        self.network.train()

    @property
    def learned(self) -> list[nn.Parameter]:
        return [each for each in self.network.parameters() if each.requires_grad]

    def adapter(self) -> Adapter:
        """Return a copy of the adapter as it is now."""
        now = {name: (down.copy(), up.copy()) for name, (down, up) in adapter_of(self.network).items()}
        return {**self._lowest, **now}

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Return float32 (n,): the scores of pairs, which are read with others of like length.

        Not in bfloat16: on a processor without instructions for it that takes ten times as long.
        """
        order = sorted(range(len(pairs)), key=lambda row: len(pairs[row][1]))
        parts = []
        for start in range(0, len(order), READ_AT_ONCE):
            encodings = self._tokenizer.encode_batch([pairs[row] for row in order[start : start + READ_AT_ONCE]])
            ids, types, mask = (
                torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in field], batch_first=True)
                for field in zip(*((each.ids, each.type_ids, each.attention_mask) for each in encodings), strict=True)
            )
            read = self.network(input_ids=ids, token_type_ids=types, attention_mask=mask)
            parts.append(read.logits.squeeze(-1))
        return torch.cat(parts)[torch.tensor(order).argsort()]


def learn(
    adapter: Adapter,
    batches: Iterable[Sequence[Pairs]],
    steps: int,
    chance: Random,
    keep: Callable[[int, Adapter], None] = lambda number, adapter: None,
) -> Adapter:
    """Return the adapter after a step for each of the batches, of which there are `steps`.

    `keep` is called with what was reached after each KEPT_EVERY steps.
    """
    torch.manual_seed(2)
    reader = _Reader(adapter)
    optimizer = torch.optim.AdamW(reader.learned, lr=RATE, weight_decay=0.0)
    average = _Average(reader.learned)
    for number, batch in enumerate(batches, 1):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(number / WARM, 1.0, (steps - number + 1) / (FALLING * steps))
        loss = _loss(reader, batch, chance)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(reader.learned, 1.0)
        optimizer.step()
        average.add(min(AVERAGE, number / (number + 5)))
        sys.stdout.write(f"{number} of {steps}: {loss.item():.3f}\n")
        sys.stdout.flush()
        if number % KEPT_EVERY == 0:
            with average.instead():
                keep(number, reader.adapter())
    with average.instead():
        return reader.adapter()


class _Average:
    """The moving average of weights that are being learned."""

    def __init__(self, weights: Sequence[nn.Parameter]) -> None:
        self._weights = weights
        self._means = [each.detach().clone() for each in weights]

    @torch.no_grad()
    def add(self, stays: float) -> None:
        """Count the weights as they are now; `stays` is the share of the average that is left."""
        for mean, now in zip(self._means, self._weights, strict=True):
            mean.mul_(stays).add_(now, alpha=1 - stays)

    @contextmanager
    def instead(self) -> Iterator[None]:
        """Put the average in the place of the weights for a while."""
        now = [each.detach().clone() for each in self._weights]
        self._put(self._means)
        try:
            yield
        finally:
            self._put(now)

    @torch.no_grad()
    def _put(self, values: Sequence[Tensor]) -> None:
        for weight, value in zip(self._weights, values, strict=True):
            weight.copy_(value)


def _layer(name: str) -> int:
    """Return the number of the layer of a weight such as "bert.encoder.layer.3.attention.self.query.weight"."""
    return int(name.split(".")[3])


def _start_from(network: nn.Module, adapter: Adapter) -> None:
    """Put the factors of the adapter in the place of the network's own; directions that it lacks have no effect."""
    for name, module in network.named_modules():
        if isinstance(module, LowRank) and f"{name}.weight" in adapter:
            down, up = adapter[f"{name}.weight"]
            with torch.no_grad():
                module.down[: len(down)] = torch.from_numpy(down)
                module.up[:, : len(down)] = torch.from_numpy(up)


def _loss(reader: _Reader, batch: Sequence[Pairs], chance: Random) -> Tensor:
    asked = [reworded(each.question, chance) if chance.random() < REWORDED else each.question for each in batch]
    rows = [_chosen(each, chance) for each in batch]
    whole = [chance.random() < READ_WHOLE for _ in batch]
    sentences = [(q, each.texts[row]) for q, each, own in zip(asked, batch, rows, strict=True) for row in own]
    passages = [(q, text) for q, each, read in zip(asked, batch, whole, strict=True) if read for text in each.passages]
    right = torch.tensor([each.right[row] for each, own in zip(batch, rows, strict=True) for row in own])
    held = torch.tensor([each for pairs, read in zip(batch, whole, strict=True) if read for each in pairs.held])
    scores = reader.scores([*sentences, *passages])
    ends = list(accumulate(len(own) for own in rows))
    groups = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    listwise = [scores[own].logsumexp(0) - scores[own][right[own]].logsumexp(0) for own in groups if right[own].any()]
    loss = torch.stack(listwise).mean() if listwise else scores.sum() * 0
    loss = loss + POINTWISE * _pointwise(scores[: len(sentences)], right, RIGHT_WEIGHT)
    return loss + WHOLE * _pointwise(scores[len(sentences) :], held) if len(held) else loss


def _pointwise(scores: Tensor, right: Tensor, weight: float = 1.0) -> Tensor:
    return binary_cross_entropy_with_logits(scores * SCALE, right.float(), pos_weight=torch.tensor(weight))


def _chosen(pairs: Pairs, chance: Random) -> list[int]:
    """Return the numbers of some right texts of a question, of its hardest wrong ones and of one other."""
    right = [row for row, answers in enumerate(pairs.right) if answers]
    wrong = sorted((row for row, answers in enumerate(pairs.right) if not answers), key=lambda row: -pairs.scores[row])
    others = wrong[HARD : HARD + NEXT]
    return [*chance.sample(right, min(RIGHT, len(right))), *wrong[:HARD], *chance.sample(others, min(1, len(others)))]
