"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.errors import UnknownDocument
from embeddings.index.index_files import MANY_CHANGES, SOME_CHANGES, IndexManager
from embeddings.store.token_vectors import encode_tokens, projection_for
from embeddings.store.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.store.vector_store import EncoderRecord, PendingPassage

    Progress = Callable[[int, int], None]

BATCH = 32
REMEMBERED = 100_000
"""So many texts are known again: 15 MB."""


def embed_pending(
    library: Library,
    encoder: Encoder,
    record: EncoderRecord,
    progress: Progress,
    going: Callable[[], bool] = lambda: True,
) -> int:
    """Embeds the passages that `record` has no vector for and returns how many there were.

    `progress` hears (done, total) after each batch. A batch is one transaction: what was embedded before an
    interruption is not embedded again; the index of the encoder that answers is kept up. Where another process is
    found at the same passages, this one goes on elsewhere. It ends early when `going` says no.
    """
    vectors = VectorStore(library.store)
    snapshots = IndexManager(library.store, vectors)
    maker = _Maker(encoder, vectors, record)
    total = vectors.pending_count(record)
    done, after = 0, vectors.embedded_up_to(record)
    while going() and (batch := _next(vectors, record, after)):
        texts = [_text(library, passage) for passage in batch]
        there = [(passage, text) for passage, text in zip(batch, texts, strict=True) if text is not None]
        new = vectors.add(record, maker.rows(there))
        after = batch[-1].id if new else vectors.elsewhere(batch[-1].id)
        done += new
        progress(done, max(total, done))
        snapshots.rewrite(record, at_least=MANY_CHANGES)
    snapshots.rewrite(record, at_least=SOME_CHANGES)
    return done


def change_encoder(library: Library, encoder: Encoder, progress: Progress) -> None:
    """Embeds every passage with another encoder, which answers from then on; until then the old one does."""
    vectors = VectorStore(library.store)
    record = vectors.prepare(encoder.name, encoder.dimension)
    embed_pending(library, encoder, record, progress)
    vectors.activate(record)
    IndexManager(library.store, vectors).rewrite(record, at_least=SOME_CHANGES)


def _next(vectors: VectorStore, record: EncoderRecord, after: int) -> list[PendingPassage]:
    """The next batch above the passage numbered `after`; the first of all where there is none."""
    batch = vectors.pending(record, BATCH, after)
    return batch or vectors.pending(record, BATCH, vectors.embedded_up_to(record))


def _text(library: Library, passage: PendingPassage) -> str | None:
    """None for a passage whose document was removed meanwhile."""
    try:
        return passage.span.of(library.document(passage.document).text)
    except UnknownDocument:
        return None


class _Maker:
    """Makes the vectors of passages; a text that was embedded before, among the last REMEMBERED, is not run again."""

    def __init__(self, encoder: Encoder, vectors: VectorStore, record: EncoderRecord) -> None:
        self._encoder = encoder
        self._vectors = vectors
        self._record = record
        self._projection = projection_for(record.name)
        self._seen: dict[bytes, int] = {}

    def rows(self, passages: Sequence[tuple[PendingPassage, str]]) -> list[PassageVectors]:
        """In the same order."""
        keys = [_key(passage, text) for passage, text in passages]
        made = self._stored(keys)
        new = {key: each for key, each in zip(keys, passages, strict=True) if key not in made}
        encodings = self._encoder.encode_passages([text for _, text in new.values()]) if new else []
        for (key, (passage, _)), encoding in zip(new.items(), encodings, strict=True):
            made[key] = encoding.vector, encode_tokens(encoding, _sentences(passage), self._projection)
        for key, (passage, _) in zip(keys, passages, strict=True):
            self._seen[key] = passage.id
        while len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return [PassageVectors(passage.id, *made[key]) for key, (passage, _) in zip(keys, passages, strict=True)]

    def _stored(self, keys: Sequence[bytes]) -> dict[bytes, tuple[NDArray[np.float32], bytes]]:
        """What the library has of these texts already."""
        seen = {key: self._seen[key] for key in keys if key in self._seen}
        if not seen:
            return {}
        vectors = self._vectors.vectors(self._record, seen.values())
        tokens = self._vectors.token_codes(self._record, seen.values())
        return {key: (vectors[id], tokens[id]) for key, id in seen.items() if id in vectors and id in tokens}


def _key(passage: PendingPassage, text: str) -> bytes:
    """Equal for the same text in the same sentences."""
    return blake2b(f"{_sentences(passage)} {text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _sentences(passage: PendingPassage) -> list[Span]:
    start = passage.span.start
    return [Span(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
