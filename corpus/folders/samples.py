"""The sample library: the articles that come with Besa, as a library of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.folders.discovery import find_files
from corpus.folders.importer import add_files
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.engines.document_store import DocumentStore
    from corpus.readers.sandbox.reader import Reader

ARTICLES = Path(__file__).parents[1] / "sample_library"
"""The folder of the articles."""


def count_samples() -> int:
    """Count the articles."""
    return len(find_files([ARTICLES]))


def fill_with_samples(library: DocumentStore, reader: Reader, progress: Callable[[int, int], None]) -> None:
    """Make `library` hold the articles as they are now, and nothing else; `progress` hears (done, total).

    Raises the ReadError of an article that cannot be read: the installation is damaged.
    """
    files = find_files([ARTICLES])
    kept = set()
    for done, outcome in enumerate(add_files(library, files, reader), 1):
        if outcome.document is None:
            raise DamagedFile(
                Message("{path}: {reason}. Install Besa again.", path=outcome.path, reason=outcome.reason or "")
            )
        kept.add(outcome.document)
        progress(done, len(files))
    if gone := [record.id for record in library.documents() if record.id not in kept]:
        library.remove(gone)
