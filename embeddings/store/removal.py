"""Removing documents with their vectors, and the receipt for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.store.library import DeletedDocument, delete_documents
from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from corpus.store.database import Store


@dataclass(frozen=True, slots=True)
class RemovedDocument(DeletedDocument):
    """A document that was removed: its vectors, and its passages with token vectors, went with it."""

    vectors: int
    token_vectors: int


def remove_documents(store: Store, ids: Collection[str]) -> list[RemovedDocument]:
    """Remove documents from the list and from every index, in one transaction.

    Returns what went with each. Raises UnknownDocument, removing none.
    """
    store.ensure(EMBEDDINGS)
    with store.writing() as connection:
        vectors, tokens = (_counted(connection, table, ids) for table in ("vectors", "token_vectors"))
        return [
            RemovedDocument(
                deleted.id,
                deleted.path,
                deleted.sha256,
                deleted.title,
                deleted.passages,
                vectors.get(deleted.id, 0),
                tokens.get(deleted.id, 0),
            )
            for deleted in delete_documents(connection, ids)
        ]


def _counted(connection: sqlite3.Connection, table: str, documents: Collection[str]) -> dict[str, int]:
    """Return how many rows of `table` the passages of each of these documents have; one without any is left out."""
    return dict(
        connection.execute(
            f"SELECT document, count(*) FROM {table} JOIN passages ON passages.id = passage "
            "WHERE document IN (SELECT value FROM json_each(?)) GROUP BY document",
            (json.dumps(list(documents)),),
        )
    )
