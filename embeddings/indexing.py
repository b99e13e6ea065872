"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Span
from embeddings.snapshots import MANY_CHANGES, SOME_CHANGES, Snapshots
from embeddings.token_vectors import encode_tokens, projection_for
from embeddings.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.document_store import Library
    from embeddings.encoder import Encoder, Encoding
    from embeddings.token_vectors import Projection
    from embeddings.vector_store import EncoderRecord, PendingPassage

    Progress = Callable[[int, int], None]

BATCH = 32


def embed_pending(library: Library, encoder: Encoder, record: EncoderRecord, progress: Progress) -> int:
    """Embeds the passages that `record` has no vector for and returns how many there were.

    `progress` hears (done, total) after each batch. A batch is one transaction: what was embedded before an
    interruption is not embedded again. The index of the encoder that answers is kept up with them.
    """
    vectors = VectorStore(library.store)
    snapshots = Snapshots(library.store, vectors)
    projection = projection_for(record.name)
    total = vectors.pending_count(record)
    done, last = 0, vectors.embedded_up_to(record)
    while batch := vectors.pending(record, BATCH, last):
        last = batch[-1].id
        encodings = encoder.encode_passages([_text(library, passage) for passage in batch])
        rows = [_row(*pair, projection) for pair in zip(batch, encodings, strict=True)]
        vectors.add(record, rows)
        done += len(batch)
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
    Snapshots(library.store, vectors).rewrite(record, at_least=SOME_CHANGES)


def _text(library: Library, passage: PendingPassage) -> str:
    return passage.span.of(library.document(passage.document).text)


def _row(passage: PendingPassage, encoding: Encoding, projection: Projection) -> PassageVectors:
    start = passage.span.start
    sentences = [Span(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
    return PassageVectors(passage.id, encoding.vector, encode_tokens(encoding, sentences, projection))
