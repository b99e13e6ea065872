"""Learns the shipped cross-encoder further, on a processor: its adapter, above the lowest layers, is what is learned.

    python -m training.further read SET [SET ...] --pairs FOLDER [--questions N]
    python -m training.further learn --pairs FOLDER --share SET[+SET ...]=N [...] [--steps N] [--write]

`read` asks the questions of each set with the product's two stages and keeps what is read (`training/pairs.py`).
`learn` takes steps of N questions of each set, or of several together, each set in an order of its own: a softmax over
a question's sentences, and pointwise losses over these and over whole passages, from which questions without an answer
are learned, too. What is kept is a moving average of the steps (docs/decisions/0026-reranker-training.md).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from embeddings.reranking.adapter import read_adapter, write_adapter
from embeddings.reranking.default_model import ADAPTER
from training.continuing import learn
from training.pairs import Pairs, read_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Read sets, or learn from what was read."""
    parser = argparse.ArgumentParser(prog="python -m training.further", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read")
    read.add_argument("sets", metavar="SET", nargs="+", type=Path)
    read.add_argument("--questions", type=int, default=400, help="at most so many of a large library")
    learning = commands.add_parser("learn")
    learning.add_argument("--share", metavar="SET=N", nargs="+", required=True, help="questions of a step")
    learning.add_argument("--steps", type=int, default=200)
    learning.add_argument("--write", action="store_true", help="write what was learned into the shipped adapter")
    for command in (read, learning):
        command.add_argument("--pairs", metavar="FOLDER", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "read":
        _read(options.sets, options.pairs, options.questions)
    else:
        _learn(options.pairs, dict(each.split("=") for each in options.share), options.steps, options.write)


def _read(sets: list[Path], target: Path, questions: int) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for folder in sets:
        found = list(read_pairs(folder, questions))
        (target / f"{folder.name}.json").write_bytes(msgspec.json.encode(found))
        sys.stdout.write(f"{folder.name}: {len(found)} searches\n")


def _learn(folder: Path, shares: dict[str, str], steps: int, write: bool) -> None:
    chance = random.Random(2)
    pools = [(_endless(folder, names.split("+"), chance), int(count)) for names, count in shares.items()]
    batches = ([next(pool) for pool, count in pools for _ in range(count)] for _ in range(steps))
    learned = learn(read_adapter(ADAPTER), batches, steps, chance)
    if write:
        facts = json.loads(ADAPTER.with_suffix(".json").read_text("utf-8"))
        facts.setdefault("learned_further", []).append({"shares": shares, "steps": steps})
        write_adapter(ADAPTER, learned, facts)


def _endless(folder: Path, names: list[str], chance: random.Random) -> Iterator[Pairs]:
    """Yield the pairs of these sets again and again, each time in another order."""
    files = [folder / f"{name}.json" for name in names]
    pairs = [each for file in files for each in msgspec.json.decode(file.read_bytes(), type=list[Pairs])]
    for _ in cycle([None]):
        yield from chance.sample(pairs, len(pairs))


if __name__ == "__main__":
    main()
