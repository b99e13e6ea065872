"""How long the steps of one search take in a large library of made-up text: python -m benchmarks.speed [PASSAGES].

A million passages take 20 GB for as long as it runs, in the folder for temporary files.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from platformdirs import user_cache_path

from benchmarks.libraries import default_reranker
from benchmarks.made_up import A_DOCUMENT, MadeUpEncoder, draw_question, fill, made_up_document
from bot.wording.terminal import progress
from corpus.store.library import Library
from corpus.store.word_index import WordIndex
from corpus.text.query_terms import query_terms
from embeddings.embedding import embed_pending
from embeddings.index.index_manager import IndexManager
from embeddings.ranking.retriever import PROPOSED_PASSAGES, Retriever
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker
    from embeddings.store.encoder_records import EncoderRecord

QUESTIONS = 100
ADDED = 20
"""So many documents are added one by one."""


def main() -> None:
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    random = np.random.default_rng(0)
    encoder = MadeUpEncoder(random)
    with TemporaryDirectory() as folder:
        library = Library.open(Path(folder))
        vectors = VectorStore(library.store)
        record = vectors.encoders.get_or_create(encoder.name, encoder.dimension)
        with progress("Filling", passages) as advance:
            fill(library.store, record, passages, random, advance)
        sys.stdout.write(f"{library.passages.count():,} passages, {QUESTIONS} questions, milliseconds\n\n")
        built = milliseconds(lambda: IndexManager(vectors).current(record))
        questions = [draw_question(random) for _ in range(QUESTIONS)]
        cache = user_cache_path("besa") / "models"
        steps = search_steps(library, record, encoder, default_reranker(cache), questions) | _adding(
            library, record, encoder
        )
        library.close()
        once = {"making the vector index": built} | _opening(Path(folder), record)
        _print_table(steps, once)


def search_steps(
    library: Library, record: EncoderRecord, encoder: Encoder, reranker: Reranker, questions: Sequence[str]
) -> dict[str, list[float]]:
    """The milliseconds that each step takes for each question; steps overlap, and do not add up.

    `reranker` has not read these questions yet.
    """
    vectors = VectorStore(library.store)
    index = IndexManager(vectors).current(record)
    words = WordIndex(library.store)
    retriever, reading = Retriever(library, encoder), Retriever(library, encoder, reranker)
    nearest = [encoder.encode_question(question).vector for question in questions]
    asked = [query_terms(question, ("en",)) for question in questions]
    counted = [words.statistics(each.columns) for each in asked]
    found = [retriever.candidates(question) for question in questions]
    candidates = [[passage.id for passage in each.passages] if each else [] for each in found]
    steps: dict[str, Callable[[int], object]] = {
        "words: counts, not cached": lambda i: WordIndex(library.store).statistics(asked[i].columns),
        "words: candidates": lambda i: words.search(asked[i].terms, counted[i], PROPOSED_PASSAGES),
        "vectors: candidates by FAISS": lambda i: index.search(nearest[i], PROPOSED_PASSAGES),
        "token vectors of the kept candidates, from SQLite": lambda i: vectors.token_codes(record, candidates[i]),
        "candidates and all evidence on them": lambda i: retriever.candidates(questions[i]),
        "the whole search": lambda i: reading.retrieve(questions[i], 5),
        "the whole search, no re-ranker": lambda i: retriever.retrieve(questions[i], 5),
    }
    return {name: [milliseconds(step, i) for i in range(len(questions))] for name, step in steps.items()}


def _adding(library: Library, record: EncoderRecord, encoder: MadeUpEncoder) -> dict[str, list[float]]:
    """Documents are added one by one, and after each the index is brought up to date, as the next question does."""
    snapshots = IndexManager(VectorStore(library.store))
    words = WordIndex(library.store)
    snapshots.current(record)
    added = [made_up_document(encoder.random, f"/added/{number}.txt") for number in range(ADDED)]
    steps: dict[str, Callable[[int], object]] = {
        f"adding a document of {A_DOCUMENT} passages": lambda i: library.put(*added[i]),
        "its vectors, without the encoder": lambda _: embed_pending(library, encoder, lambda done, total: None),
        "the vector index after that": lambda _: snapshots.current(record),
        "the counts of a word after that": lambda _: words.statistics(["the"]),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for i in range(ADDED):
        for name, step in steps.items():
            times[name].append(milliseconds(step, i))
    return times


def _opening(folder: Path, record: EncoderRecord) -> dict[str, float]:
    library = Library.open(folder)
    snapshots = IndexManager(VectorStore(library.store))
    taken = milliseconds(lambda: snapshots.current(record))
    library.close()
    return {"opening the vector index": taken}


def milliseconds(step: Callable[..., object], *arguments: int) -> float:
    """How long a step takes."""
    start = time.perf_counter()
    step(*arguments)
    return (time.perf_counter() - start) * 1000


def _print_table(steps: dict[str, list[float]], once: dict[str, float]) -> None:
    sys.stdout.write("| step | median | 95th percentile |\n|---|---|---|\n")
    for name, taken in steps.items():
        sys.stdout.write(f"| {name} | {median(taken):.1f} | {sorted(taken)[int(0.95 * len(taken))]:.1f} |\n")
    for name, each in once.items():
        sys.stdout.write(f"| {name} | {each:.0f} | |\n")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"\nMost memory at any moment: {memory:.0f} MB\n")


if __name__ == "__main__":
    main()
