"""The files that a library on a server has not kept yet, kept from where they lie on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.readers.loaded_file import load_file
from corpus.readers.sandbox.reader import Limits

if TYPE_CHECKING:
    from corpus.engines.document_store import DocumentStore


def keep_originals(library: DocumentStore) -> int:
    """Keep the files that came without their bytes and lie here unchanged; return how many are left without.

    A library in a folder keeps none, and none is left.
    """
    files = library.server_files
    if files is None:
        return 0
    kept: set[str] = set()
    missing = files.without_original()
    for path, fingerprint, sha256 in missing:
        if fingerprint not in kept and (data := _unchanged(Path(path), sha256)) is not None:
            files.keep_original(fingerprint, data)
            kept.add(fingerprint)
    return len({fingerprint for _, fingerprint, _ in missing} - kept)


def _unchanged(path: Path, sha256: str) -> bytes | None:
    """Return what is in the file at a path, if it is what the library has read there and no larger than usual."""
    try:
        file = load_file(path, Limits().file_bytes)
    except ReadError:
        return None
    return file.data if file.sha256 == sha256 else None
