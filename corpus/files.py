"""Which files the paths that a person names stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import NoDocuments, PathNotFound
from corpus.readers import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Absolute paths, each file once: a file as it was named, a folder's documents in sorted order.

    In folders, hidden names and suffixes that no reader knows are passed over; a file that is named itself is
    always tried. Raises `PathNotFound`, and `NoDocuments` for a folder that holds none.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _expanded(path):
            found.setdefault(Path(os.path.realpath(file)), file)
    return list(found.values())


def _expanded(path: Path) -> list[Path]:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - `..` has to go, links have to stay
    if not os.path.lexists(absolute):
        raise PathNotFound(f"there is nothing at {path}; check the spelling")
    if not absolute.is_dir():
        return [absolute]
    files = list(_documents_below(absolute))
    if not files:
        known = ", ".join(sorted(SUFFIXES))
        raise NoDocuments(f"the folder {path} holds no document; Besa looks for names that end in {known}")
    return files


def _documents_below(folder: Path) -> Iterator[Path]:
    """Depth first, sorted by name. Links to folders are not followed: no way leads in a circle."""
    for parent, folders, names in _walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(parent, name)


def _walk(folder: Path, refused: Callable[[OSError], object] = id) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, to any depth: before Python 3.12 that one fails on folders nested a thousand deep."""
    waiting = [str(folder)]
    while waiting:
        parent = waiting.pop()
        folders: list[str] = []
        names: list[str] = []
        try:
            with os.scandir(parent) as entries:
                for entry in entries:
                    (folders if _is_folder(entry) else names).append(entry.name)
        except OSError as error:
            refused(error)
            continue
        yield parent, folders, names
        below = [os.path.join(parent, name) for name in reversed(folders)]  # noqa: PTH118 - one path a folder
        waiting.extend(path for path in below if not os.path.islink(path))  # noqa: PTH114


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False
