"""The tables of vectors in a library's file."""

from __future__ import annotations

from pathlib import Path

from corpus.store.migrations import Schema

EMBEDDINGS = Schema("embeddings", 2, Path(__file__).parent, ("vectors", "vector_changes"))
"""Encoders, vectors, token vectors and the changes of vectors. Whoever reads or writes them ensures them."""
