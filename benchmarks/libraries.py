"""The libraries that are measured, made once in a run: the sample library, and made-up ones of any size."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.errors import MeasurementFailed
from benchmarks.made_up import MadeUpEncoder, fill
from benchmarks.question_sets import SAMPLE, fill_library
from bot.wording.terminal import progress, say
from corpus.store.library import Library
from embeddings.encoders.registry import load_encoder
from embeddings.index.index_manager import IndexManager
from embeddings.reranking.registry import load_reranker
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.plan import Plan
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker


def encoder_of(plan: Plan) -> Encoder:
    return load_encoder(None, plan.cache, report=say)


def default_reranker(cache: Path) -> Reranker:
    """Besa's own, loaded, as a new one, which has read nothing: what one has read before it does not read again."""
    reranker = load_reranker(None, cache, report=say)
    if reranker is None:
        raise MeasurementFailed("No re-ranker is used by default: there is nothing to measure.")
    reranker.score("It loads with its first pair,", ["which is this one."])
    return reranker


def sample_library(plan: Plan) -> Path:
    """The folder of the sample articles with their vectors."""
    folder = plan.work / "sample"
    fill_library(SAMPLE, folder, encoder_of(plan)).close()
    return folder


def made_up_library(plan: Plan, passages: int) -> Path:
    """The folder of a library of made-up text with its vectors and index. A million passages take 20 GB."""
    folder = plan.work / f"made-up-{passages}"
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        _make(unfinished, passages)
        unfinished.rename(folder)
    return folder


def _make(folder: Path, passages: int) -> None:
    random = np.random.default_rng(passages)
    encoder, library = MadeUpEncoder(random), Library.open(folder)
    vectors = VectorStore(library.store)
    record = vectors.encoders.get_or_create(encoder.name, encoder.dimension)
    with progress(f"Making {passages:,} passages", passages) as advance:
        fill(library.store, record, passages, random, advance)
    say(f"Indexing {passages:,} passages …")
    IndexManager(vectors).current(record)
    library.close()
