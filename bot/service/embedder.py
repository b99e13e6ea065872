"""Vectors for what has none yet: now, with progress, or in the background while something else is done."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from corpus.errors import CorpusError
from embeddings.embedding import embed_pending
from embeddings.engines.opening import engine_of
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from corpus.engines.document_store import DocumentStore
    from embeddings.encoders.base import Encoder

_LAST_BATCH_SECONDS = 30.0


class Embedder:
    """Embeds one library's passages. `load` gives the encoder of a name, when there is something to embed."""

    def __init__(
        self, library: DocumentStore, load: Callable[[str | None], Encoder], encoder: Encoder | None = None
    ) -> None:
        self._library = library
        self._load = load
        self._encoder = encoder

    def embed(self, progress: Callable[[int, int], None], going: Callable[[], bool] = lambda: True) -> None:
        """Give every passage its vectors, from the encoder that answers; until `going` says no."""
        queue = engine_of(self._library).queue()
        active = queue.encoder()
        if not (queue.count(active) if active else self._library.passages.count()):
            return
        if self._encoder is None or (active is not None and active.name != self._encoder.name):
            self._encoder = self._load(active.name if active else None)
        embed_pending(self._library, self._encoder, progress, going)


class BackgroundEmbedding:
    """Embeds whenever it is woken, in a thread of its own; use it as a context manager.

    What goes wrong is given to `warn`, and tried again the next time.
    """

    def __init__(self, embedder: Embedder, warn: Callable[[str], None]) -> None:
        self._embedder = embedder
        self._warn = warn
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="embedding", daemon=True)

    def __enter__(self) -> BackgroundEmbedding:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End after the batch that is in the making, and wait for that."""
        self.stop()
        self._thread.join(_LAST_BATCH_SECONDS)

    def start(self) -> None:
        """Start without a `with` block, until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch that is in the making; the rest is embedded by whichever command comes next."""
        self._ended.set()
        self._woken.set()

    def wake(self) -> None:
        """Say that there may be something to embed."""
        self._woken.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.wait()
            self._woken.clear()
            try:
                self._embedder.embed(lambda done, total: None, lambda: not self._ended.is_set())
            except (CorpusError, EmbeddingError) as error:
                self._warn(f"Embedding has stopped, and is tried again later: {error}")
