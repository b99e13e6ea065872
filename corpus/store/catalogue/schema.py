"""The table of the catalogue and its indexes, of a version of their own in the library's file."""

from __future__ import annotations

from pathlib import Path

from corpus.store.migrations import Schema

CATALOGUE = Schema("catalogue", 1, Path(__file__).parent, ("catalogue",))
"""Made of what `documents` holds, in a new library and in an older one alike."""
