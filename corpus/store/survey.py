"""Counts of what a library holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.store.database import Store
    from corpus.store.document_line import DocumentLine


@dataclass(frozen=True, slots=True)
class LibrarySurvey:
    """What a library holds: its documents by path, the order in which they were added, their words and passages."""

    documents: tuple[DocumentLine, ...]
    order: Mapping[str, int]
    words: int
    passages: int


def count_words(store: Store) -> int:
    """Count what stands between white space in all documents, front matter left out; reads every text once."""
    with store.reading() as connection:
        texts = connection.execute("SELECT substr(text, body_start + 1, body_end - body_start) FROM documents")
        return sum(len(text.split()) for (text,) in texts)


def count_in(store: Store, documents: Sequence[str]) -> tuple[int, int]:
    """Count the words and the passages of some documents."""
    words = passages = 0
    with store.reading() as connection:
        for id in documents:
            text, held = connection.execute(
                "SELECT substr(text, body_start + 1, body_end - body_start), "
                "(SELECT count(*) FROM passages WHERE document = documents.id) FROM documents WHERE id = ?",
                (id,),
            ).fetchone() or ("", 0)
            words += len(text.split())
            passages += held
    return words, passages


def order_of_adding(store: Store) -> dict[str, int]:
    """Return a number from 0 for each document, in the order in which they were added."""
    with store.reading() as connection:
        rows = connection.execute("SELECT id FROM documents ORDER BY added, rowid").fetchall()
    return {id: number for number, (id,) in enumerate(rows)}
