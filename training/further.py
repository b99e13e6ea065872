"""Learns the shipped cross-encoder further, on a processor, and adds what it learned to the shipped adapter.

    python -m training.further read SET [SET ...] --pairs FOLDER [--questions N]
    python -m training.further learn --pairs FOLDER --most SET=N [...] [--write]

`read` asks the questions of each set with the product's two stages and keeps what is read (`training/pairs.py`).
`learn` adds further low-rank directions, above the lowest layers, by one epoch over at most N questions of each set: a
softmax over a question's sentences, and half as much a pointwise loss, from which questions without an answer are
learned. Twenty minutes on two cores (docs/decisions/0026-reranker-training.md).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from embeddings.models.tokenizer import open_tokenizer
from embeddings.reranking.adapter import merged, read_adapter, write_adapter
from embeddings.reranking.default_model import ADAPTER, MODEL, TOKENIZER, default_reranker_folder
from embeddings.reranking.dequantise import dequantised
from training.pairs import Pairs, read_pairs
from training.reranker.network import adapter_of, add_adapter, cross_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer
    from torch import Tensor, nn

    from embeddings.reranking.adapter import Adapter

RANK, FROZEN_LAYERS, RATE = 8, 2, 4e-4
POINTWISE, SCALE, RIGHT_WEIGHT = 0.5, 0.5, 4.0
HARD, OTHER, MOST_RIGHT = 3, 2, 3
AT_ONCE, READ_AT_ONCE, LONGEST = 16, 32, 144


def main() -> None:
    """Read sets, or learn from what was read."""
    parser = argparse.ArgumentParser(prog="python -m training.further", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read")
    read.add_argument("sets", metavar="SET", nargs="+", type=Path)
    read.add_argument("--questions", type=int, default=400, help="at most so many of a large library")
    learning = commands.add_parser("learn")
    learning.add_argument("--most", metavar="SET=N", nargs="+", required=True)
    learning.add_argument("--write", action="store_true", help="add what was learned to the shipped adapter")
    for command in (read, learning):
        command.add_argument("--pairs", metavar="FOLDER", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "read":
        options.pairs.mkdir(parents=True, exist_ok=True)
        for folder in options.sets:
            found = list(read_pairs(folder, options.questions))
            (options.pairs / f"{folder.name}.json").write_bytes(msgspec.json.encode(found))
            sys.stdout.write(f"{folder.name}: {len(found)} searches\n")
        return
    most = {name: int(count) for name, _, count in (each.partition("=") for each in options.most)}
    learned = learn([each for name, count in most.items() for each in _kept(options.pairs / f"{name}.json", count)])
    if options.write:
        facts = json.loads(ADAPTER.with_suffix(".json").read_text("utf-8"))
        facts["learned_further"] = most
        write_adapter(ADAPTER, stacked(read_adapter(ADAPTER), learned), facts)


def _kept(file: Path, most: int) -> list[Pairs]:
    pairs = msgspec.json.decode(file.read_bytes(), type=list[Pairs])
    random.Random(1).shuffle(pairs)
    return pairs[:most]


def stacked(adapter: Adapter, further: Adapter) -> Adapter:
    """Return the adapter whose products are the sums of both."""
    result = dict(adapter)
    for name, (down, up) in further.items():
        if name in adapter:
            down, up = np.concatenate([adapter[name][0], down]), np.concatenate([adapter[name][1], up], axis=1)
        result[name] = down, up
    return result


def learn(pairs: Sequence[Pairs]) -> Adapter:
    """Return the factors of what is learned from these, beyond the shipped adapter, which stays as it is."""
    torch.manual_seed(1)
    folder = default_reranker_folder()
    network = cross_encoder(merged(dequantised(folder / MODEL), read_adapter(ADAPTER)))
    tokenizer = open_tokenizer((folder / TOKENIZER).read_bytes(), LONGEST)
    add_adapter(network, RANK, FROZEN_LAYERS)
    network.train()
    learned = [each for each in network.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01)
    order = random.Random(1).sample(pairs, len(pairs))
    steps = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
    for number, batch in enumerate(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min((number + 1) / max(1, len(steps) // 10), (len(steps) - number) / len(steps) / 0.9)
        loss = _loss(network, tokenizer, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        sys.stdout.write(f"{number + 1} of {len(steps)}: {loss.item():.3f}\n")
    network.train(False)
    return adapter_of(network)


def _loss(network: nn.Module, tokenizer: Tokenizer, batch: Sequence[Pairs]) -> Tensor:
    chosen = [_chosen(each) for each in batch]
    texts = [(each.question, each.texts[row]) for each, rows in zip(batch, chosen, strict=True) for row in rows]
    right = torch.tensor([each.right[row] for each, rows in zip(batch, chosen, strict=True) for row in rows])
    scores = _scores(network, tokenizer, texts)
    listwise, start = [], 0
    for rows in chosen:
        own, answers = scores[start : start + len(rows)], right[start : start + len(rows)]
        start += len(rows)
        if answers.any():
            listwise.append(own.logsumexp(0) - own[answers].logsumexp(0))
    weight = torch.tensor(RIGHT_WEIGHT)
    pointwise = binary_cross_entropy_with_logits(scores * SCALE, right.float(), pos_weight=weight)
    return (torch.stack(listwise).mean() if listwise else scores.sum() * 0) + POINTWISE * pointwise


def _chosen(pairs: Pairs) -> list[int]:
    """Return the numbers of a question's right texts, of its hardest wrong ones and of some others."""
    right = [row for row, answers in enumerate(pairs.right) if answers][:MOST_RIGHT]
    wrong = sorted((row for row, answers in enumerate(pairs.right) if not answers), key=lambda row: -pairs.scores[row])
    return [*right, *wrong[:HARD], *random.sample(wrong[HARD:], min(OTHER, len(wrong[HARD:])))]


def _scores(network: nn.Module, tokenizer: Tokenizer, texts: Sequence[tuple[str, str]]) -> Tensor:
    """Return float32 (n,): the scores of pairs, which are read with others of like length."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row][1]))
    parts = []
    for start in range(0, len(order), READ_AT_ONCE):
        encodings = tokenizer.encode_batch([texts[row] for row in order[start : start + READ_AT_ONCE]])
        rows = [
            torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in field], batch_first=True)
            for field in zip(*((each.ids, each.type_ids, each.attention_mask) for each in encodings), strict=True)
        ]
        with torch.autocast("cpu", torch.bfloat16):
            read = network(input_ids=rows[0], token_type_ids=rows[1], attention_mask=rows[2])
        parts.append(read.logits.squeeze(-1).float())
    return torch.cat(parts)[torch.tensor(order).argsort()]


if __name__ == "__main__":
    main()
