"""The cross-encoder in PyTorch, whole or with a low-rank adapter, and its scores of pairs of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from embeddings.reranking.adapter import Adapter
    from embeddings.reranking.dequantise import Weights
    from training.reranker.token_file import Texts

PADDING, CLS, SEP = 0, 101, 102
TOKENS_AT_ONCE = {"cuda": 100_000, "cpu": 4_000}
"""How many tokens, padding included, are read together."""


def cross_encoder(weights: Weights) -> BertForSequenceClassification:
    """Return the classifier with these weights, which say how large it is; dropout is off."""
    vocabulary, width = weights["bert.embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=1
        + max(int(name.split(".")[3]) for name in weights if name.startswith("bert.encoder.layer.")),
        num_attention_heads=max(1, width // 32),
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["bert.embeddings.position_embeddings.weight"]),
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config.num_labels = 1
    network = BertForSequenceClassification(config)
    network.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
    network.train(False)
    return network


class LowRank(nn.Module):
    """A linear layer plus a learned product of two thin matrices (LoRA, Hu et al. 2021); the layer itself is frozen.

    down float32 (rank, in), up float32 (out, rank): `down` starts at random, `up` at zero, so nothing changes at first.
    """

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))
        self.share = 1.0

    def forward(self, inputs: Tensor) -> Tensor:
        added = nn.functional.linear(nn.functional.linear(inputs, self.down), self.up)
        result: Tensor = self.layer(inputs) + self.share * added
        return result


def add_adapter(network: nn.Module, rank: int, frozen_layers: int = 0) -> None:
    """Put a low-rank adapter around each linear layer of the encoder above the frozen ones; only they are learned."""
    network.requires_grad_(False)
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.Linear) and name.startswith("bert.encoder.layer."):
            if int(name.split(".")[3]) < frozen_layers:
                continue
            parent, _, attribute = name.rpartition(".")
            setattr(network.get_submodule(parent), attribute, LowRank(module, rank))


def take_share(network: nn.Module, share: float) -> None:
    """Add so much of what was learned, from 0 to 1 (between the two networks, WiSE-FT, Wortsman et al. 2022)."""
    for module in network.modules():
        if isinstance(module, LowRank):
            module.share = share


def adapter_of(network: nn.Module) -> Adapter:
    """Return the low-rank factors by the names of the weights that they are added to."""
    return {
        f"{name}.weight": (
            module.down.detach().float().cpu().numpy(),
            (module.share * module.up).detach().float().cpu().numpy(),
        )
        for name, module in network.named_modules()
        if isinstance(module, LowRank)
    }


class PairScorer:
    """Scores pairs of a question and a text, given by their numbers; the texts lie on the network's device."""

    def __init__(self, network: nn.Module, texts: Texts, tokens_at_once: int = 0) -> None:
        self.network = network
        self.device = next(network.parameters()).device
        self._ids = torch.from_numpy(texts.ids.astype("int64")).to(self.device)
        self._starts = torch.from_numpy(texts.starts).to(self.device)
        self._limit = tokens_at_once or TOKENS_AT_ONCE[self.device.type]

    def lengths(self, question: Tensor, text: Tensor) -> Tensor:
        """Return int64 (n,): the tokens of each pair, with the three special ones."""
        sizes = self._starts.diff()
        return sizes[question] + sizes[text] + 3

    def __call__(self, question: Tensor, text: Tensor) -> Tensor:
        """Return float32 (n,): the scores, in the order of the pairs. Pairs of like length are read together."""
        lengths = self.lengths(question, text)
        order = lengths.argsort()
        scores = [
            self._read(question[rows], text[rows]) for rows in _batches(order, lengths[order].tolist(), self._limit)
        ]
        return torch.cat(scores)[order.argsort()]

    def _read(self, question: Tensor, text: Tensor) -> Tensor:
        ids, types, mask = self._assembled(question, text)
        read = self.network(input_ids=ids, token_type_ids=types, attention_mask=mask)
        logits: Tensor = read.logits.squeeze(-1).float()
        return logits

    def _assembled(self, question: Tensor, text: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return ids, token types and mask, int64 (n, longest): [CLS] question [SEP] text [SEP]."""
        sizes = self._starts.diff()
        first, second = sizes[question][:, None], sizes[text][:, None]
        column = torch.arange(int((first + second).max()) + 3, device=self.device)[None]
        asked = (column >= 1) & (column <= first)
        told = (column >= first + 2) & (column < first + 2 + second)
        at = torch.where(asked, self._starts[question][:, None] + column - 1, 0)
        at = torch.where(told, self._starts[text][:, None] + column - first - 2, at)
        last = first + 2 + second
        ids = torch.where(asked | told, self._ids[at], PADDING)
        ids = torch.where(column == 0, CLS, torch.where((column == first + 1) | (column == last), SEP, ids))
        mask = column <= last
        return ids, ((column >= first + 2) & mask).long(), mask.long()


def _batches(order: Tensor, lengths: list[int], limit: int) -> Iterator[Tensor]:
    """Yield parts of `order`, whose rows have the rising `lengths`, of at most `limit` tokens with padding."""
    start = 0
    for end in range(1, len(lengths) + 1):
        if end == len(lengths) or (end + 1 - start) * lengths[end] > limit:
            yield order[start:end]
            start = end
