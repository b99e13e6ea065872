"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.errors import UnknownDocument
from embeddings.index.index_manager import MANY_CHANGES, SOME_CHANGES, IndexManager
from embeddings.store.token_vectors import encode_tokens, projection_for
from embeddings.store.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.pending_passages import PendingPassage

    Progress = Callable[[int, int], None]

BATCH_PASSAGES = 32
"""Passages that are embedded and stored together: what an interruption costs at most."""
REMEMBERED_TEXTS = 100_000
"""Texts whose vectors are used again for the same text elsewhere: 15 MB."""


def embed_pending(
    library: Library, encoder: Encoder, progress: Progress, going: Callable[[], bool] = lambda: True
) -> int:
    """Embed the passages that have no vector yet, with the encoder that answers. Returns how many there were.

    `progress` hears (done, total) after each batch. A batch is one transaction: what was embedded before an
    interruption is not embedded again; the index is kept up. Where another process is found at the same passages,
    this one goes on elsewhere. It ends early when `going` says no. Raises EncoderMismatch if another encoder answers.
    """
    vectors = VectorStore(library.store)
    record = vectors.encoders.get_or_create(encoder.name, encoder.dimension)
    return _Embedding(library, vectors, encoder, record).run(progress, going)


def change_encoder(library: Library, encoder: Encoder, progress: Progress) -> None:
    """Embed every passage with another encoder, which answers from then on; until then the old one does."""
    vectors = VectorStore(library.store)
    record = vectors.encoders.stage(encoder.name, encoder.dimension)
    embedding = _Embedding(library, vectors, encoder, record)
    embedding.run(progress, lambda: True)
    vectors.encoders.activate(record)
    embedding.index_manager.rewrite(record, at_least=SOME_CHANGES)


class _Embedding:
    """The work of giving one library's passages their vectors of one encoder."""

    def __init__(self, library: Library, vectors: VectorStore, encoder: Encoder, record: EncoderRecord) -> None:
        self._library = library
        self._vectors = vectors
        self._record = record
        self._passage_encoder = _PassageEncoder(encoder, vectors, record)
        self.index_manager = IndexManager(vectors)

    def run(self, progress: Progress, going: Callable[[], bool]) -> int:
        """Embed what is pending, as `embed_pending` says."""
        pending = self._vectors.pending
        total = pending.count(self._record)
        done, after = 0, pending.embedded_up_to(self._record)
        while going() and (batch := self._next_batch(after)):
            new = self._vectors.add(self._record, self._passage_encoder.encode(self._with_texts(batch)))
            after = batch[-1].id if new else pending.random_passage_after(batch[-1].id)
            done += new
            progress(done, max(total, done))
            self.index_manager.rewrite(self._record, at_least=MANY_CHANGES)
        self.index_manager.rewrite(self._record, at_least=SOME_CHANGES)
        return done

    def _next_batch(self, after: int) -> list[PendingPassage]:
        """Return the next batch above the id `after`, or the first of all if there is none above."""
        pending = self._vectors.pending
        batch = pending.next(self._record, BATCH_PASSAGES, after)
        return batch or pending.next(self._record, BATCH_PASSAGES, pending.embedded_up_to(self._record))

    def _with_texts(self, passages: Sequence[PendingPassage]) -> list[tuple[PendingPassage, str]]:
        """Pair passages with their texts; one whose document was removed meanwhile is left out."""
        texts = [self._text(passage) for passage in passages]
        return [(passage, text) for passage, text in zip(passages, texts, strict=True) if text is not None]

    def _text(self, passage: PendingPassage) -> str | None:
        try:
            return passage.span.of(self._library.document(passage.document).text)
        except UnknownDocument:
            return None


class _PassageEncoder:
    """Make what is stored of passages; a text among the last REMEMBERED_TEXTS is not run through the model again."""

    def __init__(self, encoder: Encoder, vectors: VectorStore, record: EncoderRecord) -> None:
        self._encoder = encoder
        self._vectors = vectors
        self._record = record
        self._projection = projection_for(record.name)
        self._passage_by_text: dict[bytes, int] = {}

    def encode(self, passages: Sequence[tuple[PendingPassage, str]]) -> list[PassageVectors]:
        """Return what is to be stored of passages with their texts, in the same order."""
        keys = [_text_key(passage, text) for passage, text in passages]
        made = self._stored(keys)
        new = {key: each for key, each in zip(keys, passages, strict=True) if key not in made}
        encodings = self._encoder.encode_passages([text for _, text in new.values()]) if new else []
        for (key, (passage, _)), encoding in zip(new.items(), encodings, strict=True):
            made[key] = encoding.vector, encode_tokens(encoding, _relative_sentences(passage), self._projection)
        for key, (passage, _) in zip(keys, passages, strict=True):
            self._passage_by_text[key] = passage.id
        while len(self._passage_by_text) > REMEMBERED_TEXTS:
            del self._passage_by_text[next(iter(self._passage_by_text))]
        return [PassageVectors(passage.id, *made[key]) for key, (passage, _) in zip(keys, passages, strict=True)]

    def _stored(self, keys: Sequence[bytes]) -> dict[bytes, tuple[NDArray[np.float32], bytes]]:
        """Look up what the library has of texts already."""
        ids = {key: self._passage_by_text[key] for key in keys if key in self._passage_by_text}
        if not ids:
            return {}
        vectors = self._vectors.vectors(self._record, ids.values())
        tokens = self._vectors.token_codes(self._record, ids.values())
        return {key: (vectors[id], tokens[id]) for key, id in ids.items() if id in vectors and id in tokens}


def _text_key(passage: PendingPassage, text: str) -> bytes:
    """Hash a text with its sentences: equal for the same text in the same sentences."""
    key = f"{_relative_sentences(passage)} {text}".encode("utf-8", "surrogatepass")
    return blake2b(key, digest_size=16).digest()


def _relative_sentences(passage: PendingPassage) -> list[Span]:
    """Return the passage's sentences as spans of the passage's own text."""
    start = passage.span.start
    return [Span(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
