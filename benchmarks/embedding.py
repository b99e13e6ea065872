"""Passages of the sample library as vectors: Besa's encoder and sentence-transformers on PyTorch, in turn."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.processes import ask_process, reply, request
from benchmarks.question_sets import SAMPLE, read_documents
from benchmarks.results import Measured, figure, once
from bot.wording.terminal import progress
from corpus.store.library import Library
from embeddings.embedding import embed_pending
from embeddings.encoders.default_model import default_model_folder
from embeddings.encoders.onnx import available_cores
from embeddings.encoders.registry import load_encoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.plan import Plan

TITLE = "Embedding, the same passages on as many threads, in turn"
ROUNDS = 3
PLAIN, ENCODER, STORED = "sentence-transformers on PyTorch", "Besa's encoder", "Besa, token vectors and storing too"


def measure(plan: Plan) -> Iterator[Measured]:
    """Each figure is that of a fresh process, which has embedded a few passages before."""
    folder = plan.work / "unembedded"
    library = read_documents(SAMPLE, folder)
    library.close()
    asked = {"library": str(folder), "cache": str(plan.cache), "threads": available_cores()}
    rates: dict[str, list[float]] = {name: [] for name in (PLAIN, ENCODER, STORED)}
    with progress("Embedding", ROUNDS * len(rates)) as advance:
        for turn in range(ROUNDS):
            for number, (name, measured) in enumerate(rates.items(), 1):
                measured.append(ask_process("benchmarks.embedding", {**asked, "how": name})["rate"])
                advance(turn * len(rates) + number, ROUNDS * len(rates))
    plain = median(rates[PLAIN])
    for name, measured in rates.items():
        ratio = once("of sentence-transformers", "×", median(measured) / plain)
        yield Measured(name, (figure("passages/s", "", measured), ratio))


def main() -> None:
    asked = request()
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / "library"
        shutil.copytree(asked["library"], copy)
        library = Library.open(copy)
        texts = [
            passage.passage.span.of(library.document(record.id).text)
            for record in library.documents()
            for passage in library.passages.of(record.id)
        ]
        seconds = _plain(texts, asked) if asked["how"] == PLAIN else _besa(library, texts, asked)
        library.close()
    reply({"rate": len(texts) / seconds})


def _plain(texts: Sequence[str], asked: dict[str, Any]) -> float:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(asked["threads"])
    model = SentenceTransformer(str(default_model_folder()), device="cpu", local_files_only=True)
    model.encode(list(texts[:2]), show_progress_bar=False)
    begun = time.perf_counter()
    model.encode(list(texts), show_progress_bar=False)
    return time.perf_counter() - begun


def _besa(library: Library, texts: Sequence[str], asked: dict[str, Any]) -> float:
    encoder = load_encoder(None, Path(asked["cache"]), threads=asked["threads"])
    encoder.encode_passages(texts[:2])
    begun = time.perf_counter()
    if asked["how"] == STORED:
        embed_pending(library, encoder, lambda done, total: None)
    else:
        encoder.encode_passages(texts)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
