"""The passages that have no vector yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.store.rows import sentences_from

if TYPE_CHECKING:
    from corpus.store.database import Store
    from embeddings.store.encoder_records import EncoderRecord


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage that has no vector yet."""

    id: int
    document: str
    span: Span
    sentences: tuple[Span, ...]


class PendingPassages:
    """The passages of one library that have no vector of an encoder, by their ids, which ascend as they are added."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count(self, encoder: EncoderRecord) -> int:
        """Count the passages without a vector."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM passages) - (SELECT count(*) FROM vectors WHERE encoder = ?)",
                (encoder.id,),
            ).fetchone()
        return int(row[0])

    def next(self, encoder: EncoderRecord, limit: int, after: int = 0) -> list[PendingPassage]:
        """Return the first `limit` passages without a vector whose id is above `after`, by id.

        There are none for an encoder that the library has no more. To go through all that are pending, begin with
        `embedded_up_to` and go on with the last id that this returned: from 0, it looks at every passage that has a
        vector.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                'SELECT id, document, start, "end", sentences FROM passages WHERE id > ?2 AND NOT EXISTS '
                "(SELECT 1 FROM vectors WHERE vectors.encoder = ?1 AND vectors.passage = passages.id) "
                "AND EXISTS (SELECT 1 FROM encoders WHERE id = ?1) ORDER BY id LIMIT ?3",
                (encoder.id, after, limit),
            ).fetchall()
        return [
            PendingPassage(id, document, Span(start, end), sentences_from(sentences))
            for id, document, start, end, sentences in rows
        ]

    def embedded_up_to(self, encoder: EncoderRecord) -> int:
        """Return an id up to which every passage has its vector; 0 if a gap may lie before the last vector."""
        with self._store.reading() as connection:
            last = connection.execute("SELECT max(passage) FROM vectors WHERE encoder = ?", (encoder.id,)).fetchone()[0]
            beyond = connection.execute("SELECT count(*) FROM passages WHERE id > ?", (last or 0,)).fetchone()[0]
        return last if last and beyond == self.count(encoder) else 0

    def random_passage_after(self, after: int) -> int:
        """Draw an id from `after` up to the last passage's; there may be no passage of that id any more."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT ?1 + abs(random() % max(1, coalesce(max(id), 0) - ?1)) FROM passages", (after,)
            ).fetchone()
        return int(row[0])
