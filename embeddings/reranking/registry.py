"""Which re-ranker goes by which name."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from embeddings.reranking.default_model import DEFAULT_RERANKER, default_reranker_folder
from embeddings.reranking.merged_model import load_merged
from embeddings.reranking.onnx import OnnxReranker
from embeddings.reranking.score_cache import CachedReranker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embeddings.reranking.base import Reranker

NONE = "none"
"""The name that stands for no re-ranker."""

log = logging.getLogger(__name__)


def load_reranker(
    name: str | None, cache: Path, *, threads: int | None = None, report: Callable[[str], None] = log.info
) -> Reranker | None:
    """Return the re-ranker called `name`; without a name, the one that comes with the installation; None for NONE.

    Nothing is downloaded: `name` is a folder or the hub name of a CrossEncoder that was fetched before. The model is
    loaded with the first question, and `report` is told what is waited for. The default one runs on ONNX Runtime from
    a copy with its adapter merged in, which is kept in `cache`.
    """
    if name == NONE:
        return None
    if name not in (None, DEFAULT_RERANKER.name):
        from embeddings.reranking.cross_encoder import SentenceTransformersReranker

        return CachedReranker(SentenceTransformersReranker(str(name)))
    load = partial(load_merged, DEFAULT_RERANKER, default_reranker_folder, cache, report)
    model = DEFAULT_RERANKER
    return CachedReranker(OnnxReranker(model.name, load, max_pieces=model.max_pieces, threads=threads))
