"""The passages of a library in a folder that have no vector yet, in the order of their numbers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from embeddings.index.index_manager import MANY_CHANGES, SOME_CHANGES, IndexManager
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.store.library import Library
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.pending_passages import PendingPassage
    from embeddings.store.vector_store import PassageVectors


class FolderQueue:
    """The EmbeddingQueue of a library in a folder, for one run of embedding.

    Nothing is claimed in the file: who finds that another process has stored the same passages goes on elsewhere.
    """

    def __init__(self, library: Library) -> None:
        self._vectors = VectorStore(library.store)
        self._index_manager = IndexManager(self._vectors)
        self._after: int | None = None
        self._last = 0

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder that answers; None in a library that has never had a vector."""
        return self._vectors.encoders.active()

    def use(self, name: str, dimension: int) -> EncoderRecord:
        """Return the encoder that answers, after recording this one if there is none. Raises EncoderMismatch."""
        return self._vectors.encoders.get_or_create(name, dimension)

    def stage(self, name: str, dimension: int) -> EncoderRecord:
        """Record an encoder that is to answer once it is activated, and forget any other that was staged."""
        return self._vectors.encoders.stage(name, dimension)

    def activate(self, encoder: EncoderRecord) -> None:
        """Let `encoder` answer from now on, and drop the vectors of every other."""
        self._vectors.encoders.activate(encoder)
        self.settle(encoder, ended=True)

    def count(self, encoder: EncoderRecord) -> int:
        """Count the passages without a vector."""
        return self._vectors.pending.count(encoder)

    @contextmanager
    def claim(self, encoder: EncoderRecord, limit: int) -> Iterator[Sequence[PendingPassage]]:
        """Yield the next passages after those that were claimed before, or the first of all if none come after."""
        pending = self._vectors.pending
        if self._after is None:
            self._after = pending.embedded_up_to(encoder)
        batch = pending.next(encoder, limit, self._after)
        batch = batch or pending.next(encoder, limit, pending.embedded_up_to(encoder))
        if batch:
            self._last = batch[-1].id
        yield batch

    def store(self, encoder: EncoderRecord, rows: Sequence[PassageVectors]) -> int:
        """Store vectors in one transaction, and return how many are new; go on elsewhere if none is."""
        new = self._vectors.add(encoder, rows)
        self._after = self._last if new else self._vectors.pending.random_passage_after(self._last)
        return new

    def known(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, tuple[NDArray[np.float32], bytes]]:
        """Return what is stored of passages: their vectors and their token codes."""
        vectors = self._vectors.vectors(encoder, passages)
        tokens = self._vectors.token_codes(encoder, passages)
        return {id: (vectors[id], tokens[id]) for id in passages if id in vectors and id in tokens}

    def settle(self, encoder: EncoderRecord, *, ended: bool) -> None:
        """Write the index anew if many changes are not in it, or some where no more are coming."""
        self._index_manager.rewrite(encoder, at_least=SOME_CHANGES if ended else MANY_CHANGES)
