"""Drop files of a library that are there no more, and none because a disk is not mounted."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.file_identity import is_gone, true_path
from corpus.folders.importer import FileOutcome
from corpus.messages import Message
from corpus.web.copies import CopyFolder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from corpus.engines.document_store import DocumentStore

_AT_ONCE = 64
"""Files that are dropped in one transaction."""
_NO_PARENT = Message(
    "its folder is empty or not there, so it was not dropped, in case its disk is not mounted; if it is gone for good: "
    "besa remove"
)
_NO_FOLDER = Message(
    "the folder is not there, so nothing of it was dropped, in case its disk is not mounted; if it is gone for good: "
    "besa remove"
)
_EMPTY_FOLDER = Message(
    "the folder is empty, so nothing of it was dropped, in case its disk is not mounted; if it is gone for good: "
    "besa remove"
)


def gone_below(library: DocumentStore, paths: Sequence[Path]) -> set[str]:
    """Return the library's files at and below these paths that do not exist now."""
    return {each for path in paths for each in known_below(library, path) if is_gone(each)}


def prune(library: DocumentStore, paths: Sequence[Path], only: Collection[str] | None = None) -> Iterator[FileOutcome]:
    """Drop the library's files at and below these paths that no longer exist, and yield each once it is gone.

    A folder that is not there, or without a single file in it, keeps its documents and is a failure. A file that
    cannot be looked at just now is kept. Follow moved files first, by adding what is there; with `only`, no others
    are dropped than these, which were gone before that. Raises LibraryErrors.
    """
    for path in paths:
        gone = [each for each in known_below(library, path) if is_gone(each) and (only is None or each in only)]
        if not gone:
            continue
        if reason := _reason_to_keep(path, gone):
            yield FileOutcome(str(path), "failed", documents=len(gone), reason=reason)
        else:
            yield from _dropped(library, iter(gone))


def is_known(library: DocumentStore, path: Path) -> bool:
    """Return whether the library has the file at `path`, or files in the folder at `path`."""
    return bool(known_below(library, path))


def drop(library: DocumentStore, gone: Sequence[str]) -> list[FileOutcome]:
    """Drop files whose paths are known to be gone, in one transaction, and return what went with each."""
    known = [file for file in map(library.files.get, gone) if file is not None]
    library.files.remove([file.path for file in known])
    return [FileOutcome(file.path, "removed", file.document, file.documents, file.passages) for file in known]


def _dropped(library: DocumentStore, gone: Iterator[str]) -> Iterator[FileOutcome]:
    while some := list(islice(gone, _AT_ONCE)):
        yield from drop(library, some)


def known_below(library: DocumentStore, path: Path) -> list[str]:
    """Return the library's files at and below a path, sorted, without its copies of web pages.

    Those are no files of a folder that a person keeps: only `besa remove` takes one away.
    """
    copies = CopyFolder.of_library(library.local_folder)
    try:
        return [each for each in library.files.below(true_path(path)) if not copies.holds(each)]
    except ReadError:  # the library has no such names
        return []


def _reason_to_keep(path: Path, gone: Sequence[str]) -> Message | None:
    folder = Path(true_path(path))
    if gone == [str(folder)]:
        return None if _holds_a_file(folder.parent) else _NO_PARENT
    if not folder.is_dir():
        return _NO_FOLDER
    return None if _holds_a_file(folder) else _EMPTY_FOLDER


def _holds_a_file(folder: Path) -> bool:
    return any(names for _, _, names in os.walk(folder))
