"""The names of a document's files and of their folders, as words by which its passages are found.

Folders count from those on that were added: what stands above them is where a person keeps things, not what they are.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.store.rows import metadata_from
from corpus.text.path_terms import path_terms
from corpus.text.terms import terms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from corpus.documents import Metadata


def file_name_terms(connection: sqlite3.Connection, paths: Iterable[str], about: Metadata) -> str:
    """Return the terms of the names at `paths`, with a space between them, without those of the document's title."""
    folders = added_folders(connection)
    return name_terms([below_added(path, folders) for path in paths], about)


def added_folders(connection: sqlite3.Connection) -> list[str]:
    """Return the folders that were added as a whole."""
    return [row[0] for row in connection.execute("SELECT path FROM added_folders")]


def collections_of(paths: Iterable[str], folders: Collection[str]) -> frozenset[str]:
    """Return the names of the outermost added folders that these paths lie in; "" for a path that lies in none.

    Example: "/home/ana/work/bolt/report.txt" with "/home/ana/work" is of the collection "work".
    """
    return frozenset(
        PurePath(below_added(path, folders)).parts[0] if _is_below(path, folders) else "" for path in paths
    )


def name_terms(names: Iterable[str], about: Metadata) -> str:
    """Return the terms of relative paths that are not the title's."""
    language = about.language or "en"
    title = frozenset(terms(about.title, language))
    return " ".join(term for term in path_terms(names, language) if term not in title)


def below_added(path: str, folders: Collection[str]) -> str:
    """Return `path` from the outermost of the added `folders` on, that one included; else the file's name alone.

    Example: "/home/ana/work/bolt/report.txt" with "/home/ana/work" is "work/bolt/report.txt".
    """
    above = min((folder for folder in folders if path.startswith(_opened(folder))), key=len, default=None)
    return path[len(str(PurePath(above).parent)) :].lstrip(os.sep) if above else PurePath(path).name


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(_opened(folder)) for folder in folders)


def refresh_names(connection: sqlite3.Connection, original: int) -> None:
    """Let the passages of a content be found by the names of the files at which it stands now."""
    rows = connection.execute("SELECT DISTINCT path FROM files WHERE original = ? ORDER BY path", (original,))
    paths = [path for (path,) in rows]
    documents = connection.execute("SELECT id, metadata FROM documents WHERE original = ?", (original,)).fetchall()
    for id, metadata in documents:
        names = file_name_terms(connection, paths, metadata_from(metadata))
        connection.execute("UPDATE passages SET names = ?1 WHERE document = ?2 AND names != ?1", (names, id))


def is_inside_added(connection: sqlite3.Connection, folder: str) -> bool:
    """Return whether a folder is, or is inside of, one that was added as a whole."""
    known = connection.execute("SELECT path FROM added_folders")
    return any(_opened(folder).startswith(_opened(path)) for (path,) in known)


def note_folder(connection: sqlite3.Connection, folder: str) -> None:
    """Note a folder as added, and rename what stands below it already."""
    connection.execute("INSERT INTO added_folders VALUES (?) ON CONFLICT DO NOTHING", (folder,))
    originals = connection.execute("SELECT DISTINCT original FROM files WHERE path > ? AND path < ?", _range(folder))
    for (original,) in originals.fetchall():
        refresh_names(connection, original)


def drop_empty_folders(connection: sqlite3.Connection) -> None:
    """Forget added folders of which no file is left in the library."""
    for (folder,) in connection.execute("SELECT path FROM added_folders").fetchall():
        found = connection.execute("SELECT 1 FROM files WHERE path > ? AND path < ? LIMIT 1", _range(folder)).fetchone()
        if found is None:
            connection.execute("DELETE FROM added_folders WHERE path = ?", (folder,))


def _opened(folder: str) -> str:
    return folder.rstrip(os.sep) + os.sep


def _range(folder: str) -> tuple[str, str]:
    """Return the bounds, exclusive, between which the paths below a folder are."""
    inside = _opened(folder)
    return inside, inside[:-1] + chr(ord(os.sep) + 1)
