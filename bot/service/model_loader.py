"""Models of one process: the encoder that a library wants and the re-ranker, loaded when they are needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bot.wording.reporter import Reporter
    from corpus.engines.document_store import DocumentStore
    from embeddings.encoders.backend import Backend
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker


class ModelLoader:
    """Loads models by name; what can be made again of them is kept in the folder `models`.

    An encoder that answers is loaded once, whichever libraries it answers from, and so is the re-ranker. An encoder
    that embeds is another one, for its batches would hold questions up. `backend` is what runs the default encoder;
    `reranker` names what reads the best passages, the default one if it is None.
    """

    def __init__(self, models: Path, backend: Backend, reranker: str | None, reporter: Reporter) -> None:
        self._models = models
        self._backend = backend
        self._reranker_name = reranker
        self._reporter = reporter
        self._lock = threading.Lock()
        self._answering: dict[str, Encoder] = {}
        self._reranker: Reranker | None = None

    def encoder(self, name: str | None) -> Encoder:
        """Load an encoder to embed with, the default one without a name. Raises EmbeddingError."""
        from embeddings.encoders.registry import load_encoder

        return load_encoder(name, self._models, backend=self._backend, report=self._reporter.say)

    def answering_encoder(self, library: DocumentStore) -> Encoder:
        """Return the encoder whose vectors the library has; the default one if it has none. Raises EmbeddingError."""
        from embeddings.encoders.registry import DEFAULT_ENCODER
        from embeddings.engines.opening import engine_of

        active = engine_of(library).encoder()
        name = active.name if active else DEFAULT_ENCODER
        with self._lock:
            if name not in self._answering:
                self._answering[name] = self.encoder(name)
            return self._answering[name]

    def reranker(self) -> Reranker | None:
        """Return what reads the best passages; None where none is wanted. Raises EmbeddingError."""
        from embeddings.reranking.registry import load_reranker

        with self._lock:
            if self._reranker is None:
                self._reranker = load_reranker(self._reranker_name, self._models, report=self._reporter.say)
            return self._reranker
