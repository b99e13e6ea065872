"""Learns the shipped cross-encoder further, on a processor: its adapter, above the lowest layers, is what is learned.

    python -m training.further read SET [SET ...] --pairs FOLDER [--questions N]
    python -m training.further learn --pairs FOLDER --share SET[+SET ...]=N [...] [--steps N] [--kept FOLDER] [--write]

`read` asks the questions of each set with the product's two stages and keeps what is read (`training/pairs.py`).
`learn` takes steps of N questions of each set, or of several together, each set in an order of its own: a softmax over
a question's sentences, and pointwise losses over these and over whole passages, from which questions without an answer
are learned, too. What is written is a moving average of the steps, and with
--kept what was reached on the way, too (docs/decisions/0026-reranker-training.md).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from embeddings.reranking.adapter import read_adapter, write_adapter
from embeddings.reranking.default_model import ADAPTER
from training.continuing import learn
from training.pairs import Pairs, read_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from embeddings.reranking.adapter import Adapter


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
    learning.add_argument("--kept", metavar="FOLDER", type=Path, help="keep what was reached on the way, too")
    learning.add_argument("--write", action="store_true", help="write what was learned into the shipped adapter")
    for command in (read, learning):
        command.add_argument("--pairs", metavar="FOLDER", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "read":
        _read(options.sets, options.pairs, options.questions)
    else:
        shares = dict(each.rsplit("=", 1) for each in options.share)
        _learn(options.pairs, shares, options.steps, options.kept, options.write)


def _read(sets: list[Path], target: Path, questions: int) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for folder in sets:
        found = list(read_pairs(folder, questions))
        (target / f"{folder.name}.json").write_bytes(msgspec.json.encode(found))
        sys.stdout.write(f"{folder.name}: {len(found)} searches\n")


def _learn(folder: Path, shares: dict[str, str], steps: int, kept: Path | None, write: bool) -> None:
    chance = random.Random(2)
    pools = [(_endless(folder, names.split("+"), chance), int(count)) for names, count in shares.items()]
    batches = ([next(pool) for pool, count in pools for _ in range(count)] for _ in range(steps))
    facts = json.loads(ADAPTER.with_suffix(".json").read_text("utf-8"))

    def keep(number: int, learned: Adapter) -> None:
        if kept is not None:
            kept.mkdir(parents=True, exist_ok=True)
            write_adapter(kept / f"step-{number}.npz", learned, _with_run(facts, shares, number))

    learned = learn(read_adapter(ADAPTER), batches, steps, chance, keep)
    if write:
        write_adapter(ADAPTER, learned, _with_run(facts, shares, steps))


def _with_run(facts: dict[str, Any], shares: dict[str, str], steps: int) -> dict[str, Any]:
    """Return what is known of an adapter, with this run after those before."""
    return {**facts, "learned_further": [*facts.get("learned_further", []), {"shares": shares, "steps": steps}]}


def _endless(folder: Path, names: list[str], chance: random.Random) -> Iterator[Pairs]:
    """Yield the pairs of these sets again and again, each time in another order."""
    files = [folder / f"{name}.json" for name in names]
    pairs = [each for file in files for each in msgspec.json.decode(file.read_bytes(), type=list[Pairs])]
    for _ in cycle([None]):
        yield from chance.sample(pairs, len(pairs))


if __name__ == "__main__":
    main()
