"""Files derived from vectors, taken off the disk; the next question makes them again from what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings.index.index_files import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path


def drop_index(folder: Path) -> bool:
    """Removes the vector index of a library folder, and what a killed process left of one; whether there was one."""
    (folder / MANIFEST).unlink(missing_ok=True)
    found = [*folder.glob("vectors-*.faiss"), *folder.glob(".vectors-*.faiss-*"), *folder.glob(f".{MANIFEST}-*")]
    for file in found:
        file.unlink(missing_ok=True)
    return bool(found)
