"""The steps as commands: `python -m training.reranker STEP --help`."""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.reranker.experiments import Laboratory

BASE = "cross-encoder/ms-marco-MiniLM-L12-v2"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m training.reranker", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder for what the steps hand on")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    examples = _step(steps, "examples", "search each question set", _examples)
    examples.add_argument("sets", type=Path, nargs="+", help="folders with documents/ and questions.jsonl")
    examples.add_argument("--documents", type=int, default=900, help="at most so many documents of a set")
    examples.add_argument("--questions", type=int, default=2400, help="at most so many questions of a set")
    tokens = _step(steps, "tokenise", "make further kinds, and one file of token ids", _tokenise)
    tokens.add_argument("--tokenizer", type=Path, required=True)
    for name, what, step in (
        ("score", "score all candidates with the plain model", _laboratory),
        ("experiments", "hold out each kind in turn, and learn by other methods", _experiments),
        ("train", "learn the adapter", _train),
    ):
        learning = _step(steps, name, what, step)
        learning.add_argument("--model", type=Path, required=True, help="the int8 ONNX file of the cross-encoder")
        learning.add_argument("--device", default="cuda")
        learning.add_argument("--seconds", type=float, default=400.0, help="start no experiment after so long")
        learning.add_argument("--part", default="1/1", help="I/N: every Nth experiment from the Ith on")
        learning.add_argument("--method", default="{}", help="JSON of what differs from the default method")
        if name == "train":
            learning.add_argument("--share", type=float, default=0.5, help="how much of what was learned is kept")
    export = _step(steps, "export", "merge an adapter into an ONNX file", _export)
    export.add_argument("--model", type=Path, required=True)
    export.add_argument("--adapter", type=Path, required=True)
    export.add_argument("--target", type=Path, required=True)
    export.add_argument("--products", choices=["dynamic", "blockwise"], default="dynamic")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    options.run(options)


def _step(
    steps: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str, run: object
) -> argparse.ArgumentParser:
    parser = steps.add_parser(name, help=what)
    parser.set_defaults(run=run)
    return parser


def _examples(options: argparse.Namespace) -> None:
    from training.reranker.candidates import Sample, load_default_encoder, search_set
    from training.reranker.groups import write_groups
    from training.reranker.making import set_kinds

    encoder, kinds = load_default_encoder(), set_kinds()
    for folder in options.sets:
        sample = Sample(options.documents, options.questions)
        path = options.work / f"{folder.name}.jsonl.gz"
        count = write_groups(path, search_set(folder, sample, encoder, kinds[folder.name].kind))
        print(f"{folder.name}: {count} groups")


def _tokenise(options: argparse.Namespace) -> None:
    from training.reranker.making import make_groups
    from training.reranker.token_file import tokenise

    groups = make_groups(options.work.glob("*.jsonl.gz"))
    data = tokenise(groups, options.tokenizer)
    data.save(options.work / "groups.npz")
    print(f"{len(data)} groups, {len(data.passage)} candidates, {len(data.starts) - 1} texts")


def _laboratory(options: argparse.Namespace) -> Laboratory:
    import numpy as np
    import torch

    from embeddings.reranking.dequantise import dequantised
    from training.reranker.experiments import Laboratory
    from training.reranker.network import cross_encoder
    from training.reranker.token_file import Tokenised

    torch.set_float32_matmul_precision("high")
    network, kept = cross_encoder(dequantised(options.model)).to(options.device), options.work / "plain.npy"
    scores = np.load(kept, allow_pickle=False) if kept.exists() else None
    laboratory = Laboratory(network, Tokenised.load(options.work / "groups.npz"), _say, scores)
    np.save(kept, laboratory.plain_scores)
    return laboratory


def _say(line: str) -> None:
    print(line, flush=True)


def _experiments(options: argparse.Namespace) -> None:
    from training.reranker.experiments import experiments, run
    from training.reranker.learning import Method

    part, parts = map(int, options.part.split("/"))
    planned = experiments(Method(**json.loads(options.method)))[part - 1 :: parts]
    run(_laboratory(options), planned, options.work, options.seconds)


def _train(options: argparse.Namespace) -> None:
    from embeddings.reranking.adapter import write_adapter
    from training.reranker.experiments import Experiment
    from training.reranker.learning import Method
    from training.reranker.making import is_measured
    from training.reranker.network import adapter_of, take_share

    laboratory, method = _laboratory(options), Method(**json.loads(options.method))
    data = laboratory.data
    learned = [kind for kind in data.kinds.tolist() if not is_measured(kind)]
    groups = laboratory.learned_from(())
    facts = {
        "base": BASE,
        "base_sha256": hashlib.sha256(options.model.read_bytes()).hexdigest(),
        "made": datetime.now(UTC).date().isoformat(),
        "kinds": learned,
        "sets": sorted(set(data.sources[data.source[groups]].tolist())),
        "groups": len(groups),
        "share": options.share,
        "method": asdict(method),
    }
    learned_network = laboratory.learn(Experiment("final", method))
    take_share(learned_network, options.share)
    write_adapter(options.work / "adapter.npz", adapter_of(learned_network), facts)


def _export(options: argparse.Namespace) -> None:
    from embeddings.reranking.adapter import read_adapter
    from embeddings.reranking.merge import Products, export_merged

    export_merged(options.model, read_adapter(options.adapter), options.target, Products(options.products))
    print(f"{options.target}: {options.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
