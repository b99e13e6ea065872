"""Damaged vectors: found, and dropped so that they are made again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from embeddings.store.checksums import checksum
from embeddings.store.schema import EMBEDDINGS
from embeddings.store.token_vectors import parse_tokens
from embeddings.store.vector_rows import STORED

if TYPE_CHECKING:
    from corpus.store.database import Store

_TOLERANCE = 0.01
"""How far from 1 the length of a vector may be, as an index asks for."""


def damaged_vectors(store: Store) -> list[int]:
    """Return the numbers of passages with a vector, or token vectors, that are not what was stored or cannot be."""
    store.ensure(EMBEDDINGS)
    with store.reading() as connection:
        dimensions = dict(connection.execute("SELECT id, dimension FROM encoders").fetchall())
        found = {
            passage
            for encoder, passage, vector, check in connection.execute(_VECTORS)
            if checksum(encoder, passage, vector) != check or not _is_vector(vector, dimensions.get(encoder, 0))
        }
        found |= {
            passage
            for encoder, passage, code, check, sentences in connection.execute(_TOKENS)
            if checksum(encoder, passage, code) != check or not _are_tokens(code, sentences)
        }
        found |= {passage for (passage,) in connection.execute(_LOST)}
    return sorted(found)


def drop_vectors(store: Store, passages: list[int]) -> None:
    """Delete all that is stored of the vectors of these passages, which are pending from then on."""
    with store.writing() as connection:
        for table in ("vectors", "token_vectors", "vector_checks"):
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


_VECTORS = """
    SELECT encoder, passage, vectors.vector, vector_checks.vector
    FROM vectors LEFT JOIN vector_checks USING (encoder, passage)
"""
_TOKENS = """
    SELECT encoder, passage, code, tokens, json_array_length(sentences) / 2
    FROM token_vectors LEFT JOIN vector_checks USING (encoder, passage) JOIN passages ON passages.id = passage
    WHERE json_valid(sentences)
"""
_LOST = """
    SELECT passage FROM vector_checks AS checks
    WHERE (vector IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM vectors WHERE encoder = checks.encoder AND passage = checks.passage))
        OR (tokens IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM token_vectors WHERE encoder = checks.encoder AND passage = checks.passage))
"""
