"""Damaged vectors: found, and dropped so that they are made again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from embeddings.store.schema import EMBEDDINGS
from embeddings.store.token_vectors import parse_tokens
from embeddings.store.vector_rows import STORED

if TYPE_CHECKING:
    from corpus.store.database import Store

_TOLERANCE = 0.01
"""How far from 1 the length of a vector may be, as an index asks for."""


def damaged_vectors(store: Store) -> list[int]:
    """Return the numbers of passages with a vector of another size or length, or token vectors of another shape."""
    store.ensure(EMBEDDINGS)
    with store.reading() as connection:
        dimensions = dict(connection.execute("SELECT id, dimension FROM encoders").fetchall())
        found = {
            passage
            for encoder, passage, vector in connection.execute("SELECT encoder, passage, vector FROM vectors")
            if not _is_vector(vector, dimensions.get(encoder, 0))
        }
        tokens = connection.execute(
            "SELECT passage, code, json_array_length(sentences) / 2 FROM token_vectors JOIN passages ON id = passage "
            "WHERE json_valid(sentences)"
        )
        found |= {passage for passage, code, sentences in tokens if not _are_tokens(code, sentences)}
    return sorted(found)


def drop_vectors(store: Store, passages: list[int]) -> None:
    """Delete the vectors and token vectors of these passages, which are pending from then on."""
    with store.writing() as connection:
        for table in ("vectors", "token_vectors"):
            connection.execute(
                f"DELETE FROM {table} WHERE passage IN (SELECT value FROM json_each(?))", (json.dumps(passages),)
            )


def _is_vector(blob: object, dimension: int) -> bool:
    if not isinstance(blob, bytes) or len(blob) != dimension * STORED.itemsize:
        return False
    length = float(np.linalg.norm(np.frombuffer(blob, STORED).astype(np.float32)))
    return abs(length - 1.0) < _TOLERANCE  # not so for a length that is no number


def _are_tokens(blob: object, sentences: int) -> bool:
    try:
        return isinstance(blob, bytes) and len(parse_tokens(blob).counts) == sentences
    except ValueError:
        return False
