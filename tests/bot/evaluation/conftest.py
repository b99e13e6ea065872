from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.store.library import Library
from tests.support.evaluation import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Three short documents with vectors."""
    library = Library.open(tmp_path / "library")
    fill(library)
    yield library
    library.close()
