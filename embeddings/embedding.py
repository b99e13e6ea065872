"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Span
from corpus.errors import UnknownDocument
from corpus.text.markup.reading_form import reading_form
from embeddings.index.index_manager import MANY_CHANGES, SOME_CHANGES, IndexManager
from embeddings.store.token_vectors import encode_tokens, projection_for
from embeddings.store.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.store.library import Library
    from corpus.text.markup.reading_form import ReadingForm
    from embeddings.encoders.base import Encoder, Encoding
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

    def _with_texts(self, passages: Sequence[PendingPassage]) -> list[tuple[PendingPassage, ReadingForm]]:
        """Pair passages with how they are read; one whose document was removed meanwhile is left out."""
        forms = [self._form(passage) for passage in passages]
        return [(passage, form) for passage, form in zip(passages, forms, strict=True) if form is not None]

    def _form(self, passage: PendingPassage) -> ReadingForm | None:
        try:
            return reading_form(self._library.document(passage.document).content, passage.span)
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

    def encode(self, passages: Sequence[tuple[PendingPassage, ReadingForm]]) -> list[PassageVectors]:
        """Return what is to be stored of passages with how they are read, in the same order."""
        keys = [_text_key(passage, form) for passage, form in passages]
        made = self._stored(keys)
        new = {key: each for key, each in zip(keys, passages, strict=True) if key not in made}
        encodings = self._encoder.encode_passages([form.text for _, form in new.values()]) if new else []
        for (key, (passage, form)), encoding in zip(new.items(), encodings, strict=True):
            placed = _placed(encoding, form, passage)
            made[key] = encoding.vector, encode_tokens(placed, _relative_sentences(passage), self._projection)
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


def _placed(encoding: Encoding, form: ReadingForm, passage: PendingPassage) -> Encoding:
    """Return an encoding of how a passage is read with its tokens at their places in the passage's own text."""
    if form.is_verbatim:
        return encoding
    start = passage.span.start
    places = [
        (place.start - start, place.end - start)
        for first, after in encoding.offsets.tolist()
        for place in [form.span(first, after) or Span(form.place(first), form.place(first))]
    ]
    return replace(encoding, offsets=np.array(places, np.int32).reshape(-1, 2))


def _text_key(passage: PendingPassage, form: ReadingForm) -> bytes:
    """Hash a text with its sentences and its markup: equal for the same text in the same sentences."""
    marks = [(each.start - passage.span.start, each.end - each.start) for each in form.unread(passage.span)]
    key = f"{_relative_sentences(passage)} {marks or ''}{form.text}".encode("utf-8", "surrogatepass")
    return blake2b(key, digest_size=16).digest()


def _relative_sentences(passage: PendingPassage) -> list[Span]:
    """Return the passage's sentences as spans of the passage's own text."""
    start = passage.span.start
    return [Span(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
