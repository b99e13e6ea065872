"""The tables of vectors in a library's file."""

from __future__ import annotations

from pathlib import Path

from corpus.store.migrations import Schema
from embeddings.store.checksums import checksum

EMBEDDINGS = Schema("embeddings", 3, Path(__file__).parent, ("vectors", "vector_changes"), (checksum,))
"""Encoders, vectors, token vectors, and the changes of vectors. Whoever reads or writes them ensures them."""
